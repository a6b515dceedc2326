"""The part of JSON Schema 2020-12 that the published schema uses, as a checker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "enum", "const", "pattern", "minimum", "minItems",
    "minProperties", "items", "properties", "required", "additionalProperties", "propertyNames", "anyOf", "oneOf",
    "allOf",
}  # fmt: skip
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def faults(value: Any, schema: Any, root: Any, path: str = "") -> Iterator[str]:
    """Where a value differs from a schema. Raises on a keyword that is not known here."""
    unknown = set(schema) - KNOWN
    assert not unknown, unknown
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(_is(value, name) for name in names):
            yield f"{path}: {value!r} is no {names}"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} does not fit {schema['pattern']}"
    if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
        yield f"{path}: {value} is too small"
    yield from _combined(value, schema, root, path)
    if isinstance(value, list):
        yield from _of_list(value, schema, root, path)
    if isinstance(value, dict):
        yield from _of_object(value, schema, root, path)


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool) and name != "boolean":
        return False
    return isinstance(value, TYPES[name])


def _combined(value: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for part in schema.get("allOf", ()):
        yield from faults(value, part, root, path)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            each = [list(faults(value, part, root, path)) for part in schema[word]]
            fitting = sum(not found for found in each)
            if fitting < 1 or (word == "oneOf" and fitting > 1):
                yield f"{path}: {fitting} of {word} fit: {each}"


def _of_list(value: list[Any], schema: Any, root: Any, path: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{path}: too few"
    for position, inner in enumerate(value):
        yield from faults(inner, schema.get("items", {}), root, f"{path}/{position}")


def _of_object(value: dict[str, Any], schema: Any, root: Any, path: str) -> Iterator[str]:
    if len(value) < schema.get("minProperties", 0):
        yield f"{path}: too few keys"
    known = schema.get("properties", {})
    yield from (f"{path}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, inner in value.items():
        yield from faults(name, schema.get("propertyNames", {}), root, f"{path}/{name}")
        if name in known:
            yield from faults(inner, known[name], root, f"{path}/{name}")
        elif schema.get("additionalProperties", True) is False:
            yield f"{path}: {name} is not known"
        else:
            yield from faults(inner, schema.get("additionalProperties", {}), root, f"{path}/{name}")
