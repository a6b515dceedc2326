"""The grounds of decisions in words: which rules applied, what they saw and whence, and why not otherwise."""

from .not_so import Failed, WhyNot
from .tell import tell
from .trace import Applied, Condition, Grounds, Seen
from .why_not import Surroundings, why_not
from .words import Words

__all__ = [
    "Applied",
    "Condition",
    "Failed",
    "Grounds",
    "Seen",
    "Surroundings",
    "WhyNot",
    "Words",
    "tell",
    "why_not",
]
