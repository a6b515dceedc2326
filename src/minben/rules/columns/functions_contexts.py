"""The built-in functions of contexts over columns (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .abstract import (
    NULL,
    Abstract,
    Elements,
    Entries,
    Known,
    RefusalError,
    null_of,
    shaped,
)
from .build import any_of
from .functions import (
    Arguments,
    Functions,
    fixed,
)
from .lower_choice import choose, where_present

if TYPE_CHECKING:
    from .plan import (
        Node,
    )

FUNCTIONS = Functions()


@FUNCTIONS.named("get value")
def _get(arguments: Arguments) -> Abstract:
    context, key = shaped(arguments[0]), arguments[1]
    if not isinstance(context, Entries):
        return NULL
    if not isinstance(key, Known):
        raise RefusalError("columns-function", name="get value")
    if not isinstance(key.value, str) or key.value not in context.fields:
        return NULL
    return where_present(context, context.fields[key.value])


@FUNCTIONS.named("get entries")
def _entries(arguments: Arguments) -> Abstract:
    context = shaped(arguments[0])
    if not isinstance(context, Entries):
        return NULL
    pairs: list[Abstract] = [
        Entries({"key": Known(key), "value": value}) for key, value in context.fields.items()
    ]
    return where_present(context, Elements.of(pairs))


@FUNCTIONS.named("context put")
def _put(arguments: Arguments) -> Abstract:
    context, key = shaped(arguments[0]), arguments[1]
    if not isinstance(context, Entries):
        return NULL
    if not isinstance(key, Known) or not isinstance(key.value, str):
        raise RefusalError("columns-function", name="context put")
    return where_present(context, Entries({**context.fields, key.value: arguments[2]}))


@FUNCTIONS.named("context merge")
def _merge(arguments: Arguments) -> Abstract:
    list_ = fixed("context merge", arguments[0])
    fields: dict[str, Abstract] = {}
    missing: list[Node] = [null_of(list_)]
    for _, item in list_.items:
        context = shaped(item)
        if not isinstance(context, Entries):
            return NULL
        fields |= context.fields
        missing.append(null_of(context))
    return choose(((any_of(missing), NULL),), Entries(fields))


@FUNCTIONS.named("context")
def _context(arguments: Arguments) -> Abstract:
    list_ = fixed("context", arguments[0])
    fields: dict[str, Abstract] = {}
    for _, item in list_.items:
        entry = shaped(item)
        if not isinstance(entry, Entries) or entry.present is not None or "value" not in entry.fields:
            return NULL
        key = entry.fields.get("key", NULL)
        if not isinstance(key, Known):
            raise RefusalError("columns-function", name="context")
        if not isinstance(key.value, str) or key.value in fields:
            return NULL
        fields[key.value] = entry.fields["value"]
    return where_present(list_, Entries(fields))
