"""Rules over columns: the trees that decide one case, compiled to one plan for a whole city.

`schema` says what the columns hold, `lower` compiles trees to a `plan`, `polars` runs it in the process and `sql`
in a database; `screen` does all of it for a file. `docs/rules/columns.md` says what compiles and how it is exact.
"""
