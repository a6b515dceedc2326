"""Ratings: how it was, in the five levels of GB/T 39735, and what follows from a bad one.

A case is rated once after its outcome, each visit to a counter once, by the applicant and only if they wish. A level of
2 or 1 is a bad rating: it lies before the post that the blueprint names, which calls the person back and sees the
matter put right, each within its limit; the result is told to the person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError

from minben import services
from minben.ledger import Act, RecordRef, acting, commit_values, legal_now, legal_today, now, uuid7, write_act

from . import kinds
from .limits import Start, term
from .loading import PROGRAM_REACH, lock
from .models_words import Rating, Remark
from .problems import AlreadyDone, CaseProblem, NotFound, NotNow
from .questions import LONGEST, NoWords
from .sets import rows
from .states import Colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from minben.ledger import Actor, Reach

    from . import models
    from .parties import Officer, Person

COUNTER = "counter"
"""The channel of a case that was taken in at a counter; its receipt is a visit."""
WORDS, CALLED_BACK, RECTIFIED = "rating", "call-back", "rectified"
PAGE = 50


class Level(IntEnum):
    """The five levels of GB/T 39735; the last two are bad ratings."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    BASICALLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1

    @property
    def bad(self) -> bool:
        """Whether it has to be called back and put right."""
        return self <= Level.DISSATISFIED


class RatedAlready(CaseProblem):
    """A case and a visit are rated once."""

    def __init__(self) -> None:
        super().__init__(
            zh="您已经评价过，每个办件、每次到访只评价一次", en="You have rated this already; once is enough"
        )


@dataclass(frozen=True, slots=True)
class MayRate:
    """Something of a case that can still be rated: the case (``visit`` is None), or a visit to a counter."""

    visit: UUID | None


@dataclass(frozen=True, slots=True)
class RatingView:
    """A rating of a case, and what was said and done about it."""

    id: UUID
    visit: UUID | None
    level: Level
    on: date
    words: str
    call_back: str
    called_back_on: date | None
    result: str
    rectified_on: date | None


@dataclass(frozen=True, slots=True)
class BadRating:
    """A bad rating that waits for its call back, or for being put right; ``due`` is the last day of what comes next."""

    id: UUID
    number: str
    service: str
    agency: str
    level: Level
    on: date
    words: str
    call_back: str
    called_back: bool
    due: date | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The ratings of a service: how many of each level, and of the bad ones how many are put right, late, and open."""

    agency: str
    service: str
    levels: Mapping[int, int]
    rectified: int
    late: int
    waiting: int

    @property
    def total(self) -> int:
        """All ratings."""
        return sum(self.levels.values())

    @property
    def content(self) -> int:
        """Those of level 3 and above."""
        return sum(count for level, count in self.levels.items() if not Level(level).bad)


_BAD = """
SELECT r.id, r.number, r.service, r.agency, r.level, r."on",
       max(m.text) FILTER (WHERE m.part = 'rating'), max(m.text) FILTER (WHERE m.part = 'call-back'),
       r.called_back_act IS NOT NULL,
       CASE WHEN r.called_back_act IS NULL THEN r.call_back_due ELSE r.rectify_due END AS due
  FROM cases_rating r
  LEFT JOIN cases_remark m ON m.rating_id = r.id
 WHERE r.post = %(post)s AND r.level <= 2 AND r.rectified_act IS NULL
 GROUP BY r.id ORDER BY due, r.id LIMIT %(limit)s"""
_FIGURES = """
SELECT agency, service, level, count(*), count(rectified_act),
       count(*) FILTER (WHERE level <= 2 AND (coalesce(called_back_on, %(today)s) > call_back_due
                                          OR coalesce(rectified_on, %(today)s) > rectify_due)),
       count(*) FILTER (WHERE level <= 2 AND rectified_act IS NULL)
  FROM cases_rating WHERE {which} GROUP BY agency, service, level ORDER BY agency, service, level DESC"""


def may_rate(
    case: models.Case, person: Person, ratings: Iterable[RatingView] | None = None
) -> tuple[MayRate, ...]:
    """What of a case this person can still rate, within the reach that holds; nothing where nobody is asked.

    ``ratings`` are those that there are, where they are at hand already.
    """
    if services.in_force().ratings is None or case.subject not in person.reach.subjects:
        return ()
    open_ones = [MayRate(case.act)] if case.channel == COUNTER else []
    if case.outcome is not None:
        open_ones.append(MayRate(None))
    if not open_ones:
        return ()
    if ratings is None:
        rated = set(Rating.objects.filter(case=case).values_list("visit", flat=True))
    else:
        rated = {rating.visit for rating in ratings}
    return tuple(one for one in open_ones if one.visit not in rated)


def ratings_of(case_id: UUID) -> tuple[RatingView, ...]:
    """The ratings of a case within the reach that holds, with their remarks; two queries."""
    found = Rating.objects.filter(case=case_id).order_by("at", "id").prefetch_related("remarks")
    return tuple(_view(one, {mark.part: mark.text for mark in one.remarks.all()}) for one in found)


def rate(case_id: UUID, person: Person, level: int, words: str = "", visit: UUID | None = None) -> UUID:
    """Rate a case, or a visit to a counter in it. Raises `NotFound`, `NotNow`, `RatedAlready`, `NoWords`."""
    said = words.strip()
    if len(said) > LONGEST:
        raise NoWords
    if level not in list(Level):
        raise NotNow(zh="请选择五个等级之一", en="Choose one of the five levels")
    with acting(person.reach):
        case = lock(case_id)
        if case.subject not in person.reach.subjects:
            raise NotFound
        if MayRate(visit) not in may_rate(case, person):
            if Rating.objects.filter(case=case, visit=visit).exists():
                raise RatedAlready
            raise NotNow(zh="办件有结果后才能评价", en="A case can be rated once it has its outcome")
        with acting(PROGRAM_REACH):
            return _rate(case, person.actor, Level(level), said, visit)


def call_back(rating_id: UUID, officer: Officer, words: str) -> None:
    """Note that the person was called back, and what they said. Raises `NotFound`, `AlreadyDone`, `NoWords`."""
    with acting(officer.reach):
        rating = _of_post(rating_id, officer)
        if rating.called_back_act is not None:
            raise AlreadyDone
        with acting(PROGRAM_REACH):
            rating.called_back_on = legal_today()
            rating.called_back_act = _remark(rating, officer.actor, CALLED_BACK, kinds.CALL_BACK, words)
            rating.save(update_fields=["called_back_on", "called_back_act"])


def rectify(rating_id: UUID, officer: Officer, words: str) -> None:
    """Note what was put right; the person is told. After the call back. Raises as `call_back`, and `NotNow`."""
    with acting(officer.reach):
        rating = _of_post(rating_id, officer)
        if rating.rectified_act is not None:
            raise AlreadyDone
        if rating.called_back_act is None:
            raise NotNow(
                zh="请先回访，再记录整改结果", en="Call the person back first, then say what was put right"
            )
        with acting(PROGRAM_REACH):
            rating.rectified_on = legal_today()
            rating.rectified_act = _remark(rating, officer.actor, RECTIFIED, kinds.RECTIFY, words)
            rating.save(update_fields=["rectified_on", "rectified_act"])


def bad_ratings(officer: Officer, *, limit: int = PAGE) -> tuple[BadRating, ...]:
    """The bad ratings before the officer's post, the most pressing first; one query."""
    with acting(officer.reach):
        found = rows(_BAD, {"post": officer.post.id, "limit": limit})
    today = legal_today()
    return tuple(_bad(row, today) for row in found)


def satisfaction(reach: Reach) -> tuple[Satisfaction, ...]:
    """The ratings by agency and service: those of the reach's agency, or all for who supervises; one query."""
    which = "true" if reach.supervise else "agency = %(agency)s"
    with acting(reach):
        found = rows(_FIGURES.format(which=which), {"agency": reach.agency, "today": legal_today()})
    levels: dict[tuple[str, str], Counter[int]] = {}
    bad: dict[tuple[str, str], list[int]] = {}
    for agency, service, level, count, *rest in found:
        levels.setdefault((agency, service), Counter())[level] += count
        before = bad.setdefault((agency, service), [0, 0, 0])
        bad[agency, service] = [had + more for had, more in zip(before, rest, strict=True)]
    return tuple(Satisfaction(*key, levels[key], *bad[key]) for key in levels)


def _rate(case: models.Case, actor: Actor, level: Level, words: str, visit: UUID | None) -> UUID:
    rating = Rating(
        id=uuid7(),
        case=case,
        visit=visit,
        number=case.number,
        subject=case.subject,
        service=case.service,
        agency=case.agency,
        level=level,
        at=now(),
        on=legal_today(),
        act=uuid7(),
    )
    blueprint = services.in_force()
    if level.bad and blueprint.ratings is not None:
        start = Start(rating.on, legal_now())
        rating.post = blueprint.ratings.post
        rating.call_back_due = term(blueprint.calendar, start, blueprint.ratings.call_back).due
        rating.rectify_due = term(blueprint.calendar, start, blueprint.ratings.rectify).due
    remark = _new_remark(rating, WORDS, words, rating.act) if words else None
    records = (RecordRef(rating.id), *((RecordRef(remark.id, remark.commitment.hex()),) if remark else ()))
    write_act(_act(kinds.RATE, rating, actor, records, str(int(level)), visit), id=rating.act)
    try:
        rating.save(force_insert=True)
    except IntegrityError as twice:
        raise RatedAlready from twice
    if remark:
        remark.save(force_insert=True)
    return rating.id


def _of_post(rating_id: UUID, officer: Officer) -> Rating:
    """The rating, locked, if it lies before the officer's post. Raises `NotFound`."""
    rating = Rating.objects.filter(id=rating_id, post=officer.post.id).first()
    if rating is None:
        raise NotFound
    with acting(PROGRAM_REACH):
        return Rating.objects.select_for_update().get(id=rating_id)


def _remark(rating: Rating, actor: Actor, part: str, kind: str, words: str) -> UUID:
    said = words.strip()
    if not said or len(said) > LONGEST:
        raise NoWords
    remark = _new_remark(rating, part, said, uuid7())
    reference = RecordRef(remark.id, remark.commitment.hex())
    write_act(_act(kind, rating, actor, (RecordRef(rating.id), reference), "", rating.act), id=remark.act)
    remark.save(force_insert=True)
    return remark.act


def _new_remark(rating: Rating, part: str, text: str, act: UUID) -> Remark:
    committed = commit_values({"text": text})
    return Remark(
        id=uuid7(),
        rating=rating,
        case_id=rating.case_id,
        part=part,
        text=text,
        at=now(),
        on=legal_today(),
        act=act,
        salt=committed.salt,
        commitment=committed.digest,
    )


def _act(
    kind: str, rating: Rating, actor: Actor, records: tuple[RecordRef, ...], result: str, behind: UUID | None
) -> Act:
    return Act(
        kind=kind,
        actor=actor,
        purpose=rating.service,
        power=actor.post or "",
        subjects=(rating.subject,),
        case=rating.case_id,
        records=records,
        result=result,
        derived_from=(behind,) if behind else (),
    )


def _view(rating: Rating, said: Mapping[str, str]) -> RatingView:
    return RatingView(
        id=rating.id,
        visit=rating.visit,
        level=Level(rating.level),
        on=rating.on,
        words=said.get(WORDS, ""),
        call_back=said.get(CALLED_BACK, ""),
        called_back_on=rating.called_back_on,
        result=said.get(RECTIFIED, ""),
        rectified_on=rating.rectified_on,
    )


def _bad(row: tuple[Any, ...], today: date) -> BadRating:
    id_, number, service, agency, level, on, words, called, called_back, due = row
    late = due is not None and due < today
    colour = (
        Colour.NONE if due is None else Colour.RED if late else Colour.AMBER if due == today else Colour.GREEN
    )
    return BadRating(
        id_, number, service, agency, Level(level), on, words or "", called or "", called_back, due, colour
    )
