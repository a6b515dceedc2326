"""Handing materials in on the pages: files, promises, a later day; and getting files back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from facing import CLERK, FOOD, SHOP, SINCE, SYSTEM, apply, credit_code
from files.making import document, picture
from minben import cases
from minben.environment import MEGABYTE, Environment
from minben.ledger import acting
from minben.registers import write_record

if TYPE_CHECKING:
    from django.test import Client

    from facing import District

PAGE = "/services/food-licence/apply"
ASKED = {name: FOOD[name] for name in ("premises", "trade", "manager")}


def shop(district: District) -> Client:
    """Somebody who acts for the restaurant."""
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    return client


def upload(client: Client, content: bytes, name: str = "plan.pdf") -> object:
    return client.post(f"{PAGE}/materials/plan", {"do": "upload", "file": SimpleUploadedFile(name, content)})


@pytest.fixture
def client(district: District) -> Client:
    """The restaurant, with its questions answered."""
    client = shop(district)
    client.post(PAGE)
    for name, value in ASKED.items():
        answered = client.post(f"{PAGE}/questions/{name}", {name: value})
    assert answered["Location"] == f"{PAGE}/materials/plan"
    return client


def test_the_whole_way_with_a_file_and_a_promise(client: Client, district: District) -> None:
    page = client.get(f"{PAGE}/materials/plan").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "PDF, JPG, PNG; each at most 10 MB" in page
    assert upload(client, document(), "../../平面图.exe").status_code == 302  # type: ignore[attr-defined]
    page = client.get(f"{PAGE}/materials/plan").content.decode()
    assert "平面图.pdf" in page
    going = client.post(f"{PAGE}/materials/plan", {"do": "go-on"})
    assert going["Location"] == f"{PAGE}/materials/rules"
    refused = client.post(f"{PAGE}/materials/rules", {"do": "promise"})
    assert refused.status_code == 400
    assert "agree" in refused.content.decode()
    assert 'id="agreed-error"' in refused.content.decode()
    assert 'id="answer-rules-error"' not in refused.content.decode()
    going = client.post(f"{PAGE}/materials/rules", {"do": "promise", "agreed": "yes"})
    assert going["Location"] == f"{PAGE}/check"
    check = client.get(f"{PAGE}/check").content.decode()
    assert "1 file" in check
    assert "Promised in writing instead" in check
    key = re.search(r'name="key" value="([^"]+)"', check)
    assert key is not None
    assert client.post(f"{PAGE}/check", {"key": key[1]})["Location"] == f"{PAGE}/received"
    number = cases.my_cases([district.subjects["restaurant"]]).rows[0].number
    mine = client.get(f"/my/cases/{number}").content.decode()
    link = re.search(rf'href="(/my/cases/{number}/files/[0-9a-f-]+)"', mine)
    assert link is not None
    answer = client.get(link[1])
    assert b"".join(answer.streaming_content) == document()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    window = district.client("window-officer")
    shown = window.get(f"/work/cases/{number}").content.decode()
    link = re.search(rf'href="(/work/cases/{number}/files/[0-9a-f-]+)"', shown)
    assert link is not None
    assert b"".join(window.get(link[1]).streaming_content) == document()  # type: ignore[attr-defined]
    assert district.client("benefits-officer").get(link[1]).status_code == 404
    assert "File read" in client.get(f"/my/cases/{number}").content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 bytes"),
        (b"MZ" + bytes(99), "of no type"),
        (picture() + document(), "hidden"),
        (b"%PDF-1.7 x", "cut off"),
    ],
)
def test_a_file_that_is_refused_is_told_beside_its_field(client: Client, content: bytes, says: str) -> None:
    refused = upload(client, content)
    page = refused.content.decode()  # type: ignore[attr-defined]
    assert refused.status_code == 400  # type: ignore[attr-defined]
    assert says in page
    assert 'href="#answer-plan"' in page


def test_nothing_chosen_is_told(client: Client) -> None:
    refused = client.post(f"{PAGE}/materials/plan", {"do": "upload"})
    assert refused.status_code == 400
    assert "Choose a file first" in refused.content.decode()


def test_a_request_that_is_too_large_gets_a_page_that_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Environment.read()
    monkeypatch.setenv("MINBEN_UPLOAD_LIMIT", "1")
    assert Environment.read().upload_limit == MEGABYTE != found.upload_limit
    answer = upload(client, bytes(7 * MEGABYTE))
    assert answer.status_code == 413  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "Each file may have at most 1 MB" in page
    assert 'href="#answer-plan"' in page
    other = client.post("/my/cases", {"x": "y" * 3 * MEGABYTE})
    assert other.status_code == 413


def test_a_file_is_removed_again(client: Client) -> None:
    upload(client, picture(), "a.png")
    page = client.get(f"{PAGE}/materials/plan").content.decode()
    file = re.search(r'name="file" value="([0-9a-f-]+)"', page)
    assert file is not None
    client.post(f"{PAGE}/materials/plan", {"do": "remove", "file": file[1]})
    assert "a.png" not in client.get(f"{PAGE}/materials/plan").content.decode()
    assert client.get(f"{PAGE}/files/{file[1]}").status_code == 404


def test_what_was_put_off_is_handed_in_on_the_page_of_the_case(district: District) -> None:
    case = apply(district, "restaurant", "food-licence", {**FOOD, "plan": {"kind": "later"}})
    client = shop(district)
    assert (
        f"/my/cases/{case.number}/complete/plan_later"
        in client.get(f"/my/cases/{case.number}").content.decode()
    )
    page = f"/my/cases/{case.number}/complete/plan_later"
    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == 400
    wrong = client.post(page, {"file-plan": SimpleUploadedFile("x.pdf", b"MZ")})
    assert wrong.status_code == 400
    sent = client.post(page, {"file-plan": SimpleUploadedFile("x.pdf", document())})
    assert sent["Location"] == f"/my/cases/{case.number}"
    assert "x.pdf" in client.get(f"/my/cases/{case.number}").content.decode()


def test_what_is_on_file_already_is_shown_and_need_not_be_handed_in(
    client: Client, district: District
) -> None:
    values = {
        "number": "JY1",
        "code": "JY1",
        "kind": "food-business",
        "holder": credit_code(SHOP),
        "statement": "广安区老街小面馆；餐饮服务",
        "premises": "广安区建安中路128号",
        "issued": "2026-01-05",
        "expires": "2031-01-05",
    }
    upload(client, document())
    assert client.post(f"{PAGE}/materials/plan", {"do": "go-on"})["Location"] == f"{PAGE}/materials/rules"
    with acting(SYSTEM):
        licences = district.blueprint.registers["licences"]
        write_record(
            licences, values, blueprint=district.blueprint, actor=CLERK, purpose="test", valid_from=SINCE
        )
    page = client.get(f"{PAGE}/materials/rules")
    assert page.status_code == 200
    said = page.content.decode()
    assert "This is on file already" in said
    assert "广安区老街小面馆；餐饮服务" in said
    assert client.post(f"{PAGE}/materials/rules", {"do": "go-on"})["Location"] == f"{PAGE}/check"


def test_the_guide_lists_what_is_handed_in(district: District) -> None:
    page = district.client().get("/items/511A0005200004").content.decode()
    for words in (
        "Plan of the premises",
        "PDF, JPG, PNG",
        "on paper: 1 copy",
        "you make it yourself",
        "a written promise",
    ):
        assert words in page
