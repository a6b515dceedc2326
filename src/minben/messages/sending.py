"""The two ways out: e-mail by SMTP and short messages by a signed call to a gateway.

Both carry the delivery's id, so that the receiving side knows a message that comes again: as Message-ID, and as
idempotency key. A gateway for short messages is asked first whether it has one of which we do not know.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from minben.blueprint.model import Channel
from minben.environment import Environment
from minben.ledger import now
from minben.outside import Signer, Unreachable, call

if TYPE_CHECKING:
    from uuid import UUID

    from minben.environment import Services

    from .letters import Letter

PATIENCE = 20.0
KEYID = "minben-sms"
PERMANENT = range(500, 600)
UNKNOWN = 404


class Refused(Exception):  # noqa: N818 - says what happened
    """The message will never be taken: its code says why."""


def send(channel: Channel, key: UUID, letter: Letter, *, again: bool) -> None:
    """Send a letter; ``again`` where an earlier try may have arrived. Raises `Unreachable` and `Refused`."""
    there = Environment.read().services
    if channel is Channel.EMAIL:
        _mail(there, key, letter)
    else:
        _short(there, key, letter, again=again)


def _mail(there: Services, key: UUID, letter: Letter) -> None:
    if there.smtp_url is None:
        raise Unreachable("no-service")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = there.mail_from, letter.to, letter.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{key}@{there.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    try:
        with _server(there.smtp_url) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        raise (Refused if code in PERMANENT else Unreachable)(f"smtp-{code}") from None
    except smtplib.SMTPResponseException as refused:
        code = refused.smtp_code
        raise (Refused if code in PERMANENT else Unreachable)(f"smtp-{code}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from None


def _server(url: str) -> smtplib.SMTP:
    to = urlsplit(url)
    host, port = to.hostname or "localhost", to.port
    if to.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE, context=_tls())
    else:
        server = smtplib.SMTP(host, port or 25, timeout=PATIENCE)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=_tls())
            server.ehlo()
    if to.username:
        server.login(unquote(to.username), unquote(to.password or ""))
    return server


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _short(there: Services, key: UUID, letter: Letter, *, again: bool) -> None:
    if there.sms_url is None:
        raise Unreachable("no-service")
    signer = Signer(KEYID, there.sms_key.encode())
    if again:
        known = call(signer, "GET", f"{there.sms_url}/messages/{key}")
        if known.good:
            return
        if known.status != UNKNOWN:
            raise Unreachable(f"sms-{known.status}")
    answer = call(
        signer, "POST", f"{there.sms_url}/messages", {"to": letter.to, "text": letter.text}, key=str(key)
    )
    if not answer.good:
        raise Refused(f"sms-{answer.status}")
