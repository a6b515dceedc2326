"""Opens a workbook file: a ZIP archive of XML parts, either of which may be made to do harm.

Nothing is unpacked to disk, nothing is read past a bound, no entity is expanded and no address is followed.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .grid import MAX_FILE, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_UNPACKED = 50_000_000
"""Bytes of all the parts of a workbook together."""
_MAX_PARTS = 2_000
_MAX_DEPTH = 50
_MAX_ELEMENTS = 1_000_000
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class BrokenWorkbookError(Exception):
    """A part of the archive is not what it should be."""


class Archive:
    """The parts of a workbook by their names. Raises `TableError` where the file cannot be a workbook."""

    def __init__(self, data: bytes, name: str) -> None:
        if len(data) > MAX_FILE:
            raise refusal(name, "too-large", limit=str(MAX_FILE // 1_000_000))
        if data.startswith(_OLD_OR_LOCKED):
            raise refusal(name, "workbook-locked")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN:
            raise refusal(name, "not-workbook") from None
        self._name = name
        parts = self._zip.infolist()
        # No part is read further than the size that the archive says it has.
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise refusal(name, "too-large-unpacked", limit=str(MAX_UNPACKED // 1_000_000))
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise refusal(name, "workbook-macros")

    def elements(self, part: str) -> Iterator[Element]:
        """The elements of an XML part, each when it is complete. Raises `BrokenWorkbookError`."""
        return (element for begins, element in self.events(part) if not begins)

    def events(self, part: str) -> Iterator[tuple[bool, Element]]:
        """The elements of an XML part, each where it begins (True) and when it is complete (False)."""
        depth = count = 0
        try:
            with self._zip.open(part) as stream:
                for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
                    begins = event == "start"
                    depth += 1 if begins else -1
                    count += begins
                    if depth > _MAX_DEPTH:
                        raise BrokenWorkbookError
                    if count > _MAX_ELEMENTS:
                        raise refusal(self._name, "too-many-elements", limit=str(_MAX_ELEMENTS))
                    yield begins, element
        except (*_BROKEN, KeyError, ParseError, DefusedXmlException):
            raise BrokenWorkbookError from None


def local(element: Element) -> str:
    """The name of an element without its namespace: strict and transitional workbooks differ in that only.

    A comment or processing instruction has none.
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)
