"""Joint review: a step that several posts do side by side, each by a task of its own.

The step is under way until every post has given its verdict. It then has the favourable one if all gave that, else the
one that comes latest in the order of the step's verdicts. Who was first makes no difference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .states import By, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from minben.blueprint.model import Step
    from minben.ledger import Actor

    from . import models
    from .doing import Doing


def joint_verdict(step: Step, given: Mapping[str, str]) -> str | None:
    """The verdict of all posts of a step by theirs, by post; None while one is missing."""
    if any(post not in given for post in step.posts):
        return None
    order = [verdict.id for verdict in step.verdicts]
    return max((given[post] for post in step.posts), key=order.index)


def joint_doing(
    step: Step,
    parts: Iterable[models.Step],
    last: Doing,
    reasons: Mapping[str, str],
    actors: Mapping[str, Actor],
) -> Doing | None:
    """How a step is done by its ``parts``, of which ``last`` was the latest; None while one is open.

    ``reasons`` and ``actors`` are those of the parts, by post. It counts as done by a post whose verdict it has.
    """
    done = {part.post: part for part in parts if part.state == StepState.DONE}
    verdict = joint_verdict(step, {post: str(part.verdict) for post, part in done.items()})
    if verdict is None:
        return None
    having = [part for part in done.values() if part.verdict == verdict]
    deciding = max(having, key=lambda part: (part.by_kind == By.OFFICER, part.part))
    told = "\n".join(dict.fromkeys(reasons[post] for post in step.posts if reasons.get(post)))
    by, actor = By(str(deciding.by_kind)), actors[deciding.post]
    return replace(last, verdict=verdict, by=by, actor=actor, reasons=told, answers={})
