"""Who people are here: accounts, the subjects they are linked to, mandates, posts, and the reach each of these gives.

The ground on which the faces stand: a request becomes a `Person` or an `Officer`, whose ``reach`` the database enforces
and whose ``actor`` the ledger names. Registers know what is true of a subject; this room only knows its random id.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
