"""The typed tree of a FEEL expression: what the parser makes and the evaluator, the checks and compilers read.

Nodes are compared by what they mean: two trees of the same expression are equal wherever each was written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from ..errors import Span
    from ..tables.table import Table
    from .types import Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a string, a boolean or null, written out."""

    value: Decimal | str | bool | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class AtLiteral:
    """A date, time, date and time or duration, written `@"2025-01-01"`."""

    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, or a built-in function; `?` is the value under test."""

    name: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Path:
    """`base.name`."""

    base: Node
    name: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[condition]`: the elements for which the condition holds, or the one at a position."""

    base: Node
    condition: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`, the operator one of `+ - * / **`."""

    operator: str
    left: Node
    right: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, the operator one of `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Logic:
    """`left and right`, `left or right`, three-valued."""

    operator: str
    left: Node
    right: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`, both ends included."""

    value: Node
    low: Node
    high: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class In:
    """`value in tests`: true where one of the tests holds."""

    value: Node
    tests: tuple[Node, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type`."""

    value: Node
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then consequence else alternative`."""

    condition: Node
    consequence: Node
    alternative: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Iteration:
    """`variable in source`, or `variable in source..end` where `end` is given."""

    variable: str
    source: Node
    end: Node | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class For:
    """`for iterations return body`; the body may read `partial`, the results so far."""

    iterations: tuple[Iteration, ...]
    body: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some` or `every` (the quantifier) `iterations satisfies condition`."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    condition: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function written in FEEL."""

    name: str
    type: Type | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """`function(parameters) body`. An external body (foreign code) is kept and never run."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of an invocation, with its parameter's name where it is given by name."""

    name: str | None
    value: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Invocation:
    """`function(arguments)`; arguments are all positional or all named."""

    function: Node
    arguments: tuple[Argument, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """`key: value` of a context."""

    key: str
    value: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    """`{key: value, ...}`; a value may read the entries before it."""

    entries: tuple[Entry, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[item, ...]`."""

    items: tuple[Node, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low..high]` and its half-open and open forms."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class OperatorRange:
    """`< 5` as a unary test, `(< 5)` as a value: everything that stands so to the operand."""

    operator: str
    operand: Node
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Decide:
    """What a decision table gives in this scope, on the date that counts; no source of FEEL says it, models do."""

    table: Table
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The value brought to a type (DMN 1.5, 10.3.2.9.4), else null; models say it of what they type."""

    value: Node
    type: Type
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A cell of a decision table: any of the tests holds; none where negated; no tests at all means any value."""

    tests: tuple[Node, ...]
    negated: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


Node = (
    Literal
    | AtLiteral
    | Name
    | Path
    | Filter
    | Negation
    | Arithmetic
    | Comparison
    | Logic
    | Between
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | FunctionDefinition
    | Invocation
    | ContextLiteral
    | ListLiteral
    | Interval
    | OperatorRange
    | Decide
    | Fitted
)
"""An expression."""
