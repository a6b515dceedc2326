"""Numbers that every checker accepts: of residents, enterprises and bank accounts.

Whether a number is taken is known by counting per birthday, not by remembering numbers, so that any number of people
needs the same memory.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..formats import CREDIT_ALPHABET, credit_check_character, luhn_check_digit, resident_check_digit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minben.blueprint.model import DatedDivisionCode

ORDERS = 500
"""How many numbers GB 11643 has for one county, birthday and sex: odd orders for men, even ones for women."""
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ACCOUNT_DIGITS = 18
# Prime to the number of codes, so that neighbours in time get codes that look unrelated, and none twice.
SPREAD = 611_953


class ResidentNumbers:
    """Gives out resident numbers; a birthday whose numbers are used up moves to the next one that has some left."""

    def __init__(self, codes: Sequence[DatedDivisionCode]) -> None:
        self._codes = [(entry.code, entry.since or date.min, entry.until or date.max) for entry in codes]
        self._given: dict[tuple[int, int], int] = {}

    def take(self, born: date, sex: int) -> tuple[str, date]:
        """A number for somebody born on this day (``sex``: 1 male, 0 female), and the birthday that it carries."""
        day = born.toordinal()
        for _ in range(366):
            given = self._given.get((day, sex), 0)
            if given < ORDERS:
                self._given[day, sex] = given + 1
                birthday = date.fromordinal(day)
                order = 2 * ((given * 167 + day * 31) % ORDERS) + sex
                body = f"{self._code(birthday)}{birthday:%Y%m%d}{order:03d}"
                return body + resident_check_digit(body), birthday
            day -= 1
        raise OverflowError("more people of one year than there are resident numbers")

    def _code(self, day: date) -> str:
        for code, since, until in self._codes:
            if since <= day <= until:
                return code
        raise LookupError(f"the blueprint has no county code for people born on {day.isoformat()}")


def credit_code(category: str, county: str, serial: int) -> str:
    """The unified social credit code of the ``serial``-th organisation (GB 32100, organisation part GB 11714).

    >>> credit_code("91", "511602", 0)
    '91511602MA0000007A'
    """
    space = len(CREDIT_ALPHABET) ** 6
    if not 0 <= serial < space:
        raise OverflowError(f"there are {space} codes")
    rest = serial * SPREAD % space
    digits = ""
    for _ in range(6):
        rest, digit = divmod(rest, len(CREDIT_ALPHABET))
        digits = CREDIT_ALPHABET[digit] + digits
    organisation = f"MA{digits}"
    body = f"{category}{county}{organisation}{organisation_check_character(organisation)}"
    return body + credit_check_character(body)


def organisation_check_character(body: str) -> str:
    """The check character of an organisation code's first eight (GB 11714): letters count from A = 10."""
    total = sum(w * int(char, 36) for w, char in zip(ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]


def account_number(prefix: str, serial: int) -> str:
    """A bank account that begins with ``prefix``, ends in its Luhn digit, and is no other serial's."""
    width = ACCOUNT_DIGITS - len(prefix)
    body = f"{prefix}{serial * SPREAD % 10**width:0{width}d}"
    return body + luhn_check_digit(body)


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes the 28th where there is none.

    >>> years_before(date(2024, 2, 29), 1)
    datetime.date(2023, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def day_of_age(today: date, age: int, fraction: float) -> date:
    """A birthday of somebody who is ``age`` today; ``fraction`` (0 to 1) says how far through that year of age."""
    youngest = years_before(today, age)
    eldest = years_before(today, age + 1) + timedelta(days=1)
    return eldest + timedelta(days=int(fraction * ((youngest - eldest).days + 1)))
