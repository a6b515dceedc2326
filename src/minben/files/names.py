"""The name that a person gave a file: shown to people, never trusted, never part of any path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SEPARATORS = re.compile(r"[\\/:]")
_NOT_IN_NAMES = re.compile(r'[<>"|?*]')


def shown_name(given: str, suffix: str) -> str:
    r"""The name without folders, control characters and changes of direction, ending in what the content is.

    >>> shown_name("C:\\Users\\me\\平面图.exe", "pdf"), shown_name("../../etc/passwd", "jpg")
    ('平面图.pdf', 'passwd.jpg')
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    plain = _NOT_IN_NAMES.sub("", seen).strip(" .")
    stem = plain.rpartition(".")[0] or plain
    return f"{stem[: LONGEST - len(suffix) - 1].strip(' .') or 'file'}.{suffix}"
