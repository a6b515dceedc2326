"""What the acts of this face are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

OPEN = "client.open"
END = "client.end"

kinds.register(OPEN, zh="开通接口用户", en="Client of the interface opened")
kinds.register(END, zh="停用接口用户", en="Client of the interface ended")
