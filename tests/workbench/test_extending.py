"""An officer asks the head for more time, on a page that says what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facing import FOOD, SYSTEM, apply, as_officer, step_of
from minben import cases
from minben.ledger import acting

if TYPE_CHECKING:
    from facing import District
    from minben.cases import Case


@pytest.fixture
def case(district: District) -> Case:
    """A case that waits for its decision."""
    found = apply(district, "restaurant", "food-licence", FOOD)
    for persona, verdict, answers in (
        ("window-officer", "accepted", {}),
        ("first-inspector", "passed", {"findings": "好"}),
        ("second-inspector", "passed", {"findings": "好"}),
    ):
        officer = as_officer(district, persona)
        cases.decide(step_of(district, found, officer), officer, verdict, "", answers)
    return found


def test_more_time_is_asked_for_and_allowed(district: District, case: Case) -> None:
    officer = district.client("decision-officer")
    shown = officer.get(f"/work/cases/{case.number}").content.decode()
    assert f'href="/work/cases/{case.number}/extend/decide"' in shown
    page = officer.get(f"/work/cases/{case.number}/extend/decide").content.decode()
    assert "10 working days" in page
    assert "第四十二条" in page
    missing = officer.post(f"/work/cases/{case.number}/extend/decide", {"reasons": " "})
    assert missing.status_code == 400
    assert 'href="#reasons"' in missing.content.decode()
    answer = officer.post(
        f"/work/cases/{case.number}/extend/decide", {"reasons": "需核实消防验收结论"}, follow=True
    )
    assert "More time has been asked for" in answer.content.decode()
    assert officer.get(f"/work/cases/{case.number}/extend/decide").status_code == 404, "once only"
    head = district.client("approval-head")
    tasks = head.get("/work/").content.decode()
    assert "Extension: Decision" in tasks
    text = head.get(f"/work/cases/{case.number}").content.decode()
    assert "需核实消防验收结论" in text
    (task,) = cases.tasks(as_officer(district, "approval-head")).rows
    decided = head.post(f"/work/cases/{case.number}", {"step": str(task.step_id), "verdict": "allowed"})
    assert decided.status_code == 302
    with acting(SYSTEM):
        told = cases.Notice.objects.filter(case=case).last()
    assert told is not None
    assert "需核实消防验收结论" in told.text["zh"]


def test_nobody_asks_for_another_s_task(district: District, case: Case) -> None:
    assert (
        district.client("window-officer").get(f"/work/cases/{case.number}/extend/decide").status_code == 404
    )
    assert district.client("decision-officer").get(f"/work/cases/{case.number}/extend/pay").status_code == 404
