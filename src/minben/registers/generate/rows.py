"""From generated people to the rows of the registers that a blueprint declares.

The generator knows quantities such as ``full name``; which field of which register holds one is said in
``demography/registers.yaml``. A row is what `minben.registers.load` takes: texts by field, with ``@valid_from``. Deaths
and closures are further versions of the same entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..bulk import SINCE
from .benefits import Benefits
from .enterprises import Enterprises
from .kinship import kinships
from .problems import DemographyProblem
from .shape import MALE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from minben.blueprint.model import Blueprint, Register

    from .enterprises import Enterprise
    from .people import Household
    from .shape import Shape

    Quantities = dict[str, str]

FILE = "registers.yaml"
COUNTY_DIGITS = 6
QUANTITIES = {
    "resident": "number, full name, sex, birth date, village, address, living, since",
    "membership": "number, household number, relation to head, household size, joined",
    "kinship": "entry number, number, relative number, relative name, relation, began",
    "benefit": "benefit number, number, benefit, amount, account, paid from",
    "enterprise": (
        "credit code, enterprise name, kind, industry, village, address, representative, founded, state, since"
    ),
}
"""The kinds of rows, and what each offers to fields."""


class Census(NamedTuple):
    """What is generated: for how many people and enterprises, from which seed, as of which day."""

    blueprint: Blueprint
    shape: Shape
    residents: int
    enterprises: int
    seed: str
    on: date


class Table:
    """The rows of one register: for each household that comes by, and those that are left at the end."""

    def __init__(self, register: str, columns: Columns, source: Source) -> None:
        self.register = register
        self._columns = columns
        self._source = source

    @property
    def header(self) -> list[str]:
        """The names of the columns, in the order of every row."""
        return [field for field, _, _ in self._columns]

    def of(self, household: Household) -> Iterator[dict[str, str]]:
        """The rows that come with this household."""
        return map(self._row, self._source.of(household))

    def rest(self) -> Iterator[dict[str, str]]:
        """The rows that come after all households."""
        return map(self._row, self._source.rest())

    def _row(self, quantities: Quantities) -> dict[str, str]:
        return {
            field: quantities[quantity] if words is None else words[quantities[quantity]]
            for field, quantity, words in self._columns
        }


Columns = list[tuple[str, str, "Mapping[str, str] | None"]]


class Source:
    """Quantities for one kind of row."""

    def __init__(self, of: Callable[[Household], Iterator[Quantities]]) -> None:
        self.of = of

    def rest(self) -> Iterator[Quantities]:
        """What comes after all households."""
        return iter(())


class EnterpriseSource(Source):
    """Enterprises come with the households of their representatives, and the last of them at the end."""

    def __init__(self, census: Census) -> None:
        shape = census.shape.enterprises
        if shape is None:
            raise DemographyProblem("shape.yaml", "enterprises", zh="缺少此项", en="this is missing")
        county = census.blueprint.division[:COUNTY_DIGITS]
        self._pattern = shape.address
        self._founder = Enterprises(
            shape, county, census.residents, census.enterprises, census.seed, census.on
        )
        super().__init__(self._of)

    def _of(self, household: Household) -> Iterator[Quantities]:
        for enterprise in self._founder.of(household):
            yield from self._quantities(enterprise)

    def rest(self) -> Iterator[Quantities]:
        """The enterprises that are still due."""
        for enterprise in self._founder.rest():
            yield from self._quantities(enterprise)

    def _quantities(self, enterprise: Enterprise) -> Iterator[Quantities]:
        said = {
            "credit code": enterprise.code,
            "enterprise name": enterprise.name,
            "kind": enterprise.kind,
            "industry": enterprise.industry,
            "village": enterprise.place.village.code,
            "address": enterprise.place.address(self._pattern),
            "representative": enterprise.representative,
            "founded": enterprise.founded.isoformat(),
        }
        yield said | {"state": "open", "since": said["founded"]}
        if enterprise.closed is not None and enterprise.closed > enterprise.founded:
            yield said | {"state": "closed", "since": enterprise.closed.isoformat()}


def tables(census: Census) -> list[Table]:
    """The tables that the blueprint's mapping asks for; raises `DemographyProblem`."""
    mapping = census.blueprint.demography.get("registers")
    if not isinstance(mapping, dict):
        raise DemographyProblem(
            FILE, "", zh="缺少这个文件，或不是对照表", en="the file is missing, or no mapping"
        )
    return [_table(census, str(kind), mapped) for kind, mapped in mapping.items()]


def _table(census: Census, kind: str, mapped: object) -> Table:
    if kind not in QUANTITIES:
        raise _wrong(
            kind, f"应为以下之一：{', '.join(QUANTITIES)}", f"this must be one of: {', '.join(QUANTITIES)}"
        )
    if not isinstance(mapped, dict) or not isinstance(mapped.get("fields"), dict):
        raise _wrong(kind, "应有 register、fields、since", "this needs register, fields and since")
    register = census.blueprint.registers.get(str(mapped.get("register")))
    if register is None:
        raise _wrong(f"{kind}.register", "没有这个库", "there is no such register")
    words = mapped.get("words", {})
    columns: Columns = [(SINCE, _quantity(kind, "since", mapped.get("since")), None)]
    for field, quantity in mapped["fields"].items():
        if field not in register.fields:
            raise _wrong(
                f"{kind}.fields.{field}", f"{register.id}没有这个字段", f"{register.id} has no such field"
            )
        columns.append((field, _quantity(kind, f"fields.{field}", quantity), words.get(quantity)))
    _check_required(kind, register, {field for field, _, _ in columns})
    return Table(register.id, columns, _source(census, kind))


def _quantity(kind: str, where: str, quantity: object) -> str:
    if quantity not in QUANTITIES[kind].split(", "):
        offered = QUANTITIES[kind]
        raise _wrong(f"{kind}.{where}", f"应为以下之一：{offered}", f"this must be one of: {offered}")
    return str(quantity)


def _check_required(kind: str, register: Register, filled: set[str]) -> None:
    missing = [name for name, field in register.fields.items() if field.required and name not in filled]
    if missing:
        said = ", ".join(missing)
        raise _wrong(
            f"{kind}.fields", f"{register.id}的必填字段没有来源：{said}", f"{register.id} requires {said} too"
        )


def _wrong(where: str, zh: str, en: str) -> DemographyProblem:
    return DemographyProblem(FILE, where, zh=zh, en=en)


def _source(census: Census, kind: str) -> Source:
    match kind:
        case "resident":
            return Source(lambda household: _residents(census, household))
        case "membership":
            return Source(_memberships)
        case "kinship":
            return Source(lambda household: _kinships(census, household))
        case "benefit":
            return _benefits(census)
        case _:
            return EnterpriseSource(census)


def _residents(census: Census, household: Household) -> Iterator[Quantities]:
    address = household.place.address(census.shape.address)
    for person in household.members:
        said = {
            "number": person.number,
            "full name": person.name,
            "sex": "male" if person.sex == MALE else "female",
            "birth date": person.born.isoformat(),
            "village": household.place.village.code,
            "address": address,
        }
        yield said | {"living": "yes", "since": said["birth date"]}
        if person.died is not None and person.died > person.born:
            yield said | {"living": "no", "since": person.died.isoformat()}


def _memberships(household: Household) -> Iterator[Quantities]:
    number = f"{household.place.village.code}{household.number:05d}"
    size = str(len(household.members))
    for person in household.members:
        yield {
            "number": person.number,
            "household number": number,
            "relation to head": person.role.value,
            "household size": size,
            "joined": max(person.born, household.formed).isoformat(),
        }


def _kinships(census: Census, household: Household) -> Iterator[Quantities]:
    for kinship in kinships(household, census.shape.ages, census.on):
        person, relative = kinship.place
        yield {
            "entry number": f"K{household.serial:08d}{person:02d}{relative:02d}",
            "number": kinship.person.number,
            "relative number": kinship.relative.number,
            "relative name": kinship.relative.name,
            "relation": kinship.relation,
            "began": kinship.began.isoformat(),
        }


def _benefits(census: Census) -> Source:
    benefits = Benefits(census.shape.benefits, census.seed, census.on)

    def of(household: Household) -> Iterator[Quantities]:
        for payment in benefits.of(household):
            yield {
                "benefit number": payment.number,
                "number": payment.person.number,
                "benefit": payment.benefit,
                "amount": payment.amount,
                "account": payment.account,
                "paid from": payment.since.isoformat(),
            }

    return Source(of)
