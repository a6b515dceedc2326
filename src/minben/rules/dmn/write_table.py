"""Writes decision tables as DMN's XML, the counterpart of `tables`.

DMN has no periods of validity: those of the rules become annotation columns named `from` and `until`. What applies
where no rule does becomes the default of the outputs; its annotations and its period, which a default cannot have,
are kept in an extension element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.write import source_of
from ..models.boxed import Column, Line, Markup
from ..text import constant_source
from .tables import DESCRIPTION, NOTE_TAG, OTHERWISE_TAG, POLICIES, SINCE, UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..models.boxed import TableBox
    from ..tables.table import Input, Rule, Table
    from .serial import Part
    from .write_boxed import BoxedWriter

_POLICIES = {policy: said for said, policy in POLICIES.items()}


def table_part(writer: BoxedWriter, box: TableBox, way: str) -> Part:
    """The element of a decision table."""
    table, tag = box.table, writer.tag
    policy, aggregation = _POLICIES[table.policy]
    attributes = [
        *writer.head(box, way),
        ("typeRef", writer.types.reference(box.type, box.type_ref)),
        ("hitPolicy", policy),
        ("aggregation", aggregation),
        ("preferredOrientation", box.orientation),
        ("outputLabel", box.output_label),
    ]
    columns = box.columns or tuple(_columns(table, writer))
    lines = box.lines or tuple(
        Line(label=rule.id, description=rule.annotations.get(DESCRIPTION, "")) for rule in table.rules
    )
    headings = box.annotations if box.columns else tuple(_headings(table))
    size = len(table.inputs)
    children = [
        *writer.said(box.description, _extensions(box)),
        *(
            _input(writer, input_, column, f"{way}_input_{number}")
            for number, (input_, column) in enumerate(zip(table.inputs, columns[:size], strict=True), 1)
        ),
        *(
            _output(writer, column, default, f"{way}_output_{number}")
            for number, (column, default) in enumerate(zip(columns[size:], _defaults(table), strict=True), 1)
        ),
        *(tag("annotation", [("name", heading)]) for heading in headings),
        *(
            _rule(writer, rule, line, headings, f"{way}_rule_{number}")
            for number, (rule, line) in enumerate(zip(table.rules, lines, strict=True), 1)
        ),
    ]
    return tag("decisionTable", attributes, children)


# Columns.


def _columns(table: Table, writer: BoxedWriter) -> Iterator[Column]:
    """What XML says of the columns of a table that does not come from XML."""
    for input_ in table.inputs:
        allowed = "" if input_.allowed is None else source_of(input_.allowed)
        yield Column(type_ref=writer.types.reference(input_.type, ""), allowed=allowed)
    for output in table.outputs:
        allowed = ", ".join(map(constant_source, output.allowed or ()))
        yield Column(name=output.name, type_ref=writer.types.reference(output.type, ""), allowed=allowed)


def _headings(table: Table) -> Iterator[str]:
    rules = table.rules
    if any(rule.since is not None for rule in rules):
        yield SINCE
    if any(rule.until is not None for rule in rules):
        yield UNTIL
    notes = dict.fromkeys(note for rule in rules for note in rule.annotations)
    yield from (note for note in notes if note != DESCRIPTION)


def _defaults(table: Table) -> tuple[str, ...]:
    if table.otherwise is None:
        return ("",) * len(table.outputs)
    return tuple(cell.text for cell in table.otherwise.result_cells)


def _input(writer: BoxedWriter, input_: Input, column: Column, way: str) -> Part:
    tag, ids = writer.tag, writer.ids
    id_ = ids.of(column.id, way)
    expression = [("id", ids.of(column.expression, id_, "expression")), ("typeRef", column.type_ref)]
    inside = [
        tag("description", text=column.description) if column.description else None,
        tag("inputExpression", expression, [tag("text", text=input_.text)]),
        _values(writer, "inputValues", column.allowed),
    ]
    return tag("input", [("id", id_), ("label", column.label)], inside)


def _output(writer: BoxedWriter, column: Column, default: str, way: str) -> Part:
    tag = writer.tag
    attributes = [
        ("id", writer.ids.of(column.id, way)),
        ("label", column.label),
        ("name", column.name),
        ("typeRef", column.type_ref),
    ]
    inside = [
        tag("description", text=column.description) if column.description else None,
        _values(writer, "outputValues", column.allowed),
        _values(writer, "defaultOutputEntry", default),
    ]
    return tag("output", attributes, inside)


def _values(writer: BoxedWriter, name: str, text: str) -> Part | None:
    return writer.tag(name, children=[writer.tag("text", text=text)]) if text else None


# Rules.


def _rule(writer: BoxedWriter, rule: Rule, line: Line, headings: tuple[str, ...], way: str) -> Part:
    tag, id_ = writer.tag, writer.ids.of(line.id, way)
    cells = [
        *(("inputEntry", cell.text) for cell in rule.test_cells),
        *(("outputEntry", cell.text) for cell in rule.result_cells),
    ]
    entries = line.entries or ("",) * len(cells)
    inside = [
        tag("description", text=line.description) if line.description else None,
        *(
            tag(name, [("id", writer.ids.of(entry, id_, number))], [tag("text", text=text)])
            for number, ((name, text), entry) in enumerate(zip(cells, entries, strict=False), 1)
        ),
        *(tag("annotationEntry", children=[tag("text", text=_note(rule, heading))]) for heading in headings),
    ]
    return tag("rule", [("id", id_), ("label", line.label)], inside)


def _note(rule: Rule, heading: str) -> str:
    day = {SINCE: rule.since, UNTIL: rule.until}.get(heading)
    return rule.annotations.get(heading, "") if day is None else day.isoformat()


def _extensions(box: TableBox) -> tuple[Markup, ...]:
    """What other makers add, and what the default of the outputs cannot say."""
    rule = box.table.otherwise
    if rule is None or not (rule.since or rule.until or rule.annotations):
        return box.extensions
    period = ((SINCE, rule.since), (UNTIL, rule.until))
    days = tuple((name, day.isoformat()) for name, day in period if day is not None)
    notes = (Markup(NOTE_TAG, (("name", name),), (), text) for name, text in rule.annotations.items())
    return (*box.extensions, Markup(OTHERWISE_TAG, days, tuple(notes)))
