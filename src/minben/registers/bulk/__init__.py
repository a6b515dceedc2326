"""Bulk load: rows of text become checked, committed records with history, in constant memory.

`load` is the whole of it to other modules. Inside, `pipeline` parses rows and shares the work with the database,
`staging` is the database's half, `trail` decides where a version goes, `lines` commits to it.
"""

from .pipeline import BATCH, BESIDE, END, SINCE, BadRow, LoadReport, load

__all__ = ["BATCH", "BESIDE", "END", "SINCE", "BadRow", "LoadReport", "load"]
