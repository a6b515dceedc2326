"""Mistakes in what steps say of time, put into the food licence and the calendar."""

from __future__ import annotations

from .mistakes import FOOD, Mistake

LIMIT = "    within: 20 working days\n    counts_from: accept | recheck\n"
INSPECT = "    within: 10 working days\n    law: [{cite: 中华人民共和国行政许可法 第三十四条}"
_EXTEND = "    extend: {{by: {by}, approves: officer {post}, law: [{{cite: 中华人民共和国行政许可法 第四十二条}}]}}\n"

OF_TIMING = [
    Mistake(
        "promise-beyond-limit",
        FOOD,
        LIMIT,
        LIMIT + "    promised: 21 working days\n",
        at="    promised: 21 working days",
        says="promises 21 working days",
    ),
    Mistake(
        "escalate-without-limit",
        FOOD,
        "    needs: [accept.incomplete]\n    by: applicant\n",
        "    needs: [accept.incomplete]\n    by: applicant\n    escalate: officer approval/decision\n",
        at="    escalate: officer approval/decision",
    ),
    Mistake(
        "extend-without-limit",
        FOOD,
        INSPECT,
        _EXTEND.format(by="10 calendar days", post="approval/decision") + INSPECT,
        at=_EXTEND.format(by="10 calendar days", post="approval/decision"),
        says="10 working days",
        more=("duty-broken",),
    ),
    Mistake(
        "extend-by-itself",
        FOOD,
        INSPECT,
        _EXTEND.format(by="10 working days", post="approval/inspection") + INSPECT,
        at=_EXTEND.format(by="10 working days", post="approval/inspection"),
        says="another post",
        more=("duty-broken",),
    ),
    Mistake(
        "pause-without-clock",
        FOOD,
        INSPECT,
        "    pauses: [supplement]\n" + INSPECT,
        at="    pauses: [supplement]",
        says='"supplement"',
        more=("duty-broken",),
    ),
    Mistake(
        "pause-without-time",
        FOOD,
        "    needs: [accept.incomplete]\n    by: applicant\n",
        "    needs: [accept.incomplete]\n    by: applicant\n    pauses: [decide]\n",
        at="    pauses: [decide]",
        more=("duty-broken",),
    ),
    Mistake(
        "not-by-nobody",
        FOOD,
        INSPECT,
        "    not_by: [supplement]\n" + INSPECT,
        at="    not_by: [supplement]",
    ),
    Mistake(
        "hours-unknown",
        "calendar.yaml",
        "hours: [09:00-12:00, 13:00-17:00]\n",
        "",
        at="    within: 7 working hours",
        in_file="services/temporary-relief/service.yaml",
    ),
    Mistake(
        "hours-from-a-day",
        FOOD,
        LIMIT,
        LIMIT.replace("20 working days", "8 working hours"),
        at="    within: 8 working hours",
        says="counts_from: ready",
        more=("extend-without-limit",),
    ),
    Mistake(
        "hours-out-of-order",
        "calendar.yaml",
        "hours: [09:00-12:00, 13:00-17:00]",
        "hours: [09:00-12:00, 11:00-17:00]",
    ),
    Mistake(
        "last-day-no-date",
        "registers/licences.yaml",
        "  statement: {fact: licence-statement, required: true}",
        "  statement: {fact: licence-statement, required: true, last_day: true}",
    ),
]
SUPPLEMENT = "    by: applicant\n    asks:\n      premises_completed:"
HEARING = """  ask_hearing:
    kind: tell
    title: {zh: 申请听证, en: Asking for a hearing}
    needs: [inspect.failed]
    by: applicant
    within: ASK
  hear:
    kind: hearing
    title: {zh: 听证, en: Hearing}
    needs: [ask_hearing]
    by: officer approval/decision
    within: HOLD
    at_least: NOTICE
    not_by: NOT_BY
    pauses: [decide]
  decide:
"""


def _hearing(
    ask: str = "5 working days",
    hold: str = "20 working days",
    notice: str = "7 working days",
    not_by: str = "[inspect]",
) -> str:
    written = {"ASK": ask, "HOLD": hold, "NOTICE": notice, "NOT_BY": not_by}
    text = HEARING
    for word, value in written.items():
        text = text.replace(word, value)
    return text


OF_DUTIES_OF_TIMING = [
    ("第四十七条", FOOD, "  decide:\n", _hearing(ask="4 working days"), "at least 5 working days"),
    ("第四十七条", FOOD, "  decide:\n", _hearing(hold="21 working days"), "held within 20 working days"),
    ("第四十七条", FOOD, "  decide:\n", _hearing(notice="6 working days"), "announced 7 working days before"),
    ("第四十七条", FOOD, "  decide:\n", _hearing(not_by="[accept]"), 'whoever did "inspect"'),
    (
        "第四十七条",
        FOOD,
        "  decide:\n",
        _hearing().replace("[ask_hearing]", "[inspect.failed]"),
        "nobody can ask for it",
    ),
    (
        "第五十条",
        FOOD,
        "    within: 20 working days\n    counts_from: accept | recheck\n",
        '    within: until date("2026-12-31")\n    overdue: refused\n',
        'must count as "granted"',
    ),
    (
        "第三十二条",
        FOOD,
        "  recheck:\n",
        "  again:\n    kind: supplement\n    title: {zh: 再次补正, en: Completed again}\n    needs: [supplement]\n"
        "    by: applicant\n  recheck:\n",
        "must be told once",
    ),
    (
        "第四十五条",
        FOOD,
        INSPECT,
        "    pauses: [decide]\n" + INSPECT,
        "must not stop a clock",
    ),
    (
        "第四十二条",
        FOOD,
        INSPECT,
        _EXTEND.format(by="5 working days", post="approval/decision") + INSPECT,
        "must not be extended",
    ),
]
