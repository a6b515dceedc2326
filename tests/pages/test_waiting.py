"""A node without a blueprint says what to do instead of failing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from minben.node.applying import apply

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.node.postgres import Endpoint


@pytest.mark.parametrize(
    "path", ["/", "/my/cases", "/work/", "/nothing/here", "/accounts/login/", "/verify/"]
)
@pytest.mark.parametrize(
    ("language", "says"), [("en", "No blueprint is in force yet"), ("zh-CN", "还没有施行蓝图")]
)
def test_before_a_blueprint_every_address_says_what_to_do(
    paper: None, database: Endpoint, path: str, language: str, says: str
) -> None:
    answer = Client(SERVER_NAME="localhost", headers={"accept-language": language}).get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert says in answer.content.decode()
    assert "minben blueprint apply" in answer.content.decode()


def test_the_pages_are_there_as_soon_as_one_is_in_force(
    paper: None, database: Endpoint, guangan: Blueprint
) -> None:
    client = Client(SERVER_NAME="localhost")
    assert client.get("/").status_code == 503
    apply(guangan)
    assert client.get("/").status_code == 200
