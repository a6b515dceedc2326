"""Tables for the tests: a strategy that makes any that a file can hold."""

from __future__ import annotations

from hypothesis import strategies as st

from minben.rules import HitPolicy, Table, read_table
from minben.rules.sheets.csv_file import csv_of

NAMES = ["age", "收入", "monthly income", "person.living", "count(paid)", "年 龄", "kind", "=x", "born"]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t,\"'=+@-#"),
    max_size=12,
).map(str.strip)
NUMBERS = st.decimals(-(10**6), 10**6, places=2).map(str) | st.integers(-(10**20), 10**20).map(str)
DAYS = st.dates().map(lambda day: f'@"{day.isoformat()}"')
MOMENTS = st.datetimes().map(lambda moment: f'@"{moment.replace(microsecond=0).isoformat()}"')


def text_literal(text: str) -> str:
    return (
        '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
    )


LITERALS = {
    "number": NUMBERS,
    "string": TEXTS.map(text_literal),
    "boolean": st.sampled_from(["true", "false"]),
    "date": DAYS,
    "date and time": MOMENTS,
    "days and time duration": st.sampled_from(['@"P1D"', '@"PT36H"']),
    "list<number>": st.sampled_from(["[1, 2]", "[]"]),
    'string: "a", "城镇", "x, y"': st.sampled_from(['"a"', '"城镇"', '"x, y"']),
    "number: 10, 20, 30": st.sampled_from(["10", "20", "30"]),
}
"""What may stand in a column of a type."""


@st.composite
def tests(draw: st.DrawFn, type_: str) -> str:
    literal = LITERALS[type_]
    shapes = ["{}", "{}, {}", "not({})", "-", "", "? = {} and true"]
    if type_ in ("number", "date"):
        shapes += ["< {}", ">= {}", "[{}..{})"]
    shape = draw(st.sampled_from(shapes))
    return shape.format(*(draw(literal) for _ in range(shape.count("{}"))))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    policy = draw(st.sampled_from(HitPolicy))
    inputs = draw(st.lists(st.sampled_from([*LITERALS]), max_size=3))
    ranked = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    kinds = [type_ for type_ in LITERALS if ":" in type_ or not ranked]
    outputs = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=1 if policy.aggregates else 3))
    notes = draw(st.lists(st.sampled_from(["law", "依据", "a, b", "=1+1", "'"]), unique=True, max_size=2))
    heads = draw(st.permutations(NAMES)) if inputs else []
    names = [head if head != "=x" else "x" for head in heads[: len(inputs)]]
    rows = [
        [policy.value, *names, *(f"=> out {place}" for place in range(len(outputs))), "from", "until"]
        + [f"# {note}" for note in notes],
        ["type", *inputs, *outputs, "", "", *("" for _ in notes)],
    ]
    count = draw(st.integers(1, 4))
    otherwise = draw(st.booleans())
    for number in range(1, count + 1):
        last = otherwise and number == count
        since, until = sorted(draw(st.tuples(st.dates(), st.dates())))
        rows.append(
            [
                "otherwise" if last else draw(st.sampled_from([str(number), f"0{number}", f"规则 {number}"])),
                *("" if last else draw(tests(type_)) for type_ in inputs),
                *(draw(LITERALS[type_]) for type_ in outputs),
                since.isoformat() if draw(st.booleans()) else "",
                until.isoformat() if draw(st.booleans()) else "",
                *(draw(TEXTS) for _ in notes),
            ]
        )
    return read_table(csv_of(rows), "t.csv")
