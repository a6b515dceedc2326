"""The kinds of acts that this room writes, as people read them."""

from __future__ import annotations

from minben.ledger import kinds

kinds.register("account.create", zh="开立账户", en="Account opened")
kinds.register("account.link", zh="账户与本人关联", en="Account linked to a person or enterprise")
kinds.register("account.sign-in", zh="登录", en="Signed in")
kinds.register("account.password", zh="修改密码", en="Password changed")
kinds.register("mandate.give", zh="授权委托", en="Mandate given")
kinds.register("mandate.end", zh="终止授权委托", en="Mandate ended")
kinds.register("appointment.make", zh="任岗", en="Appointed to a post")
kinds.register("appointment.end", zh="离岗", en="Appointment ended")
