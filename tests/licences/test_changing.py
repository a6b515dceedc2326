"""What officers do with licences: an act with law and reasons, the register's entry follows, the world is told."""

from __future__ import annotations

import base64
import zlib
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from django.db import ProgrammingError, transaction

from cases.conftest import SYSTEM, TODAY, at
from cases.test_licence import DECISION, WINDOW
from licences.conftest import issue, licence_of
from minben import cases, licences
from minben.blueprint.licensing import LicenceMove
from minben.ledger import acting, acts_about, effects, legal_clock, seal_once
from minben.licences import Wanted, changing, models
from minben.licences.problems import (
    NotFound,
    NothingChanged,
    NotNow,
    NotYours,
    ReasonsMissing,
)
from minben.licences.reading import history_of
from minben.registers import FieldProblems, read_key

if TYPE_CHECKING:
    from cases.conftest import District, Somebody
    from minben.licences import Issued

WHY = "现场检查发现重大食品安全隐患"


def told(issued: Issued) -> int:
    """What the published list says of the licence's credential, as a stranger reads it."""
    assert issued.credential is not None
    body = issued.credential.split(".")[1]
    place = orjson.loads(base64.urlsafe_b64decode(body + "==="))["status"]["status_list"]
    agency, _, number = place["uri"].removeprefix("http://localhost:8000/issuers/").split("/")
    published = licences.status_list(agency, int(number))
    assert published is not None
    claims = orjson.loads(base64.urlsafe_b64decode(published.token.split(".")[1] + "==="))
    assert claims["sub"] == place["uri"]
    bits = zlib.decompress(base64.urlsafe_b64decode(claims["status_list"]["lst"] + "==="))
    byte, shift = divmod(place["idx"] * 2, 8)
    return int(bits[byte] >> shift & 3)


def change(
    district: District, issued: Issued, move: str, reasons: str = WHY, post: str = DECISION, **values: str
) -> None:
    changing.change(issued.id, district.officer(post), Wanted(LicenceMove(move), reasons, values))


def entry_state(district: District, issued: Issued) -> Any:
    with acting(SYSTEM):
        entry = read_key(district.blueprint.registers[issued.register], issued.key)
    return entry.values["state"] if entry else None


@pytest.mark.parametrize(
    ("moves", "state", "status"),
    [
        (["withhold"], "withheld", 2),
        (["withhold", "restore"], "valid", 0),
        (["revoke"], "revoked", 1),
        (["withdraw"], "withdrawn", 1),
        (["revoke", "cancel"], "cancelled", 1),
        (["cancel"], "cancelled", 1),
    ],
)
def test_a_change_is_seen_by_holder_register_and_world(
    district: District, food: tuple[Somebody, Issued], moves: list[str], state: str, status: int
) -> None:
    firm, issued = food
    assert told(issued) == 0
    for move in moves:
        change(district, issued, move)
    assert issue() == 0, "the licence is in step already"
    assert (licence_of(firm).state, entry_state(district, issued), told(issued)) == (state, state, status)
    assert licence_of(firm).version == 1
    checked, _ = licences.verify_credential(district.blueprint, issued.credential or "")
    assert checked.state == state
    with acting(firm.reach):
        history = history_of(issued.id)
        acts = [act for act in acts_about(firm.subject) if act.kind == "licence.change"]
    assert [row.move for row in history.changes] == moves[::-1]
    assert {row.reasons for row in history.changes} == {WHY}
    assert all(act.actor.post == DECISION and act.basis for act in acts)
    assert WHY not in str(acts)


def test_a_renewed_licence_gets_a_new_version_and_the_former_is_told_invalid(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    firm, issued = food
    change(district, issued, "renew", "准予延续五年", expires="2036-03-02")
    assert issue() == 1
    renewed = licence_of(firm)
    assert (renewed.id, renewed.version, renewed.last_day) == (issued.id, 2, date(2036, 3, 2))
    assert renewed.identifier.split(".")[8] == "002"
    assert (told(issued), told(renewed)) == (1, 0)
    checked, _ = licences.verify_credential(district.blueprint, issued.credential or "")
    assert checked.superseded


def test_a_corrected_licence_shows_what_is_right(district: District, food: tuple[Somebody, Issued]) -> None:
    firm, issued = food
    change(district, issued, "correct", "门牌号登记有误", premises="广安区城南街道2号")
    issue()
    assert (licence_of(firm).shown or {})["premises"] == "广安区城南街道2号"
    assert licence_of(firm).version == 2


def test_a_withheld_licence_stays_withheld_when_it_is_corrected(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    firm, issued = food
    change(district, issued, "withhold")
    change(district, issued, "correct", premises="广安区城南街道2号")
    issue()
    assert (licence_of(firm).state, told(licence_of(firm))) == ("withheld", 2)


def test_the_holder_is_told_in_the_case_that_gave_the_licence(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    change(district, food[1], "withhold")
    change(district, food[1], "revoke", "以欺骗手段取得许可")
    with acting(food[0].reach):
        texts = [notice.text for notice in cases.Notice.objects.order_by("at", "id")][-2:]
    assert [food[1].key in text["zh"] and "行政" in text["zh"] for text in texts] == [True, True]
    assert WHY in texts[0]["en"]
    assert "revoked" in texts[1]["en"]
    assert "以欺骗手段取得许可" in texts[1]["zh"]
    with acting(SYSTEM):
        compared = [list(compare()) for name, compare in effects.registry if "notices" in name]
    assert compared == [[]]


@pytest.mark.parametrize(
    ("move", "post", "reasons", "values", "problem"),
    [
        ("revoke", WINDOW, WHY, {}, NotYours),
        ("restore", DECISION, WHY, {}, NotNow),
        ("revoke", DECISION, "  ", {}, ReasonsMissing),
        ("revoke", DECISION, "长" * 2001, {}, ReasonsMissing),
        ("correct", DECISION, WHY, {}, NothingChanged),
        ("renew", DECISION, WHY, {"expires": "2031-03-02"}, NothingChanged),
        ("renew", DECISION, WHY, {"expires": "next year"}, FieldProblems),
    ],
)
def test_what_may_not_be_done_does_nothing(
    district: District,
    food: tuple[Somebody, Issued],
    move: str,
    post: str,
    reasons: str,
    values: dict[str, str],
    problem: type[Exception],
) -> None:
    firm, issued = food
    with pytest.raises(problem):
        change(district, issued, move, reasons, post, **values)
    with acting(SYSTEM):
        assert models.Change.objects.count() == 0
    assert licence_of(firm) == issued


def test_an_officer_of_another_agency_does_not_even_see_it(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    stranger = district.officer("public-security/registry")
    with pytest.raises(NotFound):
        changing.change(food[1].id, stranger, Wanted(LicenceMove.REVOKE, WHY))
    assert licences.licence_for(stranger, food[1].id) is None
    assert licences.agency_licences(stranger, food[1].key) == []


def test_an_officer_finds_a_licence_by_number_and_by_identifier(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    officer = district.officer(DECISION)
    for wanted in ("", food[1].key, food[1].identifier):
        assert [each.id for each in licences.agency_licences(officer, wanted)] == [food[1].id]
    assert licences.agency_licences(officer, "JY0") == []
    found = licences.licence_for(officer, food[1].id)
    assert found is not None
    with acting(SYSTEM):
        (act,) = [act for act in acts_about(food[0].subject) if act.kind == "licence.read"]
    assert act.actor.post == DECISION


def test_licences_lapse_with_their_last_day_as_a_set(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    firm, issued = food
    last = date(2031, 3, 2)
    for day, lapsed in ((TODAY, 0), (last, 0), (last + timedelta(days=1), 1), (last + timedelta(days=1), 0)):
        with legal_clock(partial(at, day)):
            assert licences.pass_days() == lapsed, day
    assert (licence_of(firm).state, told(issued)) == ("lapsed", 1)
    with acting(firm.reach):
        (row,) = history_of(issued.id).changes
    assert (row.move, row.on) == ("lapse", last + timedelta(days=1))


def test_a_lapsed_licence_is_valid_again_once_renewed(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    firm, issued = food
    with legal_clock(partial(at, date(2031, 4, 1))):
        licences.pass_days()
        change(district, issued, "renew", "准予延续", expires="2036-03-02")
        issue()
        renewed = licence_of(firm)
        assert (renewed.state, renewed.version, told(renewed)) == ("valid", 2, 0)


def test_the_whole_ledger_verifies_and_a_changed_licence_is_named(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    change(district, food[1], "withhold")
    seal_once()
    assert list(differences()) == []
    with transaction.atomic(using="owner"):
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT set_config('minben.system', 'on', true)")
            cursor.execute("UPDATE licences_licence SET state = 'valid'")
    assert {difference.table for difference in differences()} == {"licences_licence"}


def differences() -> list[effects.Difference]:
    with acting(SYSTEM):
        return [
            difference for name, compare in effects.registry if "licence" in name for difference in compare()
        ]


def test_nobody_but_holder_and_issuer_sees_a_licence(
    district: District, food: tuple[Somebody, Issued]
) -> None:
    elsewhere = district.resident(date(1980, 1, 1))
    reaches = {
        "holder": (food[0].reach, 1),
        "issuer": (district.officer(DECISION).reach, 1),
        "another agency": (district.officer("public-security/registry").reach, 0),
        "somebody else": (elsewhere.reach, 0),
    }
    for who, (reach, seen) in reaches.items():
        with acting(reach):
            found = (models.IssuedLicence.objects.count(), models.Version.objects.count())
        assert found == (seen, seen), who
    assert models.Version.objects.count() == 0, "without a reach nothing is seen"


def test_an_issued_version_is_never_changed(food: tuple[Somebody, Issued]) -> None:
    with pytest.raises(Exception, match="never changed"), acting(SYSTEM):
        models.Version.objects.update(credential="forged")
    with pytest.raises(ProgrammingError), acting(food[0].reach):
        models.IssuedLicence.objects.update(state="valid")
    with pytest.raises(Exception, match=r"never changed|permission denied"), acting(SYSTEM):
        models.Change.objects.update(reasons="other")
