"""Cases: procedures at work, their tasks, limits and outcomes.

A case is one run of a service's procedure for one subject. Whoever comes with an event (an application, a verdict, a
passed limit) opens one transaction; everything that rules can do follows in it, an act each. ``docs/cases.md`` tells
how a procedure runs. Other rooms use the names of ``__init__.pyi`` and nothing from inside.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
