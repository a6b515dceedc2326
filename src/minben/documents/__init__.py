"""What leaves a node on paper's footing: the file of a case as one sealed package, and all cases as an event log.

Above the rooms whose acts and rows it gathers; it writes nothing into them but the acts that say what was taken out.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
