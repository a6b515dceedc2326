"""What a workbook's cell styles say a number is: a number, a day, a time or a length of time."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import Enum
from typing import TYPE_CHECKING

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from ..feel.values import admit
from .grid import GridCell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from xml.etree.ElementTree import Element

from .archive import local


class Shown(Enum):
    """As what a number is shown."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_AND_TIME = "date and time"
    DURATION = "duration"


_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What a format shows as it stands: quoted words, single signs, colours and locales in brackets."""
_EAST_ASIAN_DATES = {*range(27, 32), 36, *range(50, 55), 57, 58}
"""Formats that East Asian editions of Excel have built in, without writing them into the file (ECMA-376, 18.8.30)."""
_EAST_ASIAN_TIMES = {*range(32, 36), 55, 56}


def shown(format_id: int, code: str | None) -> Shown:
    """As what a format shows a number; `code` where the file defines the format itself."""
    if code is None and format_id in _EAST_ASIAN_DATES:
        return Shown.DATE
    if code is None and format_id in _EAST_ASIAN_TIMES:
        return Shown.TIME
    first = (code or BUILTIN_FORMATS.get(format_id, "General")).split(";")[0]
    if is_timedelta_format(first):
        return Shown.DURATION
    signs = _QUIET.sub("", first).lower()
    if signs == "general":
        return Shown.NUMBER
    day, hour = any(sign in signs for sign in "yd"), any(sign in signs for sign in "hs")
    if day or hour:
        return Shown.DATE_AND_TIME if day and hour else Shown.DATE if day else Shown.TIME
    return Shown.DATE if "m" in signs else Shown.NUMBER


def read_styles(elements: Iterable[Element]) -> tuple[Shown, ...]:
    """As what each cell style of a workbook shows numbers, by the style's position."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    for element in elements:
        if local(element) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif local(element) == "cellXfs":
            styles = [int(style.get("numFmtId", "0")) for style in element if local(style) == "xf"]
    return tuple(shown(style, codes.get(style)) for style in styles)


def temporal_cell(serial: Decimal, kind: Shown, *, from_1904: bool) -> GridCell:
    """A cell whose number stands for a day or a time. Raises `ValueError` or `OverflowError` where it is none."""
    if serial < 0 and kind is not Shown.DURATION:
        raise ValueError(serial)
    epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    moment = from_excel(float(serial), epoch, timedelta=kind is Shown.DURATION)
    match moment:
        case datetime() if kind is Shown.DATE:
            return _at(moment.date())
        case time() if kind in (Shown.DATE, Shown.DATE_AND_TIME):
            # A day before the first that a spreadsheet knows.
            raise ValueError(serial)
        case None:
            raise ValueError(serial)
        case _:
            return _at(moment)


def _at(moment: object) -> GridCell:
    text = str(admit(moment))
    return GridCell(text, f'@"{text}"')


def iso_cell(text: str) -> GridCell:
    """A cell of a workbook that keeps days as ISO text. Raises `ValueError` where it is none."""
    moment = datetime.fromisoformat(text)
    return _at(moment if "T" in text else date(moment.year, moment.month, moment.day))
