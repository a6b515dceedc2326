"""The kinds of acts that this room writes, as people read them."""

from __future__ import annotations

from minben.ledger import kinds

BEGIN = kinds.register("payment.begin", zh="发起缴费", en="Payment begun").code
PAID = kinds.register("payment.paid", zh="款项到账", en="Payment received").code
DISPUTE = kinds.register("payment.dispute", zh="到账金额不符", en="Another amount than was due").code
FAIL = kinds.register("payment.fail", zh="缴费未成", en="Payment not made").code
REFUND = kinds.register("payment.refund", zh="发起退款", en="Refund begun").code
REFUNDED = kinds.register("payment.refunded", zh="已退款", en="Paid back").code
