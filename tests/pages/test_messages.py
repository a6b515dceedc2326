"""Chinese and English keep in step: every id is translated, none is left over, and the gathering sees them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from minben.pages.messages import catalogues, in_python, in_template, read_catalogue, used

if TYPE_CHECKING:
    from babel.messages.catalog import Message as Entry

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def entries(path: object) -> dict[object, Entry]:
    """The catalogue without its header."""
    return {entry.id: entry for entry in read_catalogue(path) if entry.id}  # type: ignore[arg-type]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_every_id_is_translated_and_none_is_left_over(path: object) -> None:
    known = entries(path)
    wanted = {message.key: places for message, places in used().items()}
    missing = {key: places for key, places in wanted.items() if key not in known or not _said(known[key])}
    assert missing == {}
    assert sorted(map(str, set(known) - set(wanted))) == []


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_translations_fill_in_the_same_values(path: object) -> None:
    for key, entry in entries(path).items():
        for text in _said(entry):
            names = str(key[-1] if isinstance(key, tuple) else key)
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(names)), key
            assert "%" not in PLACEHOLDER.sub("", text), key


def test_ids_are_found_in_python_and_templates() -> None:
    assert list(in_python('_("A")\ngettext("B")\nngettext("C", "Ds", n)\nother("E")\n_(variable)')) == [
        ("A",),
        ("B",),
        ("C", "Ds"),
    ]
    counted = "{% blocktranslate count n=x %}{{ n }} one{% plural %}{{ n }}{% endblocktranslate %}"
    template = '{% load i18n %}{% translate "It\'s" %}' + counted
    assert list(in_template(template)) == [("It's",), ("%(n)s one", "%(n)s")]


def _said(entry: Entry) -> tuple[str, ...]:
    texts = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    return tuple(text for text in texts if text)
