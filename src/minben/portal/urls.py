"""The addresses of the portal."""

from __future__ import annotations

from django.urls import path

from . import appealing, applying, browsing, cases, correcting, credentials, data, licences, mandates, materials, showing

app_name = "portal"
urlpatterns = [
    path("", browsing.home, name="home"),
    path("search", browsing.search, name="search"),
    path("search/suggestions", browsing.suggestions, name="suggestions"),
    path("agencies/<str:agency>", browsing.agency, name="agency"),
    path("kinds/<str:kind>", browsing.kind, name="kind"),
    path("items/<str:code>", browsing.item, name="item"),
    path("services/<str:service>/apply", applying.begin, name="begin"),
    path("services/<str:service>/apply/check", applying.check, name="check"),
    path("services/<str:service>/apply/discard", applying.discard, name="discard"),
    path("services/<str:service>/apply/help", applying.help_, name="help"),
    path("services/<str:service>/apply/received", cases.received, name="received"),
    path("services/<str:service>/apply/materials/<str:name>", materials.material, name="material"),
    path("services/<str:service>/apply/files/<uuid:file>", materials.draft_file, name="file"),
    path("services/<str:service>/correct", correcting.known, name="correctable"),
    path("services/<str:service>/correct/<str:read>/<uuid:record>", correcting.correct, name="correct"),
    path("services/<str:service>/apply/questions/<str:name>", applying.question, name="question"),
    path("my/cases", cases.my_cases, name="my-cases"),
    path("my/cases/<str:number>", cases.case, name="case"),
    path("my/cases/<str:number>/files/<uuid:file>", materials.case_file, name="case-file"),
    path("my/cases/<str:number>/withdraw", cases.withdraw, name="withdraw"),
    path("my/cases/<str:number>/appeal", appealing.appeal, name="appeal"),
    path("my/cases/<str:number>/human", cases.ask_for_human, name="human"),
    path("my/cases/<str:number>/complete/<str:step>", cases.complete, name="complete"),
    path("my/licences", licences.my_licences, name="my-licences"),
    path("my/licences/<str:number>", licences.licence, name="licence"),
    path("my/licences/<str:number>/show", showing.show, name="show"),
    path("my/licences/<str:number>/pdf", showing.as_pdf, name="pdf"),
    path("verify/", licences.verify, name="verify"),
    path("verify/credential", credentials.verify, name="verify-credential"),
    path("verify/<str:code>", licences.verified, name="verified"),
    path(".well-known/jwt-vc-issuer/issuers/<str:agency>", credentials.issuer, name="issuer"),
    path("issuers/<str:agency>/status/<int:number>", credentials.status_list, name="status-list"),
    path("licences/types/<str:name>", credentials.kind, name="licence-type"),
    path("my/corrections", correcting.corrections, name="my-corrections"),
    path("my/corrections/<str:number>", correcting.correction, name="correction"),
    path("my/corrections/<str:number>/withdraw", correcting.withdraw, name="correction-withdraw"),
    path("my/mandates", mandates.mandates, name="mandates"),
    path("my/mandates/give", mandates.give, name="mandate-give"),
    path("my/mandates/<uuid:mandate>/end", mandates.end, name="mandate-end"),
    path("my/data", data.my_data, name="my-data"),
]
