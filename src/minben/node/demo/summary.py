"""What came of setting up and playing: numbers, times, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

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


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases by how they came out."""

    opened: int
    decided_by_rule: int
    decided_by_officer: int
    open: int


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
    acts: int
    ledger: Sealing
    seconds: float
    personas: tuple[Text, ...]

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
            screen.print("  " + names.join(persona[language] for persona in self.personas), markup=False)

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
            ("行为", "acts"): f"{self.acts:,}",
            ("已封存", "sealed"): f"{self.ledger.sealed:,} ({good})",
            ("用时", "seconds"): f"{self.seconds:.1f}",
        }
        return [(label[0] if zh else label[1], value) for label, value in rows.items()]
