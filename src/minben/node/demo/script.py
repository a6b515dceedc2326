"""The script of a played day: ``NAME.day.yaml`` beside the blueprint folder ``NAME``, read into values.

It says who applies for what and how officers decide; the services, posts and verdicts it names are the blueprint's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from minben.environment import terminal_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from minben.blueprint.model import Blueprint, SubjectKind


_MISSING = {
    "zh": "没有文件 {path}：演示按它演一天；没有它，请用 minben blueprint apply 和 minben serve",
    "en": "there is no file {path}, which tells the day that a demo plays; without one: minben blueprint apply, "
    "minben serve",
}


class ScriptProblem(Exception):  # noqa: N818 - the word that authors read
    """The script names something that the blueprint does not have, or has another shape."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some people who apply for one service; ``who`` is a FEEL condition over the record that identifies them.

    ``days_ago`` is None for those who apply today, else the youngest and oldest receipt of imported cases. With
    ``bundle`` it is several services as one, and ``service`` names the bundle.
    """

    service: str
    who: str
    count: int
    channel: str
    days_ago: tuple[int, int] | None = None
    bundle: bool = False

    def subject_kind(self, blueprint: Blueprint) -> SubjectKind:
        """Whom it is for."""
        named = blueprint.bundles if self.bundle else blueprint.services
        return named[self.service].subject_kind


@dataclass(frozen=True, slots=True)
class Habit:
    """What officers do with the tasks of a step: the share done today in percent, and how often each verdict comes."""

    done: int
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Records of a register of which one field is corrected during the day."""

    register: str
    field: str
    count: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The whole day."""

    groups: tuple[Group, ...]
    names: Mapping[str, str]
    """By identifying register, the field that says what somebody is called."""
    officers_are_called: tuple[str, ...]
    personas: Mapping[str, str]
    """The service that a persona has applied for before the visitor comes."""
    answers: Mapping[str, tuple[str, ...]]
    habits: Mapping[tuple[str, str], Habit]
    completions: int
    payments: int
    """The share of fees that are paid today, in percent."""
    ratings: Habit
    """How many of those whose case is decided say how it was, and how often each level comes."""
    reasons: Mapping[str, str]
    changes: tuple[Change, ...]


def read_script(path: Path, blueprint: Blueprint) -> Script:
    """Read the script beside a blueprint; raise `ScriptProblem` naming the file and what does not fit."""
    try:
        script = _script(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ScriptProblem(_MISSING[terminal_language()].format(path=path)) from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ScriptProblem(f"{path}: {error!r}") from error
    unknown = [
        group.service
        for group in script.groups
        if group.service not in (blueprint.bundles if group.bundle else blueprint.services)
    ]
    unknown += [
        f"{service}.{step}"
        for service, step in script.habits
        if service not in blueprint.services or step not in blueprint.services[service].steps
    ]
    unknown += [change.register for change in script.changes if change.register not in blueprint.registers]
    unknown += [
        f"{register}.{field}"
        for register, field in script.names.items()
        if register not in blueprint.registers or field not in blueprint.registers[register].fields
    ]
    unknown += [persona for persona in script.personas if persona not in blueprint.personas]
    unknown += [service for service in script.personas.values() if service not in blueprint.services]
    unknown += [fact for fact in script.answers if fact not in blueprint.facts]
    if unknown:
        raise ScriptProblem(f"{path}: the blueprint does not have {', '.join(sorted(set(unknown)))}")
    return script


def _script(said: dict[str, Any]) -> Script:
    today = tuple(
        Group(g.get("bundle") or g["service"], g["who"], int(g["count"]), g["channel"], bundle="bundle" in g)
        for g in said["applications"]
    )
    imported = tuple(
        Group(
            g["service"], g["who"], int(g["count"]), "paper", (int(g["days_ago"][0]), int(g["days_ago"][1]))
        )
        for g in said.get("imported", ())
    )
    return Script(
        groups=today + imported,
        names=dict(said["names"]),
        officers_are_called=tuple(said["officers_are_called"]),
        personas=dict(said.get("personas", {})),
        answers={fact: tuple(samples) for fact, samples in said["answers"].items()},
        habits={
            (service, step): Habit(int(habit["done"]), dict(habit["verdicts"]))
            for service, steps in said["officers"].items()
            for step, habit in steps.items()
        },
        completions=int(said["applicants"]["done"]),
        payments=int(said["payments"]["done"]),
        ratings=Habit(int(said["ratings"]["done"]), dict(said["ratings"]["levels"])),
        reasons=dict(said["reasons"]),
        changes=tuple(
            Change(c["register"], c["field"], int(c["count"]), tuple(c["samples"]))
            for c in said.get("changes", ())
        ),
    )
