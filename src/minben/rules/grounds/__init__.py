"""The grounds of decisions in words: which rules applied, what they saw and whence, and why not otherwise."""

from .asking import explain_why_not
from .chain import Explanation, explain
from .expressions import expression_in_words
from .not_so import Failed, WhyNot
from .tell import tell
from .trace import Applied, Condition, Grounds, Seen
from .why_not import Behind, Surroundings, why_not
from .words import Words

__all__ = [
    "Applied",
    "Behind",
    "Condition",
    "Explanation",
    "Failed",
    "Grounds",
    "Seen",
    "Surroundings",
    "WhyNot",
    "Words",
    "explain",
    "explain_why_not",
    "expression_in_words",
    "tell",
    "why_not",
]
