"""A procedure of the tests' own in which everything is that a picture can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.licensing import with_licence

if TYPE_CHECKING:
    from minben.blueprint import Blueprint

STEPS = """  rectify:
    kind: rectify
    title: {zh: 整改, en: Putting it right}
    needs: [accept | recheck]
    by: applicant
    within: until today + duration("P30D")
    asks:
      mended: {fact: findings, why: {zh: 已经整改的内容, en: What has been put right}}
  review:
    kind: review
    title: {zh: 联合审查, en: Joint review}
    needs: [accept | recheck]
    by: officers approval/window, approval/decision
    verdicts: {agreed: {zh: 同意, en: Agreed}, opposed: {zh: 不同意, en: Opposed}}
    within: 5 working days
    pauses: [decide]
  inspect:
    repeat: {until: 'inspect = "passed"', at_most: 3, with: [rectify]}
    promised: 5 working days
    not_by: [accept]
"""
EXTEND = """    counts_from: accept | recheck
    extend:
      {by: 10 working days, approves: officer approval/head, law: [{cite: 中华人民共和国行政许可法 第四十二条}]}
"""
UNDO = """    undo:
      - {end: licences, key: '"JY" + case.number'}
      - notice: {zh: 许可证已收回。, en: The licence is taken back.}
outcomes:
"""
APPEAL = """appeal:
  by: officer approval/inspection
  within: 60 calendar days
  decides: 30 calendar days
  law: [{cite: 食品经营许可和备案管理办法, unchecked: true}]
unpublished"""


def everything(blueprint: Blueprint) -> Blueprint:
    """The district with a licence that is inspected again, reviewed jointly, extended, taken back and appealed."""
    return with_licence(
        blueprint,
        ("  inspect:\n", STEPS),
        (
            "[accept | recheck]\n    by: officer approval/inspection",
            "[rectify]\n    by: officer approval/inspection",
        ),
        ("needs: [inspect | inspect.failed]", "needs: [inspect | inspect.failed, review | review.opposed]"),
        ("    counts_from: accept | recheck\n", EXTEND),
        ("outcomes:\n", UNDO),
        ("unpublished", APPEAL),
    )
