"""Services that dice make up, with everything a step can say of itself, and events that dice make happen to a case.

`sound` services go from an acceptance, or from none, through steps in the middle to a decision and what follows from
it; `wild` ones are such services with something torn out or put in at random, so that most of them ought to be refused.
They stand in the small blueprint of `invented/`, which has a law of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from hypothesis import strategies as st

from minben.blueprint import examine_files
from minben.blueprint.model import Giving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minben.blueprint import Report

FOLDER = Path(__file__).parent / "invented"
FILES = {str(path.relative_to(FOLDER)): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}
SERVICE = "invented"
FILE = f"services/{SERVICE}/service.yaml"
FIRST_DAY = date(2026, 3, 2)
LAW = [{"cite": "试验法 第一条"}]
POSTS = ("bureau/one", "bureau/two", "bureau/head")
ALL_POSTS = (*POSTS, "branch/one", "branch/two", "branch/head")
OTHER = "other"
"""The service that steps of the invented one may begin."""
FEE = 20
"""What whoever is not good pays, where there is a fee."""
PAUSING = ("hearing", "test", "appraise", "review")
OTHER_KINDS = ("examine", "inspect", "publicise", "rectify", "decide", "tell")

Words = dict[str, str]
Form = dict[str, Any]
T = TypeVar("T")


def said(what: str) -> Words:
    """A text in both languages."""
    return {"zh": what, "en": what}


def report(service: Form) -> Report:
    """The blueprint with this service in it, as the check sees it on the first day."""
    text = json.dumps(service, ensure_ascii=False)
    return examine_files({**FILES, FILE: text.encode()}, on=FIRST_DAY)


# Events.


class Kind(StrEnum):
    """What may happen to a case."""

    VERDICT = "verdict"
    APPLICANT = "applicant"
    DAY = "day"
    HOURS = "hours"
    EXTENSION = "extension"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    PAY = "pay"
    HUMAN = "human"
    CORRECTION = "correction"


class Event(NamedTuple):
    """Something that happens; what the numbers choose among is found when it does."""

    kind: Kind
    which: int
    who: int
    how: int

    def __str__(self) -> str:
        return f"{self.kind}({self.which}, {self.who}, {self.how})"


OFTEN = (
    (Kind.VERDICT,) * 6
    + (Kind.APPLICANT,) * 2
    + (Kind.DAY,) * 4
    + (Kind.HOURS,) * 2
    + (Kind.EXTENSION, Kind.PAY)
)
SELDOM = (Kind.WITHDRAW, Kind.APPEAL, Kind.APPEAL, Kind.HUMAN, Kind.CORRECTION)


class Theme(StrEnum):
    """What a story is about: its service is sure to have it, and what happens turns on it."""

    ANYTHING = "anything"
    EXTENSION = "extension"
    SILENCE = "silence"
    PAUSES = "pauses"
    GIVING = "giving"
    OTHERS = "others"
    MONEY = "money"
    APPEAL = "appeal"
    PEOPLE = "people"


FAVOURED: dict[Theme, tuple[Kind, ...]] = {
    Theme.EXTENSION: (Kind.EXTENSION,) * 12 + (Kind.VERDICT,) * 4,
    Theme.SILENCE: (Kind.DAY,) * 40 + (Kind.HOURS,) * 5,
    Theme.PAUSES: (Kind.DAY,) * 10 + (Kind.HOURS,) * 6,
    Theme.GIVING: (Kind.WITHDRAW,) * 2 + (Kind.APPEAL,) * 2,
    Theme.OTHERS: (Kind.WITHDRAW,) * 2 + (Kind.DAY,) * 6,
    Theme.MONEY: (Kind.PAY,) * 4 + (Kind.APPLICANT,) * 4,
    Theme.APPEAL: (Kind.APPEAL,) * 6,
}


@st.composite
def events_about(draw: st.DrawFn, theme: Theme) -> list[Event]:
    """What happens, one thing after the other; verdicts are more often favourable than not."""
    kinds = st.sampled_from(OFTEN + SELDOM + FAVOURED.get(theme, ()))
    how = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 3, 4, 5))
    event = st.builds(Event, kinds, st.integers(0, 5), st.integers(0, 2), how)
    return draw(st.lists(event, min_size=5, max_size=25))


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the applicant on the first day."""

    good: bool
    until: date | None

    @property
    def record(self) -> dict[str, str]:
        """The entry about them, as texts by field."""
        found = {"good": "true" if self.good else "false"}
        return found | ({"until": self.until.isoformat()} if self.until else {})


WAYS = st.sampled_from([Giving.FILE, Giving.COMMITMENT, Giving.LATER, Giving.LATER])
PERSONS = st.builds(Person, st.booleans(), st.none() | st.dates(date(2026, 3, 3), date(2026, 3, 20)))


# Services.


@dataclass(slots=True)
class Making:
    """A service while it is made up: its steps so far, and those that a following step must wait for."""

    draw: st.DrawFn
    theme: Theme = Theme.ANYTHING
    steps: dict[str, Form] = field(default_factory=dict)
    asks: dict[str, Form] = field(default_factory=dict)
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    materials: dict[str, Form] = field(default_factory=dict)
    strict: bool = False
    """Whether a law holds that wants an acceptance, by silence at the latest."""

    def chance(self, of: int = 2, about: Theme | None = None) -> bool:
        """True once in so many times, and always where the story is about it."""
        return about is self.theme or self.draw(st.integers(1, of)) == of

    def one_of(self, *choices: T) -> T:
        """One of these."""
        return self.draw(st.sampled_from(choices))

    def some_of(self, choices: Sequence[T]) -> list[T]:
        """Some of these, each once."""
        return self.draw(st.lists(st.sampled_from(choices), unique=True, min_size=1, max_size=3))

    def days(self) -> str:
        """A limit in days."""
        unit = self.one_of("working days", "calendar days")
        return f"{self.draw(st.integers(1, 6))} {unit}"

    def limit(self) -> str:
        """A limit in days or hours, or one that ends with a date."""
        hours = f"{self.draw(st.integers(1, 9))} working hours"
        return self.one_of(self.days(), self.days(), hours, "until person.until")


def verdicts(*names: str) -> Form:
    """Verdicts of these names, the first favourable."""
    return {name: said(name) for name in names}


def step(making: Making, name: str, needs: list[str], **values: object) -> Form:
    """Put a step into the service."""
    form: Form = {"title": said(name), "kind": "examine", "needs": needs, "law": LAW} | values
    making.steps[name] = form
    return form


class Story(NamedTuple):
    """A service, somebody who applies, how they give materials, and what happens."""

    service: Form
    person: Person
    events: list[Event]
    way: Giving


@st.composite
def stories(draw: st.DrawFn, *, torn: bool = False) -> Story:
    """A case of a service that should pass the check, or of one that is ``torn``."""
    theme = draw(st.sampled_from(list(Theme)))
    service = draw(wild(theme) if torn else sound(theme))
    return Story(service, draw(PERSONS), draw(events_about(theme)), draw(WAYS))


@st.composite
def sound(draw: st.DrawFn, theme: Theme) -> Form:
    """A service that is made such that it should pass the check, or nearly."""
    making = Making(draw, theme)
    if making.chance():
        making.asks["told"] = ask("remark", required=making.chance())
    making.strict = making.chance(4, Theme.SILENCE)
    start = _accepted(making) if making.strict or making.chance() else "person"
    awaited = _materials(making, start)
    for number in range(draw(st.integers(0 if theme is Theme.ANYTHING else 1, 3))):
        before = making.one_of(start, *awaited) if awaited else start
        needed = _middle(making, f"m{number}", before)
        if needed:
            awaited.append(needed)
    fee = _fee(making, start)
    _decided(making, [start, *awaited, *(["pay"] if fee else [])], start)
    _pauses(making)
    _apart(making)
    return _located(making, _service(making) | fee)


@st.composite
def wild(draw: st.DrawFn, theme: Theme) -> Form:
    """A service with something torn out, put in or changed at random."""
    service = draw(sound(theme))
    for _ in range(draw(st.integers(1, 3))):
        draw(st.sampled_from(BREAKS))(draw, service)
    if draw(st.integers(1, 6)) == 1:
        _any_key(draw, service)
    return service


def ask(fact: str, *, required: bool = True) -> Form:
    return {"fact": fact, "why": said("问"), "required": required}


def _accepted(making: Making) -> str:
    """An acceptance, perhaps with a completion and a second look; what has to be true for the rest to begin."""
    complete = making.chance()
    names = ["accepted", "incomplete", "not-accepted"] if complete else ["accepted", "not-accepted"]
    within = f"{making.draw(st.integers(1, 5))} working days" if making.strict else making.days()
    silent: Form = {"within": within, "overdue": "accepted"} if making.strict or making.chance() else {}
    form = step(making, "accept", ["person"], kind="accept", by=f"officer {making.one_of(*POSTS)}", **silent)
    form["verdicts"] = verdicts(*names)
    refusing = ["accept.not-accepted"]
    start = "accept"
    if complete:
        asks = {"completed": ask("remark", required=making.chance())}
        step(making, "supplement", ["accept.incomplete"], kind="supplement", by="applicant", asks=asks)
        needs = ["supplement"]
        if making.chance(3):
            making.steps["supplement"]["within"] = making.days()
            needs = ["supplement | supplement.overdue"]
        by = f"officer {making.one_of(*POSTS)}"
        again = step(making, "recheck", needs, kind="accept", by=by, **silent)
        again["verdicts"] = verdicts("accepted", "not-accepted")
        refusing.append("recheck.not-accepted")
        start = "accept | recheck"
    making.outcomes["not accepted"] = refusing
    return start


def _materials(making: Making, start: str) -> list[str]:
    """Perhaps a material, that may be promised for later; what is to wait for it."""
    if not making.chance(3):
        return []
    form: Form = {"title": said("材料"), "law": LAW, "accepts": ["pdf"]}
    making.materials["plan"] = form
    if making.chance():
        checking = step(making, "check", [start], kind="inspect", by="officer bureau/two", people=2)
        checking["verdicts"] = verdicts("kept", "broken")
        form["commitment"] = {"text": said("承诺"), "checked_in": "check"}
        if making.chance():
            form["later"] = making.days()
            return ["check | check.broken", "plan.given"]
        return ["check | check.broken"]
    form["later"] = making.days()
    return [making.one_of("plan.given", "plan.given", "plan.given | plan.overdue")]


def _middle(making: Making, name: str, before: str) -> str | None:
    """A step between acceptance and decision; what whoever waits for it needs, None where nobody can."""
    if making.theme is Theme.OTHERS and making.chance():
        return _by_service(making, name, before)
    make: Callable[[Making, str, str], str | None] = making.one_of(
        _officer, _officer, _jointly, _rule, _applicant, _by_service, _by_service
    )
    return make(making, name, before)


def _officer(making: Making, name: str, before: str) -> str:
    form = step(making, name, [before], by=f"officer {making.one_of(*POSTS)}", verdicts=verdicts("yes", "no"))
    if making.chance(4):
        form["by"] = "taskforce joint"
    form["kind"] = making.one_of(*OTHER_KINDS[:4], *PAUSING)
    if form["kind"] == "inspect" or making.chance(5, Theme.PEOPLE):
        form["people"] = 2
    if making.chance(3):
        form["asks"] = {f"{name}_found": ask("remark")}
    _timed(making, form, head=True)
    if making.chance(4):
        again = {"until": f'{name} = "yes"', "at_most": making.one_of(2, 3), "with": []}
        if making.chance():
            mend = {f"{name}_mended": ask("remark")}
            step(making, f"{name}_mend", [before], kind="rectify", by="applicant", asks=mend)
            form["needs"], again["with"] = [f"{name}_mend"], [f"{name}_mend"]
        form["repeat"] = again
    if making.chance(4, Theme.GIVING):
        _gives(form, name)
    return _awaited(making, form, name)


def _jointly(making: Making, name: str, before: str) -> str:
    posts = ", ".join(making.one_of(POSTS, POSTS[:2]))
    names = making.one_of(["yes", "no"], ["yes", "maybe", "no"])
    form = step(making, name, [before], kind="review", by=f"officers {posts}", verdicts=verdicts(*names))
    if making.chance(4):
        form["people"] = 2
    _timed(making, form, head=False)
    return _awaited(making, form, name)


def _awaited(making: Making, form: Form, name: str) -> str:
    results = [f"{name}.{verdict}" for verdict in form["verdicts"]]
    if "within" in form and making.chance(4):
        results.append(f"{name}.overdue")
    return " | ".join(results)


def _rule(making: Making, name: str, before: str) -> str | None:
    form = step(making, name, [before], by="rule", when="person.good")
    if making.chance(3, Theme.GIVING):
        _gives(form, name)
    if making.chance():
        return None
    form["otherwise"] = f"officer {making.one_of(*POSTS)}"
    form["verdicts"] = verdicts("yes", "no")
    return f"{name} | {name}.no"


def _applicant(making: Making, name: str, before: str) -> str:
    form = step(making, name, [before], kind="rectify", by="applicant", asks={f"{name}_said": ask("remark")})
    if making.chance():
        form["within"] = making.days()
        return f"{name} | {name}.overdue"
    return name


def _by_service(making: Making, name: str, before: str) -> str:
    """A step that another service does; what its outcomes mean here, as the dice want it."""
    own = [outcome for outcome in ("refused", "not-accepted", "withdrawn") if making.chance()]
    names = [*dict.fromkeys(["yes", *own, making.one_of("no", "refused")])]
    form = step(making, name, [before], by=f"service {OTHER}", verdicts=verdicts(*names))
    form |= {"kind": making.one_of("examine", *PAUSING), "answers": {"given": '"说明"'}}
    if making.chance():
        form["within"] = making.limit()
    return _awaited(making, form, name)


def _fee(making: Making, start: str) -> Form:
    """Perhaps a fee, which whoever is good need not pay."""
    if not making.chance(4, Theme.MONEY):
        return {}
    step(making, "pay", [start], kind="collect", by="applicant")
    refunds = [outcome for outcome in ("refused", "withdrawn") if making.chance()]
    fee = {
        "text": said("费用"),
        "basis": LAW[0],
        "amount": f"if person.good then 0 else {FEE}",
        "before": "decide",
    }
    return {"fee": fee | {"refunds": refunds}}


def _located(making: Making, service: Form) -> Form:
    """Perhaps the service is that of another agency for whoever is good."""
    if not making.chance(4):
        return service
    there: Form = json.loads(json.dumps(service).replace("bureau/", "competent/"))
    return there | {"competent": 'if person.good then "branch" else null', "agencies": ["branch"]}


def _gives(form: Form, name: str) -> None:
    fields = {"id": f'case.number + "-{name}"', "holder": "applicant"}
    form["gives"] = [{"record": "papers", "fields": fields}, {"notice": said(f"给予{name}")}]
    form["undo"] = [{"end": "papers", "key": f'case.number + "-{name}"'}, {"notice": said(f"收回{name}")}]


def _timed(making: Making, form: Form, *, head: bool) -> None:
    """Perhaps a limit, and what may hang on it."""
    if making.theme is not Theme.PAUSES and making.chance(4):
        return
    form["within"] = making.limit()
    in_days = "days" in form["within"]
    if making.chance(3):
        form["overdue"] = making.one_of(*form["verdicts"])
    if in_days and making.chance(4):
        form["promised"] = "1 calendar days"
    if making.chance(4):
        form["escalate"] = "officer bureau/head"
    if in_days and making.chance(4):
        form["counts_from"] = making.one_of("receipt", "ready", "accept | recheck")
        if "accept" in form["counts_from"] and "recheck" not in making.steps:
            form["counts_from"] = "ready"
    if in_days and head and making.chance(4):
        form["at_least"] = "1 calendar days"


def _decided(making: Making, awaited: list[str], start: str) -> None:
    needs = list(dict.fromkeys(awaited))
    form = step(making, "decide", needs, kind="decide", verdicts=verdicts("granted", "refused"))
    form["by"] = f"officer {making.one_of(*POSTS[:2])}"
    if making.theme is not Theme.EXTENSION and making.chance(3):
        form |= {"by": "rule", "when": "person.good", "otherwise": "officer bureau/two"}
    elif making.chance(4):
        form["people"] = 2
    elif making.chance(4):
        form["by"] = "officers bureau/one, bureau/two"
    if making.theme is Theme.EXTENSION or not making.chance(4):
        form["within"] = making.days() if making.theme is Theme.EXTENSION else making.limit()
        if making.chance(3):
            form["overdue"] = "granted"
        if "until" not in form["within"] and form["by"] != "rule" and making.chance(2, Theme.EXTENSION):
            unit = form["within"].partition(" ")[2]
            form["extend"] = {
                "by": f"{making.one_of(1, 3)} {unit}",
                "approves": "officer bureau/head",
                "law": LAW,
            }
        if "days" in form["within"] and "accept" in start and making.chance():
            form["counts_from"] = start
    making.outcomes |= {"granted": ["decide"], "refused": ["decide.refused"]}
    if making.chance():
        issue = step(making, "issue", ["decide"], kind="deliver", by="rule")
        _gives(issue, "issue")
        if making.chance():
            step(
                making, "hand_over", ["issue"], kind="deliver", by="officer bureau/one", within=making.days()
            )
    if making.chance(4):
        step(making, "tell", ["decide.refused"], kind="tell", by="officer bureau/one", within=making.days())


def _pauses(making: Making) -> None:
    clocks = [
        name for name, form in making.steps.items() if "within" in form and "until" not in form["within"]
    ]
    for name, form in making.steps.items():
        others = [clock for clock in clocks if clock != name]
        if form["kind"] in PAUSING and name in clocks and others and not making.chance(4):
            form["pauses"] = making.some_of(others)


def _apart(making: Making) -> None:
    by_people = [
        name for name, form in making.steps.items() if form["by"] not in ("applicant", f"service {OTHER}")
    ]
    for name in by_people:
        if making.chance(5):
            others = [other for other in by_people if other != name]
            making.steps[name]["not_by"] = making.some_of(others) if others else []


def _service(making: Making) -> Form:
    service: Form = {
        "item": "I2" if making.strict else "I1",
        "title": said("试验"),
        "summary": said("试验"),
        "for": "resident",
        "agency": "bureau",
        "law": LAW,
        "reads": {
            "person": {"from": "people where id = applicant", "title": said("人"), "correct": True},
        },
        "asks": making.asks,
        "materials": making.materials,
        "steps": making.steps,
        "outcomes": making.outcomes,
    }
    if making.chance(3):
        service["human"] = "bureau/two"
    if making.chance(2, Theme.APPEAL):
        appeal = {"by": f"officer {making.one_of(*POSTS)}", "within": making.days(), "decides": making.days()}
        service["appeal"] = appeal | {"law": LAW}
    return service


# What may be torn out of a service, or put in.


def _names(service: Form) -> list[str]:
    names = ["person", "nothing", *service["asks"], *service["materials"]]
    for name, form in service["steps"].items():
        names += [name, f"{name}.overdue", *(f"{name}.{verdict}" for verdict in form.get("verdicts", {}))]
        names += list(form.get("asks", {}))
    return names


def _a_step(draw: st.DrawFn, service: Form) -> Form:
    found: Form = service["steps"][draw(st.sampled_from(sorted(service["steps"])))]
    return found


def _need_otherwise(draw: st.DrawFn, service: Form) -> None:
    names = draw(st.lists(st.sampled_from(_names(service)), min_size=1, max_size=2))
    form = _a_step(draw, service)
    needs = form["needs"] if draw(st.booleans()) else []
    form["needs"] = [*needs, " | ".join(names)]


def _need_less(draw: st.DrawFn, service: Form) -> None:
    form = _a_step(draw, service)
    form["needs"] = form["needs"][1:] if draw(st.booleans()) else form["needs"][:-1]


def _end_otherwise(draw: st.DrawFn, service: Form) -> None:
    outcome = draw(st.sampled_from(["granted", "refused", "not accepted", "withdrawn"]))
    results = draw(st.lists(st.sampled_from(_names(service)), max_size=2))
    service["outcomes"] = {**service["outcomes"], outcome: results}


def _drop_step(draw: st.DrawFn, service: Form) -> None:
    if len(service["steps"]) > 1:
        del service["steps"][draw(st.sampled_from(sorted(service["steps"])))]


def _done_otherwise(draw: st.DrawFn, service: Form) -> None:
    form = _a_step(draw, service)
    by = st.sampled_from(
        [
            "rule",
            "applicant",
            "officer bureau/one",
            "officers bureau/one, bureau/two",
            "taskforce joint",
            f"service {OTHER}",
        ]
    )
    form["by"] = draw(by)


def _guarded(draw: st.DrawFn, service: Form) -> None:
    names = sorted(service["steps"])
    step_name = draw(st.sampled_from(names))
    guards = [
        "person.good",
        "not(person.good)",
        f'{step_name} = "yes"',
        f"{step_name} != null",
        "1 = 2",
        "1 +",
        "count",
    ]
    _a_step(draw, service)["when"] = draw(st.sampled_from(guards))


def _said_of_time(draw: st.DrawFn, service: Form) -> None:
    names = sorted(service["steps"])
    values: list[tuple[str, object]] = [
        ("within", "2 working days"),
        ("within", "3 working hours"),
        ("within", "until person.until"),
        ("within", "until person.good"),
        ("overdue", draw(st.sampled_from(["yes", "no", "granted", "refused", "accepted", "done"]))),
        ("counts_from", draw(st.sampled_from(names))),
        ("pauses", [draw(st.sampled_from(names))]),
        ("not_by", [draw(st.sampled_from(names))]),
        ("people", draw(st.integers(0, 3))),
        ("promised", "9 working days"),
        ("repeat", {"until": "true", "at_most": 2, "with": [draw(st.sampled_from(names))]}),
        ("repeat", {"until": "false", "at_most": 3}),
        ("extend", {"by": "1 working days", "approves": "officer bureau/head", "law": LAW}),
        (
            "kind",
            draw(
                st.sampled_from(["accept", "supplement", "inspect", "decide", "hearing", "collect", "bring"])
            ),
        ),
        ("verdicts", verdicts("yes", "no")),
    ]
    key, value = draw(st.sampled_from(values))
    _a_step(draw, service)[key] = value


def _any_key(draw: st.DrawFn, service: Form) -> None:
    form = _a_step(draw, service)
    key = draw(st.sampled_from([*sorted(form), "nonsense"]))
    form[key] = draw(st.sampled_from([None, "", "x", 3, [], {}, ["s | "], {"a": 1}, True]))


BREAKS: list[Callable[[st.DrawFn, Form], None]] = [
    _need_otherwise,
    _need_otherwise,
    _need_less,
    _end_otherwise,
    _drop_step,
    _done_otherwise,
    _guarded,
    _said_of_time,
    _said_of_time,
]
