"""The rules by which a government decides: FEEL (DMN 1.5) and decision tables, as a library of its own.

Nothing here knows of a database or a web server. A rule is read once (`parse`, `read_table`), checked (`infer`,
`check_table`) and run over the facts of a case (`evaluate`, `Table.decide`). Where a rule has no answer the value is
null and the reasons say why, each with its place.
"""

from .errors import FeelError, Problem, Span
from .evaluate import Evaluation
from .expression import Expression, compile_expression, evaluate, parse, parse_unary_tests
from .registry import Clock
from .temporal import YearsMonths
from .types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextType,
    ListType,
    RangeType,
    Type,
    names_in,
)
from .values import Range
from .walk import free_names

__all__ = [
    "ANY",
    "BOOLEAN",
    "DATE",
    "DATE_AND_TIME",
    "DAYS_AND_TIME",
    "NUMBER",
    "STRING",
    "TIME",
    "YEARS_AND_MONTHS",
    "Clock",
    "ContextType",
    "Evaluation",
    "Expression",
    "FeelError",
    "ListType",
    "Problem",
    "Range",
    "RangeType",
    "Span",
    "Type",
    "YearsMonths",
    "compile_expression",
    "evaluate",
    "free_names",
    "names_in",
    "parse",
    "parse_unary_tests",
]
