"""Whether an entry is valid: by the field that its register calls its state, and by its last day.

An entry from before the register had a state says nothing and counts as valid, as it did then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minben.blueprint.licensing import LicenceState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from minben.blueprint.model import Register


def is_valid(register: Register, values: Mapping[str, Any], today: date) -> bool:
    """Whether an entry with these values, as records hold them, is valid on a legal day.

    Registers without a state do not say; all their entries count.
    """
    if register.state is None:
        return True
    if values.get(register.state) not in (None, "", LicenceState.VALID):
        return False
    ends = (name for name, field in register.fields.items() if field.last_day)
    return all(str(values[name]) >= today.isoformat() for name in ends if values.get(name))
