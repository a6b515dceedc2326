"""The event log of all cases, as pm4py reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cases.conftest import SYSTEM
from minben import cases, documents
from minben.ledger import acting, acts_about, follow, seal_once

if TYPE_CHECKING:
    from pathlib import Path

    from minben.cases import Case

pm4py = pytest.importorskip("pm4py")


@pytest.fixture(params=["log.json", "log.sqlite"])
def log(request: pytest.FixtureRequest, refused: Case, granted: Case, tmp_path: Path) -> Any:
    seal_once()
    path = tmp_path / request.param
    extent = documents.write_event_log(path)
    assert extent.cases == 2
    read = pm4py.read_ocel2_json if path.suffix == ".json" else pm4py.read_ocel2_sqlite
    return read(str(path))


def test_somebody_elses_reader_finds_each_act_of_a_case_once(log: Any) -> None:
    with acting(SYSTEM):
        of_cases = [act for act in follow(-1, 10_000) if act.case is not None]
    assert set(log.events["ocel:eid"]) == {str(act.id) for act in of_cases}
    assert len(log.events) == len(of_cases)


def test_events_are_named_by_what_was_done_in_which_step(log: Any) -> None:
    kinds = set(log.events["ocel:activity"])
    assert {"case.receive", "step.do accept", "step.sign inspect", "step.do decide", "case.conclude"} <= kinds


def test_objects_are_cases_with_their_steps_posts_and_services(log: Any, refused: Case) -> None:
    found = log.objects.set_index("ocel:oid")["ocel:type"].to_dict()
    assert found[str(refused.id)] == "case"
    assert found["service:food-licence"] == "service"
    assert found["post:approval/window"] == "post"
    with acting(SYSTEM):
        steps = cases.Step.objects.filter(case_id=refused.id, state="done")
        assert {found[str(step.id)] for step in steps} == {"step"}


def test_a_case_has_its_outcome_from_the_moment_it_was_concluded(log: Any, refused: Case) -> None:
    # A first value that comes later is a change to one of the readers, an attribute to the other.
    told = [
        frame[frame["ocel:oid"] == str(refused.id)]["outcome"].dropna().tolist()
        for frame in (log.objects, log.object_changes)
        if "outcome" in frame
    ]
    assert [value for values in told for value in values] == ["refused"]


def test_people_stand_under_names_of_this_log_only(log: Any, refused: Case, tmp_path: Path) -> None:
    assert str(refused.subject) not in set(log.objects["ocel:oid"])
    again = tmp_path / "again.json"
    documents.write_event_log(again)
    other = pm4py.read_ocel2_json(str(again))
    people = log.objects[log.objects["ocel:type"] == "subject"]["ocel:oid"]
    assert len(people) == 2
    assert not set(people) & set(other.objects["ocel:oid"])


def test_the_procedure_can_be_discovered_from_the_log(log: Any) -> None:
    found = pm4py.discover_ocdfg(log)
    assert "case" in found["object_types"]


def test_taking_a_log_out_is_an_act_with_its_extent(log: Any) -> None:
    seal_once()
    with acting(SYSTEM):
        (act,) = [act for act in follow(-1, 10_000) if act.kind == "case.event-log"]
    assert act.count == len(log.events)


def test_the_log_of_an_empty_node_is_empty(district: Any, tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    extent = documents.write_event_log(path)
    assert (extent.events, extent.cases) == (0, 0)
    assert path.read_text(encoding="utf-8").startswith('{"objectTypes":[')


def test_an_applicant_is_not_told_of_a_log_that_names_nobody(log: Any, refused: Case) -> None:
    with acting(SYSTEM):
        assert "case.event-log" not in {act.kind for act in acts_about(refused.subject)}
