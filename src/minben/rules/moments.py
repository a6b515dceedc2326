"""Which facts are dates, times or durations, by how rules use them: JSON has only text for these.

A table in CSV declares the types of its columns, not of what stands inside an expression: of `birth_date` in
`years and months duration(birth_date, counting date).years` the function says that it is a date. `given` asks here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check.model_types import ModelTypes
from .feel.infer import infer
from .feel.registry import BUILTINS
from .feel.tree import (
    Arithmetic,
    Between,
    Comparison,
    ContextLiteral,
    Decide,
    Filter,
    For,
    FunctionDefinition,
    In,
    Interval,
    Invocation,
    Name,
    OperatorRange,
    Path,
    Quantified,
)
from .feel.type_relations import ARITHMETIC, PROPERTIES
from .feel.types import (
    ANY,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    TIME,
    YEARS_AND_MONTHS,
    ListType,
    RangeType,
)
from .feel.walk import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .feel.tree import Iteration, Node
    from .feel.types import Type
    from .models.definitions import DecisionDefinition, KnowledgeModel
    from .models.model import Model

    Names = Mapping[str, tuple["Way", ...]]
    """What the names bound at a place stand for: facts or parts of them, nothing for what is worked out."""
    Use = tuple["Way", frozenset[Type]]
    """A fact, and the types of which its use wants one."""

Way = tuple[str, ...]
"""A fact, or a part of one, or of the elements of a list: `("members", "birth_date")`."""
MOMENTS = (DATE, DATE_AND_TIME, TIME, DAYS_AND_TIME, YEARS_AND_MONTHS)
"""The types that JSON has only as text, in the order in which a text is tried for them."""


def moments_of(model: Model) -> Mapping[Way, tuple[Type, ...]]:
    """The facts, and parts of them, that can only be dates, times or durations, with the types that each may have.

    Left out is what a text may stand for as well.
    """
    found: dict[Way, set[Type]] = {}
    types = ModelTypes(model)
    facts = {data.name: ((data.name,),) for data in model.inputs}
    elements: list[DecisionDefinition | KnowledgeModel] = [*model.decisions, *model.knowledge]
    for element in elements:
        if element.logic is None:
            continue
        uses = _Uses(types.scope(element.name))
        for way, wanted in uses.of(model.tree_of(element.name), facts):
            found.setdefault(way, set(wanted)).intersection_update(wanted)
    return {
        way: tuple(type_ for type_ in MOMENTS if type_ in wanted)
        for way, wanted in found.items()
        if wanted and wanted <= set(MOMENTS)
    }


class _Uses:
    """What is asked of facts inside a tree. `types` are those of the names that it may read."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self._types = types

    def of(self, node: Node, names: Names) -> Iterator[Use]:
        """Each use of a fact that says something of its type; `names` are those that stand for facts."""
        match node:
            case Decide(table):
                for column in table.inputs:
                    yield from self._use(column.tree, [column.type], names)
                    if column.type == ANY:
                        yield from self._column_tests(node, column.tree, names)
                yield from self._table_operands(node, names)
            case Comparison(_, left, right):
                yield from self._alike(left, right, names)
                yield from self._alike(right, left, names)
            case Between(value, low, high):
                for end in (low, high):
                    yield from self._alike(value, end, names)
                    yield from self._alike(end, value, names)
            case In(value, tests):
                for test in tests:
                    yield from self._tested(value, test, names)
            case Arithmetic(operator, left, right):
                yield from self._operand(operator, left, right, names)
            case Path(base, name):
                wanted = [type_ for type_, properties in PROPERTIES.items() if name in properties]
                yield from self._use_of_name(base, wanted, names)
            case Invocation(Name(name), _) if name in BUILTINS and name not in names:
                yield from self._arguments(name, node, names)
        for part, inner in self._scopes(node, names):
            yield from self.of(part, inner)

    # What is asked.

    def _use(self, node: Node, wanted: Iterable[Type], names: Names) -> Iterator[Use]:
        types = frozenset(wanted) - {ANY}
        for way in _ways_of(node, names) if types else ():
            yield way, types

    def _use_of_name(self, base: Node, wanted: Iterable[Type], names: Names) -> Iterator[Use]:
        # `person.year` may be an entry of a person; a text has no parts.
        if isinstance(base, Name):
            yield from self._use(base, wanted, names)

    def _alike(self, node: Node, other: Node, names: Names) -> Iterator[Use]:
        """A fact that is compared with something has the type of that."""
        if _ways_of(node, names):
            yield from self._use(node, self._type(other), names)

    def _tested(self, value: Node, test: Node, names: Names) -> Iterator[Use]:
        match test:
            case OperatorRange(_, operand):
                yield from self._alike(value, operand, names)
            case Interval(low, high):
                yield from self._alike(value, low, names)
                yield from self._alike(value, high, names)
            case _:
                yield from self._alike(value, test, names)

    def _column_tests(self, node: Decide, tree: Node, names: Names) -> Iterator[Use]:
        """What the cells of a column without a type compare its fact with."""
        place = next(at for at, column in enumerate(node.table.inputs) if column.tree is tree)
        for rule in node.table.rules:
            for test in rule.tests[place].tests:
                yield from self._tested(tree, test, names)

    def _table_operands(self, node: Decide, names: Names) -> Iterator[Use]:
        """Facts that the cells of a table compare a column with have the type of the column."""
        for rule in node.table.rules:
            for column, tests in zip(node.table.inputs, rule.tests, strict=True):
                for test in tests.tests:
                    ends = (
                        (test.operand,)
                        if isinstance(test, OperatorRange)
                        else (test.low, test.high)
                        if isinstance(test, Interval)
                        else ()
                    )
                    for end in ends:
                        yield from self._use(end, [column.type], names)

    def _operand(self, operator: str, left: Node, right: Node, names: Names) -> Iterator[Use]:
        """A fact beside something of a known type has one of those that the operator takes there."""
        for beside in self._type(right):
            taken = [one for sign, one, other in ARITHMETIC if sign == operator and other == beside]
            yield from self._use(left, taken, names)
        for beside in self._type(left):
            taken = [other for sign, one, other in ARITHMETIC if sign == operator and one == beside]
            yield from self._use(right, taken, names)

    def _arguments(self, name: str, node: Invocation, names: Names) -> Iterator[Use]:
        signatures = [one for one in BUILTINS[name].signatures if one.takes(len(node.arguments))]
        for at, argument in enumerate(node.arguments):
            wanted: set[Type] = set()
            for signature in signatures:
                known = {parameter.name: parameter.type for parameter in signature.parameters}
                placed = [*known.values()]
                rest = signature.rest.type if signature.rest is not None else ANY
                by_place = placed[at] if at < len(placed) else rest
                wanted.add(known.get(argument.name, ANY) if argument.name is not None else by_place)
            if not any(type_ == ANY or isinstance(type_, ListType | RangeType) for type_ in wanted):
                yield from self._use(argument.value, wanted, names)

    def _type(self, node: Node) -> tuple[Type, ...]:
        found = infer(node, self._types).type
        if isinstance(found, RangeType):
            found = found.element
        return () if found is None or found == ANY else (found,)

    # What names stand for.

    def _scopes(self, node: Node, names: Names) -> Iterator[tuple[Node, Names]]:
        """The parts of a node, each with what names stand for in it."""
        match node:
            case For(iterations, body):
                yield from self._iterated(iterations, body, names)
            case Quantified(_, iterations, condition):
                yield from self._iterated(iterations, condition, names)
            case Filter(base, condition):
                yield base, names
                yield condition, _Elements(names, _ways_of(base, names))
            case FunctionDefinition(parameters, body):
                yield body, {**names, **dict.fromkeys((parameter.name for parameter in parameters), ())}
            case ContextLiteral(entries):
                inner = dict(names)
                for entry in entries:
                    yield entry.value, dict(inner)
                    inner[entry.key] = _ways_of(entry.value, inner)
            case _:
                for part in parts(node):
                    yield part, names

    def _iterated(
        self, iterations: tuple[Iteration, ...], body: Node, names: Names
    ) -> Iterator[tuple[Node, Names]]:
        inner = dict(names)
        for iteration in iterations:
            yield iteration.source, dict(inner)
            if iteration.end is not None:
                yield iteration.end, dict(inner)
            inner[iteration.variable] = _ways_of(iteration.source, inner) if iteration.end is None else ()
        yield body, inner


class _Elements(dict[str, "tuple[Way, ...]"]):
    """The names inside a filter: `item`, and any other for an entry of the elements or, without such, as outside."""

    def __init__(self, outside: Names, elements: tuple[Way, ...]) -> None:
        super().__init__(
            {name: (*ways, *_parts_of(elements, name)) for name, ways in outside.items()},
            item=elements,
        )
        self._elements = elements

    def __missing__(self, name: str) -> tuple[Way, ...]:
        return _parts_of(self._elements, name)


def _parts_of(ways: tuple[Way, ...], name: str) -> tuple[Way, ...]:
    return tuple((*way, name) for way in ways)


def _ways_of(node: Node, names: Names) -> tuple[Way, ...]:
    """The facts, or parts of them, that a node may be; none where it is worked out."""
    match node:
        case Name(name):
            try:
                return names[name]
            except KeyError:
                return ()
        case Path(base, name):
            return _parts_of(_ways_of(base, names), name)
        case Filter(base):
            return _ways_of(base, names)
    return ()
