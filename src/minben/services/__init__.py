"""The item catalogue: which blueprint is in force, what it offers, how it is found and explained.

Other rooms use the names of ``__init__.pyi`` and nothing from inside. Django must be set up before a name that reaches
a table is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
