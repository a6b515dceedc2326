"""What the acts of this room are called to the people they are about."""

from __future__ import annotations

from minben.ledger import kinds

STORE = "file.store"
READ = "file.read"
ERASE = "file.erase"

kinds.register(STORE, zh="交来文件", en="File handed in")
kinds.register(READ, zh="查阅文件", en="File read")
kinds.register(ERASE, zh="删除文件", en="File erased")
