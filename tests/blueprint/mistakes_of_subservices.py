"""Mistakes in steps that another service does, put into the subsidy that issues a card first."""

from __future__ import annotations

from .mistakes import Mistake

CARE = "services/severe-disability-care-subsidy/service.yaml"
CARD = "services/disability-card/service.yaml"
BY = "    by: service disability-card\n"
ANSWERS = "    answers: {category: category, condition: condition}\n"
VERDICTS = "    verdicts: {issued: {zh: 已核发, en: Issued}, refused: {zh: 未能核发, en: Not issued}}\n"

OF_SUBSERVICES = [
    Mistake("unknown", CARE, BY, "    by: service disability-cards\n", says="disability-card"),
    Mistake(
        "step-of-service",
        CARE,
        BY,
        BY + "    at_least: 5 working days\n",
        at="    at_least: 5 working days",
        says="its own at_least",
    ),
    Mistake(
        "answers-for-nobody",
        CARE,
        "    when: eligible\n    by: rule\n",
        "    when: eligible\n    by: rule\n    answers: {account: account}\n",
        at="    answers: {account: account}",
    ),
    Mistake(
        "service-for-others",
        CARE,
        BY + ANSWERS,
        "    by: service no-tax-arrears-certificate\n",
        at="    by: service no-tax-arrears-certificate",
        says="for a enterprise",
        more=("service-unanswered",),
    ),
    Mistake(
        "service-unanswered",
        CARE,
        ANSWERS,
        "    answers: {category: category}\n",
        at="    answers: {category: category}",
        says="condition",
    ),
    Mistake(
        "unknown",
        CARE,
        ANSWERS,
        ANSWERS.replace("condition: c", "conditions: c"),
        more=("service-unanswered",),
    ),
    Mistake("wrong-type", CARE, ANSWERS, ANSWERS.replace("condition: condition", "condition: today")),
    Mistake(
        "not-a-choice",
        CARE,
        ANSWERS,
        ANSWERS.replace("category: category", "category: '\"limbs\"'"),
        says="limb",
    ),
    Mistake("feel", CARE, ANSWERS, ANSWERS.replace("category: category", "category: categories")),
    Mistake(
        "service-one-verdict",
        CARE,
        VERDICTS,
        "",
        at="  card:",
        more=("unknown",),
    ),
    Mistake(
        "service-verdict-never",
        CARE,
        VERDICTS,
        VERDICTS.replace(", refused", ", late: {zh: 逾期, en: Late}, refused"),
        says="late",
        more=("no-outcome",),
    ),
    Mistake(
        "service-wants-materials",
        CARD,
        "derives:\n",
        "materials:\n  photo:\n    title: {zh: 照片, en: Photograph}\n    accepts: [jpg]\n    at_most: 2\n"
        "    law: [{cite: 中华人民共和国残疾人证管理办法, unchecked: true}]\nderives:\n",
        in_file=CARE,
        at="    by: service disability-card",
        says="photo",
    ),
    Mistake(
        "circle-of-services",
        CARD,
        "  accept:\n    kind: accept\n",
        "  care:\n    kind: examine\n    title: {zh: 护理补贴, en: Care}\n    needs: [person]\n"
        "    by: service severe-disability-care-subsidy\n    answers: {account: '\"6222020000000000018\"'}\n"
        "    verdicts: {granted: {zh: 准予, en: Granted}, refused: {zh: 不予, en: Refused}}\n"
        "  accept:\n    kind: accept\n",
        says="disability-card → severe-disability-care-subsidy → disability-card",
        at="    by: service severe-disability-care-subsidy",
    ),
]
