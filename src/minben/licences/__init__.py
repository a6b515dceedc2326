"""Licences: entries of registers that cases wrote, issued as signed credentials, shown, verified, changed and printed.

A kind of licence is declared in the blueprint (`licences/NAME.yaml`). What else cases issue with a verification code is
a paper: listed for its holder and verified by its code. ``docs/licences.md`` tells how both work.

Django must be set up before the room is used; the names are looked up where ``__init__.pyi`` says.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
