"""Models for the tests: those of the conformance kit, and a strategy that makes any of tables and boxed expressions."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from minben.rules import SheetTable, Table, parse
from minben.rules.feel.types import BOOLEAN, DATE_AND_TIME, NUMBER, STRING, ListType
from minben.rules.models.boxed import (
    Binding,
    Boxed,
    Branch,
    Column,
    ConditionalBox,
    ContextBox,
    ContextEntry,
    Element,
    FilterBox,
    FunctionBox,
    InvocationBox,
    IteratorBox,
    Line,
    ListBox,
    LiteralExpression,
    RelationBox,
    Row,
    TableBox,
    Variable,
)
from minben.rules.models.definitions import (
    Constraint,
    DecisionDefinition,
    FunctionItem,
    Header,
    InputData,
    KnowledgeModel,
    Reference,
    Requirement,
)
from minben.rules.models.model import Model
from minben.rules.problems import Place

from ..sheets.tables import tables

KIT = Path(__file__).parents[4] / "shared" / "tck"
HERE = Place("t")
TYPES = [None, NUMBER, STRING, BOOLEAN, DATE_AND_TIME, ListType(NUMBER)]
SOURCES = ["1", '"a & <b>"', "a + 年龄", "null", "[1, 2]", '{x: "\\n"}', "", "f(1)", "a > 1 and 年龄 < 2"]


UNSAID = {"id", "place", "expression", "href", "required"}
"""What writing may add to a model: ids, and references to them. Places are where something stood."""


def bare(thing: Any, *, drawn: bool = True) -> Any:
    """A part of a model without ids, and without the prefixes of its file.

    `drawn` says whether it came from XML: if not, what XML says beside types and tables is left out too.
    """
    left_out = UNSAID if drawn else UNSAID | {"type_ref", "columns", "lines", "annotations"}
    match thing:
        case tuple():
            return tuple(bare(part, drawn=drawn) for part in thing)
        case Header():
            return replace(thing, id="", prefixes=())
        case Line():
            return replace(thing, id="", entries=())
        case (
            Element()
            | Model()
            | Binding()
            | Branch()
            | Column()
            | Reference()
            | Constraint()
            | FunctionItem()
        ):
            inside = (field.name for field in fields(thing) if field.name not in left_out)
            return type(thing), {name: bare(getattr(thing, name), drawn=drawn) for name in inside}
        case _:
            return thing


def without_diagram(model: Model) -> Model:
    """A model without its picture, and without the types that writing gave names."""
    return replace(model, diagrams=None, artifacts=(), types={}, item_definitions=(), problems=())


def literal(source: str) -> LiteralExpression:
    return LiteralExpression(place=HERE, text=source, tree=parse(source or "null", ["a", "年龄", "f"]))


def variable(name: str) -> st.SearchStrategy[Variable]:
    return st.sampled_from(TYPES).map(lambda type_: Variable(place=HERE, name=name, type=type_))


LITERALS = st.builds(
    lambda source, type_, description: replace(literal(source), type=type_, description=description),
    st.sampled_from(SOURCES),
    st.sampled_from(TYPES),
    st.sampled_from(["", "what it is\nfor <all>"]),
)


def boxes(inner: st.SearchStrategy[Boxed]) -> st.SearchStrategy[Boxed]:
    """Boxed expressions of inner ones."""
    # The schema gives the type of a part of an expression to the source of an iteration only.
    branch = inner.map(lambda value: Branch(value=value))
    typed = st.builds(lambda value, type_: Branch(value=value, type=type_), inner, st.sampled_from(TYPES))
    entry = st.builds(
        lambda made, value: ContextEntry(place=HERE, variable=made, value=value), variable("an entry"), inner
    )
    result = st.builds(lambda value: ContextEntry(place=HERE, variable=None, value=value), inner)
    binding = st.builds(lambda made, value: Binding(parameter=made, value=value), variable("p"), inner)
    return st.one_of(
        st.builds(
            lambda first, last: ContextBox(place=HERE, entries=(*first[:1], *last)),
            st.lists(entry, max_size=1),
            st.lists(result, max_size=1),
        ),
        st.lists(inner, max_size=3).map(lambda items: ListBox(place=HERE, items=tuple(items))),
        st.builds(
            lambda column, cell: RelationBox(
                place=HERE, columns=(column,), rows=(Row(place=HERE, cells=(cell,)),)
            ),
            variable("a column"),
            inner,
        ),
        st.builds(
            lambda one, two, three: ConditionalBox(
                place=HERE, condition=one, consequence=two, alternative=three
            ),
            branch,
            branch,
            branch,
        ),
        st.builds(lambda one, two: FilterBox(place=HERE, source=one, match=two), branch, branch),
        st.builds(
            lambda kind, one, two: IteratorBox(place=HERE, kind=kind, variable="x", source=one, body=two),
            st.sampled_from(["for", "some", "every"]),
            typed,
            branch,
        ),
        st.builds(
            lambda function, made: InvocationBox(place=HERE, function=function, bindings=(made,)),
            st.just(literal("f")),
            binding,
        ),
        st.builds(
            lambda made, body: FunctionBox(place=HERE, parameters=(made,), body=body), variable("q"), inner
        ),
    )


def boxed_table(table: Table) -> TableBox:
    return TableBox(place=HERE, table=replace(table, name="decided"))


BOXED = st.recursive(LITERALS, boxes, max_leaves=6)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A model of a fact or two, a function, and a decision of any kind."""
    facts = [InputData(place=HERE, name=name, variable=draw(variable(name))) for name in ("a", "年龄")]
    function = FunctionBox(place=HERE, parameters=(draw(variable("p")),), body=draw(BOXED))
    needs = (
        Requirement(place=HERE, kind="input", href="", name="a"),
        Requirement(place=HERE, kind="input", href="", name="年龄"),
        Requirement(place=HERE, kind="knowledge", href="", name="f"),
    )
    decision = DecisionDefinition(
        place=HERE,
        name="decided",
        variable=draw(variable("decided")),
        logic=draw(BOXED | tables().map(boxed_table)),
        requirements=needs,
        question=draw(st.sampled_from(["", "谁可以领取？"])),
    )
    known = KnowledgeModel(place=HERE, name="f", variable=draw(variable("f")), logic=function)
    return Model(
        name="模型", namespace="urn:test", inputs=tuple(facts), decisions=(decision,), knowledge=(known,)
    )


def sheet(name: str, table: Table) -> SheetTable:
    return SheetTable(name, table, ())
