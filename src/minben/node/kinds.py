"""The kinds of acts that this room writes, as people read them."""

from __future__ import annotations

from minben.ledger import kinds

APPLY = kinds.register("blueprint.apply", zh="施行蓝图", en="Blueprint put in force").code
