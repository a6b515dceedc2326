"""Pages of a list: which part is shown, and the query strings that lead to the parts before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pager:
    """The query strings of the neighbouring pages; None where there is none."""

    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a sequence that is wholly in memory; ``number`` counts from 1."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int
    pager: Pager


def query_with(request: HttpRequest, **changed: str | int) -> str:
    """The request's query string with these parameters set."""
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return query.urlencode()


def page_number(request: HttpRequest) -> int:
    """The page that the request names, 1 where it names none or nonsense."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def pager(request: HttpRequest, number: int, *, more: bool) -> Pager:
    """The neighbours of a page, ``more`` saying whether there is one after it."""
    return Pager(
        previous=query_with(request, page=number - 1) if number > 1 else None,
        next=query_with(request, page=number + 1) if more else None,
    )


def slice_of(request: HttpRequest, rows: Sequence[T], size: int) -> Slice[T]:
    """The page of ``rows`` that the request names; beyond the end, the last one."""
    pages = max(1, -(-len(rows) // size))
    number = min(page_number(request), pages)
    return Slice(
        rows=rows[(number - 1) * size : number * size],
        number=number,
        pages=pages,
        total=len(rows),
        pager=pager(request, number, more=number < pages),
    )
