"""An example of every fact is a value that the fact may have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType
from minben.registers import example_of, parse_fact

if TYPE_CHECKING:
    from minben.blueprint import Blueprint

DAY = date(2026, 3, 2)


def test_every_fact_has_an_example_that_is_taken(guangan: Blueprint) -> None:
    facts = [fact for fact in guangan.facts.values() if fact.type is not FactType.LIST]
    assert len({fact.format for fact in facts}) > 3
    for fact in facts:
        parse_fact(guangan, fact.id, example_of(guangan, fact, DAY))
