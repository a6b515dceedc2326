"""Mistakes in what is paid, told and rated: see `mistakes`."""

from __future__ import annotations

from .mistakes import Mistake

CARD = "services/id-card-replacement/service.yaml"
MESSAGES = "messages.yaml"
RATINGS = "ratings.yaml"

OF_FEES = [
    Mistake("collect-without-amount", CARD, "  amount: cost\n", "", at="kind: collect"),
    Mistake("collect-without-amount", CARD, "  before: make\n", "", at="kind: collect"),
    Mistake("amount-without-collect", CARD, "    kind: collect\n", "    kind: pay\n", at="  amount: cost"),
    Mistake(
        "collect-twice",
        CARD,
        "  make:\n    kind: decide\n",
        "  make:\n    kind: collect  # again\n",
        at="# again",
    ),
    Mistake(
        "collect-by-applicant",
        CARD,
        "    by: applicant\n",
        "    by: officer public-security/registry\n",
        says='"pay" collects',
    ),
    Mistake(
        "amount-without-basis",
        CARD,
        "  basis: {cite: 中华人民共和国居民身份证法 第二十一条}\n",
        "",
        at="  amount: cost",
    ),
    Mistake(
        "before-without-need",
        CARD,
        "    needs: [accept, pay]\n",
        "    needs: [accept]\n",
        at="  before: make",
    ),
    Mistake("unknown", CARD, "  before: make\n", "  before: mak\n", says='did you mean "make"'),
    Mistake("wrong-type", CARD, "  amount: cost\n", "  amount: reason\n", says="an amount (a number)"),
    Mistake("feel", CARD, "  amount: cost\n", "  amount: costs\n", says="costs"),
    Mistake(
        "wrong-value", CARD, "  refunds: [refused, withdrawn]\n", "  refunds: [refusd]\n", says="refused"
    ),
]
OF_MESSAGES = [
    Mistake(
        "carries-unknown", MESSAGES, "sms: {carries: []}", "sms: {carries: [reasons]}", says="service, agency"
    ),
    Mistake(
        "message-not-carried",
        MESSAGES,
        "您的办件{number}有新的通知",
        "您的{service}有新的通知",
        says='"service"',
    ),
    Mistake(
        "message-unknown",
        MESSAGES,
        "您的办件{number}有新的通知",
        "您的办件{nummer}有新的通知",
        says='"number"',
    ),
    Mistake(
        "message-without-channel", MESSAGES, "  sms: {carries: []}\n", "", at="    sms:\n", says="channel sms"
    ),
    Mistake(
        "message-subject",
        MESSAGES,
        '      text: {zh: "【{place}政务服务】您的办件{number}有新的通知',
        '      subject: {zh: 一, en: one}\n      text: {zh: "【{place}政务服务】您的办件{number}有新的通知',
        at="    sms:",
        says="an e-mail has a subject",
    ),
    Mistake("wrong-value", MESSAGES, "  question:\n", "  questions:\n", says="question"),
]
OF_RATINGS = [
    Mistake(
        "unknown",
        RATINGS,
        "government-office/ratings",
        "government-office/rating",
        says="government-office/ratings",
    ),
    Mistake("post-without-power", RATINGS, "government-office/ratings", "government-office/supervision"),
    Mistake("missing-key", RATINGS, "rectify: 5 working days\n", "", at="post:", says="rectify"),
    Mistake("cite-unchecked", RATINGS, ", unchecked: true", "", at="law:"),
]
