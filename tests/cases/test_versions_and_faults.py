"""What a case keeps of its receipt, and how faults in services and registers come to light."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from minben import cases, services
from minben.blueprint import read_files
from minben.blueprint.model import Outcome
from minben.cases import deadlines, loading, reckoning
from minben.ledger import acting, acts_of_case, legal_clock
from minben.registers import read_subject

from .conftest import ACCOUNT, LOADER, SYSTEM, TODAY, District, at, put_in_force
from .test_allowance import DESK, apply, paid_to
from .test_licence import DECISION, FILLED, INSPECTION, WINDOW, do

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

ALLOWANCE = "services/old-age-allowance/service.yaml"
TABLE = "services/old-age-allowance/allowance.csv"
LICENCE = "services/food-licence/service.yaml"
CERTIFICATE = "services/kinship-certificate/service.yaml"


def changed(blueprint: Blueprint, file: str, *changes: tuple[str, str]) -> Blueprint:
    """The blueprint with some words of one file replaced, each of which must be there."""
    text = blueprint.files[file].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_files({**blueprint.files, file: text.encode()})


def in_force(district: District, file: str, *changes: tuple[str, str]) -> District:
    blueprint = changed(district.blueprint, file, *changes)
    put_in_force(blueprint)
    return District(blueprint)


def test_a_case_keeps_the_procedure_of_its_receipt(district: District) -> None:
    firm = district.enterprise()
    case = cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    newer = in_force(district, LICENCE, ("within: 10 working days", "within: 3 working days"))
    assert services.in_force().version == newer.blueprint.version != case.version
    do(district, WINDOW, "accepted")
    assert cases.tasks(district.officer(INSPECTION)).rows[0].due == date(2026, 3, 16)
    other = cases.submit(
        newer.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    do(newer, WINDOW, "accepted")
    dues = {row.number: row.due for row in cases.tasks(district.officer(INSPECTION)).rows}
    assert dues == {case.number: date(2026, 3, 16), other.number: date(2026, 3, 5)}


def test_what_was_granted_is_what_is_paid_although_the_register_changed_meanwhile(district: District) -> None:
    slow = in_force(
        district,
        ALLOWANCE,
        (
            "  pay:\n    kind: pay\n    title: {zh: 列入发放名册, en: Entry in the payment roll}\n"
            "    needs: [grant]\n    by: rule\n",
            "  pay:\n    kind: pay\n    title: {zh: 列入发放名册, en: Entry in the payment roll}\n"
            "    needs: [grant]\n    by: officer civil-affairs/benefits\n",
        ),
    )
    person = slow.resident(date(1940, 2, 3))
    case = apply(slow, person)
    assert (case.state, case.outcome) == ("decided", "granted")
    slow.write(
        "benefits",
        number="X1",
        resident=person.identifier,
        kind="old-age-allowance",
        amount="50",
        account=ACCOUNT,
    )
    officer = slow.officer(DESK)
    cases.decide(cases.tasks(officer).rows[0].step_id, officer, "done")
    by_number = {record.key: record.values["amount"] for record in paid_to(slow, person)}
    assert by_number == {"X1": "50", f"GL{case.number}": "50"}


def test_the_date_that_counts_is_that_of_receipt_or_that_of_the_decision(district: District) -> None:
    person = district.resident(date(1946, 3, 10))
    for counts, verdict in (("receipt", None), ("decision", "accepted")):
        here = in_force(district, ALLOWANCE, ("counts: receipt", f"counts: {counts}"))
        case = cases.import_case(
            here.blueprint,
            "old-age-allowance",
            person.subject,
            {"account": ACCOUNT},
            received_on=TODAY,
            channel="window",
            actor=person.actor,
        )
        assert case.outcome is None, "79 on the second of March"
        assert verdict is None or counts == "decision"
    with legal_clock(lambda: at(date(2026, 3, 12))):
        for counts, outcome in (("receipt", None), ("decision", "granted")):
            here = in_force(district, ALLOWANCE, ("counts: receipt", f"counts: {counts}"))
            case = cases.import_case(
                here.blueprint,
                "old-age-allowance",
                person.subject,
                {"account": ACCOUNT},
                received_on=TODAY,
                channel="window",
                actor=person.actor,
            )
            assert (counts, case.outcome) == (counts, outcome)


def test_rows_of_a_table_that_are_not_in_force_do_not_count(district: District) -> None:
    here = in_force(
        district,
        TABLE,
        (
            "1,[80..90),true,false,true,true,50,2025-01-01,,",
            "1,[80..90),true,false,true,true,50,2027-01-01,,",
        ),
    )
    case = apply(here, here.resident(date(1940, 2, 3)))
    assert case.outcome is None
    accept = cases.case_file(case.number, here.officer(DESK)).steps[0]
    assert accept.ground is not None
    assert accept.ground.inputs["eligible"] is None


def test_an_ended_agreement_lets_no_rule_grant(district: District) -> None:
    here = in_force(
        district,
        "agreements.yaml",
        ("purpose: old-age-allowance", "until: 2026-12-31\n  purpose: old-age-allowance"),
    )
    person = here.resident(date(1940, 2, 3))
    with legal_clock(lambda: at(date(2027, 1, 4))):
        case = apply(here, person)
        assert case.outcome is None
        accept = cases.case_file(case.number, here.officer(DESK)).steps[0]
        assert accept.ground is not None
        assert any("No agreement in force" in said["en"] for said in accept.ground.explanation)
    with acting(SYSTEM):
        assert "population" not in {act.register for act in acts_of_case(case.id)}


def test_what_cannot_be_written_undoes_the_verdict_and_says_why(district: District) -> None:
    mother = district.resident(date(1950, 3, 4), "王桂兰")
    son = district.resident(date(1975, 8, 9), "李强", order=11)
    district.kin(mother, son, "李强", "child")
    here = in_force(district, CERTIFICATE, ("when: proven", "when: proven and false"))
    case = cases.submit(
        here.blueprint,
        "kinship-certificate",
        mother.subject,
        {"relative": son.identifier},
        channel="web",
        actor=mother.actor,
    )
    with acting(SYSTEM):
        from minben.registers import end_record

        kinship = here.blueprint.registers["kinship"]
        (entry,) = read_subject(kinship, mother.subject)
        end_record(kinship, entry.key, TODAY, actor=LOADER, purpose="test")
    officer = here.officer("public-security/registry")
    (task,) = cases.tasks(officer).rows
    with pytest.raises(cases.CannotGive) as caught:
        cases.decide(task.step_id, officer, "granted")
    assert set(caught.value.problems) == {"statement"}
    assert [row.step_id for row in cases.tasks(officer).rows] == [task.step_id]
    assert cases.decide(task.step_id, officer, "refused", "登记已注销").outcome == "refused"
    assert case.number


def test_a_service_without_an_end_fails_loudly_and_keeps_nothing(district: District) -> None:
    from minben.cases.procedure import DeadEndError

    service = district.blueprint.services["old-age-allowance"]
    steps = {
        name: replace(step, post=None) if step.by == "rule" else step for name, step in service.steps.items()
    }
    broken = replace(
        district.blueprint,
        version="0" * 64,
        services={**district.blueprint.services, service.id: replace(service, steps=steps)},
    )
    person = district.resident(date(1946, 5, 3))
    services.force._built[broken.version] = broken
    with pytest.raises(DeadEndError, match="old-age-allowance: no outcome"):
        apply(District(broken), person)
    assert cases.my_cases([person.subject]).rows == ()


def test_a_limit_beyond_the_calendar_is_provisional_until_its_year_is_loaded(
    district: District, caplog: pytest.LogCaptureFixture
) -> None:
    last = max(district.blueprint.calendar.years)
    firm = district.enterprise()
    with legal_clock(lambda: at(date(last, 12, 29))):
        case = cases.submit(
            district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
        )
        (task,) = cases.tasks(district.officer(WINDOW)).rows
        assert task.due_provisional
    beyond = date(last + 1, 3, 1)
    reckoning._alarm.cache_clear()
    with legal_clock(lambda: at(beyond)):
        assert cases.pass_deadlines(beyond) == 0, "nobody is accepted by law on a guess"
        assert cases.pass_deadlines(beyond) == 0
        (task,) = cases.tasks(district.officer(WINDOW)).rows
        assert task.due is not None
        assert task.due < beyond
        assert task.colour is cases.Colour.AMBER, "a provisional limit is never red"
        assert cases.task_counts(district.officer(WINDOW)) == {cases.Colour.AMBER: 1}
        assert len(cases.tasks(district.officer(WINDOW), colour="amber").rows) == 1
        assert cases.tasks(district.officer(WINDOW), colour="red").rows == ()
        (row,) = cases.my_cases([firm.subject]).rows
        assert row.colour is cases.Colour.AMBER
        assert cases.case_file(case.number, firm).steps[0].colour is cases.Colour.AMBER
        for reach, provisional in (
            (district.officer("government-office/supervision").reach, 1),
            (district.officer(WINDOW).reach, 1),
            (district.officer(DESK).reach, 0),
        ):
            counts = cases.counts(reach)
            assert counts.provisional == provisional
            assert cases.Colour.RED not in counts.open_by_colour
    (alarm,) = (record.getMessage() for record in caplog.records)
    assert f"{last}: they are provisional" in alarm
    calendar = next(name for name in district.blueprint.files if name.endswith("calendar.yaml"))
    in_force(district, calendar, (str(last), str(last + 1)))
    with legal_clock(lambda: at(beyond)):
        assert cases.pass_deadlines(beyond) == 1
    file = cases.case_file(case.number, firm)
    assert (file.steps[0].row and file.steps[0].row.by_kind) == "law"


def test_of_the_tasks_of_one_outcome_only_what_follows_goes_on(district: District) -> None:
    firm = district.enterprise()
    case = cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    do(district, WINDOW, "not-accepted", "不属于本机关职权")
    file = cases.case_file(case.number, firm)
    standing = {step.id: step.standing for step in file.steps}
    assert standing.pop("accept") == "done"
    assert set(standing.values()) == {"void"}
    assert file.case.outcome == "not accepted"
    assert "行政复议" in file.notices[0].text["zh"]
    assert cases.tasks(district.officer(DECISION)).rows == ()


def test_a_service_whose_rule_refuses_fails_loudly_should_the_check_ever_miss_it(district: District) -> None:
    service = district.blueprint.services["old-age-allowance"]
    outcomes = {Outcome.REFUSED: ("accept",), Outcome.GRANTED: ("grant",)}
    refusing = replace(
        district.blueprint,
        version="1" * 64,
        services={**district.blueprint.services, service.id: replace(service, outcomes=outcomes)},
    )
    person = district.resident(date(1940, 2, 3))
    services.force._built[refusing.version] = refusing
    with pytest.raises(cases.RuleMayNotRefuse, match=r"old-age-allowance .* accept"):
        apply(District(refusing), person)
    assert cases.my_cases([person.subject]).rows == ()


def test_a_case_that_fails_does_not_stop_the_loop_over_the_others(
    district: District, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = (
        cases.submit(
            district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
        )
        for firm in (district.enterprise(), district.enterprise(serial="87654321"))
    )
    sound = loading.take_up

    def failing(case: cases.Case, *given: Any, **named: Any) -> Any:
        if case.id == bad.id:
            raise ArithmeticError("李强")
        return sound(case, *given, **named)

    monkeypatch.setattr(deadlines, "take_up", failing)
    later = date(2026, 3, 10)
    with legal_clock(lambda: at(later)):
        assert cases.pass_deadlines(later) == 1
    (told,) = (record.getMessage() for record in caplog.records)
    assert str(bad.id) in told
    assert "ArithmeticError" in told
    assert "李强" not in caplog.text
    with acting(SYSTEM):
        assert cases.Case.objects.get(id=good.id).late
        assert not cases.Case.objects.get(id=bad.id).late


@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_the_loop_ends_where_the_database_is_away(
    district: District, monkeypatch: pytest.MonkeyPatch, away: type[Exception]
) -> None:
    firm = district.enterprise()
    cases.submit(district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor)

    def gone(*_: Any, **__: Any) -> Any:
        raise away

    monkeypatch.setattr(deadlines, "take_up", gone)
    with pytest.raises(away):
        cases.pass_deadlines(date(2026, 3, 10))


def test_the_database_takes_no_refusal_by_a_rule(district: District) -> None:
    case = apply(district, district.resident(date(1940, 2, 3)))
    with pytest.raises(IntegrityError, match="cases_case_people_refuse"), acting(SYSTEM):
        cases.Case.objects.filter(id=case.id).update(outcome="refused")
