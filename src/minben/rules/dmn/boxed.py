"""Reads boxed expressions (DMN 1.5, 7.3 and 10.2) from DMN's XML, each in the scope in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from ..errors import Problem
from ..feel.expression import parse
from ..models.boxed import (
    Binding,
    Boxed,
    Branch,
    Broken,
    ConditionalBox,
    ContextBox,
    ContextEntry,
    FilterBox,
    FunctionBox,
    InvocationBox,
    IteratorBox,
    ListBox,
    LiteralExpression,
    RelationBox,
    Row,
    TableBox,
    Variable,
)
from ..problems import Place, PlacedProblem
from .reading import name_of
from .say import About, about
from .tables import TableReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..feel.types import Type
    from .item_types import ItemTypes
    from .reading import Feel, Names, Reading
    from .xml import Tag

_NULL = parse("null")


class _Typed(About):
    """The fields of `models.boxed.BoxedExpression`."""

    type: Type | None
    type_ref: str


class _BranchType(TypedDict):
    id: str
    type: Type | None
    type_ref: str


class BoxedReader:
    """Reads the boxed expressions of one file. `title` is what the value is called: of a decision, of an entry."""

    def __init__(self, reading: Reading, types: ItemTypes, feel: Feel) -> None:
        self._reading = reading
        self._types = types
        self._feel = feel
        self._tables = TableReader(reading, types, feel)
        self._readers: Mapping[str, Callable[[Tag, Names, str], Boxed]] = {
            "literalExpression": self._literal,
            "decisionTable": self._table,
            "invocation": self._invocation,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._for,
            "some": self._some,
            "every": self._every,
            "functionDefinition": self.function,
        }

    def inside(self, tag: Tag, names: Names, title: str) -> Boxed | None:
        """The boxed expression inside an element, None where there is none."""
        found = next(tag.named(*self._readers), None)
        return None if found is None else self.read(found, names, title)

    def read(self, tag: Tag, names: Names, title: str) -> Boxed:
        """The boxed expression that an element is."""
        return self._readers[tag.name](tag, names, title)

    def variable(self, tag: Tag) -> Variable:
        """A variable, parameter or column: a name and a type."""
        return Variable(**self._typed(tag), name=name_of(tag.get("name")))

    def _typed(self, tag: Tag) -> _Typed:
        reference = self._reference(tag)
        return _Typed(
            **about(self._reading, tag),
            type=self._types.of(tag, reference),
            type_ref=reference,
        )

    @staticmethod
    def _reference(tag: Tag) -> str:
        return tag.get("typeRef").strip() or tag.words("typeRef")

    def _broken(self, tag: Tag, code: str, **values: str) -> Broken:
        problem = PlacedProblem(self._reading.place(tag), Problem(code, values))
        self._reading.problems.append(problem)
        return Broken(**about(self._reading, tag), problems=(problem,))

    # One by one.

    def _literal(self, tag: Tag, names: Names, _: str) -> Boxed:
        language = tag.get("expressionLanguage")
        if language and "feel" not in language.lower():
            return self._broken(tag, "expression-language", language=language)
        if tag.first("importedValues") is not None:
            return self._broken(tag, "imported-values")
        text = tag.first("text")
        if text is None or not text.text.strip():
            return LiteralExpression(**self._typed(tag), text="", tree=_NULL, language=language)
        before = len(self._reading.problems)
        tree = self._feel.expression(text, names)
        said = self._typed(tag)
        if tree is None:
            return Broken(**said, problems=self._reading.errors_since(before))
        said["place"] = Place(self._reading.file, text.text_line)
        return LiteralExpression(**said, text=text.text.strip(), tree=tree, language=language)

    def _table(self, tag: Tag, names: Names, title: str) -> TableBox | Broken:
        return self._tables.read(tag, names, title)

    def _invocation(self, tag: Tag, names: Names, title: str) -> Boxed:
        called = self.inside(tag, names, title)
        if called is None:
            return self._broken(tag, "nothing-called")
        bindings = [self._binding(part, names) for part in tag.named("binding")]
        return InvocationBox(**self._typed(tag), function=called, bindings=tuple(filter(None, bindings)))

    def _binding(self, tag: Tag, names: Names) -> Binding | None:
        parameter = tag.first("parameter")
        if parameter is None:
            self._reading.problem(tag, "no-name", element="binding")
            return None
        variable = self.variable(parameter)
        return Binding(parameter=variable, value=self.inside(tag, names, variable.name))

    def _context(self, tag: Tag, names: Names, title: str) -> Boxed:
        entries: list[ContextEntry] = []
        for part in tag.named("contextEntry"):
            named = part.first("variable")
            variable = None if named is None else self.variable(named)
            name = title if variable is None else variable.name
            value = self.inside(part, names, name)
            entries.append(ContextEntry(**about(self._reading, part), variable=variable, value=value))
            if variable is not None:
                names = names.inner(variable.name)
        if any(entry.variable is None for entry in entries[:-1]):
            self._reading.problem(tag, "result-not-last")
        return ContextBox(**self._typed(tag), entries=tuple(entries))

    def _list(self, tag: Tag, names: Names, title: str) -> Boxed:
        items = (self.read(item, names, title) for item in tag.named(*self._readers))
        return ListBox(**self._typed(tag), items=tuple(items))

    def _relation(self, tag: Tag, names: Names, title: str) -> Boxed:
        columns = tuple(map(self.variable, tag.named("column")))
        rows: list[Row] = []
        for row in tag.named("row"):
            cells = tuple(self.read(cell, names, title) for cell in row.named(*self._readers))
            if len(cells) != len(columns):
                self._reading.problem(row, "row-size", found=str(len(cells)), expected=str(len(columns)))
            rows.append(Row(**about(self._reading, row), cells=cells))
        return RelationBox(**self._typed(tag), columns=columns, rows=tuple(rows))

    def _branch(self, tag: Tag, name: str, names: Names, title: str) -> Branch:
        part = tag.first(name)
        if part is None:
            self._reading.problem(tag, "part-missing", element=tag.name, part=name)
            return Branch(value=None)
        reference = self._reference(part)
        said = _BranchType(id=part.get("id"), type=self._types.of(part, reference), type_ref=reference)
        return Branch(value=self.inside(part, names, title), **said)

    def _conditional(self, tag: Tag, names: Names, title: str) -> Boxed:
        return ConditionalBox(
            **self._typed(tag),
            condition=self._branch(tag, "if", names, title),
            consequence=self._branch(tag, "then", names, title),
            alternative=self._branch(tag, "else", names, title),
        )

    def _filter(self, tag: Tag, names: Names, title: str) -> Boxed:
        return FilterBox(
            **self._typed(tag),
            source=self._branch(tag, "in", names, title),
            match=self._branch(tag, "match", names.inner("item"), title),
        )

    def _for(self, tag: Tag, names: Names, title: str) -> Boxed:
        return self._iterator(tag, "for", names.inner("partial"), title)

    def _some(self, tag: Tag, names: Names, title: str) -> Boxed:
        return self._iterator(tag, "some", names, title)

    def _every(self, tag: Tag, names: Names, title: str) -> Boxed:
        return self._iterator(tag, "every", names, title)

    def _iterator(self, tag: Tag, kind: Literal["for", "some", "every"], names: Names, title: str) -> Boxed:
        variable = name_of(tag.get("iteratorVariable"))
        if not variable:
            self._reading.problem(tag, "no-name", element=f"{kind} iteratorVariable")
        body = "return" if kind == "for" else "satisfies"
        return IteratorBox(
            **self._typed(tag),
            kind=kind,
            variable=variable,
            source=self._branch(tag, "in", names, title),
            body=self._branch(tag, body, names.inner(variable), title),
        )

    def function(self, tag: Tag, names: Names, title: str) -> FunctionBox:
        """A function definition, or the logic that a business knowledge model holds."""
        parameters = tuple(map(self.variable, tag.named("formalParameter")))
        inner = names.inner(*(parameter.name for parameter in parameters))
        return FunctionBox(
            **self._typed(tag),
            parameters=parameters,
            body=self.inside(tag, inner, title),
            kind=tag.get("kind") or "FEEL",
        )
