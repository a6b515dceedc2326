"""Steps that another service does: a case of its own, whose outcome is the verdict."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from minben import cases
from minben.blueprint import read_files
from minben.cases import effects_kin, models
from minben.cases.carrying import carry_over
from minben.ledger import acting, acts_of_case, legal_clock
from minben.registers import read_subject

from .conftest import ACCOUNT, LOADER, SYSTEM, TODAY, District, at, put_in_force
from .test_at_once import together
from .test_effects import differences as differences_of_cases, tamper

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import InPost, Somebody

CARDS, ASSESSMENT, BENEFITS = (
    "disabled-persons/cards",
    "disabled-persons/assessment",
    "civil-affairs/benefits",
)
WITH_CARD = {"account": ACCOUNT, "with_card": "yes", "category": "limb", "condition": "右下肢截肢"}
SUBSIDY, CARD = "severe-disability-care-subsidy", "disability-card"
ROUNDS = 12


def differences() -> list[tuple[str, str]]:
    with acting(SYSTEM):
        kin = [(one.table, one.en) for one in effects_kin.kin()]
    return [*differences_of_cases(), *kin]


@pytest.fixture
def person(district: District) -> Somebody:
    return district.resident(date(1975, 3, 8))


def apply(district: District, person: Somebody, key: str | None = None) -> cases.Case:
    return cases.submit(
        district.blueprint,
        SUBSIDY,
        person.subject,
        WITH_CARD,
        channel="web",
        actor=person.actor,
        idempotency_key=key,
    )


def child_of(case: cases.Case) -> models.Case:
    with acting(SYSTEM):
        return models.Case.objects.get(parent=case.id)


def again(case: cases.Case) -> models.Case:
    with acting(SYSTEM):
        return models.Case.objects.get(id=case.id)


def steps(case: cases.Case) -> dict[str, tuple[str, str | None]]:
    with acting(SYSTEM):
        rows = models.Step.objects.filter(case=case.id).order_by("ready_at", "id")
        return {row.step: (row.state, row.verdict) for row in rows}


def do(officer: InPost, verdict: str, reasons: str = "", **answers: str) -> cases.Case:
    (task,) = cases.tasks(officer).rows
    return cases.decide(task.step_id, officer, verdict, reasons, answers)


def assess(district: District, verdict: str = "qualified") -> None:
    said = "" if verdict == "qualified" else "未达到标准"
    for _ in range(2):
        do(district.officer(ASSESSMENT), verdict, said, assessed_category="limb", assessed_grade="1")


def kinds_of(case: cases.Case) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_of_case(case.id)]


def test_a_step_of_another_service_is_a_case_of_its_own_for_the_same_subject(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    child = child_of(case)
    assert (child.service, child.agency, child.subject) == (CARD, "disabled-persons", person.subject)
    assert child.version == case.version
    with acting(SYSTEM):
        row = models.Step.objects.get(case=case.id, step="card")
        assert child.parent_step_id == row.id
        given = models.Answers.objects.get(case=child)
        (opened,) = [
            act for act in acts_of_case(case.id) if act.kind == "step.task" and act.power.endswith("card")
        ]
        (received,) = [act for act in acts_of_case(child.id) if act.kind == "case.receive"]
    assert given.values == {"category": "limb", "condition": "右下肢截肢"}
    assert received.derived_from == (opened.id,)
    assert steps(case) == {"proceed": ("void", None), "card": ("under-way", None)}
    assert [task.number for task in cases.tasks(district.officer(ASSESSMENT)).rows] == [child.number]


def test_granted_is_the_first_verdict_and_the_parent_goes_on_in_the_same_transaction(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    assess(district)
    do(district.officer(CARDS), "granted")
    assert steps(case)["card"] == ("done", "issued")
    after = again(case)
    # What the child has written is read anew: the rule grants on the card that was issued a moment ago.
    assert (after.outcome, after.decided_by, after.state) == ("granted", "rule", "closed")
    with acting(SYSTEM):
        (benefit,) = read_subject(district.blueprint.registers["benefits"], person.subject)
        done = models.Step.objects.get(case=case.id, step="card")
        acts = {act.id: act for act in acts_of_case(child_of(case).id)}
        (act,) = [act for act in acts_of_case(case.id) if act.id == done.act]
    assert benefit.values["kind"] == SUBSIDY
    assert done.by_kind == "service"
    assert "case.conclude" in {acts[before].kind for before in act.derived_from if before in acts}
    assert not differences()


def test_another_outcome_is_the_verdict_of_its_name_or_the_last(district: District, person: Somebody) -> None:
    case = apply(district, person)
    assess(district, "unqualified")
    do(district.officer(CARDS), "refused", "未达到残疾标准")
    assert steps(case)["card"] == ("done", "refused")
    assert again(case).outcome is None
    do(district.officer(BENEFITS), "refused", "没有残疾人证")
    assert again(case).outcome == "refused"
    assert not differences()


def test_withdrawing_the_child_is_its_outcome_and_the_parent_goes_on(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    cases.withdraw(child_of(case).id, person)
    assert steps(case)["card"] == ("done", "refused")
    assert cases.tasks(district.officer(BENEFITS)).rows[0].number == case.number


def test_withdrawing_the_parent_withdraws_the_child_and_tells_so(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    child = child_of(case)
    cases.withdraw(case.id, person)
    assert (again(child).outcome, again(case).outcome) == ("withdrawn", "withdrawn")
    assert steps(case)["card"] == ("void", None)
    assert not cases.tasks(district.officer(ASSESSMENT)).rows
    with acting(SYSTEM):
        (notice,) = models.Notice.objects.filter(case=child)
        (withdrawn,) = [act for act in acts_of_case(child.id) if act.kind == "case.withdraw"]
        ended = {act.id for act in acts_of_case(case.id) if act.kind == "case.conclude"}
    assert all(case.number in notice.text[language] for language in ("zh", "en"))
    assert set(withdrawn.derived_from) <= ended
    assert withdrawn.actor.kind == "system"
    assert not differences()


def test_a_case_that_ends_otherwise_withdraws_what_it_began(district: District, person: Somebody) -> None:
    case = apply(with_way_out(district), person)
    do(district.officer(BENEFITS), "refused", "不在发放范围")
    assert again(case).outcome == "refused"
    assert again(child_of(case)).outcome == "withdrawn"
    assert not differences()


def with_way_out(district: District) -> District:
    """The subsidy with an officer who can refuse while the card is under way."""
    text = district.blueprint.files[f"services/{SUBSIDY}/service.yaml"].decode()
    early = (
        "  early:\n    kind: decide\n    title: {zh: 先行审查, en: Early look}\n    needs: [valid]\n"
        "    when: with_card\n    by: officer civil-affairs/benefits\n    within: 15 working days\n"
        "    verdicts: {fine: {zh: 可以, en: Fine}, refused: {zh: 不予发放, en: Refused}}\n"
    )
    text = text.replace("  grant:\n    kind: decide\n", early + "  grant:\n    kind: decide\n", 1)
    text = text.replace("refused: [grant.refused]", "refused: [grant.refused, early.refused]")
    return changed(district, text)


def changed(district: District, text: str, service: str = SUBSIDY) -> District:
    blueprint = read_files({**district.blueprint.files, f"services/{service}/service.yaml": text.encode()})
    put_in_force(blueprint)
    return District(blueprint)


def test_rules_that_grant_at_once_grant_parent_and_child_in_one_event(district: District) -> None:
    worker = district.resident(date(1988, 6, 20), "陈军", order=1)
    district.write(
        "social-insurance",
        number="SB1",
        resident=worker.identifier,
        scheme="unemployment",
        months=86,
        since=date(2019, 1, 1),
        state="active",
    )
    answers = {"account": ACCOUNT, "reason": "dismissed", "left_on": "2026-02-20", "seeks": "yes"}
    case = cases.submit(
        district.blueprint,
        "unemployment-benefit",
        worker.subject,
        answers,
        channel="web",
        actor=worker.actor,
    )
    assert (case.outcome, case.decided_by, case.state) == ("granted", "rule", "closed")
    assert child_of(case).outcome == "granted"
    assert steps(case)["register"] == ("done", "registered")
    assert not differences()


def test_limits_that_pass_in_the_child_wake_the_parent(district: District, person: Somebody) -> None:
    """The parent's own task is marked and the child's too; nothing waits for nothing."""
    case = apply(district, person)
    late = TODAY + timedelta(days=120)
    with legal_clock(lambda: at(late)):
        assert cases.pass_deadlines() == 1
        assert again(child_of(case)).late
        assess(district)
        do(district.officer(CARDS), "granted")
    assert again(case).outcome == "granted"
    assert not differences()


def with_limit(district: District, limit: str) -> District:
    """The subsidy, which waits for the card so long and then lays the case before an officer."""
    text = district.blueprint.files[f"services/{SUBSIDY}/service.yaml"].decode()
    by = "    by: service disability-card\n"
    chase = (
        "  chase:\n    kind: examine\n    title: {zh: 催办, en: Remind}\n    needs: [card.overdue]\n"
        "    by: officer civil-affairs/benefits\n"
    )
    text = text.replace(by, f"{by}    within: {limit}\n", 1)
    return changed(
        district, text.replace("  grant:\n    kind: decide\n", chase + "  grant:\n    kind: decide\n", 1)
    )


def card_of(case: cases.Case) -> models.Step:
    with acting(SYSTEM):
        return models.Step.objects.get(case=case.id, step="card")


def test_a_step_waits_for_its_case_so_long_and_no_longer(district: District, person: Somebody) -> None:
    ends, late = date(2026, 3, 9), date(2026, 3, 10)
    here = with_limit(district, "5 working days")
    case = apply(here, person)
    assert again(case).due == card_of(case).due == ends
    with legal_clock(lambda: at(ends)):
        assert cases.pass_deadlines() == 0
    with legal_clock(lambda: at(late)):
        assert cases.pass_deadlines() == 1
        assert cases.pass_deadlines() == 0
    assert (card_of(case).state, card_of(case).overdue, again(case).late) == ("under-way", True, True)
    assert steps(case)["chase"] == ("ready", None)
    assert child_of(case).outcome is None
    assert not differences()


def test_what_people_do_comes_after_the_passed_limit_of_a_step_of_another_service(
    district: District, person: Somebody
) -> None:
    case = apply(with_limit(district, "5 working days"), person)
    with legal_clock(lambda: at(date(2026, 3, 10))):
        cases.withdraw(child_of(case).id, person)
    assert card_of(case).overdue
    assert steps(case)["card"] == ("done", "refused")
    assert steps(case)["chase"] == ("ready", None)


def test_the_limit_of_a_step_of_another_service_is_reckoned_anew_when_its_year_is_loaded(
    district: District, person: Somebody
) -> None:
    here = with_limit(district, "300 working days")
    case = apply(here, person)
    assert card_of(case).due_provisional
    calendar = here.blueprint.files["calendar.yaml"].decode().replace("2004-2026", "2004-2027")
    put_in_force(read_files({**here.blueprint.files, "calendar.yaml": calendar.encode()}))
    cases.pass_deadlines()
    assert not card_of(case).due_provisional
    assert again(case).due == card_of(case).due


APPEAL = """appeal:
  by: officer disabled-persons/assessment
  within: 60 calendar days
  decides: 30 calendar days
  law: [{cite: 中华人民共和国残疾人证管理办法, unchecked: true}]
"""


def test_an_appeal_in_the_child_runs_there_and_leaves_the_verdict_that_the_parent_had(
    district: District, person: Somebody
) -> None:
    card = district.blueprint.files[f"services/{CARD}/service.yaml"].decode()
    here = changed(district, card + APPEAL, CARD)
    case = apply(here, person)
    child = child_of(case)
    assess(here, "unqualified")
    do(here.officer(CARDS), "refused", "未达到残疾标准")
    before = steps(case)
    cases.appeal(child.id, person, "请重新评定")
    do(here.officer(ASSESSMENT), "reopened", "应予重新决定")
    assert again(child).outcome is None
    do(here.officer(CARDS), "granted")
    assert again(child).outcome == "granted"
    assert steps(case) == before
    assert again(case).outcome is None
    assert kinds_of(case).count("step.do") == 1
    assert not differences()


def test_the_other_agency_sees_its_case_and_the_parents_officers_its_standing_only(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    child = child_of(case)
    benefits, cards = district.officer(BENEFITS), district.officer(ASSESSMENT)
    with acting(benefits.reach):
        assert not models.Case.objects.filter(id=child.id)
        assert not models.Answers.objects.filter(case=child.id)
        assert not models.Ground.objects.filter(case=child.id)
    with acting(cards.reach):
        assert models.Answers.objects.filter(case=child.id)
        assert not models.Case.objects.filter(id=case.id)
        assert not models.Answers.objects.filter(case=case.id)
    file = cases.case_file(case.number, benefits)
    (view,) = [view for view in file.steps if view.id == "card"]
    assert view.child is not None
    assert (view.child.number, view.child.service, view.child.outcome) == (child.number, CARD, None)
    assert view.child.due == child.due is not None
    mine = cases.case_file(child.number, cards)
    assert mine.parent is not None
    assert mine.parent.number == case.number
    with pytest.raises(cases.NotFound):
        cases.case_file(child.number, benefits)


def test_the_list_of_the_applicant_says_which_case_belongs_to_which(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    rows = {row.number: row.parent for row in cases.my_cases([person.subject]).rows}
    assert rows == {case.number: None, child_of(case).number: case.number}


def test_a_case_does_not_change_its_parent(district: District, person: Somebody) -> None:
    case = apply(district, person)
    child = child_of(case)
    with pytest.raises(DatabaseError), acting(SYSTEM), transaction.atomic():
        models.Case.objects.filter(id=child.id).update(parent=None, parent_step=None)


def test_the_same_application_sent_at_once_begins_one_child(district: District, person: Somebody) -> None:
    together(4, lambda _: apply(district, person, "once"))
    with acting(SYSTEM):
        assert models.Case.objects.count() == 2


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_child_ends_while_the_parent_is_withdrawn(
    district: District, person: Somebody, number: int
) -> None:
    """Whoever comes first, there is no deadlock, and each effect is there once or not at all."""
    case = apply(district, person)
    child = child_of(case)
    assess(district)
    clerk = district.officer(CARDS)
    (task,) = cases.tasks(clerk).rows
    jobs: list[Callable[[], object]] = [
        lambda: cases.decide(task.step_id, clerk, "granted"),
        lambda: cases.withdraw(case.id, person),
    ]
    if number % 2:
        jobs.reverse()
    results = together(2, lambda n: jobs[n]())
    problems = [result for result in results if not isinstance(result, models.Case)]
    assert all(isinstance(one, cases.AlreadyDone | cases.NotNow) for one in problems), results
    after, below = again(case), again(child)
    assert (after.outcome, below.outcome) in {("granted", "granted"), ("withdrawn", "withdrawn")}
    assert len(problems) == 1
    with acting(SYSTEM):
        benefits = read_subject(district.blueprint.registers["benefits"], person.subject)
        cards = read_subject(district.blueprint.registers["disability-cards"], person.subject)
    granted = after.outcome == "granted"
    assert (len(benefits), len(cards)) == ((1, 1) if granted else (0, 0))
    assert [kinds_of(one).count("case.conclude") for one in (case, child)] == [1, 1]
    assert not differences()


def test_an_open_case_is_carried_over_while_its_step_is_done_by_the_same_service(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    text = district.blueprint.files[f"services/{SUBSIDY}/service.yaml"].decode()
    newer = changed(district, text.replace("within: 15 working days", "within: 14 working days"))
    (carried,) = list(carry_over(SUBSIDY, newer.blueprint, actor=LOADER))
    assert not carried.obstacles
    assert again(child_of(case)).version != again(case).version
    assess(newer)
    do(newer.officer(CARDS), "granted")
    assert again(case).outcome == "granted"
    assert not differences()


def test_it_is_not_carried_over_to_a_version_where_somebody_else_does_the_step(
    district: District, person: Somebody
) -> None:
    apply(district, person)
    text = district.blueprint.files[f"services/{SUBSIDY}/service.yaml"].decode()
    old = "    by: service disability-card\n    answers: {category: category, condition: condition}\n"
    assert old in text
    newer = changed(
        district, text.replace(old, "    by: officer civil-affairs/benefits\n    within: 15 working days\n")
    )
    (carried,) = list(carry_over(SUBSIDY, newer.blueprint, actor=LOADER))
    assert any("somebody else" in obstacle["en"] for obstacle in carried.obstacles)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        (
            "UPDATE cases_case SET parent_id = NULL, parent_step_id = NULL WHERE parent_id IS NOT NULL",
            "cases_step",
        ),
        (
            "UPDATE cases_case SET parent_step_id = (SELECT id FROM cases_step WHERE step = 'proceed') "
            "WHERE parent_id IS NOT NULL",
            "cases_case",
        ),
        ("UPDATE cases_step SET verdict = 'issued' WHERE step = 'card'", "cases_step"),
        ("UPDATE cases_step SET by_kind = 'officer' WHERE step = 'card'", "cases_step"),
        (
            "UPDATE cases_case SET outcome = NULL, state = 'open', decided_by = NULL WHERE parent_id IS NOT NULL",
            "cases_case",
        ),
    ],
)
def test_a_family_that_was_changed_behind_its_acts_is_named(
    district: District, person: Somebody, statement: str, table: str
) -> None:
    apply(district, person)
    assess(district, "unqualified")
    do(district.officer(CARDS), "refused", "未达到残疾标准")
    assert not differences()
    tamper(statement)
    assert table in {name for name, _ in differences()}


def test_answers_that_do_not_fit_begin_nothing_and_keep_nothing(district: District, person: Somebody) -> None:
    text = district.blueprint.files[f"services/{SUBSIDY}/service.yaml"].decode()
    old = "condition: condition}"
    assert old in text
    here = changed(district, text.replace(old, "condition: if false then condition else null}"))
    with pytest.raises(cases.CannotBegin) as refused:
        apply(here, person)
    assert "condition" in refused.value.problems
    with acting(SYSTEM):
        assert not models.Case.objects.exists()
