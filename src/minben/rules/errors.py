"""What can go wrong with a rule, said with its place and its cause, in Chinese and English.

Every floor of the rules speaks through `Problem`: the parser raises one inside a `FeelError`, the evaluator
collects them as the reasons of a null, the type check and the table check return lists of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .messages import MESSAGES


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of FEEL source: offsets from 0 (end excluded), line and column of its start from 1."""

    start: int
    end: int
    line: int
    column: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of the other."""
        return Span(self.start, other.end, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of `messages.MESSAGES`, its values, and where in the FEEL source it is.

    >>> Problem("unknown-name", {"name": "agee"}).text("en")
    'there is no name "agee"'
    """

    code: str
    values: dict[str, str] = field(default_factory=dict, hash=False)
    span: Span | None = None

    def text(self, lang: str) -> str:
        """The problem in words; `lang` is `zh` or `en`."""
        message = MESSAGES[self.code][lang].format_map(self.values)
        if self.span is None:
            return message
        place = MESSAGES["place"][lang].format(line=self.span.line, column=self.span.column)
        return f"{place}{message}"


class FeelError(Exception):
    """A text is not FEEL. Holds the `Problem`: its place, what was found, and what was expected."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text("en"))
        self.problem = problem

    @property
    def span(self) -> Span | None:
        """Where in the source."""
        return self.problem.span

    def text(self, lang: str) -> str:
        """The error in words; `lang` is `zh` or `en`."""
        return self.problem.text(lang)


class UndefinedError(Exception):
    """Why an operation has no value. Inner to the rules: the evaluator turns it into null and a reason."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {key: str(value) for key, value in values.items()}
