"""FEEL for its users: source to tree, tree to something that runs, and both at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import (
    builtins_contexts,
    builtins_dates,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_strings,
)
from .conform import NO_TYPES
from .evaluate import compile_node
from .names import Names
from .parser import parse_column, parse_expression, parse_tests, parse_type_text
from .registry import BUILTINS, Clock
from .run import BUDGET, Code, Evaluation, run_code

if TYPE_CHECKING:
    from datetime import date

    from .tree import Node, UnaryTests
    from .types import Type

# Importing a module of built-in functions declares them.
_DECLARED = (
    builtins_contexts,
    builtins_dates,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_strings,
)
_BUILTIN_NAMES = Names(BUILTINS)


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL expression made ready to run over many cases."""

    tree: Node
    _code: Code

    def evaluate(
        self,
        facts: Mapping[str, object],
        *,
        clock: Clock | None = None,
        budget: int = BUDGET,
        named: Mapping[str, Type] = NO_TYPES,
        on: date | None = None,
    ) -> Evaluation:
        """What it comes to with these facts.

        `named` are the types that names in it stand for, `on` is the date that counts for tables inside it.
        """
        return run_code(self._code, facts, clock=clock, budget=budget, named=named, on=on)


def parse(source: str, names: Iterable[str] = ()) -> Node:
    """The tree of an expression. Raises `FeelError`.

    `names` are the variables that it may read, and the entries inside them: those with spaces, operators or
    keywords in them can be told apart only if they are given. (`names_in` takes them from types.)
    """
    return parse_expression(source, names, _BUILTIN_NAMES)


def parse_unary_tests(source: str, names: Iterable[str] = ()) -> UnaryTests:
    """The tree of a decision table's cell: `-`, `< 5`, `[1..3), 7`, `not("a")`. Raises `FeelError`."""
    return parse_tests(source, names, _BUILTIN_NAMES)


def parse_type(source: str) -> Type:
    """The type that a text names, such as `list<number>`. Raises `FeelError`.

    >>> parse_type("context<name: string>").get("name")
    SimpleType(name='string')
    """
    return parse_type_text(source)


def parse_column_type(source: str) -> tuple[Type, UnaryTests | None]:
    """The type of a column and the values it may have: `number`, `string: "a", "b"`. Raises `FeelError`."""
    return parse_column(source, _BUILTIN_NAMES)


def compile_expression(expression: str | Node, names: Iterable[str] = ()) -> Expression:
    """An expression ready to run. Raises `FeelError` for source that is not FEEL.

    >>> compile_expression("monthly sum * 12", ["monthly sum"]).evaluate({"monthly sum": 50}).value
    Decimal('600')
    """
    tree = parse(expression, names) if isinstance(expression, str) else expression
    return Expression(tree, compile_node(tree))


def evaluate(
    expression: str | Node, facts: Mapping[str, object], *, clock: Clock | None = None
) -> Evaluation:
    """What an expression comes to with these facts. Raises `FeelError` for source that is not FEEL, and no more.

    >>> evaluate("if age >= 80 then 50 else 0", {"age": 83}).value
    Decimal('50')
    >>> evaluate("age + 1", {}).reasons[0].text("en")
    'line 1, column 1: there is no name "age"'
    """
    return compile_expression(expression, names_of_facts(facts)).evaluate(facts, clock=clock)


def names_of_facts(facts: Mapping[str, object]) -> frozenset[str]:
    """Every name in facts: the facts, and the entries inside them."""
    names: set[str] = set()
    pending: list[object] = [facts]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            names.update(map(str, value))
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            pending.extend(value)
    return frozenset(names)
