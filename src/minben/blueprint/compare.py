"""What differs between two blueprints, thing by thing, as people read it: what `minben blueprint plan` shows.

A thing is compared by all that it says, flattened to values by path (``steps/grant/within``), so a reader sees the one
limit that changed and not two service files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from minben.rules import Table

if TYPE_CHECKING:
    from .model import Blueprint, Text

NOT_THERE: Mapping[str, str] = {"zh": "（无）", "en": "(none)"}
_SHOWN = 120
_UNSAID = frozenset({"place", "version", "files", "id"})
_KINDS: Mapping[str, Mapping[str, str]] = {
    "blueprint": {"zh": "辖区", "en": "Jurisdiction"},
    "division": {"zh": "行政区划", "en": "Division"},
    "agency": {"zh": "部门", "en": "Agency"},
    "post": {"zh": "岗位", "en": "Post"},
    "taskforce": {"zh": "专班", "en": "Taskforce"},
    "fact": {"zh": "数据要素", "en": "Fact"},
    "register": {"zh": "基础库", "en": "Register"},
    "licence": {"zh": "电子证照", "en": "Licence"},
    "agreement": {"zh": "共享协议", "en": "Agreement"},
    "item-type": {"zh": "事项类型", "en": "Type of item"},
    "item": {"zh": "事项", "en": "Item"},
    "service": {"zh": "服务", "en": "Service"},
    "bundle": {"zh": "一件事", "en": "Bundle"},
    "statute": {"zh": "法定规则", "en": "Statute"},
    "synonym": {"zh": "常用说法", "en": "Synonym"},
    "persona": {"zh": "演示人员", "en": "Persona"},
    "calendar": {"zh": "工作日历", "en": "Calendar"},
    "demography": {"zh": "人口构成", "en": "Demography"},
}


class Turn(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


_TURNS: Mapping[Turn, Mapping[str, str]] = {
    Turn.ADDED: {"zh": "+ 新增{kind}：{name}", "en": "+ {kind} added: {name}"},
    Turn.REMOVED: {"zh": "- 删除{kind}：{name}", "en": "- {kind} removed: {name}"},
    Turn.CHANGED: {"zh": "~ 修改{kind}：{name}", "en": "~ {kind} changed: {name}"},
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One value that differs; None where it is not there."""

    path: str
    before: str | None
    after: str | None

    def text(self, lang: str) -> str:
        """``within: 5 working days → 3 working days``."""
        before, after = (
            NOT_THERE[lang] if value is None else _short(value) for value in (self.before, self.after)
        )
        return f"{self.path}: {before} → {after}"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one thing; ``details`` are given where it changed."""

    kind: str
    turn: Turn
    id: str
    title: Text
    details: tuple[Detail, ...] = ()

    def text(self, lang: str) -> str:
        """The change in words, each detail on a line of its own; `lang` is ``zh`` or ``en``."""
        said = self.title.get(lang) or next(iter(self.title.values()), "")
        name = f"{said} ({self.id})" if said and said != self.id else self.id
        head = _TURNS[self.turn][lang].format(kind=_KINDS[self.kind][lang], name=name)
        return "\n".join([head, *(f"    {detail.text(lang)}" for detail in self.details)])


def compare(before: Blueprint, after: Blueprint) -> tuple[Change, ...]:
    """Everything that differs, by kind, in the order of the blueprint; empty where both say the same."""
    old, new = _things(before), _things(after)
    changes: list[Change] = []
    for kind in _KINDS:
        ids = dict.fromkeys([*old[kind], *new[kind]])
        for id_ in ids:
            change = _change(kind, id_, old[kind].get(id_), new[kind].get(id_))
            if change is not None:
                changes.append(change)
    return tuple(changes)


def _change(kind: str, id_: str, before: object | None, after: object | None) -> Change | None:
    if before is None:
        return Change(kind, Turn.ADDED, id_, _title(after))
    if after is None:
        return Change(kind, Turn.REMOVED, id_, _title(before))
    if before == after:
        return None
    old, new = dict(_flat(before)), dict(_flat(after))
    details = tuple(
        Detail(path, old.get(path), new.get(path))
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    )
    return Change(kind, Turn.CHANGED, id_, _title(after), details) if details else None


def _things(blueprint: Blueprint) -> Mapping[str, Mapping[str, object]]:
    head = {
        "title": blueprint.title,
        "languages": ", ".join(blueprint.languages),
        "division": blueprint.division,
        "timezone": blueprint.timezone,
        "currency": blueprint.currency,
        "resident_codes": blueprint.resident_codes,
    }
    return {
        "blueprint": {blueprint.id: head},
        "division": blueprint.divisions,
        "agency": blueprint.agencies,
        "post": blueprint.posts,
        "taskforce": blueprint.taskforces,
        "fact": blueprint.facts,
        "register": blueprint.registers,
        "licence": blueprint.licences,
        "agreement": {f"{a.agency}/{a.register}/{a.purpose}": a for a in blueprint.agreements},
        "item-type": blueprint.item_types,
        "item": blueprint.items,
        "service": blueprint.services,
        "bundle": blueprint.bundles,
        "statute": {pack.id: pack for pack in blueprint.statutes},
        "synonym": {f"{synonym.says} = {synonym.means}": synonym for synonym in blueprint.synonyms},
        "persona": blueprint.personas,
        "calendar": {"calendar": blueprint.calendar},
        "demography": blueprint.demography,
    }


def _title(thing: object) -> Text:
    for name in ("title", "name"):
        found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
        if isinstance(found, Mapping):
            return found
        if isinstance(found, str):
            return {"": found}
    return {}


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value inside a thing by its path."""
    if isinstance(value, Table):
        yield from _flat_table(value, path)
    elif dataclasses.is_dataclass(value) and not _is_word(value):
        for field in dataclasses.fields(value):
            if field.name not in _UNSAID:
                yield from _flat(getattr(value, field.name), _join(path, field.name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, _join(path, str(name)))
    elif isinstance(value, set | frozenset):
        yield from ((_join(path, inner), inner) for inner in sorted(map(str, value)))
    elif isinstance(value, list | tuple):
        if all(isinstance(inner, str) for inner in value):
            yield path, ", ".join(value)
        else:
            for position, inner in enumerate(value):
                yield from _flat(inner, _join(path, _name_of(inner, position)))
    elif value is not None:
        yield path, str(value)


def _flat_table(table: Table, path: str) -> Iterator[tuple[str, str]]:
    yield _join(path, "policy"), table.policy.value
    for column in table.inputs:
        yield _join(path, column.text), str(column.type)
    for output in table.outputs:
        yield _join(path, output.name), str(output.type)
    for rule in table.all_rules:
        cells = [cell.text for cell in (*rule.test_cells, *rule.result_cells)]
        period = f"{rule.since or ''}..{rule.until or ''}"
        yield _join(path, f"rule {rule.id}"), " | ".join([*cells, period])


def _is_word(value: object) -> bool:
    """Whether a value says itself best as a whole, such as a limit."""
    return type(value).__str__ is not object.__str__


def _name_of(value: object, position: int) -> str:
    for name in ("id", "value", "cite"):
        found = getattr(value, name, None)
        if isinstance(found, str):
            return found
    return str(position + 1)


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
