"""What the acts of this room are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

VERIFY = "licence.verify"
ISSUE = "licence.issue"
CHANGE = "licence.change"
LAPSE = "licence.lapse"
READ = "licence.read"

kinds.register(VERIFY, zh="凭验证码查验证照", en="Paper verified by its code")
kinds.register(ISSUE, zh="签发电子证照", en="Licence issued")
kinds.register(CHANGE, zh="变更证照状态或内容", en="Licence changed")
kinds.register(LAPSE, zh="证照到期失效", en="Licences lapsed")
kinds.register(READ, zh="查阅证照", en="Licence read")
