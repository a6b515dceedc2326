"""Every message is said in both languages, and is used."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter

import pytest

from minben import rules
from minben.rules import messages
from minben.rules.messages import MESSAGES

SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(rules.__file__).parent.rglob("*.py")
    if path.parent.name != "messages"
)


def fields(message: str) -> set[str]:
    return {name.removesuffix("_zh") for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_says_the_same_in_both_languages(code: str) -> None:
    assert set(MESSAGES[code]) == {"zh", "en"}
    assert fields(MESSAGES[code]["zh"]) == fields(MESSAGES[code]["en"])
    assert re.search(r"[\u4e00-\u9fff：]|^\s*\{|^“", MESSAGES[code]["zh"])


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_is_used(code: str) -> None:
    # A name that is not known is told with the nearest one where there is one.
    base = code.removesuffix("-near")
    assert f'"{base}"' in SOURCE or f"'{base}'" in SOURCE


def test_every_code_has_a_message() -> None:
    raised = re.findall(r'(?:Problem|UndefinedError|_problem|_report|_finding|_say)\(\s*"([a-z-]+)"', SOURCE)
    raised += re.findall(r'\b(?:place|span|column\)), "([a-z]+-[a-z-]+)"', SOURCE)
    assert len(raised) > 60
    assert set(raised) <= set(MESSAGES)


def test_no_code_is_said_in_two_modules() -> None:
    modules = [
        import_module(f"{messages.__name__}.{found.name}") for found in iter_modules(messages.__path__)
    ]
    codes = [
        code for module in modules for code in getattr(module, module.__name__.rpartition(".")[2].upper())
    ]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == set(MESSAGES)
