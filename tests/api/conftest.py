"""The small district of the faces' tests, with two clients of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from facing import ELDER, PARENT, SHOP, check_digit, credit_code, district, paper
from minben.ledger import legal_today

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

    from facing import District

__all__ = ["district", "paper"]
ACCOUNT = "6222020000000000018"
ALLOWANCE, FOOD = "old-age-allowance", "food-licence"
NEWBORN = ("birth-certificate", "birth-registration", "residents-medical-enrolment", "social-card")
PROMISED = {name: {"kind": "commitment", "agreed": True} for name in ("plan", "rules")}
FILLED = {"premises": "广安区城南街道8号", "trade": "restaurant", "manager": "李强", **PROMISED}


@dataclass(frozen=True, slots=True)
class Machine:
    """A client of the interface with its token."""

    token: str
    language: str = "en"

    def get(self, path: str) -> Answer:
        return self._browser.get(f"/api/v1/{path}")

    def post(self, path: str, body: object, key: str = "") -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        return self._browser.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    def send(self, path: str, content: bytes, key: str = "", name: str = "平面图.png", **form: str) -> Answer:
        """Hand a file in."""
        headers = {"Idempotency-Key": key} if key else {}
        fields = {**form, "file": SimpleUploadedFile(name, content)}
        return self._browser.post(f"/api/v1/{path}", fields, headers=headers)

    @property
    def _browser(self) -> Client:
        return Client(
            SERVER_NAME="localhost",
            headers={"authorization": f"Bearer {self.token}", "accept-language": self.language},
        )


@pytest.fixture
def machine(district: District) -> Machine:
    """A client that may use two services."""
    from minben.api.clients import open_client

    return Machine(open_client("province", "approval", [ALLOWANCE, FOOD], per_minute=100_000))


@pytest.fixture
def stranger(district: District) -> Machine:
    """Another client, with the same services."""
    from minben.api.clients import open_client

    return Machine(open_client("bank", "civil-affairs", [ALLOWANCE, FOOD], per_minute=100_000))


@pytest.fixture
def midwife(district: District) -> Machine:
    """A client that may use every service of the bundle for a birth."""
    from minben.api.clients import open_client

    return Machine(open_client("hospital", "health", NEWBORN, per_minute=100_000))


def newborn(**answers: Any) -> dict[str, Any]:
    """A request for everything after a birth."""
    born = {
        "child_name": "李小禾",
        "born": legal_today().isoformat(),
        "sex": "female",
        "place": "广安区人民医院",
    }
    wants = {"certified": False, "insure": True, "card": False}
    whom = {"kind": "resident", "id": check_digit(PARENT)}
    return {"bundle": "newborn", "subject": whom, "answers": born | wants | answers}


def allowance(**changed: Any) -> dict[str, Any]:
    """A request for the old-age allowance of the elder."""
    whom = {"kind": "resident", "id": check_digit(ELDER)}
    return {"service": ALLOWANCE, "subject": whom, "answers": {"account": ACCOUNT}, **changed}


def food(**answers: Any) -> dict[str, Any]:
    """A request for the food licence of the restaurant."""
    whom = {"kind": "enterprise", "id": credit_code(SHOP[:17])}
    return {"service": FOOD, "subject": whom, "answers": FILLED | answers}
