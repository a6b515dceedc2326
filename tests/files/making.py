"""Real files for the tests: pictures, documents and archives as programs write them, and some that mean harm."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fpdf import FPDF
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPES = b'<Types><Override PartName="/word/document.xml" ContentType="application/xml"/></Types>'


def picture(format_: str = "PNG", size: tuple[int, int] = (320, 200)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, format_)
    return out.getvalue()


def document(text: str = "Floor plan") -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(datetime(2026, 1, 5, tzinfo=UTC))
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text=text)
    return bytes(pdf.output())


def archive(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return out.getvalue()


def word(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w:document/>"}
    return archive(parts | {name.replace("__", "/"): content for name, content in more.items()})
