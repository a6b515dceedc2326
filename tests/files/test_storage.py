"""Bytes are whole or not there, in a folder and in an S3 storage alike."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from minben.files.problems import FileGone, StorageAway
from minben.files.storage import LocalStorage, S3Storage, Storage, new_name, storage

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = os.urandom(300_000)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return LocalStorage(tmp_path / "files")
    request.getfixturevalue("bucket")
    return storage()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    return path


def test_what_is_put_is_found_listed_and_removed(place: Storage, source: Path) -> None:
    name = new_name()
    place.put(name, source)
    assert b"".join(place.open(name)) == CONTENT
    assert [one.name for one in place.objects()] == [name]
    place.remove(name)
    place.remove(name)
    assert list(place.objects()) == []
    with pytest.raises(FileGone):
        place.open(name)


def test_an_object_is_given_out_in_pieces(place: Storage, source: Path) -> None:
    name = new_name()
    place.put(name, source)
    assert max(map(len, place.open(name))) <= 65_536


def test_the_folder_is_closed_to_others(tmp_path: Path, source: Path) -> None:
    place, name = LocalStorage(tmp_path / "files"), new_name()
    place.put(name, source)
    path = next((tmp_path / "files").glob("*/*"))
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path.parent.parent, path.parent, path)]
    assert modes == [0o700, 0o700, 0o600]


def test_a_full_disk_is_told_and_leaves_no_object(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    place, name = LocalStorage(tmp_path / "files"), new_name()
    with pytest.raises(StorageAway):
        place.put(name, source)
    with pytest.raises(FileGone):
        place.open(name)


def test_a_storage_that_does_not_answer_is_told(source: Path) -> None:
    place = S3Storage.at("s3+http://a:b@127.0.0.1:9/bucket")
    with pytest.raises(StorageAway):
        place.put("x", source)
    with pytest.raises(StorageAway):
        place.open("x")
    with pytest.raises(StorageAway):
        list(place.objects())


@pytest.mark.parametrize(
    "url", ["http://a:b@host/bucket", "s3://host", "s3://a:b@/bucket", "s3://a:b@host/x/y"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="BUCKET"):
        S3Storage.at(url)
