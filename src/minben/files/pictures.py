"""Pictures: they must decode to their end, must not unpack without end, and must not hide another file behind it.

Telephones append data of their own to a picture (a short film, a depth map); that is left alone. What is refused
behind the end of a picture is the beginning of a program, an archive, a document or a page.
"""

from __future__ import annotations

import mmap
import re
import warnings
from typing import TYPE_CHECKING

from PIL import Image

from .problems import FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_PIXELS = 50_000_000
"""More than the cameras of telephones take by default; decoded, some 200 MB for as long as it is looked at."""
_HIDDEN = re.compile(rb"PK\x03\x04|%PDF-|\x7fELF|<\?php|<(?:script|html|svg|!doctype)", re.IGNORECASE)
_PROGRAM = b"MZ"
"""Too short to be looked for anywhere but right behind the picture."""
_HEAD = 1024
_PNG_HEAD = 8
_RESTARTS = range(0xD0, 0xD8)
_END = 0xD9


def look_at_jpeg(path: Path) -> None:
    """Decode a JPEG picture. Raises `FileRefused`."""
    _decode(path, "JPEG")
    _must_hide_nothing(path, _end_of_jpeg)


def look_at_png(path: Path) -> None:
    """Decode a PNG picture. Raises `FileRefused`."""
    _decode(path, "PNG")
    _must_hide_nothing(path, _end_of_png)


def _decode(path: Path, format_: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[format_]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _too_many_pixels()
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise FileRefused(
            zh="图片已损坏或不完整，无法打开；请重新拍摄或导出",
            en="The picture is damaged or cut off and cannot be opened; take or export it again",
        ) from error


def _too_many_pixels() -> FileRefused:
    millions = MOST_PIXELS // 1_000_000
    return FileRefused(
        zh=f"图片超过{millions * 100}万像素，请降低分辨率",
        en=f"The picture has more than {millions} million pixels; reduce its resolution",
    )


def _must_hide_nothing(path: Path, end_of: Callable[[mmap.mmap], int]) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = end_of(data)
        hidden = (
            b"%PDF-" in data[:_HEAD]
            or data[end : end + 2] == _PROGRAM
            or _HIDDEN.search(data, end) is not None
        )
    if hidden:
        raise FileRefused(
            zh="图片里藏有另一个文件（程序、压缩包、文档或网页），不予接收；请重新导出图片",
            en="Another file (a program, archive, document or page) is hidden in the picture; export it again",
        )


def _end_of_png(data: mmap.mmap) -> int:
    """Where the last chunk ends."""
    at = _PNG_HEAD
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            break
    return min(at, len(data))


def _end_of_jpeg(data: mmap.mmap) -> int:
    """Where the marker that ends the picture stands; segments are passed over by their lengths."""
    at = 2
    while at + 4 <= len(data):
        at = data.find(b"\xff", at)
        if at < 0 or at + 2 > len(data):
            break
        marker = data[at + 1]
        if marker == _END:
            return at + 2
        if marker in (0x00, 0x01, 0xFF) or marker in _RESTARTS:
            at += 1 if marker == 0xFF else 2
        else:
            # Behind the segment that begins a scan the picture itself follows, in which 0xFF is escaped.
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return len(data)
