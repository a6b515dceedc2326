"""What came of setting up and playing: numbers, times, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from minben.blueprint.model import Blueprint

    Text = Mapping[str, str]

LOOK = (
    ("/", {"zh": "门户：搜索事项、申请、我的办件", "en": "portal: search the items, apply, my cases"}),
    (
        "/personas",
        {
            "zh": "一键换成居民、企业或公务员",
            "en": "become a resident, an enterprise or an officer by one click",
        },
    ),
    ("/my/data", {"zh": "谁用了我的数据", "en": "who used my data"}),
    ("/work/", {"zh": "公务员工作台", "en": "the officers' workbench"}),
    ("/console/", {"zh": "一屏看全区", "en": "the district at a glance"}),
)

MORE: Text = {"zh": "……另有{count}位，见 {address}", "en": "; {count} more at {address}"}


def telling(blueprint: Blueprint) -> tuple[Text, ...]:
    """The first persona of each kind: of residents, of enterprises, and of officers with each power."""
    found: dict[object, Text] = {}
    for persona in blueprint.personas.values():
        post = blueprint.posts[persona.post] if persona.post else None
        for kind in post.powers if post else (persona.subject_kind,):
            found.setdefault(kind, persona.title)
    return tuple({id(title): title for title in found.values()}.values())


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases by how they came out."""

    opened: int
    decided_by_rule: int
    decided_by_officer: int
    open: int


DEEDS: Mapping[str, tuple[str, Text]] = {
    "bundle.receive": ("bundles", {"zh": "一件事", "en": "bundles"}),
    "case.commit": ("promises", {"zh": "告知承诺", "en": "promises instead of papers"}),
    "payment.paid": ("fees", {"zh": "缴费", "en": "fees paid"}),
    "licence.issue": ("licences", {"zh": "电子证照", "en": "licences issued"}),
    "rating.give": ("ratings", {"zh": "评价", "en": "ratings"}),
}
"""What else happened, by the kind of its acts: its name for programs and for people."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """The ledger after the day."""

    size: int
    sealed: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole of it; ``seconds`` is the time from the first step to the last."""

    title: Text
    residents: int
    items: int
    agencies: int
    cases: Cases
    deeds: Mapping[str, int]
    """How many acts there are of each kind in `DEEDS`."""
    acts: int
    ledger: Sealing
    seconds: float
    personas: tuple[Text, ...]
    """Some of those that a visitor can be; ``more_personas`` is how many others there are."""
    more_personas: int

    def as_json(self) -> dict[str, object]:
        """One object for programs."""
        return {
            "residents": self.residents,
            "items": self.items,
            "agencies": self.agencies,
            "cases": {
                "opened": self.cases.opened,
                "decided_by_rule": self.cases.decided_by_rule,
                "decided_by_officer": self.cases.decided_by_officer,
                "open": self.cases.open,
            },
            **{name: self.deeds.get(kind, 0) for kind, (name, _) in DEEDS.items()},
            "acts": self.acts,
            "ledger": {
                "size": self.ledger.size,
                "sealed": self.ledger.sealed,
                "verified": self.ledger.verified,
            },
            "seconds": round(self.seconds, 2),
        }

    def show(self, screen: Console, language: str, port: int | None) -> None:
        """Print it for a person; the addresses only where pages are served."""
        table = Table(title=self.title[language], show_header=False, box=None, pad_edge=False)
        for label, value in self._lines(language):
            table.add_row(label, value)
        screen.print(table)
        if port is not None:
            for address, text in LOOK:
                screen.print(f"  http://localhost:{port}{address}  {text[language]}", markup=False)
            names = "、" if language == "zh" else ", "
            said = "  " + names.join(persona[language] for persona in self.personas)
            if self.more_personas:
                address = f"http://localhost:{port}/personas"
                said += MORE[language].format(count=self.more_personas, address=address)
            screen.print(said, markup=False)

    def _lines(self, language: str) -> list[tuple[str, str]]:
        zh = language == "zh"
        good = (
            ("完好" if zh else "verified") if self.ledger.verified else ("有问题" if zh else "NOT verified")
        )
        rows = {
            ("居民", "residents"): f"{self.residents:,}",
            ("政务服务事项", "items"): f"{self.items:,}",
            ("部门", "agencies"): f"{self.agencies:,}",
            ("办件", "cases"): f"{self.cases.opened:,}",
            ("规则办结", "decided by a rule"): f"{self.cases.decided_by_rule:,}",
            ("人工办结", "decided by officers"): f"{self.cases.decided_by_officer:,}",
            ("在办", "open"): f"{self.cases.open:,}",
            **{
                (words["zh"], words["en"]): f"{self.deeds.get(kind, 0):,}"
                for kind, (_, words) in DEEDS.items()
            },
            ("行为", "acts"): f"{self.acts:,}",
            ("已封存", "sealed"): f"{self.ledger.sealed:,} ({good})",
            ("用时", "seconds"): f"{self.seconds:.1f}",
        }
        return [(label[0] if zh else label[1], value) for label, value in rows.items()]
