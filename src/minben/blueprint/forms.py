"""Forms: a mapping with known keys, declared as a data class whose fields are the keys.

    class Remark(Form):
        "What is said of a thing."
        title: Text = key(TEXTS, "how it is called")
        note: str | None = key(WORDS, "more about it", default=None)

`Filled(Remark)` is then a shape: it reads such a mapping, reports every unknown or missing key, and describes itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from .model import Place, Text
from .nodes import Keyed, Node
from .problems import near
from .shapes import Reading, Refused, Schema, Shape, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Missing(Enum):
    MISSING = "missing"


MISSING = _Missing.MISSING
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """The declaration of one key: its name in the file, what may stand there, what it is for."""

    name: str
    field: str
    shape: Shape[Any]
    doc: str
    required: bool


def key(shape: Shape[T], doc: str, *, name: str = "", default: Any = MISSING) -> Any:
    """A field of a form. ``name`` where the key is no Python name; with a default the key may be left out."""
    metadata = {"shape": shape, "doc": doc, "name": name, "required": default is MISSING}
    if default is MISSING:
        return dataclasses.field(metadata=metadata)
    if isinstance(default, dict):
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key,))
@dataclass(frozen=True, kw_only=True)
class Form:
    """A mapping with known keys. ``place`` is where it stands; subclasses become frozen data classes."""

    place: Place

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        dataclass(frozen=True, kw_only=True)(cls)


F = TypeVar("F", bound=Form)


_declared: dict[type[Form], tuple[Key, ...]] = {}


def keys(form: type[Form]) -> tuple[Key, ...]:
    """The declared keys of a form, in order."""
    if form not in _declared:
        _declared[form] = _read_declaration(form)
    return _declared[form]


def _read_declaration(form: type[Form]) -> tuple[Key, ...]:
    return tuple(
        Key(
            name=field.metadata["name"] or field.name,
            field=field.name,
            shape=field.metadata["shape"],
            doc=field.metadata["doc"],
            required=field.metadata["required"],
        )
        for field in dataclasses.fields(form)
        if field.metadata
    )


@dataclass(frozen=True, slots=True)
class Filled(Shape[F]):
    """A filled-in form."""

    form: type[F]

    @property
    def wanted(self) -> Text:
        names = ", ".join(known.name for known in keys(self.form))
        return {"zh": f"键值表（可用的键：{names}）", "en": f"a mapping with the keys {names}"}

    def read(self, node: Node, reading: Reading) -> F:
        if not isinstance(node, Keyed):
            raise self.wrong(node, reading)
        return fill(self.form, node, reading)

    def parts(self) -> Iterator[Shape[Any]]:
        return (known.shape for known in keys(self.form))

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{definition_name(self.form)}"}


def definition_name(form: type[Form]) -> str:
    """The name of a form in the schema and the documentation.

    >>> class ServiceForm(Form): ...
    >>> definition_name(ServiceForm)
    'service'
    """
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in form.__name__)
    return words.strip("-").removesuffix("-form").removesuffix("-row")


def fill(form: type[F], node: Keyed, reading: Reading) -> F:
    """Read every key of the form; report the unknown and the missing ones. Raises `Refused` where one is missing."""
    declared = keys(form)
    names = {known.name for known in declared}
    for name, entry in node.entries.items():
        if name not in names:
            suggestion = near(name, names)
            reading.problem(
                entry.line, "unknown-key", key=name, known=", ".join(sorted(names)), near=suggestion
            )
    values: dict[str, Any] = {"place": Place(reading.file, node.line)}
    whole = True
    for known in declared:
        found = node.entries.get(known.name)
        if found is None:
            if known.required:
                reading.problem(node.line, "missing-key", key=known.name, doc=known.doc)
                whole = False
            continue
        try:
            values[known.field] = known.shape.read(found.value, reading)
        except Refused:
            whole = whole and not known.required
    if not whole:
        raise Refused
    return form(**values)


def texts_columns(form: type[Form], columns: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Which columns of a sheet are texts by language: ``name_zh`` is the key ``name`` in the language ``zh``."""
    spread = {}
    for known in keys(form):
        if isinstance(known.shape, Texts):
            for column in columns:
                name, _, lang = column.rpartition("_")
                if name == known.name:
                    spread[column] = (name, lang)
    return spread


def forms_in(shape: Shape[Any]) -> Iterator[type[Form]]:
    """The forms that a shape is made of, its parts included; each before its own parts, possibly repeated."""
    if isinstance(shape, Filled):
        yield shape.form
    for part in shape.parts():
        yield from forms_in(part)
