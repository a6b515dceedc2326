"""Writes source for decision tables over many rows: a place on each column's axis, and what stands at these places.

A table whose results are constant and whose columns have few places is worked out beforehand for every combination.
Otherwise the places give the rules as bits, and what is not constant is worked out for the rules that are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.conform import fit
from ..feel.emit_operators import any_of, fitted
from ..feel.tree import Name
from ..feel.types import SimpleType
from ..feel.values import admit, kind
from ..tables.axis import KEYS, Axis
from ..tables.deciding import RuleResults
from ..tables.hits import Hit, settle
from ..tables.index import Index, rules_in
from ..tables.reading import place_on
from .ages import age_of, age_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from ..feel.source import Atom
    from ..feel.tree import Decide
    from ..feel.values import Value
    from ..tables.index import Mask
    from ..tables.table import Input, Rule, Table
    from .ages import Age
    from .emitter import RowEmitter

MAX_COMBINATIONS = 4096
_SHORT = 10**33
MAX_INLINE = 40
"""Rules with something that is not constant that are written into the function of the rows."""
MAX_REMEMBERED = 10_000
"""Sets of rules of which a table remembers what they come to."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for rows: the axis of its kind with one more place, the last, for null."""

    input: Input
    axis: Axis
    masks: Sequence[Mask]
    open: Mask

    @property
    def null(self) -> int:
        """The place of null."""
        return len(self.masks) - 1


class RowTable:
    """A table's rules in force on a day, with what they come to."""

    def __init__(self, table: Table, rules: Sequence[Rule], otherwise: Rule | None) -> None:
        self.table = table
        self.rules = rules
        self.results = [RuleResults(table, rule) for rule in rules]
        self._otherwise = None if otherwise is None else RuleResults(table, otherwise)
        self._remembered: dict[Mask, Value] = {}

    @property
    def varying(self) -> Mask:
        """The rules whose results are not constant."""
        return sum(1 << place for place, results in enumerate(self.results) if results.constant is None)

    @property
    def otherwise_varies(self) -> bool:
        """Whether the results of `otherwise` are not constant."""
        return self._otherwise is not None and self._otherwise.constant is None

    @property
    def otherwise(self) -> RuleResults | None:
        """What applies where no rule does."""
        return self._otherwise

    def settled(self, mask: Mask, varying: Mapping[int, Mapping[str, Value]]) -> Value:
        """What rules come to, given the results that are not constant; -1 stands for `otherwise`."""
        places = list(rules_in(mask)) or ([-1] if self._otherwise is not None else [])
        hits = [Hit(self._rule(place).rule, self._outputs(place, varying)) for place in places]
        try:
            return settle(self.table, hits).value
        except UndefinedError:
            return None

    def _rule(self, place: int) -> RuleResults:
        if place < 0 and self._otherwise is not None:
            return self._otherwise
        return self.results[place]

    def _outputs(self, place: int, varying: Mapping[int, Mapping[str, Value]]) -> Mapping[str, Value]:
        constant = self._rule(place).constant
        return varying[place] if constant is None else constant

    def remembered(self, mask: Mask) -> Value:
        """What rules with constant results come to."""
        if mask not in self._remembered:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[mask] = self.settled(mask, {})
        return self._remembered[mask]


def emit_table(emitter: RowEmitter, node: Decide) -> Atom:
    """Writes what a table says of a row."""
    table = node.table
    rules = [rule for rule in table.rules if rule.in_force(emitter.on)]
    otherwise = table.otherwise if table.otherwise and table.otherwise.in_force(emitter.on) else None
    row_table = RowTable(table, rules, otherwise)
    columns = _columns(emitter, table, rules)
    if columns is None:
        return emitter.attempt(f"{emitter.source.bind(table)}.answer({emitter.scope()})", node.span)
    open_rules = 0
    for column in columns:
        open_rules |= column.open
    varying = row_table.varying
    if max(open_rules.bit_count(), varying.bit_count()) > MAX_INLINE:
        return emitter.attempt(f"{emitter.source.bind(table)}.answer({emitter.scope()})", node.span)
    if not open_rules and not varying and not row_table.otherwise_varies:
        return _constant(emitter, row_table, columns)
    return _varying(emitter, row_table, columns, open_rules)


def _columns(emitter: RowEmitter, table: Table, rules: Sequence[Rule]) -> Sequence[Column] | None:
    """The columns with their axes, None where the kind of a column's values is not told by its type."""
    index = Index(rules, len(table.inputs))
    if any(name in emitter.known or name in emitter.raw for name in index.functions):
        return None
    columns: list[Column] = []
    for declared, by_column in zip(table.inputs, index.columns, strict=True):
        if not isinstance(declared.type, SimpleType) or declared.type.name not in KEYS:
            return None
        side, null = by_column.side(declared.type.name), by_column.side("Null")
        if side.axis is None:
            return None
        open_ = side.open | null.open
        masks = [mask | side.open for mask in side.axis.masks] + [null.sure | null.open]
        columns.append(Column(declared, side.axis, masks, open_))
    return columns


# Constant results.


def _constant(emitter: RowEmitter, table: RowTable, columns: Sequence[Column]) -> Atom:
    if prod(len(column.masks) for column in columns) > MAX_COMBINATIONS:
        mask = _mask(emitter, columns, [_place(emitter, column) for column in columns])
        return emitter.let(f"{emitter.source.bind(table)}.remembered({mask})")
    everything = (1 << len(table.rules)) - 1
    masks: list[Mask] = [everything]
    for column in columns:
        masks = [mask & other for mask in masks for other in column.masks]
    by_mask = {mask: table.settled(mask, {}) for mask in set(masks)}
    values = [by_mask[mask] for mask in masks]
    kinds = frozenset(map(kind, values))
    if len(columns) == 0:
        return emitter.source.constant(values[0])
    place = ""
    for column in columns:
        at = _place(emitter, column)
        place = f"({place}) * {len(column.masks)} + {at}" if place else at
    return emitter.let(f"{emitter.source.bind(values)}[{place}]", kinds)


def _mask(emitter: RowEmitter, columns: Sequence[Column], places: Sequence[str]) -> str:
    looked_up = (
        f"{emitter.source.bind(column.masks)}[{place}]" for column, place in zip(columns, places, strict=True)
    )
    return " & ".join(looked_up)


# Places.


def _place(emitter: RowEmitter, column: Column, value: Atom | None = None) -> str:
    """Writes the place of a column's value; the name of the place."""
    target = emitter.source.fresh("p")
    tree = column.input.tree
    if value is None and not emitter.frames:
        if isinstance(tree, Name) and tree.name in emitter.raw and tree.name not in emitter.known:
            _raw_place(emitter, target, column, emitter.raw[tree.name])
            return target
        age = age_of(emitter.resolved(tree), emitter.on)
        if age is not None and age.field in emitter.raw and "years and months duration" not in emitter.raw:
            _age_place(emitter, target, column, age)
            return target
    value = value or _value(emitter, column)
    _value_place(emitter, target, column, value)
    return target


def _value(emitter: RowEmitter, column: Column) -> Atom:
    return fitted(emitter, emitter.node(column.input.tree), column.input.type, column.input.tree.span)


def _value_place(emitter: RowEmitter, target: str, column: Column, value: Atom) -> None:
    name = str(column.input.type)
    key = _KEY_TEXTS.get(name, "{}").format(value.text)
    with emitter.body.branch(f"if {value.text} is None:"):
        emitter.body.line(f"{target} = {column.null}")
    with emitter.body.branch("else:"):
        emitter.body.line(f"{target} = {place_on(column.axis, key, emitter.source)}")


_KEY_TEXTS = {
    "date": "({0}.year, {0}.month, {0}.day)",
    "days and time duration": "{}.nanos",
    "years and months duration": "{}.months",
}


def _raw_place(emitter: RowEmitter, target: str, column: Column, raw: str) -> None:
    """The place of a field as it came, which is brought to a value of FEEL only where its class is not the usual."""
    body = emitter.body
    word = "if"
    for condition, place in _raw_searches(emitter, column, raw):
        with body.branch(f"{word} {condition}:"):
            body.line(f"{target} = {place}")
        word = "elif"
    with body.branch(f"{word} {raw} is None:"):
        body.line(f"{target} = {column.null}")
    with body.branch("else:"):
        body.line(f"{target} = {emitter.source.bind(_slow_place(column))}({raw})")


def _raw_searches(emitter: RowEmitter, column: Column, raw: str) -> Iterator[tuple[str, str]]:
    """Conditions on the class of a field, and how its place is found then."""
    match str(column.input.type):
        case "number":
            axis = _plain_keys(column.axis)
            if all(abs(key) < _SHORT for key in axis.keys):
                # Rounding a longer integer to 34 digits does not lead it past any of the constants.
                yield f"type({raw}) is int", place_on(axis, raw, emitter.source)
            finite = f"(n := round_number({raw})).is_finite()"
            yield (
                f"type({raw}) is Decimal",
                f"{place_on(axis, 'n', emitter.source)} if {finite} else {column.null}",
            )
        case "string":
            yield f"type({raw}) is str", place_on(column.axis, raw, emitter.source)
        case "boolean":
            yield f"type({raw}) is bool", place_on(column.axis, raw, emitter.source)
        case "date":
            key = f"({raw}.year, {raw}.month, {raw}.day)"
            yield f"type({raw}) is date", place_on(column.axis, key, emitter.source)


def _plain_keys(axis: Axis) -> Axis:
    """The axis with integers for whole numbers, which Python compares faster."""
    keys = [_whole(key) for key in axis.keys]
    return Axis(axis.search, keys, {_whole(key): place for key, place in axis.points.items()}, axis.masks)


def _whole(number: Decimal) -> Decimal | int:
    return int(number) if number.adjusted() < 34 and number == number.to_integral_value() else number


def _slow_place(column: Column) -> Callable[[object], int]:
    def place(raw: object) -> int:
        try:
            value = fit(admit(raw), column.input.type)
        except UndefinedError:
            return column.null
        return column.null if value is None else column.axis.place(KEYS[str(column.input.type)](value))

    return place


def _age_place(emitter: RowEmitter, target: str, column: Column, age: Age) -> None:
    """The place of an age by bounds on the date of birth."""
    days, places = age_places(age, column.axis)
    raw = emitter.raw[age.field]
    with emitter.body.branch(f"if type({raw}) is date:"):
        found = f"bisect_right({emitter.source.bind(days)}, {raw})"
        emitter.body.line(f"{target} = {emitter.source.bind(places)}[{found}]")
    with emitter.body.branch("else:"):
        inner = emitter.knowing(age.field, emitter.let(f"admitted({raw})"))
        tree = emitter.resolved(column.input.tree)
        value = fitted(inner, inner.node(tree), column.input.type, tree.span)
        _value_place(emitter, target, column, value)


# Results and tests that are not constant.


def _varying(emitter: RowEmitter, table: RowTable, columns: Sequence[Column], open_rules: Mask) -> Atom:
    body = emitter.body
    values = [_value(emitter, column) if column.open else None for column in columns]
    places = [_place(emitter, column, value) for column, value in zip(columns, values, strict=True)]
    everything = str((1 << len(table.rules)) - 1)
    mask = emitter.let(_mask(emitter, columns, places) or everything).text
    for rule in rules_in(open_rules):
        _try_open(emitter, mask, table.rules[rule], 1 << rule, list(zip(columns, values, strict=True)))
    if table.table.policy.value == "F":
        body.line(f"{mask} &= -{mask}")
    varying = emitter.let("{}").text
    for place in rules_in(table.varying):
        with body.branch(f"if {mask} & {1 << place}:"):
            body.line(f"{varying}[{place}] = {_outputs(emitter, table, table.results[place])}")
    if table.otherwise is not None and table.otherwise.constant is None:
        with body.branch(f"if not {mask}:"):
            body.line(f"{varying}[-1] = {_outputs(emitter, table, table.otherwise)}")
    bound = emitter.source.bind(table)
    return emitter.let(f"{bound}.settled({mask}, {varying}) if {varying} else {bound}.remembered({mask})")


def _try_open(
    emitter: RowEmitter, mask: str, rule: Rule, bit: Mask, columns: Sequence[tuple[Column, Atom | None]]
) -> None:
    for place, (column, value) in enumerate(columns):
        if value is not None and column.open & bit:
            tests = rule.tests[place]
            with emitter.body.branch(f"if {mask} & {bit}:"):
                holds = any_of(emitter, value, tests.tests, negated=tests.negated)
                with emitter.body.branch(f"if {holds.text} is not True:"):
                    emitter.body.line(f"{mask} ^= {bit}")


def _outputs(emitter: RowEmitter, table: RowTable, results: RuleResults) -> str:
    atoms: dict[str, Atom] = {}
    for column, node in zip(table.table.outputs, results.rule.results, strict=True):
        value = fitted(emitter, emitter.node(node), column.type, node.span)
        if value.kinds is None or value.may_be("list", "context"):
            # Counts how large it is, since results are compared with one another.
            emitter.body.line(f"release({value.text}, run.spend)")
        atoms[column.name] = value
    return emitter.names(atoms)
