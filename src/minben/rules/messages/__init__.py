"""What the rules say: each message in Chinese and English, its values in braces, a module for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .checks import CHECKS
from .columns import COLUMNS
from .commands import COMMANDS
from .expressions import EXPRESSIONS
from .grounds import GROUNDS
from .models import MODELS
from .sheets import SHEETS
from .tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, Mapping[str, str]] = {
    **EXPRESSIONS,
    **TABLES,
    **CHECKS,
    **SHEETS,
    **MODELS,
    **COLUMNS,
    **GROUNDS,
    **COMMANDS,
}
