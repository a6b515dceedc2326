"""OpenFisca-Core: variables over whole arrays, enumerations as codes, money in fen as whole numbers.

OpenFisca has no null. What is unknown is a value of its own here, and where the policy has no answer, -1.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.indexed_enums.enum_array import EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.rules.peers import DISABILITY, MINIMUM_FEN, MINIMUM_LIVING, OLD_AGE, UNEMPLOYMENT
from benchmarks.rules.residents import ON

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PERIOD = ON.isoformat()
UNKNOWN = -1
Resident = build_entity(key="resident", plural="residents", label="", is_person=True)
Household = build_entity(
    key="household", plural="households", label="", roles=[{"key": "member", "plural": "members"}]
)


class Hukou(Enum):  # type: ignore[misc]
    """Where a resident is registered."""

    here = "本区"
    city = "本市"
    elsewhere = "外地"
    unknown = "不详"


class Employment(Enum):  # type: ignore[misc]
    """What a resident does."""

    employed = "在职"
    flexible = "灵活就业"
    unemployed = "失业"
    retired = "退休"
    student = "在学"
    other = "其他"
    unknown = "不详"


def _age(resident: Any, period: Any) -> Any:
    birth = resident("birth_date", period)
    month = birth.astype("datetime64[M]")
    year = birth.astype("datetime64[Y]").astype(int) + 1970
    month_of_year = month.astype(int) % 12 + 1
    day = (birth - month + 1).astype(int)
    passed = (month_of_year < ON.month) + (month_of_year == ON.month) * (day <= ON.day)
    return np.where(passed, ON.year - year, ON.year - year - 1)


def _old_age_allowance(resident: Any, period: Any) -> Any:
    years = resident("age", period)
    amount = np.select([years >= 100, years >= 90, years >= 80], [300, 100, 50], 0)
    return amount * (resident("hukou", period) == Hukou.here)


def _disability_subsidy(resident: Any, period: Any) -> Any:
    level, income = resident("disability_level", period), resident("monthly_income", period)
    poor = (income != UNKNOWN) * (income < 90_000)
    low = (income >= 90_000) * (income < 135_000)
    severe, other = (level == 1) + (level == 2), (level == 3) + (level == 4)
    living = severe * (poor * 120 + low * 80) + other * poor * 60
    return living + (level == 1) * 110 + (level == 2) * 90


def _unemployment_months(resident: Any, period: Any) -> Any:
    months = resident("insurance_months", period)
    bands = [months < 0, *(months < end for end in (12, 24, 36, 48, 60, 84, 120))]
    entitled = np.select(bands, [UNKNOWN, 0, 3, 6, 9, 12, 15, 18], 24)
    return np.where(resident("employment", period) == Employment.unemployed, entitled, 0)


def _shortfall_per_head(household: Any, period: Any) -> Any:
    incomes = household.members("monthly_income", period)
    heads = household.nb_persons()
    short = (MINIMUM_FEN * heads - household.sum(incomes)).astype(np.int64)
    unknown = household.sum(incomes == UNKNOWN) > 0
    return np.where(unknown | (short <= 0), 0, (2 * short + heads) // (2 * heads))


def _minimum_living(resident: Any, period: Any) -> Any:
    return resident.household("shortfall_per_head", period) * resident("has_household", period)


def _variable(name: str, formula: Callable[[Any, Any], Any] | None = None, **attributes: object) -> type:
    common = {"entity": Resident, "value_type": int, "definition_period": DateUnit.ETERNITY}
    return type(name, (Variable,), common | attributes | ({"formula": formula} if formula else {}))


_INPUTS = (
    _variable("birth_date", value_type=date),
    _variable("hukou", value_type=Enum, possible_values=Hukou, default_value=Hukou.unknown),
    _variable("employment", value_type=Enum, possible_values=Employment, default_value=Employment.unknown),
    _variable("monthly_income"),
    _variable("disability_level"),
    _variable("insurance_months"),
    _variable("has_household", value_type=bool),
)
_COMPUTED = (
    _variable("age", _age),
    _variable(OLD_AGE, _old_age_allowance),
    _variable(DISABILITY, _disability_subsidy),
    _variable(UNEMPLOYMENT, _unemployment_months),
    _variable("shortfall_per_head", _shortfall_per_head, entity=Household),
    _variable(MINIMUM_LIVING, _minimum_living),
)


class ByOpenFisca:
    """The policy as variables of OpenFisca-Core."""

    ordered = True

    name = "OpenFisca-Core, enum codes"

    def load(self, path: Path) -> None:
        """Residents as arrays; those without a household each in one of their own."""
        residents = pl.read_parquet(path)
        system = TaxBenefitSystem([Resident, Household])
        system.add_variables(*_INPUTS, *_COMPUTED)
        simulation = SimulationBuilder().build_default_simulation(system, residents.height)
        own = residents["household_id"]
        groups = pl.select(pl.coalesce(own, -pl.int_range(1, residents.height + 1))).to_series()
        members = groups.rank("dense").to_numpy().astype(np.int64) - 1
        households = simulation.populations["household"]
        households.members_entity_id = members
        households.count = int(members.max()) + 1
        households.ids = range(households.count)
        for name, array in _inputs(residents).items():
            simulation.set_input(name, PERIOD, array)
        self._simulation = simulation

    def answer(self, tables: Sequence[str]) -> dict[str, Any]:
        """An array for each table."""
        for variable in _COMPUTED:
            self._simulation.delete_arrays(variable.__name__)
        return {name: self._simulation.calculate(name, PERIOD) for name in tables}

    def frame(self, answers: object) -> pl.DataFrame:
        """-1 becomes null."""
        assert isinstance(answers, dict)
        frame = pl.DataFrame({name: np.asarray(array) for name, array in answers.items()})
        return frame.select(pl.all().cast(pl.Int64).replace(UNKNOWN, None))


def _inputs(residents: pl.DataFrame) -> dict[str, Any]:
    def codes(name: str, kind: Any) -> Any:
        return EnumArray(
            residents[name].to_physical().fill_null(len(kind) - 1).to_numpy().astype(np.uint8), kind
        )

    fen = residents["monthly_income"].to_physical().cast(pl.Int32)
    return {
        "birth_date": residents["birth_date"].fill_null(ON).to_numpy().astype("datetime64[D]"),
        "hukou": codes("hukou", Hukou),
        "employment": codes("employment", Employment),
        "monthly_income": fen.fill_null(UNKNOWN).to_numpy(),
        "disability_level": residents["disability_level"].cast(pl.Int32).fill_null(UNKNOWN).to_numpy(),
        "insurance_months": residents["insurance_months"].cast(pl.Int32).fill_null(UNKNOWN).to_numpy(),
        "has_household": residents["household_id"].is_not_null().to_numpy(),
    }
