"""Questions, the fee, ratings and messages on the pages of whoever a case is about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facing import ACCOUNT, apply, as_officer
from minben import cases, messages, outside, payments
from minben.ledger import Reach, acting, seal_once
from minben.payments.gateway_calls import notify_url

if TYPE_CHECKING:
    from django.test import Client

    from facing import District

SYSTEM = Reach(system=True)
KEY = "a secret for tests"


@pytest.fixture
def case(district: District) -> cases.Case:
    """The parent's case, waiting for the fee."""
    return apply(district, "parent", "id-card-replacement", {"reason": "lost"})


@pytest.fixture
def client(district: District) -> Client:
    return district.client("parent")


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> outside.Signer:
    """A gateway is known, though nobody answers there."""
    monkeypatch.setenv("MINBEN_PAYMENT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("MINBEN_PAYMENT_KEY", KEY)
    return outside.Signer("minben-payments", KEY.encode())


def page(client: Client, case: cases.Case, what: str = "") -> str:
    return str(client.get(f"/my/cases/{case.number}{what}").content.decode())


def test_the_fee_is_shown_with_its_basis_and_not_as_something_to_fill_in(
    client: Client, case: cases.Case
) -> None:
    text = page(client, case)
    assert "40.00" in text
    assert "CNY" not in text
    assert "中华人民共和国居民身份证法 第二十一条" in text
    assert f"/my/cases/{case.number}/pay" in text
    assert f"/my/cases/{case.number}/complete/pay" not in text


def test_without_a_gateway_the_page_sends_people_to_the_counter(
    client: Client, case: cases.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINBEN_PAYMENT_URL", raising=False)
    assert "Please pay at the counter" in page(client, case, "/pay")
    assert client.post(f"/my/cases/{case.number}/pay").status_code == 409


def test_paying_begins_one_payment_and_the_page_waits_for_the_gateway(
    client: Client, case: cases.Case, gateway: outside.Signer
) -> None:
    del gateway
    for _ in range(2):
        assert client.post(f"/my/cases/{case.number}/pay").status_code == 302
    with acting(SYSTEM):
        assert payments.Payment.objects.count() == 1
    assert 'http-equiv="refresh"' in page(client, case, "/pay")


def test_the_gateways_signed_notice_pays_and_an_unsigned_one_does_not(
    client: Client, case: cases.Case, gateway: outside.Signer
) -> None:
    client.post(f"/my/cases/{case.number}/pay")
    with acting(SYSTEM):
        payment = payments.Payment.objects.get()
    values = {"key": str(payment.id), "event": "1", "state": "paid", "amount": "40.00", "currency": "CNY"}
    body = json.dumps(values)
    signed = gateway.headers("POST", notify_url(), body.encode())
    for headers, status in (({}, 401), (signed, 200), (signed, 200)):
        answer = client.post("/payments/notice", body, content_type="application/json", headers=headers)
        assert answer.status_code == status
    text = page(client, case, "/pay")
    assert "Paid" in text
    assert "Pay online" not in text


def test_a_signed_notice_of_nothing_is_a_bad_request(
    client: Client, district: District, gateway: outside.Signer
) -> None:
    del district
    headers = gateway.headers("POST", notify_url(), b"{}")
    assert client.post("/payments/notice", "{}", "application/json", headers=headers).status_code == 400


def test_a_question_is_asked_and_its_answer_read(
    district: District, client: Client, case: cases.Case
) -> None:
    address = f"/my/cases/{case.number}/ask"
    empty = client.post(address, {"text": " "})
    assert empty.status_code == 400
    assert b"Write something" in empty.content
    assert client.post(address, {"text": "要带照片吗？"}).status_code == 302
    assert "Not answered yet." in page(client, case)
    officer = as_officer(district, "registry-officer")
    (question,) = cases.to_answer(officer)
    cases.answer_applicant(question.id, officer, "不用，现场拍照")
    assert "不用，现场拍照" in page(client, case)


def test_an_officers_question_is_counted_and_answered(
    district: District, client: Client, case: cases.Case
) -> None:
    question = cases.ask_applicant(case.id, as_officer(district, "registry-officer"), "何时丢失？")
    assert "1 question to answer" in client.get("/my/cases").content.decode()
    address = f"/my/cases/{case.number}/questions/{question}"
    assert "何时丢失？" in client.get(address).content.decode()
    assert client.post(address, {"text": "上周"}).status_code == 302
    assert client.post(address, {"text": "昨天"}).status_code == 400
    assert "to answer" not in client.get("/my/cases").content.decode()


def test_what_words_hold_is_shown_as_words(client: Client, case: cases.Case) -> None:
    client.post(f"/my/cases/{case.number}/ask", {"text": "<script>alert(1)</script>"})
    text = page(client, case)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_case_is_rated_once_with_one_of_five_levels(district: District) -> None:
    case = apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    client = district.client("elder")
    address = f"/my/cases/{case.number}/rate"
    assert address in page(client, case)
    none = client.post(address, {"words": "好"})
    assert none.status_code == 400
    assert b"Choose one of the five levels" in none.content
    assert client.post(address, {"level": "2", "words": "等了太久"}).status_code == 302
    text = page(client, case)
    assert "Dissatisfied" in text
    assert address not in text
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("what", ["", "/pay", "/ask", "/rate"])
def test_others_find_nothing(district: District, case: cases.Case, what: str) -> None:
    assert district.client("elder").get(f"/my/cases/{case.number}{what}").status_code == 404


def test_messages_are_counted_until_they_are_read(client: Client, case: cases.Case) -> None:
    seal_once()
    messages.follow_told()
    text = client.get("/my/messages").content.decode()
    assert "Messages (1)" in text
    assert "Unread" in text
    entry = text.split("/my/messages/")[1][:36]
    assert case.number in client.get(f"/my/messages/{entry}").content.decode()
    assert "Messages (1)" not in client.get("/my/messages").content.decode()
    assert client.get("/my/messages/01a20000-0000-7000-8000-000000000000").status_code == 404
    assert client.get("/my/messages?after=nonsense").status_code == 404


def test_consent_is_given_and_taken_back(
    client: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "sends neither e-mail nor SMS" in client.get("/my/contacts").content.decode()
    monkeypatch.setenv("MINBEN_SMTP_URL", "smtp://127.0.0.1:9")
    give = {"channel": "email", "do": "give", "address-email": "nobody"}
    assert client.post("/my/contacts", give).status_code == 400
    give["address-email"] = "li@example.com"
    assert client.post("/my/contacts", give).status_code == 302
    assert "li@example.com" in client.get("/my/contacts").content.decode()
    assert (
        client.post(
            "/my/contacts", {"channel": "sms", "do": "give", "address-sms": "13800138000"}
        ).status_code
        == 404
    )
    assert client.post("/my/contacts", {"channel": "email", "do": "withdraw"}).status_code == 302
    assert "li@example.com" not in client.get("/my/contacts").content.decode()
    with acting(Reach(subjects=(district.subjects["parent"],))):
        assert messages.contacts_of(district.subjects["parent"]) == {}


def test_the_case_page_asks_as_often_whatever_was_said(client: Client, case: cases.Case) -> None:
    page(client, case)
    counts = []
    for _ in range(2):
        for words in ("一", "二", "三"):
            client.post(f"/my/cases/{case.number}/ask", {"text": words})
        with CaptureQueriesContext(connection) as asked:
            page(client, case)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "en",
            ("A fee to pay: Replacing an identity card", "A question for you: Replacing an identity card"),
        ),
        ("zh-hans", ("请缴费：居民身份证换领补领", "向您提问：居民身份证换领补领")),
    ],
)
def test_every_message_is_titled_by_what_it_is_about(
    district: District, case: cases.Case, language: str, titles: tuple[str, ...]
) -> None:
    cases.ask_applicant(case.id, as_officer(district, "registry-officer"), "何时丢失？")
    seal_once()
    messages.follow_told()
    text = district.client("parent", language).get("/my/messages").content.decode()
    for title in titles:
        assert title in text
    assert titles[0].partition(":")[0].partition("：")[0] in page(district.client("parent", language), case)
