"""XML is hostile input: it is read within bounds, or refused with the place and the cause."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from minben.rules import ModelError, read_model
from minben.rules.dmn import xml
from minben.rules.dmn.xml import document_of

from .files import decision, definitions, feel

if TYPE_CHECKING:
    from collections.abc import Callable

    from minben.rules import PlacedProblem

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE definitions [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<definitions>&c;</definitions>"""
EXTERNAL = """<!DOCTYPE definitions [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<definitions>&secret;</definitions>"""
FETCHED = """<!DOCTYPE definitions SYSTEM "http://example.org/dmn.dtd"><definitions/>"""


def refusal(data: bytes | str) -> tuple[str, int]:
    """Code and line of the one problem."""
    with pytest.raises(ModelError) as refused:
        document_of(data.encode() if isinstance(data, str) else data, "hostile.dmn")
    (problem,) = refused.value.problems
    return problem.code, problem.place.line


@pytest.mark.parametrize(
    ("document", "code", "line"),
    [
        (LAUGHS, "xml-doctype", 2),
        (EXTERNAL, "xml-doctype", 1),
        (FETCHED, "xml-doctype", 1),
        ("", "xml-wrong", 1),
        ("   \n", "xml-wrong", 2),
        ("no XML at all", "xml-wrong", 1),
        ("<a>\n<b>\n</a>", "xml-wrong", 3),
        ("<a>\n&unknown;</a>", "xml-wrong", 2),
        ("<a x='1' x='2'/>", "xml-wrong", 1),
        ("<a/><b/>", "xml-wrong", 1),
        ("<a>\n\x01</a>", "xml-wrong", 2),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "xml-encoding", 1),
        ('<?xml version="1.0" encoding="rot13"?><a/>', "xml-encoding", 1),
        ("<a>\n" * 101, "xml-too-deep", 101),
        (f"<a>\n<b x='{'y' * 100_001}'/></a>", "xml-attribute", 2),
    ],
)
def test_a_document_is_refused_with_the_place_and_the_cause(document: str, code: str, line: int) -> None:
    assert refusal(document) == (code, line)


def test_bytes_that_are_not_text_are_refused_with_their_line() -> None:
    assert refusal(b"<a>\n\xff\xfe</a>") == ("xml-not-text", 2)
    assert refusal("<a>党</a>".encode("gbk")) == ("xml-not-text", 1)


def test_a_document_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 1000)
    path = tmp_path / "large.dmn"
    path.write_text(f"<a>{'x' * 1000}</a>")
    with pytest.raises(ModelError) as refused:
        read_model(path)
    assert refused.value.problems[0].code == "xml-too-large"


def test_a_document_with_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 100)
    assert refusal("<a>" + "<b/>\n" * 100 + "</a>") == ("xml-too-many", 100)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb2312", "gb18030", "big5", "utf-16-le"]
)
def test_every_encoding_in_which_models_are_written_is_read(encoding: str) -> None:
    declared = "" if encoding.startswith("utf") else f'<?xml version="1.0" encoding="{encoding}"?>'
    root = document_of(f'{declared}<a name="中文">文字</a>'.encode(encoding), "a.dmn").root
    assert (root.get("name"), root.text) == ("中文", "文字")


def test_a_text_knows_the_line_where_it_starts() -> None:
    root = document_of(b"<a>\n<b>\n\n  one\n two <!-- \n -->three<![CDATA[\n<four>]]></b></a>", "a.dmn").root
    assert root.children[0].line == 2
    assert root.children[0].text_line == 4
    assert root.children[0].text == "\n\n  one\n two three\n<four>"


def test_reading_a_large_document_takes_time_in_proportion() -> None:
    rules = "<b>x</b>&amp;\n" * 200_000
    started = time.process_time()
    document_of(f"<a>{rules}</a>".encode(), "large.dmn")
    assert time.process_time() - started < 5


def problems_of(read: Callable[[], object]) -> tuple[PlacedProblem, ...]:
    """The problems that reading tells."""
    try:
        read()
    except ModelError as refused:
        return refused.problems
    return ()


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_being_refused(data: bytes) -> None:
    for problem in problems_of(lambda: document_of(data, "any.dmn")):
        assert problem.text("zh")


@given(place=st.integers(0, 400), character=st.sampled_from("<>&;/\"' \x00]x"))
def test_no_slip_in_a_model_does_worse_than_being_refused(place: int, character: str) -> None:
    whole = definitions(decision("d", feel("1 + 1")))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "slip.dmn"
        path.write_text(whole[:place] + character + whole[place + 1 :], encoding="utf-8")
        for problem in problems_of(lambda: read_model(path)):
            assert problem.text("en")
