"""What the acts of this room are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

VERIFY = "licence.verify"

kinds.register(VERIFY, zh="凭验证码查验证照", en="Paper verified by its code")
