"""The answer to "why not" as data in a reader's words, which a page draws as a list and `text` writes as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .trace import item, pair

if TYPE_CHECKING:
    from ..feel.as_json import Json
    from .trace import Applied, Condition, Seen
    from .words import Words


@dataclass(frozen=True, slots=True)
class Failed:
    """A condition that is not met.

    `distance` says by how much it is missed ("" where that cannot be told), `behind` why the input is as it is where
    another decision gave it.
    """

    condition: Condition
    distance: str
    behind: WhyNot | None

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {
            **self.condition.as_json(),
            "distance": self.distance,
            "behind": self.behind.as_json() if self.behind else None,
        }


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a decision is not what was asked about.

    `asked` is what was asked about ("" for: why no other rule applies), `so` that it is so already. `nearest` is the
    rule that would have applied; None where no rule gives what was asked. `would` is what it would give, `failed` the
    conditions that it does not meet, `period` says where it is not in force on the day, and `before` are the rules that
    apply where it does and keep it from deciding. Where several tables bring a decision about, `whole` is that
    decision, `among` are its tables, and `decision` the table that answers.
    """

    decision: str
    asked: str
    so: bool
    nearest: Applied | None = None
    would: tuple[Seen, ...] = ()
    failed: tuple[Failed, ...] = ()
    period: str = ""
    before: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    whole: str = ""

    def as_json(self) -> dict[str, Json]:
        """The same for a page."""
        return {
            "decision": self.decision,
            "asked": self.asked,
            "so": self.so,
            "nearest": self.nearest.as_json() if self.nearest else None,
            "would": [said.as_json() for said in self.would],
            "failed": [failed.as_json() for failed in self.failed],
            "period": self.period,
            "before": list(self.before),
            "among": list(self.among),
            "whole": self.whole,
        }

    def text(self, words: Words) -> str:
        """The answer, a line for each thing."""
        head = "why-not-asked" if self.asked else "why-not-other"
        lines = [words.say(head, asked=self.asked, decision=self.whole or self.decision)]
        if self.among:
            tables = words.all_of(self.among)
            lines.append(words.say("why-not-among", whole=self.whole, tables=tables, decision=self.decision))
        return "\n".join((*lines, *_lines(self, words)))


def _lines(answer: WhyNot, words: Words) -> list[str]:
    if answer.so:
        return [words.say("why-not-so")]
    if answer.nearest is None:
        return [words.say("why-not-none", decision=answer.decision)]
    lines = [*_head(answer, answer.nearest, words)]
    if answer.period:
        lines.append(item(answer.period))
    for failed in answer.failed:
        lines.append(item(_missed(failed, words)))
        if failed.behind:
            lines.extend(f"  {line}" for line in _behind(failed.behind, words))
    lines.extend(item(pair(seen, words)) for seen in answer.nearest.reads)
    would = words.signs.sentences.join(pair(said, words) for said in answer.would)
    lines.append(words.say("why-not-would", results=would))
    lines.extend(words.say("ground-law", law=law) for law in answer.nearest.laws)
    lines.extend(words.say("ground-note", name=name, text=text) for name, text in answer.nearest.notes)
    return lines


def _head(answer: WhyNot, nearest: Applied, words: Words) -> list[str]:
    place = words.at(nearest.place)
    if answer.before:
        rules = words.signs.comma.join(answer.before)
        code = "why-not-otherwise" if nearest.otherwise else "why-not-before"
        return [words.say(code, rule=nearest.rule, place=place, rules=rules)]
    return [words.say("why-not-nearest", rule=nearest.rule, place=place)]


def _missed(failed: Failed, words: Words) -> str:
    seen = failed.condition.seen
    code = "why-not-unknown" if seen.value is None else "why-not-missed"
    said = words.say(code, title=seen.title, shown=seen.shown, asked=failed.condition.asked)
    return words.say("why-not-by", missed=said, distance=failed.distance) if failed.distance else said


def _behind(answer: WhyNot, words: Words) -> list[str]:
    return [words.say("why-not-behind", decision=answer.decision), *_lines(answer, words)]
