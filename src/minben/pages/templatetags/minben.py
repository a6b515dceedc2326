"""What templates need to speak to a reader: blueprint texts, days and moments in words, marks, pages of a list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.translation import get_language, ngettext

from minben import services
from minben.blueprint.calendar import Unit

from .. import languages
from ..levels import level_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from minben.blueprint.calendar import Limit

register = template.Library()
_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}


def locale() -> str:
    """Babel's locale for the page's language."""
    return _LOCALES.get(languages.spoken(), get_language() or "en")


@register.filter
def said(text: Mapping[str, str] | str | None) -> str:
    """A blueprint's text in the reader's language; a plain string stays as it is."""
    return languages.say(text) if text else ""


@register.filter
def day(value: date | str | None) -> str:
    """A date in words: 4 March 2026, 2026年3月4日."""
    if not value:
        return ""
    return format_date(
        date.fromisoformat(value) if isinstance(value, str) else value, "long", locale=locale()
    )


@register.filter
def local(value: datetime) -> datetime:
    """A moment on the jurisdiction's clock."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(services.in_force().timezone))


@register.filter
def time_of_day(value: datetime) -> str:
    """Hours and minutes on the jurisdiction's clock."""
    return str(format_time(local(value), "HH:mm", locale=locale()))


@register.filter
def moment(value: datetime | None) -> str:
    """A day with its time on the jurisdiction's clock."""
    return f"{day(local(value).date())} {time_of_day(value)}" if value else ""


@register.filter
def level(value: int) -> str:
    """A level of a rating in words."""
    return level_name(value)


@register.filter
def money(value: Decimal, currency: str) -> str:
    """An amount in a currency (ISO 4217): ¥20.00, CN¥20.00."""
    return str(format_currency(value, currency, locale=locale()))


@register.filter
def number(value: int | Decimal) -> str:
    """A number with its thousands apart."""
    return str(format_decimal(value, locale=locale()))


@register.filter
def plain(value: float) -> str:
    """A number as drawings want it, whatever the language: 12.5, never 12,5."""
    return f"{value:g}"


@register.filter
def limit(value: Limit) -> str:
    """A limit in words: 20 working days."""
    if value.unit is Unit.WORKING_DAYS:
        said = ngettext("%(days)s working day", "%(days)s working days", value.count)
    elif value.unit is Unit.CALENDAR_DAYS:
        said = ngettext("%(days)s day", "%(days)s days", value.count)
    else:
        said = ngettext("%(days)s working hour", "%(days)s working hours", value.count)
    return said % {"days": value.count}
