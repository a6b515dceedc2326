"""A jurisdiction written down in files: reading, checking and comparing a blueprint. No database, no web server.

>>> from minben.blueprint import read
>>> blueprint = read("blueprints/guangan")  # doctest: +SKIP
>>> blueprint.services["old-age-allowance"].title["en"]  # doctest: +SKIP
'Old-age allowance from 80'
"""

from __future__ import annotations

from .build import version_of
from .compare import Change, Detail, Turn, compare
from .grammar.scenario import (
    ApplicantEventForm,
    DateEventForm,
    DaysEventForm,
    GivenForm,
    ExtensionEventForm,
    OfficerEventForm,
    ScenarioForm,
    Wish,
)
from .model import Blueprint
from .problems import BlueprintProblems, Problem, Severity, errors
from .reading import Report, examine, examine_files, read, read_files
from .scenarios import Scenario, read_given
from .statutes import StepRequired
from .taskforces import desks, is_known, is_shared, title_of

__all__ = [
    "ApplicantEventForm",
    "Blueprint",
    "BlueprintProblems",
    "Change",
    "DateEventForm",
    "DaysEventForm",
    "Detail",
    "GivenForm",
    "ExtensionEventForm",
    "OfficerEventForm",
    "Problem",
    "Report",
    "Scenario",
    "ScenarioForm",
    "Severity",
    "StepRequired",
    "Turn",
    "Wish",
    "compare",
    "desks",
    "errors",
    "examine",
    "examine_files",
    "is_known",
    "is_shared",
    "read",
    "read_files",
    "read_given",
    "title_of",
    "version_of",
]
