"""A district with cases that are over, some with papers and refusals, and the node's ledger key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cases.conftest import district, today
from cases.test_licence import DECISION, INSPECTION, WINDOW, apply, do
from licences.conftest import certified
from minben.environment import Environment
from minben.ledger import public_keys, seal_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.conftest import District
    from minben import cases
    from minben.ledger import PublicKey

__all__ = ["district", "today"]


@pytest.fixture
def keys(district: District) -> Mapping[str, PublicKey]:
    """The public keys of the ledger, once something has been sealed."""
    seal_once()
    return public_keys(Environment.read().home)


@pytest.fixture
def refused(district: District) -> cases.Case:
    """A food licence that two inspectors and an officer refused, with reasons."""
    apply(district, district.enterprise())
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "failed", "没有上下水", findings="未接自来水")
    do(district, INSPECTION, "failed", "排水不通", findings="没有下水")
    return do(district, DECISION, "refused", "不具备食品经营条件")


@pytest.fixture
def granted(district: District) -> cases.Case:
    """A certificate that a rule gave."""
    return certified(district)[2]
