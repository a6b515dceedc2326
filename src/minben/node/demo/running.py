"""The steps of a demonstration, in order, each with its progress."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from django.db import connection
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from minben.cases import By, CaseState, counts, pass_deadlines
from minben.environment import terminal_language
from minben.ledger import Reach, acting, legal_now, legal_today, public_keys, seal_once, verify_ledger
from minben.licences import follow_acts
from minben.registers import holdings, load

from ..applying import apply
from ..running import migrate
from .actors import PROGRAM, appoint_officers, link_person, officers
from .choosing import Chooser
from .people import People
from .play import Day, identifying_register
from .script import Group, read_script
from .summary import DEEDS, Cases, Sealing, Summary, telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from rich.console import Console

    from minben.blueprint.model import Blueprint, Register

    from .script import Script

    Row = Mapping[str, object]

SYSTEM = Reach(system=True)
ROUNDS = 5
"""How often the officers go through their tasks in a day; a case passes several posts."""
PERSONA_CHANNEL = "web"
FOLDER = "demo"


def run(
    blueprint: Blueprint, folder: Path, home: Path, *, residents: int, seed: int, screen: Console
) -> Summary:
    """Set up what is missing, play a day, seal and verify."""
    began = time.monotonic()
    script = read_script(folder.with_name(f"{folder.name}.day.yaml"), blueprint)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=not screen.is_terminal) as progress:
        migrate()
        apply(blueprint)
        people = People.kept(home / FOLDER) or invent(blueprint, home, residents, seed, progress)
        chosen = settle(blueprint, script, people, progress)
        people = replace(people, moved_in=True, days=people.days + 1)
        people.keep()
        play(blueprint, script, chosen, chance(people), progress)
        return conclude(blueprint, home, progress, began)


def invent(blueprint: Blueprint, home: Path, residents: int, seed: int, progress: Progress) -> People:
    """Make the people of a new district."""
    task = progress.add_task(said({"zh": "编造居民", "en": "inventing people"}), total=residents)
    return People.make(
        home / FOLDER,
        blueprint,
        residents,
        seed,
        legal_today(),
        lambda done: progress.update(task, completed=done),
    )


def said(text: Mapping[str, str]) -> str:
    """Words for the person at the terminal, else in the first language that there is."""
    return text.get(terminal_language()) or next(iter(text.values()))


def chance(people: People) -> Random:
    """What happens by chance on this day: the same for the same people on the same day of play."""
    return Random(f"{people.seed} {people.days}")  # noqa: S311 - a script, not a secret


def settle(blueprint: Blueprint, script: Script, people: People, progress: Progress) -> dict[str, list[Row]]:
    """Let the people move in, or, where they have, only look at them; and choose who appears today."""
    choosers = choosers_for(blueprint, script)
    for register_id in people.registers:
        register, rows = blueprint.registers[register_id], people.rows(register_id)
        chooser = choosers.get(register_id)
        watched = chooser.watch(rows) if chooser else rows
        if not people.moved_in:
            move_in(blueprint, register, watched, people, progress)
        elif chooser:
            exhaust(watched)
    random = chance(people)
    chosen = {name: rows for chooser in choosers.values() for name, rows in chooser.choose(random).items()}
    appoint_officers(blueprint, script.officers_are_called)
    for persona in blueprint.personas.values():
        found = chosen.get(f"persona {persona.id}")
        if persona.subject_kind is not None and found:
            register = identifying_register(blueprint, persona.subject_kind)
            link_person(persona, register, found[0], str(found[0][script.names[register.id]]))
    return chosen


def move_in(
    blueprint: Blueprint, register: Register, rows: Iterator[Row], people: People, progress: Progress
) -> None:
    """Load the rows of one register; what is there already stays as it is."""
    task = progress.add_task(said(register.title), total=None)
    load(
        register,
        rows,
        blueprint=blueprint,
        source=f"invented people, seed {people.seed}",
        actor=PROGRAM,
        purpose="demo",
        valid_from=people.on,
        progress=lambda done: progress.update(task, completed=done),
    )


def choosers_for(blueprint: Blueprint, script: Script) -> dict[str, Chooser]:
    """What is wanted of each identifying register: personas first, then groups, then entries to correct."""
    found = {
        register.id: Chooser(blueprint, register, legal_now)
        for register in blueprint.registers.values()
        if register.identifies
    }
    for persona in blueprint.personas.values():
        if persona.subject_kind is not None and persona.pick is not None:
            register = identifying_register(blueprint, persona.subject_kind)
            found[register.id].want(f"persona {persona.id}", persona.pick, 1)
    for number, group in enumerate(script.groups):
        register = identifying_register(blueprint, group.subject_kind(blueprint))
        found[register.id].want(f"group {number}", group.who, group.count)
    for number, change in enumerate(script.changes):
        found[change.register].want(f"change {number}", "true", change.count)
    return found


def exhaust(rows: Iterator[Row]) -> None:
    """Let them all go by."""
    for _ in rows:
        pass


def play(
    blueprint: Blueprint, script: Script, chosen: Mapping[str, list[Row]], random: Random, progress: Progress
) -> None:
    """Applications, corrections, and rounds of work until nobody has anything left to do today."""
    task = progress.add_task(said({"zh": "一天", "en": "a day"}), total=None)
    day = Day(blueprint, script, officers(blueprint), random, tick=lambda: progress.advance(task))
    for number, group in enumerate(script.groups):
        day.receive(group, chosen[f"group {number}"])
    for persona, service in script.personas.items():
        day.receive(Group(service, "true", 1, PERSONA_CHANNEL), chosen[f"persona {persona}"])
    for number, change in enumerate(script.changes):
        day.correct(change, chosen[f"change {number}"])
    pass_deadlines()
    for _ in range(ROUNDS):
        if day.work() + day.complete() + day.pay() == 0:
            break
    pass_deadlines()
    day.rate()


def conclude(blueprint: Blueprint, home: Path, progress: Progress, began: float) -> Summary:
    """Seal every act, verify all of it, and count."""
    task = progress.add_task(said({"zh": "封存与核验", "en": "sealing and verifying"}), total=None)
    sealed = 0
    while True:
        step = seal_once().acts
        sealed += step
        progress.update(task, completed=sealed)
        # Licences are issued for what has its place in the sequence, and have acts of their own.
        if not step and not follow_acts().more:
            break
    report = verify_ledger(public_keys(home), effects=True)
    with acting(SYSTEM):
        held = holdings()
    found = counts(Reach(supervise=True))
    residents = sum(
        held.get(register.id, 0)
        for register in blueprint.registers.values()
        if register.identifies and register.subject_kind == "resident"
    )
    return Summary(
        title=blueprint.title,
        residents=residents,
        items=len(blueprint.items),
        agencies=len({item.agency for item in blueprint.items.values()}),
        cases=Cases(
            opened=found.total,
            decided_by_rule=found.by_decider.get(By.RULE, 0),
            decided_by_officer=found.by_decider.get(By.OFFICER, 0),
            open=found.by_state.get(CaseState.OPEN, 0),
        ),
        deeds=acts_by_kind(DEEDS),
        acts=report.size + report.waiting,
        ledger=Sealing(size=report.size + report.waiting, sealed=report.size, verified=report.ok),
        seconds=time.monotonic() - began,
        personas=telling(blueprint),
        more_personas=len(blueprint.personas) - len(telling(blueprint)),
    )


def acts_by_kind(kinds: Iterable[str]) -> dict[str, int]:
    """How many acts the ledger holds of each of these kinds."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM ledger_act WHERE kind = ANY(%s) GROUP BY kind", [[*kinds]])
        return dict(cursor.fetchall())
