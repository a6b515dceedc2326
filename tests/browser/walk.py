"""Every page of the site, and who can open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facing import as_officer
from minben import cases, licences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from facing import District
    from minben.blueprint.model import Blueprint, Service


def pages(district: District) -> Mapping[str, list[str]]:
    """The addresses by who opens them; '' is a visitor."""
    blueprint, subjects = district.blueprint, district.subjects
    online = next(iter(blueprint.services.values())).item
    offline = next(item.code for item in blueprint.items.values() if item.guide_url and item.code != online)
    code = licences.papers_of(blueprint, subjects["parent"])[0].code
    eldest = cases.my_cases([subjects["elder"]]).rows[0].number
    own = [row.number for row in cases.my_cases([subjects["restaurant"]]).rows]
    open_ones = [row.number for row in cases.my_cases([subjects["restaurant"]]).rows if row.outcome is None]
    completing = next(
        row.number for row in cases.my_cases([subjects["restaurant"]]).rows if row.next_post == ""
    )
    desks = {
        name: as_officer(district, name) for name in ("window-officer", "first-inspector", "benefits-officer")
    }
    return {
        "": [
            "/",
            "/search",
            "/search?q=食品",
            "/search?q=qqqqzzzz",
            "/agencies/approval?page=2",
            "/kinds/5",
            *(f"/items/{service.item}" for service in of_every_shape(blueprint)),
            f"/items/{offline}",
            "/accounts/login/",
            "/personas",
            "/verify/",
            "/verify/?code=-",
            f"/verify/{code}",
            "/verify/ABCD2345ABCD2345",
            "/nothing",
        ],
        "elder": [
            "/my/cases",
            f"/my/cases/{eldest}",
            "/my/licences",
            "/my/data",
            "/my/data?agency=nobody",
            "/my/mandates",
            "/my/mandates/give",
            "/services/old-age-allowance/apply",
            "/services/food-licence/apply",
            "/accounts/password/change/",
            "/accounts/logout/",
            "/work/",
        ],
        "restaurant": [
            "/act-as",
            "/my/cases",
            *(f"/my/cases/{number}" for number in own),
            f"/my/cases/{open_ones[0]}/withdraw",
            f"/my/cases/{completing}/complete/supplement",
            "/services/food-licence/apply",
            "/my/data",
        ],
        "parent": [
            "/my/licences",
            *(f"/my/licences/{paper_number(district)}",),
            "/services/kinship-certificate/apply",
        ],
        **{
            name: [
                "/work/",
                "/work/?colour=red",
                *(("/work/counter", "/work/help") if name == "window-officer" else ()),
                *(f"/work/cases/{row.number}" for row in cases.tasks(officer).rows[:1]),
            ]
            for name, officer in desks.items()
        },
        "supervisor": ["/console/"],
    }


def paper_number(district: District) -> str:
    """The number of the parent's paper."""
    paper = licences.papers_of(district.blueprint, district.subjects["parent"])[0]
    return next(str(field.value) for field in paper.fields if field.name == paper.register.key)


def of_every_shape(blueprint: Blueprint) -> Iterable[Service]:
    """A service for each way in which guides differ: for whom, fee, materials, appeal, agencies, lists."""
    shapes: dict[object, Service] = {}
    for service in blueprint.services.values():
        features = (service.fee, service.materials, service.appeal, service.competent, service.decisions)
        lists = any(ask.each for ask in service.asks.values())
        shapes.setdefault((service.subject_kind, *map(bool, features), lists), service)
    return shapes.values()
