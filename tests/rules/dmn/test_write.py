"""Models written as DMN: read again they are the same, and written again the same text."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from minben.rules import read_table
from minben.rules.dmn.read import read_dmn, salvage_dmn
from minben.rules.dmn.write import write_dmn
from minben.rules.models.boxed import TableBox
from minben.rules.models.load import model_of_tables
from minben.rules.problems import ModelError

from ..sheets.tables import tables
from .models import KIT, bare, models, sheet, without_diagram

if TYPE_CHECKING:
    from minben.rules import Table
    from minben.rules.models.definitions import DecisionDefinition
    from minben.rules.models.model import Model

FILES = sorted(KIT.rglob("*.dmn"))
SCHEMAS = Path(__file__).parents[3] / "node_modules" / "@kie-tools" / "dmn-marshaller" / "src" / "schemas"
MODEL_1_3 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MODEL_1_5 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def written_and_read(text: str, folder: Path) -> Model:
    file = folder / "model.dmn"
    file.write_text(text, encoding="utf-8")
    return read_dmn(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_model_of_the_kit_is_the_same_when_read_again(file: Path, tmp_path: Path) -> None:
    model = read_dmn(file)
    text = write_dmn(model)
    for other in file.parent.glob("*.dmn"):
        shutil.copy(other, tmp_path)
    (tmp_path / file.name).write_text(text, encoding="utf-8")
    again = read_dmn(tmp_path / file.name)
    assert write_dmn(again) == text
    assert bare(without_diagram(again)) == bare(without_diagram(model))
    assert again.types == model.types
    assert bare(again.item_definitions) == bare(model.item_definitions)
    assert (again.diagrams is None) is (not model.decisions and not model.inputs and model.diagrams is None)


def schema_errors(text: str) -> list[str]:
    """What the schema of the version says of a file."""
    etree = pytest.importorskip("lxml.etree")
    version = ("dmn-1_5", "DMN15.xsd") if is_later(text) else ("dmn-1_3", "DMN13.xsd")
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS.joinpath(*version))))
    schema.validate(etree.fromstring(text.encode()))
    return [str(error) for error in schema.error_log]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_model_of_the_kit_is_written_by_the_schema(file: Path) -> None:
    assert not schema_errors(write_dmn(read_dmn(file)))


@given(models())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_model_is_the_same_when_read_again(
    tmp_path_factory: pytest.TempPathFactory, model: Model
) -> None:
    text = write_dmn(model)
    again = written_and_read(text, tmp_path_factory.mktemp("model"))
    assert write_dmn(again) == text
    assert bare(without_diagram(again), drawn=False) == bare(without_diagram(model), drawn=False)
    assert not schema_errors(text)


@given(tables(), tables())
@settings(max_examples=50, deadline=None)
def test_tables_are_the_same_when_read_again(
    tmp_path_factory: pytest.TempPathFactory, one: Table, other: Table
) -> None:
    model = model_of_tables("rules", [sheet("一", one), sheet("other", other)])
    again = written_and_read(write_dmn(model), tmp_path_factory.mktemp("model"))
    for before, after in zip(model.decisions, again.decisions, strict=True):
        assert (after.name, after.needs) == (before.name, before.needs)
        assert table_of(after) == table_of(before)
    assert [data.type for data in again.inputs] == [data.type for data in model.inputs]


def table_of(decision: DecisionDefinition) -> Table:
    """The table of a decision, whatever it is called."""
    assert isinstance(decision.logic, TableBox)
    return replace(decision.logic.table, name="")


OTHERWISE = """\
U,age,=> x,from,until,# law
type,number,number,,,
1,>= 80,1,2025-01-01,,第三十三条
otherwise,,0,2025-01-01,2026-12-31,too young
"""


def test_what_applies_otherwise_is_the_default_and_keeps_its_period_and_notes(tmp_path: Path) -> None:
    model = model_of_tables("rules", [sheet("t", read_table(OTHERWISE, "t.csv"))])
    text = write_dmn(model)
    assert "<defaultOutputEntry>" in text
    assert not schema_errors(text)
    assert table_of(written_and_read(text, tmp_path).decisions[0]) == table_of(model.decisions[0])


def test_ids_are_readable_and_each_stands_once(tmp_path: Path) -> None:
    text = "U,年龄,a b,=> x\ntype,number,number,number\n1,1,2,3\n"
    written = write_dmn(model_of_tables("rules", [sheet("高龄津贴 (80+)", read_table(text, "t.csv"))]))
    for id_ in (
        "decision_gao_ling_jin_tie_80",
        "input_nian_ling",
        "input_a_b",
        "decision_gao_ling_jin_tie_80_logic_rule_1",
    ):
        assert written.count(f'id="{id_}"') == 1
    assert 'href="#input_nian_ling"' in written


@pytest.mark.skipif(not FILES, reason="the conformance models are not at hand")
def test_the_version_is_the_earliest_that_holds_the_model() -> None:
    later = ("<conditional", "<filter", "<for ", "<some", "<every")
    written = [write_dmn(read_dmn(file)) for file in FILES]
    assert {is_later(text) for text in written} == {True, False}
    assert all(is_later(text) is any(tag in text for tag in later) for text in written)


def is_later(text: str) -> bool:
    """Whether a file is of version 1.5 rather than 1.3."""
    head = text[: text.index(">", 60)]
    return f'"{MODEL_1_5}"' in head and f'"{MODEL_1_3}"' not in head


def test_what_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "broken.dmn"
    file.write_text(
        f'<definitions xmlns="{MODEL_1_5}" name="m" namespace="n"><decision name="d" id="d"><variable name="d"/>'
        "<literalExpression><text>1 +</text></literalExpression></decision></definitions>",
        encoding="utf-8",
    )
    with pytest.raises(ModelError) as caught:
        write_dmn(salvage_dmn(file))
    assert caught.value.problems[0].place.line == 1


def test_a_control_character_is_refused_with_what_stands_before_it() -> None:
    table = read_table("U,a,=> x,# n\ntype,number,number,\n1,-,1,abc\n", "t.csv")
    object.__setattr__(table.rules[0], "annotations", {"n": "abc\x01"})
    with pytest.raises(ModelError) as caught:
        write_dmn(model_of_tables("rules", [sheet("t", table)]))
    assert "abc" in caught.value.text("zh")


def test_the_annotation_called_description_is_what_editors_show_of_a_rule(tmp_path: Path) -> None:
    table = read_table(
        "U,a,=> x,# law,# description\ntype,number,number,,\n1,-,1,第三十三条,for all\n", "t.csv"
    )
    text = write_dmn(model_of_tables("rules", [sheet("t", table)]))
    assert "<description>for all</description>" in text
    assert '<annotation name="description"' not in text
    again = table_of(written_and_read(text, tmp_path).decisions[0])
    assert again.rules[0].annotations == {"law": "第三十三条", "description": "for all"}
