"""A folder or an S3 server, a real process, as the storage of a test."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from minio import Minio

from minben.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from minben.node.postgres import Endpoint

KEY, SECRET = "somebody", "secret+with/signs"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[int]:
    """The port of a server that speaks S3."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        port = 0
        for line in server.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                port = int(found[1])
                break
        assert port
        yield port
        server.terminate()


@pytest.fixture
def bucket(s3_server: int, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A new bucket, named by ``MINBEN_FILES_URL``."""
    name = re.sub(r"[^a-z0-9]", "-", request.node.name.lower())[:40].strip("-")
    client = Minio(endpoint=f"127.0.0.1:{s3_server}", access_key=KEY, secret_key=SECRET, secure=False)
    client.make_bucket(bucket_name=name)
    secret = SECRET.replace("+", "%2B").replace("/", "%2F")
    monkeypatch.setenv("MINBEN_FILES_URL", f"s3+http://{KEY}:{secret}@127.0.0.1:{s3_server}/{name}")
    return name


@pytest.fixture
def folder(database: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A database, and a folder of its own for the bytes."""
    del database
    monkeypatch.setattr(Environment, "files_folder", property(lambda _: tmp_path / "files"))
    return tmp_path / "files"
