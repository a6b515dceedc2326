"""What people are told is sent where they agreed to it, once, and nothing is lost whatever dies."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from cases.conftest import SYSTEM
from minben import messages, outside
from minben.blueprint.model import Channel
from minben.ledger import acting, acts_about, effects
from minben.messages.delivering import TRIES, deliver
from minben.messages.models import Delivery

from .conftest import agree, told, worker

if TYPE_CHECKING:
    from uuid import UUID

    from cases.conftest import District, Somebody

    from .conftest import Post

MAIL, MOBILE = "guilan@example.com", "13800138000"


def deliveries(**which: str) -> list[Delivery]:
    with acting(SYSTEM):
        return list(Delivery.objects.filter(**which).order_by("made_at", "id"))


def only(channel: Channel) -> UUID:
    found = deliveries(channel=channel)
    return found[0].id


def kinds(person: Somebody) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_about(person.subject, limit=500)]


def test_without_consent_nothing_is_sent(district: District, person: Somebody, smtp: Post, sms: Post) -> None:
    del smtp, sms
    told(district, person)
    assert deliveries() == []


def test_a_notice_goes_out_in_the_language_of_the_consent(
    district: District, person: Somebody, smtp: Post
) -> None:
    agree(person, Channel.EMAIL, MAIL, "en")
    case = told(district, person)
    assert deliver(only(Channel.EMAIL)) == "sent"
    (mail,) = smtp.mails[:1]
    assert mail["To"] == MAIL
    assert mail["From"] == "notices@guangan.example"
    assert mail["Subject"] == f"Guang'an District: news of your case {case.number}"
    assert "Old-age allowance" in mail.get_content()
    assert mail["Message-ID"] == f"<{only(Channel.EMAIL)}@guangan.example>"


def test_an_sms_says_nothing_of_what_it_is_about(district: District, person: Somebody, sms: Post) -> None:
    agree(person, Channel.SMS, "138 0013 8000")
    case = told(district, person)
    assert deliver(only(Channel.SMS)) == "sent"
    message = sms.arrived[0]
    assert message["to"] == MOBILE
    assert case.number in message["text"]
    assert "津贴" not in message["text"]


def test_the_job_is_there_exactly_if_the_delivery_is(
    district: District, person: Somebody, smtp: Post
) -> None:
    del smtp
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'row' FROM procrastinate_jobs WHERE task_name = 'messages.deliver' ORDER BY id"
        )
        enqueued = [row for (row,) in cursor.fetchall()]
    assert enqueued == [str(one.id) for one in deliveries()]


def test_what_was_told_before_the_consent_is_not_sent(
    district: District, person: Somebody, smtp: Post
) -> None:
    told(district, person)
    agree(person, Channel.EMAIL, MAIL)
    messages.follow_told()
    assert deliveries() == []
    assert smtp.mails == []


def test_following_twice_enters_and_sends_nothing_twice(
    district: District, person: Somebody, smtp: Post
) -> None:
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    before = len(deliveries())
    assert messages.follow_told() == 0
    assert len(deliveries()) == before
    (first,) = deliveries()[:1]
    assert deliver(first.id) == deliver(first.id) == "sent"
    assert len(smtp.mails) == 1
    assert kinds(person).count("message.send") == 1


def test_who_takes_consent_back_is_not_written_to_any_more(
    district: District, person: Somebody, smtp: Post
) -> None:
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    assert messages.withdraw(person.subject, Channel.EMAIL, person.actor)
    assert deliver(only(Channel.EMAIL)) == "dropped"
    assert smtp.mails == []
    with connection.cursor() as cursor, acting(SYSTEM):
        cursor.execute("SELECT address, salt, withdrawn_act IS NOT NULL FROM messages_contact")
        assert cursor.fetchall() == [(None, None, True)]


@pytest.mark.parametrize(("answer", "state"), [("550 no such box", "failed"), ("451 later", "sending")])
def test_a_refusal_for_good_is_shown_to_the_operator_and_another_is_tried_again(
    district: District, person: Somebody, smtp: Post, answer: str, state: str
) -> None:
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    smtp.answer = answer
    assert deliver(only(Channel.EMAIL)) == state
    failed = messages.deliveries(failed=True)
    assert [row.error for row in failed] == (["smtp-550"] if state == "failed" else [])


def test_what_fails_too_often_is_given_up_and_can_be_tried_anew(
    district: District, person: Somebody, smtp: Post
) -> None:
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    smtp.answer = "451 later"
    mail = only(Channel.EMAIL)
    states = [deliver(mail) for _ in range(TRIES)]
    assert states == ["sending"] * (TRIES - 1) + ["failed"]
    smtp.answer = ""
    assert deliver(mail) == "failed"
    assert messages.try_again(mail)
    assert deliver(mail) == "sent"
    assert not messages.try_again(mail)


def test_a_gateway_for_sms_is_asked_before_a_doubtful_one_is_sent_again(
    district: District, person: Somebody, sms: Post
) -> None:
    agree(person, Channel.SMS, MOBILE)
    told(district, person)
    message = only(Channel.SMS)

    def die() -> None:
        raise ConnectionResetError

    sms.before_answer = die
    assert deliver(message) == "sending"
    sms.before_answer = lambda: None
    assert deliver(message) == "sent"
    assert len(sms.arrived) == 1


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_a_worker_killed_while_sending_loses_nothing(
    district: District, person: Somebody, smtp: Post, sms: Post, channel: Channel
) -> None:
    agree(person, channel, MAIL if channel is Channel.EMAIL else MOBILE)
    told(district, person)
    expected = len(deliveries())
    post = smtp if channel is Channel.EMAIL else sms
    running = worker()

    def kill() -> None:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()

    post.before_answer = kill
    running.wait()
    assert running.returncode == -signal.SIGKILL
    assert {one.state for one in deliveries()} <= {"sending", "waiting"}
    post.before_answer = lambda: None
    assert outside.take_up_stalled(after=0) >= 1
    assert worker().wait() == 0
    assert [one.state for one in deliveries()] == ["sent"] * expected
    if channel is Channel.SMS:
        assert len(post.arrived) == expected
    else:
        assert len({mail["Message-ID"] for mail in post.mails}) == expected


def test_no_address_is_in_an_act_or_a_job(district: District, person: Somebody, smtp: Post) -> None:
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    deliver(only(Channel.EMAIL))
    assert smtp.mails
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(convert_from(body, 'UTF8'), '') FROM ledger_act")
        (bodies,) = cursor.fetchone() or ("",)
        cursor.execute("SELECT string_agg(args::text, '') FROM procrastinate_jobs")
        (args,) = cursor.fetchone() or ("",)
    assert MAIL not in bodies + args


def test_contacts_and_deliveries_stand_as_their_acts_say(
    district: District, person: Somebody, smtp: Post
) -> None:
    del smtp
    agree(person, Channel.EMAIL, MAIL)
    told(district, person)
    deliver(only(Channel.EMAIL))
    compare = [one for name, one in effects.registry if name in {"contacts", "deliveries"}]
    with acting(SYSTEM):
        assert [difference for one in compare for difference in one()] == []
        with connection.cursor() as cursor:
            cursor.execute("UPDATE messages_delivery SET state = 'failed' WHERE state = 'sent'")
        assert [difference.table for one in compare for difference in one()] == ["messages_delivery"]
