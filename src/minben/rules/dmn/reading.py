"""What the readers of a DMN file share: its problems so far, the names at a place, and FEEL read in its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ..errors import FeelError, Problem
from ..feel.expression import parse, parse_unary_tests
from ..feel.lexer import Kind, tokenize
from ..feel.retype import with_types
from ..models.boxed import Markup
from ..problems import Place, PlacedProblem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from .xml import Tag

_Tree = TypeVar("_Tree", "Node", "UnaryTests")


@dataclass
class Reading:
    """One reading of one file: what it is called, and the problems met."""

    file: str
    problems: list[PlacedProblem] = field(default_factory=list)

    def place(self, tag: Tag) -> Place:
        """Where an element stands."""
        return Place(self.file, tag.line)

    def problem(self, tag: Tag, code: str, **values: str) -> None:
        """Keeps an error."""
        self.problems.append(PlacedProblem(self.place(tag), Problem(code, values)))

    def warning(self, tag: Tag, code: str, **values: str) -> None:
        """Keeps what does not forbid the use of the model."""
        self.problems.append(PlacedProblem(self.place(tag), Problem(code, values), Severity.WARNING))

    def errors_since(self, count: int) -> tuple[PlacedProblem, ...]:
        """The errors among the problems after the first `count`."""
        return tuple(problem for problem in self.problems[count:] if problem.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that an expression at a place must be told of: variables, and entries that may follow a dot.

    Only names with operators or keywords in them are kept; FEEL puts others together by itself.
    """

    variables: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()

    @classmethod
    def of(cls, variables: Iterable[str], members: Iterable[str] = ()) -> Names:
        """The names that matter of those given."""
        return cls(frozenset(filter(is_special, variables)), frozenset(filter(is_special, members)))

    def inner(self, *names: str) -> Names:
        """The names of a scope inside."""
        return Names(self.variables.union(filter(is_special, names)), self.members)

    @property
    def all(self) -> frozenset[str]:
        """Variables and entries."""
        return self.variables | self.members


def is_special(name: str) -> bool:
    """Whether a name must be known to be read: it has an operator, a keyword or a fraction in it.

    >>> is_special("monthly income"), is_special("income-test"), is_special("date of birth")
    (False, True, True)
    """
    try:
        tokens = tokenize(name)
    except FeelError:
        return True
    return any(token.kind not in (Kind.NAME, Kind.END) for token in tokens)


def name_of(text: str) -> str:
    """A name with one space wherever it has any.

    >>> name_of(" monthly  income ")
    'monthly income'
    """
    return " ".join(text.split())


class Feel:
    """Reads FEEL where it stands in a file. Its types are resolved: `x instance of Loan` holds the type of a loan."""

    def __init__(self, reading: Reading, resolve: Callable[[Tag, Type], Type]) -> None:
        self._reading = reading
        self._resolve = resolve

    def expression(self, tag: Tag, names: Names) -> Node | None:
        """The tree of the text of an element; None where it is not FEEL, which is then a problem."""
        return self._read(tag, lambda text: with_types(parse(text, names.all), partial(self._resolve, tag)))

    def tests(self, tag: Tag, names: Names) -> UnaryTests | None:
        """The unary tests of the text of an element; None where they are not FEEL, which is then a problem."""
        return self._read(
            tag, lambda text: with_types(parse_unary_tests(text, names.all), partial(self._resolve, tag))
        )

    def _read(self, tag: Tag, read: Callable[[str], _Tree]) -> _Tree | None:
        try:
            return read(tag.text.strip())
        except FeelError as fault:
            place = Place(self._reading.file, tag.text_line)
            self._reading.problems.append(PlacedProblem(place, fault.problem))
            return None


def kept(tag: Tag) -> Markup:
    """An element that is kept as it is, without what follows it."""
    return replace(markup_of(tag), tail="")


def markup_of(tag: Tag) -> Markup:
    """An element that is kept as it is."""
    name = f"{{{tag.namespace}}}{tag.name}" if tag.namespace else tag.name
    return Markup(
        name,
        (*tag.attributes.items(), *tag.foreign),
        tuple(map(markup_of, tag.children)),
        tag.text,
        tag.tail,
    )
