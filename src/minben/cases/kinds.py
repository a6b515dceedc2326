"""What the acts of this room are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

RECEIVE = "case.receive"
IMPORT = "case.import"
CONCLUDE = "case.conclude"
WITHDRAW = "case.withdraw"
READ = "case.read"
READ_RECORD = "record.read"
"""Registered by the registers; what an officer sees in a case is a read of the record."""
ASK_FOR_HUMAN = "case.ask-for-human"
TASK = "step.task"
DO = "step.do"
SIGN = "step.sign"
OVERDUE = "step.overdue"
NOTICE = "case.notice"
LIMITS = "case.limits"

kinds.register(RECEIVE, zh="收到申请", en="Application received")
kinds.register(IMPORT, zh="导入已有办件", en="Earlier case brought in")
kinds.register(CONCLUDE, zh="得出办理结果", en="Outcome reached")
kinds.register(WITHDRAW, zh="撤回申请", en="Application withdrawn")
kinds.register(READ, zh="查阅办件", en="Case read")
kinds.register(ASK_FOR_HUMAN, zh="请求人工办理", en="A human was asked for")
kinds.register(TASK, zh="转交工作人员", en="Handed to an officer")
kinds.register(DO, zh="完成环节", en="Step done")
kinds.register(SIGN, zh="一名工作人员签署意见", en="One officer's verdict given")
kinds.register(OVERDUE, zh="超过法定期限", en="Limit passed")
kinds.register(NOTICE, zh="告知", en="Notice given")
kinds.register(LIMITS, zh="按新日历重算期限", en="Limits reckoned by a new calendar")
