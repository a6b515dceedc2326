"""Rules over columns: the trees that decide one case, compiled to one plan for a whole city.

`schema` says what the columns hold, `lower` compiles trees to a `plan`, `polars` runs it in the process and `sql`
in a database; `screen` does all of it for a file. `docs/rules/columns.md` says what compiles and how it is exact.
"""

from .compiled import Compiled, compile_columns
from .marks import Mark, mark_of
from .schema import RelatedRows, Schema
from .schema_files import DataError
from .screen import Related, Screened, schema_for, screen
from .sql import SqlQuery, compile_sql

__all__ = [
    "Compiled",
    "DataError",
    "Mark",
    "Related",
    "RelatedRows",
    "Schema",
    "Screened",
    "SqlQuery",
    "compile_columns",
    "compile_sql",
    "mark_of",
    "schema_for",
    "screen",
]
