"""Cases: procedures at work, their tasks, limits and outcomes.

A case is one run of a service's procedure for one subject. Whoever comes with an event (an application, a verdict, a
passed limit) opens one transaction; everything that rules can do follows in it, an act each. ``docs/cases.md`` tells
how a procedure runs. Other rooms use the names below and nothing from inside.

Django must be set up before the room is used; the names are then looked up in their modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answers import Option, Question
    from .deadlines import pass_deadlines
    from .deciding import ask_for_human, decide, supplement, withdraw
    from .facts import Fetched
    from .files import CaseFile, StepView, case_file, case_file_again
    from .intake import Draft, import_case, prepare, submit, validate
    from .lists import CaseRow, Counts, Day, Page, TaskRow, case_list, counts, my_cases, task_counts, tasks
    from .models import Case, Notice
    from .models import Step as CaseStep
    from .openwork import Found, OpenWork, open_work
    from .papers import case_of_code
    from .parties import Officer, Person
    from .played import BadGiven, Given, Played, Written
    from .problems import (
        AlreadyDone,
        AnswerProblems,
        CannotGive,
        CaseProblem,
        NotFound,
        NotNow,
        NotYourTask,
        ReasonsMissing,
        RuleMayNotRefuse,
        UnknownVerdict,
        WrongSubject,
    )
    from .procedure import DeadEndError, Procedure, Standing, favourable, steps_behind
    from .states import HUMAN, REOPENED, UPHELD, By, CaseState, Colour, StepState
    from .terms import terms_of
    from .waking import wake_on_records

_HOMES = {
    "answers": ("Option", "Question"),
    "deadlines": ("pass_deadlines",),
    "deciding": ("ask_for_human", "decide", "supplement", "withdraw"),
    "facts": ("Fetched",),
    "files": ("CaseFile", "StepView", "case_file", "case_file_again"),
    "intake": ("Draft", "import_case", "prepare", "submit", "validate"),
    "lists": (
        "CaseRow",
        "Counts",
        "Day",
        "Page",
        "TaskRow",
        "case_list",
        "counts",
        "my_cases",
        "task_counts",
        "tasks",
    ),
    "models": ("Case", "Notice"),
    "openwork": ("Found", "OpenWork", "open_work"),
    "papers": ("case_of_code",),
    "parties": ("Officer", "Person"),
    "played": ("BadGiven", "Given", "Played", "Written"),
    "problems": (
        "AlreadyDone",
        "AnswerProblems",
        "CannotGive",
        "CaseProblem",
        "NotFound",
        "NotNow",
        "NotYourTask",
        "ReasonsMissing",
        "RuleMayNotRefuse",
        "UnknownVerdict",
        "WrongSubject",
    ),
    "procedure": ("DeadEndError", "Procedure", "Standing", "favourable", "steps_behind"),
    "terms": ("terms_of",),
    "waking": ("wake_on_records",),
    "states": ("HUMAN", "REOPENED", "UPHELD", "By", "CaseState", "Colour", "StepState"),
}

__all__ = [
    "HUMAN",
    "REOPENED",
    "UPHELD",
    "AlreadyDone",
    "AnswerProblems",
    "BadGiven",
    "By",
    "CannotGive",
    "Case",
    "CaseFile",
    "CaseProblem",
    "CaseRow",
    "CaseState",
    "CaseStep",
    "Colour",
    "Counts",
    "Day",
    "DeadEndError",
    "Draft",
    "Fetched",
    "Found",
    "Given",
    "NotFound",
    "NotNow",
    "NotYourTask",
    "Notice",
    "Officer",
    "OpenWork",
    "Option",
    "Page",
    "Person",
    "Played",
    "Procedure",
    "Question",
    "ReasonsMissing",
    "RuleMayNotRefuse",
    "Standing",
    "StepState",
    "StepView",
    "TaskRow",
    "UnknownVerdict",
    "Written",
    "WrongSubject",
    "ask_for_human",
    "case_file",
    "case_file_again",
    "case_list",
    "case_of_code",
    "counts",
    "decide",
    "favourable",
    "import_case",
    "my_cases",
    "open_work",
    "pass_deadlines",
    "prepare",
    "steps_behind",
    "submit",
    "supplement",
    "task_counts",
    "tasks",
    "terms_of",
    "validate",
    "wake_on_records",
    "withdraw",
]


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; models exist only once Django's applications are loaded."""
    from importlib import import_module

    if name == "CaseStep":
        return import_module(f"{__name__}.models").Step
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
