"""Bundles: one receipt, a case for each service as soon as it can be, told apart and withdrawn as a whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from minben import cases
from minben.blueprint.model import Outcome
from minben.cases import effects, models
from minben.cases.bundled import Standing, moves
from minben.cases.states import PartState
from minben.ledger import Reach, acting, acts_about
from minben.registers import end_record

from .conftest import ACCOUNT, LOADER, SYSTEM, TODAY, resident_number
from .test_at_once import together
from .test_licence import PROMISED

if TYPE_CHECKING:
    from uuid import UUID

    from .conftest import District, Somebody

CHILD = "周小禾"
ANSWERS: dict[str, Any] = {
    "child_name": CHILD,
    "born": "2026-02-20",
    "certified": "no",
    "insure": "yes",
    "card": "yes",
    "sex": "female",
    "place": "广安区人民医院",
}
CERTIFICATE, REGISTRATION, INSURANCE, CARD = (
    "birth-certificate",
    "birth-registration",
    "residents-medical-enrolment",
    "social-card",
)
POLICE = "public-security/registry"


@pytest.fixture
def mother(district: District) -> Somebody:
    mother = district.resident(date(1995, 6, 20), "周雨")
    district.write("households", resident=mother.identifier, household="H9", relation="spouse", size=2)
    return mother


def apply(district: District, mother: Somebody, key: str | None = None, **changed: Any) -> models.Bundle:
    return cases.submit_bundle(
        district.blueprint,
        "newborn",
        mother.subject,
        ANSWERS | changed,
        channel="web",
        actor=mother.actor,
        idempotency_key=key,
    )


def do(district: District, post: str, verdict: str, reasons: str = "", **answers: str) -> cases.Case:
    officer = district.officer(post)
    (task,) = cases.tasks(officer).rows
    return cases.decide(task.step_id, officer, verdict, reasons, answers)


def register(district: District) -> None:
    """The police register the child and assign its number."""
    do(district, POLICE, "registered")
    do(district, POLICE, "done", assigned=resident_number(date(2026, 2, 20), 2))


def states(bundle: models.Bundle, person: Somebody) -> dict[str, str]:
    view = cases.bundle_view(bundle.number, person)
    return {
        part.service: (part.case.outcome or str(part.case.state)) if part.case else str(part.state)
        for part in view.parts
    }


def kinds_about(subject: UUID) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_about(subject, limit=100)]


def test_what_waits_for_nothing_is_received_at_once(district: District, mother: Somebody) -> None:
    bundle = apply(district, mother)
    assert states(bundle, mother) == {
        CERTIFICATE: "open",
        REGISTRATION: "waiting",
        INSURANCE: "waiting",
        CARD: "waiting",
    }
    assert kinds_about(mother.subject).count("bundle.receive") == 1


def test_each_service_is_received_when_what_it_waits_for_is_there(
    district: District, mother: Somebody
) -> None:
    bundle = apply(district, mother)
    do(district, "health/births", "issued")
    assert cases.go_on_bundles() == 1
    assert states(bundle, mother)[REGISTRATION] == "open"
    do(district, POLICE, "registered")
    # Decided, but the number is not assigned yet: nothing there that the others could read.
    assert cases.go_on_bundles() == 0
    do(district, POLICE, "done", assigned=resident_number(date(2026, 2, 20), 2))
    assert cases.go_on_bundles() == 1
    assert set(states(bundle, mother).values()) == {"granted"}
    with acting(SYSTEM):
        insured = models.Case.objects.get(service=INSURANCE)
        (answers,) = models.Answers.objects.filter(case=insured)
    assert answers.values == {"newborn": True, "child": resident_number(date(2026, 2, 20), 2)}
    assert cases.go_on_bundles() == 0


def test_what_is_read_for_a_later_service_is_read_by_its_agency_with_an_act(
    district: District, mother: Somebody
) -> None:
    apply(district, mother)
    do(district, "health/births", "issued")
    cases.go_on_bundles()
    register(district)
    cases.go_on_bundles()
    with acting(SYSTEM):
        read = [
            act
            for act in acts_about(mother.subject, limit=200)
            if act.kind == "record.read" and act.register == "kinship"
        ]
    assert {act.actor.agency for act in read} == {"medical-insurance", "human-resources"}
    assert {act.purpose for act in read} == {INSURANCE, CARD}


def test_what_is_not_wanted_is_no_part(district: District, mother: Somebody) -> None:
    bundle = apply(district, mother, card="no")
    assert CARD not in states(bundle, mother)


def test_what_waits_for_a_refused_one_is_not_possible_and_says_so(
    district: District, mother: Somebody
) -> None:
    bundle = apply(district, mother)
    do(district, "health/births", "refused", "分娩记录不符")
    assert cases.go_on_bundles() == 1
    view = cases.bundle_view(bundle.number, mother)
    assert [(part.service, str(part.state), part.because) for part in view.parts] == [
        (CERTIFICATE, "received", ""),
        (REGISTRATION, "impossible", CERTIFICATE),
        (INSURANCE, "impossible", REGISTRATION),
        (CARD, "impossible", REGISTRATION),
    ]
    assert view.over == 4
    assert kinds_about(mother.subject).count("bundle.impossible") == 3
    assert cases.go_on_bundles() == 0


def test_a_service_whose_answers_do_not_fit_any_more_is_not_possible(
    district: District, mother: Somebody
) -> None:
    bundle = apply(district, mother)
    do(district, "health/births", "issued")
    cases.go_on_bundles()
    register(district)
    kinship = district.blueprint.registers["kinship"]
    with acting(SYSTEM):
        number = models.Case.objects.get(service=REGISTRATION).number
        end_record(kinship, f"QG{number}", TODAY, actor=LOADER, purpose="test")
    assert cases.go_on_bundles() == 1
    view = cases.bundle_view(bundle.number, mother)
    assert {part.service: (str(part.state), part.because) for part in view.parts if part.case is None} == {
        INSURANCE: ("impossible", ""),
        CARD: ("impossible", ""),
    }
    assert cases.go_on_bundles() == 0


def test_what_nothing_on_file_tells_is_named_by_its_service(district: District, mother: Somebody) -> None:
    with pytest.raises(cases.AnswerProblems) as wrong:
        apply(district, mother, certified="yes")
    assert "check your answers" in wrong.value.problems[REGISTRATION]["en"]
    district.write(
        "birth-certificates",
        number="CY1",
        mother=mother.identifier,
        child_name=CHILD,
        sex="female",
        born=date(2026, 2, 20),
        place="广安区人民医院",
        issued=date(2026, 2, 22),
    )
    assert states(apply(district, mother, certified="yes"), mother)[REGISTRATION] == "open"


def test_all_that_is_wrong_is_told_by_the_questions_of_the_bundle(
    district: District, mother: Somebody
) -> None:
    with pytest.raises(cases.AnswerProblems) as wrong:
        apply(district, mother, born="2026-12-01", sex="", other="x")
    assert set(wrong.value.problems) == {"born", "sex", "other"}
    with acting(SYSTEM):
        assert not models.Bundle.objects.exists()
        assert not models.Case.objects.exists()


def test_each_question_is_put_once_and_what_is_answered_otherwise_is_not(
    district: District, mother: Somebody
) -> None:
    bundle = district.blueprint.bundles["newborn"]
    draft = cases.prepare_bundle(
        bundle, district.blueprint, mother.subject, mother.actor, {"certified": "no"}
    )
    assert [question.ask.name for question in draft.questions] == [
        "child_name",
        "born",
        "certified",
        "insure",
        "card",
        "sex",
        "place",
    ]
    registers = [read.read.register for read in draft.reads]
    assert registers.count("population") == 1
    fewer = cases.prepare_bundle(
        bundle, district.blueprint, mother.subject, mother.actor, {"certified": "yes"}
    )
    assert not {"sex", "place"} & {question.ask.name for question in fewer.questions}


def test_sent_at_once_or_again_it_is_one_bundle(district: District, mother: Somebody) -> None:
    results = together(4, lambda _: apply(district, mother, "key-1"))
    assert {getattr(one, "number", one) for one in results} == {apply(district, mother, "key-1").number}
    with acting(SYSTEM):
        assert models.Bundle.objects.count() == 1
        assert models.Case.objects.count() == 1


def test_of_several_workers_one_receives_what_waits(district: District, mother: Somebody) -> None:
    apply(district, mother)
    do(district, "health/births", "issued")
    results = together(4, lambda _: cases.go_on_bundles())
    assert all(isinstance(one, int) for one in results), results
    with acting(SYSTEM):
        assert models.Case.objects.filter(service=REGISTRATION).count() == 1


def test_withdrawn_while_a_worker_goes_on_nothing_is_left_open(district: District, mother: Somebody) -> None:
    bundle = apply(district, mother)
    do(district, "health/births", "issued")

    def either(number: int) -> object:
        return cases.go_on_bundles() if number % 2 else cases.withdraw_bundle(bundle.id, mother)

    results = together(4, either)
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, cases.NotNow)]
    assert set(states(bundle, mother).values()) <= {"granted", "withdrawn"}
    assert cases.go_on_bundles() == 0


def test_what_fails_half_way_is_not_received_at_all(
    district: District, mother: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("minben.cases.bundles.receive", fail)
    with pytest.raises(RuntimeError):
        apply(district, mother)
    with acting(SYSTEM):
        assert not models.Bundle.objects.exists()
    monkeypatch.undo()
    bundle = apply(district, mother)
    do(district, "health/births", "issued")
    monkeypatch.setattr("minben.cases.bundles.receive", fail)
    assert cases.go_on_bundles() == 0
    monkeypatch.undo()
    assert states(bundle, mother)[REGISTRATION] == "waiting"
    assert cases.go_on_bundles() == 1


def test_withdrawing_takes_back_what_is_open_and_lets_be_what_is_decided(
    district: District, mother: Somebody
) -> None:
    bundle = apply(district, mother)
    do(district, "health/births", "issued")
    cases.go_on_bundles()
    cases.withdraw_bundle(bundle.id, mother)
    assert states(bundle, mother) == {
        CERTIFICATE: "granted",
        REGISTRATION: "withdrawn",
        INSURANCE: "withdrawn",
        CARD: "withdrawn",
    }
    with pytest.raises(cases.NotNow):
        cases.withdraw_bundle(bundle.id, mother)


def test_a_draft_is_sent_once_and_gone(district: District, mother: Somebody) -> None:
    filling = cases.Filling("newborn", mother.subject, mother.reach, mother.actor, cases.Channel.WEB)
    key = cases.begin_draft(filling).key
    cases.save_answers(filling, key, ANSWERS)
    bundle = cases.submit_bundle_draft(filling, key)
    assert cases.submit_bundle_draft(filling, key).number == bundle.number
    assert cases.draft_of(filling) is None


def test_nobody_else_sees_or_withdraws_it(district: District, mother: Somebody) -> None:
    bundle = apply(district, mother)
    other = district.resident(date(1990, 1, 2), order=4)
    with pytest.raises(cases.NotFound):
        cases.bundle_view(bundle.number, other)
    with pytest.raises(cases.NotFound):
        cases.withdraw_bundle(bundle.id, other)
    officer = district.officer("health/births")
    for reach in (other.reach, officer.reach, Reach(supervise=True)):
        with acting(reach):
            assert not models.Bundle.objects.exists()
            assert not models.BundlePart.objects.exists()
    with acting(Reach(subjects=(mother.subject,), services=(CERTIFICATE,))):
        assert not models.Bundle.objects.exists()
        assert not models.BundlePart.objects.exists()
    with acting(mother.reach), pytest.raises(DatabaseError), transaction.atomic():
        models.BundlePart.objects.update(because="x")


def test_what_it_was_received_with_never_changes(district: District, mother: Somebody) -> None:
    bundle = apply(district, mother)
    with acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        models.Bundle.objects.filter(id=bundle.id).update(answers={"child_name": "x"})
    with acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        models.BundlePart.objects.filter(service=CERTIFICATE).update(because="x")


def test_changed_behind_its_acts_it_is_found(district: District, mother: Somebody) -> None:
    bundle = apply(district, mother)
    with acting(SYSTEM):
        assert not list(effects.bundles())
        models.Bundle.objects.update(salt=b"other")
        models.BundlePart.objects.filter(service=CARD).update(state="impossible")
        found = list(effects.bundles())
    assert [one.table for one in found] == ["cases_bundle", "cases_bundlepart"]
    assert found[0].row == str(bundle.id)


def test_a_list_costs_as_many_queries_for_many_as_for_one(district: District, mother: Somebody) -> None:
    apply(district, mother)
    with CaptureQueriesContext(connection) as one:
        cases.my_bundles(mother.reach, mother.subject)
    for _ in range(3):
        apply(district, mother)
    with CaptureQueriesContext(connection) as many:
        assert len(cases.my_bundles(mother.reach, mother.subject)) == 4
    assert len(many) == len(one)


def test_the_values_are_in_no_act(district: District, mother: Somebody) -> None:
    apply(district, mother)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM ledger_act WHERE kind LIKE 'bundle.%'")
        bodies = [body for (body,) in cursor.fetchall()]
    assert bodies
    assert not any(CHILD in body for body in bodies)


PARTS = st.lists(
    st.tuples(
        st.sampled_from(PartState),
        st.sampled_from([None, Outcome.GRANTED, Outcome.REFUSED, Outcome.WITHDRAWN]),
        st.sets(st.integers(0, 5), max_size=3),
    ),
    max_size=6,
)


@given(PARTS)
def test_what_follows_is_lawful_and_comes_to_an_end(
    drawn: list[tuple[PartState, Outcome | None, set[int]]],
) -> None:
    parts = [
        Standing(
            str(n),
            state,
            tuple(str(m) for m in after if m < n),
            outcome if state is PartState.RECEIVED else None,
        )
        for n, (state, outcome, after) in enumerate(drawn)
    ]
    for _ in range(len(parts) + 1):
        found = {move.service: move for move in moves(parts)}
        if not found:
            break
        by_name = {part.service: part for part in parts}
        for move in found.values():
            before = by_name[move.service]
            assert before.state in (PartState.WAITING, PartState.IMPOSSIBLE)
            if move.to is PartState.RECEIVED:
                assert all(by_name[one].outcome is Outcome.GRANTED for one in before.after)
            else:
                assert move.because in before.after
        parts = [
            Standing(part.service, found[part.service].to, part.after) if part.service in found else part
            for part in parts
        ]
    assert not list(moves(parts))


RESTAURANT: dict[str, Any] = {
    "gathering": "yes",
    "public_place": "no",
    "tobacco": "no",
    "premises": "广安区城南街道8号",
    "trade": "restaurant",
    "manager": "李强",
    "way": "commitment",
    "size": "120",
    "promise": "yes",
    **PROMISED,
}


def test_agencies_work_side_by_side_on_what_was_asked_once(district: District) -> None:
    firm = district.enterprise()
    bundle = cases.submit_bundle(
        district.blueprint, "restaurant", firm.subject, RESTAURANT, channel="web", actor=firm.actor
    )
    assert set(states(bundle, firm)) == {"food-licence", "fire-safety-check"}
    with acting(SYSTEM):
        kept = {row.case.service: row.values for row in models.Answers.objects.select_related("case")}
    assert {answers["premises"] for answers in kept.values() if answers} == {"广安区城南街道8号"}
    food = kept["food-licence"]
    assert food is not None
    assert food["plan"]["kind"] == "commitment"
    assert "plan" not in (kept["fire-safety-check"] or {})


def test_a_material_that_is_missing_is_told(district: District) -> None:
    firm = district.enterprise()
    without = {name: value for name, value in RESTAURANT.items() if name != "plan"}
    with pytest.raises(cases.AnswerProblems) as wrong:
        cases.submit_bundle(
            district.blueprint, "restaurant", firm.subject, without, channel="web", actor=firm.actor
        )
    assert set(wrong.value.problems) == {"plan"}


def test_a_company_is_struck_off_after_its_taxes_and_leaves_social_insurance_last(district: District) -> None:
    firm = district.enterprise()
    given = {"employer": "yes", "wound_up": "2026-02-01", "confirmed": "yes", "settled": "yes"}
    bundle = cases.submit_bundle(
        district.blueprint, "closing", firm.subject, given, channel="web", actor=firm.actor
    )
    # The rule has granted the certificate, so what waits for it is received with the bundle itself.
    assert list(states(bundle, firm).values()) == ["granted", "open", "waiting"]
    do(district, "approval/window", "accepted")
    do(district, "approval/decision", "granted")
    assert cases.go_on_bundles() == 1
    assert set(states(bundle, firm).values()) == {"granted"}


def test_who_retires_is_filed_elsewhere_once_the_pension_is_granted(district: District) -> None:
    worker = district.resident(date(1964, 3, 20), order=1)
    district.write(
        "social-insurance",
        number="YL1",
        resident=worker.identifier,
        scheme="employee-pension",
        months=320,
        since=date(1995, 1, 1),
        state="active",
    )
    given = {
        "elsewhere": "yes",
        "card": "yes",
        "kind": "production",
        "account": ACCOUNT,
        "place": "重庆市渝中区",
    }
    bundle = cases.submit_bundle(
        district.blueprint, "retirement", worker.subject, given, channel="web", actor=worker.actor
    )
    assert set(states(bundle, worker).values()) == {"granted"}
