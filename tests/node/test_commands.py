"""What an operator types, in the order of an operator's day, each command in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Terminal:
    """A terminal in one node's folder."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        self.home = home

    def types(self, *words: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        """Run a command of the program and return what came of it."""
        return subprocess.run(
            [sys.executable, "-m", "minben.cli", *words],
            cwd=self.root,
            env={**os.environ, "MINBEN_HOME": str(self.home), "LANG": language, "LC_ALL": language},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture
def terminal(tmp_path: Path, request: pytest.FixtureRequest) -> Terminal:
    return Terminal(request.config.rootpath, tmp_path / "home")


def test_a_blueprint_is_checked_planned_applied_and_saved(terminal: Terminal, tmp_path: Path) -> None:
    first = terminal.types("blueprint", "apply", "blueprints/guangan")
    assert first.returncode == 0, first.stderr
    assert "is in force (act " in first.stderr

    again = terminal.types("blueprint", "apply", "blueprints/guangan", language="zh_CN.UTF-8")
    assert "已在施行" in again.stderr

    changed = tmp_path / "changed"
    shutil.copytree(terminal.root / "blueprints" / "guangan", changed)
    synonyms = changed / "synonyms.csv"
    synonyms.write_text(
        synonyms.read_text(encoding="utf-8") + "开包子铺,食品(含保健食品)经营许可核发\n", encoding="utf-8"
    )
    planned = terminal.types("blueprint", "plan", str(changed))
    assert planned.returncode == 0, planned.stderr
    assert "开包子铺" in planned.stderr

    saved = terminal.types("backup", str(tmp_path / "backup"))
    assert saved.returncode == 0, saved.stderr
    other = Terminal(terminal.root, tmp_path / "other")
    restored = other.types("restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    assert "The ledger is whole" in restored.stderr
    verified = other.types("ledger", "verify", "--effects", "--json")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["ok"]


def test_a_blueprint_with_mistakes_is_refused_with_every_place(terminal: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(terminal.root / "blueprints" / "guangan", broken)
    service = broken / "services" / "food-licence" / "service.yaml"
    text = service.read_text(encoding="utf-8")
    service.write_text(
        text.replace("people: 2", "people: 1").replace("approval/window", "approval/windw", 1),
        encoding="utf-8",
    )
    done = terminal.types("blueprint", "apply", str(broken))
    assert done.returncode == 1
    assert "services/food-licence/service.yaml:" in done.stderr
    assert "第三十四条" in done.stderr
    assert "approval/window" in done.stderr
    assert not (terminal.home / "pg").exists()
