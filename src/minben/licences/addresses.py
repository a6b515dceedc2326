"""Where the world finds an agency as an issuer of licences: its name, its keys, its status lists, its kinds of licence.

All hang on the public address of the node (``MINBEN_ADDRESS``): it stands in every licence, so it should not change.
"""

from __future__ import annotations

from minben.environment import Environment

UNTOLD = "http://localhost:8000"
"""The address of a node that serves nobody but its own machine."""


def address() -> str:
    """The public address of this node's pages, without a slash at its end."""
    return Environment.read().address or UNTOLD


def issuer(agency: str) -> str:
    """The agency's name as an issuer (``iss``)."""
    return f"{address()}/issuers/{agency}"


def agency_of(issuer_name: str) -> str | None:
    """The agency that an ``iss`` names, None where it names another node's."""
    start = issuer("")
    return issuer_name.removeprefix(start) if issuer_name.startswith(start) else None


def status_list(agency: str, number: int) -> str:
    """Where one of the agency's status lists is."""
    return f"{issuer(agency)}/status/{number}"


def kind(licence: str) -> str:
    """The name of a kind of licence (``vct``), at which its description is."""
    return f"{address()}/licences/types/{licence}"
