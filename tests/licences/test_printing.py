"""A printed licence: its letters are embedded, it says what it should, and without a font it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pypdf import PdfReader

from minben.licences.fonts import KNOWN, NoFont, font
from minben.licences.printing import Sheet, pdf
from minben.licences.stamps import RED, SIZE, stamp

if TYPE_CHECKING:
    from pathlib import Path

    from pypdf import PageObject

SHEET = Sheet(
    language="zh-Hans",
    agency="广安区行政审批局",
    issuer="广安区行政审批局",
    title="食品经营许可证",
    text="经审查，准予在下列场所从事食品经营。",
    rows=(("证照编号", "JY511602-260302-00001"), ("经营场所", "广安区城南街道" * 12)),
    identifier=("电子证照标识", "1.2.156.3005.2.000000000000000000001.682364679.JY1.001.X"),
    day="2026年3月2日",
    verify="扫码查验：",
    address="http://localhost:8000/verify/K7M2PQ9XABCDEFGH",
    note="印章为图示，不是电子印章。",
    printed_at=datetime(2026, 3, 2, tzinfo=UTC),
)
with_font = pytest.mark.skipif(
    not any(path.is_file() for path in KNOWN), reason="no font with Chinese letters on this machine"
)


def words(page: PageObject) -> str:
    """What a reader finds on the page; this one leaves the first byte of each letter's code in."""
    return page.extract_text().replace("\0", "").replace("\n", "")


@with_font
def test_a_printed_licence_says_what_it_should_with_its_letters_embedded() -> None:
    read = PdfReader(BytesIO(pdf(SHEET)))
    (page,) = read.pages
    text = words(page)
    for said in (SHEET.title, SHEET.text, "JY511602-260302-00001", SHEET.identifier[1], SHEET.day):
        assert said in text
    resources: Any = page["/Resources"]
    (letters,) = (font_of.get_object() for font_of in resources["/Font"].values())
    descriptor = letters["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert str(letters["/BaseFont"]).lstrip("/")[6] == "+", "only the letters that are used"
    assert len(page.images) == 2, "the code and the stamp"
    assert read.metadata is not None
    assert read.metadata.title == SHEET.title


@with_font
def test_a_licence_that_does_not_hold_says_so_on_paper() -> None:
    read = PdfReader(BytesIO(pdf(replace(SHEET, invalid="2026年4月1日起撤销"))))
    assert "2026年4月1日起撤销" in words(read.pages[0])


@with_font
def test_a_small_file_comes_of_a_large_font() -> None:
    assert len(pdf(SHEET)) < 400_000


@with_font
@pytest.mark.parametrize("name", ["局", "广安区公安分局", "广安区人力资源和社会保障局就业服务管理中心"])
def test_a_stamp_is_a_red_ring_on_nothing(name: str) -> None:
    image = Image.open(BytesIO(stamp(name, font())))
    assert image.size == (SIZE, SIZE)
    solid = image.getchannel("A")
    assert solid.getpixel((0, 0)) == 0
    assert solid.getpixel((SIZE // 2, SIZE // 2)) == 255
    assert image.getchannel("R").getpixel((SIZE // 2, SIZE // 2)) == RED[0]


def test_without_a_font_the_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINBEN_FONT", str(tmp_path / "none.ttf"))
    with pytest.raises(NoFont, match="MINBEN_FONT") as missing:
        font()
    assert "MINBEN_FONT" in missing.value.text["zh"]
