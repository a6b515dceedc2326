"""The world outside the node: jobs that reach it, and the one way in which the program calls out.

An effect outside is never part of a request. Whoever wants one writes its own row and act and enqueues a job in the
same transaction (`later`); a worker does it afterwards, as often as it takes (`work`). What a worker left behind when
it was killed is taken up again (`take_up_stalled`). Calls are signed with a secret that both sides share (`call`), and
so are the calls that come back (`authentic`): RFC 9421 with RFC 9530.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
