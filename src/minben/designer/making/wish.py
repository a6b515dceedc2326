"""What a designer wants of a new service, and the names that follow from it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from minben.blueprint.model import Item, Register, SubjectKind

    Text = Mapping[str, str]


class Shape(StrEnum):
    """How a service is decided.

    By a rule at once, and by people where the rule does not say yes; by people who accept, complete and decide; or by
    these after others have inspected.
    """

    RULE = "rule"
    OFFICERS = "officers"
    INSPECTED = "inspected"


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs: a FEEL expression, and the law that allows it."""

    amount: str
    basis: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a designer has answered.

    ``asks`` are facts, ``reads`` registers, ``writes`` is the register that gets an entry whose fields are FEEL
    expressions, ``materials`` are names with titles. ``condition`` is FEEL over what is read and asked. ``applicant``
    and ``answers`` (by fact) are an example.
    """

    name: str
    item: Item
    title: Text
    summary: Text
    subject_kind: SubjectKind
    post: str
    law: str
    shape: Shape
    day: date
    applicant: str
    asks: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[Register, ...] = ()
    condition: str = ""
    writes: Register | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    fee: Fee | None = None
    materials: Mapping[str, str] = field(default_factory=dict)
    inspectors: str = ""

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all that is read, asked and handed in."""
        return (*map(read_name, self.reads), *map(ask_name, self.asks), *self.materials)


def ask_name(fact: str) -> str:
    """The name by which rules speak of what is asked."""
    return fact.replace("-", "_")


def read_name(register: Register) -> str:
    """The name by which rules speak of what is read."""
    return (
        f"{register.id.replace('-', '_')}_entry"
        if register.single
        else f"{register.id.replace('-', '_')}_entries"
    )


def condition_over(reads: tuple[Register, ...]) -> str:
    """What a rule may look at where nothing else is said: that there is an entry about the applicant."""
    return " and ".join(
        f"{read_name(one)} != null" if one.single else f"count({read_name(one)}) > 0" for one in reads
    )


def flow(value: object) -> str:
    """A value in YAML's flow style, which JSON is."""
    return json.dumps(dict(value) if isinstance(value, dict) else value, ensure_ascii=False)
