"""Licences shown selectively by their holder, verified by anyone, and what programs fetch of an issuer."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from facing import apply, give_kin, identifier
from licences.conftest import issue
from minben.licences import LONGEST

if TYPE_CHECKING:
    from facing import District


@pytest.fixture
def licence(district: District) -> str:
    """The address of the parent's issued certificate."""
    apply(
        district,
        "parent",
        "kinship-certificate",
        {"relative": give_kin(district, "parent", "李小明", "child")},
    )
    issue()
    found = re.search(
        r'href="(/my/licences/[^"]+)"', district.client("parent").get("/my/licences").content.decode()
    )
    assert found is not None
    return found[1]


def shown(district: District, licence: str, *names: str) -> str:
    """The presentation that the holder gets when they disclose these fields."""
    text = district.client("parent").post(f"{licence}/show", {"disclose": list(names)}).content.decode()
    found = re.search(r'<textarea[^>]*id="presentation"[^>]*>([^<]+)<', text)
    assert found is not None
    return found[1]


def test_the_holder_shows_only_what_they_tick(district: District, licence: str) -> None:
    form = district.client("parent").get(f"{licence}/show").content.decode()
    assert set(re.findall(r'name="disclose"[^>]*value="([a-z]+)"', form)) == {"statement", "holder"}
    presentation = shown(district, licence, "statement", "number", "state", "nonsense")
    text = district.client().post("/verify/credential", {"credential": presentation}).content.decode()
    assert "This licence is genuine and valid" in text
    assert "李建国与李小明：子女" in text
    assert identifier(district, "parent") not in text
    assert "one more value back" in text


def test_a_short_presentation_is_a_code_too(district: District, licence: str) -> None:
    text = district.client("parent").post(f"{licence}/show", {}).content.decode()
    assert "<svg" in text
    assert "style=" not in text, "the policy of the pages forbids it"


def test_a_file_is_verified_like_pasted_text(district: District, licence: str) -> None:
    file = SimpleUploadedFile("licence.txt", f" {shown(district, licence)}\n".encode())
    text = district.client().post("/verify/credential", {"credential": "", "file": file}).content.decode()
    assert "This licence is genuine and valid" in text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "paste a credential"),
        (b"\xff\xfe\x00" * 50, "no credential"),
        (b"a" * (LONGEST * 50), "too long"),
        (b"<script>alert(1)</script>", "no credential"),
    ],
)
@pytest.mark.usefixtures("licence")
def test_what_is_no_credential_is_refused_in_words(district: District, content: bytes, says: str) -> None:
    file = BytesIO(content)
    file.name = "x.txt"
    answer = district.client().post("/verify/credential", {"file": file})
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert b"<script>alert" not in answer.content


def test_nobody_shows_or_prints_somebody_else_s_licence(district: District, licence: str) -> None:
    for address in (f"{licence}/show", f"{licence}/pdf"):
        assert district.client("elder").get(address).status_code == 404
        assert district.client().get(address).status_code == 302


def test_the_holder_downloads_a_pdf_and_learns_where_no_font_is(
    district: District, licence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINBEN_FONT", "/nowhere/none.ttf")
    answer = district.client("parent").get(f"{licence}/pdf")
    assert answer.status_code == 503
    assert "MINBEN_FONT" in answer.content.decode()


def test_programs_fetch_keys_states_and_kinds(district: District, licence: str) -> None:
    assert licence
    client = district.client()
    issuer = client.get("/.well-known/jwt-vc-issuer/issuers/public-security")
    assert issuer.json()["issuer"].endswith("/issuers/public-security")
    assert all("d" not in key for key in issuer.json()["jwks"]["keys"])
    states = client.get("/issuers/public-security/status/1")
    assert states["Content-Type"] == "application/statuslist+jwt"
    assert states["Cache-Control"] == "public, max-age=10"
    again = client.get("/issuers/public-security/status/1", headers={"If-None-Match": states["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/licences/types/kinship").json()["vct"].endswith("/licences/types/kinship")
    for missing in (
        "/.well-known/jwt-vc-issuer/issuers/civil-affairs",
        "/.well-known/jwt-vc-issuer/issuers/..",
        "/issuers/public-security/status/9",
        "/licences/types/none",
    ):
        assert client.get(missing).status_code == 404
