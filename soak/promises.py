"""What was acknowledged to machines and at desks, and what the gateway took, held against what is there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

from .books import rows
from .workload import OF, spared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cashier import Cashier
    from .clients import Sent
    from .node import Node

Did = dict[str, list[dict[str, str]]]

SUBMISSIONS = """
SELECT s.key, s.number, s.service, c.number, c.state, c.outcome, c.decided_by, s.key IS NOT NULL
  FROM api_submission s FULL JOIN cases_case c ON c.id = s.case WHERE s.key IS NOT NULL OR c.channel = 'api'"""
VERDICTS = """
SELECT s.id::text, s.people, s.state, s.verdict, a.actor_id,
       ARRAY (SELECT g.appointment || ' ' || g.verdict FROM cases_signature g WHERE g.step_id = s.id)
  FROM cases_step s LEFT JOIN ledger_act a ON a.id = s.act WHERE s.id = ANY (%s)"""
COMPLETED = "SELECT id::text, state, by_kind FROM cases_step WHERE id = ANY (%s)"
OUTCOMES = "SELECT number, outcome FROM cases_case WHERE number = ANY (%s)"
APPEALS = """
SELECT c.number FROM cases_case c WHERE c.number = ANY (%s)
   AND EXISTS (SELECT FROM ledger_act a WHERE a.case_id = c.id AND a.kind = 'case.appeal')"""
ENTERED = """
SELECT c.number, c.idempotency_key, s.by_kind, s.verdict FROM cases_case c
  LEFT JOIN cases_step s ON s.case_id = c.id AND s.step = 'accept'
 WHERE c.channel = 'paper' AND c.idempotency_key LIKE 'paper %'"""
PAYMENTS = 'SELECT id::text, state, amount::text, "order" FROM payments_payment'
UNTOUCHED = """
SELECT c.number, count(*) FILTER (WHERE s.by_kind IN ('officer', 'applicant')) FROM cases_case c
  JOIN cases_step s ON s.case_id = c.id WHERE c.channel = 'api' GROUP BY 1"""
OF_GATEWAY = {"paid": ("paid",), "refunded": ("refunded",), "waiting": ("waiting", "asked", "failed")}
"""What the node may say of a payment whose order the gateway has in this state."""


def promises(node: Node, sent: Sent, did: Did, cashier: Cashier) -> Iterator[tuple[int, list[str]]]:
    """Of each question, how many answers were right, and what was wrong."""
    yield _submissions(sent)
    yield _decided(did.get("decide", []))
    yield _completed(did.get("complete", []))
    yield _withdrawn(did.get("withdraw", []))
    yield _appealed(did.get("appeal", []))
    yield _entered(did.get("enter", []))
    yield _paid(did.get("pay", []), cashier)
    yield _untouched(sent)
    yield _files(node)


def _submissions(sent: Sent) -> tuple[int, list[str]]:
    """Every application that was acknowledged is there once under its key; what rules decide was decided; no others."""
    wrong: list[str] = []
    found: Counter[str] = Counter()
    for key, number, service, case, state, outcome, decided_by, noted in rows(SUBMISSIONS):
        if not noted or number != case:
            wrong.append(f"{case or number}: the case and the note of who sent it in do not go together")
            continue
        found[key] += 1
        application = sent.applications.get(key)
        if application is None or application.matter.service != service:
            wrong.append(f"{number} was sent by nobody as it is")
        elif sent.numbers.get(key, number) != number:
            wrong.append(f"{key} was acknowledged as {sent.numbers[key]} and is {number}")
        elif OF[service].at_once and (state, outcome, decided_by) != ("closed", "granted", "rule"):
            wrong.append(f"{number} is {state} {outcome} by {decided_by}, not granted by the rule")
    wrong += [f"acknowledged and lost: {number}" for key, number in sent.numbers.items() if not found[key]]
    wrong += [f"sent once, received {times} times: {key}" for key, times in found.items() if times > 1]
    return max(0, len(sent.numbers) - len(wrong)), wrong


def _decided(decisions: list[dict[str, str]]) -> tuple[int, list[str]]:
    """Every acknowledged verdict stands as it was given, by whoever gave it."""
    found = {row[0]: row[1:] for row in rows(VERDICTS, [UUID(each["step"]) for each in decisions])}
    wrong = []
    for each in decisions:
        people, state, verdict, actor, signatures = found.get(each["step"], (1, "", "", "", []))
        kept = (
            (state, verdict, actor) == ("done", each["verdict"], each["appointment"])
            if people == 1
            else f"{each['appointment']} {each['verdict']}" in signatures
        )
        if not kept:
            wrong.append(
                f"{each['number']}: the verdict {each['verdict']} is not there: {found.get(each['step'])}"
            )
    return len(decisions) - len(wrong), wrong


def _completed(done: list[dict[str, str]]) -> tuple[int, list[str]]:
    found = {row[0]: row[1:] for row in rows(COMPLETED, [UUID(each["step"]) for each in done])}
    wrong = [
        f"{each['number']}: {each['name']} was completed and is {found.get(each['step'])}"
        for each in done
        if found.get(each["step"]) != ("done", "applicant")
    ]
    return len(done) - len(wrong), wrong


def _withdrawn(done: list[dict[str, str]]) -> tuple[int, list[str]]:
    found = dict(rows(OUTCOMES, [each["number"] for each in done]))
    wrong = [
        f"{each['number']} was taken back and is {found.get(each['number'])}"
        for each in done
        if found.get(each["number"]) != "withdrawn"
    ]
    return len(done) - len(wrong), wrong


def _appealed(done: list[dict[str, str]]) -> tuple[int, list[str]]:
    found = {number for (number,) in rows(APPEALS, [each["number"] for each in done])}
    wrong = [f"the appeal in {each['number']} is lost" for each in done if each["number"] not in found]
    return len(done) - len(wrong), wrong


def _entered(done: list[dict[str, str]]) -> tuple[int, list[str]]:
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


def _paid(begun: list[dict[str, str]], cashier: Cashier) -> tuple[int, list[str]]:
    """The node's payments and the gateway's orders are the same, one for one, and so is what became of them."""
    there = {row[0]: row[1:] for row in rows(PAYMENTS)}
    orders = cashier.gateway.orders
    wrong = [f"payment {each['payment']} is lost" for each in begun if each["payment"] not in there]
    wrong += [f"the gateway has an order of no payment: {key}" for key in orders if key not in there]
    for key, (state, amount, number) in there.items():
        order = orders.get(key)
        if order is None:
            wrong.append(f"payment {key} is {state}, and the gateway has no order")
        elif state not in OF_GATEWAY[order.state] or (amount, number) != (order.amount, order.number):
            wrong.append(f"payment {key} is {state}, the gateway says {order.state}, {order.amount}")
        elif len(order.refunds) > 1:
            wrong.append(f"payment {key} was given back {len(order.refunds)} times")
    return max(0, len(there) - len(wrong)), wrong


def _untouched(sent: Sent) -> tuple[int, list[str]]:
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
