"""Beginning a payment: a row, its act and the job that orders it at the gateway, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben import cases
from minben.environment import Environment
from minben.ledger import Act, RecordRef, acting, now, uuid7, write_act
from minben.outside import later

from . import kinds
from .models import Payment
from .states import LIVE, SYSTEM, PaymentState

if TYPE_CHECKING:
    from uuid import UUID

    from minben.ledger import Actor

ORDER = "payments.order"


def available() -> bool:
    """Whether this node knows a gateway."""
    return Environment.read().services.payment_url is not None


def begin(charge_id: UUID, actor: Actor) -> Payment:
    """Begin to pay a charge that the reach shows; a payment that is under way already is gone on with.

    Raises `cases.NotFound`, and `cases.NotNow` where nothing is due or no gateway is there.
    """
    charge = cases.charge(charge_id)
    if charge is None:
        raise cases.NotFound
    if charge.state is not cases.ChargeState.DUE:
        raise cases.NotNow(
            zh="这笔费用已缴或无须再缴", en="This fee is paid already, or need not be paid any more"
        )
    if not available():
        raise cases.NotNow(
            zh="本平台未接入网上支付，请到窗口缴费",
            en="Nothing can be paid online here; please pay at the counter",
        )
    with acting(SYSTEM):
        payment = Payment(
            id=uuid7(),
            charge=charge.id,
            case=charge.case,
            number=charge.number,
            service=charge.service,
            subject=charge.subject,
            payer=actor.id,
            amount=charge.amount,
            currency=charge.currency,
            state=PaymentState.ASKED,
            begun_at=now(),
            asked_at=now(),
            act=uuid7(),
        )
        # Two clicks at once wait here for one another at the constraint, and both get the first payment.
        made = Payment.objects.bulk_create([payment], ignore_conflicts=True)
        live = Payment.objects.get(charge=charge.id, state__in=LIVE)
        if live.id != made[0].id:
            return live
        write_act(payment_act(kinds.BEGIN, payment, actor, charge.step), id=payment.act)
        later(ORDER, payment.id)
    return payment


def payment_of(charge_id: UUID) -> Payment | None:
    """The latest payment of a charge within the reach that holds."""
    return Payment.objects.filter(charge=charge_id).order_by("-begun_at", "-id").first()


def payment_act(kind: str, payment: Payment, actor: Actor, because: UUID) -> Act:
    """What is said of a payment: never its amount."""
    return Act(
        kind=kind,
        actor=actor,
        purpose=payment.service,
        subjects=(payment.subject,),
        case=payment.case,
        records=(RecordRef(payment.id),),
        derived_from=(because,),
    )
