"""What the acts of this room are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

WRITE = "record.write"
END = "record.end"
LOAD = "record.load"
ERASE = "record.erase"
READ = "record.read"

kinds.register(WRITE, zh="登记记录", en="Record written")
kinds.register(END, zh="注销记录", en="Record ended")
kinds.register(LOAD, zh="批量入库", en="Records loaded")
kinds.register(ERASE, zh="删除个人信息", en="Personal data erased")
kinds.register(READ, zh="查阅记录", en="Record read")
