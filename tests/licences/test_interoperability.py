"""Licences and their states are read by somebody else's libraries: the OpenWallet readers in JavaScript and Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from licences.test_changing import change
from minben import licences
from minben.licences.presenting import present

if TYPE_CHECKING:
    from cases.conftest import District, Somebody
    from minben.licences import Issued

ROOT = Path(__file__).parents[2]
READER = Path(__file__).parent / "verify.mjs"
NODE = shutil.which("node")
PACKAGES = ("sd-jwt-vc", "jwt-status-list", "crypto-nodejs")
ABSENT = NODE is None or not all((ROOT / "node_modules" / "@sd-jwt" / name).exists() for name in PACKAGES)


def keys(district: District) -> dict[str, Any]:
    found = licences.issuer_metadata(district.blueprint, "approval")
    assert found is not None
    jwks: dict[str, Any] = found["jwks"]
    return jwks


def read_by_node(district: District, token: str) -> dict[str, Any]:
    if ABSENT:
        pytest.skip("node or the readers of node_modules are absent; npm ci brings them")
    published = licences.status_list("approval", 1)
    assert published is not None
    lists = {"http://localhost:8000/issuers/approval/status/1": published.token}
    given = json.dumps({"token": token, "jwks": keys(district), "lists": lists})
    # Modules are looked for beside the program, so it is given as text and run where node_modules is.
    done = subprocess.run(
        [str(NODE), "--input-type=module", "--eval", READER.read_text(encoding="utf-8")],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_licence_and_its_state_are_read_by_javascript(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    firm, issued = food
    said = read_by_node(district, str(issued.credential))
    assert said["payload"]["licence"]["holder"] == firm.identifier
    assert said["payload"]["identifier"] == issued.identifier
    assert said["status"] == 0
    assert said["asked"] == ["http://localhost:8000/issuers/approval/status/1"]


def test_what_is_kept_back_is_hidden_from_javascript(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    said = read_by_node(district, present(str(food[1].credential), ["statement"]))
    assert set(said["payload"]["licence"]) == {"number", "kind", "statement", "issued", "expires"}


def test_a_withheld_and_a_revoked_licence_are_so_for_javascript(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    change(district, food[1], "withhold")
    assert read_by_node(district, str(food[1].credential))["status"] == 2
    change(district, food[1], "revoke")
    assert read_by_node(district, str(food[1].credential))["status"] == 1


def test_javascript_refuses_what_was_changed(district: District, food: tuple[Somebody, Issued]) -> None:
    head, claims, rest = str(food[1].credential).split(".")
    assert "error" in read_by_node(district, f"{head}.{claims}.{'A' * 86}~{rest.split('~', 1)[1]}")


def test_a_presentation_is_read_by_python(district: District, food: tuple[Somebody, Issued]) -> None:
    key = JWK(**keys(district)["keys"][0])
    read = SDJWTVerifier(present(str(food[1].credential), ["holder"]), lambda *_: key)
    payload = read.get_verified_payload()
    assert payload["licence"]["holder"] == food[0].identifier
    assert "premises" not in payload["licence"]
