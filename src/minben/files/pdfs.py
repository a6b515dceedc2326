"""PDF documents: whole, readable, and nothing in them that a reader would run, open or send.

Refused are the actions and parts ``JavaScript``, ``Launch``, ``SubmitForm``, ``ImportData``, ``GoToE``, ``Rendition``,
``RichMedia``, ``EmbeddedFile`` and the forms ``XFA``. Their names are looked for with every way of writing a name
(``/J#61vaScript`` is ``/JavaScript``), in the whole file and inside its compressed object streams. A document that
is encrypted, or whose object streams are packed otherwise than by Flate, cannot be looked into and is refused.
"""

from __future__ import annotations

import mmap
import re
import zlib
from typing import TYPE_CHECKING

from .problems import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_UNPACKED = 64_000_000
"""Of one object stream; all of a document's text and structure is far below."""
_TAIL = 2048
_STEP = 65_536
_OBJECTS = re.compile(rb"\s*\d+\s+\d+(?:\s+\d+\s+\d+)*\s*(?:<<|\[|\(|/|<|\d|t|f|n|$)")
_BEGIN = re.compile(rb"stream(?:\r\n|\n|\r)")
_DICTIONARY = 4096


def _written(name: str) -> bytes:
    """A pattern for a name, each character as itself or by its number.

    >>> re.fullmatch(_written("JS"), b"#4aS") is not None
    True
    """
    return b"".join(
        rb"(?:%s|#%s)"
        % (
            re.escape(char).encode(),
            "".join(f"[{d.lower()}{d.upper()}]" if d.isalpha() else d for d in f"{ord(char):02x}").encode(),
        )
        for char in name
    )


_LONG = (
    "JavaScript",
    "Launch",
    "SubmitForm",
    "ImportData",
    "GoToE",
    "Rendition",
    "RichMedia",
    "EmbeddedFile",
)
_SHORT = ("XFA",)
"""Too short to be looked for in packed data, where they may stand by chance."""
_ACTIVE = re.compile(b"/(?:" + b"|".join(map(_written, _LONG)) + rb")(?:s)?(?=[\s/<>\[\](){}%]|$)")
_ACTIVE_SHORT = re.compile(b"/(?:" + b"|".join(map(_written, _SHORT)) + rb")(?=[\s/<>\[\](){}%]|$)")
_ENCRYPTED = re.compile(b"/" + _written("Encrypt") + rb"(?=[\s/<\[(])")
_OBJECT_STREAM = re.compile(b"/" + _written("ObjStm"))
_FILTERS = re.compile(b"/" + _written("Filter") + rb"\s*(\[[^\]]*\]|/[^\s/<>\[\]()]+)")
_FLATE = re.compile(rb"\[?\s*/(?:" + _written("FlateDecode") + b"|" + _written("Fl") + rb")\s*\]?")


def look(path: Path) -> None:
    """Look into a PDF document. Raises `FileRefused`."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:5] != b"%PDF-" or b"%%EOF" not in data[-_TAIL:]:
            raise FileRefused(
                zh="PDF 文件已损坏或不完整，请重新导出",
                en="The PDF document is damaged or cut off; export it again",
            )
        if _ENCRYPTED.search(data):
            raise FileRefused(
                zh="PDF 文件已加密，无法检查；请去除密码后再上传",
                en="The PDF document is encrypted and cannot be looked into; remove its password first",
            )
        if _ACTIVE.search(data) or _is_active_outside_streams(data):
            raise _active()
        for objects in _object_streams(data):
            if _ACTIVE.search(objects) or _ACTIVE_SHORT.search(objects):
                raise _active()


def _is_active_outside_streams(data: mmap.mmap) -> bool:
    at = 0
    for begin in _BEGIN.finditer(data):
        if begin.start() < at:
            continue
        if _ACTIVE_SHORT.search(data, at, begin.start()):
            return True
        end = data.find(b"endstream", begin.end())
        at = len(data) if end < 0 else end
    return _ACTIVE_SHORT.search(data, at) is not None


def _object_streams(data: mmap.mmap) -> Iterator[bytes]:
    """The unpacked text of every stream that holds objects, by what it says of itself or by how it begins."""
    for begin in _BEGIN.finditer(data):
        about = data[max(0, begin.start() - _DICTIONARY) : begin.start()].rpartition(b"obj")[2]
        declared = _OBJECT_STREAM.search(about) is not None
        filters = _FILTERS.search(about)
        if filters is None:
            if declared:
                end = data.find(b"endstream", begin.end())
                yield data[begin.end() : end if end >= 0 else len(data)]
        elif _FLATE.fullmatch(filters[1].strip()):
            yield from _unpacked(data, begin.end(), declared=declared)
        elif declared:
            raise _unreadable()


def _unpacked(data: mmap.mmap, at: int, *, declared: bool) -> Iterator[bytes]:
    packed = zlib.decompressobj()
    found = bytearray()
    try:
        while not packed.eof and at < len(data):
            rest = packed.unconsumed_tail or data[at : at + _STEP]
            at += 0 if packed.unconsumed_tail else _STEP
            found += packed.decompress(rest, _STEP)
            if not declared and not _OBJECTS.match(found):
                return
            if len(found) > MOST_UNPACKED:
                raise _unreadable()
    except zlib.error as error:
        # A stream that says it holds objects and cannot be unpacked must not hide any.
        if declared and not found:
            raise _unreadable() from error
    if found:
        yield bytes(found)


def _active() -> FileRefused:
    return FileRefused(
        zh="PDF 文件含有脚本、自动动作、表单提交或内嵌文件，不予接收；请“打印为 PDF”后再上传",
        en="The PDF document holds scripts, actions, a form that sends, or embedded files; print it to a new PDF first",
    )


def _unreadable() -> FileRefused:
    return FileRefused(
        zh="PDF 文件的内部结构无法检查，不予接收；请“打印为 PDF”后再上传",
        en="What is inside the PDF document cannot be looked into; print it to a new PDF first",
    )
