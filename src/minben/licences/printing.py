"""A licence as a PDF: one page of A4 with its letters embedded, a code to verify it by, and the agency's stamp."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import segno
from fpdf import FPDF

from .fonts import font
from .stamps import stamp

if TYPE_CHECKING:
    from datetime import datetime

WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 24.0
INNER = WIDTH - 2 * MARGIN
LABELS = 44.0
STAMP = 40.0
CODE = 32.0
FOOT = 222.0
_RED = (168, 50, 31)
_INK = (34, 28, 22)
_QUIET = (96, 86, 74)
_LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page, in words. ``issuer`` is the agency's name as its stamp has it.

    ``invalid`` says in large letters why the licence does not hold today, '' where it does.
    """

    language: str
    agency: str
    issuer: str
    title: str
    text: str
    rows: tuple[tuple[str, str], ...]
    identifier: tuple[str, str]
    day: str
    verify: str
    address: str
    note: str
    printed_at: datetime
    invalid: str = ""


def pdf(sheet: Sheet) -> bytes:
    """The page. Raises `minben.licences.fonts.NoFont`."""
    letters = font()
    page = FPDF(format="A4")
    page.set_auto_page_break(auto=False)
    page.add_font(_LETTERS, fname=str(letters.path), collection_font_number=letters.face)
    page.set_title(sheet.title)
    page.set_author(sheet.issuer)
    page.set_creation_date(sheet.printed_at)
    page.set_lang(sheet.language)
    page.add_page()
    _frame(page)
    _head(page, sheet)
    _rows(page, sheet)
    _foot(page, sheet)
    page.image(BytesIO(stamp(sheet.issuer, letters)), x=WIDTH - MARGIN - STAMP - 8, y=FOOT - 22, w=STAMP)
    return bytes(page.output())


def _frame(page: FPDF) -> None:
    page.set_draw_color(*_RED)
    for inset, width in ((12.0, 0.9), (14.5, 0.3)):
        page.set_line_width(width)
        page.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _write(page: FPDF, text: str, size: float, colour: tuple[int, int, int], align: str = "C") -> None:
    page.set_font(_LETTERS, size=size)
    page.set_text_color(*colour)
    page.set_x(MARGIN)
    page.multi_cell(INNER, size * 0.56, text, align=align, new_x="LMARGIN", new_y="NEXT")


def _head(page: FPDF, sheet: Sheet) -> None:
    page.set_y(26)
    _write(page, sheet.agency, 14, _QUIET)
    page.ln(4)
    _write(page, sheet.title, 28 if len(sheet.title) < 20 else 22, _RED)
    if sheet.invalid:
        page.ln(3)
        _write(page, sheet.invalid, 15, _RED)
    page.ln(7)
    _write(page, sheet.text, 13, _INK, "L")
    page.ln(5)


def _rows(page: FPDF, sheet: Sheet) -> None:
    page.set_line_width(0.15)
    page.set_draw_color(*_QUIET)
    for label, value in sheet.rows:
        top = page.get_y()
        page.set_xy(MARGIN, top + 2)
        page.set_font(_LETTERS, size=11)
        page.set_text_color(*_QUIET)
        page.multi_cell(LABELS, 6.2, label, align="L", new_x="LMARGIN", new_y="NEXT")
        below = page.get_y()
        page.set_xy(MARGIN + LABELS, top + 2)
        page.set_font(_LETTERS, size=12.5)
        page.set_text_color(*_INK)
        page.multi_cell(INNER - LABELS, 6.2, value, align="L", new_x="LMARGIN", new_y="NEXT")
        bottom = max(below, page.get_y()) + 2
        page.line(MARGIN, bottom, WIDTH - MARGIN, bottom)
        page.set_y(bottom)


def _foot(page: FPDF, sheet: Sheet) -> None:
    page.set_xy(MARGIN, FOOT - 12)
    page.set_font(_LETTERS, size=12)
    page.set_text_color(*_INK)
    page.set_xy(WIDTH - MARGIN - 72, FOOT - 6)
    page.multi_cell(72, 6.5, f"{sheet.issuer}\n{sheet.day}", align="C")
    if sheet.address:
        code = BytesIO()
        segno.make(sheet.address, error="m", micro=False).save(code, kind="png", scale=8, border=1)
        page.image(code, x=MARGIN, y=FOOT - 4, w=CODE)
        page.set_xy(MARGIN + CODE + 3, FOOT + 16)
        page.set_font(_LETTERS, size=9)
        page.multi_cell(INNER - CODE - 3, 4.6, f"{sheet.verify}\n{sheet.address}", align="L")
    page.set_y(FOOT + CODE)
    label, identifier = sheet.identifier
    if identifier:
        _write(page, f"{label}  {identifier}", 8.5, _INK, "L")
    _write(page, sheet.note, 7.5, _QUIET, "L")
