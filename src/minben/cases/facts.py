"""The facts of one case at one moment: given, read, derived and decided, each found when it is first wanted.

`Facts` is made for one event of a case and thrown away after it, so that every step of that event stands on the same
reads. What a step has used is taken from it as `Use`: values, the explanation, and the outputs that it settles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType
from minben.rules import Surroundings, compile_expression, tell, why_not

from .terms import COUNTING_DATE, DECISION, RECEIPT, Clause, Terms
from .words import LANGUAGES, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from minben.blueprint.model import Ask, Fact, Read
    from minben.registers import Record
    from minben.rules import Decision, Words

    Text = Mapping[str, str]
    Fetch = Callable[[list[Read]], list["Fetched"]]

_TITLE = compile_expression("function(x) get value(titles, x)", ["titles"])


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a read came to: the records with their versions, and the value that rules see.

    ``allowed`` is false where no agreement lets the agency read the register for this service; the value is then null
    and no rule grants on it. ``hidden`` is true where the agency of the service read it to check answers of somebody
    who fills in at another agency and may not see it.
    """

    read: Read
    records: tuple[Record, ...]
    value: object
    allowed: bool = True
    hidden: bool = False

    @property
    def shown(self) -> Fetched:
        """The same as whoever fills in may see it."""
        return Fetched(self.read, (), None, allowed=False) if self.hidden else self


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision table came to, and what it could see."""

    result: Decision
    around: Surroundings


@dataclass(frozen=True, slots=True)
class Use:
    """What a step stands on.

    ``inputs`` are the facts by name, ``reads`` the versions read, ``decided`` the outputs of decisions that the step
    settles, ``explanation`` how it came about: by language for people, and under ``rules`` at which lines of which
    files the rules stand, for who keeps them.
    """

    inputs: Mapping[str, object] = field(default_factory=dict)
    reads: tuple[Fetched, ...] = ()
    decided: Mapping[str, object] = field(default_factory=dict)
    explanation: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What FEEL may know of the case itself; ``identifier`` is the applicant's."""

    identifier: str
    number: str
    code: str
    received_on: date
    channel: str
    today: date


class Facts:
    """All facts of a case, found on demand.

    ``known`` holds the answers and the verdicts of done steps by name, ``settled`` the outputs that done steps have
    decided. ``fetch`` reads registers; it is asked once for each read.
    """

    def __init__(
        self,
        terms: Terms,
        at: Circumstances,
        *,
        known: Mapping[str, object],
        settled: Mapping[str, object],
        fetch: Fetch,
    ) -> None:
        self._terms = terms
        self._at = at
        self._known = dict(known)
        self._settled = dict(settled)
        self._fetch = fetch
        self._fetched: dict[str, Fetched] = {}
        self._derived: dict[tuple[str, date], object] = {}
        self._decisions: dict[str, Decided] = {}
        titles = _TITLE.evaluate({"titles": dict(terms.titles)}).value
        about = {"number": at.number, "code": at.code, "received_on": at.received_on, "channel": at.channel}
        self._given = {"applicant": at.identifier, "case": about, "today": at.today, "title": titles}

    @property
    def today(self) -> date:
        """The legal day."""
        return self._at.today

    def learn(self, known: Mapping[str, object]) -> None:
        """Take in what a step has brought: its verdict and its answers; what was computed without them is forgotten."""
        self._known.update(known)
        self._derived.clear()
        self._decisions.clear()

    def settle(self, decided: Mapping[str, object]) -> None:
        """Hold fast the outputs that a step which is done stands on."""
        self._settled.update(decided)

    def unsettle(self, kept: Iterable[str]) -> None:
        """Let outputs be decided anew, all but those that are kept."""
        still = frozenset(kept)
        self._settled = {name: value for name, value in self._settled.items() if name in still}

    def value(self, name: str, counting: date | None = None) -> object:
        """The value of a name; null where it is not known. ``counting`` is the date that counts (receipt)."""
        counting = counting or self._at.received_on
        if name == COUNTING_DATE:
            return counting
        if name in self._given:
            return self._given[name]
        if name in self._settled:
            return self._settled[name]
        if name in self._terms.decided_in:
            return self._decision(self._terms.decided_in[name]).result.outputs[name]
        if name in self._terms.derives:
            return self._derive(name, counting)
        if name in self._terms.service.reads:
            self.fetch([name])
            return self._fetched[name].value
        return self._known.get(name)

    def evaluate(
        self, clause: Clause, counting: date | None = None, extra: Mapping[str, object] | None = None
    ) -> object:
        """What an expression of the service comes to; ``extra`` are further values, such as ``?``."""
        values = dict(extra or {})
        values |= {name: self.value(name, counting) for name in clause.names - values.keys()}
        return clause.expression.evaluate(values, clock=self._clock).value

    def holds(self, clause: Clause | None, extra: Mapping[str, object] | None = None) -> bool | None:
        """Whether a condition is true; None where it is null or no boolean, True where there is none."""
        if clause is None:
            return True
        value = self.evaluate(clause, extra=extra)
        return value if isinstance(value, bool) else None

    def fetch(self, names: Iterable[str]) -> list[Fetched]:
        """Read what is behind these names and was not read yet; answers the new reads."""
        reads, behind = self._terms.service.reads, self._terms.behind(names)
        wanted = [name for name in reads if name in behind and name not in self._fetched]
        new = self._fetch([reads[name] for name in wanted]) if wanted else []
        self._fetched.update({fetched.read.name: fetched for fetched in new})
        return new

    def unseen(self, clause: Clause | None) -> tuple[str, ...]:
        """The registers behind an expression that whoever fills in may not see, in the order of the service."""
        return tuple(one.read.register for one in self._behind(clause) if one.hidden or not one.allowed)

    def refused(self, clause: Clause | None) -> bool:
        """Whether an expression stands on what may not be read, so that it cannot be told."""
        return any(not one.allowed for one in self._behind(clause))

    def _behind(self, clause: Clause | None) -> list[Fetched]:
        if clause is None:
            return []
        self.fetch(clause.names)
        behind = self._terms.behind(clause.names)
        return [fetched for name, fetched in self._fetched.items() if name in behind]

    def records(self, read: str) -> tuple[Record, ...]:
        """The records that a read came to, once it is fetched."""
        return self._fetched[read].records

    def used(self, names: Iterable[str]) -> Use:
        """What somebody stands on who looks at these names."""
        direct = frozenset(names)
        behind = self._terms.behind(direct - self._settled.keys())
        among = behind | direct
        shown = [name for name in self._terms.ordered if name in among]
        decisions = {self._terms.decided_in[name]: None for name in shown if self._is_open_output(name)}
        reads = tuple(self._fetched[name] for name in shown if name in self._fetched)
        told = [self._told(name) for name in decisions]
        return Use(
            inputs={name: plain(self.value(name)) for name in shown},
            reads=reads,
            decided={name: self.value(name) for name in direct if name in self._terms.decided_in},
            explanation=(*told, *(said for fetched in reads for said in self._missing(fetched))),
        )

    def _is_open_output(self, name: str) -> bool:
        return name in self._terms.decided_in and name not in self._settled

    def _told(self, decision: str) -> Text:
        made = self._decision(decision)
        told = {lang: list(_grounds(made, words_of(self._terms, lang))) for lang in LANGUAGES}
        said = {lang: "\n\n".join(text for text, _ in grounds) for lang, grounds in told.items()}
        places = dict.fromkeys(place for _, rules in next(iter(told.values())) for place in rules)
        return said | {"rules": "; ".join(places)}

    def _missing(self, fetched: Fetched) -> Iterator[Text]:
        title = self._terms.blueprint.registers[fetched.read.register].title
        if not fetched.allowed:
            yield {
                "zh": f"没有现行有效的共享协议可供读取“{title['zh']}”",
                "en": f"No agreement in force lets this agency read {title['en']} for this service",
            }
        elif not fetched.records:
            yield {
                "zh": f"“{title['zh']}”中没有申请人的相应记录",
                "en": f"{title['en']} holds no such record about the applicant",
            }

    def _derive(self, name: str, counting: date) -> object:
        key = (name, counting)
        if key not in self._derived:
            self._derived[key] = self.evaluate(self._terms.derives[name], counting)
        return self._derived[key]

    def _decision(self, name: str) -> Decided:
        if name not in self._decisions:
            decide = self._terms.service.decisions[name]
            counting = self._counting(name)
            behind = {n for output in decide.table.outputs for n in self._terms.procedure.uses[output.name]}
            values = {inner: self.value(inner, counting) for inner in behind}
            values |= self._given | {COUNTING_DATE: counting}
            result = decide.table.decide(values, on=counting, clock=self._clock)
            self._decisions[name] = Decided(result, Surroundings(values, clock=self._clock))
        return self._decisions[name]

    def _counting(self, decision: str) -> date:
        """The date that counts for a decision; the day of receipt where the date of the event is not known."""
        counts = self._terms.service.decisions[decision].counts
        if counts == DECISION:
            return self._at.today
        if counts == RECEIPT:
            return self._at.received_on
        event = self.evaluate(self._terms.event_dates[decision])
        return event if isinstance(event, date) else self._at.received_on

    def _clock(self) -> datetime:
        return datetime.combine(self._at.today, time())


def _grounds(decided: Decided, words: Words) -> Iterator[tuple[str, list[str]]]:
    """By which rule something was decided, for every no also what was nearest to a yes; each with its rules' places."""
    grounds = tell(decided.result, words)
    yield grounds.text(words), [str(rule.place) for rule in grounds.rules]
    for name, value in decided.result.outputs.items():
        if value is False:
            answer = why_not(decided.result, decided.around, words, {name: True})
            yield answer.text(words), [str(answer.nearest.place)] if answer.nearest else []


def typed(fact: Fact, value: object) -> object:
    """A JSON value of a register or an answer as FEEL has it."""
    if value is None:
        return None
    match fact.type:
        case FactType.NUMBER | FactType.MONEY:
            return Decimal(str(value))
        case FactType.DATE:
            return date.fromisoformat(str(value))
        case FactType.TIME:
            return time.fromisoformat(str(value))
        case _:
            return value


def meant(facts: Mapping[str, Fact], ask: Ask, value: object) -> object:
    """An answer as FEEL has it: of a list, a context for each entry, null for what was not asked or left out."""
    if not ask.each or not isinstance(value, list):
        return typed(facts[ask.fact], value)
    return [
        {name: typed(facts[part.fact], entry.get(name)) for name, part in ask.each.items()} for entry in value
    ]


def plain(value: object) -> object:
    """A value as JSON that people read: dates in ISO form, numbers without exponents, anything else as text."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("auto" if value.second else "minutes")
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            return str(value)


def packed(value: object) -> object:
    """A value as JSON that `unpacked` gives back with its type."""
    match value:
        case Decimal():
            return {"number": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"seconds": str(value // timedelta(seconds=1))}
        case dict():
            return {"context": {str(key): packed(inner) for key, inner in value.items()}}
        case list() | tuple():
            return [packed(inner) for inner in value]
        case None | bool() | str():
            return value
        case _:
            return str(value)


def unpacked(value: object) -> object:
    """The inverse of `packed`."""
    match value:
        case {"number": str(text)}:
            return Decimal(text)
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case {"seconds": str(text)}:
            return timedelta(seconds=int(text))
        case {"context": dict(entries)}:
            return {key: unpacked(inner) for key, inner in entries.items()}
        case list():
            return [unpacked(inner) for inner in value]
        case _:
            return value
