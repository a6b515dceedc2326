"""The mailbox: everything that somebody was told, in all cases, with what is unread."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.test_corrections import asked
from cases.test_fees import apply
from minben import cases, messages
from minben.blueprint.model import Channel, MessageKind
from minben.ledger import acting, seal_once

from .conftest import agree, told

if TYPE_CHECKING:
    from cases.conftest import District, Somebody

    from .conftest import Post

RATINGS = "government-office/ratings"
REGISTRY = "public-security/registry"


def box(person: Somebody) -> list[messages.Entry]:
    with acting(person.reach):
        return list(messages.mailbox(person.subject).entries)


def test_a_notice_is_in_the_mailbox_of_whom_it_is_for(district: District, person: Somebody) -> None:
    case = told(district, person)
    (entry,) = box(person)
    assert (entry.told.number, entry.told.kind, entry.seen) == (case.number, MessageKind.NOTICE, False)
    other = district.resident(date(1950, 1, 1), "王二", order=4)
    assert box(other) == []
    with acting(other.reach):
        assert messages.mailbox(person.subject).entries == ()
        assert messages.read_entry(person.subject, entry.id) is None


def test_reading_it_makes_it_read(district: District, person: Somebody) -> None:
    told(district, person)
    (entry,) = box(person)
    with acting(person.reach):
        assert messages.unread(person.subject) == 1
        assert messages.read_entry(person.subject, entry.id) is not None
        assert messages.unread(person.subject) == 0
    assert box(person)[0].seen


def test_questions_answers_and_results_come_too_and_ones_own_words_do_not(district: District) -> None:
    person = district.resident(date(1960, 5, 1), "陈淑华", order=6)
    case = apply(district, person)
    officer = district.officer(REGISTRY)
    mine = cases.ask_agency(case.id, person, "要带照片吗？")
    cases.answer_applicant(mine, officer, "不用")
    theirs = cases.ask_applicant(case.id, officer, "何时丢失？")
    cases.answer_agency(theirs, person, "上周")
    cases.withdraw(case.id, person)
    rating = cases.rate(case.id, person, 1)
    cases.call_back(rating, district.officer(RATINGS), "已回访")
    cases.rectify(rating, district.officer(RATINGS), "已增开窗口")
    seal_once()
    messages.follow_told()
    found = [(entry.told.kind, entry.told.text.get("")) for entry in reversed(box(person))]
    assert found == [
        (MessageKind.NOTICE, None),
        (MessageKind.ANSWER, "不用"),
        (MessageKind.QUESTION, "何时丢失？"),
        (MessageKind.RATING, "已增开窗口"),
    ]


def test_a_page_is_two_queries_and_goes_on_behind_its_last(district: District, person: Somebody) -> None:
    case = told(district, person)
    for words in ("一", "二"):
        cases.ask_applicant(case.id, district.officer("civil-affairs/benefits"), words)
    seal_once()
    messages.follow_told()
    with acting(person.reach), CaptureQueriesContext(connection) as asked:
        first = messages.mailbox(person.subject, limit=2)
    assert len(asked) == 2
    assert first.after
    with acting(person.reach):
        second = messages.mailbox(person.subject, after=first.after, limit=2)
        with pytest.raises(ValueError, match="no"):
            messages.mailbox(person.subject, after="no~thing")
    ids = [entry.id for entry in (*first.entries, *second.entries)]
    assert len(ids) == len(set(ids)) == 3
    assert second.after is None


@pytest.mark.parametrize("address", ["", "nobody", "a@", "@b", "a b@c", "某@例.中国", "a@b\nBcc: c@d"])
def test_what_is_no_address_is_refused(person: Somebody, smtp: Post, address: str) -> None:
    del smtp
    with pytest.raises(messages.BadAddress):
        agree(person, Channel.EMAIL, address)


@pytest.mark.parametrize("number", ["", "12", "abc", "+86 138"])
def test_what_is_no_number_is_refused(person: Somebody, sms: Post, number: str) -> None:
    del sms
    with pytest.raises(messages.BadAddress):
        agree(person, Channel.SMS, number)


def test_a_new_address_takes_the_place_of_the_old(person: Somebody, smtp: Post) -> None:
    del smtp
    agree(person, Channel.EMAIL, "old@example.com")
    agree(person, Channel.EMAIL, "new@example.com", "en")
    with acting(person.reach):
        held = messages.contacts_of(person.subject)
    assert (held[Channel.EMAIL].address, held[Channel.EMAIL].language) == ("new@example.com", "en")


def test_only_channels_that_are_there_are_offered(district: District, smtp: Post) -> None:
    del district, smtp
    assert messages.offered() == (Channel.EMAIL,)


def test_contacts_of_others_are_not_seen(district: District, person: Somebody, smtp: Post) -> None:
    del smtp
    agree(person, Channel.EMAIL, "a@example.com")
    for reach in (
        district.resident(date(1950, 1, 1), "王二", order=4).reach,
        district.officer("civil-affairs/benefits").reach,
        district.officer("government-office/supervision").reach,
    ):
        with acting(reach):
            assert messages.contacts_of(person.subject) == {}


def test_a_notice_says_what_it_is_about_and_in_which_step_it_was_given(
    district: District, person: Somebody
) -> None:
    told(district, person)
    apply(district, person)
    seal_once()
    messages.follow_told()
    found = [(entry.told.about, entry.told.step) for entry in reversed(box(person))]
    assert found == [(cases.About.GIVEN, "tell"), (cases.About.CHARGED, "pay")]


@pytest.mark.parametrize(
    ("verdict", "about", "words"),
    [
        ("accepted", cases.About.CORRECTED, "经核查已经更正"),
        ("refused", cases.About.NOT_CORRECTED, "经核查不予更正。\n理由：出生证明不清"),
    ],
)
def test_what_became_of_a_correction_comes_too(
    district: District, verdict: str, about: cases.About, words: str
) -> None:
    person = district.resident(date(1940, 2, 3))
    correction = asked(person)
    cases.decide_correction(
        correction.number, district.officer(REGISTRY), verdict, "出生证明不清" if verdict == "refused" else ""
    )
    seal_once()
    messages.follow_told()
    (entry,) = box(person)
    assert (entry.told.about, entry.told.case, entry.told.number) == (about, None, correction.number)
    assert words in entry.told.text["zh"]
    assert correction.number in entry.told.text["en"]


def test_a_correction_that_is_taken_back_is_not_told(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    cases.withdraw_correction(asked(person).number, person)
    seal_once()
    messages.follow_told()
    assert box(person) == []
