"""What the surroundings tell a node: every environment variable that Minben reads, and nowhere else.

`settings` and the commands take their values from here; ``docs/operations.md`` explains each to an operator.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

MEGABYTE = 1_000_000
UPLOAD_LIMIT = 50
"""Megabytes of the largest file that is taken where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services outside that a node calls; what is None is not there, and nobody is offered it.

    ``smtp_url`` takes e-mail (``smtp://user:password@host:port``, ``smtps://…``), sent from ``mail_from``; ``sms_url``
    takes short messages, ``payment_url`` payments, each call signed with the key beside it.
    """

    smtp_url: str | None = None
    mail_from: str = "minben@localhost"
    sms_url: str | None = None
    sms_key: str = ""
    payment_url: str | None = None
    payment_key: str = ""

    @classmethod
    def read(cls) -> Services:
        """Take the variables as they are now."""
        names = os.environ
        return cls(
            smtp_url=names.get("MINBEN_SMTP_URL") or None,
            mail_from=names.get("MINBEN_MAIL_FROM") or "minben@localhost",
            sms_url=(names.get("MINBEN_SMS_URL") or "").rstrip("/") or None,
            sms_key=names.get("MINBEN_SMS_KEY", ""),
            payment_url=(names.get("MINBEN_PAYMENT_URL") or "").rstrip("/") or None,
            payment_key=names.get("MINBEN_PAYMENT_KEY", ""),
        )


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables of one process.

    ``home`` is the node's folder, ``database_url`` a server that somebody else runs (None: the node's own), ``hosts``
    the names under which the pages are reached, ``personas`` whether visitors may sign in as somebody by one click,
    ``witness`` a file outside the operator's control to which signed heads are appended, ``files_url`` an S3-compatible
    storage for the files that people hand in (None: the folder ``files_folder``), ``upload_limit`` the largest such
    file in bytes, whatever a blueprint allows, ``address`` the public address of the pages ('': not told), ``font`` a
    file with Chinese letters for printed papers (None: one that is known), ``services`` the services outside that the
    node calls.
    """

    home: Path
    database_url: str | None
    hosts: tuple[str, ...]
    personas: bool
    witness: Path | None
    files_url: str | None
    upload_limit: int
    address: str = ""
    font: Path | None = None
    services: Services = field(default_factory=lambda: Services())

    @property
    def files_folder(self) -> Path:
        """Where files that people hand in lie, unless a storage of somebody else is named."""
        return self.home / "files"

    @classmethod
    def read(cls) -> Environment:
        """Take the variables as they are now."""
        names = os.environ
        witness, font = names.get("MINBEN_WITNESS"), names.get("MINBEN_FONT")
        return cls(
            home=Path(names.get("MINBEN_HOME") or ".minben").absolute(),
            database_url=names.get("MINBEN_DATABASE_URL") or None,
            hosts=tuple(names.get("MINBEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
            personas=names.get("MINBEN_PERSONAS") == "on",
            witness=Path(witness) if witness else None,
            address=names.get("MINBEN_ADDRESS", "").rstrip("/"),
            font=Path(font) if font else None,
            files_url=names.get("MINBEN_FILES_URL") or None,
            services=Services.read(),
            upload_limit=int(names.get("MINBEN_UPLOAD_LIMIT") or UPLOAD_LIMIT) * MEGABYTE,
        )

    def secret_key(self) -> str:
        """The key that signs sessions: ``MINBEN_SECRET_KEY``, or one made once and kept in the node's folder."""
        return os.environ.get("MINBEN_SECRET_KEY") or kept_secret(self.home / "keys" / "session")


def terminal_language() -> str:
    """``zh`` where the terminal of whoever types commands speaks Chinese, else ``en``."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if said.lower().startswith("zh") else "en"


def tell(screen: Console, zh: str, en: str, *, style: str | None = None) -> None:
    """A line for the person at the terminal, in their language."""
    screen.print(zh if terminal_language() == "zh" else en, markup=False, style=style)


def kept_secret(path: Path) -> str:
    """The secret in this file, made on first use; readable by its owner only, whole or not there at all."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place_once(path, secrets.token_urlsafe(48).encode(), 0o600)
    return path.read_text(encoding="ascii")


def place_once(path: Path, content: bytes, mode: int) -> None:
    """Put a file in its place, whole and on disk or not at all; of two processes that do so the first one's stays."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_whole(part, content, mode)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file and wait until it is on disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
