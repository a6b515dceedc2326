"""An event log in OCEL 2.0, on disk: filled act by act, kept as SQLite, written as JSON.

The standard (Berti et al., OCEL 2.0 specification, 2023) knows events and objects, each of a type with attributes, and
which object takes part in which event as what. The SQLite form holds a table for each type beside the general ones;
the JSON form is read off it row by row, so neither needs the log in memory.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

_GENERAL = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES event_map_type);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES object_map_type);
CREATE TABLE event_object (ocel_event_id TEXT NOT NULL REFERENCES event, ocel_object_id TEXT NOT NULL REFERENCES object,
    ocel_qualifier TEXT NOT NULL, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (ocel_source_id TEXT NOT NULL REFERENCES object, ocel_target_id TEXT NOT NULL
    REFERENCES object, ocel_qualifier TEXT NOT NULL, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier))
"""
BEGINNING = "1970-01-01T00:00:00Z"
"""The time of attributes that an object has from its beginning on (OCEL 2.0, section 4)."""


@dataclass(frozen=True, slots=True)
class Link:
    """That an object takes part in an event, or has to do with another object, as what."""

    object: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An object with the attributes that it has from its beginning on."""

    id: str
    type: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """That an attribute of an object has another value from a moment on (RFC 3339, UTC)."""

    object: str
    type: str
    attribute: str
    value: str
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: its type, its moment (RFC 3339, UTC), and who or what took part. ``links`` name known objects."""

    id: str
    type: str
    at: str
    attributes: Mapping[str, str]
    links: tuple[Link, ...]


class EventLog:
    """A log in the SQLite form. Objects and events that are there already are left as they are.

    ``event_attributes`` and ``object_attributes`` fix the columns of each type's table; all of them hold text.
    """

    def __init__(
        self, path: Path, event_attributes: Sequence[str], object_attributes: Mapping[str, Sequence[str]]
    ) -> None:
        self._database = sqlite3.connect(path)
        self._event_attributes = tuple(event_attributes)
        self._object_attributes = {name: tuple(names) for name, names in object_attributes.items()}
        self._types: dict[tuple[str, str], str] = {}
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _GENERAL)
        for name in self._object_attributes:
            self._table("object", name)

    def add_objects(self, things: Iterable[Thing]) -> None:
        """Take objects in, each once."""
        for thing in things:
            fresh = self._database.execute(
                "INSERT OR IGNORE INTO object VALUES (?, ?)", (thing.id, thing.type)
            ).rowcount
            if not fresh:
                continue
            names = self._object_attributes[thing.type]
            values = [thing.attributes.get(name) for name in names]
            self._insert("object", thing.type, (thing.id, BEGINNING, None, *values))
            self._database.executemany(
                "INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)",
                [(thing.id, link.object, link.qualifier) for link in thing.links],
            )

    def add_change(self, change: Change) -> None:
        """Take in that an attribute changes."""
        names = self._object_attributes[change.type]
        values = [change.value if name == change.attribute else None for name in names]
        self._insert("object", change.type, (change.object, change.at, change.attribute, *values))

    def add_event(self, event: Event) -> None:
        """Take an event in; the objects that it names have been added before."""
        self._table("event", event.type)
        self._database.execute("INSERT INTO event VALUES (?, ?)", (event.id, event.type))
        values = [event.attributes.get(name) for name in self._event_attributes]
        self._insert("event", event.type, (event.id, event.at, *values))
        self._database.executemany(
            "INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)",
            [(event.id, link.object, link.qualifier) for link in event.links],
        )

    def close(self) -> None:
        """Finish the file."""
        self._database.commit()
        self._database.close()

    def write_json(self, out: TextIO) -> None:
        """Write what is there so far in the JSON form."""
        self._database.commit()
        out.write('{"objectTypes":')
        self._write_list(
            out, ({"name": n, "attributes": _typed(a)} for n, a in self._object_attributes.items())
        )
        out.write(',"eventTypes":')
        attributes = _typed(self._event_attributes)
        events = sorted(name for kind, name in self._types if kind == "event")
        self._write_list(out, ({"name": name, "attributes": attributes} for name in events))
        out.write(',"objects":')
        self._write_list(out, self._objects())
        out.write(',"events":')
        self._write_list(out, self._events())
        out.write("}\n")

    def _write_list(self, out: TextIO, entries: Iterable[Mapping[str, Any]]) -> None:
        out.write("[")
        for number, entry in enumerate(entries):
            out.write(("," if number else "") + json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
        out.write("]")

    def _objects(self) -> Iterator[dict[str, Any]]:
        rows = self._database.execute("SELECT ocel_id, ocel_type FROM object ORDER BY ocel_id")
        for id_, type_ in rows:
            attributes = [
                {"name": name, "time": at, "value": value}
                for at, values in self._attributes("object", type_, id_, self._object_attributes[type_])
                for name, value in values
            ]
            links = self._database.execute(
                "SELECT ocel_target_id, ocel_qualifier FROM object_object WHERE ocel_source_id = ?", (id_,)
            )
            yield {
                "id": id_,
                "type": type_,
                "attributes": attributes,
                "relationships": [{"objectId": target, "qualifier": as_} for target, as_ in links],
            }

    def _events(self) -> Iterator[dict[str, Any]]:
        for id_, type_ in self._database.execute("SELECT ocel_id, ocel_type FROM event ORDER BY rowid"):
            ((at, values),) = self._attributes("event", type_, id_, self._event_attributes)
            links = self._database.execute(
                "SELECT ocel_object_id, ocel_qualifier FROM event_object WHERE ocel_event_id = ?", (id_,)
            )
            yield {
                "id": id_,
                "type": type_,
                "time": at,
                "attributes": [{"name": name, "value": value} for name, value in values],
                "relationships": [{"objectId": target, "qualifier": as_} for target, as_ in links],
            }

    def _attributes(
        self, kind: str, type_: str, id_: str, names: Sequence[str]
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        """The moments at which attributes are told, each with those that have a value."""
        columns = ", ".join(["ocel_time", *names])
        rows = self._database.execute(
            f'SELECT {columns} FROM "{self._types[kind, type_]}" WHERE ocel_id = ? ORDER BY ocel_time',  # noqa: S608 - own names
            (id_,),
        )
        return [
            (at, [(n, v) for n, v in zip(names, values, strict=True) if v is not None])
            for at, *values in rows
        ]

    def _insert(self, kind: str, type_: str, values: tuple[object, ...]) -> None:
        marks = ", ".join("?" * len(values))
        self._database.execute(f'INSERT INTO "{self._types[kind, type_]}" VALUES ({marks})', values)  # noqa: S608 - own names

    def _table(self, kind: str, type_: str) -> None:
        """The table of a type, made when its first entry comes."""
        if (kind, type_) in self._types:
            return
        short = "".join(c if c.isalnum() and c.isascii() else "_" for c in type_)
        mapped = short if f"{kind}_{short}" not in self._types.values() else f"{short}_{len(self._types)}"
        table = self._types[kind, type_] = f"{kind}_{mapped}"
        own = ["ocel_changed_field TEXT"] if kind == "object" else []
        names = self._object_attributes[type_] if kind == "object" else self._event_attributes
        columns = ", ".join(
            ["ocel_id TEXT NOT NULL", "ocel_time TEXT NOT NULL", *own, *(f"{n} TEXT" for n in names)]
        )
        self._database.execute(f'CREATE TABLE "{table}" ({columns})')
        self._database.execute(f'CREATE INDEX "{table}_id" ON "{table}" (ocel_id)')
        self._database.execute(f"INSERT INTO {kind}_map_type VALUES (?, ?)", (type_, mapped))  # noqa: S608 - own names


def _typed(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": name, "type": "string"} for name in names]
