"""The shape of a people, read from the blueprint's ``demography`` and checked.

Ages and sexes, what households are made of, names, who is paid a benefit, how many enterprises there are: all of it is
the blueprint's data. ``docs/registers.md`` describes the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from .chance import Shares
from .problems import DemographyProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = 104
MALE, FEMALE = 1, 0


class Role(StrEnum):
    """Who somebody is in a household, seen from its head; in the order in which members are drawn."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    CHILD_IN_LAW = "child-in-law"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    SIBLING = "sibling"


@dataclass(frozen=True, slots=True)
class Ages:
    """At which ages people head a household, marry and have children; ``spouse`` is (years older, at most)."""

    head: int
    married: tuple[int, int]
    """The youngest ages, of women and of men (by `FEMALE` and `MALE`)."""
    parent: tuple[tuple[int, int], tuple[int, int]]
    """Ages at a birth, youngest and oldest, of mothers and of fathers."""
    spouse: tuple[int, int]
    siblings: int


@dataclass(frozen=True, slots=True)
class BenefitShape:
    """A benefit that some are paid already: from which ages on, and how much then."""

    benefit: str
    share: float
    since: date
    amounts: tuple[tuple[int, str], ...]
    number: str
    account: str


@dataclass(frozen=True, slots=True)
class Industry:
    """A trade, the words that names of sole traders in it end in, and what companies in it call it."""

    name: str
    words: tuple[str, ...]
    company: str


@dataclass(frozen=True, slots=True)
class EnterpriseKind:
    """A legal kind, what its credit codes begin with, and the ending that the law puts to its name."""

    name: str
    code: str
    form: str


@dataclass(frozen=True, slots=True)
class EnterpriseShape:
    """How many enterprises there are, and what they are like."""

    per_thousand: float
    representative: tuple[int, int]
    founded: tuple[int, int]
    closed: float
    place: str
    address: str
    stems: str
    kinds: Shares[EnterpriseKind]
    industries: Shares[Industry]


@dataclass(frozen=True, slots=True)
class GivenNames:
    """The characters of given names of one sex and some birth years, and the share of names with only one."""

    since: int
    until: int
    sex: int
    characters: str
    single: float


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that the generator needs to know of a people."""

    pyramid: tuple[tuple[float, ...], tuple[float, ...]]
    """Weights of the ages 0 to `OLDEST`, of women and of men."""
    households: Shares[tuple[Role, ...]]
    ages: Ages
    male_heads: float
    surnames: Shares[str]
    given_names: tuple[GivenNames, ...]
    deceased: tuple[tuple[int, float], ...]
    address: str
    village_endings: tuple[str, ...]
    """What addresses leave out of the end of a village's name, the first that fits."""
    benefits: tuple[BenefitShape, ...]
    enterprises: EnterpriseShape | None


class _Part:
    """A part of a demography file that is read by name; every complaint says where it is."""

    def __init__(self, file: str, where: str, value: object) -> None:
        self.file, self.where, self.value = file, where, value

    def __getitem__(self, name: str | int) -> _Part:
        where = f"{self.where}.{name}" if self.where else str(name)
        try:
            return _Part(self.file, where, self.value[name])  # type: ignore[index]
        except (KeyError, TypeError, IndexError):
            raise DemographyProblem(self.file, where, zh="缺少此项", en="this is missing") from None

    def __contains__(self, name: str) -> bool:
        return isinstance(self.value, dict) and name in self.value

    def items(self) -> list[tuple[str, _Part]]:
        """The parts of a mapping by name."""
        if not isinstance(self.value, dict):
            raise DemographyProblem(self.file, self.where, zh="应为对照表", en="this must be a mapping")
        return [(str(name), self[name]) for name in self.value]

    def parts(self) -> list[_Part]:
        """The parts of a list."""
        if not isinstance(self.value, list | tuple) or not self.value:
            raise DemographyProblem(
                self.file, self.where, zh="应为非空的列表", en="this must be a list, not empty"
            )
        return [
            _Part(self.file, f"{self.where}[{n}]" if self.where else f"row {n + 1}", v)
            for n, v in enumerate(self.value)
        ]

    def number(self) -> float:
        """A number that is not negative."""
        try:
            number = float(self.value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            number = -1
        if number < 0 or isinstance(self.value, bool):
            raise DemographyProblem(
                self.file, self.where, zh="应为不小于零的数", en="this must be a number, not negative"
            )
        return number

    def whole(self) -> int:
        """A whole number."""
        if not self.number().is_integer():
            raise DemographyProblem(self.file, self.where, zh="应为整数", en="this must be a whole number")
        return int(self.number())

    def range(self) -> tuple[int, int]:
        """Two whole numbers, the first not larger."""
        first, last = self[0].whole(), self[1].whole()
        if first > last:
            raise DemographyProblem(
                self.file, self.where, zh="起点大于终点", en="the first is larger than the second"
            )
        return first, last

    def text(self) -> str:
        """A text; one of digits has quotes in YAML."""
        if not isinstance(self.value, str):
            raise DemographyProblem(
                self.file, self.where, zh="应为文本（数字请加引号）", en="this must be text (in quotes)"
            )
        return self.value

    def day(self) -> date:
        """A day."""
        if not isinstance(self.value, date):
            raise DemographyProblem(self.file, self.where, zh="应为日期", en="this must be a date")
        return self.value


def read_shape(demography: Mapping[str, object]) -> Shape:
    """The shape that a blueprint's ``demography`` describes; raises `DemographyProblem` naming the place."""
    shape = _file(demography, "shape", "shape.yaml")
    return Shape(
        pyramid=_pyramid(_file(demography, "ages", "ages.csv")),
        households=Shares([_template(part) for part in shape["households"].parts()]),
        ages=_ages(shape["ages"]),
        male_heads=shape["male_heads"].number(),
        surnames=Shares(
            [
                (r["surname"].text(), r["share"].number())
                for r in _file(demography, "surnames", "surnames.csv").parts()
            ]
        ),
        given_names=_given_names(_file(demography, "given-names", "given-names.csv")),
        deceased=tuple((part["from"].whole(), part["share"].number()) for part in shape["deceased"].parts()),
        address=shape["address"].text(),
        village_endings=tuple(part.text() for part in shape["village_endings"].parts()),
        benefits=tuple(_benefit(part) for part in shape["benefits"].parts()) if "benefits" in shape else (),
        enterprises=_enterprises(shape["enterprises"]) if "enterprises" in shape else None,
    )


def _file(demography: Mapping[str, object], name: str, file: str) -> _Part:
    if name not in demography:
        raise DemographyProblem(file, "", zh="缺少这个文件", en="the file is missing")
    return _Part(file, "", demography[name])


def _pyramid(rows: _Part) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Single years of age out of groups: the same weight for each year of a group."""
    weights = [[0.0] * (OLDEST + 1), [0.0] * (OLDEST + 1)]
    for row in rows.parts():
        first, last = row["from"].whole(), row["until"].whole()
        if not first <= last <= OLDEST:
            raise DemographyProblem(
                rows.file, row.where, zh=f"年龄应在0至{OLDEST}之间", en=f"ages run from 0 to {OLDEST}"
            )
        for age in range(first, last + 1):
            weights[MALE][age] = row["male"].number() / (last - first + 1)
            weights[FEMALE][age] = row["female"].number() / (last - first + 1)
    return tuple(weights[FEMALE]), tuple(weights[MALE])


def _template(part: _Part) -> tuple[tuple[Role, ...], float]:
    roles = []
    for member in part["members"].parts():
        try:
            roles.append(Role(member.text()))
        except ValueError:
            allowed = ", ".join(Role)
            raise DemographyProblem(
                part.file, member.where, zh=f"应为以下之一：{allowed}", en=f"this must be one of: {allowed}"
            ) from None
    counted = {role: roles.count(role) for role in Role}
    if (
        roles[0] is not Role.HEAD
        or counted[Role.HEAD] > 1
        or counted[Role.SPOUSE] > 1
        or counted[Role.PARENT] > 2
    ):
        raise DemographyProblem(
            part.file,
            part.where,
            zh="户主排第一且只有一人，配偶至多一人，父母至多两人",
            en="the head comes first and is one; there is one spouse at most, and two parents",
        )
    in_law, grandchildren, children = (counted[r] for r in (Role.CHILD_IN_LAW, Role.GRANDCHILD, Role.CHILD))
    if in_law > 1 or (in_law and children != 1) or (grandchildren and children > 1):
        raise DemographyProblem(
            part.file,
            part.where,
            zh="有子女的配偶或孙子女时，子女至多一人，且配偶只有一人",
            en="with a child-in-law or grandchildren there is one child at most, and one child-in-law",
        )
    return tuple(sorted(roles, key=list(Role).index)), part["share"].number()


def _ages(part: _Part) -> Ages:
    return Ages(
        head=part["head"].whole(),
        married=(part["married"]["female"].whole(), part["married"]["male"].whole()),
        parent=(part["mother"].range(), part["father"].range()),
        spouse=(part["spouse"]["older"].whole(), part["spouse"]["within"].whole()),
        siblings=part["siblings"].whole(),
    )


def _given_names(rows: _Part) -> tuple[GivenNames, ...]:
    sexes = {"male": MALE, "female": FEMALE}
    names = []
    for row in rows.parts():
        sex = sexes.get(row["sex"].text())
        if sex is None:
            raise DemographyProblem(
                rows.file, row.where, zh="性别应为 male 或 female", en="sex is male or female"
            )
        names.append(
            GivenNames(
                row["from"].whole(),
                row["until"].whole(),
                sex,
                row["characters"].text(),
                row["single"].number(),
            )
        )
    for sex in (FEMALE, MALE):
        if not any(name.sex == sex for name in names):
            raise DemographyProblem(
                rows.file, "sex", zh="两种性别都要有", en="there must be names of both sexes"
            )
    return tuple(names)


def _benefit(part: _Part) -> BenefitShape:
    return BenefitShape(
        benefit=part["benefit"].text(),
        share=part["share"].number(),
        since=part["since"].day(),
        amounts=tuple((step["from"].whole(), str(step["amount"].value)) for step in part["amounts"].parts()),
        number=part["number"].text(),
        account=part["account"].text(),
    )


def _enterprises(part: _Part) -> EnterpriseShape:
    kinds = [
        (EnterpriseKind(name, kind["code"].text(), kind["form"].text()), kind["share"].number())
        for name, kind in part["kinds"].items()
    ]
    industries = [
        (
            Industry(name, tuple(word.text() for word in trade["words"].parts()), trade["company"].text()),
            trade["share"].number(),
        )
        for name, trade in part["industries"].items()
    ]
    return EnterpriseShape(
        per_thousand=part["per_thousand"].number(),
        representative=part["representative"].range(),
        founded=part["founded"].range(),
        closed=part["closed"].number(),
        place=part["place"].text(),
        address=part["address"].text(),
        stems=part["stems"].text(),
        kinds=Shares(kinds),
        industries=Shares(industries),
    )
