"""The kinds of acts that this room writes, as people read them."""

from __future__ import annotations

from minben.ledger import kinds

CONSENT = kinds.register("contact.give", zh="同意接收消息", en="Agreed to be written to").code
WITHDRAW = kinds.register(
    "contact.withdraw", zh="撤回同意，删除联系方式", en="Consent taken back, address erased"
).code
SEND = kinds.register("message.send", zh="发出消息", en="Message sent").code
FAIL = kinds.register("message.fail", zh="消息未能发出", en="Message could not be sent").code
DROP = kinds.register("message.drop", zh="不再发送消息", en="Message no longer sent").code
