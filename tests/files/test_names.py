"""Names of files are shown to people and lead nowhere."""

from __future__ import annotations

import unicodedata

from hypothesis import given, strategies as st

from minben.files.names import LONGEST, shown_name


def test_folders_directions_and_wrong_endings_are_dropped() -> None:
    assert shown_name("../../etc/passwd", "pdf") == "passwd.pdf"
    assert shown_name("C:\\temp\\平面图.exe", "jpg") == "平面图.jpg"
    assert shown_name("plan\u202egpj.exe", "png") == "plangpj.png"
    assert shown_name("...", "pdf") == "file.pdf"


@given(st.text(max_size=300), st.sampled_from(["pdf", "jpg", "docx"]))
def test_any_name_becomes_one_that_is_safe(given_name: str, suffix: str) -> None:
    name = shown_name(given_name, suffix)
    assert name.endswith(f".{suffix}")
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\:"<>|?*\r\n\0')
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert not name.startswith(".")
