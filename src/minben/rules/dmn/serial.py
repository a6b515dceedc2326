"""Writes a tree of elements as XML text, always the same for the same tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..models.boxed import Markup

XML = "http://www.w3.org/XML/1998/namespace"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_INDENT = "  "


@dataclass(slots=True)
class Part:
    """An element that is laid out by indentation; names as `{namespace}name`. Empty attributes are left out.

    Kept `Markup` among its children is written as it stands, but for its tail. A part with a text has no children.
    """

    name: str
    attributes: Sequence[tuple[str, str]] = ()
    children: list[Part | Markup] = field(default_factory=list)
    text: str = ""


class UnwritableError(Exception):
    """XML cannot hold a text: it has a control character in it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def xml_text(root: Part, prefixes: Mapping[str, str]) -> str:
    """The document of a root element that declares these prefixes: every namespace in it has one.

    Raises `UnwritableError`.
    """
    writer = _Writer(prefixes)
    lines = "".join(writer.part(root, "", writer.declarations()))
    found = _UNWRITABLE.search(lines)
    if found is not None:
        raise UnwritableError(lines[max(found.start() - 20, 0) : found.start()])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{lines}'


def namespaces_in(part: Part | Markup, *, attributes: bool) -> Iterator[str]:
    """The namespaces of the elements, or of the attributes, in a tree, in their order."""
    pending: list[Part | Markup] = [part]
    while pending:
        found = pending.pop()
        names = [name for name, _ in found.attributes] if attributes else [found.name]
        yield from (name[1:].partition("}")[0] for name in names if name.startswith("{"))
        pending.extend(reversed(found.children))


class _Writer:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._of_elements: dict[str, str] = {XML: "xml:"}
        self._of_attributes: dict[str, str] = {XML: "xml:"}
        for prefix, namespace in prefixes.items():
            self._of_elements.setdefault(namespace, f"{prefix}:" if prefix else "")
            if prefix:
                self._of_attributes.setdefault(namespace, f"{prefix}:")

    def declarations(self) -> str:
        """What the root says of the prefixes."""
        return "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{_escaped(namespace, _ATTRIBUTE)}"'
            for prefix, namespace in self._prefixes.items()
        )

    def part(self, part: Part, indent: str, declared: str = "") -> Iterator[str]:
        name = _qualified(part.name, self._of_elements)
        said = self._attributes((key, value) for key, value in part.attributes if value)
        start = f"{indent}<{name}{declared}{said}"
        if part.text:
            yield f"{start}>{_escaped(part.text, _TEXT)}</{name}>\n"
        elif not part.children:
            yield f"{start} />\n"
        else:
            yield f"{start}>\n"
            for child in part.children:
                if isinstance(child, Part):
                    yield from self.part(child, indent + _INDENT)
                else:
                    yield f"{indent}{_INDENT}{''.join(self._markup(child))}\n"
            yield f"{indent}</{name}>\n"

    def _markup(self, markup: Markup) -> Iterator[str]:
        name = _qualified(markup.name, self._of_elements)
        yield f"<{name}{self._attributes(markup.attributes)}>{_escaped(markup.text, _TEXT)}"
        for child in markup.children:
            yield from self._markup(child)
            yield _escaped(child.tail, _TEXT)
        yield f"</{name}>"

    def _attributes(self, attributes: Iterable[tuple[str, str]]) -> str:
        return "".join(
            f' {_qualified(name, self._of_attributes)}="{_escaped(value, _ATTRIBUTE)}"'
            for name, value in attributes
        )


def _qualified(name: str, prefixes: Mapping[str, str]) -> str:
    if not name.startswith("{"):
        return name
    namespace, _, local = name[1:].partition("}")
    return f"{prefixes[namespace]}{local}"


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    for sign, written in signs.items():
        text = text.replace(sign, written)
    return text
