"""What the applicant is told: the service's own notices filled in, and those that the law demands of every service.

A refusal says its reasons and every remedy of the statute packs; a request to complete says what is missing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_currency

from minben.blueprint.model import StepKind

from .states import REOPENED
from .terms import Clause

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minben.blueprint.model import Material, Outcome, Remedy, Step

    from .facts import Facts
    from .terms import NoticeClauses, Terms

    Text = Mapping[str, str]

_ZH = "zh"
_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
"""Babel's locales of languages that are written in several ways."""
_REFUSED = {
    "zh": "您申请的“{service}”（办件编号{number}）：{verdict}。\n理由：{reasons}",
    "en": "Your application {number} for “{service}”: {verdict}.\nReasons: {reasons}",
}
_REMEDIES = {
    "zh": "如不服本决定：\n{remedies}",
    "en": "If you do not agree with this decision:\n{remedies}",
}
_COMPLETE = {
    "zh": "您申请的“{service}”（办件编号{number}）需要补充：{reasons}",
    "en": "Your application {number} for “{service}” has to be completed: {reasons}",
}
_RECTIFY = {
    "zh": "您申请的“{service}”（办件编号{number}）需要整改：{reasons}",
    "en": "In your application {number} for “{service}” something has to be put right: {reasons}",
}
_CHARGED = {
    "zh": "您申请的“{service}”（办件编号{number}）需缴费{amount}。{what}\n依据：{basis}",
    "en": "Your application {number} for “{service}” costs {amount}. {what}\nLegal basis: {basis}",
}
_REFUNDED = {
    "zh": "办件{number}所缴的{amount}已退回原付款账户。",
    "en": "The {amount} that you paid in the case {number} has been paid back the way it came.",
}
_UPHELD = {
    "zh": "应您的请求，工作人员复核了办件{number}，维持原结果。\n理由：{reasons}",
    "en": "As you asked, an officer has looked at the case {number} again; the result stands.\nReasons: {reasons}",
}


_UNKEPT = {
    "zh": "办件{number}：核查发现，您以承诺代替的材料“{material}”与承诺不符。\n理由：{reasons}",
    "en": "Case {number}: the promise that you made in place of “{material}” was found not to be kept.\n"
    "Reasons: {reasons}",
}

_WITHDRAWN = {
    "zh": "办件{number}是为办件{parent}办理的；后者已不再需要它，因此一并撤回，您无须再办理。",
    "en": "The case {number} was handled for your case {parent}, which needs it no more, so it is withdrawn as well. "
    "There is nothing left for you to do in it.",
}
_ENDED = {
    "granted": {"zh": "准予", "en": "granted"},
    "refused": {"zh": "不予", "en": "refused"},
    "not accepted": {"zh": "不予受理", "en": "not accepted"},
    "withdrawn": {"zh": "已撤回", "en": "withdrawn"},
}

_APPEAL = {
    "zh": "可以在{day}前（含当日）向本机关申诉，由其他工作人员复核（{law}）。",
    "en": "You may appeal to this agency until {day}; another officer will look at it ({law}).",
}
_APPEAL_UPHELD = {
    "zh": "您对办件{number}的申诉已经办结：维持原结果。",
    "en": "Your appeal in the case {number} has been decided: the result stands.",
}
_APPEAL_REOPENED = {
    "zh": "您对办件{number}的申诉已经办结：原决定重新办理。",
    "en": "Your appeal in the case {number} has been decided: the decision will be made again.",
}
_BECAUSE = {"zh": "理由：{reasons}", "en": "Reasons: {reasons}"}


def filled(notice: NoticeClauses, facts: Facts) -> Text:
    """A notice with its expressions filled in."""
    return {
        language: "".join(
            said(facts.evaluate(piece), language) if isinstance(piece, Clause) else piece for piece in pieces
        )
        for language, pieces in notice.text.items()
    }


def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount in a currency (ISO 4217).

    >>> money(Decimal("40"), "CNY", "zh"), money(Decimal("1040.5"), "CNY", "en")
    ('¥40.00', 'CN¥1,040.50')
    """
    return str(format_currency(amount, currency, locale=_LOCALES.get(language, language)))


def said(value: object, language: str) -> str:
    """A value in a sentence.

    >>> said(date(2026, 5, 1), "zh"), said(date(2026, 5, 1), "en"), said(Decimal("50.0"), "en")
    ('2026年5月1日', '1 May 2026', '50')
    """
    match value:
        case None:
            return "—"
        case bool():
            return {True: "是", False: "否"}[value] if language == _ZH else {True: "yes", False: "no"}[value]
        case date():
            if language == _ZH:
                return f"{value.year}年{value.month}月{value.day}日"
            return f"{value.day} {value:%B} {value.year}"
        case Decimal():
            whole = value == value.to_integral_value()
            return f"{value.to_integral_value():f}" if whole else f"{value.normalize():f}"
        case _:
            return str(value)


def refusal(terms: Terms, number: str, step: Step, verdict: str, reasons: str) -> Text:
    """The notice of an adverse outcome, with its reasons and with the remedies against it."""
    title = next(one.title for one in step.verdicts if one.id == verdict)
    remedies = list(_remedies(terms))
    texts = {}
    for language in terms.blueprint.languages:
        text = spoken(_REFUSED, language).format(
            service=terms.service.title[language], number=number, verdict=title[language], reasons=reasons
        )
        if remedies:
            listed = "\n".join(f"{remedy.text[language]}（{remedy.cite}）" for remedy in remedies)
            text = f"{text}\n{spoken(_REMEDIES, language).format(remedies=listed)}"
        texts[language] = text
    return texts


def ended_with_parent(terms: Terms, number: str, parent: str) -> Text:
    """The notice that a case was withdrawn because the case that began it needs it no more."""
    return {
        language: spoken(_WITHDRAWN, language).format(number=number, parent=parent)
        for language in terms.blueprint.languages
    }


def ended_as(terms: Terms, number: str, outcome: Outcome) -> str:
    """What the case that began this one keeps as the reasons of its step, in the first language: no values."""
    language = terms.blueprint.languages[0]
    said = spoken(_ENDED[outcome], language)
    return f"{terms.service.title[language]}（{number}）：{said}"


def to_do(terms: Terms, number: str, step: Step, reasons: str) -> Text:
    """The notice that the applicant has something to complete or to put right."""
    words = _RECTIFY if step.kind is StepKind.RECTIFY else _COMPLETE
    return {
        language: spoken(words, language).format(
            service=terms.service.title[language], number=number, reasons=reasons
        )
        for language in terms.blueprint.languages
    }


def charged(terms: Terms, number: str, amount: Decimal) -> Text:
    """The notice that a fee is to be paid, with its legal basis."""
    service = terms.service
    return {
        language: spoken(_CHARGED, language).format(
            service=service.title[language],
            number=number,
            amount=money(amount, terms.blueprint.currency, language),
            what=(service.fee or {}).get(language, ""),
            basis=service.fee_basis.cite if service.fee_basis else "—",
        )
        for language in terms.blueprint.languages
    }


def refunded(terms: Terms, number: str, amount: Decimal, currency: str) -> Text:
    """The notice that what was paid was given back."""
    return {
        language: spoken(_REFUNDED, language).format(number=number, amount=money(amount, currency, language))
        for language in terms.blueprint.languages
    }


def unkept(terms: Terms, number: str, material: Material, reasons: str) -> Text:
    """The notice that officers found a promise not kept."""
    return {
        language: spoken(_UNKEPT, language).format(
            number=number, material=material.title[language], reasons=reasons
        )
        for language in terms.blueprint.languages
    }


def upheld(terms: Terms, number: str, reasons: str) -> Text:
    """The notice that people have looked again and found the same."""
    return {
        language: spoken(_UPHELD, language).format(number=number, reasons=reasons)
        for language in terms.blueprint.languages
    }


def may_appeal(terms: Terms, refused: Text, until: date) -> Text:
    """The notice of an adverse outcome, with the last day to appeal within the agency."""
    appeal = terms.service.appeal
    law = "；".join(citation.cite for citation in appeal.law) if appeal else ""
    return {
        language: f"{text}\n{spoken(_APPEAL, language).format(day=said(until, language), law=law)}"
        for language, text in refused.items()
    }


def appeal_decided(terms: Terms, number: str, verdict: str, reasons: str) -> Text:
    """The notice of what came of an appeal."""
    words = _APPEAL_REOPENED if verdict == REOPENED else _APPEAL_UPHELD
    told = {}
    for language in terms.blueprint.languages:
        text = spoken(words, language).format(number=number)
        told[language] = f"{text}\n{because(reasons, language)}" if reasons else text
    return told


def because(reasons: str, language: str) -> str:
    """The reasons of people in a sentence of their own."""
    return spoken(_BECAUSE, language).format(reasons=reasons)


def spoken(texts: Text, language: str) -> str:
    """The engine speaks Chinese and English; a blueprint in another language gets the English words."""
    return texts.get(language, texts["en"])


def _remedies(terms: Terms) -> Iterator[Remedy]:
    item = terms.blueprint.items[terms.service.item]
    for pack in terms.blueprint.statutes:
        if item.type in pack.remedies_item_types:
            yield from pack.remedies
