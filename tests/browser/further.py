"""What people and officers do beyond applying, done once in the served district; and the pages on which it is seen.

Everything goes through the pages themselves, so the addresses are those to which they lead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facing import FOOD, apply, as_officer, as_person, identifier, step_of
from licences.conftest import issue
from minben import cases, ledger, messages, people
from minben.blueprint.model import SubjectKind
from minben.ledger import Actor, ActorKind, legal_today
from portal.test_bundles import fill_in, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from facing import District

RATINGS = "government-office-ratings"
AID = {"matter": "maintenance", "story": "请求抚养费", "migrant": False, "per_head": "8000"}
RIGHT = {
    "birth_date-year": "1942",
    "birth_date-month": "3",
    "birth_date-day": "3",
    "reasons": "与出生证明不符",
}

Place = tuple[str, str]
"""Who opens an address, and the address."""


def further(district: District) -> dict[str, list[str]]:
    """Do it all; the addresses by who opens them."""
    places: dict[str, list[str]] = {}
    for doing in DOINGS:
        for role, address in doing(district):
            places.setdefault(role, []).append(address)
    places["supervisor"] = ["/console/cards", "/console/satisfaction"]
    return places


def found(client: Client, page: str, pattern: str) -> str:
    """What the first group of a pattern matches on a page."""
    hit = re.search(pattern, client.get(page).content.decode())
    assert hit is not None, f"{page} has no {pattern}"
    return hit[1]


def shop(district: District) -> Client:
    """A browser that acts for the restaurant."""
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    return client


def drafts(district: District) -> Iterator[Place]:
    """Begun and not sent: questions of many kinds, and a list of things."""
    elder, aid = district.client("elder"), "/services/legal-aid/apply"
    elder.post(aid)
    for page in ("questions/matter", "questions/story", "check", "discard"):
        yield "elder", f"{aid}/{page}"
    freight = "/services/road-freight-licence/apply"
    shop(district).post(freight)
    for page in ("questions/vehicles", "questions/drivers", "check"):
        yield "restaurant", f"{freight}/{page}"


def bundle(district: District) -> Iterator[Place]:
    """Several services applied for as one."""
    yield "", "/bundles/newborn"
    client = district.client("parent")
    sent = send(client, fill_in(client))
    yield "parent", sent
    yield "parent", f"{sent}/withdraw"


def counter(district: District) -> Iterator[Place]:
    """Somebody who came to the counter."""
    officer = district.client("window-officer")
    came = {
        "service": "old-age-allowance",
        "number": identifier(district, "parent"),
        "consent": "card",
    }
    page = officer.post("/work/counter", came)["Location"]
    yield "window-officer", page
    officer.post(page)
    for part in ("questions/account", "check"):
        yield "window-officer", f"{page}/{part}"


def helping(district: District) -> Iterator[Place]:
    """A draft that its owner has shown to a helper."""
    parent, page = district.client("parent"), "/services/kinship-certificate/apply"
    parent.post(page)
    key = found(parent, f"{page}/check", r'name="key" value="([^"]+)"')
    parent.post(f"{page}/help", {"key": key, "help": "ask"})
    yield "parent", f"{page}/check"
    code = found(parent, f"{page}/check", r'minben-code">([^<]+)<')
    taken = district.client("window-officer").post("/work/help", {"code": code})["Location"]
    for part in ("", "/questions/relative", "/check"):
        yield "window-officer", f"{taken}{part}"


def words(district: District) -> Iterator[Place]:
    """Questions either way."""
    case = apply(district, "parent", "id-card-replacement", {"reason": "lost"})
    officer, person = as_officer(district, "registry-officer"), as_person(district, "parent")
    asked = cases.ask_applicant(case.id, officer, "何时丢失？")
    wondered = cases.ask_agency(case.id, person, "要带照片吗？")
    yield "parent", f"/my/cases/{case.number}/ask"
    yield "parent", f"/my/cases/{case.number}/questions/{asked}"
    yield "registry-officer", "/work/questions"
    yield "registry-officer", f"/work/cases/{case.number}/ask"
    yield "registry-officer", f"/work/cases/{case.number}/questions/{wondered}"


def money(district: District) -> Iterator[Place]:
    """A case that waits for its fee."""
    case = apply(district, "parent", "id-card-replacement", {"reason": "damaged"})
    yield "parent", f"/my/cases/{case.number}"
    yield "parent", f"/my/cases/{case.number}/pay"


def ratings(district: District) -> Iterator[Place]:
    """A bad rating, and a case that can be rated."""
    as_officer(district, RATINGS)
    elder = as_person(district, "elder")
    (row,) = cases.my_cases([elder.subject]).rows
    rating = cases.rate(row.id, elder, 1, "等了太久")
    yield RATINGS, "/work/ratings"
    yield RATINGS, f"/work/ratings/{rating}"
    closed = next(
        one for one in cases.my_cases([district.subjects["parent"]]).rows if one.outcome is not None
    )
    yield "parent", f"/my/cases/{closed.number}/rate"


def corrections(district: District) -> Iterator[Place]:
    """Somebody says that the register is wrong."""
    elder, known = district.client("elder"), "/services/old-age-allowance/correct"
    form = found(elder, known, rf'href="({known}/person/[^"]+)"')
    number = elder.post(form, RIGHT)["Location"].rpartition("/")[2]
    for page in (known, "/my/corrections", f"/my/corrections/{number}"):
        yield "elder", page
    yield "registry-officer", "/work/corrections"
    yield "registry-officer", f"/work/corrections/{number}"
    parent = district.client("parent")
    yield "parent", found(parent, known, rf'href="({known}/person/[^"]+)"')


def mandates(district: District) -> Iterator[Place]:
    """The elder lets the parent act."""
    giver, holder = district.subjects["elder"], district.subjects["parent"]
    given = people.give_mandate(
        giver,
        SubjectKind.RESIDENT,
        holder,
        name="王桂兰",
        actor=Actor(kind=ActorKind.RESIDENT, id=str(giver)),
        basis=("中华人民共和国民法典 第一百六十一条",),
        services=("kinship-certificate",),
        since=legal_today(),
    )
    yield "elder", f"/my/mandates/{given.id}/end"
    yield "parent", "/my/mandates"
    yield "parent", "/act-as"


def extension(district: District) -> Iterator[Place]:
    """A decision for which there may be more time."""
    case = apply(district, "restaurant", "food-licence", FOOD)
    for persona, verdict, answers in (
        ("window-officer", "accepted", {}),
        ("first-inspector", "passed", {"findings": "好"}),
        ("second-inspector", "passed", {"findings": "好"}),
    ):
        officer = as_officer(district, persona)
        cases.decide(step_of(district, case, officer), officer, verdict, "", answers)
    yield "decision-officer", f"/work/cases/{case.number}"
    yield "decision-officer", f"/work/cases/{case.number}/extend/decide"


def appeal(district: District) -> Iterator[Place]:
    """A refusal against which one may appeal."""
    case = apply(district, "parent", "legal-aid", AID)
    officer = as_officer(district, "justice-legal-aid")
    cases.decide(step_of(district, case, officer), officer, "refused", "家庭人均月收入高于经济困难标准")
    yield "parent", f"/my/cases/{case.number}"
    yield "parent", f"/my/cases/{case.number}/appeal"


def licences(district: District) -> Iterator[Place]:
    """Licences as their holder and their issuer see them."""
    issue()
    mine = found(district.client("parent"), "/my/licences", r'href="(/my/licences/[^"]+)"')
    yield "parent", mine
    yield "parent", f"{mine}/show"
    officer = district.client("registry-officer")
    one = found(officer, "/work/licences", r'href="(/work/licences/[0-9a-f-]{36})"')
    yield "registry-officer", "/work/licences"
    yield "registry-officer", one
    yield "registry-officer", f"{one}/revoke"
    yield "registry-officer", f"{one}/correct"
    yield "", "/verify/credential"


def mailbox(district: District) -> Iterator[Place]:
    """What people were told."""
    ledger.seal_once()
    messages.follow_told()
    parent = district.client("parent")
    yield "parent", "/my/messages"
    yield "parent", found(parent, "/my/messages", r'href="(/my/messages/[0-9a-f-]{36})"')
    yield "parent", "/my/contacts"
    yield "elder", "/my/messages"


DOINGS = (
    drafts,
    bundle,
    counter,
    helping,
    words,
    money,
    ratings,
    corrections,
    mandates,
    extension,
    appeal,
    licences,
    mailbox,
)
