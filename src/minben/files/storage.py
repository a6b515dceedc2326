"""Where the bytes lie: a folder of the node, or an S3-compatible storage that somebody else runs.

Both keep objects under names that are drawn by chance and say nothing. An object is written once, is whole or not there
at all, and is on disk (acknowledged by the storage) when `Storage.put` returns.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from minben.environment import Environment

from .problems import FileGone, StorageAway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEP = 65_536
_PART = ".part"
_MISSING = frozenset({"NoSuchKey", "NoSuchObject"})
_SCHEMES = {"s3": True, "s3+http": False}


class Stored(NamedTuple):
    """An object as the storage lists it."""

    name: str
    at: datetime


class Storage(Protocol):
    """Where objects lie. Every method raises `StorageAway` where the storage does not answer or has no room."""

    def put(self, name: str, source: Path) -> None:
        """Keep the bytes of a file under a new name."""

    def open(self, name: str) -> Iterator[bytes]:
        """The bytes of an object, piece by piece. Raises `FileGone` at once where there is none."""

    def remove(self, name: str) -> None:
        """Take an object away; one that is not there is away already."""

    def objects(self) -> Iterator[Stored]:
        """Every object, and since when it is there."""


def new_name() -> str:
    """A name for an object: 160 bits of chance."""
    return secrets.token_hex(20)


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A folder of the node that nobody else may enter; two letters of the name make a folder in it."""

    folder: Path

    def put(self, name: str, source: Path) -> None:
        with _disk():
            place = self._place(name)
            for folder in (self.folder, place.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = place.with_name(f"{name}{_PART}")
            with source.open("rb") as read, part.open("xb") as written:
                part.chmod(0o600)
                shutil.copyfileobj(read, written, STEP)
                written.flush()
                os.fsync(written.fileno())
            part.rename(place)
            for folder in (place.parent, self.folder):
                _sync(folder)

    def open(self, name: str) -> Iterator[bytes]:
        with _disk():
            try:
                file = self._place(name).open("rb")
            except FileNotFoundError as error:
                raise FileGone from error
        return _pieces(file)

    def remove(self, name: str) -> None:
        with _disk():
            self._place(name).unlink(missing_ok=True)

    def objects(self) -> Iterator[Stored]:
        # What was begun and never finished is an object nobody knows of, as well.
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                yield Stored(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name


@dataclass(frozen=True, slots=True)
class S3Storage:
    """A bucket of an S3-compatible storage."""

    client: Minio
    bucket: str

    @classmethod
    def at(cls, url: str) -> S3Storage:
        """By ``s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=R]``; ``s3+http`` speaks without TLS, inside one machine.

        Raises ValueError where the address is none.
        """
        parts = urlsplit(url)
        bucket = parts.path.strip("/")
        if parts.scheme not in _SCHEMES or not parts.hostname or not bucket or "/" in bucket:
            raise ValueError("s3://KEY:SECRET@HOST[:PORT]/BUCKET")
        client = Minio(
            endpoint=parts.hostname + (f":{parts.port}" if parts.port else ""),
            access_key=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            secure=_SCHEMES[parts.scheme],
            region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=5, read=60),
                retries=urllib3.Retry(total=2, backoff_factor=0.2),
            ),
        )
        return cls(client, bucket)

    def put(self, name: str, source: Path) -> None:
        with _answers():
            self.client.fput_object(bucket_name=self.bucket, object_name=name, file_path=str(source))

    def open(self, name: str) -> Iterator[bytes]:
        with _answers():
            try:
                answer = self.client.get_object(bucket_name=self.bucket, object_name=name)
            except S3Error as error:
                if error.code in _MISSING:
                    raise FileGone from error
                raise
        return _streamed(answer)

    def remove(self, name: str) -> None:
        with _answers():
            self.client.remove_object(bucket_name=self.bucket, object_name=name)

    def objects(self) -> Iterator[Stored]:
        with _answers():
            for one in self.client.list_objects(bucket_name=self.bucket, recursive=True):
                if one.object_name and one.last_modified:
                    yield Stored(one.object_name, one.last_modified)


def storage() -> Storage:
    """The storage of this node: that of ``MINBEN_FILES_URL``, else the folder ``files`` under ``MINBEN_HOME``."""
    environment = Environment.read()
    if environment.files_url:
        return _bucket(environment.files_url)
    return LocalStorage(environment.files_folder)


@lru_cache(maxsize=4)
def _bucket(url: str) -> S3Storage:
    return S3Storage.at(url)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(STEP):
            yield piece


def _streamed(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from answer.stream(STEP)
    finally:
        answer.close()
        answer.release_conn()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageAway from error


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise StorageAway from error
