"""The rules by which a government decides: FEEL (DMN 1.5) and decision tables, as a library of its own.

Nothing here knows of a database or a web server. A rule is read once (`parse`, `read_table`), checked (`infer`,
`check_table`) and run over the facts of a case (`evaluate`, `Table.decide`). Where a rule has no answer the value is
null and the reasons say why, each with its place. `minben.rules.feel.tree` has the nodes of parsed expressions, for
those who read them.
"""

from .check.axes import Days
from .check.model import check_model
from .check.table import check_table
from .conversion import Conversion, convert
from .dmn.tck import Counts, Failure, run_kit
from .dmn.write import write_dmn
from .errors import FeelError, Problem, Span
from .feel.as_json import Json, from_json, to_json
from .feel.expression import Expression, compile_expression, evaluate, parse, parse_type, parse_unary_tests
from .feel.free import free_names
from .feel.infer import Inference, infer, infer_result, infer_tests
from .feel.native import PythonFunction
from .feel.registry import Clock
from .feel.run import Evaluation
from .feel.temporal import YearsMonths
from .feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    names_in,
)
from .feel.values import Range
from .feel.write import source_of
from .grounds import (
    Explanation,
    Grounds,
    Surroundings,
    WhyNot,
    Words,
    explain,
    explain_why_not,
    expression_in_words,
    tell,
    why_not,
)
from .models.decide import Outcome
from .models.load import model_of_tables, read_model
from .models.model import Model
from .models.single import table_in
from .problems import Case, ModelError, Place, PlacedProblem, Severity, TableError
from .sheets import SheetTable, read_table, read_tables
from .tables.decision import Decision, Fired
from .tables.table import HitPolicy, Input, Output, Rule, Table

__all__ = [
    "ANY",
    "BOOLEAN",
    "DATE",
    "DATE_AND_TIME",
    "DAYS_AND_TIME",
    "NULL",
    "NUMBER",
    "STRING",
    "TIME",
    "YEARS_AND_MONTHS",
    "Case",
    "Clock",
    "ContextType",
    "Conversion",
    "Counts",
    "Days",
    "Decision",
    "Evaluation",
    "Explanation",
    "Expression",
    "Failure",
    "FeelError",
    "Fired",
    "FunctionType",
    "Grounds",
    "HitPolicy",
    "Inference",
    "Input",
    "Json",
    "ListType",
    "Model",
    "ModelError",
    "Outcome",
    "Output",
    "Place",
    "PlacedProblem",
    "Problem",
    "PythonFunction",
    "Range",
    "RangeType",
    "Rule",
    "Severity",
    "SheetTable",
    "Span",
    "Surroundings",
    "Table",
    "TableError",
    "Type",
    "WhyNot",
    "Words",
    "YearsMonths",
    "check_model",
    "check_table",
    "compile_expression",
    "convert",
    "evaluate",
    "explain",
    "explain_why_not",
    "expression_in_words",
    "free_names",
    "from_json",
    "infer",
    "infer_result",
    "infer_tests",
    "model_of_tables",
    "names_in",
    "parse",
    "parse_type",
    "parse_unary_tests",
    "read_model",
    "read_table",
    "read_tables",
    "run_kit",
    "source_of",
    "table_in",
    "tell",
    "to_json",
    "why_not",
    "write_dmn",
]
