"""What differs between two blueprints is told thing by thing."""

from __future__ import annotations

import pytest

from minben.blueprint import Blueprint, Turn, compare, read_files

from .mistakes import OLD_AGE, TABLE, Mistake


@pytest.fixture(scope="module")
def before(files: dict[str, bytes]) -> Blueprint:
    """The district as it is."""
    return read_files(files)


def test_the_same_files_do_not_differ(before: Blueprint, files: dict[str, bytes]) -> None:
    again = read_files(dict(reversed(files.items())))
    assert again.version == before.version
    assert compare(before, again) == ()


def test_a_comment_changes_the_version_and_nothing_else(before: Blueprint, files: dict[str, bytes]) -> None:
    commented = read_files(files | {"facts.yaml": b"# Facts.\n\n" + files["facts.yaml"]})
    assert commented.version != before.version
    assert compare(before, commented) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (OLD_AGE, "within: 5 working days", "within: 3 working days",
         "~ Service changed: Old-age allowance from 80 (old-age-allowance)\n"
         "    steps/accept/limit: 5 working days → 3 working days"),
        (TABLE, "true,true,50,", "true,true,60,", "true | 50 | 2025-01-01.. → [80..90) | true"),
        (OLD_AGE, "amount > 0", "amount > 1", "steps/grant/when: amount > 0 → amount > 1"),
        (OLD_AGE, "          amount: amount\n", "", "steps/pay/gives/1/fields/amount: amount → (none)"),
        ("synonyms.csv", "says,means\n", "says,means\n开铺子,食品\n", "+ Synonym added: 开铺子 = 食品"),
        ("facts.yaml", "en: Name}", "en: Full name}", "changed: Full name (name)\n    title/en: Name → Full name"),
        ("posts.yaml", "powers: [supervise]", "powers: [supervise, handle]", "powers/handle: (none) → handle"),
        ("agreements.yaml", "since: 2025-01-01", "since: 2025-02-01", "since: 2025-01-01 → 2025-02-01"),
        ("calendar.yaml", "years: 2004-2026", "years: 2004-2027", "years/2027: (none) → 2027"),
        ("statutes/licensing.yaml", "at_least: 2", "at_least: 3", "rules/inspect-34/duty/at_least: 2 → 3"),
        ("blueprint.yaml", "en: Guang'an District", "en: Guang'an", "~ Jurisdiction changed"),
    ],
)  # fmt: skip
def test_a_change_is_told_with_what_it_was_and_is(
    file: str, old: str, new: str, said: str, before: Blueprint, files: dict[str, bytes]
) -> None:
    after = read_files(Mistake("", file, old, new).put_into(files))
    changes = compare(before, after)
    assert len(changes) == 1
    assert said in changes[0].text("en")
    assert changes[0].text("zh")


def test_what_is_gone_and_what_is_new_are_told(before: Blueprint, files: dict[str, bytes]) -> None:
    fewer = read_files(
        {file: data for file, data in files.items() if not file.startswith("services/kinship")}
    )
    gone = compare(before, fewer)
    assert [(change.kind, change.turn, change.id) for change in gone] == [
        ("service", Turn.REMOVED, "kinship-certificate")
    ]
    assert gone[0].text("zh") == "- 删除服务：亲属关系证明 (kinship-certificate)"
    assert [change.turn for change in compare(fewer, before)] == [Turn.ADDED]
