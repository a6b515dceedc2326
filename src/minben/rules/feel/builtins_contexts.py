"""Built-in functions on contexts (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from ..errors import UndefinedError
from .registry import builtin
from .values import Value, kind

Context = dict[str, Value]


@builtin("get value(m: context, key: string) -> Any")
def get_value(m: Context, key: str) -> Value:
    if key not in m:
        raise UndefinedError("unknown-field", kind="context", name=key)
    return m[key]


@builtin("get entries(m: context) -> list<context<key: string, value: Any>>")
def get_entries(m: Context) -> Value:
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context(entries: list<context>) -> context")
def context(entries: list[Context | None]) -> Value:
    result: Context = {}
    for entry in entries:
        if entry is None or "value" not in entry or not isinstance(key := entry.get("key"), str):
            raise UndefinedError("bad-argument", name="entries", value=kind(entry))
        if key in result:
            raise UndefinedError("duplicate-key", name=key)
        result[key] = entry["value"]
    return result


@builtin("context put(context: context, key: string, value: Any?) -> context")
def context_put(context_: Context, key: str, value: Value) -> Value:
    return {**context_, key: value}


@builtin("context put(context: context, keys: list<string>, value: Any?) -> context")
def context_put_deep(context_: Context, keys: list[str | None], value: Value) -> Value:
    first, *rest = keys or [None]
    if first is None:
        raise UndefinedError("bad-argument", name="keys", value="[]")
    if not rest:
        return {**context_, first: value}
    inner = context_.get(first)
    if not isinstance(inner, dict):
        raise UndefinedError("bad-argument", name="keys", value=first)
    return {**context_, first: context_put_deep(inner, rest, value)}


@builtin("context merge(contexts: list<context>) -> context")
def context_merge(contexts: list[Context | None]) -> Value:
    result: Context = {}
    for context_ in contexts:
        if context_ is None:
            raise UndefinedError("bad-argument", name="contexts", value="null")
        result |= context_
    return result
