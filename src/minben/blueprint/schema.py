"""The grammar as JSON Schema 2020-12, for editors that check and complete while somebody types.

One document describes every kind of file; each kind has its own entry under ``$defs``. CSV files are described as lists
of rows, with the columns of a text by language (``name_zh``, ``name_en``) as one object.
"""

from __future__ import annotations

from typing import Any

from .forms import Form, definition_name, forms_in, keys
from .grammar import FILE_KINDS, FileKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXTS = {
    "type": "object",
    "description": "plain words in every language of the blueprint",
    "minProperties": 1,
    "additionalProperties": {"type": "string"},
}


def schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of file, complete in itself. Raises KeyError for a kind that does not exist."""
    chosen = {known.name: known for known in FILE_KINDS}[kind]
    return {
        "$schema": DIALECT,
        "title": chosen.shown,
        "description": chosen.doc,
        **chosen.shape.schema(),
        "$defs": _definitions([chosen]),
    }


def schemas() -> dict[str, Any]:
    """Every kind of file in one document: the kind ``NAME`` is ``$defs/file-NAME``."""
    files = {
        f"file-{kind.name}": {"title": kind.shown, "description": kind.doc, **kind.shape.schema()}
        for kind in FILE_KINDS
    }
    return {
        "$schema": DIALECT,
        "title": "Minben blueprint",
        "description": "One definition for each kind of file in a blueprint folder.",
        "$defs": files | _definitions(FILE_KINDS),
    }


def kind_names() -> tuple[str, ...]:
    """The kinds of file."""
    return tuple(kind.name for kind in FILE_KINDS)


def _definitions(kinds: tuple[FileKind, ...] | list[FileKind]) -> dict[str, Any]:
    forms = {form for kind in kinds for form in forms_in(kind.shape)}
    named = {definition_name(form): _definition(form) for form in forms}
    return {"texts": TEXTS} | dict(sorted(named.items()))


def _definition(form: type[Form]) -> dict[str, Any]:
    properties = {
        known.name: {"description": known.doc, **_without_description(known.shape.schema())}
        for known in keys(form)
    }
    return {
        "type": "object",
        "description": form.__doc__ or "",
        "properties": properties,
        "required": [known.name for known in keys(form) if known.required],
        "additionalProperties": False,
    }


def _without_description(found: Any) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "description"}
