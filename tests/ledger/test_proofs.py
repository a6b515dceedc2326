"""The proof of an act, checked by the script that outsiders use."""

from __future__ import annotations

import base64
import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from minben.environment import Environment
from minben.ledger import Reach, acting, seal_once, write_acts
from minben.ledger.heads import latest_head
from minben.ledger.keys import public_keys
from minben.ledger.proofs import NoSuchAct, NotSealedYet, prove, prove_consistency
from minben.ledger.tree import consistent
from minben.ledger.witness import append_heads

from .helpers import SYSTEM, an_act, write

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = Path(__file__).parents[2] / "docs" / "check_proof.py"
pytestmark = pytest.mark.usefixtures("database")


def proof_of(act: UUID, reach: Reach = SYSTEM) -> dict[str, Any]:
    """The proof that the program gives."""
    with acting(reach):
        return prove(act, public_keys(Environment.read().home))


def check(proof: object, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the script on a proof."""
    file = folder / "proof.json"
    file.write_text(json.dumps(proof))
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file), *options], capture_output=True, text=True, check=False
    )


@pytest.fixture
def acts(request: pytest.FixtureRequest) -> list[UUID]:
    """Sealed acts over three tiles."""
    request.getfixturevalue("database")
    with acting(SYSTEM):
        ids = write_acts([an_act(case=uuid4()) for _ in range(700)])
    seal_once()
    return ids


@pytest.mark.parametrize("leaf", [0, 255, 256, 699])
def test_a_good_proof_is_good(acts: list[UUID], leaf: int, tmp_path: Path) -> None:
    done = check(proof_of(acts[leaf]), tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(acts[leaf]) in done.stdout
    assert f"leaf {leaf} of 700" in done.stdout


def test_the_only_act_of_a_ledger_is_proved(tmp_path: Path) -> None:
    act = write()
    seal_once()
    assert check(proof_of(act), tmp_path).returncode == 0


def recoded(proof: dict[str, Any], name: str, old: bytes, new: bytes) -> dict[str, Any]:
    """The proof with something replaced inside a field in base64."""
    content = base64.b64decode(proof[name])
    assert old in content
    return {**proof, name: base64.b64encode(content.replace(old, new)).decode()}


TAMPERING: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "act": (lambda p: recoded(p, "act", b'"purpose":"test"', b'"purpose":"rest"'), "does not lead to"),
    "leaf": (lambda p: {**p, "leaf": p["leaf"] + 1}, "does not lead to"),
    "leaf outside": (lambda p: {**p, "leaf": p["size"]}, "not inside"),
    "size": (lambda p: {**p, "size": p["size"] + 1}, "another size"),
    "path": (lambda p: {**p, "path": [*p["path"][:-1], "00" * 32]}, "does not lead to"),
    "shorter path": (lambda p: {**p, "path": p["path"][:-1]}, "shorter"),
    "longer path": (lambda p: {**p, "path": [*p["path"], "00" * 32]}, "longer"),
    "hash of the path": (lambda p: {**p, "path": [*p["path"][:-1], "00" * 31]}, "32 bytes"),
    "root": (lambda p: recoded(p, "head", b'"root":"', b'"root":"00'), "signature is wrong"),
    "time of the head": (lambda p: recoded(p, "head", b'"at":"2', b'"at":"3'), "signature is wrong"),
    "algorithm": (lambda p: recoded(p, "head", b"SHA-256", b"SHA-1"), "other algorithms"),
    "signature": (lambda p: {**p, "signature": base64.b64encode(bytes(64)).decode()}, "signature is wrong"),
    "key": (lambda p: {**p, "key": base64.b64encode(bytes(32)).decode()}, "another key"),
    "format": (lambda p: {**p, "v": 2}, "no proof"),
    "field left out": (lambda p: {k: v for k, v in p.items() if k != "path"}, "cannot be read"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_tampered_proof_is_refused_with_its_reason(acts: list[UUID], what: str, tmp_path: Path) -> None:
    change, reason = TAMPERING[what]
    done = check(change(copy.deepcopy(proof_of(acts[400]))), tmp_path)
    assert done.returncode == 1
    assert reason in done.stderr


def test_a_proof_is_held_against_the_published_key_and_a_witnessed_head(
    acts: list[UUID], tmp_path: Path
) -> None:
    home = Environment.read().home
    (public,) = (home / "keys").glob("ledger-ed25519-*.pub.pem")
    witness = tmp_path / "heads.jsonl"
    append_heads(witness, public_keys(home))
    proof = proof_of(acts[1])
    done = check(proof, tmp_path, "--key", str(public), "--head", str(witness))
    assert done.returncode == 0, done.stderr
    write()
    seal_once()
    assert "another one" in check(proof_of(acts[1]), tmp_path, "--head", str(witness)).stderr


def test_a_proof_by_another_key_than_the_published_one_is_refused(acts: list[UUID], tmp_path: Path) -> None:
    from minben.ledger.keys import signing_key

    signing_key(tmp_path)
    (other,) = (tmp_path / "keys").glob("*.pub.pem")
    assert "another key" in check(proof_of(acts[0]), tmp_path, "--key", str(other)).stderr


def test_what_is_not_sealed_or_not_within_reach_has_no_proof(acts: list[UUID]) -> None:
    waiting = write()
    with pytest.raises(NotSealedYet):
        proof_of(waiting)
    with pytest.raises(NoSuchAct):
        proof_of(uuid4())
    with pytest.raises(NoSuchAct):
        proof_of(acts[0], Reach(subjects=(uuid4(),)))


@pytest.mark.usefixtures("acts")
def test_a_later_head_is_shown_to_go_on_from_an_earlier_one() -> None:
    old = latest_head()
    write()
    seal_once()
    new = latest_head()
    assert old
    assert new
    assert (old.size, new.size) == (700, 701)
    proof = prove_consistency(old.size, new.size)
    assert consistent(old.size, new.size, old.root, new.root, proof)
    assert not consistent(old.size, new.size, new.root, new.root, proof)
