"""What was acknowledged to machines and at desks, and what the gateway took, held against what is there."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from .books import rows
from .ending import Known
from .workload import BUNDLE, ON_PAPER, spared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .cashier import Order
    from .clients import Sent
    from .desks import Said
    from .node import Node

SUBMISSIONS = """
SELECT s.key, s.number, s.service, c.number
  FROM api_submission s FULL JOIN cases_case c ON c.id = s.case WHERE s.key IS NOT NULL OR c.channel = 'api'"""
ENTERED = """
SELECT c.number, c.idempotency_key, s.by_kind, s.verdict FROM cases_case c
  LEFT JOIN cases_step s ON s.case_id = c.id AND s.step = 'accept'
 WHERE c.channel = 'paper' AND c.idempotency_key LIKE 'papers %'"""
BUNDLES = """
SELECT b.idempotency_key, b.number, array_agg(c.service ORDER BY c.service) FILTER (WHERE p.state = 'received'),
       array_agg(c.number), count(*)
  FROM cases_bundle b JOIN cases_bundlepart p ON p.bundle_id = b.id LEFT JOIN cases_case c ON c.id = p.case_id
 WHERE b.idempotency_key LIKE 'bundles %' GROUP BY b.id"""
PARTS = """
SELECT c.number, c.service FROM cases_bundle b
  JOIN cases_bundlepart p ON p.bundle_id = b.id JOIN cases_case c ON c.id = p.case_id
 WHERE b.idempotency_key LIKE 'bundles %'"""
ON_PAGES = """
SELECT c.number, c.service, a.values FROM cases_case c
  JOIN cases_answers a ON a.case_id = c.id AND a.step_id IS NULL WHERE c.number = ANY (%s)"""
PAYMENTS = """
SELECT p.id::text, p.state, p.amount::text, p."order", p.charge::text, c.outcome
  FROM payments_payment p LEFT JOIN cases_case c ON c.id = p.case"""
DELIVERIES = "SELECT id::text, state FROM messages_delivery"
UNTOLD = """
SELECT m.id::text, count(d.id) FROM messages_mail m
  JOIN messages_contact k ON k.subject = m.subject AND k.given_at < m.at
  LEFT JOIN messages_delivery d ON d.mail_id = m.id AND d.channel = k.channel
 GROUP BY m.id, k.id HAVING count(d.id) <> 1"""
GIVEN_BACK = ("refused", "withdrawn")
"""After which outcomes a fee that was paid is given back."""
UNTOUCHED = """
SELECT c.number, count(*) FILTER (WHERE s.by_kind IN ('officer', 'applicant')) FROM cases_case c
  JOIN cases_step s ON s.case_id = c.id WHERE c.channel = 'api' GROUP BY 1"""
OF_GATEWAY = {"paid": ("paid",), "refunded": ("refunded",), "waiting": ("waiting", "asked", "failed")}
"""What the node may say of a payment whose order the gateway has in this state."""


def promises(
    node: Node, sent: Sent, said: Mapping[str, Said], orders: Mapping[str, Order], taken: Mapping[str, int]
) -> Iterator[tuple[int, list[str]]]:
    """Of each question, how many answers were right, and what was wrong.

    ``orders`` are the books of the gateway, ``taken`` says how often the carrier was given each message.
    """
    yield _submissions(sent)
    yield _entered(said.get("enter", []))
    yield _bundled(said.get("bundle", []))
    yield _paid(said.get("pay", []), said.get("ask to pay", []), orders)
    yield _told(taken)
    yield _files(node)


def known_cases(sent: Sent, pages: Iterable[str]) -> dict[str, Known]:
    """All cases that came by machines, on paper, in bundles and on ``pages``, with what was applied for."""
    found = {
        number: Known(sent.applications[key].matter.service, sent.applications[key].answers)
        for key, number in sent.numbers.items()
    }
    on_paper = Known(ON_PAPER.service, ON_PAPER.answers[0])
    found |= {number: on_paper for number, *_ in rows(ENTERED)}
    found |= {number: Known(service, BUNDLE.answers) for number, service in rows(PARTS)}
    found |= {
        number: Known(service, json.loads(answers)) for number, service, answers in rows(ON_PAGES, [*pages])
    }
    return found


def _submissions(sent: Sent) -> tuple[int, list[str]]:
    """Every application that was acknowledged is there once under its key, and no other."""
    wrong: list[str] = []
    found: Counter[str] = Counter()
    for key, number, service, case in rows(SUBMISSIONS):
        if key is None or number != case:
            wrong.append(f"{case or number}: the case and the note of who sent it in do not go together")
            continue
        found[key] += 1
        application = sent.applications.get(key)
        if application is None or application.matter.service != service:
            wrong.append(f"{number} was sent by nobody as it is")
        elif sent.numbers.get(key, number) != number:
            wrong.append(f"{key} was acknowledged as {sent.numbers[key]} and is {number}")
    wrong += [f"acknowledged and lost: {number}" for key, number in sent.numbers.items() if not found[key]]
    wrong += [f"sent once, received {times} times: {key}" for key, times in found.items() if times > 1]
    return max(0, len(sent.numbers) - len(wrong)), wrong


def _entered(done: Said) -> tuple[int, list[str]]:
    """What came on paper is there once under its key, and the law has accepted it since the limit had passed."""
    there = rows(ENTERED)
    numbers = {key: number for number, key, _, _ in there}
    wrong = [
        f"entered {times} times: {key}"
        for key, times in Counter(row[1] for row in there).items()
        if times > 1
    ]
    wrong += [
        f"{each['key']} was entered as {each['number']} and is {numbers.get(each['key'])}"
        for each in done
        if numbers.get(each["key"]) != each["number"]
    ]
    wrong += [
        f"{number}: its limit has passed, and acceptance is {verdict} by {by}"
        for number, _, by, verdict in there
        if (by, verdict) != ("law", "accepted")
    ]
    return max(0, len(there) - len(wrong)), wrong


def _bundled(done: Said) -> tuple[int, list[str]]:
    """Every bundle is there once under its key, and each of its services was received once."""
    there = rows(BUNDLES)
    numbers = {key: number for key, number, *_ in there}
    wrong = [
        f"{each['key']} was received as {each['number']} and is {numbers.get(each['key'])}"
        for each in done
        if numbers.get(each["key"]) != each["number"]
    ]
    wrong += [
        f"bundle {number} has become {services}"
        for _, number, services, cases, count in there
        if services != sorted(BUNDLE.services) or len(set(cases)) != count
    ]
    wrong += [f"{key} was received {n} times" for key, n in Counter(row[0] for row in there).items() if n > 1]
    return max(0, len(there) - len(wrong)), wrong


def _paid(begun: Said, asked: Said, orders: Mapping[str, Order]) -> tuple[int, list[str]]:
    """The node's payments and the gateway's orders are the same, one for one, and so is what became of them."""
    there = {row[0]: row[1:] for row in rows(PAYMENTS)}
    charges = {each["charge"] for each in asked}
    wrong = [f"payment {each['payment']} is lost" for each in begun if each["payment"] not in there]
    wrong += [f"the gateway has an order of no payment: {key}" for key in orders if key not in there]
    for key, (state, amount, number, charge, outcome) in there.items():
        order = orders.get(key)
        if order is None:
            wrong.append(f"payment {key} is {state}, and the gateway has no order")
        elif state not in OF_GATEWAY[order.state] or (amount, number) != (order.amount, order.number):
            wrong.append(f"payment {key} is {state}, the gateway says {order.state}, {order.amount}")
        elif order.refunds > 1:
            wrong.append(f"payment {key} was given back {order.refunds} times")
        elif order.state in ("paid", "refunded") and (order.refunds == 1) != (outcome in GIVEN_BACK):
            wrong.append(f"payment {key} is {order.state} in a case that was {outcome}")
        elif charge not in charges:
            wrong.append(f"payment {key} was begun by nobody")
    return max(0, len(there) - len(wrong)), wrong


def _told(taken: Mapping[str, int]) -> tuple[int, list[str]]:
    """Whoever wants to be told by message was told each thing by one, and the carrier was given each message once."""
    there = dict(rows(DELIVERIES))
    wrong = [f"the mail {mail} has {count} messages" for mail, count in rows(UNTOLD)]
    wrong += [
        f"the carrier has a message that the node has not: {key}" for key in taken.keys() - there.keys()
    ]
    wrong += [
        f"message {key} is {state}, and was given to the carrier {taken.get(key, 0)} times"
        for key, state in there.items()
        if (state, taken.get(key, 0)) != ("sent", 1)
    ]
    return max(0, len(there) - len(wrong)), wrong


def untouched(sent: Sent) -> tuple[int, list[str]]:
    """In cases that all left alone nobody has done anything."""
    left = {number: done for number, done in rows(UNTOUCHED) if spared(number)}
    wrong = [f"{number} was left alone, and people did {done} steps" for number, done in left.items() if done]
    if not left and sent.numbers:
        wrong.append("no case was left alone")
    return max(0, len(left) - len(wrong)), wrong


def _files(node: Node) -> tuple[int, list[str]]:
    """Every file is in the storage as its act says."""
    ((count,),) = rows("SELECT count(*) FROM files_file WHERE erased_at IS NULL")
    checked = node.run("files", "verify")
    return (count, []) if not checked.returncode else (0, [f"files verify: {checked.stdout}{checked.stderr}"])
