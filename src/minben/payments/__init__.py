"""Payments: what a case charges is paid at somebody else's gateway, seen, matched and, if need be, given back.

`begin` makes a payment of a charge, a job orders it at the gateway, the person pays there. That it is paid is believed
only from a signed call of the gateway (`notified`) or from its signed answer when it is asked (`tasks`); then, in one
transaction, the payment is booked and the case goes on. Money that the case does not want any more goes back.
``docs/messages.md`` tells the whole way and the protocol that a gateway has to speak.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
