"""Which blueprint is in force: kept in the database by version, built once in each process.

A case keeps the version of its receipt, so older versions stay readable for good. Finding out which version holds
costs one small query, asked once in a request; the blueprint itself is built from its files the first time a process
meets its version.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.signals import request_finished, request_started

from minben.blueprint import Blueprint, read_files
from minben.ledger import now, raw_cursor, set_zone

from .models import Application, StoredBlueprint
from .packing import pack, unpack

if TYPE_CHECKING:
    from uuid import UUID

KEPT = 8
"""How many versions a process keeps built."""


class NothingInForce(LookupError):  # noqa: N818 - says what is the matter
    """No blueprint has been put in force yet."""

    def __init__(self) -> None:
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The message in Chinese or English."""
        if language == "zh":
            return "还没有施行蓝图；请运行 minben blueprint apply 目录"
        return "no blueprint is in force; put one in force with: minben blueprint apply DIR"


class UnknownVersion(LookupError):  # noqa: N818 - says what is the matter
    """No blueprint of this version was ever put in force here."""

    def __init__(self, version: str) -> None:
        super().__init__(f"no blueprint of the version {version} was ever put in force here")
        self.version = version


@dataclass(slots=True)
class _Asked:
    """What a request has learned so far."""

    version: str | None = None


@dataclass(slots=True)
class _Learned:
    """What this process has learned so far: the time zone of the blueprint that it last found in force."""

    zone: tzinfo | None = None


_LATEST = "SELECT version FROM services_application ORDER BY applied_at DESC, act DESC LIMIT 1"
_request: ContextVar[_Asked | None] = ContextVar("minben_services_request", default=None)
_built: dict[str, Blueprint] = {}
_learned = _Learned()
_building = threading.Lock()


def in_force() -> Blueprint:
    """The blueprint that holds now. One query; none where this request has asked before.

    Raises `NothingInForce`.
    """
    asked = _request.get()
    if asked is not None and asked.version is not None:
        return version(asked.version)
    current = _current()
    if current is None:
        raise NothingInForce
    if asked is not None:
        asked.version = current
    blueprint = version(current)
    _learned.zone = ZoneInfo(blueprint.timezone)
    return blueprint


def zone() -> tzinfo:
    """The time zone of legal days: that of the blueprint that this process last found in force.

    It looks once where it has not yet; UTC while nothing is in force.
    """
    if _learned.zone is not None:
        return _learned.zone
    try:
        return ZoneInfo(in_force().timezone)
    except NothingInForce:
        return UTC


def any_in_force() -> bool:
    """Whether a blueprint has been put in force."""
    return _current() is not None


def version(wanted: str) -> Blueprint:
    """The blueprint of this version, in force or not any more. Raises `UnknownVersion`."""
    built = _built.get(wanted)
    if built is not None:
        return built
    with _building:
        return _built.get(wanted) or _keep(_load(wanted))


def put_in_force(blueprint: Blueprint, act: UUID) -> None:
    """Let this blueprint hold from now on; inside the caller's `acting` (system), beside its act.

    A version that held before is put in force again by another application of it.
    """
    StoredBlueprint.objects.bulk_create(
        [StoredBlueprint(version=blueprint.version, files=pack(blueprint.files))], ignore_conflicts=True
    )
    Application.objects.create(act=act, blueprint_id=blueprint.version, applied_at=now())
    asked = _request.get()
    if asked is not None:
        asked.version = None


def connect() -> None:
    """Begin each request without knowledge of what held before; let legal days be those of the blueprint in force."""
    set_zone(zone)
    request_started.connect(_begin, dispatch_uid="minben.services.begin")
    request_finished.connect(_end, dispatch_uid="minben.services.end")


def _current() -> str | None:
    # Asked by every request, so past the making of a query.
    with raw_cursor() as cursor:
        cursor.execute(_LATEST)
        found = cursor.fetchone()
    return found[0] if found else None


def _load(wanted: str) -> Blueprint:
    packed = StoredBlueprint.objects.filter(version=wanted).values_list("files", flat=True).first()
    if packed is None:
        raise UnknownVersion(wanted)
    return read_files(unpack(bytes(packed)))


def _keep(blueprint: Blueprint) -> Blueprint:
    while len(_built) >= KEPT:
        del _built[next(iter(_built))]
    _built[blueprint.version] = blueprint
    return blueprint


def _begin(**_: object) -> None:
    _request.set(_Asked())


def _end(**_: object) -> None:
    _request.set(None)
