"""Applications that wait: kept for their subject, sent once, erased in time."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext

from minben import cases
from minben.blueprint import read_files
from minben.cases import effects, models
from minben.cases.applications import Attendance, Draft
from minben.ledger import Actor, ActorKind, Reach, acting, acts_about, now, uuid7

from .conftest import ACCOUNT, SYSTEM, TODAY, put_in_force
from .test_at_once import together
from .test_licence import FILLED

if TYPE_CHECKING:
    from uuid import UUID

    from .conftest import District, Somebody

FOOD, ALLOWANCE = "food-licence", "old-age-allowance"


def filling(person: Somebody, service: str = FOOD, **changed: Any) -> cases.Filling:
    return replace(
        cases.Filling(service, person.subject, person.reach, person.actor, cases.Channel.WEB), **changed
    )


def kinds_about(subject: UUID) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_about(subject, limit=100)][::-1]


def test_what_was_answered_is_there_when_one_goes_on(district: District) -> None:
    firm = filling(district.enterprise())
    begun = cases.begin_draft(firm)
    cases.save_answers(firm, begun.key, {"premises": FILLED["premises"]})
    cases.save_answers(firm, begun.key, {"trade": FILLED["trade"]})
    (found,) = cases.drafts_of(firm.reach)
    assert found.answers == {"premises": FILLED["premises"], "trade": FILLED["trade"]}
    assert found.key == begun.key
    assert found.expires_on == TODAY + timedelta(days=30)


def test_saving_is_an_act_that_commits_and_says_nothing(district: District) -> None:
    firm = filling(district.enterprise())
    begun = cases.begin_draft(firm)
    cases.save_answers(firm, begun.key, {"premises": "某街某号"})
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM ledger_act WHERE kind = 'draft.save'")
        ((body,),) = cursor.fetchall()
        draft = Draft.objects.get()
    assert "某街某号" not in body
    assert bytes(draft.commitment).hex() in body
    assert kinds_about(firm.subject)[-2:] == ["draft.begin", "draft.save"]


def test_the_same_answer_again_is_no_act(district: District) -> None:
    firm = filling(district.enterprise())
    begun = cases.begin_draft(firm)
    for _ in range(3):
        cases.save_answers(firm, begun.key, {"premises": "某街某号"})
    assert Counter(kinds_about(firm.subject))["draft.save"] == 1


def test_sending_makes_the_case_and_takes_the_draft_away(district: District) -> None:
    firm = filling(district.enterprise())
    key = cases.begin_draft(firm).key
    cases.save_answers(firm, key, FILLED)
    case = cases.submit_draft(firm, key)
    assert cases.draft_of(firm) is None
    assert cases.submit_draft(firm, key).id == case.id
    with acting(SYSTEM):
        (received,) = models.Case.objects.all()
    assert (received.id, received.channel, received.idempotency_key) == (case.id, "web", key)


def test_what_does_not_do_leaves_the_draft_as_it_was(district: District) -> None:
    firm = filling(district.enterprise())
    key = cases.begin_draft(firm).key
    cases.save_answers(firm, key, {"premises": FILLED["premises"]})
    with pytest.raises(cases.AnswerProblems):
        cases.submit_draft(firm, key)
    kept = cases.draft_of(firm)
    assert kept is not None
    assert kept.answers == {"premises": FILLED["premises"]}


def test_sent_from_several_windows_at_once_it_is_one_case(district: District) -> None:
    firm = filling(district.enterprise())
    key = cases.begin_draft(firm).key
    cases.save_answers(firm, key, FILLED)
    results = together(4, lambda _: cases.submit_draft(firm, key))
    assert {type(result).__name__ for result in results} == {"Case"}
    assert len({result.id for result in results if isinstance(result, models.Case)}) == 1


def test_answers_saved_at_once_are_all_kept(district: District) -> None:
    firm = filling(district.enterprise())
    key = cases.begin_draft(firm).key
    names = ("premises", "trade", "manager")
    together(3, lambda n: cases.save_answers(firm, key, {names[n]: FILLED[names[n]]}))
    kept = cases.draft_of(firm)
    assert kept is not None
    assert kept.answers == {name: FILLED[name] for name in names}


def test_begun_at_once_in_two_windows_there_is_one_draft(district: District) -> None:
    firm = filling(district.enterprise())
    results = together(3, lambda _: cases.begin_draft(firm))
    assert {type(result).__name__ for result in results} == {"KeptDraft"}
    with acting(SYSTEM):
        assert Draft.objects.count() == 1


def test_a_draft_that_was_begun_anew_takes_no_answers_of_the_former(district: District) -> None:
    firm = filling(district.enterprise())
    former = cases.begin_draft(firm)
    cases.begin_draft(firm)
    with pytest.raises(cases.DraftGone):
        cases.save_answers(firm, former.key, {"premises": "x"})
    with pytest.raises(cases.DraftGone):
        cases.submit_draft(firm, former.key)


def test_a_discarded_draft_is_gone_with_what_it_held(district: District) -> None:
    firm = filling(district.enterprise())
    cases.begin_draft(firm)
    assert cases.discard_draft(firm)
    assert not cases.discard_draft(firm)
    assert cases.drafts_of(firm.reach) == ()
    assert kinds_about(firm.subject)[-1] == "draft.discard"


def test_what_was_not_sent_in_time_is_erased_by_an_act(district: District) -> None:
    firm, other = filling(district.enterprise()), filling(district.resident(date(1940, 2, 3)), ALLOWANCE)
    cases.begin_draft(firm)
    last = TODAY + timedelta(days=30)
    assert cases.erase_expired_drafts(last) == 0
    cases.begin_draft(other)
    assert cases.erase_expired_drafts(last + timedelta(days=1)) == 2
    assert cases.draft_of(firm) is None
    assert kinds_about(other.subject)[-1] == "draft.expire"
    assert cases.erase_expired_drafts(last + timedelta(days=1)) == 0


def test_all_expired_drafts_take_the_same_number_of_queries(district: District) -> None:
    def erased(count: int) -> int:
        with acting(SYSTEM):
            Draft.objects.bulk_create(old_draft() for _ in range(count))
        with CaptureQueriesContext(connection) as queries:
            assert cases.erase_expired_drafts() == count
        return len(queries)

    del district
    assert erased(1) == erased(50)


def old_draft() -> Draft:
    at = now()
    return Draft(
        subject=uuid7(),
        service=FOOD,
        version="0" * 64,
        salt=b"",
        commitment=b"",
        key=str(uuid7()),
        channel="web",
        begun_at=at,
        saved_at=at,
        expires_on=TODAY - timedelta(days=1),
        act=uuid7(),
    )


def test_nobody_else_sees_a_draft(district: District) -> None:
    firm, other = district.enterprise(), district.resident(date(1980, 2, 3))
    cases.begin_draft(filling(firm))
    window = district.officer("approval/window")
    for reach in (other.reach, window.reach, Reach(), Reach(supervise=True)):
        with acting(reach):
            assert Draft.objects.count() == 0
    assert Draft.objects.count() == 0


def test_an_officer_fills_in_for_nobody_without_attending(district: District) -> None:
    firm, window = district.enterprise(), district.officer("approval/window")
    alone = filling(firm, reach=window.reach, actor=window.actor, channel=cases.Channel.COUNTER)
    for attempt in (cases.begin_draft, cases.discard_draft):
        with pytest.raises(cases.OutOfScope):
            attempt(alone)
    with acting(window.reach), pytest.raises(DatabaseError, match="row-level security"), acting(window.reach):
        old_draft().save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE cases_draft SET answers = '{"premises": "elsewhere"}'""",
        "UPDATE cases_draft SET commitment = decode(repeat('00', 32), 'hex')",
        "UPDATE cases_draft SET act = gen_random_uuid()",
    ],
)
def test_a_draft_that_was_changed_behind_its_act_is_found(district: District, change: str) -> None:
    firm = filling(district.enterprise())
    key = cases.begin_draft(firm).key
    cases.save_answers(firm, key, {"premises": FILLED["premises"]})
    with acting(SYSTEM):
        assert not list(effects.drafts())
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('minben.system', 'on', false)")
        cursor.execute(change)
    with acting(SYSTEM):
        assert [found.table for found in effects.drafts()] == ["cases_draft"]


# Within a mandate.


def agent(giver: Somebody, holder: Somebody, *services: str) -> tuple[Reach, Actor]:
    return Reach(subjects=(giver.subject,), services=services), holder.actor


def test_outside_the_services_of_a_mandate_nothing_happens(district: District) -> None:
    old, holder = district.resident(date(1940, 2, 3)), district.resident(date(1980, 2, 3), order=51)
    reach, actor = agent(old, holder, "kinship-certificate")
    outside = filling(old, ALLOWANCE, reach=reach, actor=actor)
    with pytest.raises(cases.OutOfScope):
        cases.begin_draft(outside)
    with acting(reach):
        with pytest.raises(cases.OutOfScope):
            cases.prepare(ALLOWANCE, old.subject, actor)
        with pytest.raises(cases.OutOfScope):
            cases.submit(
                district.blueprint, ALLOWANCE, old.subject, {"account": ACCOUNT}, channel="web", actor=actor
            )
    with acting(SYSTEM):
        assert models.Case.objects.count() == 0


def test_no_event_of_a_case_reaches_beyond_the_services_of_a_mandate(district: District) -> None:
    firm, holder = district.enterprise(), district.resident(date(1980, 2, 3))
    case = cases.submit(district.blueprint, FOOD, firm.subject, FILLED, channel="web", actor=firm.actor)
    reach, actor = agent(firm, holder, "another-service")
    outside = replace_reach(holder, reach, actor)
    for event in (cases.withdraw, cases.ask_for_human):
        with pytest.raises(cases.NotFound):
            event(case.id, outside)
    with pytest.raises(cases.NotFound):
        cases.case_file(case.number, outside)
    with acting(SYSTEM):
        step = models.Step.objects.get(case=case, state="ready")
    with pytest.raises(cases.NotFound):
        cases.supplement(step.id, outside, {})
    with acting(reach):
        assert models.Step.objects.count() == models.Answers.objects.count() == 0
    inside = replace_reach(holder, replace(reach, services=(FOOD,)), actor)
    assert cases.withdraw(case.id, inside).outcome == "withdrawn"


class _Capacity:
    def __init__(self, reach: Reach, actor: Actor) -> None:
        self.reach, self.actor = reach, actor


def replace_reach(holder: Somebody, reach: Reach, actor: Actor) -> Any:
    assert actor == Actor(kind=ActorKind.RESIDENT, id=str(holder.subject))
    return _Capacity(reach, actor)


# Another blueprint meanwhile.


def renamed(district: District, old: str, new: str) -> None:
    """Another blueprint, in which the question has another name."""
    files = dict(district.blueprint.files)
    path = "services/food-licence/service.yaml"
    text = re.sub(rf"(?<![\w-]){old}(?![\w-])", new, files[path].decode())
    assert new in text
    put_in_force(read_files(files | {path: text.encode()}))


def test_an_answer_that_is_not_asked_for_any_more_is_told_and_not_lost(district: District) -> None:
    firm = filling(district.enterprise())
    key = cases.begin_draft(firm).key
    cases.save_answers(firm, key, FILLED)
    renamed(district, "manager", "responsible")
    kept = cases.draft_of(firm)
    assert kept is not None
    assert [(one.name, one.value) for one in kept.set_aside] == [("manager", FILLED["manager"])]
    assert kept.set_aside[0].title == district.blueprint.services[FOOD].asks["manager"].title
    saved = cases.save_answers(firm, key, {"responsible": "李四"})
    assert [one.name for one in saved.set_aside] == ["manager"]
    assert cases.submit_draft(firm, key).service == FOOD


# Attended by officers.


def test_at_the_counter_an_officer_goes_on_with_the_person_s_own_draft(district: District) -> None:
    firm, window = district.enterprise(), district.officer("approval/window")
    begun = cases.begin_draft(filling(firm))
    cases.save_answers(filling(firm), begun.key, {"premises": FILLED["premises"]})
    attended = cases.attend(window, FOOD, firm.identifier, cases.Consent.CARD)
    assert attended.subject == firm.subject
    at_counter = cases.filling(window, attended)
    seen = cases.draft_of(at_counter)
    assert seen is not None
    assert seen.answers == {"premises": FILLED["premises"]}
    cases.save_answers(at_counter, seen.key, FILLED)
    case = cases.submit_draft(at_counter, seen.key)
    assert case.channel == "counter"
    assert {"person.attend", "draft.save", "case.receive"} <= set(kinds_about(firm.subject))
    assert cases.draft_of(at_counter) is None
    with pytest.raises(cases.NotFound):
        cases.attendance(window, attended.id)


def test_the_number_of_nobody_is_one_act_and_stands_nowhere(district: District) -> None:
    window = district.officer("approval/window")
    with pytest.raises(cases.NobodyKnown):
        cases.attend(window, FOOD, "91511602MA62000099", cases.Consent.CARD)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT kind, convert_from(body, 'UTF8') FROM ledger_act ORDER BY id DESC LIMIT 1")
        ((kind, body),) = cursor.fetchall()
    assert kind == "person.search"
    assert "91511602MA62000099" not in body


def test_only_who_may_receive_a_service_attends_anybody_with_it(district: District) -> None:
    firm, old = district.enterprise(), district.resident(date(1940, 2, 3))
    for post, service, person in (
        ("approval/inspection", FOOD, firm),
        ("civil-affairs/benefits", ALLOWANCE, old),
    ):
        with pytest.raises(cases.NotReceivedHere):
            cases.attend(district.officer(post), service, person.identifier, cases.Consent.CARD)
    files = dict(district.blueprint.files)
    text = files["posts.yaml"].decode().replace("  receives: [old-age-allowance, kinship-certificate]\n", "")
    without = replace(district, blueprint=read_files(files | {"posts.yaml": text.encode()}))
    put_in_force(without.blueprint)
    with pytest.raises(cases.NotReceivedHere):
        cases.attend(without.officer("approval/window"), ALLOWANCE, old.identifier, cases.Consent.CARD)


def test_attending_ends_with_its_time(district: District) -> None:
    firm, window = district.enterprise(), district.officer("approval/window")
    cases.begin_draft(filling(firm))
    attended = cases.attend(window, FOOD, firm.identifier, cases.Consent.SPOKEN)
    with acting(window.reach):
        assert Draft.objects.count() == 1
    with connection.cursor() as cursor, acting(SYSTEM):
        cursor.execute("SELECT 1")
        Attendance.objects.filter(id=attended.id).update(ended_at=now())
    with acting(window.reach):
        assert Draft.objects.count() == 0
    with pytest.raises(cases.NotFound):
        cases.attendance(window, attended.id)
    with pytest.raises(cases.OutOfScope):
        cases.begin_draft(cases.filling(window, attended))


def test_a_helper_fills_in_what_was_shown_and_the_person_sends_it(district: District) -> None:
    firm, helper = district.enterprise(), district.officer("approval/window")
    own = filling(firm)
    key = cases.begin_draft(own).key
    code = cases.share_draft(own, key)
    attended = cases.help_with(helper, code)
    assert cases.help_with(helper, code).id == attended.id
    helping = cases.filling(helper, attended)
    cases.save_answers(helping, key, FILLED)
    with pytest.raises(cases.NotYoursToSend):
        cases.submit_draft(helping, key)
    cases.end_attendance(helper, attended.id)
    assert cases.draft_of(helping) is None
    kept = cases.draft_of(own)
    assert kept is not None
    assert kept.handed_back_at is not None
    assert kept.answers == FILLED
    with pytest.raises(cases.NoSuchCode):
        cases.help_with(helper, code)
    assert cases.submit_draft(own, key).channel == "help"


def test_a_helper_sees_that_draft_and_no_other_of_the_person(district: District) -> None:
    old, helper = district.resident(date(1940, 2, 3)), district.officer("approval/window")
    shared, hidden = filling(old, ALLOWANCE), filling(old, "kinship-certificate")
    key = cases.begin_draft(shared).key
    cases.begin_draft(hidden)
    attended = cases.help_with(helper, cases.share_draft(shared, key))
    with acting(helper.reach):
        assert [draft.service for draft in Draft.objects.all()] == [ALLOWANCE]
    cases.begin_draft(shared)
    assert cases.draft_of(cases.filling(helper, attended)) is None


def test_help_ends_when_the_person_wants_it_to(district: District) -> None:
    firm, helper = district.enterprise(), district.officer("approval/window")
    own = filling(firm)
    key = cases.begin_draft(own).key
    code = cases.share_draft(own, key)
    attended = cases.help_with(helper, code)
    cases.unshare_draft(own, key)
    with pytest.raises(cases.OutOfScope):
        cases.save_answers(cases.filling(helper, attended), key, {"premises": "x"})
    with pytest.raises(cases.NoSuchCode):
        cases.help_with(helper, code)
    assert kinds_about(firm.subject)[-1] == "draft.unshare"


def test_a_colleague_of_the_same_post_does_not_go_on_with_somebody_s_attendance(district: District) -> None:
    firm, window = district.enterprise(), district.officer("approval/window")
    attended = cases.attend(window, FOOD, firm.identifier, cases.Consent.CARD)
    with pytest.raises(cases.NotFound):
        cases.attendance(district.officer("approval/window"), attended.id)


def test_an_import_with_the_same_key_is_the_same_case(district: District) -> None:
    firm = district.enterprise()

    def bring(_: int) -> cases.Case:
        return cases.import_case(
            district.blueprint,
            FOOD,
            firm.subject,
            FILLED,
            received_on=TODAY - timedelta(days=3),
            channel="import",
            actor=firm.actor,
            idempotency_key="old system 17",
        )

    results = together(3, bring)
    assert len({result.id for result in results if isinstance(result, models.Case)}) == 1
    assert bring(0).imported
