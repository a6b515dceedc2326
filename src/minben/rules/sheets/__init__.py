"""Tables where officers keep them: CSV files and workbooks, read to decision tables and written back.

`docs/rules/tables.md` describes both for officers. `workbook_write` has the writing of workbooks: it is not imported
here, because it takes longer to import than all the rest.
"""

from .files import SheetTable, read_table, read_tables, tables_of
from .write import csv_of_table

__all__ = ["SheetTable", "csv_of_table", "read_table", "read_tables", "tables_of"]
