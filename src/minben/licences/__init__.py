"""Licences: entries of registers that cases wrote, issued as signed credentials, shown, verified, changed and printed.

A kind of licence is declared in the blueprint (`licences/NAME.yaml`). What else cases issue with a verification code is
a paper: listed for its holder and verified by its code. ``docs/licences.md`` tells how both work.

Django must be set up before the room is used; the names below are then looked up in their modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .changing import Wanted, change, changeable, moves_of
    from .issuing import follow_acts, go_through
    from .keys import KeyProblem
    from .lapsing import pass_days
    from .papers import Paper, PaperField, papers_of, verify, verify_credential
    from .presenting import name_of, present
    from .printing import Sheet, pdf
    from .problems import STATE_WORDS, BadToken, LicenceProblem
    from .publishing import Published, issuer_metadata, status_list, type_metadata
    from .reading import Checked, History, Issued, agency_licences, history_of, licence_for
    from .statuslists import FRESH_FOR
    from .tokens import LONGEST

_HOMES = {
    "changing": (
        "Wanted",
        "change",
        "changeable",
        "moves_of",
        "name_of",
    ),
    "issuing": (
        "follow_acts",
        "go_through",
    ),
    "keys": ("KeyProblem",),
    "lapsing": ("pass_days",),
    "papers": (
        "Paper",
        "PaperField",
        "papers_of",
        "verify",
        "verify_credential",
    ),
    "presenting": ("name_of", "present"),
    "printing": ("Sheet", "pdf"),
    "problems": (
        "STATE_WORDS",
        "BadToken",
        "LicenceProblem",
    ),
    "publishing": (
        "Published",
        "Sheet",
        "issuer_metadata",
        "status_list",
        "type_metadata",
    ),
    "reading": (
        "Checked",
        "History",
        "Issued",
        "agency_licences",
        "history_of",
        "licence_for",
    ),
    "statuslists": ("FRESH_FOR",),
    "tokens": ("LONGEST",),
}

__all__ = [
    "FRESH_FOR",
    "LONGEST",
    "STATE_WORDS",
    "BadToken",
    "Checked",
    "History",
    "Issued",
    "KeyProblem",
    "LicenceProblem",
    "Paper",
    "PaperField",
    "Published",
    "Sheet",
    "Wanted",
    "agency_licences",
    "change",
    "changeable",
    "follow_acts",
    "go_through",
    "history_of",
    "issuer_metadata",
    "licence_for",
    "moves_of",
    "name_of",
    "papers_of",
    "pass_days",
    "pdf",
    "present",
    "status_list",
    "type_metadata",
    "verify",
    "verify_credential",
]


def __getattr__(name: str) -> object:
    """Look a public name up; models exist only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
