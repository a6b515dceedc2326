"""Messages: what people are told reaches them, in the mailbox of the portal and, if they wish, by e-mail and SMS.

The room follows the ledger's sequence (`follow_told`): an act by which somebody was told something becomes an entry of
their mailbox and, for every channel to which they have consented, a delivery with its job, in one transaction with the
cursor. A worker sends it (``tasks``). ``docs/messages.md`` tells the whole way.

Other rooms use the names of ``__init__.pyi`` and nothing from inside. Django must be
set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
