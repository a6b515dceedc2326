"""Canonical bytes of a JSON value after RFC 8785, for everything that is hashed or signed.

The values are narrowed so far that sorting keys is all it takes: no fractions (their shortest form is the one hard part
of RFC 8785), whole numbers that every JSON reader keeps exactly, and ASCII keys, whose order is the same in UTF-8 and
in UTF-16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
# What every JSON reader keeps exactly (RFC 7493).
LARGEST = 2**53 - 1


class NotCanonical(ValueError):  # noqa: N818 - says what the value is
    """A value that has no canonical bytes here; the message names the place inside the value."""


def canonical(value: Json) -> bytes:
    """The bytes that stand for ``value``.

    Raises `NotCanonical` for fractions, whole numbers beyond ±(2^53 - 1), keys that are not ASCII text, text that is
    not valid Unicode, and anything that JSON does not know.

    >>> canonical({"b": [1, True, None], "a": "民"})
    b'{"a":"\\xe6\\xb0\\x91","b":[1,true,null]}'
    """
    check(value, "")
    return dump(value)


def dump(value: Json) -> bytes:
    """The same for a value known to be within the limits, without the walk through it."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise NotCanonical(str(error)) from error


def check(value: object, place: str) -> None:
    """Refuse what lies outside the limits; ``place`` is where in the whole value this part stands."""
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(f"{place or 'value'}: {value} is beyond ±(2^53 - 1); write it as text")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{place or 'value'}: the key {key!r} is not ASCII text")
            check(part, f"{place}.{key}" if place else key)
    elif isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        for index, part in enumerate(value):
            check(part, f"{place}[{index}]")
    else:
        raise NotCanonical(f"{place or 'value'}: {type(value).__name__} is not a canonical JSON value")
