"""Saying something in a case: one page for a question and for an answer, whichever side says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from minben import cases

from .fields import Problem
from .languages import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from minben.cases import CaseFile


@dataclass(frozen=True, slots=True)
class Saying:
    """What the page says of itself; ``back`` is the address of the case, ``asked`` the question that is answered."""

    file: CaseFile
    title: str
    hint: str
    done: str
    back: str
    asked: str = ""


def say_in_case(request: HttpRequest, saying: Saying, send: Callable[[str], object]) -> HttpResponse:
    """Show the page; sent, hand what was written to ``send`` and go back to the case."""
    text, errors = request.POST.get("text", ""), []
    if request.method == "POST":
        try:
            send(text)
        except cases.NoWords as wrong:
            errors = [Problem("text", say(wrong.text))]
        except cases.NotFound as missing:
            raise Http404 from missing
        except cases.CaseProblem as wrong:
            errors = [Problem("", say(wrong.text))]
        else:
            messages.success(request, saying.done)
            return redirect(saying.back)
    context = {"saying": saying, "text": text, "errors": errors}
    return render(request, "pages/say.html", context, status=400 if errors else 200)
