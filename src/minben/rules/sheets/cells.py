"""Reads the cells of rules as FEEL, and says what was meant where an officer typed what is natural in a spreadsheet.

A text without quotation marks and a day without `@"..."` are no FEEL or, worse, FEEL that means something else:
`2025-01-31` is 1993. What the type of the column proves to be a slip is told with what to type instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import FeelError, Problem
from ..feel.expression import parse, parse_unary_tests
from ..feel.lexer import escape
from ..feel.tree import Literal, Name, Negation, OperatorRange
from ..feel.types import BOOLEAN, DATE, DATE_AND_TIME, STRING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..problems import Place
    from .faults import Faults

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_DAY = re.compile(r"([0-9]{4})[-/年.]([0-9]{1,2})[-/月.]([0-9]{1,2})日?")
_SEPARATORS = re.compile(r"[,，、;；]")
_SHOUTED = {"TRUE": "true", "FALSE": "false"}
"""How a spreadsheet writes what was typed as true and false."""


class Cells:
    """Reads cells. `names` are the facts that they may read; problems go to `faults`."""

    def __init__(self, names: tuple[str, ...], faults: Faults) -> None:
        self._names = names
        self._faults = faults
        # Cells are much the same from rule to rule.
        self._known_tests: dict[tuple[str, Type, frozenset[str]], UnaryTests] = {}
        self._known_results: dict[tuple[str, Type, frozenset[str]], Node] = {}

    def tests(self, text: str, place: Place, type_: Type, allowed: frozenset[str]) -> UnaryTests:
        """The tests of an input cell; `allowed` are the texts that the column allows, if it says so."""
        known = self._known_tests.get((text, type_, allowed))
        if known is not None:
            return known
        try:
            self._check_days(text, type_)
            tests = parse_unary_tests(text, self._names)
            self._check_words(text, tests.tests, type_, allowed)
        except FeelError as fault:
            self._faults.note(place, _hint(text, type_) or fault.problem)
            return parse_unary_tests("-")
        self._known_tests[text, type_, allowed] = tests
        return tests

    def result(self, text: str, place: Place, type_: Type, allowed: frozenset[str]) -> Node:
        """The expression of an output cell; null where it cannot be read."""
        if not text:
            self._faults.add(place, "output-empty")
            return parse("null")
        known = self._known_results.get((text, type_, allowed))
        if known is not None:
            return known
        try:
            self._check_days(text, type_)
            node = parse(text, self._names)
            self._check_words(text, (node,), type_, allowed)
        except FeelError as fault:
            self._faults.note(place, _hint(text, type_) or fault.problem)
            return parse("null")
        self._known_results[text, type_, allowed] = node
        return node

    def _check_days(self, text: str, type_: Type) -> None:
        found = _DAY.search(_QUOTED.sub("", text)) if type_ in (DATE, DATE_AND_TIME) else None
        if found is not None:
            day = f'@"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"'
            raise FeelError(Problem("bare-day", {"found": found[0], "meant": day}))

    def _check_words(self, text: str, nodes: Iterable[Node], type_: Type, allowed: frozenset[str]) -> None:
        """Texts cannot be numbers, and the name of an allowed text is that text without its quotation marks."""
        if type_ == STRING and any(_is_bare(node, allowed) for node in nodes):
            raise FeelError(Problem("bare-text", {"found": text, "meant": quoted(text)}))


def _is_bare(node: Node, allowed: frozenset[str]) -> bool:
    match node:
        case Literal(value):
            return value is not None and not isinstance(value, str)
        case Negation(operand) | OperatorRange(_, operand):
            return _is_bare(operand, allowed)
        case Name(name):
            return name in allowed
        case _:
            return False


def _hint(text: str, type_: Type) -> Problem | None:
    """That a text wants quotation marks, where the column holds texts and there are none in the cell."""
    if type_ != STRING or any(mark in text for mark in '"“”＂'):
        return None
    return Problem("bare-text", {"found": text, "meant": quoted(text)})


def quoted(text: str) -> str:
    """What to type for a text, or for several with commas between them.

    >>> quoted("城镇、农村")
    '"城镇", "农村"'
    """
    return ", ".join(escape(part.strip()) for part in _SEPARATORS.split(text) if part.strip())


def settled(text: str, type_: Type) -> str:
    """A cell as it is read: a spreadsheet's TRUE and FALSE are those of FEEL in a column of such."""
    return _SHOUTED.get(text, text) if type_ == BOOLEAN else text


def day_of(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date as people and spreadsheets write it, the year first.

    >>> day_of("2025/1/31"), day_of("2025年1月31日")
    ((2025, 1, 31), (2025, 1, 31))
    """
    match = _DAY.fullmatch(text.strip())
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]))
