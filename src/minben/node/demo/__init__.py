"""A working district in one command: blueprint, people, a played day, and a ledger that verifies.

`run` goes on with what is there: the people are invented once, a day is played each time.
"""

from .running import run
from .script import ScriptProblem
from .summary import Summary

__all__ = ["ScriptProblem", "Summary", "run"]
