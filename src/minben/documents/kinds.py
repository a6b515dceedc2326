"""What the acts of this room are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

PACKAGE = "case.package"
EVENT_LOG = "case.event-log"

kinds.register(PACKAGE, zh="封装办件档案", en="Case file sealed into a package")
kinds.register(EVENT_LOG, zh="导出办件事件日志", en="Event log of cases taken out")
