"""Putting a blueprint in force: one transaction, one act, and nothing that is open left without its definition.

A case keeps the procedure of its receipt, but somebody must still hold the post that has its tasks, and records must
still have a register that says what their fields mean. What would be left without is named and keeps the new version
out of force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from minben.blueprint import is_known
from minben.cases import open_work
from minben.ledger import Act, Actor, ActorKind, Reach, acting, write_act
from minben.registers import holdings, holdings_with
from minben.services import any_in_force, in_force, put_in_force

from . import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from minben.blueprint import Blueprint
    from minben.blueprint.model import Register

    Text = Mapping[str, str]

SYSTEM = Reach(system=True)
APPLYING = 0x6D696E62
"""Key of the advisory lock that lets one blueprint be applied at a time."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that is open or held and would be left without its definition."""

    text: Text


class WouldOrphan(Exception):  # noqa: N818 - says what would happen
    """The new blueprint lacks what open cases or records need."""

    def __init__(self, orphans: tuple[Orphan, ...]) -> None:
        super().__init__("; ".join(orphan.text["en"] for orphan in orphans))
        self.orphans = orphans


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of applying: the act, or None where this version held already."""

    version: str
    act: UUID | None


def apply(blueprint: Blueprint) -> Applied:
    """Put a checked blueprint in force. Raises `WouldOrphan`, and has then changed nothing."""
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPLYING])
        if any_in_force():
            before = in_force()
            if before.version == blueprint.version:
                return Applied(blueprint.version, None)
            orphans = orphans_of(before, blueprint)
            if orphans:
                raise WouldOrphan(orphans)
        actor = Actor(kind=ActorKind.SYSTEM, id="blueprint.apply")
        act = write_act(
            Act(
                kind=kinds.APPLY,
                actor=actor,
                purpose="blueprint",
                result=blueprint.version,
                count=len(blueprint.files),
            )
        )
        put_in_force(blueprint, act)
    return Applied(blueprint.version, act)


def orphans_of(before: Blueprint, after: Blueprint) -> tuple[Orphan, ...]:
    """What is open or held now and would be left without its definition; inside `acting` for the system."""
    return (*_cases(after), *_records(before, after))


def _cases(after: Blueprint) -> tuple[Orphan, ...]:
    work = open_work(shown=SHOWN)
    services = tuple(
        Orphan(
            {
                "zh": f"服务 {service} 已不在新蓝图中，仍有 {found.count} 个未办结办件：{_some(found.numbers, '、')}",
                "en": f"service {service} is gone, with {found.count} open cases: {_some(found.numbers, ', ')}",
            }
        )
        for service, found in work.services.items()
        if service not in after.services
    )
    posts = tuple(
        Orphan(
            {
                "zh": f"岗位或专班 {post} 已不在新蓝图中，仍有 {found.count} 个待办：{_some(found.numbers, '、')}",
                "en": f"post or taskforce {post} is gone, with {found.count} tasks waiting: "
                f"{_some(found.numbers, ', ')}",
            }
        )
        for post, found in work.posts.items()
        if not is_known(after, post)
    )
    return services + posts


def _records(before: Blueprint, after: Blueprint) -> Iterator[Orphan]:
    """Registers, fields and choices that hold something and that the new blueprint does not know."""
    for register, count in holdings().items():
        old, new = before.registers.get(register), after.registers.get(register)
        if new is None:
            yield Orphan(
                {
                    "zh": f"基础库 {register} 已不在新蓝图中，库中有 {count} 条记录",
                    "en": f"register {register} is gone, with {count} records in it",
                }
            )
        elif old is not None:
            yield from _fields(before, after, old, new, count)
            yield from _choices(before, after, old, new)


def _fields(
    before: Blueprint, after: Blueprint, old: Register, new: Register, count: int
) -> Iterator[Orphan]:
    """Fields that are gone or mean another type; all of them where entries are identified otherwise."""
    same_identity = (old.key, old.subject) == (new.key, new.subject)
    for name, field in old.fields.items():
        kept = new.fields.get(name)
        same_type = kept is not None and before.facts[field.fact].type == after.facts[kept.fact].type
        if not (same_identity and same_type):
            yield Orphan(
                {
                    "zh": f"基础库 {old.id} 的字段 {name} 被删除或改变类型，库中有 {count} 条记录",
                    "en": f"field {name} of register {old.id} is gone or has another type, "
                    f"with {count} records in it",
                }
            )


def _choices(before: Blueprint, after: Blueprint, old: Register, new: Register) -> Iterator[Orphan]:
    """Values of choices that records hold and the new blueprint does not know."""
    for name, field in old.fields.items():
        kept = new.fields.get(name)
        if kept is None:
            continue
        known = {choice.value for choice in after.facts[kept.fact].choices}
        gone = {choice.value for choice in before.facts[field.fact].choices} - known
        if not gone or not known:
            continue
        for value, count in holdings_with(old.id, name, gone).items():
            yield Orphan(
                {
                    "zh": f"选项 {value} 已不在新蓝图中，基础库 {old.id} 的字段 {name} 有 {count} 条记录是它",
                    "en": f"choice {value} is gone, which the field {name} of register {old.id} has in {count} records",
                }
            )


def _some(numbers: tuple[str, ...], comma: str) -> str:
    return comma.join(numbers) + (" …" if len(numbers) == SHOWN else "")
