"""Reads XML that may be hostile into plain elements which know their lines.

No document type, so no entities of its own and nothing fetched from outside; no more than so many bytes, elements and
levels. The text is decoded here, strictly: of the encodings that files declare, those are known in which models are
written, Chinese ones among them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from ..errors import Problem
from ..problems import ModelError, Place, PlacedProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_BYTES = 20_000_000
MAX_ELEMENTS = 300_000
MAX_LEVELS = 100
MAX_ATTRIBUTE = 100_000
MAX_HEAD = 65_536
"""Bytes in which the first element of a file must be complete, to be found without reading the whole."""

_ENCODINGS = frozenset(
    (
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "ascii",
        "iso8859-1",
        "cp1252",
        "gb18030",
        "gbk",
        "gb2312",
        "big5",
    )
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # UTF-16 without a mark begins with `<` or `<?` all the same.
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""", re.ASCII)
_SEPARATOR = " "


@dataclass(slots=True)
class Tag:
    """An element: its name and namespace, attributes without namespace, and those of other namespaces by `{ns}name`.

    `text` is what stands before its first child, `tail` what follows it.
    """

    namespace: str
    name: str
    attributes: Mapping[str, str]
    foreign: tuple[tuple[str, str], ...]
    line: int
    children: list[Tag] = field(default_factory=list)
    text: str = ""
    tail: str = ""

    @property
    def text_line(self) -> int:
        """The line of the first character of the text that is no space, for a start tag on one line."""
        space = len(self.text) - len(self.text.lstrip())
        return self.line + self.text.count("\n", 0, space)

    def get(self, name: str) -> str:
        """An attribute, "" where it is not there."""
        return self.attributes.get(name, "")

    def named(self, *names: str) -> Iterator[Tag]:
        """The children of these names, in their order."""
        return (child for child in self.children if child.name in names)

    def first(self, name: str) -> Tag | None:
        """The first child of a name."""
        return next(self.named(name), None)

    def words(self, name: str) -> str:
        """The text of the first child of a name, without the space around it."""
        child = self.first(name)
        return "" if child is None else child.text.strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A file: its root, and the prefixes that its root declares."""

    root: Tag
    prefixes: Mapping[str, str]


def read_document(path: Path, name: str) -> Document:
    """The XML of a file. Raises `ModelError`; `name` is what problems call the file."""
    return document_of(_bytes_of(path, name), name)


def document_of(data: bytes, name: str) -> Document:
    """The XML that bytes hold. Raises `ModelError`; `name` is what problems call them."""
    if len(data) > MAX_BYTES:
        raise wrong(name, 0, "xml-too-large", limit=str(MAX_BYTES // 1_000_000))
    return _Builder(name).build(_text_of(data, name))


def root_of(path: Path) -> Tag | None:
    """The first element of a file without what is in it; None where the file does not begin as XML."""
    name = path.name
    try:
        with path.open("rb") as file:
            builder = _Builder(name)
            builder.begin(_text_of(file.read(MAX_HEAD), name, "ignore"))
            return builder.root
    except (OSError, ModelError):
        return None


def wrong(name: str, line: int, code: str, **values: str) -> ModelError:
    """The error of a file with one problem."""
    return ModelError((PlacedProblem(Place(name, line), Problem(code, values)),))


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise wrong(name, 0, "unreadable", text=fault.strerror or str(fault)) from None


def _text_of(data: bytes, name: str, errors: str = "strict") -> str:
    encoding = next((known for mark, known in _MARKS if data.startswith(mark)), "")
    if not encoding:
        declared = _DECLARED.match(data[:400])
        encoding = "utf-8" if declared is None else declared[1].decode("ascii")
    try:
        if encoding != "utf-8-sig" and codecs.lookup(encoding).name not in _ENCODINGS:
            raise LookupError
        return data.decode(encoding, errors)
    except LookupError:
        raise wrong(name, 1, "xml-encoding", encoding=encoding) from None
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise wrong(name, line, "xml-not-text", encoding=encoding) from None


class _Builder:
    """One reading of one document."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self._open: list[Tag] = []
        self.root: Tag | None = None
        self._prefixes: dict[str, str] = {}
        self._elements = 0

    def build(self, text: str) -> Document:
        self.begin(text, whole=True)
        if self.root is None:
            raise wrong(self._name, 1, "xml-wrong", text="no element found")
        return Document(self.root, self._prefixes)

    def begin(self, text: str, *, whole: bool = False) -> None:
        """Takes the text, or as much of it as there is."""
        parser = self._parser
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._prefix
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(text, whole)
        except expat.ExpatError as fault:
            reason = expat.ErrorString(fault.code) or str(fault)
            raise wrong(self._name, fault.lineno, "xml-wrong", text=reason) from None

    def _wrong(self, code: str, **values: str) -> ModelError:
        return wrong(self._name, self._parser.CurrentLineNumber, code, **values)

    def _doctype(self, *_: object) -> None:
        raise self._wrong("xml-doctype")

    def _prefix(self, prefix: str | None, namespace: str | None) -> None:
        if self.root is None:
            self._prefixes.setdefault(prefix or "", namespace or "")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise self._wrong("xml-too-many", limit=str(MAX_ELEMENTS))
        if len(self._open) >= MAX_LEVELS:
            raise self._wrong("xml-too-deep", limit=str(MAX_LEVELS))
        for value in attributes.values():
            if len(value) > MAX_ATTRIBUTE:
                raise self._wrong("xml-attribute", limit=str(MAX_ATTRIBUTE))
        namespace, _, local = name.rpartition(_SEPARATOR)
        tag = Tag(
            namespace,
            local,
            {key: value for key, value in attributes.items() if _SEPARATOR not in key},
            tuple((clark(key), value) for key, value in attributes.items() if _SEPARATOR in key),
            self._parser.CurrentLineNumber,
        )
        if self._open:
            self._open[-1].children.append(tag)
        elif self.root is None:
            self.root = tag
        self._open.append(tag)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, data: str) -> None:
        if not self._open:
            return
        tag = self._open[-1]
        if tag.children:
            tag.children[-1].tail += data
            return
        tag.text += data


def clark(name: str) -> str:
    """A name as expat gives it, `namespace name`, as `{namespace}name`."""
    namespace, _, local = name.rpartition(_SEPARATOR)
    return f"{{{namespace}}}{local}" if namespace else local
