"""A case that waits for its fee, and a gateway in a process of its own that can be told to misbehave."""

from __future__ import annotations

import http.client
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from cases.conftest import SYSTEM, District, Somebody, district, put_in_force, today
from minben import cases, outside
from minben.ledger import acting, seal_once
from minben.outside import Signer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.payments import Payment

__all__ = ["District", "district", "put_in_force", "today"]
SECRET = "a secret for tests"


@dataclass(frozen=True, slots=True)
class Gateway:
    """The running gateway, as somebody outside sees it."""

    url: str
    signer: Signer

    def behave(self, *moods: str) -> None:
        """Let it misbehave so from now on."""
        assert outside.call(self.signer, "POST", f"{self.url}/moods", {"moods": list(moods)}).good

    def state_of(self, payment: Payment) -> dict[str, Any]:
        """How the order of a payment stands there."""
        return dict(outside.call(self.signer, "GET", f"{self.url}/orders/{payment.id}").values)

    def pay(self, payment: Payment) -> None:
        """Pay at the cashier's page, as a person does, and stay there."""
        address = payment.cashier.removeprefix(self.url)
        desk = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=10)
        desk.request("POST", address)
        assert desk.getresponse().status == 303
        desk.close()


@pytest.fixture(scope="session")
def gateway_process() -> Iterator[Gateway]:
    """The gateway of the whole run."""
    command = (sys.executable, "-m", "minben.payments.gateway", "--port", "0", "--key", SECRET)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        yield Gateway(url, Signer("minben-payments", SECRET.encode()))
        process.terminate()


@pytest.fixture
def gateway(gateway_process: Gateway, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """The gateway, well-behaved, known to the node; its notices find nobody unless a test serves the pages."""
    gateway_process.behave("mute")
    monkeypatch.setenv("MINBEN_PAYMENT_URL", gateway_process.url)
    monkeypatch.setenv("MINBEN_PAYMENT_KEY", SECRET)
    monkeypatch.setenv("MINBEN_ADDRESS", "http://localhost:1")
    return gateway_process


@pytest.fixture
def person(district: District) -> Somebody:
    """Somebody who has lost their card."""
    return district.resident(date(1960, 5, 1), "陈淑华")


@pytest.fixture
def case(district: District, person: Somebody) -> cases.Case:
    """Their case, waiting for 40 yuan."""
    return cases.submit(
        district.blueprint,
        "id-card-replacement",
        person.subject,
        {"reason": "lost"},
        channel="web",
        actor=person.actor,
    )


@pytest.fixture
def charge(person: Somebody, case: cases.Case) -> cases.ChargeView:
    """What they have to pay."""
    with acting(person.reach):
        found = cases.charge_of(case.id)
    assert found is not None
    return found


def again(payment: Payment) -> Payment:
    """The payment as it stands now."""
    from minben.payments import Payment as Stored

    with acting(SYSTEM):
        return Stored.objects.get(id=payment.id)


def seal() -> None:
    """Let consumers of the ledger see what was done."""
    seal_once()
