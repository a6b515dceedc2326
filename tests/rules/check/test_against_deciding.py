"""What the check of a table says is so, and nothing is missed: held against deciding many cases one by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product

from hypothesis import given, settings, strategies as st

from minben.rules import HitPolicy, PlacedProblem, Severity, Table, check_table, parse_unary_tests, read_table
from minben.rules.check.constants import Trial
from minben.rules.check.pieces import Cells, line
from minben.rules.feel.types import SIMPLE_TYPES, STRING

_CELLS = {
    "n": [
        "-",
        "null",
        "not(null)",
        "? > 1 and ? < 5",
        "< 3",
        "<= 3",
        "> 3",
        ">= 3",
        "3",
        "[1..3]",
        "(1..3)",
        "[3..5)",
        "not(3)",
        "1, 5",
        "[5..1]",
        "< 1, > 5",
        "!= 3",
        "not([1..3])",
    ],
    "k": ["-", '"a"', '"b"', '"a", "b"', 'not("a")', 'not("a", "b")', "null", '!= "b"'],
    "b": ["-", "true", "false", "not(true)", "? = true", "null"],
    "d": ["-", '< @"2025-03-01"', '>= @"2025-03-01"', '[@"2025-01-01"..@"2025-03-01"]', '@"2025-03-02"'],
}
_TYPES = {"n": "number", "k": "string", "b": "boolean", "d": "date"}
_VALUES: dict[str, list[object]] = {
    "n": [None, *(Decimal(half) / 2 for half in range(13))],
    "k": [None, "a", "b", "c"],
    "b": [None, True, False],
    "d": [
        None,
        date(2024, 12, 31),
        *(date(2025, 1, 1) + timedelta(days=days) for days in (0, 40, 58, 59, 60, 61)),
    ],
}
_ALLOWED = {"n": ["", ">= 1", "1, 3, 5"], "k": ["", '"a", "b"'], "b": [""], "d": [""]}
_DAYS = [date(2025, 1, 1) + timedelta(days=days) for days in (-1, 0, 58, 59, 119, 120, 151)]
_SINCE = st.sampled_from(["", "", "2025-01-01", "2025-03-01", "2025-05-01"])
_UNTIL = st.sampled_from(["", "", "2025-02-28", "2025-04-30"])


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@st.composite
def tables(draw: st.DrawFn, policies: str = "UAFPO") -> Table:
    """A table of one to three inputs and a few rules, perhaps with dates and a rule for all other cases."""
    inputs = draw(st.lists(st.sampled_from("nkbd"), min_size=1, max_size=3))
    policy = draw(st.sampled_from(policies))
    dated = draw(st.booleans())
    allowed = {name: draw(st.sampled_from(_ALLOWED[name])) for name in dict.fromkeys(inputs)}
    types = [_quoted(f"{_TYPES[name]}{': ' * bool(allowed[name])}{allowed[name]}") for name in inputs]
    lines = [f"{policy},{','.join(inputs)},=> x,from,until", f'type,{",".join(types)},"number: 3, 2, 1",,']
    for number in range(draw(st.integers(1, 5))):
        cells = [draw(st.sampled_from(_CELLS[name])) for name in inputs]
        lines.append(_line(draw, str(number), cells, dated=dated))
    if draw(st.integers(0, 4)) == 0:
        lines.append(_line(draw, "otherwise", ["" for _ in inputs], dated=dated))
    return read_table("\n".join(lines), "t.csv")


def _line(draw: st.DrawFn, id_: str, cells: list[str], *, dated: bool) -> str:
    dates = [draw(_SINCE) if dated else "", draw(_UNTIL) if dated else ""]
    if all(dates) and dates[1] < dates[0]:
        dates[1] = ""
    return ",".join([id_, *map(_quoted, cells), draw(st.sampled_from("123")), *dates])


@cache
def _judge(cell: str) -> Trial:
    return Trial(parse_unary_tests(cell))


class Truth:
    """A table decided case by case: which rules hold each case, and which of them decide it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.names = list(dict.fromkeys(column.text for column in table.inputs))
        dated = any(rule.since or rule.until for rule in table.all_rules)
        self.days = [day for day in _DAYS if _spoken_of(table, day)] if dated else _DAYS[:1]
        # A value is missing as a case of its own only where the table speaks of it.
        speaks = {
            column.text
            for place, column in enumerate(table.inputs)
            if any("null" in rule.test_cells[place].text for rule in table.rules)
        }
        self.cases = [
            (dict(zip(self.names, values, strict=True)), day)
            for values in product(*(self._allowed(name) for name in self.names))
            for day in self.days
        ]
        self.counts = [
            all(value is not None or name in speaks for name, value in facts.items())
            for facts, _ in self.cases
        ]
        self.held = [self._holding(facts, day) for facts, day in self.cases]

    def _allowed(self, name: str) -> list[object]:
        tests = [column.allowed for column in self.table.inputs if column.text == name and column.allowed]
        return [
            value
            for value in _VALUES[name]
            if value is None or all(Trial(test).holds(value) for test in tests)
        ]

    def _holding(self, facts: dict[str, object], day: date) -> list[str]:
        """The rules that hold a case, by their cells alone; that for all other cases where no other does."""
        held = [
            rule.id
            for rule in self.table.rules
            if rule.in_force(day)
            and all(
                not cell.text.strip("-") or _judge(cell.text).holds(facts[column.text])
                for column, cell in zip(self.table.inputs, rule.test_cells, strict=True)
            )
        ]
        otherwise = self.table.otherwise
        return held or (["otherwise"] if otherwise is not None and otherwise.in_force(day) else [])


def _spoken_of(table: Table, day: date) -> bool:
    """Whether a day lies between the first and the last that the rules speak of."""
    sinces, untils = [rule.since for rule in table.all_rules], [rule.until for rule in table.all_rules]
    first = min((since for since in sinces if since), default=date.min) if None not in sinces else date.min
    last = max((until for until in untils if until), default=date.max) if None not in untils else date.max
    return first <= day <= last


def _of(found: tuple[PlacedProblem, ...], *codes: str) -> list[PlacedProblem]:
    return [problem for problem in found if problem.code in codes]


def _fired(table: Table, problem: PlacedProblem) -> list[str]:
    assert problem.case is not None
    decision = table.decide(problem.case.facts, on=problem.case.on)
    return [rule.id for rule in decision.fired]


@given(tables())
@settings(max_examples=300, deadline=None)
def test_the_case_of_a_gap_falls_through(table: Table) -> None:
    found = check_table(table)
    for problem in _of(found, "gap", "gap-missing", "period-gap", "period-hole"):
        assert _fired(table, problem) == []
    truth = Truth(table)
    falls = [not held for held in truth.held]
    if any(fall and counts for fall, counts in zip(falls, truth.counts, strict=True)):
        assert _of(found, "gap", "period-gap")
    if any(falls):
        assert _of(found, "gap", "period-gap", "gap-missing")
    assert not _of(found, "gap-undecided", "undecided")


@given(tables("UA"))
@settings(max_examples=300, deadline=None)
def test_an_overlap_is_told_of_each_pair_of_rules_that_meet_and_of_no_other(table: Table) -> None:
    found = check_table(table)
    for problem in _of(found, "overlap", "overlap-missing"):
        values = problem.problem.values
        assert {values["one"], values["other"]} <= set(_fired(table, problem))
    truth = Truth(table)
    said = {rule.id: rule.result_cells[0].text for rule in table.all_rules}
    meeting = {
        (one, other)
        for held, counts in zip(truth.held, truth.counts, strict=True)
        if counts
        for place, other in enumerate(held)
        for one in held[:place]
        if table.policy is HitPolicy.UNIQUE or said[one] != said[other]
    }
    told = {
        (problem.problem.values["one"], problem.problem.values["other"]) for problem in _of(found, "overlap")
    }
    assert told == meeting
    assert not _of(found, "overlap-undecided", "undecided")


@given(tables())
@settings(max_examples=300, deadline=None)
def test_a_rule_never_decides_exactly_where_that_is_told(table: Table) -> None:
    found = check_table(table)
    never = {problem.problem.values["rule"] for problem in _of(found, "never")}
    alone = {problem.problem.values["rule"] for problem in _of(found, "never-alone")}
    truth = Truth(table)
    decides: set[str] = set()
    for held in truth.held:
        decides.update(_deciding(table, held))
    assert {rule.id for rule in table.all_rules} - decides == never
    if table.policy is HitPolicy.UNIQUE:
        assert {held[0] for held in truth.held if len(held) == 1} == decides - alone


def _deciding(table: Table, held: list[str]) -> list[str]:
    """Of the rules that hold a case those that the hit policy lets count."""
    if table.policy is HitPolicy.FIRST:
        return held[:1]
    if table.policy is HitPolicy.PRIORITY:
        said = {rule.id: rule.result_cells[0].text for rule in table.all_rules}
        return sorted(held, key=lambda rule: -int(said[rule]))[:1]
    return held


@given(tables(), st.sampled_from(_DAYS))
@settings(max_examples=100, deadline=None)
def test_a_hole_in_time_is_an_error_exactly_where_days_without_a_rule_lie_between_others(
    table: Table, day: date
) -> None:
    found = check_table(table)
    truth = Truth(table)
    by_facts: dict[str, list[bool]] = {}
    for (facts, _), held, counts in zip(truth.cases, truth.held, truth.counts, strict=True):
        if counts:
            by_facts.setdefault(repr(facts), []).append(bool(held))
    holes = any(
        not holds and any(days[:place]) and any(days[place:])
        for days in by_facts.values()
        for place, holds in enumerate(days)
    )
    assert bool(_of(found, "period-gap")) == holes
    assert all(problem.severity is Severity.ERROR for problem in _of(found, "period-gap"))


# Pieces, by how a cell is written and by trying it.

_POINTS = {
    "number": ["0", "1", "2.5", "-3", "100000000000000000000000000000000001"],
    "string": ['"a"', '"b"', '""', '"a…"'],
    "date": ['@"2025-01-01"', '@"2025-01-02"', '@"2024-02-29"'],
    "time": ['@"08:00:00"', '@"08:00:01"', '@"23:59:59"', '@"00:00:00"'],
    "date and time": ['@"2025-01-01T08:00:00"', '@"2025-01-01T08:00:01"', '@"2020-06-01T00:00:00"'],
    "days and time duration": ['@"P1D"', '@"PT23H"', '@"-P1D"'],
    "years and months duration": ['@"P1Y"', '@"P11M"', '@"P0M"'],
    "boolean": ["true", "false"],
}


@st.composite
def cells(draw: st.DrawFn) -> tuple[str, str]:
    """A type, and a cell that compares with constants of it."""
    name = draw(st.sampled_from(sorted(_POINTS)))
    point = st.sampled_from([*_POINTS[name], "null"])
    forms = [draw(_form(point, ordered=name != "boolean")) for _ in range(draw(st.integers(1, 3)))]
    cell = ", ".join(forms)
    return name, f"not({cell})" if draw(st.booleans()) else cell


def _form(point: st.SearchStrategy[str], *, ordered: bool) -> st.SearchStrategy[str]:
    operators = ["=", "!=", *(["<", "<=", ">", ">="] if ordered else [])]
    compared = st.builds("{} {}".format, st.sampled_from(operators), point)
    if not ordered:
        return st.one_of(point, compared)
    ranges = st.builds("{}{}..{}{}".format, st.sampled_from("[("), point, point, st.sampled_from("])"))
    lists = st.builds("[{}, {}]".format, point, point)
    conditions = st.builds("? {} {}".format, st.sampled_from(operators), point)
    return st.one_of(point, compared, ranges, lists, conditions)


@given(st.lists(cells(), min_size=2, max_size=4))
@settings(max_examples=300, deadline=None)
def test_the_pieces_of_a_cell_are_those_whose_values_pass_it(written: list[tuple[str, str]]) -> None:
    name = written[0][0]
    tests = [parse_unary_tests(cell) for type_, cell in written if type_ == name]
    pieces = line(SIMPLE_TYPES[name], tests)
    assert pieces.known
    for cell in tests:
        runs = Cells(pieces).passing(cell)
        trial = Trial(cell)
        if runs is not None:
            held = {piece for start, end in runs for piece in range(start, end)}
            assert held == {
                piece for piece in range(pieces.count) if trial.holds(pieces.value(piece)) is True
            }


def test_a_string_lies_between_any_two_others() -> None:
    pieces = line(STRING, [parse_unary_tests('< "b"'), parse_unary_tests('> "ba"')])
    assert list(pieces.samples) == ["", "b", "b0", "ba", "ba…"]


@given(
    st.lists(
        st.tuples(st.sampled_from(_CELLS["n"]), st.sampled_from(["-", "true", "false", "null"])),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 5),
)
@settings(max_examples=150, deadline=None)
def test_of_inputs_that_read_the_same_fact_nothing_is_passed_silently(
    rules: list[tuple[str, str]], bound: int
) -> None:
    lines = [f"U,n,n > {bound},=> x", "type,number,boolean,number"]
    lines += [f"{number},{_quoted(cell)},{test},{number}" for number, (cell, test) in enumerate(rules)]
    table = read_table("\n".join(lines), "t.csv")
    found = check_table(table)
    for problem in _of(found, "gap", "gap-missing"):
        assert _fired(table, problem) == []
    for problem in _of(found, "overlap"):
        values = problem.problem.values
        assert {values["one"], values["other"]} <= set(_fired(table, problem))
    fired = {
        value: table.decide({"n": value}, on=_DAYS[0]).fired for value in _VALUES["n"] if value is not None
    }
    if not all(fired.values()):
        assert _of(found, "gap", "gap-perhaps")
    if any(len(rules) > 1 for rules in fired.values()):
        assert _of(found, "overlap", "overlap-perhaps")
