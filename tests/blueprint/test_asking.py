"""What a service may ask: lists with questions of their own, their rules and their types."""

from __future__ import annotations

import pytest

from minben.blueprint import examine_files, read_files

from .conftest import DAY
from .mistakes import FOOD

FACTS = """
workers:
  title: {zh: 从业人员, en: Workers}
  type: list
  grade: personal
  meaning: {zh: 从事食品经营的人员, en: Who works there}
healthy-until:
  title: {zh: 健康证明有效期, en: Health certificate valid until}
  type: date
  grade: personal
  meaning: {zh: 健康证明的有效期, en: Until when the certificate is valid}
opening:
  title: {zh: 开门时间, en: Opens at}
  type: time
  grade: public
  meaning: {zh: 每天几点开门, en: When it opens}
"""
ASKS = """asks:
  workers:
    fact: workers
    why: {zh: 须有健康证明, en: They need a health certificate}
    at_most: 3
    each:
      worker: {fact: name}
      certified: {fact: living, title: {zh: 有健康证明, en: Certified}}
      certificate:
        fact: healthy-until
        when: certified
        check: '? > today'
        refusal: {zh: 已过期, en: It has expired}
  opening:
    fact: opening
    why: {zh: 便于核查, en: For the inspection}
    check: '? >= time("05:00:00")'
    refusal: {zh: 太早, en: Too early}
    prefill: time("09:00:00")
"""


def told(files: dict[str, bytes], old: str = "", new: str = "") -> list[str]:
    """What a check says of the food licence with these questions, one text of them replaced."""
    assert old in ASKS + FACTS
    service = files[FOOD].decode().replace("asks:\n", ASKS.replace(old, new), 1)
    facts = files["facts.yaml"].decode() + FACTS.replace(old, new)
    changed = files | {FOOD: service.encode(), "facts.yaml": facts.encode()}
    return [str(problem) for problem in examine_files(changed, on=DAY).problems]


def test_a_list_with_conditions_on_the_entry_is_sound(files: dict[str, bytes]) -> None:
    assert told(files) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("when: certified", "when: certifed", 'did you mean "certified"'),
        ("when: certified", "when: worker", "true or false is needed"),
        ("check: '? > today'", "check: '? > 5'", "date"),
        ('? >= time("05:00:00")', "? >= 5", "time"),
        ('prefill: time("09:00:00")', 'prefill: "9"', "is needed"),
        ("      worker: {fact: name}", "      trade: {fact: name}", '"trade" is taken'),
        ("      worker: {fact: name}", "      worker: {fact: nam}", "no fact"),
        (
            "      worker: {fact: name}",
            "      worker: {fact: workers}",
            "cannot be asked within another list",
        ),
        ("    at_most: 3", "    offers: '[]'", "offers nothing itself"),
        ("        refusal: {zh: 已过期, en: It has expired}\n", "", "says nothing when it fails"),
    ],
)
def test_what_does_not_fit_in_a_list_is_told(files: dict[str, bytes], old: str, new: str, says: str) -> None:
    found = told(files, old, new)
    assert any(says in problem and FOOD in problem for problem in found), found


def test_entries_are_seen_by_rules_as_contexts(files: dict[str, bytes]) -> None:
    found = told(
        files,
        'time("09:00:00")',
        'if count(workers[certificate > today]) = 0 then time("09:00:00") else null',
    )
    assert found == []
    wrong = told(files, 'time("09:00:00")', "workers[1].certificate")
    assert any("date" in problem for problem in wrong)


def test_the_model_has_the_questions_of_a_list(files: dict[str, bytes]) -> None:
    service = files[FOOD].decode().replace("asks:\n", ASKS, 1)
    facts = files["facts.yaml"].decode() + FACTS
    blueprint = read_files(files | {FOOD: service.encode(), "facts.yaml": facts.encode()})
    ask = blueprint.services["food-licence"].asks["workers"]
    assert (ask.at_least, ask.at_most) == (1, 3)
    assert [*ask.each] == ["worker", "certified", "certificate"]
    assert ask.each["worker"].title == {"zh": "姓名", "en": "Name"}
