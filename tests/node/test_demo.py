"""A district is set up and a day of it played, and played again with what is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minben.blueprint import read
from minben.node.demo import ScriptProblem
from minben.node.demo.script import read_script

ROOT = Path(__file__).parent.parent.parent


def demo(home: Path, *arguments: str) -> dict[str, Any]:
    """What a newcomer types; the answer that it prints for programs."""
    done = subprocess.run(
        [sys.executable, "-m", "minben.cli", "demo", "--no-serve", "--json", *arguments],
        cwd=ROOT,
        env={**os.environ, "MINBEN_HOME": str(home), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_day_is_played_and_played_again(tmp_path: Path) -> None:
    first = demo(tmp_path / "home", "--residents", "600")
    assert first["residents"] == 600
    assert first["items"] == 1135
    assert first["agencies"] == 34
    cases = first["cases"]
    assert cases["opened"] == cases["decided_by_rule"] + cases["decided_by_officer"] + cases["open"]
    assert min(cases.values()) > 0
    assert min(first[deed] for deed in ("promises", "fees", "licences", "ratings")) > 0
    assert first["ledger"] == {"size": first["acts"], "sealed": first["acts"], "verified": True}

    second = demo(tmp_path / "home", "--residents", "600")
    assert second["residents"] == 600
    assert second["cases"]["opened"] > cases["opened"]
    assert second["acts"] > first["acts"]
    assert second["ledger"]["verified"]


def test_a_script_that_names_what_the_blueprint_lacks_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "blueprints" / "guangan.day.yaml").read_text(encoding="utf-8")
    path = tmp_path / "day.yaml"
    path.write_text(text.replace("service: food-licence", "service: fod-licence"), encoding="utf-8")
    with pytest.raises(ScriptProblem, match="fod-licence"):
        read_script(path, read(ROOT / "blueprints" / "guangan"))
