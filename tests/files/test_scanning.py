"""Files are what their content says, whole, small enough, and without anything active in them."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from minben.blueprint.model import FileType
from minben.files.problems import FileRefused
from minben.files.scanning import scan

from .making import CONTENT_TYPES, archive, document, picture, word

if TYPE_CHECKING:
    from pathlib import Path

EVERY = tuple(FileType)
MB = 1_000_000


def looked(
    tmp_path: Path, content: bytes, wanted: tuple[FileType, ...] = EVERY, at_most: int = 10 * MB
) -> FileType:
    path = tmp_path / "file"
    path.write_bytes(content)
    found = scan(path, wanted, at_most)
    assert found.size == len(content)
    return found.type


def refused(
    tmp_path: Path, content: bytes, wanted: tuple[FileType, ...] = EVERY, at_most: int = 10 * MB
) -> str:
    with pytest.raises(FileRefused) as caught:
        looked(tmp_path, content, wanted, at_most)
    assert caught.value.text["zh"]
    return caught.value.text["en"]


def workbook() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"] = "进货查验记录"
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (picture("PNG"), FileType.PNG),
        (picture("JPEG"), FileType.JPG),
        (document(), FileType.PDF),
        (workbook(), FileType.XLSX),
        (word(), FileType.DOCX),
        (archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<x/>"}), FileType.OFD),
    ],
    ids=["png", "jpg", "pdf", "xlsx", "docx", "ofd"],
)
def test_real_files_are_known_by_their_content(tmp_path: Path, content: bytes, type_: FileType) -> None:
    assert looked(tmp_path, content) is type_


def test_a_progressive_picture_with_data_of_a_telephone_behind_it_is_taken(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(out, "JPEG", progressive=True)
    assert looked(tmp_path, out.getvalue() + b"\x00\x00\x00\x18ftypmp42" + bytes(2000)) is FileType.JPG


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "0 bytes" in refused(tmp_path, b"")


def test_a_file_above_the_size_is_refused_and_one_at_it_is_not(tmp_path: Path) -> None:
    content = picture()
    assert "larger than" in refused(tmp_path, content, at_most=len(content) - 1)
    assert looked(tmp_path, content, at_most=len(content)) is FileType.PNG


@pytest.mark.parametrize(
    "content",
    [
        b"MZ" + bytes(500),
        b"<html><script>alert(1)</script></html>",
        b"plain words",
        picture("GIF"),
        archive({"a": b"b"}),
    ],
    ids=["program", "page", "words", "gif", "zip"],
)
def test_other_types_are_refused_with_those_that_will_do(tmp_path: Path, content: bytes) -> None:
    assert "PDF, PNG" in refused(tmp_path, content, (FileType.PDF, FileType.PNG))


def test_a_type_that_is_not_wanted_here_is_refused(tmp_path: Path) -> None:
    assert "JPG" in refused(tmp_path, document(), (FileType.JPG,))


def test_a_picture_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    content = picture()
    assert "damaged" in refused(tmp_path, content[: len(content) // 2])


def test_a_picture_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert "pixels" in refused(tmp_path, out.getvalue())


@pytest.mark.parametrize("format_", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    "hidden", [archive({"x": b"y"}), document(), b"MZ" + bytes(99), b"<?php echo 1;", b"\n<HTML>"]
)
def test_a_picture_with_another_file_behind_it_is_refused(
    tmp_path: Path, format_: str, hidden: bytes
) -> None:
    assert "hidden" in refused(tmp_path, picture(format_) + hidden)


def test_a_picture_that_is_a_document_too_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((50, 50), 60).save(out, "JPEG", comment=b"%PDF-1.4 1 0 obj")
    assert "hidden" in refused(tmp_path, out.getvalue())


def with_script() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("x.exe", b"MZ")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with(objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + objects + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def object_stream(content: bytes, *, about: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode") -> bytes:
    packed = zlib.compress(content)
    return pdf_with(b"5 0 obj<<%s/Length %d>>\nstream\n%s\nendstream endobj" % (about, len(packed), packed))


@pytest.mark.parametrize(
    "content",
    [
        with_script(),
        with_attachment(),
        pdf_with(b"1 0 obj<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj"),
        pdf_with(b"1 0 obj<</S/J#61vaScript/JS(x)>>endobj"),
        pdf_with(b"1 0 obj<</S/#4a#41#56#41>>endobj 2 0 obj<</S/#4aavaScript>>endobj"),
        pdf_with(b"1 0 obj<</AcroForm<</XFA 3 0 R>>>>endobj"),
        pdf_with(b"1 0 obj<</S/SubmitForm/F(http://example.org)>>endobj"),
        object_stream(b"7 0 <</S/JavaScript/JS(app.alert(1))>>"),
        object_stream(b"7 0 <</S/Launch/F(x)>>", about=b"/Type/Obj#53tm/N 1/First 4/Filter[/Fl]"),
        object_stream(b"7 0 <</S/JavaScript>>", about=b"/N 1/First 4/Filter/FlateDecode/Type 9 0 R"),
        pdf_with(b"4 0 obj<</Length 60>>\nstream\n6 0 obj<</S/JavaScript/JS(x)>>endobj\nendstream endobj"),
    ],
    ids=[
        "script",
        "attachment",
        "launch",
        "escaped",
        "all escaped",
        "form",
        "submit",
        "packed",
        "packed, escaped",
        "packed, type elsewhere",
        "inside a stream",
    ],
)
def test_a_document_with_something_active_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "scripts, actions" in refused(tmp_path, content)


def test_a_document_with_its_objects_packed_otherwise_or_damaged_is_refused(tmp_path: Path) -> None:
    about = b"/Type/ObjStm/N 1/First 4/Filter/LZWDecode"
    assert "cannot be looked into" in refused(tmp_path, object_stream(b"7 0 <<>>", about=about))
    broken = pdf_with(b"5 0 obj<</Type/ObjStm/N 1/Filter/FlateDecode>>\nstream\nnonsense\nendstream endobj")
    assert "cannot be looked into" in refused(tmp_path, broken)


def test_a_document_whose_objects_unpack_without_end_is_refused(tmp_path: Path) -> None:
    bomb = object_stream(b"7 0 (" + b"A" * 80_000_000 + b")")
    assert len(bomb) < 200_000
    assert "cannot be looked into" in refused(tmp_path, bomb)


def test_a_document_with_packed_objects_and_nothing_active_is_taken(tmp_path: Path) -> None:
    assert looked(tmp_path, object_stream(b"7 0 <</Type/Catalog/Title(About JavaScript)>>")) is FileType.PDF


def test_an_encrypted_document_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert "password" in refused(tmp_path, out.getvalue())


def test_a_document_that_is_cut_off_or_begins_late_is_refused(tmp_path: Path) -> None:
    content = document()
    assert "cut off" in refused(tmp_path, content[:-100])
    refused(tmp_path, b"GIF89a" + content)


@pytest.mark.parametrize(
    "content",
    [
        word(word__vbaProject=b"x"),
        word(**{"word__vbaProject.bin": b"x"}),
        word(**{"word__activeX__activeX1.xml": b"x"}),
        word(**{"word__embeddings__oleObject1.bin": b"x"}),
        archive(
            {
                "[Content_Types].xml": CONTENT_TYPES.replace(
                    b"application/xml", b"application/x.macroEnabled.main+xml"
                ),
                "word/document.xml": b"",
            }
        ),
    ],
    ids=["macro", "macro file", "control", "object", "macro type"],
)
def test_office_documents_with_macros_or_objects_are_refused(tmp_path: Path, content: bytes) -> None:
    assert "macros" in refused(tmp_path, content)


def test_a_document_that_fetches_a_template_is_refused_and_one_with_a_link_is_not(tmp_path: Path) -> None:
    about = b'<Relationship Id="a" Type="http://x/%s" Target="http://x" TargetMode="External"/>'
    assert "elsewhere" in refused(
        tmp_path, word(**{"word___rels__document.xml.rels": about % b"attachedTemplate"})
    )
    assert looked(tmp_path, word(**{"word___rels__document.xml.rels": about % b"hyperlink"})) is FileType.DOCX


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    bomb = word(word__media__image1=b"\0" * 210_000_000)
    assert len(bomb) < 300_000
    assert "Unpacked" in refused(tmp_path, bomb)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\x", "C:x"])
def test_an_archive_whose_names_lead_out_is_refused(tmp_path: Path, name: str) -> None:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive_:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        archive_.writestr(entry, b"x")
    assert "mixed" in refused(tmp_path, out.getvalue())


def test_an_archive_with_something_before_it_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, b"#!/bin/sh\n" + word())
