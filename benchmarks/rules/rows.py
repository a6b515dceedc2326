"""Row by row: the yardstick policy in one process, beside plain Python and other engines; a large table and model."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Result, seconds
from benchmarks.rules.peers.by_rows import PyDmnRules, Spiff, Zen, ZenMany
from benchmarks.rules.residents import EMPLOYMENT, HUKOU, ON
from minben.rules import Table, read_table
from minben.rules.errors import Span
from minben.rules.feel.run import BUDGET, Run, facts_scope
from minben.rules.feel.tree import Decide, Node
from minben.rules.rows import row_decider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.rules.peers.by_rows import Peer

POLICY = Path(__file__).parent / "policy"
TABLES = ("old_age_allowance", "disability_subsidy", "unemployment_months")
FIELDS = ("birth_date", "hukou", "monthly_income", "disability_level", "employment", "insurance_months")
ROWS = 100_000
ROUNDS = 5
PEERS: Sequence[tuple[str, type[Peer], int]] = (
    ("zen-engine, 1,000 rows in a call", ZenMany, 10_000),
    ("zen-engine, a call each", Zen, 2_000),
    ("SpiffWorkflow", Spiff, 1_000),
    ("pyDMNrules", PyDmnRules, 200),
)
"""Each with as many rows as it does in a second or less."""

Row = tuple[date | None, str | None, Decimal | None, int | None, str | None, int | None]


def run() -> list[Result]:
    """Every measure of rows."""
    return [*_policy(), *_peers(), *_large_table(), _large_model()]


# The policy.


def _rows(count: int) -> list[Row]:
    rng = random.Random(7)

    def known(value: Any) -> Any:
        return None if rng.random() < 0.01 else value

    first = date(1925, 1, 1).toordinal()
    return [
        (
            known(date.fromordinal(first + rng.randrange(36_000))),
            known(rng.choice(HUKOU)),
            known(Decimal(rng.randrange(1_000_000)) / 100),
            known(rng.choice((0, 0, 0, 0, 1, 2, 3, 4))),
            known(rng.choice(EMPLOYMENT)),
            known(rng.randrange(300)),
        )
        for _ in range(count)
    ]


def _tables() -> list[Table]:
    return [read_table(POLICY / f"{name}.csv", name, ["counting date"]) for name in TABLES]


def _trees(tables: Sequence[Table]) -> dict[str, Node]:
    return {table.name: Decide(table, span=Span(0, 0, 1, 1)) for table in tables}


def _policy() -> list[Result]:
    rows = _rows(ROWS)
    tables = _tables()
    decide = row_decider(_trees(tables), FIELDS, on=ON)
    told = list(decide(rows[:2000]))
    assert told == [by_hand(row) for row in rows[:2000]]
    assert told == [_traced(tables, row) for row in rows[:2000]]
    ours = _rate(lambda: list(decide(rows)), ROWS)
    hand = _rate(lambda: list(map(by_hand, rows)), ROWS)
    traced = _rate(lambda: [_traced(tables, row) for row in rows[:10_000]], 10_000)
    detail = f"plain Python written by hand {hand:,.0f}/s"
    return [
        Result("rows, without grounds", ours, "rows/s", at_least=500_000, detail=detail),
        Result("rows, with grounds", traced, "rows/s", at_least=50_000),
    ]


def _rate(work: Callable[[], object], count: int) -> float:
    return count / min(seconds(work) for _ in range(ROUNDS))


def _traced(tables: Sequence[Table], row: Row) -> tuple[object, ...]:
    """What the tables say, and all that a decision tells of it: which rules fired, what they saw, what was amiss."""
    facts = {"counting date": ON, **dict(zip(FIELDS, row, strict=True))}
    run = Run(None, BUDGET, {}, ON)
    scope = facts_scope(run, facts)
    answers = tuple(table.answer(scope) for table in tables)
    told = [(decision.fired, decision.inputs, decision.reasons) for decision in run.decisions]
    assert len(told) == len(tables)
    return answers


def _peers() -> list[Result]:
    rows = [row for row in _rows(2 * max(count for _, _, count in PEERS)) if None not in row]
    tables = _tables()
    decide = row_decider(_trees(tables), FIELDS, on=ON)
    cases = [_case(row) for row in rows]
    ours = _rate(lambda: list(decide(rows)), len(rows))
    results: list[Result] = []
    for name, make, count in PEERS:
        peer, some = make(tables), cases[:count]
        assert peer.answers(some) == list(decide(rows[:count]))
        theirs = count / min(seconds(partial(peer.answers, some)) for _ in range(2))
        detail = f"{ours:,.0f}/s : {theirs:,.0f}/s"
        results.append(Result(f"rows beside {name}", ours / theirs, "times", detail=detail))
    return results


def _case(row: Row) -> dict[str, Any]:
    """A row as the peers take it: with the age, and with a float for what is none of their kinds."""
    born, hukou, income, level, employment, months = row
    assert born is not None
    assert income is not None
    return {
        "age": _age(born),
        "hukou": hukou,
        "monthly_income": float(income),
        "disability_level": level,
        "employment": employment,
        "insurance_months": months,
    }


def by_hand(row: Row) -> tuple[int | None, int | None, int | None]:
    """The policy as a programmer writes it, three-valued where the tables are."""
    born, hukou, income, level, employment, months = row
    allowance = 0
    if born is not None and hukou == "本区":
        age = _age(born)
        allowance = 300 if age >= 100 else 100 if age >= 90 else 50 if age >= 80 else 0
    subsidy = 110 if level == 1 else 90 if level == 2 else 0
    if level in (1, 2) and income is not None:
        subsidy += 120 if income < 900 else 80 if income < 1350 else 0
    elif level in (3, 4) and income is not None and income < 900:
        subsidy += 60
    paid: int | None = None
    if employment != "失业":
        paid = 0
    elif months is not None:
        bounds = ((12, 0), (24, 3), (36, 6), (48, 9), (60, 12), (84, 15), (120, 18))
        paid = next((given for bound, given in bounds if months < bound), 24)
    return allowance, subsidy, paid


def _age(born: date) -> int:
    return ON.year - born.year - ((ON.month, ON.day) < (born.month, born.day))


# Large tables and models.


def table_text(rules: int, bands: int) -> str:
    """A table of many rules: an age, an income, a kind; a tenth of the results reads the age."""
    lines = ["U,age,income,kind,=> amount,from,until,# law", "type,number: >= 0,number,string,number,,,"]
    for rule in range(rules):
        age, band = divmod(rule, bands)
        result = f"{rule} + age" if rule % 10 == 0 else str(rule)
        income = f"[{band * 100}..{band * 100 + 100})"
        lines.append(
            f'{rule + 1},[{age}..{age + 1}),{income},"not(""x{rule % 7}"")",{result},2025-01-01,,Art. {rule}'
        )
    return "\n".join(lines) + "\n"


def _large_table() -> list[Result]:
    table = read_table(table_text(10_000, 100), "large")
    rng = random.Random(7)
    cases = [{"age": rng.randrange(100), "income": rng.randrange(10_000), "kind": "y"} for _ in range(5_000)]
    rows = [tuple(case.values()) for case in cases]
    decide = row_decider({"large": Decide(table, span=Span(0, 0, 1, 1))}, ("age", "income", "kind"), on=ON)
    found = [value for (value,) in decide(rows)]
    assert found == [table.decide(case, on=ON).value for case in cases]
    assert None not in found
    one = 1e6 / _rate(lambda: [table.decide(case, on=ON) for case in cases], len(cases))
    many = 1e6 / _rate(lambda: list(decide(rows)), len(rows))
    return [
        Result("table of 10,000 rules, with grounds", one, "µs", at_most=20),
        Result("table of 10,000 rules, rows", many, "µs", at_most=20),
    ]


def _large_model() -> Result:
    text = table_text(1_000, 20)

    def work() -> None:
        table = read_table(text, "large")
        for rule in range(len(table.rules)):
            results = table.compiled.results(rule)
            assert results.constant is not None or results.codes
        assert table.decide({"age": 1, "income": 150, "kind": "y"}, on=ON).value == 21

    return Result("1,000 rules parsed and compiled", min(seconds(work) for _ in range(3)), "s", at_most=1)
