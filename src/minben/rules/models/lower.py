"""Turns boxed expressions into FEEL trees (DMN 1.5, 10.2), so that every engine needs one language only.

Where a boxed expression is stricter than the FEEL it is like, the tree says so: a conditional, a filter and a
quantifier are null as soon as a condition in them is not boolean. Parts that are needed twice get a name that no
expression can speak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Span
from ..feel.tree import (
    Argument,
    Comparison,
    ContextLiteral,
    Decide,
    Entry,
    Filter,
    Fitted,
    For,
    FunctionDefinition,
    If,
    InstanceOf,
    Invocation,
    Iteration,
    ListLiteral,
    Literal,
    Name,
    Node,
    Parameter,
    Path,
    Quantified,
)
from ..feel.types import ANY, BOOLEAN, ConstrainedType, FunctionType, Type
from .boxed import (
    Boxed,
    Branch,
    Broken,
    ConditionalBox,
    ContextBox,
    FilterBox,
    FunctionBox,
    InvocationBox,
    IteratorBox,
    ListBox,
    LiteralExpression,
    RelationBox,
    TableBox,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .definitions import DecisionDefinition, DecisionService, KnowledgeModel
    from .model import Model

NOWHERE = Span(0, 0, 1, 1)
"""The place of what no source says."""
RESULT = "(result)"
"""The entry of a context that holds its result."""
_CONDITION, _ITEMS, _ANSWERS, _ANSWER = "(condition)", "(items)", "(answers)", "(answer)"
_NULL = Literal(None, span=NOWHERE)


def lower(boxed: Boxed | None) -> Node:
    """The tree of a boxed expression, its value brought to its type; null where there is none."""
    match boxed:
        case None | Broken():
            return _NULL
        case TableBox(table=table):
            # Its type is that of an output, even where the policy makes a list of them: the outputs have it already.
            return Decide(table, span=NOWHERE)
        case FunctionBox():
            return function_of(boxed)
        case _:
            return fitted(_untyped(boxed), boxed.type)


def fitted(node: Node, type_: Type | None) -> Node:
    """The value brought to a type, where there is one to bring it to."""
    return node if type_ is None or type_ == ANY else Fitted(node, type_, span=NOWHERE)


def _untyped(
    boxed: LiteralExpression
    | InvocationBox
    | ContextBox
    | ListBox
    | RelationBox
    | ConditionalBox
    | FilterBox
    | IteratorBox,
) -> Node:
    match boxed:
        case LiteralExpression(tree=tree):
            return tree
        case InvocationBox():
            return _invocation(boxed)
        case ContextBox():
            return _context(boxed)
        case ListBox(items=items):
            return ListLiteral(tuple(map(lower, items)), span=NOWHERE)
        case RelationBox():
            return _relation(boxed)
        case ConditionalBox():
            return _conditional(boxed)
        case FilterBox():
            return _filter(boxed)
        case IteratorBox():
            return _iterator(boxed)


def _branch(branch: Branch) -> Node:
    return fitted(lower(branch.value), branch.type)


def _name(name: str) -> Name:
    return Name(name, span=NOWHERE)


def _entry(name: str, value: Node) -> Entry:
    return Entry(name, value, span=NOWHERE)


def _with(entries: tuple[Entry, ...], result: Node) -> Node:
    """A value that may read entries before it."""
    literal = ContextLiteral((*entries, _entry(RESULT, result)), span=NOWHERE)
    return Path(literal, RESULT, span=NOWHERE)


def _is_boolean(value: Node) -> Node:
    return InstanceOf(value, BOOLEAN, span=NOWHERE)


def _if(condition: Node, consequence: Node, alternative: Node = _NULL) -> Node:
    return If(condition, consequence, alternative, span=NOWHERE)


# One by one.


def _invocation(boxed: InvocationBox) -> Node:
    arguments = tuple(
        Argument(binding.parameter.name, fitted(lower(binding.value), binding.parameter.type), span=NOWHERE)
        for binding in boxed.bindings
    )
    return Invocation(lower(boxed.function), arguments, span=NOWHERE)


def _context(boxed: ContextBox) -> Node:
    entries: list[Entry] = []
    for entry in boxed.entries:
        value = lower(entry.value)
        if entry.variable is None:
            return _with(tuple(entries), value)
        if not isinstance(entry.value, FunctionBox):
            value = fitted(value, entry.variable.type)
        entries.append(_entry(entry.variable.name, value))
    return ContextLiteral(tuple(entries), span=NOWHERE)


def _relation(boxed: RelationBox) -> Node:
    rows = (
        ContextLiteral(
            tuple(
                _entry(column.name, fitted(lower(cell), column.type))
                for column, cell in zip(boxed.columns, row.cells, strict=False)
            ),
            span=NOWHERE,
        )
        for row in boxed.rows
    )
    return ListLiteral(tuple(rows), span=NOWHERE)


def _conditional(boxed: ConditionalBox) -> Node:
    condition = _name(_CONDITION)
    chosen = _if(condition, _branch(boxed.consequence), _branch(boxed.alternative))
    entries = (_entry(_CONDITION, _branch(boxed.condition)),)
    # The last choice is null whatever the condition, and says what was wrong with it.
    return _with(entries, _if(_is_boolean(condition), chosen, _if(condition, _NULL)))


def _filter(boxed: FilterBox) -> Node:
    items, match = _name(_ITEMS), _branch(boxed.match)
    false = Literal(False, span=NOWHERE)
    strange = Filter(items, Comparison("=", _is_boolean(match), false, span=NOWHERE), span=NOWHERE)
    none_strange = Comparison("=", strange, ListLiteral((), span=NOWHERE), span=NOWHERE)
    # A number would be a position where there is nothing to match.
    kept = Filter(items, Comparison("=", match, Literal(True, span=NOWHERE), span=NOWHERE), span=NOWHERE)
    return _with((_entry(_ITEMS, _branch(boxed.source)),), _if(none_strange, kept))


def _iterator(boxed: IteratorBox) -> Node:
    iteration = Iteration(boxed.variable, _branch(boxed.source), None, span=NOWHERE)
    answers = For((iteration,), _branch(boxed.body), span=NOWHERE)
    if boxed.kind == "for":
        return answers
    answer = _name(_ANSWER)
    each = (Iteration(_ANSWER, _name(_ANSWERS), None, span=NOWHERE),)
    all_boolean = Quantified("every", each, _is_boolean(answer), span=NOWHERE)
    settled = Quantified(boxed.kind, each, answer, span=NOWHERE)
    return _with((_entry(_ANSWERS, answers),), _if(all_boolean, settled))


def _parameter(variable: Variable, type_: Type | None) -> Parameter:
    told = variable.type or type_
    return Parameter(variable.name, None if told == ANY else told, span=NOWHERE)


def _bare(type_: Type | None) -> Type | None:
    return _bare(type_.base) if isinstance(type_, ConstrainedType) else type_


def function_of(boxed: FunctionBox, declared: Type | None = None) -> FunctionDefinition:
    """The function of a definition; `declared` is what its variable says of its type, or of that of its result."""
    declared = _bare(declared)
    types: tuple[Type | None, ...] = (None,) * len(boxed.parameters)
    result = declared
    if isinstance(declared, FunctionType):
        result = declared.result
        if len(declared.parameters) == len(types):
            types = declared.parameters
    return FunctionDefinition(
        tuple(map(_parameter, boxed.parameters, types)),
        fitted(lower(boxed.body), result),
        boxed.kind.upper() != "FEEL",
        span=NOWHERE,
    )


# Definitions.


def decision_tree(decision: DecisionDefinition) -> Node:
    """The tree of a decision. It reads what the decision needs by name."""
    return fitted(lower(decision.logic), decision.type)


def knowledge_tree(knowledge: KnowledgeModel) -> Node:
    """The tree of a business knowledge model: a function."""
    if knowledge.logic is None:
        return _NULL
    return function_of(knowledge.logic, knowledge.variable.type)


def service_tree(model: Model, service: DecisionService) -> Node:
    """The tree of a decision service: a function of its input data and then its input decisions.

    Its body is a context with every decision that the outputs need, each after those it needs itself.
    """
    given = (*service.inputs, *service.input_decisions)
    parameters = tuple(
        _parameter(model.elements[reference.name].variable, None)
        for reference in given
        if reference.name in model.elements
    )
    order = service_order(model, service)
    entries = tuple(_entry(name, decision_tree(decision)) for name, decision in order.items())
    outputs = [reference.name for reference in service.outputs if reference.name]
    if len(outputs) == 1:
        result: Node = _name(outputs[0])
    else:
        result = ContextLiteral(tuple(_entry(name, _name(name)) for name in outputs), span=NOWHERE)
    body = fitted(_with(entries, result), service_type(service))
    return FunctionDefinition(parameters, body, False, span=NOWHERE)


def service_type(service: DecisionService) -> Type | None:
    """The type of what a service gives."""
    declared = _bare(service.variable.type)
    return declared.result if isinstance(declared, FunctionType) else declared


def service_order(model: Model, service: DecisionService) -> Mapping[str, DecisionDefinition]:
    """The decisions inside a service by name, each after those it needs; its input decisions are not among them."""
    decisions = {decision.name: decision for decision in model.decisions}
    for reference in service.input_decisions:
        decisions.pop(reference.name, None)
    wanted = [reference.name for reference in (*service.encapsulated, *service.outputs)]
    return in_order(wanted, decisions)


def in_order(
    wanted: list[str], decisions: Mapping[str, DecisionDefinition]
) -> Mapping[str, DecisionDefinition]:
    """The wanted decisions and all they need, each after those it needs. Of a cycle, one comes too early."""
    ordered: dict[str, DecisionDefinition] = {}
    seen: set[str] = set()
    pending: list[tuple[str, bool]] = [(name, False) for name in reversed(wanted)]
    while pending:
        name, needs_met = pending.pop()
        if name not in decisions or (name in seen and not needs_met):
            continue
        if needs_met:
            ordered[name] = decisions[name]
            continue
        seen.add(name)
        pending.append((name, True))
        pending.extend((needed, False) for needed in reversed(decisions[name].needs))
    return ordered
