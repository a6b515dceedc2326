"""What a client does with bundles: send one in, see how it stands, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import cases, services
from minben.blueprint import beyond_scope
from minben.cases import Channel
from minben.ledger import acting

from .cases import subject_of
from .clients import SYSTEM
from .models import BundleSubmission
from .retrying import do_once, once, sent_before
from .uploads import must_be_own

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint, Bundle
    from minben.cases import BundleView

    from .cases import Application
    from .clients import Client


class UnknownBundle(LookupError):  # noqa: N818 - says what is wrong
    """There is no such bundle, or the client may not use it because of ``missing``, services that are not its own."""

    def __init__(self, missing: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class BundleReceived:
    """A bundle that was sent in; ``again`` where the same request had made it before."""

    number: str
    again: bool


def bundle_for(client: Client, blueprint: Blueprint, bundle: str) -> Bundle:
    """A bundle that the client may use: it has every service of it. Raises `UnknownBundle`."""
    found = blueprint.bundles.get(bundle)
    if found is None:
        raise UnknownBundle
    missing = beyond_scope(found, client.services)
    if missing:
        raise UnknownBundle(missing)
    return found


def send_in(client: Client, application: Application, key: str) -> BundleReceived:
    """Make a bundle, once for a key of a client; ``application.service`` names it.

    Raises `UnknownBundle`, `UnknownSubject`, `OtherRequest`, and what `minben.cases.submit_bundle` raises.
    """
    bundle_for(client, services.in_force(), application.service)
    mark = application.mark(client)
    return once(lambda: _sent_before(client, key, mark), lambda: _send(client, application, key, mark))


def _sent_before(client: Client, key: str, mark: bytes) -> BundleReceived | None:
    note = sent_before(BundleSubmission, client.id, key, mark)
    return BundleReceived(note.number, again=True) if note else None


def _send(client: Client, application: Application, key: str, mark: bytes) -> BundleReceived:
    subject = subject_of(application.kind, application.identifier)
    must_be_own(client, subject, application.answers)
    row = cases.submit_bundle(
        services.in_force(),
        application.service,
        subject,
        application.answers,
        channel=Channel.API,
        actor=client.actor,
    )
    BundleSubmission.objects.create(
        bundle=row.id,
        number=row.number,
        client=client.id,
        subject=subject,
        name=row.bundle,
        key=key,
        request=mark,
    )
    return BundleReceived(row.number, again=False)


def look_at(client: Client, number: str) -> BundleView:
    """A bundle of the client as it stands. Raises `minben.cases.NotFound`."""
    note = _note(client, number)
    return cases.bundle_view(number, client.on_behalf_of(note.subject))


def withdraw(client: Client, number: str, key: str = "") -> None:
    """Take a bundle back, once for a key. Raises `minben.cases.NotFound` and `minben.cases.NotNow`."""
    note = _note(client, number)

    def do() -> None:
        cases.withdraw_bundle(note.bundle, client.on_behalf_of(note.subject))

    do_once(client.id, key, ["withdraw-bundle", number], do)


def sent_in(client: Client, after: str, limit: int) -> list[BundleSubmission]:
    """The bundles that a client sent in, the newest first, those older than the number ``after``."""
    with acting(SYSTEM):
        own = BundleSubmission.objects.filter(client=client.id)
        if after:
            last = own.filter(number=after).first()
            if last is None:
                raise cases.NotFound
            own = own.filter(bundle__lt=last.bundle)
        return list(own.order_by("-bundle")[:limit])


def _note(client: Client, number: str) -> BundleSubmission:
    with acting(SYSTEM):
        note = BundleSubmission.objects.filter(client=client.id, number=number).first()
    if note is None:
        raise cases.NotFound
    return note
