"""Where a loaded version goes among those that are there: new, a correction, nothing new, or a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..records import OTHER_SUBJECT, SECOND_ENTRY
from .staging import Known, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Register

TWICE = {"zh": "同一编号和日期在本次数据中出现两次", "en": "The same key and day appear twice in these rows"}
NOTHING_TO_END = {"zh": "没有可以注销的记录", "en": "There is no entry that this could end"}


class Entry(NamedTuple):
    """One row as it will be held; ``valid_from`` in ISO form, ``values`` as canonical JSON."""

    row: int
    key: str
    identifier: str
    valid_from: str
    is_end: bool
    values: str


class Misplaced(ValueError):  # noqa: N818 - said of an entry
    """An entry that does not fit those that are there: the field and the reason by language."""

    def __init__(self, field: str, reason: Mapping[str, str]) -> None:
        super().__init__(reason["en"])
        self.field = field
        self.reason = reason


class Place(NamedTuple):
    """What to do with an entry: nothing where it is ``unchanged``, else write it, superseding a version by its id."""

    unchanged: bool
    supersedes: str | None


NEW, UNCHANGED = Place(unchanged=False, supersedes=None), Place(unchanged=True, supersedes=None)


class Trail:
    """The versions that come before a batch.

    They are those in the database, those of the batch before, which was on its way when the database was asked, and
    those of this batch so far.
    """

    def __init__(self, register: Register, in_database: Known, before: Known) -> None:
        self._register = register
        self._one_each = register.single and register.key != register.subject
        self.written = Known()
        self._layers = (in_database, before, self.written)

    def place(self, entry: Entry, subject: str) -> Place:
        """Where the entry goes; raises `Misplaced`."""
        versions = self._versions(entry.key)
        if not versions and not self._one_each and not entry.is_end:
            return NEW
        if versions and versions[0].subject != subject:
            raise Misplaced(self._register.subject, OTHER_SUBJECT)
        if self._one_each and not entry.is_end and self._has_other(entry, subject):
            raise Misplaced(self._register.key, SECOND_ENTRY)
        holding = _holding(versions, entry.valid_from)
        if holding is None:
            if entry.is_end:
                raise Misplaced(self._register.key, NOTHING_TO_END)
            return NEW
        if holding.valid_from == entry.valid_from and holding.mine:
            raise Misplaced(self._register.key, TWICE)
        if (holding.is_end, holding.values) == (entry.is_end, entry.values):
            return UNCHANGED
        return Place(False, holding.id) if holding.valid_from == entry.valid_from else NEW

    def add(self, entry: Entry, subject: str, record: str) -> None:
        """Remember that the entry is written under this id."""
        version = Version(record, subject, entry.valid_from, entry.is_end, entry.values, mine=True)
        self.written.versions.setdefault(entry.key, []).append(version)
        if self._one_each:
            self.written.keys.setdefault(subject, set()).add(entry.key)

    def _has_other(self, entry: Entry, subject: str) -> bool:
        for key in {key for layer in self._layers for key in layer.keys.get(subject, ())} - {entry.key}:
            holding = _holding(self._versions(key), entry.valid_from)
            if holding is not None and not holding.is_end:
                return True
        return False

    def _versions(self, key: str) -> list[Version]:
        """What there is of a key, in the order it became known."""
        there, before, written = self._layers
        if key not in there.versions and key not in before.versions and key not in written.versions:
            return []
        return [version for layer in self._layers for version in layer.versions.get(key, ())]


def _holding(versions: list[Version], day: str) -> Version | None:
    """The version that holds on a day; of two that begin on the same day, the one known last."""
    return max((v for v in reversed(versions) if v.valid_from <= day), key=_begins, default=None)


def _begins(version: Version) -> str:
    return version.valid_from
