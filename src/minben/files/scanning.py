"""Looking into a file before it is kept: what it is by its content, how large, and that nothing in it is active.

The name says nothing here. A file is taken if it is one of the types that are wanted, is whole, and holds nothing that
a program of whoever opens it would run: each type's module says what it looks for. What cannot be looked into (an
encrypted document, an archive that unpacks without end) is refused too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import filetype  # type: ignore[import-untyped] # it brings no types

from minben.blueprint.model import FileType

from . import packages, pdfs, pictures
from .problems import FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

MEDIA: Mapping[FileType, str] = {
    FileType.PDF: "application/pdf",
    FileType.JPG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.OFD: "application/ofd",
}
"""The media type under which a file of each type is given out."""
MEGABYTE = 1_000_000
_LOOKS: Mapping[FileType, Callable[[Path], None]] = {
    FileType.PDF: pdfs.look,
    FileType.JPG: pictures.look_at_jpeg,
    FileType.PNG: pictures.look_at_png,
    FileType.DOCX: packages.look_at_docx,
    FileType.XLSX: packages.look_at_xlsx,
    FileType.OFD: packages.look_at_ofd,
}
_ARCHIVES = frozenset({"zip", "docx", "xlsx", "pptx"})


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a file is: its type by content, its size in bytes, and the SHA-256 of its bytes."""

    type: FileType
    size: int
    digest: bytes


def scan(path: Path, wanted: Collection[FileType], at_most: int) -> Scanned:
    """Look into a file of at most ``at_most`` bytes. Raises `FileRefused`."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(
            zh="文件是空的（0字节），请重新选择", en="The file is empty (0 bytes); choose another"
        )
    if size > at_most:
        raise too_large(at_most)
    found = _type_of(path)
    if found is None or found not in wanted:
        names = ", ".join(str(each).upper() for each in wanted)
        raise FileRefused(
            zh=f"文件内容不是可接受的类型；可接受：{names}。只改文件名不会改变类型",
            en=f"By its content the file is of no type that is accepted here: {names}. "
            "Renaming a file does not change what it is",
        )
    _LOOKS[found](path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return Scanned(found, size, digest)


def too_large(at_most: int) -> FileRefused:
    """The problem of a file larger than ``at_most`` bytes."""
    megabytes = f"{at_most / MEGABYTE:g}"
    return FileRefused(
        zh=f"文件超过{megabytes} MB；请压缩、降低分辨率或分成几个文件",
        en=f"The file is larger than {megabytes} MB; make it smaller or divide it into several",
    )


def _type_of(path: Path) -> FileType | None:
    guess = filetype.guess(str(path))
    if guess is None:
        return None
    if guess.extension in _ARCHIVES:
        return packages.type_of(path)
    return next((each for each in FileType if each == guess.extension), None)
