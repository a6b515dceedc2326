"""The grammar of a blueprint folder: every kind of file, and every key that may stand in it.

Each declaration is made once. The reader fills these forms, `schema` publishes them as JSON Schema, the documentation
lists them (a test compares), and `build` makes the model of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..forms import Filled, Form, definition_name
from ..shapes import WORD, ListOf, MapOf, Shape
from .bundle_scenario import BundleScenarioForm
from .bundles import BundleForm, BundlePartForm
from .data import (
    AgreementForm,
    BlueprintForm,
    CalendarForm,
    CitationForm,
    FactForm,
    PersonaForm,
    PostForm,
    RegisterForm,
    RepresentativeForm,
)
from .fees import FeeForm
from .licences import LicenceForm
from .materials import CommitmentForm, MaterialForm
from .messages import MessagesForm
from .ratings import RatingsForm
from .scenario import ScenarioForm
from .service import AskForm, GiveNoticeForm, GiveRecordForm, PartForm, ReadForm, ServiceForm, StepForm
from .sheets import AgencyRow, DayRow, DivisionRow, ItemRow, LawRow, SynonymRow
from .statute import StatuteForm
from .steps import AppealForm, EndRecordForm, RepeatForm, TaskforceForm
from .timing import Until
from .words import POST

__all__ = [
    "FILE_KINDS",
    "AgencyRow",
    "AgreementForm",
    "AppealForm",
    "AskForm",
    "BlueprintForm",
    "BundleForm",
    "BundlePartForm",
    "BundleScenarioForm",
    "CalendarForm",
    "CitationForm",
    "CommitmentForm",
    "DayRow",
    "DivisionRow",
    "EndRecordForm",
    "FactForm",
    "FeeForm",
    "FileKind",
    "GiveNoticeForm",
    "GiveRecordForm",
    "ItemRow",
    "LawRow",
    "LicenceForm",
    "MaterialForm",
    "MessagesForm",
    "PartForm",
    "PersonaForm",
    "PostForm",
    "RatingsForm",
    "ReadForm",
    "RegisterForm",
    "RepeatForm",
    "RepresentativeForm",
    "ScenarioForm",
    "ServiceForm",
    "StatuteForm",
    "StepForm",
    "SynonymRow",
    "TaskforceForm",
    "Until",
]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: which paths, what shape. ``sheet`` where it is CSV with a row per form."""

    name: str
    pattern: re.Pattern[str]
    shown: str
    shape: Shape[Any]
    doc: str
    required: bool = False
    sheet: type[Form] | None = None
    unique: str = ""
    """The column in which no value stands twice."""


def _tree(
    name: str, pattern: str, shown: str, shape: Shape[Any], doc: str, *, required: bool = False
) -> FileKind:
    return FileKind(name, re.compile(pattern), shown, shape, doc, required)


def _sheet(form: type[Form], file: str, *, unique: str = "", required: bool = False) -> FileKind:
    name = definition_name(form)
    return FileKind(
        name,
        re.compile(re.escape(file)),
        file,
        ListOf(Filled(form), named_by=unique),
        form.__doc__ or "",
        required,
        form,
        unique,
    )


BLUEPRINT = _tree(
    "blueprint",
    r"blueprint\.yaml",
    "blueprint.yaml",
    Filled(BlueprintForm),
    BlueprintForm.__doc__ or "",
    required=True,
)
FACTS = _tree("facts", r"facts\.yaml", "facts.yaml", MapOf(WORD, Filled(FactForm)), "The facts by name.")
POSTS = _tree(
    "posts", r"posts\.yaml", "posts.yaml", MapOf(POST, Filled(PostForm)), "The posts by AGENCY/POST."
)
TASKFORCES = _tree(
    "taskforces",
    r"taskforces\.yaml",
    "taskforces.yaml",
    MapOf(WORD, Filled(TaskforceForm)),
    "The taskforces by name.",
)
AGREEMENTS = _tree(
    "agreements",
    r"agreements\.yaml",
    "agreements.yaml",
    ListOf(Filled(AgreementForm)),
    "The agreements, a list.",
)
REGISTER = _tree(
    "register",
    r"registers/[a-z][a-z0-9-]*\.yaml",
    "registers/NAME.yaml",
    Filled(RegisterForm),
    RegisterForm.__doc__ or "",
)
SERVICE = _tree(
    "service",
    r"services/[a-z][a-z0-9-]*/service\.yaml",
    "services/NAME/service.yaml",
    Filled(ServiceForm),
    ServiceForm.__doc__ or "",
)
SCENARIOS = _tree(
    "scenarios",
    r"services/[a-z][a-z0-9-]*/scenarios(/[a-z][a-z0-9-]*)?\.yaml",
    "services/NAME/scenarios.yaml",
    MapOf(WORD, Filled(ScenarioForm)),
    "The scenarios of a service by name.",
)
BUNDLE = _tree(
    "bundle",
    r"bundles/[a-z][a-z0-9-]*/bundle\.yaml",
    "bundles/NAME/bundle.yaml",
    Filled(BundleForm),
    BundleForm.__doc__ or "",
)
BUNDLE_SCENARIOS = _tree(
    "bundle-scenarios",
    r"bundles/[a-z][a-z0-9-]*/scenarios(/[a-z][a-z0-9-]*)?\.yaml",
    "bundles/NAME/scenarios.yaml",
    MapOf(WORD, Filled(BundleScenarioForm)),
    "The scenarios of a bundle by name.",
)
STATUTE = _tree(
    "statute",
    r"statutes/[a-z][a-z0-9-]*\.yaml",
    "statutes/NAME.yaml",
    Filled(StatuteForm),
    StatuteForm.__doc__ or "",
)
PERSONAS = _tree(
    "personas",
    r"personas\.yaml",
    "personas.yaml",
    MapOf(WORD, Filled(PersonaForm)),
    "The demo's personas by name.",
)
MESSAGES = _tree(
    "messages", r"messages\.yaml", "messages.yaml", Filled(MessagesForm), MessagesForm.__doc__ or ""
)
RATINGS = _tree("ratings", r"ratings\.yaml", "ratings.yaml", Filled(RatingsForm), RatingsForm.__doc__ or "")
LICENCE = _tree(
    "licence",
    r"licences/[a-z][a-z0-9-]*\.yaml",
    "licences/NAME.yaml",
    Filled(LicenceForm),
    LicenceForm.__doc__ or "",
)
DIVISIONS = _sheet(DivisionRow, "divisions.csv", unique="code", required=True)
AGENCIES = _sheet(AgencyRow, "agencies.csv", unique="id", required=True)
ITEMS = _sheet(ItemRow, "items.csv", unique="code")
CALENDAR = _tree(
    "calendar",
    r"calendar\.yaml",
    "calendar.yaml",
    Filled(CalendarForm),
    CalendarForm.__doc__ or "",
    required=True,
)
DAYS = _sheet(DayRow, "calendar.csv", unique="date")
SYNONYMS = _sheet(SynonymRow, "synonyms.csv")
LAWS = _sheet(LawRow, "laws.csv")

FILE_KINDS = (
    BLUEPRINT,
    DIVISIONS,
    AGENCIES,
    POSTS,
    TASKFORCES,
    FACTS,
    REGISTER,
    AGREEMENTS,
    ITEMS,
    SERVICE,
    SCENARIOS,
    BUNDLE,
    BUNDLE_SCENARIOS,
    STATUTE,
    LAWS,
    CALENDAR,
    DAYS,
    SYNONYMS,
    MESSAGES,
    RATINGS,
    LICENCE,
    PERSONAS,
)
