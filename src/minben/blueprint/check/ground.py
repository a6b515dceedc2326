"""What every check stands on: the model, where its parts are in the files, and where problems go."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..problems import Problem, near

if TYPE_CHECKING:
    from datetime import date

    from ..model import Agreement, Blueprint, Place, Register, Service, Text
    from ..reader import Draft

KINDS: dict[str, Text] = {
    "agency": {"zh": "部门", "en": "agency"},
    "post": {"zh": "岗位", "en": "post"},
    "taskforce": {"zh": "专班", "en": "taskforce"},
    "register": {"zh": "基础库", "en": "register"},
    "field": {"zh": "字段", "en": "field"},
    "fact": {"zh": "数据要素", "en": "fact"},
    "item": {"zh": "事项", "en": "item"},
    "item type": {"zh": "事项类型", "en": "type of item"},
    "service": {"zh": "服务", "en": "service"},
    "bundle": {"zh": "一件事", "en": "bundle"},
    "division": {"zh": "行政区划", "en": "division"},
    "step": {"zh": "环节", "en": "step"},
    "verdict": {"zh": "结论", "en": "verdict"},
    "need": {"zh": "数据或环节", "en": "fact or step"},
    "read": {"zh": "可更正的调取", "en": "read that may be corrected"},
    "question": {"zh": "问题", "en": "question"},
    "material": {"zh": "材料", "en": "material"},
    "output": {"zh": "输出", "en": "output"},
    "outcome": {"zh": "办理结果", "en": "outcome"},
    "file": {"zh": "文件", "en": "file"},
    "kind of step": {"zh": "环节种类", "en": "kind of step"},
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A blueprint under check, on a day."""

    blueprint: Blueprint
    draft: Draft
    on: date
    damaged: frozenset[str] = frozenset()
    """Files that could not be read as a whole."""
    broken: set[str] = field(default_factory=set)
    """Services whose procedure names what is not there, or could not be read as a whole: no path is walked."""

    def at(self, file: str, *path: str | int) -> Place:
        """Where the value at this path of keys stands."""
        return self.draft.place(file, *path)

    def report(self, place: Place, code: str, **values: str | Text) -> None:
        """Note a problem."""
        self.draft.report(Problem(place, code, values))

    def refer(self, place: Place, kind: str, name: str, known: Collection[str]) -> bool:
        """Whether a name is known; reported where it is not, unless what it names could not be read."""
        if name in known:
            return True
        if name not in self.draft.lost and not self._is_blind(kind):
            self.report(place, "unknown", kind=KINDS[kind], name=name, near=near(name, known))
        return False

    def _is_blind(self, kind: str) -> bool:
        sources = {
            "agency": "agency",
            "fact": "facts",
            "post": "posts",
            "item": "item",
            "division": "division",
        }
        return sources.get(kind) in self.draft.blind

    def readable(self, service: Service, register: Register) -> frozenset[str]:
        """The fields of a register that the service's agency may read for it today: its own, or by agreement.

        All of them where the agreements, or who the agency is, could not be read.
        """
        unclear = "agreements.yaml" in self.damaged or service.agency not in self.blueprint.agencies
        if register.agency == service.agency or unclear:
            return frozenset(register.fields)
        return frozenset(
            field
            for agreement in self.blueprint.agreements
            if agreement.register == register.id
            and agreement.agency == service.agency
            and agreement.purpose == service.id
            and in_force(agreement, self.on)
            for field in agreement.fields
        )


def in_force(agreement: Agreement, on: date) -> bool:
    """Whether an agreement holds on a day."""
    return agreement.since <= on and (agreement.until is None or on <= agreement.until)


Check = Callable[[Ground], None]
