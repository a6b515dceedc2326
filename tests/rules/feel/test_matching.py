"""Regular expressions in counted steps match what Python's own do, and end where those do not."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from minben.rules import compile_expression, evaluate
from minben.rules.errors import UndefinedError
from minben.rules.feel.matching import Machine, Reader
from minben.rules.feel.patterns import compile_pattern
from minben.rules.feel.work import free

ATOMS = st.sampled_from(("a", "b", "[ab]", "[^a]", r"\d", ".", "^", "$", r"\Z", "(?![b])[ab]"))
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]}|)"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, st.sampled_from(("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?", "??"))).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


def machine(pattern: str) -> Machine:
    reader = Reader(pattern, re.RegexFlag(0))
    part = reader.choice()
    return Machine(part, reader.groups, re.RegexFlag(0))


@given(PATTERNS, st.text("ab1\n", max_size=8))
@settings(max_examples=400)
def test_the_first_match_is_that_of_python(pattern: str, text: str) -> None:
    wanted = re.compile(pattern).search(text)
    found = machine(pattern).find(text, 0, -1, free)
    assert (found and (found.start, found.end)) == (wanted and wanted.span())


@given(PATTERNS, st.text("ab", max_size=8))
@settings(max_examples=200)
def test_matches_stand_one_after_the_other(pattern: str, text: str) -> None:
    found = list(
        compile_pattern(pattern.replace(r"\Z", "$").replace("(?![b])[ab]", "a"), "").find_all(text, free)
    )
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("(a+)(b)?", "xaab", ("aab", "aa", "b")),
        ("(a)|(b)", "b", ("b", None, "b")),
        (r"(a|b)\1", "abb", ("bb", "b")),
        ("(a*?)(a*)", "aa", ("aa", "", "aa")),
    ],
)
def test_groups_hold_what_they_matched(pattern: str, text: str, groups: tuple[str | None, ...]) -> None:
    found = machine(pattern).find(text, 0, -1, free)
    assert found is not None
    assert found.groups == groups


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "(.*)*b", ".*.*.*.*b", r"(a|aa)+\s", "(a?){40}a{40}b"]
)
def test_a_pattern_that_tries_again_and_again_ends(pattern: str) -> None:
    assert evaluate(f'matches(text, "{pattern}")', {"text": "a" * 2000}).value is False


def test_a_pattern_that_refers_back_costs_steps() -> None:
    facts = {"text": "a" * 200}
    found = compile_expression(r'matches(text, "((a*)(a*)\\2)*b")', facts).evaluate(facts, budget=10_000)
    assert found.reasons[-1].code == "budget"


@pytest.mark.parametrize("pattern", ["a++", "a*+", "a??+"])
def test_possessive_repetition_is_not_of_xpath(pattern: str) -> None:
    with pytest.raises(UndefinedError):
        compile_pattern(pattern, "")
