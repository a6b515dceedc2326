"""What a decision table came to for one case, with its grounds, and how that is told in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..feel.values import admit
from ..messages import MESSAGES
from ..text import literal_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..problems import PlacedProblem
    from .table import Table


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that applied: its id, its line in the file, its tests by input, and its annotations."""

    id: str
    line: int
    tests: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of a table for one case.

    `outputs` has every output by name: one value, or for the policies R, O and C the list of the values, or the
    aggregate. `value` is the result as DMN has it: the lone output itself, several outputs as one context.
    `made_by` is the table itself, for those who tell the grounds.
    """

    table: str
    on: date
    outputs: Mapping[str, object]
    value: object
    fired: tuple[Fired, ...]
    inputs: Mapping[str, object]
    reasons: tuple[PlacedProblem, ...]
    made_by: Table = field(compare=False, repr=False)

    def explain(self, lang: str) -> str:
        """The decision and its grounds in plain words, a line for each; `lang` is `zh` or `en`."""
        lines = [_say("explain-results", lang, results=_pairs(self.outputs, lang))]
        for rule in self.fired:
            lines.append(_say("explain-rule", lang, rule=rule.id, table=self.table, line=str(rule.line)))
            lines.extend(
                _say("explain-test", lang, input=name, value=_shown(self.inputs[name]), test=test)
                for name, test in rule.tests.items()
            )
            lines.extend(
                _say("explain-annotation", lang, name=name, text=text)
                for name, text in rule.annotations.items()
            )
        if not self.fired:
            lines.append(_say("explain-none", lang, table=self.table, on=self.on.isoformat()))
            lines.extend(
                _say("explain-input", lang, input=name, value=_shown(value))
                for name, value in self.inputs.items()
            )
        lines.extend(_say("explain-reason", lang, reason=reason.text(lang)) for reason in self.reasons)
        return "\n".join(lines)


def _say(code: str, lang: str, **values: str) -> str:
    return MESSAGES[code][lang].format_map(values)


def _pairs(outputs: Mapping[str, object], lang: str) -> str:
    separator = "，" if lang == "zh" else ", "
    return separator.join(f"{name} = {_shown(value)}" for name, value in outputs.items())


def _shown(value: object) -> str:
    return literal_of(admit(value))
