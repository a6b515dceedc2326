"""Many rows at once, in the process: the fastest way to decide plain Python values, without grounds.

`row_decider` writes one function for everything that is asked and for the day that counts: tables by their indexes,
ages by bounds on the date of birth, what is read twice worked out once. Columns (`rules.columns`) are faster still
where the data lie in files.
"""

from .decider import Decider, row_decider

__all__ = ["Decider", "row_decider"]
