"""Corrections: the person says what is wrong, the owner of the register decides, and waiting cases look again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections
from django.test.utils import CaptureQueriesContext

from minben import cases
from minben.cases.effects_correcting import corrections
from minben.ledger import Reach, acting, acts_about, legal_clock
from minben.registers import end_record, read_subject

from .conftest import ACCOUNT, SYSTEM, at
from .test_waking import wake

if TYPE_CHECKING:
    from minben.cases import Case, Correction
    from minben.ledger import effects

    from .conftest import District, InPost, Somebody

REGISTRY = "public-security/registry"
SERVICE = "old-age-allowance"
TRUE_BIRTH = {"birth_date": "1945-01-05"}
WHY = "出生日期与出生医学证明不符"


def wrong_of(person: Somebody, read: str = "person") -> cases.Correctable:
    """What the service reads about them, that they may say is wrong."""
    draft = cases.prepare(SERVICE, person.subject, person.actor)
    record = next(one for one in draft.reads if one.read.name == read).records[0]
    with acting(person.reach):
        return cases.correctable(SERVICE, read, record.id, person.subject, person.actor)


def asked(person: Somebody) -> Correction:
    """A correction of their date of birth."""
    return cases.ask_correction(wrong_of(person), TRUE_BIRTH, WHY, person)


def waiting_case(district: District, person: Somebody) -> Case:
    """A case that an officer has, because the register says that the person is too young."""
    return cases.submit(
        district.blueprint, SERVICE, person.subject, {"account": ACCOUNT}, channel="web", actor=person.actor
    )


def kinds_about(person: Somebody) -> list[str]:
    """The kinds of acts about them, the newest first."""
    with acting(person.reach):
        return [act.kind for act in acts_about(person.subject)]


@pytest.fixture
def younger(district: District) -> Somebody:
    """Somebody whom the register has as 76."""
    return district.resident(date(1950, 1, 5), "张玉珍")


@pytest.fixture
def registry(district: District) -> InPost:
    """An officer of the household registry."""
    return district.officer(REGISTRY)


def test_what_the_service_reads_can_be_corrected_but_for_who_it_is_about(younger: Somebody) -> None:
    wrong = wrong_of(younger)
    assert [question.ask.name for question in wrong.questions] == ["name", "birth_date", "division", "living"]
    assert wrong.values["name"] == "张玉珍"


def test_a_read_that_the_service_does_not_let_correct_is_not_found(
    district: District, younger: Somebody
) -> None:
    record = district.blueprint.registers["benefits"]
    district.write(
        record.id, number="GL1", resident=younger.identifier, kind=SERVICE, amount="50", account=ACCOUNT
    )
    with pytest.raises(cases.NotFound):
        wrong_of(younger, "paid")


def test_a_correction_goes_to_the_owner_with_its_limit(
    district: District, younger: Somebody, registry: InPost, today: date
) -> None:
    row = asked(younger)
    assert (row.post, row.agency, row.reader) == (REGISTRY, "public-security", "civil-affairs")
    assert row.due == date(2026, 3, 16)
    assert row.fields == {"birth_date": {"was": "1950-01-05", "should": "1945-01-05"}}
    (task,) = cases.correction_tasks(registry)
    assert (task.row.number, task.colour, task.for_me) == (row.number, cases.Colour.GREEN, True)
    assert cases.correction_tasks(district.officer("civil-affairs/benefits")) == []
    assert "correction.ask" in kinds_about(younger)


@pytest.mark.parametrize(
    ("right", "reasons", "wrong"),
    [
        ({}, WHY, {"name"}),
        ({"birth_date": "1950-01-05"}, WHY, {"name"}),
        ({"birth_date": "1945-13-05"}, WHY, {"birth_date"}),
        ({"division": "511602001999"}, " ", {"division", "reasons"}),
        (TRUE_BIRTH, "", {"reasons"}),
        (TRUE_BIRTH, "x" * 2001, {"reasons"}),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_field_and_nothing_is_kept(
    younger: Somebody, right: dict[str, object], reasons: str, wrong: set[str]
) -> None:
    with pytest.raises(cases.AnswerProblems) as caught:
        cases.ask_correction(wrong_of(younger), right, reasons, younger)
    assert caught.value.problems.keys() == wrong
    assert cases.my_corrections(younger.subject, younger.reach) == []
    assert "correction.ask" not in kinds_about(younger)


def test_one_correction_of_an_entry_is_open_at_a_time(younger: Somebody, registry: InPost) -> None:
    first = asked(younger)
    with pytest.raises(cases.NotNow):
        asked(younger)
    cases.decide_correction(first.number, registry, "refused", "证明不足")
    assert asked(younger).number != first.number


def test_accepted_the_register_gets_a_corrected_version_by_that_officer(
    district: District, younger: Somebody, registry: InPost
) -> None:
    population = district.blueprint.registers["population"]
    done = cases.decide_correction(asked(younger).number, registry, "accepted", "已核对档案")
    with acting(SYSTEM):
        (entry,) = read_subject(population, younger.subject)
        (before,) = read_subject(population, younger.subject, known=done.asked_at)
    assert entry.values == {**before.values, "birth_date": "1945-01-05"}
    assert (entry.valid_from, before.values["birth_date"]) == (before.valid_from, "1950-01-05")
    assert entry.id == done.written
    with acting(younger.reach):
        newest = acts_about(younger.subject)
    written = next(act for act in newest if act.kind == "record.write" and act.id == entry.act)
    assert (written.actor.post, written.power) == (REGISTRY, REGISTRY)
    assert "中华人民共和国个人信息保护法 第四十六条" in written.basis
    (seen,) = cases.my_corrections(younger.subject, younger.reach)
    assert (seen.row.state, seen.row.answer, seen.colour) == ("accepted", "已核对档案", cases.Colour.NONE)


def test_a_waiting_case_takes_the_corrected_record(
    district: District, younger: Somebody, registry: InPost
) -> None:
    case = waiting_case(district, younger)
    assert case.outcome is None
    row = asked(younger)
    assert wake() == 0
    cases.decide_correction(row.number, registry, "accepted")
    assert wake() == 1
    assert cases.case_file(case.number, younger).case.outcome == "granted"


def test_refused_with_reasons_the_register_stays(
    district: District, younger: Somebody, registry: InPost
) -> None:
    row = asked(younger)
    with pytest.raises(cases.ReasonsMissing):
        cases.decide_correction(row.number, registry, "refused", " ")
    with pytest.raises(cases.UnknownVerdict):
        cases.decide_correction(row.number, registry, "granted", "x")
    done = cases.decide_correction(row.number, registry, "refused", "档案记载一致")
    assert (done.state, done.answer, done.written) == ("refused", "档案记载一致", None)
    with acting(SYSTEM):
        (entry,) = read_subject(district.blueprint.registers["population"], younger.subject)
    assert entry.values["birth_date"] == "1950-01-05"
    assert cases.correction_tasks(registry) == []


def test_it_is_decided_once_and_by_its_post_only(
    district: District, younger: Somebody, registry: InPost
) -> None:
    row = asked(younger)
    with pytest.raises(cases.NotYourTask):
        cases.decide_correction(row.number, district.officer("civil-affairs/benefits"), "accepted")
    with pytest.raises(cases.NotFound):
        cases.decide_correction(row.number, district.officer("approval/window"), "accepted")
    cases.decide_correction(row.number, registry, "accepted")
    with pytest.raises(cases.AlreadyDone):
        cases.decide_correction(row.number, registry, "refused", "x")


def test_the_person_may_withdraw_it_and_nobody_else(
    district: District, younger: Somebody, registry: InPost
) -> None:
    row = asked(younger)
    with pytest.raises(cases.NotFound):
        cases.withdraw_correction(row.number, district.resident(date(1960, 1, 5)))
    assert cases.withdraw_correction(row.number, younger).state == "withdrawn"
    with pytest.raises(cases.AlreadyDone):
        cases.decide_correction(row.number, registry, "accepted")


def test_what_the_register_cannot_say_is_not_written(
    district: District, younger: Somebody, registry: InPost
) -> None:
    row = asked(younger)
    with acting(SYSTEM):
        end_record(
            district.blueprint.registers["population"],
            younger.identifier,
            date(2026, 3, 1),
            actor=registry.actor,
            purpose="test",
        )
    with pytest.raises(cases.NotNow):
        cases.decide_correction(row.number, registry, "accepted")
    (seen,) = cases.my_corrections(younger.subject, younger.reach)
    assert seen.row.state == "open"


def test_looking_at_somebody_else_s_correction_is_an_act_and_reads_the_entry(
    younger: Somebody, registry: InPost
) -> None:
    row = asked(younger)
    before = len(kinds_about(younger))
    assert cases.correction(row.number, younger).now is None
    assert len(kinds_about(younger)) == before
    seen = cases.correction(row.number, registry)
    assert seen.now is not None
    assert seen.now["birth_date"] == "1950-01-05"
    assert sorted(kinds_about(younger)[:2]) == ["correction.read", "record.read"]


def test_nobody_else_finds_it(district: District, younger: Somebody) -> None:
    row = asked(younger)
    for viewer in (district.resident(date(1960, 1, 5)), district.officer("approval/window")):
        with pytest.raises(cases.NotFound):
            cases.correction(row.number, viewer)
    # The agency that read the entry sees that a correction is open, and not the page of it.
    benefits = district.officer("civil-affairs/benefits")
    with pytest.raises(cases.NotFound):
        cases.correction(row.number, benefits)
    with acting(benefits.reach):
        touching = cases.corrections_touching(younger.subject, SERVICE)
    assert [one.number for one in touching] == [row.number]


def test_row_security_hides_corrections_and_keeps_what_was_asked(
    district: District, younger: Somebody, registry: InPost
) -> None:
    row = asked(younger)
    strangers = (
        Reach(),
        district.resident(date(1960, 1, 5)).reach,
        district.officer("approval/window").reach,
    )
    for reach in strangers:
        with acting(reach), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_correction")
            assert cursor.fetchone() == (0,)
    scoped = Reach(subjects=(younger.subject,), services=("kinship-certificate",))
    with acting(scoped), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_correction")
        assert cursor.fetchone() == (0,)
    changes = (
        "UPDATE cases_correction SET fields = '{}'",
        "UPDATE cases_correction SET state = 'accepted'",
        "DELETE FROM cases_correction",
    )
    for change in changes:
        with pytest.raises((ProgrammingError, IntegrityError)), acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(change)
    benefits = district.officer("civil-affairs/benefits").reach
    with pytest.raises(ProgrammingError), acting(benefits), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_correction SET answer = 'x'")
    assert cases.decide_correction(row.number, registry, "accepted").state == "accepted"


def test_the_ledger_finds_a_changed_correction(younger: Somebody, registry: InPost) -> None:
    row = asked(younger)
    cases.decide_correction(row.number, registry, "refused", "证明不足")
    assert found_by_verify() == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('minben.system', 'on', false)")
        cursor.execute("ALTER TABLE cases_correction DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_correction SET answer = '无误'")
        cursor.execute("ALTER TABLE cases_correction ENABLE TRIGGER USER")
    assert [one.en for one in found_by_verify()] == ["the values were changed"]


def found_by_verify() -> list[effects.Difference]:
    """What comparing corrections with the ledger finds."""
    with acting(SYSTEM):
        return list(corrections())


def test_lists_take_the_same_queries_however_long_they_are(district: District, registry: InPost) -> None:
    counts = []
    for order in range(2, 8, 2):
        asked(district.resident(date(1950, 1, 5), "张玉珍", order=order))
        with CaptureQueriesContext(connection) as queries:
            assert cases.correction_tasks(registry)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_the_limit_turns_amber_and_red(district: District, younger: Somebody, registry: InPost) -> None:
    asked(younger)
    seen = []
    for day in (date(2026, 3, 2), date(2026, 3, 13), date(2026, 3, 17)):
        with legal_clock(lambda day=day: at(day)):  # type: ignore[misc]
            seen.append(cases.correction_tasks(registry)[0].colour)
    assert seen == [cases.Colour.GREEN, cases.Colour.AMBER, cases.Colour.RED]
