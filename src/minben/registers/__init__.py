"""Registers hold what a jurisdiction knows, record by record, on two time axes and with the act behind each.

Other rooms use the names below and nothing from inside. ``docs/registers.md`` tells how records are kept.
"""

from .blueprints import provide_blueprint
from .bulk import BadRow, LoadReport, load
from .consulting import NotAgreed, consult, readable_fields, readable_registers
from .examples import example_of
from .fields import BadValue, FieldProblems, parse_fact, schema
from .following import keys_after, keys_of, keys_starting, read_keys
from .holdings import holdings, holdings_with
from .reading import Record, history, read_key, read_subject
from .records import NothingThere, end_record, erase, write_record
from .representing import Represented, represented
from .standing import is_valid
from .subjects import Identity, ensure_subjects, find_subject, hold_subject, identity_of

__all__ = [
    "BadRow",
    "BadValue",
    "FieldProblems",
    "Identity",
    "LoadReport",
    "NotAgreed",
    "NothingThere",
    "Record",
    "Represented",
    "consult",
    "end_record",
    "ensure_subjects",
    "erase",
    "example_of",
    "find_subject",
    "history",
    "hold_subject",
    "holdings",
    "holdings_with",
    "identity_of",
    "is_valid",
    "keys_after",
    "keys_of",
    "keys_starting",
    "load",
    "parse_fact",
    "provide_blueprint",
    "read_key",
    "read_keys",
    "read_subject",
    "readable_fields",
    "readable_registers",
    "represented",
    "schema",
    "write_record",
]
