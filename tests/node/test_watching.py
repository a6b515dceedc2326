"""A watched blueprint: what is good is in force at once, what is not is told and changes nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from soak.browser import Browser
from soak.processes import until

from minben.node.watching import seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from soak.node import Node

A_MINUTE = 60.0
SERVICE = "services/kinship-certificate/service.yaml"
ITEM = "/items/513A0116800002"
TITLE, NEW, BAD = (
    f"title: {{zh: 亲属关系证明, en: {word} of kinship}}" for word in ("Certificate", "Paper", "Letter")
)


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    copy = tmp_path / "guangan"
    shutil.copytree(request.config.rootpath / "blueprints" / "guangan", copy)
    return copy


@pytest.fixture
def watched(launched: Node, folder: Path) -> Iterator[Node]:
    """The district, served by a launcher that watches a copy of its blueprint."""
    launched.end()
    launched.serve("--watch", str(folder))
    yield launched
    launched.end()


def applied(node: Node) -> int:
    """How often the launcher has told of an act of applying."""
    return node.said.read_text(encoding="utf-8").count("is in force (act ")


def write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def shows(node: Node, words: str) -> bool:
    return words in Browser(node.port).get(ITEM).text


def test_a_good_change_is_in_force_at_once_and_a_bad_one_never(watched: Node, folder: Path) -> None:
    before = applied(watched)
    write(folder / SERVICE, TITLE, NEW)
    assert until(lambda: shows(watched, "Paper of kinship"), A_MINUTE), watched.last_words()
    assert until(lambda: applied(watched) == before + 1, A_MINUTE), watched.last_words()
    write(folder / SERVICE, NEW, BAD)
    write(folder / SERVICE, "by: rule", "by: nobody")
    assert until(lambda: "Not put in force" in watched.last_words(), A_MINUTE), watched.last_words()
    assert f"{SERVICE}:" in watched.last_words()
    assert shows(watched, "Paper of kinship")
    assert not shows(watched, "Letter of kinship")
    write(folder / SERVICE, "by: nobody", "by: rule")
    assert until(lambda: shows(watched, "Letter of kinship"), A_MINUTE), watched.last_words()
    assert until(lambda: applied(watched) == before + 2, A_MINUTE), watched.last_words()


def test_a_folder_is_seen_as_changed_by_what_an_author_writes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")
    before = seen(tmp_path)
    (tmp_path / ".a.yaml.swp").write_text("half", encoding="utf-8")
    assert seen(tmp_path) == before
    (tmp_path / "a.yaml").write_text("a: 12", encoding="utf-8")
    assert seen(tmp_path) != before
    (tmp_path / "a.yaml").unlink()
    assert seen(tmp_path) == frozenset()
