"""A jurisdiction written down in files: reading, checking and comparing a blueprint. No database, no web server.

>>> from minben.blueprint import read
>>> blueprint = read("blueprints/guangan")  # doctest: +SKIP
>>> blueprint.services["old-age-allowance"].title["en"]  # doctest: +SKIP
'Old-age allowance from 80'
"""

from __future__ import annotations

from .build import version_of
from .compare import Change, Detail, Turn, compare
from .competence import agencies_of, at_agency, posts_of
from .grammar.bundle_scenario import BundleEventForm, BundleScenarioForm, CaseEventForm, PartStanding
from .grammar.scenario import (
    ApplicantEventForm,
    CorrectionEventForm,
    DateEventForm,
    DaysEventForm,
    ExtensionEventForm,
    GivenForm,
    OfficerEventForm,
    RecordsEventForm,
    ScenarioForm,
    ServiceEventForm,
    ThenForm,
    Wish,
)
from .materials import on_file
from .model import Blueprint
from .problems import BlueprintProblems, Problem, Severity, errors
from .reading import Report, examine, examine_files, read, read_files
from .scenarios import BundleScenario, Scenario, read_given
from .scope import beyond_scope, in_scope
from .statutes import StepPeople, StepRequired
from .taskforces import desks, is_known, is_shared, title_of
from .timing_duties import may_pause

__all__ = [
    "ApplicantEventForm",
    "Blueprint",
    "BlueprintProblems",
    "BundleEventForm",
    "BundleScenario",
    "BundleScenarioForm",
    "CaseEventForm",
    "Change",
    "CorrectionEventForm",
    "DateEventForm",
    "DaysEventForm",
    "Detail",
    "ExtensionEventForm",
    "GivenForm",
    "OfficerEventForm",
    "PartStanding",
    "Problem",
    "RecordsEventForm",
    "Report",
    "Scenario",
    "ScenarioForm",
    "ServiceEventForm",
    "Severity",
    "StepPeople",
    "StepRequired",
    "ThenForm",
    "Turn",
    "Wish",
    "agencies_of",
    "at_agency",
    "beyond_scope",
    "compare",
    "desks",
    "errors",
    "examine",
    "examine_files",
    "in_scope",
    "is_known",
    "is_shared",
    "may_pause",
    "on_file",
    "posts_of",
    "read",
    "read_files",
    "read_given",
    "title_of",
    "version_of",
]
