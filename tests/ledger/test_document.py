"""The document for verifiers names everything that they can meet."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from minben.ledger import ActFields
from minben.ledger.findings import MESSAGES

DOCUMENT = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["v", "id", "at", *(field.name for field in fields(ActFields))])
def test_every_field_of_an_act_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_of_a_finding_is_documented(code: str) -> None:
    assert f"`{code}`" in DOCUMENT
