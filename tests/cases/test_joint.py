"""Joint review by several posts: a task for each, done when each has spoken; and tasks of a taskforce."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben import cases
from minben.cases import models
from minben.cases.joint import joint_verdict
from minben.ledger import Reach, acting, legal_clock

from .conftest import SYSTEM, District, at, put_in_force
from .licensing import FILLED, with_licence
from .test_at_once import together
from .test_effects import differences
from .test_licence import DECISION, INSPECTION, WINDOW, do
from .test_procedure import a_step, verdicts

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint

    from .conftest import InPost, Somebody

POSTS = ("civil-affairs/benefits", INSPECTION, "public-security/registry")
REVIEW = """  review:
    kind: review
    title: {zh: 会审, en: Joint review}
    needs: [inspect | inspect.failed]
    by: BY
    asks:
      opinion:
        fact: findings
        why: {zh: 本部门意见, en: What this agency finds}
    verdicts:
      agreed: {zh: 同意, en: Agreed}
      conditions: {zh: 有条件同意, en: Agreed with conditions}
      objected: {zh: 不同意, en: Objected}
    within: 5 working days
  decide:
"""
AFTER = "    needs: [inspect | inspect.failed]\n    by: officer approval/decision"
NEEDS = "    needs: [review | review.conditions | review.objected]\n    by: officer approval/decision"
TASKFORCE = """
opening:
  title: {zh: 开办餐饮联合专班, en: Taskforce for opening restaurants}
  lead: approval/inspection
  posts: [civil-affairs/benefits, public-security/registry]
  services: [food-licence]
  since: 2026-01-01
  until: 2026-03-04
  basis: [{cite: 广安区专班通知, unchecked: true}]
"""


def with_review(blueprint: Blueprint, by: str, more: str = "") -> Blueprint:
    """The licence with one step more, done by several posts or a taskforce."""
    review = REVIEW.replace("BY", by).replace("  decide:\n", f"{more}  decide:\n")
    return with_licence(blueprint, (AFTER, NEEDS), ("  decide:\n", review), taskforces=TASKFORCE)


def in_review(district: District, by: str, more: str = "") -> tuple[District, Somebody, cases.Case]:
    blueprint = with_review(district.blueprint, by, more)
    put_in_force(blueprint)
    here = District(blueprint)
    firm = here.enterprise()
    case = cases.submit(blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor)
    do(here, WINDOW, "accepted")
    do(here, INSPECTION, "passed", findings="好")
    do(here, INSPECTION, "passed", findings="好")
    return here, firm, case


def jointly(district: District) -> tuple[District, Somebody, cases.Case]:
    return in_review(district, "officers " + ", ".join(POSTS))


def states(case: cases.Case, step: str = "review") -> list[tuple[int, str, str | None]]:
    with acting(SYSTEM):
        rows = models.Step.objects.filter(case=case, step=step).order_by("instance", "part")
        return [(row.part, row.state, row.verdict) for row in rows]


def test_each_post_has_a_task_of_its_own_and_followers_wait_for_the_last(district: District) -> None:
    here, firm, case = jointly(district)
    assert states(case) == [(0, "under-way", None), *((n, "ready", None) for n in (1, 2, 3))]
    for post in POSTS[:2]:
        assert [row.step for row in cases.tasks(here.officer(post)).rows] == ["review"]
        do(here, post, "agreed", opinion="无意见")
        assert cases.tasks(here.officer(DECISION)).rows == ()
        assert cases.tasks(here.officer(post)).rows == ()
    (row,) = cases.my_cases([firm.subject]).rows
    assert (row.next_step, row.next_post) == ("review", POSTS[2])
    do(here, POSTS[2], "agreed", opinion="无意见")
    assert states(case)[0] == (0, "done", "agreed")
    assert [row.step for row in cases.tasks(here.officer(DECISION)).rows] == ["decide"]


def test_the_latest_verdict_in_order_that_anybody_gave_is_that_of_all_with_every_reason(
    district: District,
) -> None:
    here, _, case = jointly(district)
    do(here, POSTS[0], "objected", "噪声扰民", opinion="甲")
    do(here, POSTS[1], "conditions", "须加装油烟净化", opinion="乙")
    do(here, POSTS[2], "agreed", opinion="丙")
    with acting(SYSTEM):
        whole = models.Step.objects.get(case=case, step="review", part=0)
        assert (whole.verdict, whole.by_kind) == ("objected", "officer")
        assert models.Ground.objects.get(step=whole).reasons == "噪声扰民\n须加装油烟净化"
        assert models.Answers.objects.filter(case=case, step__step="review").count() == 3
    assert differences() == []


def test_nobody_sees_the_case_of_a_review_before_their_post_has_a_task_in_it(district: District) -> None:
    blueprint = with_review(district.blueprint, "officers " + ", ".join(POSTS))
    put_in_force(blueprint)
    firm = district.enterprise()
    case = cases.submit(blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor)
    other = Reach(agency="civil-affairs", posts=(POSTS[0],))
    with acting(other):
        assert not models.Case.objects.filter(id=case.id).exists()


def test_a_reviewer_sees_the_case_and_may_not_do_the_task_of_another_post(district: District) -> None:
    here, _, case = jointly(district)
    one, other = here.officer(POSTS[0]), here.officer(POSTS[2])
    file = cases.case_file(case.number, one)
    assert [view.id for view in file.steps if view.for_me] == ["review"]
    (task,) = cases.tasks(other).rows
    with pytest.raises(cases.NotYourTask):
        cases.decide(task.step_id, one, "agreed", answers={"opinion": "好"})


def test_verdicts_of_all_posts_at_once_make_one_step(district: District) -> None:
    here, _, case = jointly(district)
    officers = [here.officer(post) for post in (*POSTS, *POSTS)]
    found = [cases.tasks(officer).rows[0].step_id for officer in officers]
    results = together(6, lambda n: cases.decide(found[n], officers[n], "agreed", answers={"opinion": "好"}))
    assert Counter(type(result).__name__ for result in results) == {"Case": 3, "AlreadyDone": 3}
    assert states(case) == [(n, "done", "agreed") for n in range(4)]
    assert states(case, "decide") == [(0, "ready", None)]


def test_silence_of_a_post_counts_for_it_alone_where_the_law_says_so(district: District) -> None:
    here, _, case = in_review(district, "officers " + ", ".join(POSTS), "    overdue: agreed\n")
    do(here, POSTS[0], "conditions", "须加装油烟净化", opinion="甲")
    with legal_clock(lambda: at(date(2026, 3, 10))):
        assert cases.pass_deadlines() > 0
    assert states(case) == [
        (0, "done", "conditions"),
        (1, "done", "conditions"),
        (2, "done", "agreed"),
        (3, "done", "agreed"),
    ]
    with acting(SYSTEM):
        kinds = models.Step.objects.filter(case=case, step="review").order_by("part")
        assert [row.by_kind for row in kinds] == ["officer", "officer", "law", "law"]


def test_withdrawing_takes_the_tasks_of_all_posts_away(district: District) -> None:
    here, firm, case = jointly(district)
    do(here, POSTS[0], "agreed", opinion="甲")
    cases.withdraw(case.id, firm)
    assert states(case) == [(0, "void", None), (1, "done", "agreed"), (2, "void", None), (3, "void", None)]


@given(st.permutations(["a/x", "a/y", "b/z"]), st.lists(st.integers(0, 2), min_size=3, max_size=3))
@settings(deadline=None)
def test_the_order_in_which_posts_speak_makes_no_difference(order: list[str], chosen: list[int]) -> None:
    step = a_step("review", [], posts=("a/x", "a/y", "b/z"), verdicts=verdicts(3))
    by_post = dict(zip(sorted(order), (f"v{number}" for number in chosen), strict=True))
    given_so_far: dict[str, str] = {}
    for post in order:
        assert joint_verdict(step, given_so_far) is None
        given_so_far[post] = by_post[post]
    assert joint_verdict(step, given_so_far) == f"v{max(chosen)}"


# Taskforces.


def test_any_post_of_a_taskforce_does_its_tasks_while_it_lasts(district: District) -> None:
    here, _, case = in_review(district, "taskforce opening")
    for post in POSTS:
        (row,) = cases.tasks(here.officer(post)).rows
        assert (row.step, row.desk) == ("review", "taskforce:opening")
        assert sum(cases.task_counts(here.officer(post)).values()) == 1
    outside = here.officer(WINDOW)
    assert cases.tasks(outside).rows == ()
    (task,) = cases.tasks(here.officer(POSTS[0])).rows
    with pytest.raises((cases.NotYourTask, cases.NotFound)):
        cases.decide(task.step_id, outside, "agreed", answers={"opinion": "好"})
    file = cases.case_file(case.number, here.officer(POSTS[2]))
    assert [view.id for view in file.steps if view.for_me] == ["review"]
    do(here, POSTS[2], "agreed", opinion="好")
    assert states(case) == [(0, "done", "agreed")]


def test_after_its_last_day_the_open_tasks_of_a_taskforce_belong_to_its_lead(district: District) -> None:
    here, _, case = in_review(district, "taskforce opening")
    with legal_clock(lambda: at(date(2026, 3, 5))):
        member: InPost = here.officer(POSTS[0])
        assert cases.tasks(member).rows == ()
        assert not models.Case.objects.filter(id=case.id).exists()
        assert [row.step for row in cases.tasks(here.officer(INSPECTION)).rows] == ["review"]
        do(here, INSPECTION, "agreed", opinion="好")
    assert states(case) == [(0, "done", "agreed")]


def test_of_two_posts_of_a_taskforce_at_once_one_does_the_task(district: District) -> None:
    here, _, case = in_review(district, "taskforce opening")
    officers = [here.officer(post) for post in (*POSTS, *POSTS)]
    (task,) = cases.tasks(officers[0]).rows
    results = together(
        6, lambda n: cases.decide(task.step_id, officers[n], "agreed", answers={"opinion": "好"})
    )
    assert Counter(type(result).__name__ for result in results) == {"Case": 1, "AlreadyDone": 5}
    assert states(case) == [(0, "done", "agreed")]


def test_a_case_file_tells_of_the_whole_step_and_of_each_post(district: District) -> None:
    here, firm, case = jointly(district)
    do(here, POSTS[0], "conditions", "须加装油烟净化", opinion="甲")
    views = [view for view in cases.case_file(case.number, firm).steps if view.id == "review"]
    assert [(view.row.part, view.standing, view.colour) for view in views if view.row] == [
        (0, "ready", "green"),
        (1, "done", "none"),
        (2, "ready", "green"),
        (3, "ready", "green"),
    ]
