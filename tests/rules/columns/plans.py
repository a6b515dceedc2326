"""Plans made up by Hypothesis over fixed columns, every node among them, to run through the back ends."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from minben.rules.columns import plan
from minben.rules.columns.kinds import (
    FIRST_DAY,
    LARGEST_INTEGER,
    LAST_DAY,
    Boolean,
    Column,
    Context,
    Date,
    Day,
    Integer,
    Items,
    ListOf,
    Number,
    Record,
    String,
    Text,
    Truth,
)
from minben.rules.columns.plan import Constant, Node, Read

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from minben.rules.columns.kinds import Kind, Type

EPOCH = date(1970, 1, 1)
CODES = ("本区", "本市", "外地")
TEXTS = ("", "a", "ab", "A", "本区", "本市", "区本区", "é", "😀a", "%_", "b'\"\\")


def days(text: str) -> int:
    """A day as days since 1970-01-01."""
    return (date.fromisoformat(text) - EPOCH).days


MEMBER = {
    "home": Column(Number(0, 0, 9)),
    "income": Column(Number(2, 0, 1_000_000)),
    "born": Column(Date(days("1900-01-01"), days("2030-12-31"))),
    "work": Column(String(CODES)),
    "present": Column(Boolean()),
}
VISIT = {"cost": Column(Number(1, -500, 500)), "at": Column(Date(days("2000-01-01"), days("2030-12-31")))}
COLUMNS = {
    "income": Column(Number(2, -1_000_000, 1_000_000)),
    "level": Column(Number(0, 0, 4)),
    "count": Column(Number(0, -300, 300), nullable=False),
    "large": Column(Number(0, -(10**17), 10**17)),
    "fine": Column(Number(6, -(10**9), 10**9)),
    "hukou": Column(String(CODES)),
    "name": Column(String()),
    "local": Column(Boolean()),
    "born": Column(Date(days("1900-01-01"), days("2030-12-31"))),
    "moved": Column(Date(FIRST_DAY, LAST_DAY), nullable=False),
    "home": Column(Number(0, 0, 9)),
    "visits": Column(ListOf(Column(Context(tuple(VISIT.items()))), 20)),
    "grades": Column(ListOf(Column(Number(0, 0, 100)), 20)),
}
RELATIONS = {
    "members": plan.Relation("members", tuple(MEMBER.items()), "home", "home"),
    "visits": plan.Relation("visits", tuple(VISIT.items())),
    "grades": plan.Relation("grades", (("item", Column(Number(0, 0, 100))),)),
}
_SCOPES = {
    "": COLUMNS,
    "members": MEMBER,
    "visits": VISIT,
    "grades": {"item": Column(Number(0, 0, 100))},
}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def nodes(of: type[Type], depth: int = 3, source: str = "") -> SearchStrategy[Node]:
    """Nodes of a type; inside an aggregate `source` is the relation whose rows may be read too."""
    return _nodes(source).of(of, depth)


@cache
def _nodes(source: str) -> _Nodes:
    return _Nodes(source)


@st.composite
def plans(draw: DrawFn) -> plan.Plan:
    """Plans of several outputs that share parts."""
    outputs: list[plan.Output] = []
    for place in range(draw(st.integers(1, 5))):
        node, kind = draw(_outputs())
        outputs.append(plan.Output(f"decision {place}", node, kind))
    shared = draw(nodes(Integer, 3))
    for place in range(draw(st.integers(0, 2))):
        other = draw(nodes(Integer, 1))
        sum_ = plan.Add(shared, other)
        if plan.fits_exactly(sum_.type):
            outputs.append(plan.Output(f"sum {place}", sum_, Number(2, sum_.type.low, sum_.type.high)))
    return plan.Plan(tuple(outputs), RELATIONS)


@st.composite
def nested_plans(draw: DrawFn) -> plan.Plan:
    """Plans of outputs that are records and lists, and records and lists in them."""
    made = draw(st.lists(st.one_of(_records(1), _lists(1)), min_size=1, max_size=2))
    return plan.Plan(
        tuple(
            plan.Output(f"decision {place}", node, _kind(node.type, draw(st.integers(0, 3))))
            for place, node in enumerate(made)
        ),
        RELATIONS,
    )


@st.composite
def _outputs(draw: DrawFn) -> tuple[Node, Kind]:
    of = draw(st.sampled_from(_PLAIN))
    node = draw(nodes(of))
    return node, _kind(node.type, draw(st.integers(0, 3)))


def _kind(type_: Type, scale: int) -> Kind:
    match type_:
        case Integer(low, high):
            return Number(scale, low, high)
        case Truth():
            return Boolean()
        case Day(low, high):
            return Date(low, high)
        case Record(fields):
            return Context(tuple((name, Column(_kind(inner, scale))) for name, inner in fields))
        case Items(element):
            return ListOf(Column(_kind(element, scale)))
        case Text():
            return String()


_PLAIN = (Integer, Truth, Day, Text)


def _nested(depth: int) -> SearchStrategy[Node]:
    plain = st.sampled_from(_PLAIN).flatmap(lambda of: nodes(of, 2))
    return st.one_of(plain, _records(depth - 1), _lists(depth - 1)) if depth else plain


def _records(depth: int) -> SearchStrategy[Node]:
    parts = st.lists(_nested(depth), min_size=1, max_size=3)
    return parts.map(_record).flatmap(_perhaps)


def _record(parts: list[Node]) -> Node:
    return plan.MakeRecord(tuple((f"field {place}", part) for place, part in enumerate(parts)))


def _perhaps(node: Node) -> SearchStrategy[Node]:
    """A record or a list that is itself null in some rows."""
    missing = Constant(None, node.type)
    return st.one_of(
        st.just(node),
        nodes(Truth, 1).map(lambda condition: plan.Case(((condition, missing),), node)),
    )


@st.composite
def _lists(draw: DrawFn, depth: int) -> Node:
    types = draw(st.lists(st.sampled_from(_PLAIN), min_size=1, max_size=2))
    alike = st.tuples(*(nodes(of, 2) for of in types)).map(lambda parts: _record(list(parts)))
    element = alike.flatmap(_perhaps) if depth and draw(st.booleans()) else nodes(types[0], 2)
    guards = st.one_of(st.none(), nodes(Truth, 1))
    items = draw(st.lists(st.tuples(guards, element), min_size=1, max_size=3))
    made = plan.MakeItems(tuple(items), plan.widest(tuple(value.type for _, value in items)))
    return draw(_perhaps(made))


class _Nodes:
    def __init__(self, source: str) -> None:
        self._source = source
        self._made: dict[tuple[type[Type], int], SearchStrategy[Node]] = {}

    def of(self, of: type[Type], depth: int) -> SearchStrategy[Node]:
        """A node of a type and of some depth, within what a plan may hold."""
        if (of, depth) not in self._made:
            leaf = self._leaf(of)
            if depth:
                made = st.one_of(leaf, self._choice(of, depth - 1), *self._inner(of, depth - 1)).filter(
                    _allowed
                )
            else:
                made = leaf
            self._made[of, depth] = made
        return self._made[of, depth]

    def _leaf(self, of: type[Type]) -> SearchStrategy[Node]:
        reads = [
            Read(source, name, column)
            for source in {"", self._source}
            for name, column in _SCOPES[source].items()
            if isinstance(column.kind.plain, of)
        ]
        return st.one_of(*([st.sampled_from(reads)] if reads else []), self._constant(of))

    def _constant(self, of: type[Type]) -> SearchStrategy[Node]:
        if of is Integer:
            values = st.one_of(
                st.integers(-20, 20), st.integers(-(10**6), 10**6), st.sampled_from((100, 1000))
            )
            known = values.map(lambda value: Constant(value, Integer(value, value)))
            return st.one_of(known, st.just(Constant(None, Integer(0, 0))))
        if of is Day:
            values = st.integers(days("1890-01-01"), days("2040-01-01"))
            return st.one_of(
                values.map(lambda value: Constant(value, Day(value, value))), st.just(Constant(None, Day()))
            )
        if of is Text:
            return st.sampled_from((*TEXTS, None)).map(
                lambda value: Constant(value, Text(() if value is None else (value,)))
            )
        return st.sampled_from((True, False, None)).map(lambda value: Constant(value, Truth()))

    def _choice(self, of: type[Type], depth: int) -> SearchStrategy[Node]:
        value, condition = self.of(of, depth), self.of(Truth, depth)
        case = st.builds(
            lambda branches, otherwise: plan.Case(tuple(branches), otherwise),
            st.lists(st.tuples(condition, value), min_size=1, max_size=3),
            value,
        )
        constants = self._constant(of)
        return st.one_of(case, self._lookups(constants, depth), self._translations(constants, depth))

    def _lookups(self, constants: SearchStrategy[Node], depth: int) -> SearchStrategy[Node]:
        def made(index: Node, values: list[Node]) -> Node:
            size = plan.range_of(index).high + 1
            chosen = [values[place % len(values)] for place in range(size)]
            return plan.Lookup(index, *_plain(chosen))

        level = st.one_of(st.just(Read("", "level", COLUMNS["level"])), self._bands(depth), st.just(_index()))
        return st.builds(made, level, st.lists(constants, min_size=1, max_size=6))

    def _translations(self, constants: SearchStrategy[Node], depth: int) -> SearchStrategy[Node]:
        def made(operand: Node, keys: list[str], values: list[Node]) -> Node:
            chosen, of = _plain([values[place % len(values)] for place in range(len(keys) + 1)])
            return plan.Translate(operand, tuple(keys), chosen[:-1], chosen[-1], of)

        keys = st.lists(st.sampled_from((*CODES, *TEXTS)), min_size=1, max_size=4, unique=True)
        return st.builds(made, self.of(Text, depth), keys, st.lists(constants, min_size=1, max_size=4))

    def _bands(self, depth: int) -> SearchStrategy[Node]:
        numbers = st.lists(st.integers(-50, 500), min_size=1, max_size=5, unique=True)
        dates = st.lists(st.integers(-9000, 9000), min_size=1, max_size=3, unique=True)
        return st.one_of(
            st.builds(
                lambda operand, bounds: plan.Band(operand, tuple(sorted(bounds))),
                self.of(Integer, depth),
                numbers,
            ),
            st.builds(
                lambda operand, bounds: plan.Band(operand, tuple(sorted(bounds))), self.of(Day, depth), dates
            ),
        )

    def _inner(self, of: type[Type], depth: int) -> list[SearchStrategy[Node]]:
        if of is Integer:
            return self._numbers(depth)
        if of is Day:
            return self._days(depth)
        return self._conditions(depth) if of is Truth else self._texts(depth)

    def _numbers(self, depth: int) -> list[SearchStrategy[Node]]:
        number, day, text = self.of(Integer, depth), self.of(Day, depth), self.of(Text, depth)
        pairs = (
            plan.Add, plan.Subtract, plan.Multiply, plan.FloorDivide, plan.TruncateDivide, plan.Remainder,
        )  # fmt: skip
        return [
            *(st.builds(pair, number, number) for pair in pairs),
            st.builds(plan.Absolute, number),
            st.builds(_narrowed, number, st.integers(-300, 300), st.integers(0, 300)),
            st.builds(plan.DayNumber, day),
            st.builds(plan.DayPart, st.sampled_from(list(plan.DAY_PARTS)), day),
            st.builds(plan.MonthsBetween, day, day),
            st.builds(plan.TextLength, text),
            self._bands(depth),
            *self._gathered(Integer, ("sum", "count", "minimum", "maximum"), depth),
        ]

    def _days(self, depth: int) -> list[SearchStrategy[Node]]:
        number, day = self.of(Integer, depth), self.of(Day, depth)
        small = st.integers(-30, 30).map(lambda value: Constant(value, Integer(value, value)))
        return [
            st.builds(plan.DayAt, number),
            st.builds(plan.AddMonths, day, st.one_of(small, number)),
            st.builds(
                plan.MakeDay, st.one_of(number, st.builds(plan.DayPart, st.just("year"), day)), number, number
            ),
            *self._gathered(Day, ("minimum", "maximum"), depth),
        ]

    def _texts(self, depth: int) -> list[SearchStrategy[Node]]:
        number, text = self.of(Integer, depth), self.of(Text, depth)
        count = number.map(plan.Absolute)
        return [
            st.builds(
                lambda operands: plan.Concatenate(tuple(operands)), st.lists(text, min_size=1, max_size=3)
            ),
            st.builds(plan.Slice, text, count, st.one_of(st.none(), count)),
            st.builds(plan.Before, text, text),
            st.builds(plan.After, text, text),
            st.builds(plan.IntegerText, number, st.integers(0, 4)),
            *self._gathered(Text, ("minimum", "maximum"), depth),
        ]

    def _conditions(self, depth: int) -> list[SearchStrategy[Node]]:
        condition, text = self.of(Truth, depth), self.of(Text, depth)
        several = st.lists(condition, min_size=1, max_size=3).map(tuple)
        ordered = st.sampled_from((Integer, Day, Text))
        any_type = st.sampled_from((Integer, Day, Text, Truth))
        return [
            st.builds(plan.Not, condition),
            st.builds(plan.IsTrue, condition),
            st.builds(plan.And, several),
            st.builds(plan.Or, several),
            any_type.flatmap(lambda of: st.builds(plan.IsNull, self.of(of, depth))),
            any_type.flatmap(lambda of: st.builds(plan.Same, self.of(of, depth), self.of(of, depth))),
            ordered.flatmap(
                lambda of: st.builds(
                    plan.Compare, st.sampled_from(_COMPARISONS), self.of(of, depth), self.of(of, depth)
                )
            ),
            st.builds(plan.Compare, st.sampled_from(("=", "!=")), condition, condition),
            st.builds(plan.TextTest, st.sampled_from(plan.TEXT_TESTS), text, text),
            st.builds(
                lambda operand, values: plan.Within(operand, tuple(sorted(values))),
                self.of(Integer, depth),
                st.lists(st.integers(-20, 400), min_size=1, max_size=4, unique=True),
            ),
            st.builds(
                lambda operand, values: plan.Within(operand, tuple(sorted(values))),
                text,
                st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4, unique=True),
            ),
            *self._gathered(Truth, ("any",), depth),
        ]

    def _gathered(
        self, of: type[Type], operations: tuple[str, ...], depth: int
    ) -> list[SearchStrategy[Node]]:
        """Aggregates of related rows, and one of them; not inside others."""
        if self._source:
            return []

        def aggregates(relation: str) -> SearchStrategy[Node]:
            inner = _nodes(relation)
            where = st.one_of(st.none(), inner.of(Truth, depth))
            value = inner.of(of, depth)
            return st.one_of(
                *(
                    st.builds(
                        plan.Aggregate,
                        st.just(relation),
                        st.just(operation),
                        st.none() if operation == "count" else value,
                        where,
                        st.just(20),
                    )
                    for operation in operations
                ),
            )

        def picks(relation: str) -> SearchStrategy[Node]:
            inner = _nodes(relation)
            where = st.one_of(st.none(), inner.of(Truth, depth))
            place = st.sampled_from((1, 2, -1, -2))
            return st.builds(plan.Pick, st.just(relation), inner.of(of, depth), where, place)

        return [
            st.sampled_from(("members", "visits", "grades")).flatmap(aggregates),
            st.sampled_from(("visits", "grades")).flatmap(picks),
        ]


def _narrowed(operand: Node, low: int, reach: int) -> Node:
    """Arithmetic with an operand where it is in a range; elsewhere it says nothing about what is beyond."""

    def constant(value: int) -> Constant:
        return Constant(value, Integer(value, value))

    high = low + reach
    inside = plan.And(
        (
            plan.Compare(">=", operand, constant(low)),
            plan.Compare("<=", operand, constant(high)),
        )
    )
    narrow = plan.Narrowed(operand, low, high)
    joined = plan.FloorDivide(plan.Multiply(narrow, constant(100)), plan.Add(narrow, narrow))
    return plan.Case(((inside, joined),), operand)


def _index() -> Node:
    """A place in a table of two columns: 0 to 19."""
    level = Read("", "level", COLUMNS["level"])
    band = plan.Band(Read("", "income", COLUMNS["income"]), (0, 50_000, 90_000))
    five = Constant(5, Integer(5, 5))
    return plan.Add(plan.Multiply(band, five), level)


def _plain(values: list[Node]) -> tuple[tuple[plan.Plain, ...], Type]:
    constants = [value for value in values if isinstance(value, Constant)]
    return tuple(value.value for value in constants), plan.widest(tuple(value.type for value in constants))


def _allowed(node: Node) -> bool:
    if isinstance(node.type, Day):
        return node.type.low >= FIRST_DAY and node.type.high <= LAST_DAY
    if isinstance(node.type, Integer) and isinstance(node, plan.Aggregate) and node.operation == "sum":
        return node.type.high < LARGEST_INTEGER // 10**6
    return plan.fits_exactly(node.type)
