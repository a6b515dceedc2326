"""The sheets: one form for each row of a CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Form, key
from ..shapes import DAY, SOME_TEXTS, TEXTS, WORD, WORDS, YES_NO, Written, matching
from .words import CODE, DIVISION, URL

if TYPE_CHECKING:
    from datetime import date

    from ..model import Text


class DivisionRow(Form):
    """A unit of GB/T 2260: `divisions.csv`, from the nation down to what the blueprint governs and its villages."""

    code: str = key(DIVISION, "the code of 12 digits")
    name: str = key(WORDS, "the name")
    level: int = key(
        Written(
            "0至5的层级",
            "a level from 0 to 5",
            lambda text: int(matching(r"[0-5]", "", "").parse(text)),
            "^[0-5]$",
        ),
        "0 nation, 1 province, 2 city, 3 county, 4 town, 5 village",
    )
    parent: str | None = key(DIVISION, "the code of the unit that it is part of", default=None)


class AgencyRow(Form):
    """An organ that holds powers and registers: `agencies.csv`."""

    id: str = key(WORD, "the name by which the blueprint speaks of it")
    codes: str | None = key(WORDS, "its codes in the catalogue, separated by spaces; opaque", default=None)
    name: Text = key(TEXTS, "its name: the columns `name_zh`, `name_en`, one per language")
    short: Text = key(SOME_TEXTS, "its short name where it has one: `short_zh`", default={})


class ItemRow(Form):
    """A power or service of the published catalogue: `items.csv`."""

    code: str = key(CODE, "the code of the item")
    name: str = key(WORDS, "the name as published, in the blueprint's first language")
    type: str = key(CODE, "the type, of `item_types`")
    agency: str = key(WORD, "the agency that holds the power")
    group: str | None = key(WORDS, "the heading that the catalogue puts it under", default=None)
    guide_url: str | None = key(URL, "where the official guide is", default=None)
    local_code: str | None = key(WORDS, "the code that the province uses", default=None)


class DayRow(Form):
    """A day that differs from Monday-to-Friday: `calendar.csv`."""

    day: date = key(DAY, "the day", name="date")
    working: bool = key(YES_NO, "whether it is worked")
    name: Text = key(SOME_TEXTS, "why: `name_zh`, `name_en`", default={})


class SynonymRow(Form):
    """Words that people use for what the catalogue calls otherwise: `synonyms.csv`."""

    says: str = key(WORDS, "what people say")
    means: str = key(WORDS, "what the catalogue says")


class LawRow(Form):
    """An article that was compared with the text of the law: `laws.csv`."""

    law: str = key(WORDS, "the law")
    article: str = key(WORDS, "the article")
    status: str | None = key(WORDS, "whether it is in force, as the corpus says", default=None)
    effective: date | None = key(DAY, "since when it is in force", default=None)
