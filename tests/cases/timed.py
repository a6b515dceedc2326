"""A licence of its own, without papers, with as much of time in it as a test wants: what tests of clocks stand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minben import cases
from minben.blueprint import examine_files

from .conftest import District, InPost, put_in_force

if TYPE_CHECKING:
    from minben.blueprint import Report

    from .conftest import Somebody

WINDOW, INSPECTION, DECISION = "approval/window", "approval/inspection", "approval/decision"
FILLED = {"premises": "广安区城南街道8号", "trade": "restaurant", "manager": "李强"}
TEXT = (Path(__file__).parent / "timed.yaml").read_text(encoding="utf-8")

LICENCE = "services/food-licence/service.yaml"
SCENARIOS = "services/food-licence/scenarios.yaml"
DECIDE = "  decide:\n    kind: decide\n"
LAB = """  test:
    kind: test
    title: {zh: 检验检测, en: Laboratory test}
    needs: [accept | recheck]
    by: officer approval/window
    within: 10 working days
    pauses: [inspect, decide]
    law: [{cite: 中华人民共和国行政许可法 第四十五条}]
"""
WITH_LAB = (
    (DECIDE, LAB + DECIDE),
    ("needs: [inspect | inspect.failed]", "needs: [inspect | inspect.failed, test]"),
)


def report(
    district: District,
    *changes: tuple[str, str],
    scenarios: str = "",
    years: str = "2004-2026",
) -> Report:
    """The district with a food licence in which some words are replaced, each of which must be there."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    calendar = district.blueprint.files["calendar.yaml"].decode().replace("2004-2026", years)
    files = {**district.blueprint.files, LICENCE: text.encode(), "calendar.yaml": calendar.encode()}
    found = examine_files({**files, **({SCENARIOS: scenarios.encode()} if scenarios else {})})
    assert not found.errors, [str(problem) for problem in found.errors]
    return found


def changed(district: District, *changes: tuple[str, str], years: str = "2004-2026") -> District:
    """The changed district in force."""
    blueprint = report(district, *changes, years=years).blueprint
    assert blueprint is not None
    put_in_force(blueprint)
    return District(blueprint)


def apply(district: District, firm: Somebody) -> cases.Case:
    """An application."""
    return cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )


def do(district: District, post: str | InPost, verdict: str, reasons: str = "", **answers: str) -> cases.Case:
    """The verdict of an officer in the only task that lies before their post."""
    officer = district.officer(post) if isinstance(post, str) else post
    (task,) = cases.tasks(officer).rows
    return cases.decide(task.step_id, officer, verdict, reasons, answers)
