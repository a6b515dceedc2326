"""Rows of other files that the lists of a model are made of, as `--related` names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .screen import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..columns import Related


def related_files(texts: Iterable[str]) -> Mapping[str, Related]:
    """The rows that lists are made of, as `--related` has them."""
    from ..columns import Related

    found: dict[str, Related] = {}
    for text in texts:
        name, given, rest = text.partition("=")
        file, colon, keys = rest.rpartition(":")
        key, _, own = keys.partition("=")
        if not (given and colon and name and file and key):
            raise refusal("--related", "related-form", text=text)
        if name in found:
            raise refusal("--related", "twice", name=name)
        found[name] = Related(Path(file), key, own or None)
    return found
