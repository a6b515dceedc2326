"""The plan: what is to be worked out for every row, as a small algebra of columns with no FEEL left in it.

A plan is made by `lower` and run by a back end (`polars`, `sql`). Every node stands for one plain value per row and
has a type (`kinds`) and whether it may be null. What each node means is said here to the last null, for every back end
must give the same values:

- Integers are exact. Every integer node has a proven range; no back end may let it overflow or pass through a binary
  fraction. A range never leaves +-(10**34 - 1).
- Unless a node says otherwise, it is null where any of its operands is null.
- Conditions are three-valued: true, false, null.
- Text is compared by Unicode code points, never by a locale, and counted in code points.
- Nodes are interned: the same node written twice is the same object, so that a back end works out a shared part once.
  Compare them by identity.
"""

from .choices import Band, Case, Lookup, Translate
from .conditions import And, Compare, IsNull, IsTrue, Not, Or, Same, Within
from .days import DAY_PARTS, AddMonths, DayAt, DayNumber, DayPart, MakeDay, MonthsBetween
from .integers import Absolute, Add, FloorDivide, Multiply, Narrowed, Remainder, Subtract, TruncateDivide
from .node import (
    Condition,
    Constant,
    Node,
    Plain,
    Read,
    day_range,
    fits_exactly,
    holds,
    range_of,
    truncated,
    widest,
    year_of,
)
from .records import Field, MakeItems, MakeRecord
from .related import Aggregate, Pick
from .texts import TEXT_TESTS, After, Before, Concatenate, IntegerText, Slice, TextLength, TextTest
from .whole import Output, Plan, Relation, walk

__all__ = [
    "DAY_PARTS",
    "TEXT_TESTS",
    "Absolute",
    "Add",
    "AddMonths",
    "After",
    "Aggregate",
    "And",
    "Band",
    "Before",
    "Case",
    "Compare",
    "Concatenate",
    "Condition",
    "Constant",
    "DayAt",
    "DayNumber",
    "DayPart",
    "Field",
    "FloorDivide",
    "IntegerText",
    "IsNull",
    "IsTrue",
    "Lookup",
    "MakeDay",
    "MakeItems",
    "MakeRecord",
    "MonthsBetween",
    "Multiply",
    "Narrowed",
    "Node",
    "Not",
    "Or",
    "Output",
    "Pick",
    "Plain",
    "Plan",
    "Read",
    "Relation",
    "Remainder",
    "Same",
    "Slice",
    "Subtract",
    "TextLength",
    "TextTest",
    "Translate",
    "TruncateDivide",
    "Within",
    "day_range",
    "fits_exactly",
    "holds",
    "range_of",
    "truncated",
    "walk",
    "widest",
    "year_of",
]
