"""The food licence with more of time in it than the law of the district asks for: what the tests of clocks stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint import examine_files

from .conftest import District, put_in_force

if TYPE_CHECKING:
    from minben.blueprint import Report

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
    calendar: str = "",
    file: str = LICENCE,
) -> Report:
    """The district with some words of its food licence replaced, each of which must be there."""
    files = dict(district.blueprint.files)
    text = files[file].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    files[file] = text.encode()
    if calendar:
        files["calendar.yaml"] += calendar.encode()
    if scenarios:
        files[SCENARIOS] = scenarios.encode()
    found = examine_files(files)
    assert [str(problem) for problem in found.errors] == []
    return found


def changed(district: District, *changes: tuple[str, str], calendar: str = "") -> District:
    """The changed district in force."""
    blueprint = report(district, *changes, calendar=calendar).blueprint
    assert blueprint is not None
    put_in_force(blueprint)
    return District(blueprint)
