"""``minben service new``: asks for what is not given, and writes a folder that checks, or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from minben.blueprint import examine_files
from minben.blueprint.model import FactType, Power, SubjectKind
from minben.environment import terminal_language
from minben.registers import example_of, readable_registers

from ..folders import HERE, Folder, root_of, say_problems, sound
from ..testing import misses
from . import questions as asked
from .agreeing import FILE as AGREEMENTS, agreement
from .duties import shape_of
from .entry import MissingFields, fields_of
from .questions import Asker
from .scenarios import LEAST, scenarios
from .service import cited, definition
from .wish import Fee, Shape, Wish, ask_name, condition_over

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from minben.blueprint.model import Blueprint, Item, Register

    Text = Mapping[str, str]


def new(
    folder: Folder = HERE,
    item: Annotated[str | None, typer.Option(help="The code of the item.")] = None,
    name: Annotated[str | None, typer.Option(help="The name of the folder.")] = None,
    shape: Annotated[
        Shape | None, typer.Option(help="By a rule, by officers, or with an inspection.")
    ] = None,
    kind: Annotated[SubjectKind | None, typer.Option("--for", help="Who may apply.")] = None,
    post: Annotated[str | None, typer.Option(help="The post that decides: AGENCY/POST.")] = None,
    inspectors: Annotated[str | None, typer.Option(help="The post that inspects, if another.")] = None,
    law: Annotated[str | None, typer.Option(help="Law and article.")] = None,
    reads: Annotated[str | None, typer.Option(help="Registers to read, separated by commas.")] = None,
    agreed: Annotated[
        str, typer.Option("--agreement", help="The law by which the owners of registers have agreed.")
    ] = "",
    asks: Annotated[str | None, typer.Option(help="Facts to ask, separated by commas.")] = None,
    condition: Annotated[str | None, typer.Option(help="FEEL: when a rule says yes.")] = None,
    writes: Annotated[str | None, typer.Option(help="The register that gets an entry.")] = None,
    field: Annotated[list[str] | None, typer.Option(help="FIELD=FEEL of that entry.")] = None,
    fee: Annotated[str | None, typer.Option(help="FEEL: what is to be paid.")] = None,
    fee_basis: Annotated[str | None, typer.Option(help="The law that allows the fee.")] = None,
    material: Annotated[list[str] | None, typer.Option(help="NAME=TITLE of what is handed in.")] = None,
    title: Annotated[list[str] | None, typer.Option(help="LANGUAGE=TITLE; else the item's.")] = None,
    summary: Annotated[list[str] | None, typer.Option(help="LANGUAGE=SUMMARY; else the title.")] = None,
    applicant: Annotated[str | None, typer.Option(help="The number of an example applicant.")] = None,
    example: Annotated[list[str] | None, typer.Option(help="FACT=VALUE of an example.")] = None,
    questions: Annotated[
        bool, typer.Option("--questions/--no-questions", help="Ask for what is not given.")
    ] = True,
) -> None:
    """Ask a few questions and write the folder of a new service, which checks and whose scenarios pass."""
    root, lang = root_of(folder)[0], terminal_language()
    blueprint, ask = sound(folder), Asker(terminal_language(), questions)
    found = _found_item(blueprint, ask(item, asked.ITEM), lang)
    called = ask(name, asked.NAME)
    if not called or (root / "services" / called).exists():
        raise typer.BadParameter(asked.TAKEN[lang].format(name=called))
    chosen = Shape(ask(shape, asked.SHAPE, shape_of(blueprint, found)))
    subject = SubjectKind(ask(kind, asked.FOR, SubjectKind.RESIDENT))
    decider, basis = _decided_by(blueprint, found, ask, post, law)
    day = datetime.now(ZoneInfo(blueprint.timezone)).date()
    read = _wanted(blueprint, found, called, subject, ask, reads)
    agreements = _agreements(blueprint, found, called, read, day, agreed, lang)
    facts = _listed(ask(asks, asked.ASKS))
    where = ""
    if chosen is Shape.RULE:
        where = ask(condition, asked.CONDITION, condition_over(read)) or _refuse(asked.NO_CONDITION, lang)
    into = _own_register(blueprint, found, ask(writes, asked.WRITES, known=_own(blueprint, found)), lang)
    amount = ask(fee, asked.FEE)
    money = Fee(amount, ask(fee_basis, asked.FEE_BASIS, basis)) if amount else None
    titles = _worded(
        blueprint, ask, asked.TITLE, _pairs(title, lang), dict.fromkeys(blueprint.languages, found.name)
    )
    samples = _pairs(example, lang)
    who = applicant or _anybody(blueprint, subject, day)
    wish = Wish(
        called,
        found,
        titles,
        _worded(blueprint, ask, asked.SUMMARY, _pairs(summary, lang), titles),
        subject,
        decider,
        basis,
        chosen,
        day,
        who,
        facts,
        {
            one: samples.get(one) or ask(None, asked.EXAMPLE, _example(blueprint, one, day), fact=one)
            for one in facts
        },
        read,
        where,
        into,
        _filled(blueprint, into, facts, read, called, _pairs(field, lang), lang),
        money,
        {ask_name(one): words for one, words in _pairs(material, lang).items()},
        inspectors or decider,
    )
    _write(root, blueprint, wish, agreements, lang)


def _write(root: Path, blueprint: Blueprint, wish: Wish, agreements: str, lang: str) -> None:
    """Check what is to be written with all that is there, play its scenarios, and write it; or say what is wrong."""
    files = {
        f"services/{wish.name}/service.yaml": definition(blueprint, wish),
        f"services/{wish.name}/scenarios.yaml": scenarios(blueprint, wish),
    }
    if agreements:
        before = blueprint.files.get(AGREEMENTS, b"").decode()
        files[AGREEMENTS] = before + ("" if before.endswith("\n") or not before else "\n") + agreements
    report = examine_files({**blueprint.files, **{path: text.encode() for path, text in files.items()}})
    own = [one for one in report.scenarios if one.service == wish.name]
    wrong = []
    if report.blueprint is not None and not report.errors:
        wrong = [miss for one in own for miss in misses(report.blueprint, one)]
        if len(own) < LEAST:
            raise typer.BadParameter(asked.FEW[lang].format(count=len(own)))
    if report.errors or wrong or report.blueprint is None:
        say_problems(report)
        for miss in wrong:
            typer.echo(f"{miss.place}: {miss.text[lang]}", err=True)
        raise typer.Exit(1)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        typer.echo(str(root / path))


def _refuse(text: Text, lang: str, **more: str) -> str:
    raise typer.BadParameter(text[lang].format(**more))


def _found_item(blueprint: Blueprint, code: str, lang: str) -> Item:
    if code not in blueprint.items:
        _refuse(asked.NO_ITEM, lang, name=code)
    made = next((one.id for one in blueprint.services.values() if one.item == code), None)
    if made is not None:
        _refuse(asked.MADE, lang, name=made)
    return blueprint.items[code]


def _decided_by(
    blueprint: Blueprint, item: Item, ask: Asker, post: str | None, law: str | None
) -> tuple[str, str]:
    """The post that decides, and the law by which; whatever is missing is said at once."""
    desks = [
        one.id for one in blueprint.posts.values() if one.agency == item.agency and Power.HANDLE in one.powers
    ]
    known = ", ".join(desks) or "-"
    decider, basis = ask(post, asked.POST, known=known), ask(law, asked.LAW)
    lacking = [words for words, said in ((asked.NO_POST, decider), (asked.NO_LAW, basis)) if not said]
    if lacking:
        raise typer.BadParameter("; ".join(words[ask.lang].format(known=known) for words in lacking))
    return decider, basis


def _wanted(
    blueprint: Blueprint, item: Item, name: str, kind: SubjectKind, ask: Asker, given: str | None
) -> tuple[Register, ...]:
    """The registers that are to be read; those that may be are offered."""
    day = datetime.now(ZoneInfo(blueprint.timezone)).date()
    may = readable_registers(blueprint, agency=item.agency, purpose=name, on=day)
    offered = [one for one in may if blueprint.registers[one].subject_kind is kind]
    wanted = _listed(ask(given, asked.READS, known=", ".join(offered) or "-"))
    for one in wanted:
        if one not in blueprint.registers:
            _refuse(asked.NO_REGISTER, ask.lang, name=one, known=", ".join(blueprint.registers))
    return tuple(blueprint.registers[one] for one in wanted)


def _agreements(
    blueprint: Blueprint, item: Item, name: str, reads: tuple[Register, ...], day: date, law: str, lang: str
) -> str:
    """What is to be added to the agreements by the law that is named; without one, what is missing is said."""
    may = readable_registers(blueprint, agency=item.agency, purpose=name, on=day)
    missing = [one for one in reads if one.id not in may]
    basis = cited(blueprint, law) if law else "{cite: …}"
    added = "".join(agreement(one, item.agency, name, day, basis) for one in missing)
    if missing and not law:
        _refuse(asked.NO_AGREEMENT, lang, agency=item.agency, name=name, register=missing[0].id, entry=added)
    return added


def _own(blueprint: Blueprint, item: Item) -> str:
    return ", ".join(one.id for one in blueprint.registers.values() if one.agency == item.agency) or "-"


def _own_register(blueprint: Blueprint, item: Item, name: str, lang: str) -> Register | None:
    if not name:
        return None
    if name not in blueprint.registers:
        _refuse(asked.NO_REGISTER, lang, name=name, known=_own(blueprint, item))
    if blueprint.registers[name].agency != item.agency:
        _refuse(asked.OTHERS, lang, name=name, known=_own(blueprint, item))
    return blueprint.registers[name]


def _filled(
    blueprint: Blueprint,
    register: Register | None,
    asks: tuple[str, ...],
    reads: tuple[Register, ...],
    name: str,
    given: Mapping[str, str],
    lang: str,
) -> Mapping[str, str]:
    if register is None:
        return {}
    try:
        return fields_of(blueprint, register, asks, reads, name, given)
    except MissingFields as missing:
        raise typer.BadParameter(missing.text[lang]) from missing


def _worded(
    blueprint: Blueprint, ask: Asker, question: Text, given: Mapping[str, str], otherwise: Text
) -> dict[str, str]:
    """A text in each language of the blueprint."""
    return {one: ask(given.get(one), question, otherwise[one], lang=one) for one in blueprint.languages}


def _anybody(blueprint: Blueprint, kind: SubjectKind, day: date) -> str:
    """The number of nobody, of the kind that makes subjects known."""
    every = blueprint.registers.values()
    register = next(one for one in every if one.identifies and one.subject_kind is kind)
    return _example(blueprint, register.fields[register.subject].fact, day)


def _example(blueprint: Blueprint, fact: str, day: date) -> str:
    found = blueprint.facts.get(fact)
    return example_of(blueprint, found, day) if found and found.type is not FactType.LIST else "-"


def _listed(said: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in said.split(",") if one.strip())


def _pairs(said: Iterable[str] | None, lang: str) -> dict[str, str]:
    """What options such as NAME=VALUE say."""
    pairs = {}
    for one in said or ():
        name, found, value = one.partition("=")
        if not found:
            _refuse(asked.PAIR, lang, said=one)
        pairs[name.strip()] = value.strip()
    return pairs
