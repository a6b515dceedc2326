"""Mistakes in bundles: see `mistakes`."""

from __future__ import annotations

from .mistakes import WHOLE, Mistake

NEWBORN = "bundles/newborn/bundle.yaml"
INSURANCE = "  residents-medical-enrolment:\n"
CARD = "  social-card:\n"

SMALL = """\
title: {zh: 一, en: One}
summary: {zh: 一, en: One}
for: resident
lead: health
law: [{cite: 中华人民共和国户口登记条例 第七条}]
services:
  birth-certificate: {}
"""
TWO = f"{SMALL}  old-age-allowance: {{}}\n"

OF_BUNDLES = [
    Mistake("unknown", NEWBORN, "lead: health", "lead: heath", says='mean "health"?'),
    Mistake("unknown", NEWBORN, CARD, "  social-cards:\n", says='mean "social-card"?'),
    Mistake(
        "unknown", NEWBORN, CARD, f"{CARD}    after: [birth-registry]\n", at="    after: [birth-registry]"
    ),
    Mistake("unknown", NEWBORN, "      for_child:", "      for_children:", says='mean "for_child"?'),
    Mistake("unknown", NEWBORN, CARD, f"{CARD}    apart: [children]\n", at="    apart: [children]"),
    Mistake("unknown", NEWBORN, "fact: wanted-too", "fact: wanted-to", says='mean "wanted-too"?'),
    Mistake("bundle-named-as-service", "bundles/social-card/bundle.yaml", WHOLE, TWO),
    Mistake("bundle-of-one", "bundles/one/bundle.yaml", WHOLE, SMALL, at="services:"),
    Mistake(
        "bundle-for-others",
        NEWBORN,
        CARD,
        "  food-licence: {}\n" + CARD,
        says='"food-licence" is not for a resident',
    ),
    Mistake(
        "bundle-circle",
        NEWBORN,
        "    after: []\n",
        "    after: [residents-medical-enrolment]\n",
        more=("bundle-circle",),
    ),
    Mistake(
        "bundle-fact-twice",
        NEWBORN,
        "  certified:\n",
        "  other_name:\n    fact: child-name\n    why: {zh: 第二个, en: Another}\n  certified:\n",
        at="  birth-certificate:",
        says='"child_name" of "birth-certificate"',
    ),
    Mistake(
        "bundle-asks-early",
        NEWBORN,
        "    answers:\n      which:",
        "    apart: [which]\n    # which:",
        at="  birth-registration:",
        says='"which" of "birth-registration" stands on "certificates"',
    ),
    Mistake("feel", NEWBORN, "when: insure", "when: insured"),
    Mistake("wrong-type", NEWBORN, "when: insure", "when: child_name"),
    Mistake("wrong-type", NEWBORN, 'newborn: "true"', "newborn: '\"yes\"'", says=""),
    Mistake("cite-unchecked", NEWBORN, "户口登记条例 第七条", "户口登记条例 第七十条"),
]
