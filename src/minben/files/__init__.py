"""Files that people hand in: looked into, kept outside the database, read by acts, erased for good.

The bytes lie in a folder of the node or in an S3-compatible storage, under random names; the database holds who owns a
file, what it is and what its act commits to. A file is written to the storage first and entered afterwards, so a crash
leaves at most bytes that nobody knows of, which are swept; what was acknowledged is there. ``docs/materials.md`` tells
the rest. Other rooms use the names of ``__init__.pyi`` and nothing from inside.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
