"""Paying a fee: what it is for and on which law, the way to the gateway's cashier, and how the payment stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from minben import cases, outside, payments
from minben.pages.access import for_persons, open_to_all
from minben.pages.fields import Problem
from minben.pages.languages import say

from .own import own_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.people import Person

LOOK_AGAIN = 3
"""Seconds after which a page that waits for the gateway looks again by itself."""


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """What is to be paid; sent, the payment begins and the page leads on to the cashier."""
    file = own_file(number, person)
    charge = cases.charge_of(file.case.id)
    if charge is None:
        raise Http404
    errors: list[Problem] = []
    if request.method == "POST":
        try:
            payments.begin(charge.id, person.actor)
        except cases.CaseProblem as wrong:
            errors = [Problem("", say(wrong.text))]
        else:
            return redirect("portal:pay", number=number)
    payment = payments.payment_of(charge.id)
    waits = payment is not None and payment.state == payments.PaymentState.ASKED
    context = {
        "file": file,
        "charge": charge,
        "payment": payment,
        "online": payments.available(),
        "errors": errors,
        "look_again": LOOK_AGAIN if waits else 0,
    }
    return render(request, "portal/pay.html", context, status=409 if errors else 200)


@csrf_exempt
@open_to_all
@require_POST
def notice(request: HttpRequest) -> HttpResponse:
    """The gateway says what has become of an order; what it has not signed is turned away."""
    try:
        payments.notified(request.body, request.headers)
    except outside.BadSignature:
        return JsonResponse({"error": "signature"}, status=401)
    except payments.BadNotice:
        return JsonResponse({"error": "notice"}, status=400)
    return JsonResponse({})
