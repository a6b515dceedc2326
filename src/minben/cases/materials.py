"""Materials: how each may be given, what was given, and what FEEL sees of it.

A material is given as files, by an entry that a register holds already, by a written promise, or by promising it for
later. What was given is an answer of the application (or of the step that brings it) by the material's name::

    {"kind": "file", "on": "2026-03-02", "files": ["0198…"]}
    {"kind": "licence", "on": …, "read": "permit_on_file", "record": "0198…", "values": {"number": "JY…", …}}
    {"kind": "commitment", "on": …, "text": {"zh": "…", "en": "…"}}
    {"kind": "later", "on": …}

so it is kept, bound to the act and shown as every answer is. An entry on file that fits is taken without asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minben.blueprint.model import Giving

from .answers import check
from .facts import meant, plain, typed
from .problems import AnswerProblems
from .procedure import PROMISED
from .words import in_both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from minben.blueprint.model import Ask, Material, Register, Step
    from minben.files import Kept
    from minben.registers import Record

    from .facts import Facts
    from .terms import Terms

    Text = Mapping[str, str]
    Look = Callable[[Iterable[UUID]], Mapping[UUID, Kept]]

MOST_FILES = 10
"""Files of one material: the pages of a plan, the sides of a card."""
NOT_THERE: Text = {"zh": "文件不在了，请重新上传", "en": "A file is not there any more; hand it in again"}
WRONG_TYPE: Text = {
    "zh": "文件类型不是此材料可接受的，请重新上传",
    "en": "A file is of a type that will not do here; hand in another",
}
TOO_MANY: Text = {
    "zh": f"一项材料最多{MOST_FILES}个文件，请合并",
    "en": f"At most {MOST_FILES} files for one material; put some together",
}
NOT_SO: Text = {
    "zh": "此材料不能以这种方式提供，请选择所列方式之一",
    "en": "This cannot be given in that way; choose one of the ways that are offered",
}
NOT_AGREED: Text = {
    "zh": "请阅读承诺内容并表示同意，或上传材料",
    "en": "Read the promise and agree to it, or hand in the material",
}
NONE_ON_FILE: Text = {
    "zh": "没有查到可以代替此材料的有效证照，请上传材料",
    "en": "No valid entry on file was found that stands for this; hand in the material",
}


@dataclass(frozen=True, slots=True)
class OnFile:
    """An entry of a register that stands for a material: which, and its values by field."""

    register: str
    record: UUID
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A material that is wanted as things stand: the ways to give it, and what stands for it already."""

    material: Material
    ways: tuple[Giving, ...]
    on_file: OnFile | None


@dataclass(frozen=True, slots=True)
class CheckedMaterials:
    """What was given, as values by material, and what is wrong with the others."""

    values: Mapping[str, dict[str, Any]]
    problems: Mapping[str, Text]


def wanted(terms: Terms, facts: Facts, names: Iterable[str], today: date) -> Iterator[Wanted]:
    """The materials among these that are wanted as things stand, in the order of the service."""
    chosen = frozenset(names)
    for material in terms.service.materials.values():
        if material.name in chosen and facts.holds(terms.wanted.get(material.name)) is True:
            yield Wanted(material, tuple(ways_of(material)), _on_file(terms, material, facts, today))


def check_materials(
    terms: Terms, names: Iterable[str], given: Mapping[str, Any], facts: Facts, look: Look, today: date
) -> CheckedMaterials:
    """Read what is given for these materials; ``look`` finds files of whoever the case is about.

    What is given for a material that is not wanted as things stand is left out. What stands in a register is taken,
    whatever else is given.
    """
    values: dict[str, dict[str, Any]] = {}
    problems: dict[str, Text] = {}
    for one in wanted(terms, facts, names, today):
        value, problem = _taken(one, given.get(one.material.name), look, today)
        if problem is not None:
            problems[one.material.name] = problem
        elif value is not None:
            values[one.material.name] = value
            facts.learn({one.material.name: context(terms, one.material.name, value)})
    return CheckedMaterials(values, problems)


def brought(terms: Terms, step: Step, given: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """Which materials a step has to bring: those given, and those that are not here in any way.

    What was promised for later is brought in the step that was made for it.
    """
    made_for = {name for name in step.brings if terms.service.materials[name].later == step.id}
    return tuple(
        name for name in step.brings if name in made_for or given.get(name) or facts.value(name) is None
    )


def answered(terms: Terms, name: str, value: Any) -> object:
    """An answer, or what was given as a material, as FEEL has it."""
    if name in terms.service.materials:
        return context(terms, name, value)
    return meant(terms.blueprint.facts, terms.ask(name), value)


def usable(look: Look, service: str, case: UUID | None = None) -> Look:
    """Of the files that ``look`` finds, those handed in for this service and part of no other case."""

    def found(ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
        return {
            file: kept
            for file, kept in look(ids).items()
            if kept.purpose == service and kept.holder in (None, case)
        }

    return found


def context(terms: Terms, name: str, value: Mapping[str, Any]) -> dict[str, object]:
    """What FEEL sees of a material: ``kind``, ``on``, the number of ``files``, the fields of a ``licence``."""
    on_file = terms.service.materials[name].on_file
    licence = None
    if value["kind"] == Giving.LICENCE and on_file is not None:
        register = terms.blueprint.registers[terms.service.reads[on_file].register]
        licence = _values(terms, register, value.get("values") or {})
    return {
        "kind": str(value["kind"]),
        "on": date.fromisoformat(value["on"]),
        "files": Decimal(len(value.get("files", ()))),
        "licence": licence,
    }


def file_ids(values: Mapping[str, Any]) -> set[UUID]:
    """The files among values of answers.

    >>> file_ids({"plan": {"kind": "file", "files": ["01980000-0000-7000-8000-000000000000"]}, "trade": "restaurant"})
    {UUID('01980000-0000-7000-8000-000000000000')}
    """
    return {
        UUID(str(file))
        for value in values.values()
        if isinstance(value, dict) and value.get("kind") == Giving.FILE
        for file in value.get("files", ())
    }


def promised_later(values: Mapping[str, Any]) -> frozenset[str]:
    """The names by which steps need that a material was promised for later, of those among values of answers."""
    return frozenset(
        f"{name}.{PROMISED}"
        for name, value in values.items()
        if isinstance(value, dict) and value.get("kind") == Giving.LATER
    )


def promised(values: Mapping[str, Any]) -> list[str]:
    """The materials among values of answers in whose place a promise was made."""
    return [
        name
        for name, value in values.items()
        if isinstance(value, dict) and value.get("kind") == Giving.COMMITMENT
    ]


def ways_of(material: Material) -> Iterator[Giving]:
    """How a material may be given, beside an entry on file that stands for it."""
    yield Giving.FILE
    if material.commitment:
        yield Giving.COMMITMENT
    if material.later:
        yield Giving.LATER


def _taken(one: Wanted, given: object, look: Look, today: date) -> tuple[dict[str, Any] | None, Text | None]:
    if one.on_file is not None:
        return _value(
            Giving.LICENCE,
            today,
            read=one.material.on_file,
            record=str(one.on_file.record),
            values=dict(one.on_file.values),
        ), None
    if not isinstance(given, dict) or not given.get("kind"):
        return None, _missing(one.material) if one.material.required else None
    match given["kind"]:
        case Giving.FILE:
            ids, problem = _files(one.material, given.get("files"), look)
            return (None, problem) if problem else (_value(Giving.FILE, today, files=ids), None)
        case Giving.COMMITMENT if one.material.commitment and Giving.COMMITMENT in one.ways:
            if given.get("agreed") is not True:
                return None, NOT_AGREED
            return _value(Giving.COMMITMENT, today, text=dict(one.material.commitment.text)), None
        case Giving.LATER if Giving.LATER in one.ways:
            return _value(Giving.LATER, today), None
        case Giving.LICENCE:
            return None, NONE_ON_FILE
        case _:
            return None, NOT_SO


def _missing(material: Material) -> Text:
    """That a material was not handed in, by its title."""
    title = in_both(material.title)
    return {"zh": f"请提供“{title['zh']}”", "en": f"Please hand in “{title['en']}”"}


def _files(material: Material, given: object, look: Look) -> tuple[list[str], Text | None]:
    if not isinstance(given, list) or not given:
        return [], _missing(material)
    if len(given) > MOST_FILES:
        return [], TOO_MANY
    try:
        ids = list(dict.fromkeys(UUID(str(file)) for file in given))
    except ValueError:
        return [], NOT_THERE
    found = look(ids)
    if any(file not in found or found[file].erased for file in ids):
        return [], NOT_THERE
    if any(found[file].type not in material.accepts for file in ids):
        return [], WRONG_TYPE
    return [str(file) for file in ids], None


def _value(kind: Giving, today: date, **more: Any) -> dict[str, Any]:
    return {"kind": str(kind), "on": today.isoformat(), **more}


def _on_file(terms: Terms, material: Material, facts: Facts, today: date) -> OnFile | None:
    """Of the entries that stand for a material, none of them expired, the one that holds longest."""
    if material.on_file is None:
        return None
    facts.fetch([material.on_file])
    register = terms.blueprint.registers[terms.service.reads[material.on_file].register]
    last_day = next((field.name for field in register.fields.values() if field.last_day), None)

    def expires(record: Record) -> str:
        return str(record.values.get(last_day) or date.max.isoformat()) if last_day else ""

    fitting = [
        record
        for record in facts.records(material.on_file)
        if not last_day or expires(record) >= today.isoformat()
    ]
    best = max(fitting, key=expires, default=None)
    if best is None:
        return None
    return OnFile(register.id, best.id, {name: plain(value) for name, value in best.values.items()})


def _values(terms: Terms, register: Register, values: Mapping[str, Any]) -> dict[str, object]:
    facts = terms.blueprint.facts
    return {
        field.name: typed(facts[field.fact], values.get(field.name)) for field in register.fields.values()
    }


def checked_answers(
    terms: Terms,
    asks: Mapping[str, Ask],
    names: Iterable[str],
    given: Mapping[str, Any],
    facts: Facts,
    look: Look,
) -> dict[str, object]:
    """Answers and what is given as the materials ``names``, as JSON values by name.

    Raises `AnswerProblems` with all that is wrong.
    """
    chosen = tuple(names)
    materials = {name: value for name, value in given.items() if name in chosen}
    answers = check(terms, asks, {n: v for n, v in given.items() if n not in chosen}, facts)
    handed_in = check_materials(terms, chosen, materials, facts, look, facts.today)
    problems = {**answers.problems, **handed_in.problems}
    if problems:
        raise AnswerProblems(problems)
    return {**answers.values, **handed_in.values}
