"""Materials: handed in as files, stood for by what is on file, promised, put off; seen by whom the case is before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from files.making import document, picture
from minben import cases, files
from minben.blueprint.model import FileType
from minben.cases import Brought, Channel, Filling
from minben.cases.handing import LOOSE_AFTER
from minben.files import models as file_models
from minben.ledger import Reach, acting, acts_about, acts_of_case, legal_clock, now

from .conftest import SYSTEM, TODAY, at
from .handed import a_file, as_files
from .test_licence import DECISION, FILLED, INSPECTION, PROMISED, WINDOW, do

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import District, Somebody

FOOD = "food-licence"
ASKED = {name: value for name, value in FILLED.items() if name not in PROMISED}
LATER = {"kind": "later"}
COMMITMENT = {"kind": "commitment", "agreed": True}


@pytest.fixture
def firm(district: District) -> Somebody:
    return district.enterprise()


def submit(district: District, firm: Somebody, **materials: object) -> cases.Case:
    return cases.submit(
        district.blueprint, FOOD, firm.subject, {**ASKED, **materials}, channel="web", actor=firm.actor
    )


def wrong(district: District, firm: Somebody, **materials: object) -> dict[str, str]:
    with pytest.raises(cases.AnswerProblems) as caught:
        submit(district, firm, **materials)
    return {name: text["en"] for name, text in caught.value.problems.items()}


def standing(case: cases.Case, viewer: Any) -> dict[str, str]:
    return {step.id: str(step.standing) for step in cases.case_file(case.number, viewer).steps}


def acts(case: cases.Case) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_of_case(case.id)]


def bring(case: cases.Case, firm: Somebody, tmp_path: Path) -> cases.Case:
    path = tmp_path / "plan"
    path.write_bytes(document())
    view = next(step for step in cases.case_file(case.number, firm).steps if step.id == "plan_later")
    assert view.row is not None
    file = cases.bring(view.row.id, firm, "plan", Brought(path, "plan.pdf"))
    return cases.supplement(view.row.id, firm, {"plan": {"kind": "file", "files": [str(file)]}})


def test_nothing_given_is_told_for_every_material(district: District, firm: Somebody) -> None:
    assert wrong(district, firm) == {
        "plan": "Please hand in “Plan of the premises and of the work in them”",
        "rules": "Please hand in “Rules that keep the food safe”",
    }


def test_files_become_the_cases_and_are_seen_by_its_agency_and_no_supervisor(
    district: District, firm: Somebody
) -> None:
    plan = a_file(firm, FOOD)
    case = submit(district, firm, plan=as_files(plan), rules=COMMITMENT)
    with acting(SYSTEM):
        assert files.kept([plan.id])[plan.id].holder == case.id
    window, other = district.officer(WINDOW), district.officer("civil-affairs/benefits")
    file = cases.case_file(case.number, window)
    with acting(window.reach):
        (given, promise) = cases.materials_of(file)
    assert [one.name for one in given.files] == ["平面图.png"]
    assert promise.value is not None
    assert promise.value["kind"] == "commitment"
    assert b"".join(cases.read_file(case.number, plan.id, window)[1]).startswith(b"\x89PNG")
    supervisor = district.officer("government-office/supervision")
    for viewer in (other, supervisor, district.enterprise("别家", serial="2222222")):
        with pytest.raises(cases.NotFound):
            cases.read_file(case.number, plan.id, viewer)
        with acting(viewer.reach):
            assert files.kept([plan.id]) == {}
    seen = cases.case_file(case.number, supervisor)
    with acting(supervisor.reach):
        assert cases.materials_of(seen) == ()


def test_an_officers_read_of_a_file_is_one_act_for_the_case(district: District, firm: Somebody) -> None:
    plan = a_file(firm, FOOD)
    case = submit(district, firm, plan=as_files(plan), rules=COMMITMENT)
    window = district.officer(WINDOW)
    cases.read_file(case.number, plan.id, window)
    cases.read_file(case.number, plan.id, firm)
    with acting(SYSTEM):
        (act,) = (one for one in acts_of_case(case.id) if one.kind == "file.read")
    assert (act.actor.id, act.subjects) == (window.actor.id, (firm.subject,))
    assert [record.id for record in act.records] == [plan.id]


def test_a_file_of_another_case_or_of_somebody_else_is_not_taken(district: District, firm: Somebody) -> None:
    plan = a_file(firm, FOOD)
    submit(district, firm, plan=as_files(plan), rules=COMMITMENT)
    assert "not there" in wrong(district, firm, plan=as_files(plan), rules=COMMITMENT)["plan"]
    elsewhere = a_file(firm, "kinship-certificate")
    assert "not there" in wrong(district, firm, plan=as_files(elsewhere), rules=COMMITMENT)["plan"]
    stranger = district.enterprise("别家", serial="2222222")
    other = a_file(stranger, FOOD)
    assert "not there" in wrong(district, firm, plan=as_files(other), rules=COMMITMENT)["plan"]
    assert (
        "not there" in wrong(district, firm, plan={"kind": "file", "files": ["x"]}, rules=COMMITMENT)["plan"]
    )
    with acting(SYSTEM):
        assert cases.Case.objects.count() == 1


def test_a_type_that_the_material_does_not_take_and_too_many_files_are_refused(
    district: District, firm: Somebody
) -> None:
    many = as_files(*(a_file(firm, FOOD) for _ in range(cases.MOST_FILES + 1)))
    assert "At most" in wrong(district, firm, plan=many, rules=COMMITMENT)["plan"]
    odd = {"kind": "unheard"}
    assert "way" in wrong(district, firm, plan=odd, rules=LATER)["plan"]
    assert "way" in wrong(district, firm, plan=LATER, rules=LATER)["rules"]
    assert "No valid entry" in wrong(district, firm, plan=LATER, rules={"kind": "licence"})["rules"]


def test_a_promise_has_to_be_agreed_to_and_is_an_act_that_keeps_its_words(
    district: District, firm: Somebody
) -> None:
    assert "agree" in wrong(district, firm, plan=LATER, rules={"kind": "commitment"})["rules"]
    case = submit(district, firm, plan=LATER, rules=COMMITMENT)
    assert acts(case).count("case.commit") == 1
    answers = cases.case_file(case.number, firm).answers
    assert answers is not None
    rules = answers["rules"]
    assert isinstance(rules, dict)
    assert rules["text"] == dict(district.blueprint.services[FOOD].materials["rules"].commitment.text)  # type: ignore[union-attr]
    assert rules["on"] == TODAY.isoformat()


def test_a_promise_that_was_not_kept_is_told_with_the_reasons(district: District, firm: Somebody) -> None:
    case = submit(district, firm, plan=a_plan(firm), rules=COMMITMENT)
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "failed", "没有进货查验记录制度", findings="无")
    do(district, INSPECTION, "failed", "没有进货查验记录制度", findings="无")
    told = [notice.text for notice in cases.case_file(case.number, firm).notices]
    assert any("“保证食品安全的规章制度”与承诺不符" in text["zh"] for text in told)
    assert any("没有进货查验记录制度" in text["en"] and "not to be kept" in text["en"] for text in told)
    assert not any("布局" in text["zh"] for text in told), "the plan was not promised but handed in"


def a_plan(firm: Somebody) -> dict[str, object]:
    return as_files(a_file(firm, FOOD, FileType.PDF))


def test_what_is_promised_for_later_is_a_task_and_the_decision_waits(
    district: District, firm: Somebody, tmp_path: Path
) -> None:
    case = submit(district, firm, plan=LATER, rules=COMMITMENT)
    assert [(row.next_step, row.next_post, row.due) for row in cases.my_cases([firm.subject]).rows] == [
        ("accept", WINDOW, date(2026, 3, 9))
    ]
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="好")
    do(district, INSPECTION, "passed", findings="好")
    assert standing(case, firm)["decide"] == "waiting"
    bring(case, firm, tmp_path)
    assert standing(case, firm) | {"decide": "ready", "plan_later": "done"} == standing(case, firm)
    view = next(step for step in cases.case_file(case.number, firm).steps if step.id == "plan_later")
    assert view.row is not None
    with pytest.raises(cases.AlreadyDone):
        cases.supplement(view.row.id, firm, {"plan": a_plan(firm)})
    assert do(district, DECISION, "granted").outcome == "granted"


def test_what_never_comes_is_a_fact_that_lets_people_decide(district: District, firm: Somebody) -> None:
    case = submit(district, firm, plan=LATER, rules=COMMITMENT)
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="好")
    do(district, INSPECTION, "passed", findings="好")
    with legal_clock(lambda: at(date(2026, 3, 17))):
        assert cases.pass_deadlines() == 1
        assert standing(case, firm)["decide"] == "ready"
        do(district, DECISION, "refused", "逾期未补交")
    assert standing(case, firm)["plan_later"] == "void"


def test_without_the_promise_there_is_no_task(district: District, firm: Somebody) -> None:
    case = submit(district, firm, **PROMISED)
    assert standing(case, firm)["plan_later"] == "void"
    with acting(SYSTEM):
        assert not cases.Step.objects.filter(step="plan_later").exists()


def test_completing_an_application_may_bring_a_better_file(district: District, firm: Somebody) -> None:
    case = submit(district, firm, plan=LATER, rules=COMMITMENT)
    do(district, WINDOW, "incomplete", "请补交布局图")
    view = next(step for step in cases.case_file(case.number, firm).steps if step.id == "supplement")
    assert view.row is not None
    plan = a_file(firm, FOOD)
    cases.supplement(view.row.id, firm, {"premises_completed": "广安区城南街道8号", "plan": as_files(plan)})
    assert standing(case, firm)["plan_later"] == "void", "it has come"
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="好")
    do(district, INSPECTION, "passed", findings="好")
    assert do(district, DECISION, "granted").outcome == "granted"


def licence(district: District, firm: Somebody, expires: date, number: str = "JY1") -> UUID:
    return district.write(
        "licences",
        number=number,
        code=uuid4().hex[:16].upper().replace("0", "A").replace("1", "B"),
        kind="food-business",
        holder=firm.identifier,
        statement="-",
        issued=date(2022, 1, 1),
        expires=expires,
    )


def test_a_valid_entry_on_file_stands_for_a_material_and_an_expired_one_does_not(
    district: District, firm: Somebody
) -> None:
    licence(district, firm, TODAY - timedelta(days=1), "JY1")
    draft = cases.prepare(FOOD, firm.subject, firm.actor, ASKED)
    assert [one.on_file for one in draft.materials] == [None, None]
    licence(district, firm, TODAY, "JY2")
    licence(district, firm, TODAY + timedelta(days=400), "JY3")
    draft = cases.prepare(FOOD, firm.subject, firm.actor, ASKED)
    found = {one.material.name: one.on_file for one in draft.materials}
    assert found["plan"] is None
    assert found["rules"] is not None
    assert found["rules"].values["number"] == "JY3", "the one that holds longest"
    case = submit(district, firm, plan=a_plan(firm))
    answers = cases.case_file(case.number, firm).answers
    assert answers is not None
    rules = answers["rules"]
    assert isinstance(rules, dict)
    assert (rules["kind"], rules["read"], rules["values"]["number"]) == ("licence", "rules_on_file", "JY3")


def test_files_of_an_application_are_kept_found_and_taken_back(
    district: District, firm: Somebody, tmp_path: Path
) -> None:
    filling = Filling(FOOD, firm.subject, firm.reach, firm.actor, Channel.WEB)
    draft = cases.begin_draft(filling)
    ids = []
    for number, content in enumerate((picture(), document())):
        path = tmp_path / str(number)
        path.write_bytes(content)
        draft = cases.hand_in(filling, draft.key, "plan", Brought(path, f"图{number}.bin"))
        ids = cases.files_of(draft.answers, "plan")
    names = [one.name for one in cases.files_in_draft(filling, draft).values()]
    assert sorted(names) == ["图0.png", "图1.pdf"]
    draft = cases.take_back(filling, draft.key, "plan", ids[0])
    assert cases.files_of(draft.answers, "plan") == ids[1:]
    with pytest.raises(cases.NotFound):
        cases.read_draft_file(filling, ids[0])
    assert b"".join(cases.read_draft_file(filling, ids[1])[1]) == document()
    cases.save_answers(filling, draft.key, {**ASKED, "rules": COMMITMENT})
    case = cases.submit_draft(filling, draft.key)
    with acting(SYSTEM):
        assert files.kept(ids)[ids[1]].holder == case.id
        assert files.kept(ids)[ids[0]].erased


def test_a_file_that_is_refused_changes_no_draft(district: District, firm: Somebody, tmp_path: Path) -> None:
    filling = Filling(FOOD, firm.subject, firm.reach, firm.actor, Channel.WEB)
    draft = cases.begin_draft(filling)
    path = tmp_path / "evil"
    path.write_bytes(b"MZ")
    with pytest.raises(files.FileRefused):
        cases.hand_in(filling, draft.key, "plan", Brought(path, "plan.pdf"))
    with pytest.raises(cases.DraftGone):
        cases.hand_in(filling, "another key", "plan", Brought(path, "plan.pdf"))
    kept = cases.draft_of(filling)
    assert kept is not None
    assert kept.answers == {}


def test_files_that_nothing_names_are_erased_after_a_day_and_no_others(
    district: District, firm: Somebody, tmp_path: Path
) -> None:
    filling = Filling(FOOD, firm.subject, firm.reach, firm.actor, Channel.WEB)
    draft = cases.begin_draft(filling)
    path = tmp_path / "plan"
    path.write_bytes(document())
    named = cases.files_of(
        cases.hand_in(filling, draft.key, "plan", Brought(path, "plan.pdf")).answers, "plan"
    )
    held, loose, fresh = (a_file(firm, FOOD) for _ in range(3))
    case = submit(district, firm, plan=as_files(held), rules=COMMITMENT)
    age(*named, held.id, loose.id)
    assert cases.erase_loose() == 1
    assert cases.erase_loose() == 0
    with acting(SYSTEM):
        kept = files.kept([*named, held.id, loose.id, fresh.id])
        assert [one.id for one in kept.values() if one.erased] == [loose.id]
        assert "file.erase" in [act.kind for act in acts_about(firm.subject)]
    assert case.state == "open"


def age(*ids: UUID) -> None:
    """Make files look older than a day, as the owner of the database could."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('minben.system', 'on', true)")
        cursor.execute("ALTER TABLE files_file DISABLE TRIGGER files_file_keeps")
        old = now() - LOOSE_AFTER - timedelta(minutes=1)
        cursor.execute("UPDATE files_file SET stored_at = %s WHERE id = ANY (%s)", [old, list(ids)])
        cursor.execute("ALTER TABLE files_file ENABLE TRIGGER files_file_keeps")


def test_files_of_a_case_are_found_by_one_query_however_many(district: District, firm: Somebody) -> None:
    def asked(count: int) -> int:
        plan = as_files(*(a_file(firm, FOOD) for _ in range(count)))
        case = submit(district, firm, plan=plan, rules=COMMITMENT)
        file = cases.case_file(case.number, firm)
        with acting(firm.reach), CaptureQueriesContext(connection) as queries:
            assert len(cases.materials_of(file)[0].files) == count
        return len(queries)

    assert asked(1) == asked(9) == 1


def test_a_mandate_for_another_service_sees_no_file(district: District, firm: Somebody) -> None:
    plan = a_file(firm, FOOD)
    submit(district, firm, plan=as_files(plan), rules=COMMITMENT)
    loose = a_file(firm, FOOD)
    for services, seen in ((("kinship-certificate",), set()), ((FOOD,), {plan.id, loose.id})):
        with acting(Reach(subjects=(firm.subject,), services=services)):
            assert set(files.kept([plan.id, loose.id])) == seen


def test_no_name_and_no_digest_of_a_file_is_in_an_act(district: District, firm: Somebody) -> None:
    plan = a_file(firm, FOOD, name="王桂兰的厨房.png")
    submit(district, firm, plan=as_files(plan), rules=COMMITMENT)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM ledger_act")
        bodies = " ".join(row[0] for row in cursor.fetchall())
        digest = bytes(file_models.File.objects.get(id=plan.id).digest or b"").hex()
    assert "王桂兰" not in bodies
    assert digest not in bodies
    assert str(plan.id) in bodies
