"""The facts of Guang'an's blueprint hold together and agree with what was published.

All but the last test read the files as they stand on disk, without the blueprint's reader, so that a fault of the data
and a fault of the reader are told apart.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chinese_calendar
import pytest
import yaml

from minben.rules import evaluate, free_names, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint import Blueprint

FOLDER = Path(__file__).parents[2] / "blueprints" / "guangan"
SERVICES_ON_REAL_ITEMS = {
    "512B0003600037": ("80周岁以上老年人高龄津贴发放", "civil-affairs"),
    "511A0005200004": ("食品(含保健食品)经营许可核发", "approval"),
    "513A0116800002": ("亲属关系证明", "public-security"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def document(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def documents(pattern: str) -> list[Any]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob(pattern))]


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def citations(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "cite" in node:
            yield node
        for value in node.values():
            yield from citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from citations(value)


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.csv")))
def test_every_row_has_every_column_and_no_stray_spaces(name: str) -> None:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        head, *body = csv.reader(file, strict=True)
    assert body
    assert [row for row in body if len(row) != len(head)] == []
    assert [cell for row in body for cell in row if cell != cell.strip()] == []


class TestDivisions:
    def test_codes_are_twelve_digits_and_each_stands_once(self) -> None:
        codes = [row["code"] for row in rows("divisions.csv")]
        assert [code for code in codes if not re.fullmatch(r"\d{12}", code)] == []
        assert repeated(iter(codes)) == []

    def test_every_division_lies_in_one_of_the_level_above(self) -> None:
        divisions = {row["code"]: row for row in rows("divisions.csv")}
        (nation,) = [row for row in divisions.values() if not row["parent"]]
        assert (nation["name"], nation["level"]) == ("中国", "0")
        below = [row for row in divisions.values() if row is not nation]
        for row in below:
            assert int(divisions[row["parent"]]["level"]) == int(row["level"]) - 1, row

    def test_a_code_begins_like_its_parents(self) -> None:
        digits = {2: 2, 3: 4, 4: 6, 5: 9}
        for row in rows("divisions.csv"):
            shared = digits.get(int(row["level"]), 0)
            assert row["code"][:shared] == row["parent"][:shared], row

    def test_the_district_is_whole_and_its_line_reaches_the_nation(self) -> None:
        divisions = {row["code"]: row for row in rows("divisions.csv")}
        within = Counter(row["level"] for code, row in divisions.items() if code.startswith("511602"))
        assert within == {"3": 1, "4": 25, "5": 332}
        line = ["511602000000"]
        while parent := divisions[line[-1]]["parent"]:
            line.append(parent)
        assert [divisions[code]["name"] for code in line] == ["广安区", "广安市", "四川省", "中国"]

    def test_the_city_has_all_its_counties(self) -> None:
        counties = {row["name"] for row in rows("divisions.csv") if row["parent"] == "511600000000"}
        assert counties == {"广安区", "前锋区", "岳池县", "武胜县", "邻水县", "华蓥市"}


class TestAgencies:
    def test_there_are_34_departments_under_39_codes_that_no_two_share(self) -> None:
        agencies = rows("agencies.csv")
        codes = [code for row in agencies for code in row["codes"].split()]
        assert (len(agencies), len(codes)) == (34, 39)
        assert repeated(iter(codes)) == []
        assert repeated(row["id"] for row in agencies) == []

    def test_each_is_named_in_both_languages_under_a_plain_id(self) -> None:
        for row in rows("agencies.csv"):
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["id"]), row
            assert all(row[column] for column in ("name_zh", "name_en", "short_zh")), row

    def test_every_agency_that_the_blueprint_speaks_of_is_listed(self) -> None:
        spoken_of = {post.split("/")[0] for post in document("posts.yaml")}
        spoken_of |= {agreement["agency"] for agreement in document("agreements.yaml")}
        spoken_of |= {
            each["agency"] for each in documents("registers/*.yaml") + documents("services/*/service.yaml")
        }
        assert spoken_of <= {row["id"] for row in rows("agencies.csv")}


class TestItems:
    def test_all_1135_are_there_under_codes_that_no_two_share(self) -> None:
        items = rows("items.csv")
        assert len(items) == 1135
        assert repeated(row["code"] for row in items) == []
        assert repeated(row["local_code"] for row in items) == []

    def test_the_short_code_begins_the_published_one_which_the_guide_address_holds(self) -> None:
        for row in rows("items.csv"):
            assert row["local_code"].startswith(row["code"] + "-"), row
            assert row["local_code"] in row["guide_url"], row

    def test_each_has_a_known_kind_and_every_agency_has_some(self) -> None:
        items = rows("items.csv")
        assert {row["type"] for row in items} <= document("blueprint.yaml")["item_types"].keys()
        assert {row["agency"] for row in items} == {row["id"] for row in rows("agencies.csv")}

    def test_the_guide_address_names_a_code_of_the_items_own_agency(self) -> None:
        codes = {row["id"]: row["codes"].split() for row in rows("agencies.csv")}
        for row in rows("items.csv"):
            assert row["guide_url"].rpartition("deptCode=")[2] in codes[row["agency"]], row

    def test_the_executable_services_stand_on_real_items_of_their_agency(self) -> None:
        items = {row["code"]: (row["name"], row["agency"]) for row in rows("items.csv")}
        assert {code: items[code] for code in SERVICES_ON_REAL_ITEMS} == SERVICES_ON_REAL_ITEMS
        services = documents("services/*/service.yaml")
        assert {service["item"] for service in services} >= SERVICES_ON_REAL_ITEMS.keys()
        assert [s["item"] for s in services if items[s["item"]][1] != s["agency"]] == []


class TestSynonyms:
    def test_what_is_meant_is_found_among_the_names_of_the_items(self) -> None:
        names = [row["name"] for row in rows("items.csv")]
        lost = [row for row in rows("synonyms.csv") if not any(row["means"] in name for name in names)]
        assert lost == []

    def test_there_are_many_and_none_is_said_twice_for_the_same(self) -> None:
        synonyms = [(row["says"], row["means"]) for row in rows("synonyms.csv")]
        assert len(synonyms) >= 60
        assert len(set(synonyms)) == len(synonyms)
        assert [(says, means) for says, means in synonyms if says in means] == []

    @pytest.mark.parametrize(
        ("says", "item"),
        [
            ("开饭馆", "食品(含保健食品)经营许可核发"),
            ("老年津贴", "80周岁以上老年人高龄津贴发放"),
            ("身分证", "居民身份证办理（包括临时）"),
            ("低保", "最低生活保障"),
            ("生娃", "《出生医学证明》首次签发"),
        ],
    )
    def test_what_people_say_leads_to_the_item_they_need(self, says: str, item: str) -> None:
        assert any(row["means"] in item for row in rows("synonyms.csv") if row["says"] == says)


class TestCalendar:
    FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)

    def exceptions(self) -> dict[date, bool]:
        days = rows("calendar.csv")
        assert {row["working"] for row in days} == {"yes", "no"}
        return {date.fromisoformat(row["date"]): row["working"] == "yes" for row in days}

    def test_the_loaded_years_are_named_and_no_day_lies_outside(self) -> None:
        assert document("calendar.yaml")["years"] == f"{self.FIRST.year}-{self.LAST.year}"
        assert [day for day in self.exceptions() if not self.FIRST <= day <= self.LAST] == []

    def test_only_days_that_differ_from_monday_to_friday_are_listed_each_once_and_named(self) -> None:
        days = rows("calendar.csv")
        assert [day for day, worked in self.exceptions().items() if worked is (day.weekday() < 5)] == []
        assert repeated(row["date"] for row in days) == []
        assert [row for row in days if not (row["name_zh"] and row["name_en"])] == []

    @pytest.mark.parametrize(
        ("day", "worked"),
        [
            (date(2026, 10, 1), False),  # National Day, a Thursday
            (date(2026, 10, 10), True),  # a Saturday, worked in lieu of it
            (date(2026, 9, 25), False),  # Mid-Autumn Festival, a Friday
            (date(2025, 1, 28), False),  # New Year's Eve of the lunar calendar, a Tuesday
            (date(2025, 1, 26), True),  # a Sunday, worked in lieu of it
            (date(2020, 1, 31), False),  # Spring Festival of 2020, prolonged
            (date(2015, 9, 3), False),  # the anniversary of victory, this year only
        ],
    )
    def test_days_that_the_state_council_announced(self, day: date, worked: bool) -> None:
        assert self.exceptions()[day] is worked

    def test_every_day_agrees_with_an_independent_calendar(self) -> None:
        exceptions = self.exceptions()
        days = (self.FIRST + timedelta(days=n) for n in range((self.LAST - self.FIRST).days + 1))
        differing = [
            d for d in days if exceptions.get(d, d.weekday() < 5) is not chinese_calendar.is_workday(d)
        ]
        assert differing == []


class TestLaws:
    def test_every_citation_is_a_listed_article_or_says_that_it_is_unchecked(self) -> None:
        cited = [one for each in documents("**/*.yaml") for one in citations(each)]
        listed = {f"{row['law']} {row['article']}" for row in rows("laws.csv")}
        assert {one["cite"] for one in cited if not one.get("unchecked")} == listed
        assert [one["cite"] for one in cited if one.get("unchecked") and one["cite"] in listed] == []

    def test_listed_articles_are_in_force_and_dated(self) -> None:
        for row in rows("laws.csv"):
            assert row["status"] == "现行有效", row
            assert date.fromisoformat(row["effective"]), row


class TestPersonas:
    def test_every_post_has_an_officer_and_inspection_has_the_two_that_the_law_asks_for(self) -> None:
        officers = Counter(
            persona["post"] for persona in document("personas.yaml").values() if "post" in persona
        )
        assert officers.keys() == document("posts.yaml").keys()
        assert officers["approval/inspection"] == 2

    def test_residents_and_enterprises_are_picked_by_fields_of_the_register_that_identifies_them(
        self,
    ) -> None:
        fields = {
            register["subject_kind"]: set(register["fields"])
            for register in documents("registers/*.yaml")
            if register.get("identifies")
        }
        picked = [persona for persona in document("personas.yaml").values() if "post" not in persona]
        assert {persona["for"] for persona in picked} == {"resident", "enterprise"}
        for persona in picked:
            names = free_names(parse(persona["pick"], fields[persona["for"]])) - {"today"}
            assert names
            assert names <= fields[persona["for"]], persona

    @pytest.mark.parametrize(
        ("persona", "record", "fits"),
        [
            ("elder", {"birth_date": date(1946, 11, 24), "living": True}, True),
            ("elder", {"birth_date": date(1946, 11, 25), "living": True}, False),
            ("elder", {"birth_date": date(1930, 1, 1), "living": False}, False),
            ("parent", {"birth_date": date(1980, 5, 5), "living": True}, True),
            ("parent", {"birth_date": date(1966, 11, 24), "living": True}, False),
            ("young-adult", {"birth_date": date(2008, 11, 24), "living": True}, True),
            ("young-adult", {"birth_date": date(2008, 11, 25), "living": True}, False),
            ("restaurant", {"industry": "catering", "state": "open"}, True),
            ("restaurant", {"industry": "catering", "state": "closed"}, False),
            ("shop", {"industry": "retail", "kind": "sole", "state": "open"}, True),
            ("shop", {"industry": "retail", "kind": "company", "state": "open"}, False),
        ],
    )
    def test_the_condition_takes_who_is_meant_and_nobody_else(
        self, persona: str, record: dict[str, object], fits: bool
    ) -> None:
        pick = document("personas.yaml")[persona]["pick"]
        assert evaluate(pick, {**record, "today": date(2026, 11, 24)}).value is fits

    def test_each_is_titled_in_both_languages(self) -> None:
        assert [p for p in document("personas.yaml").values() if p["title"].keys() != {"zh", "en"}] == []


def test_the_reader_takes_what_the_files_say(guangan: Blueprint) -> None:
    codes = {row["id"]: set(row["codes"].split()) for row in rows("agencies.csv")}
    assert {id_: set(agency.codes) for id_, agency in guangan.agencies.items()} == codes
    names = {row["code"]: row["name"] for row in rows("items.csv")}
    assert {code: item.name for code, item in guangan.items.items()} == names
    assert guangan.calendar.years == frozenset(range(2004, 2027))
    assert {day.isoformat() for day in guangan.calendar.exceptions} == {
        row["date"] for row in rows("calendar.csv")
    }
    assert [synonym.says for synonym in guangan.synonyms] == [row["says"] for row in rows("synonyms.csv")]
    assert guangan.articles == {(row["law"], row["article"]) for row in rows("laws.csv")}
    assert guangan.personas.keys() == document("personas.yaml").keys()
    within = {row["code"] for row in rows("divisions.csv") if row["code"].startswith("511602")}
    assert within <= guangan.divisions.keys()
