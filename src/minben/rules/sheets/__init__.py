"""Tables where officers keep them: CSV files and workbooks, read to decision tables and written back.

`docs/rules/tables.md` describes both for officers.
"""

from .files import SheetTable, read_table, read_tables, tables_of

__all__ = ["SheetTable", "read_table", "read_tables", "tables_of"]
