"""The kinds of acts: one registry, so that every act can be named to the people it is about.

A room adds its own kinds where it writes them::

    from minben.ledger import kinds

    kinds.register("case.receive", zh="收到申请", en="Application received")

An act of a kind that is not registered is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CODE = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A dotted code, and what people read in its place."""

    code: str
    zh: str
    en: str

    def title(self, language: str) -> str:
        """Chinese for any ``zh…`` tag, else English."""
        return self.zh if language.lower().startswith("zh") else self.en


class UnknownKind(ValueError):  # noqa: N818 - says what the kind is
    """An act of a kind that no room has registered."""


class Kinds:
    """The kinds known to a process."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, code: str, *, zh: str, en: str) -> Kind:
        """Add a kind; the same again is no error, another title for the same code is."""
        if not CODE.fullmatch(code):
            raise ValueError(f"{code!r} is not a dotted code of lower-case words")
        kind = Kind(code, zh, en)
        if self._kinds.setdefault(code, kind) != kind:
            raise ValueError(f"the kind {code} is registered already, with other titles")
        return kind

    def __contains__(self, code: str) -> bool:
        return code in self._kinds

    def __getitem__(self, code: str) -> Kind:
        """The kind of this code; raises `UnknownKind` with the near ones."""
        try:
            return self._kinds[code]
        except KeyError:
            known = ", ".join(sorted(self._kinds)) or "none"
            raise UnknownKind(f"no room has registered the kind of act {code!r}; known: {known}") from None


registry = Kinds()
register = registry.register
