"""What reading and checking a blueprint find: each mistake at its file and line, and nothing in a sound blueprint."""

from __future__ import annotations

from collections import Counter

import pytest

from minben.blueprint import BlueprintProblems, Severity, examine, examine_files, read, read_files
from minben.blueprint.messages import MESSAGES
from minben.blueprint.nodes import MAX_BYTES
from minben.blueprint.problems import near

from .conftest import DAY, GUANGAN
from .mistakes import (
    OF_CHANNELS,
    OF_DUTIES,
    OF_FILES,
    OF_KEYS,
    OF_LAW,
    OF_LICENCES,
    OF_PROCEDURES,
    OF_REFERENCES,
    OF_RIGHTS,
    OF_RULES,
    OF_STEPS,
    Mistake,
)
from .mistakes_of_bundles import OF_BUNDLES
from .mistakes_of_materials import OF_MATERIALS
from .mistakes_of_subservices import OF_SUBSERVICES
from .mistakes_of_timing import OF_DUTIES_OF_TIMING, OF_TIMING
from .mistakes_of_words import OF_FEES, OF_MESSAGES, OF_RATINGS

MISTAKES = [
    *OF_FILES,
    *OF_KEYS,
    *OF_REFERENCES,
    *OF_RULES,
    *OF_PROCEDURES,
    *OF_STEPS,
    *OF_RIGHTS,
    *OF_LAW,
    *OF_TIMING,
    *OF_LICENCES,
    *OF_MATERIALS,
    *OF_CHANNELS,
    *OF_FEES,
    *OF_MESSAGES,
    *OF_RATINGS,
    *OF_BUNDLES,
    *OF_SUBSERVICES,
]
TESTED_APART = {
    "licence-twice",
    "no-folder",
    "file-too-large",
    "file-not-plain",
    "file-unreadable",
    "too-many-files",
    "too-many-paths",
    "duty-broken",
    "promised-too-long",
    "list-in-list",
    "offers-of-list",
}


def test_the_district_is_sound() -> None:
    report = examine(GUANGAN, on=DAY)
    assert [str(problem) for problem in report.problems] == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.code}-{m.file}-{m.new[:30].strip()}")
def test_a_mistake_is_found_at_its_line_and_brings_no_others_that_are_none(
    mistake: Mistake, files: dict[str, bytes]
) -> None:
    broken = mistake.put_into(files)
    problems = examine_files(broken, on=DAY).problems
    told = [str(problem) for problem in problems]
    place = (mistake.in_file or mistake.file, mistake.line(broken))
    found = [problem for problem in problems if problem.code == mistake.code]
    assert any(
        (problem.place.file, problem.place.line) == place and mistake.says in problem.text("en")
        for problem in found
    ), (place, mistake.says, told)
    assert all(problem.text("zh") for problem in found)
    assert {problem.code for problem in problems} <= {mistake.code, *mistake.more}, told


@pytest.mark.parametrize(("article", "file", "old", "new", "says"), [*OF_DUTIES, *OF_DUTIES_OF_TIMING])
def test_a_broken_duty_is_refused_with_its_article(
    article: str, file: str, old: str, new: str, says: str, files: dict[str, bytes]
) -> None:
    report = examine_files(Mistake("duty-broken", file, old, new).put_into(files), on=DAY)
    found = [problem for problem in report.errors if problem.code == "duty-broken"]
    assert found, [str(problem) for problem in report.problems]
    assert all(problem.place.file == file and problem.place.line > 1 for problem in found)
    assert any(article in problem.text("en") and says in problem.text("en") for problem in found), found
    assert all(article in problem.text("zh") for problem in found if article in problem.text("en"))


def test_two_kinds_of_licence_over_the_same_entries_are_refused(files: dict[str, bytes]) -> None:
    licence = files["licences/food-business.yaml"].decode()
    other = licence.replace("licence: food-business", "licence: other").replace(
        'where: kind = "food-business"\n', ""
    )
    problems = examine_files(files | {"licences/other.yaml": other.encode()}, on=DAY).problems
    assert [(problem.code, problem.place.file) for problem in problems] == [
        ("licence-twice", "licences/other.yaml")
    ]


def test_every_message_is_provoked_by_a_test() -> None:
    tested = {mistake.code for mistake in MISTAKES} | TESTED_APART
    assert tested == MESSAGES.keys()


def test_all_mistakes_are_found_at_once(files: dict[str, bytes]) -> None:
    several = [MISTAKES[0], *OF_KEYS[2:4], OF_REFERENCES[18], OF_LAW[0], OF_RULES[9]]
    broken = dict(files)
    for mistake in several:
        broken = mistake.put_into(broken)
    found = Counter(problem.code for problem in examine_files(broken, on=DAY).problems)
    assert found >= Counter(mistake.code for mistake in several)


def test_errors_raise_with_every_place_and_warnings_do_not(files: dict[str, bytes]) -> None:
    broken = OF_KEYS[2].put_into(OF_FILES[4].put_into(files))
    with pytest.raises(BlueprintProblems) as caught:
        read_files(broken)
    assert len(caught.value.problems) == 2
    assert "service.yaml:50: " in str(caught.value)
    doubtful = Mistake("synonym-of-nothing", "synonyms.csv", "开饭馆,食品", "开饭馆,饭馆食品").put_into(files)
    report = examine_files(doubtful, on=DAY)
    assert [problem.severity for problem in report.problems] == [Severity.WARNING]
    assert not report.errors


def test_a_broken_head_hides_nothing_else(files: dict[str, bytes]) -> None:
    broken = OF_KEYS[2].put_into(files | {"blueprint.yaml": b"languages: zh\n"})
    report = examine_files(broken, on=DAY)
    assert report.blueprint is None
    assert [problem.place.file for problem in report.problems if problem.code != "missing-key"] == [
        "blueprint.yaml",
        "services/old-age-allowance/service.yaml",
    ]


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(BlueprintProblems, match='no folder "blueprints/nowhere"'):
        read("blueprints/nowhere")


def test_a_file_without_bounds_is_refused(files: dict[str, bytes]) -> None:
    report = examine_files(files | {"synonyms.csv": b"x" * (MAX_BYTES + 1)}, on=DAY)
    assert [problem.code for problem in report.problems] == ["file-too-large"]


def test_aliases_count_by_what_they_expand_to(files: dict[str, bytes]) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdef", "bcdefg", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    report = examine_files(files | {"personas.yaml": bomb.encode()}, on=DAY)
    assert "yaml-too-big" in {problem.code for problem in report.problems}


@pytest.mark.parametrize("text", ["- " * 50_000, "[" * 100_000, "{a: " * 50_000, "a: &a [*a]"])
def test_deep_and_recursive_yaml_ends_in_a_problem(text: str, files: dict[str, bytes]) -> None:
    report = examine_files(files | {"personas.yaml": text.encode()}, on=DAY)
    assert {problem.code for problem in report.problems} & {"yaml-syntax", "yaml-too-big", "yaml-alias"}


def test_no_rule_refuses_even_where_no_statute_forbids_it(files: dict[str, bytes]) -> None:
    allowance, law = "services/old-age-allowance/service.yaml", "statutes/personal-information.yaml"
    lawless = files[law].replace(b'["1", "5", "7", "8", "9", "10", "20"]', b'["1"]')
    reject = (
        "  reject:\n    kind: tell\n    title: {zh: 告知, en: Notice}\n    needs: [accept.refused]\n    by: rule\n"
        "    verdicts: {told: {zh: 不予发放, en: Refused}}\n"
    )
    broken = Mistake("", allowance, "  grant:\n    kind", f"{reject}  grant:\n    kind").put_into(files)
    broken = Mistake("", allowance, "refused: [accept.refused", "refused: [reject").put_into(broken)
    problems = examine_files(broken | {law: lawless}, on=DAY).problems
    assert [p.code for p in problems] == ["rule-refuses"], [str(p) for p in problems]
    problem = problems[0]
    assert (problem.code, problem.place.file, problem.severity) == ("rule-refuses", allowance, Severity.ERROR)
    assert 'the step "reject"' in problem.text("en")


def test_a_promise_may_not_outlast_the_limit_from_receipt(files: dict[str, bytes]) -> None:
    food = "services/food-licence/service.yaml"
    broken = Mistake("", food, "counts_from: accept | recheck", "counts_from: receipt").put_into(files)
    broken = Mistake("", food, "\nunpublished:", "\npromised: 30 working days\nunpublished:").put_into(broken)
    report = examine_files(broken, on=DAY)
    assert [problem.code for problem in report.problems] == ["promised-too-long"]


def test_a_procedure_with_too_many_paths_is_said_not_to_be_checked_whole(files: dict[str, bytes]) -> None:
    verdicts = "{" + ", ".join(f"v{n}: {{zh: 甲, en: A}}" for n in range(9)) + "}"
    steps = "".join(
        f"  more{n}:\n    kind: examine\n    title: {{zh: 审, en: B}}\n    by: officer approval/window\n"
        f"    verdicts: {verdicts}\n"
        for n in range(8)
    )
    broken = Mistake("", "services/food-licence/service.yaml", "steps:\n", f"steps:\n{steps}").put_into(files)
    report = examine_files(broken, on=DAY)
    assert "too-many-paths" in {problem.code for problem in report.problems}


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [("aproval", ["approval", "transport"], "approval"), ("xyz", ["approval"], ""), ("a", [], "")],
)
def test_what_was_meant_is_suggested_only_where_something_is_alike(
    typed: str, known: list[str], meant: str
) -> None:
    assert near(typed, known) == meant
