"""Whatever an operator or an author can type, set or open is written down."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from django.urls import URLPattern, URLResolver, get_resolver
from typer.core import TyperCommand, TyperGroup

from minben.cli import build

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PAGES = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")


def commands(group: TyperGroup, path: str) -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{path} {name}")
        elif isinstance(command, TyperCommand):
            yield f"{path} {name}", command


def all_commands() -> list[tuple[str, TyperCommand]]:
    group = typer.main.get_command(build())
    assert isinstance(group, TyperGroup)
    return list(commands(group, "minben"))


def test_every_command_is_documented() -> None:
    missing = [name for name, _ in all_commands() if f"`{name}" not in OPERATIONS]
    assert not missing


def test_every_command_says_what_it_does() -> None:
    assert not [name for name, command in all_commands() if not command.help]


def test_every_setting_is_documented() -> None:
    source = (ROOT / "src" / "minben" / "environment.py").read_text(encoding="utf-8")
    missing = {name for name in re.findall(r"MINBEN_[A-Z_]+", source) if f"`{name}`" not in OPERATIONS}
    assert not missing


def test_settings_are_read_in_one_place_only() -> None:
    package = ROOT / "src" / "minben"
    readers = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(r"os\.(environ|getenv)[^\n]*MINBEN_", path.read_text(encoding="utf-8"))
    }
    assert readers == {"environment.py"}


def endpoints(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from endpoints(entry, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield before + str(entry.pattern)


def test_every_endpoint_is_documented() -> None:
    shown = {
        re.sub(r"<(?:\w+:)?(\w+)>", lambda m: m[1].upper(), address) for address in endpoints(get_resolver())
    }
    missing = sorted(
        address
        for address in shown
        if not {"accounts", "api"} & {address.split("/")[1]} and f"`{address}`" not in PAGES
    )
    assert not missing


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").glob("*.md")) + sorted(ROOT.glob("*.md")), ids=lambda p: p.name
)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
