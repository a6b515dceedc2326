"""The sizes at which somebody has signed what the tree was: heads of the ledger and lines of a witness file."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .findings import Finding
from .heads import HEAD_COLUMNS, BadHead, Head, head_from_row
from .witness import BadLine, read_witness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from django.db.backends.utils import CursorWrapper

    from .findings import Findings
    from .keys import PublicKey

PAGE = 2000
HEADS = f"SELECT {HEAD_COLUMNS} FROM ledger_head WHERE (size, key_id) > (%s, %s) ORDER BY size, key_id LIMIT {PAGE}"  # noqa: S608


@dataclass(frozen=True, slots=True, order=True)
class Checkpoint:
    """Over ``size`` leaves the root was ``root``; ``line`` is that of the witness file, 0 for the ledger's own head."""

    size: int
    line: int
    root: bytes
    at: datetime

    def contradicted(self) -> Finding:
        """The tree of that size has another root."""
        return self._finding("contradicts")

    def beyond(self, now: int) -> Finding:
        """The tree does not have as many leaves."""
        return self._finding("beyond", now=now)

    def _finding(self, what: str, **facts: int) -> Finding:
        who = "witness" if self.line else "head"
        return Finding(f"{who}-{what}", at=self.at, facts={"size": self.size, "line": self.line, **facts})


class Checkpoints:
    """All of them by size; what is not rightly signed is reported and left out."""

    def __init__(
        self, cursor: CursorWrapper, keys: Mapping[str, PublicKey], witness: Path | None, findings: Findings
    ) -> None:
        self._cursor = cursor
        self._keys = keys
        self._witness = witness
        self._findings = findings
        self.heads = 0
        self.witnessed = 0

    def __iter__(self) -> Iterator[Checkpoint]:
        return heapq.merge(self._own(), self._seen())

    def _own(self) -> Iterator[Checkpoint]:
        after: tuple[int, str] = (-1, "")
        while True:
            self._cursor.execute(HEADS, after)
            rows = self._cursor.fetchall()
            for row in rows:
                head = head_from_row(row)
                self.heads += 1
                reason = self._distrust(head)
                if reason:
                    facts = {"size": head.size, "reason": reason}
                    self._findings.add(Finding("head-forged", at=head.at, facts=facts))
                else:
                    yield Checkpoint(head.size, 0, head.root, head.at)
            if len(rows) < PAGE:
                return
            after = (rows[-1][0], rows[-1][1])

    def _distrust(self, head: Head) -> str:
        """Why a row is no head of this ledger; empty where it is one."""
        key = self._keys.get(head.key_id)
        if key is None:
            return f"unknown key {head.key_id[:16]}"
        try:
            if Head.read(head.body, head.signature) != head:
                return "columns and body disagree"
        except BadHead as error:
            return str(error)
        return "" if key.signed(head.signature, head.body) else "wrong signature"

    def _seen(self) -> Iterator[Checkpoint]:
        if self._witness is None:
            return
        last = 0
        for line, head, key in read_witness(self._witness):
            if head.size < last:
                raise BadLine(
                    f"{self._witness}:{line}: {head.size} acts after {last}; the lines are out of order"
                )
            last = head.size
            if head.key_id == key.id and key.signed(head.signature, head.body):
                self.witnessed = head.size
                yield Checkpoint(head.size, line, head.root, head.at)
            else:
                self._findings.add(Finding("witness-forged", at=head.at, facts={"line": line}))
