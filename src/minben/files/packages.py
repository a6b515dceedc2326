"""Documents that are archives inside: Word, Excel and OFD. Small enough unpacked, and without macros or foreign parts.

Refused are archives with more than `MOST_ENTRIES` entries or more than `MOST_UNPACKED` bytes unpacked (measured by
unpacking, not by what the archive says), entries that are encrypted or whose names lead out of the archive, anything
before or behind the archive, and of office documents: macros (``vbaProject``, macro sheets, ``macroEnabled`` types),
controls and embedded objects (``activeX``, ``embeddings``), and parts fetched from elsewhere other than links.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from minben.blueprint.model import FileType

from .problems import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200_000_000
_STEP = 65_536
_LOCAL = b"PK\x03\x04"
_MAIN = {
    "word/document.xml": FileType.DOCX,
    "xl/workbook.xml": FileType.XLSX,
    "OFD.xml": FileType.OFD,
}
_ACTIVE_NAMES = re.compile(
    r"(?i)vbaproject|vbadata|macrosheets/|activex/|embeddings/|\.(?:exe|dll|js|vbs|bin)$"
)
_HARMLESS = re.compile(r"(?i)printersettings/printersettings\d*\.bin$")
_MACRO_TYPE = re.compile(rb"(?i)macroEnabled|vbaProject")
_FOREIGN = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_LINK = re.compile(rb"/hyperlink[\"']")
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']")
_ENCRYPTED = 0x1


def type_of(path: Path) -> FileType | None:
    """Which of the documents an archive is, None where it is none of them or no archive at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()) if len(archive.filelist) <= MOST_ENTRIES else set()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return next((type_ for name, type_ in _MAIN.items() if name in names), None)


def look_at_docx(path: Path) -> None:
    """Look into a Word document. Raises `FileRefused`."""
    _look_at_office(path)


def look_at_xlsx(path: Path) -> None:
    """Look into an Excel workbook. Raises `FileRefused`."""
    _look_at_office(path)


def look_at_ofd(path: Path) -> None:
    """Look into an OFD document (GB/T 33190). Raises `FileRefused`."""
    for name, _ in _entries(path):
        if _ACTIVE_NAMES.search(name):
            raise _active()


def _look_at_office(path: Path) -> None:
    for name, content in _entries(path):
        if _ACTIVE_NAMES.search(name) and not _HARMLESS.search(name):
            raise _active()
        if name == "[Content_Types].xml" and _MACRO_TYPE.search(content):
            raise _active()
        if name.endswith(".rels") and any(_is_foreign(one) for one in _FOREIGN.findall(content)):
            raise FileRefused(
                zh="文档引用了外部内容（模板、对象），不予接收；请另存为不含外部引用的文档或 PDF",
                en="The document takes in parts from elsewhere (a template, an object); save it without them or as PDF",
            )


def _is_foreign(relationship: bytes) -> bool:
    return _EXTERNAL.search(relationship) is not None and _LINK.search(relationship) is None


def _entries(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every entry with its content (of parts that describe the document; of others none), read to its end."""
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            _must_be_only_an_archive(path, archive)
            for entry in archive.infolist():
                if entry.flag_bits & _ENCRYPTED or _leads_out(entry.filename):
                    raise _unreadable()
                kept = entry.filename.endswith((".rels", "[Content_Types].xml"))
                content = bytearray()
                with archive.open(entry) as stream:
                    while piece := stream.read(_STEP):
                        unpacked += len(piece)
                        if unpacked > MOST_UNPACKED:
                            raise _too_much()
                        content += piece if kept else b""
                yield entry.filename, bytes(content)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise _unreadable() from error


def _must_be_only_an_archive(path: Path, archive: zipfile.ZipFile) -> None:
    if len(archive.filelist) > MOST_ENTRIES:
        raise _too_much()
    with path.open("rb") as file:
        begins = file.read(len(_LOCAL)) == _LOCAL
    first = min((entry.header_offset for entry in archive.filelist), default=0)
    if not begins or first != 0 or archive.comment:
        raise _unreadable()


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _active() -> FileRefused:
    return FileRefused(
        zh="文档含有宏、控件或内嵌对象，不予接收；请另存为不含宏的文档或 PDF",
        en="The document holds macros, controls or embedded objects; save it without them or as PDF",
    )


def _too_much() -> FileRefused:
    megabytes = MOST_UNPACKED // 1_000_000
    return FileRefused(
        zh=f"文档解压后超过{megabytes} MB或条目过多，不予接收；请导出为 PDF",
        en=f"Unpacked, the document has more than {megabytes} MB or too many parts; export it as PDF",
    )


def _unreadable() -> FileRefused:
    return FileRefused(
        zh="文档已损坏、已加密或夹带其他内容，无法检查；请重新导出",
        en="The document is damaged, encrypted or mixed with something else and cannot be looked into; export it again",
    )
