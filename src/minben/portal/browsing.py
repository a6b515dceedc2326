"""Finding a service: the home page, search, and the pages of an agency, a kind and an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minben import people, services
from minben.blueprint.model import SubjectKind
from minben.pages.access import open_to_all
from minben.pages.limits import limited
from minben.pages.paging import slice_of
from minben.people import Limit

from .cases import drafts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Agency, Blueprint, Bundle, Item, ItemType, Service
    from minben.services import BundleHit

PAGE = 25
FOUND_AT_MOST = 200
SUGGESTED = 6
LONGEST_SEARCH = 60
SEARCHES = Limit("search", times=240, seconds=60)


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then what can be done here at once, then the whole catalogue by agency and by kind."""
    blueprint = services.in_force()
    person = people.person(request, blueprint)
    context = {
        "drafts": drafts_of(person) if person else [],
        "services": [(kind, list(offered_to(blueprint, kind))) for kind in SubjectKind],
        "bundles": list(blueprint.bundles.values()),
        "agencies": services.by_agency(blueprint),
        "kinds": services.by_type(blueprint),
        "total": len(blueprint.items),
    }
    return render(request, "portal/home.html", context)


def offered_to(blueprint: Blueprint, kind: SubjectKind) -> Iterator[tuple[Service, Agency]]:
    """What residents, or enterprises, can do here at once, together by agency."""
    of_kind = (service for service in blueprint.services.values() if service.subject_kind is kind)
    for service in sorted(of_kind, key=lambda service: (service.agency, service.id)):
        yield service, blueprint.agencies[service.agency]


@dataclass(frozen=True, slots=True)
class Row:
    """An item in a list; ``why`` says how the search found it, ``service`` is there where it can be done online."""

    item: Item
    agency: Agency
    kind: ItemType
    service: Service | None
    why: Mapping[str, str]


def row(blueprint: Blueprint, item: Item, why: Mapping[str, str] | None = None) -> Row:
    """An item with what a list shows of it."""
    return Row(
        item=item,
        agency=blueprint.agencies[item.agency],
        kind=blueprint.item_types[item.type],
        service=services.service_of(blueprint, item),
        why=why or {},
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What was searched for, and what was found: bundles stand before items, for they hold several."""

    text: str
    bundles: list[BundleHit]
    rows: list[Row]


def found(request: HttpRequest, blueprint: Blueprint, at_most: int) -> Found:
    """What the request searches for, and what is found."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    if not text:
        return Found("", [], [])
    hits = services.search(blueprint, text, at_most)
    bundles = services.search_bundles(blueprint, text)
    return Found(text, bundles, [row(blueprint, hit.item, hit.why) for hit in hits])


@limited(SEARCHES)
@open_to_all
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """All that is found, with the reason why it matched."""
    result = found(request, services.in_force(), FOUND_AT_MOST)
    page = slice_of(request, result.rows, PAGE)
    context = {"text": result.text, "page": page, "bundles": result.bundles if page.number == 1 else []}
    return render(request, "portal/search.html", context | {"total": page.total + len(result.bundles)})


@limited(SEARCHES)
@open_to_all
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first few, while somebody is still typing."""
    result = found(request, services.in_force(), SUGGESTED)
    total = len(result.rows) + len(result.bundles)
    context = {"text": result.text, "rows": result.rows, "bundles": result.bundles, "total": total}
    return render(request, "portal/suggestions.html", context)


def shelf_page(
    request: HttpRequest, blueprint: Blueprint, title: Mapping[str, str], items: list[Item]
) -> HttpResponse:
    """A list of the items of one agency or kind, what can be done online first."""
    online = {service.item for service in blueprint.services.values()}
    items.sort(key=lambda item: item.code not in online)
    page = slice_of(request, items, PAGE)
    context = {"title": title, "page": page, "rows": [row(blueprint, item) for item in page.rows]}
    return render(request, "portal/shelf.html", context)


@open_to_all
@require_safe
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """The items of an agency."""
    blueprint = services.in_force()
    known = blueprint.agencies.get(agency)
    if known is None:
        raise Http404
    items = [item for item in blueprint.items.values() if item.agency == agency]
    return shelf_page(request, blueprint, known.title, items)


@open_to_all
@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The items of a kind."""
    blueprint = services.in_force()
    known = blueprint.item_types.get(kind)
    if known is None:
        raise Http404
    items = [item for item in blueprint.items.values() if item.type == kind]
    return shelf_page(request, blueprint, known.title, items)


@open_to_all
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one item, and where it is executable the way to apply."""
    blueprint = services.in_force()
    known = blueprint.items.get(code)
    if known is None:
        raise Http404
    context = {
        "item": known,
        "guide": services.guide(blueprint, known),
        "bundles": _holding(blueprint, known),
    }
    return render(request, "portal/item.html", context)


def _holding(blueprint: Blueprint, item: Item) -> list[Bundle]:
    """The bundles of which a service of this item is a part."""
    service = services.service_of(blueprint, item)
    return [one for one in blueprint.bundles.values() if service is not None and service.id in one.parts]
