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
COMMIT = "case.commit"
TASK = "step.task"
DO = "step.do"
UNDO = "step.undo"
APPEAL = "case.appeal"
MIGRATE = "case.migrate"
SIGN = "step.sign"
OVERDUE = "step.overdue"
NOTICE = "case.notice"
PAUSE = "step.pause"
RESUME = "step.resume"
ASK_EXTENSION = "step.ask-extension"
WARN = "step.warn"
LIMITS = "case.limits"
DRAFT_BEGIN = "draft.begin"
DRAFT_SAVE = "draft.save"
DRAFT_DISCARD = "draft.discard"
DRAFT_EXPIRE = "draft.expire"
DRAFT_SHARE = "draft.share"
DRAFT_UNSHARE = "draft.unshare"
DRAFT_HAND_BACK = "draft.hand-back"
ATTEND = "person.attend"
ATTEND_END = "person.attend-end"
SEARCH = "person.search"

kinds.register(RECEIVE, zh="收到申请", en="Application received")
kinds.register(IMPORT, zh="导入已有办件", en="Earlier case brought in")
kinds.register(CONCLUDE, zh="得出办理结果", en="Outcome reached")
kinds.register(WITHDRAW, zh="撤回申请", en="Application withdrawn")
kinds.register(READ, zh="查阅办件", en="Case read")
kinds.register(ASK_FOR_HUMAN, zh="请求人工办理", en="A human was asked for")
kinds.register(COMMIT, zh="以承诺代替材料", en="A promise made in place of a material")
kinds.register(TASK, zh="转交工作人员", en="Handed to an officer")
kinds.register(DO, zh="完成环节", en="Step done")
kinds.register(UNDO, zh="收回所给", en="What a step gave was taken back")
kinds.register(APPEAL, zh="提出申诉", en="Appeal made")
kinds.register(MIGRATE, zh="改用新版流程", en="Case taken over into a new version of its service")
kinds.register(SIGN, zh="一名工作人员签署意见", en="One officer's verdict given")
kinds.register(OVERDUE, zh="超过期限，红牌", en="Limit passed: red card")
kinds.register(PAUSE, zh="停止计算期限", en="Clocks stopped")
kinds.register(WARN, zh="期限将至，黄牌", en="Limit near: yellow card")
kinds.register(ASK_EXTENSION, zh="请求延长期限", en="Extension of a limit asked for")
kinds.register(RESUME, zh="继续计算期限", en="Clocks run again")
kinds.register(NOTICE, zh="告知", en="Notice given")
kinds.register(DRAFT_BEGIN, zh="开始填写申请", en="Application begun")
kinds.register(DRAFT_SAVE, zh="保存申请草稿", en="Draft of an application saved")
kinds.register(DRAFT_DISCARD, zh="删除申请草稿", en="Draft of an application discarded")
kinds.register(DRAFT_EXPIRE, zh="草稿到期删除", en="Draft of an application expired and erased")
kinds.register(DRAFT_SHARE, zh="请求帮办", en="Help with a draft asked for")
kinds.register(DRAFT_UNSHARE, zh="取消帮办", en="Help with a draft ended")
kinds.register(DRAFT_HAND_BACK, zh="帮办人员交还草稿", en="Draft handed back by the helper")
kinds.register(ATTEND, zh="经同意代为填写", en="An officer fills in with consent")
kinds.register(ATTEND_END, zh="结束代为填写", en="An officer has ended filling in")
kinds.register(SEARCH, zh="按证件号查找本人", en="Looked for by number")
kinds.register(LIMITS, zh="按新日历重算期限", en="Limits reckoned by a new calendar")

# What is said and paid beside the procedure.
CHARGE = "case.charge"
PAID = "case.paid"
ASK = "case.ask"
ANSWER = "case.answer"
RATE = "rating.give"
CALL_BACK = "rating.call-back"
RECTIFY = "rating.rectify"

kinds.register(CHARGE, zh="计收费用", en="Fee charged")
kinds.register(PAID, zh="费用已缴", en="Fee paid")
kinds.register(ASK, zh="提问", en="Question asked")
kinds.register(ANSWER, zh="答复提问", en="Question answered")
kinds.register(RATE, zh="评价", en="Rated")
kinds.register(CALL_BACK, zh="差评回访", en="Called back after a bad rating")
kinds.register(RECTIFY, zh="差评整改", en="Put right after a bad rating")

ASK_CORRECTION = "correction.ask"
ACCEPT_CORRECTION = "correction.accept"
REFUSE_CORRECTION = "correction.refuse"
WITHDRAW_CORRECTION = "correction.withdraw"
READ_CORRECTION = "correction.read"

kinds.register(ASK_CORRECTION, zh="请求更正登记", en="Correction asked for")
kinds.register(ACCEPT_CORRECTION, zh="校核后更正登记", en="Correction accepted")
kinds.register(REFUSE_CORRECTION, zh="校核后不予更正", en="Correction refused")
kinds.register(WITHDRAW_CORRECTION, zh="撤回更正请求", en="Correction withdrawn")
kinds.register(READ_CORRECTION, zh="查阅更正请求", en="Correction read")

RECEIVE_BUNDLE = "bundle.receive"
BUNDLE_IMPOSSIBLE = "bundle.impossible"
WITHDRAW_BUNDLE = "bundle.withdraw"
READ_BUNDLE = "bundle.read"

kinds.register(RECEIVE_BUNDLE, zh="收到一件事申请", en="Bundle applied for")
kinds.register(BUNDLE_IMPOSSIBLE, zh="一件事中的一项不能办理", en="A service of a bundle is not possible")
kinds.register(READ_BUNDLE, zh="查看一件事", en="Bundle looked at")
kinds.register(WITHDRAW_BUNDLE, zh="撤回一件事申请", en="Bundle withdrawn")
