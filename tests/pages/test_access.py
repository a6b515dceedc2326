"""Who may use a view: every address says so, and nobody gets past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from minben.pages.access import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facing import District

OURS = ("minben.", "allauth.")


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address of the site."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_view_names_who_may_use_it() -> None:
    found = list(patterns(get_resolver()))
    unnamed = [str(pattern.pattern) for pattern in found if not hasattr(pattern.callback, MARK)]
    assert len(found) > 20
    assert unnamed == []


def test_a_visitor_is_asked_to_sign_in_and_comes_back(district: District) -> None:
    answer = district.client().get("/my/data?agency=x")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/my/data%3Fagency%3Dx"


def test_an_officer_does_not_use_what_is_for_persons(district: District) -> None:
    answer = district.client("benefits-officer").get("/my/data")
    assert answer.status_code == 403
    assert b"somebody else" in answer.content


def test_a_resident_does_not_use_what_is_for_officers_or_supervisors(district: District) -> None:
    client = district.client("elder")
    assert [client.get(path).status_code for path in ("/work/", "/console/")] == [403, 403]


def test_an_officer_who_handles_does_not_supervise_nor_the_other_way_round(district: District) -> None:
    assert district.client("benefits-officer").get("/console/").status_code == 403
    assert district.client("supervisor").get("/work/").status_code == 403


def test_pages_about_persons_are_kept_by_no_cache(district: District) -> None:
    assert district.client("elder").get("/my/data")["Cache-Control"] == "no-store, private"
