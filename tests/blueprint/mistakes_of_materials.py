"""Mistakes in materials, put into Guang'an's food licence."""

from __future__ import annotations

from .mistakes import FOOD, Mistake

OF_MATERIALS = [
    Mistake(
        "commitment-unchecked",
        FOOD,
        "checked_in: inspect",
        "checked_in: issue",
        at="      checked_in: issue",
        says='"plan"',
    ),
    Mistake("unknown", FOOD, "checked_in: inspect", "checked_in: inspekt", says="inspekt"),
    Mistake(
        "later-not-awaited",
        FOOD,
        "plan.given | plan.overdue",
        "plan.overdue | business",
        at="    later: 10 working days",
        says="plan.given",
    ),
    Mistake("unknown", FOOD, "plan.given | plan.overdue", "rules.given | plan.given", says="rules.given"),
    Mistake(
        "brings-by-others",
        FOOD,
        "    by: rule\n    within: 10 working days\n",
        "    by: rule\n    brings: [plan]\n    within: 10 working days\n",
        at="    brings: [plan]\n",
        says='"issue"',
    ),
    Mistake("unknown", FOOD, "brings: [plan, rules]", "brings: [plan, rule]", says='"rule"'),
    Mistake(
        "feel",
        FOOD,
        "    later: 10 working days",
        "    later: 10 working days\n    when: trad = 1",
        at="    when: trad = 1",
        says="trad",
        more=("no-outcome",),
    ),
    Mistake(
        "unknown",
        FOOD,
        "licence: licences where",
        "licence: licenses where",
        says="licenses",
    ),
]
