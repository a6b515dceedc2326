"""A model imports DMN files of its own folder, and nothing else is ever opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben.rules import ModelError, read_model
from minben.rules.dmn.xml import root_of

from .files import NAMESPACES, decision, dmn_file, feel, input_data

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 6, 1)
GREETING = (
    '<itemDefinition name="Person"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>"
    '<businessKnowledgeModel id="greet" name="say-hello"><variable name="say-hello"/><encapsulatedLogic>'
    '<formalParameter name="person" typeRef="Person"/>'
    + feel('"Hello " + person.name')
    + "</encapsulatedLogic>"
    "</businessKnowledgeModel>"
    + input_data("visitor", "string")
    + decision("welcome", feel('"Welcome " + visitor'), needs="#visitor")
)


def imported(name: str, namespace: str, location: str = "") -> str:
    where = f' locationURI="{location}"' if location else ""
    return f'<import name="{name}" namespace="{namespace}" importType="{NAMESPACES["1.5"]}"{where}/>'


def problems(path: Path) -> list[str]:
    with pytest.raises(ModelError) as refused:
        read_model(path)
    return [problem.text("en") for problem in refused.value.problems]


def test_functions_types_and_decisions_of_another_file_are_read_by_its_name(tmp_path: Path) -> None:
    dmn_file(tmp_path, GREETING, file="greeting.dmn", namespace="urn:greeting")
    body = (
        imported("g", "urn:greeting")
        + input_data("who", "g.Person")
        + decision("hello", feel("g.say-hello(who)"), needs="#who knowledge@urn:greeting#greet")
        + decision("entry", feel('g.welcome + "!"'), needs="decision@urn:greeting#welcome")
        + decision("unseen", feel("g.welcome"), needs="knowledge@urn:greeting#greet")
    )
    model = read_model(dmn_file(tmp_path, body))
    facts = {"who": {"name": "Li"}, "g": {"visitor": "Wang"}}
    outcome = model.decide(facts, on=ON)
    assert outcome.values == {"hello": "Hello Li", "entry": "Welcome Wang!", "unseen": None}


def test_an_import_without_a_name_makes_its_elements_the_models_own(tmp_path: Path) -> None:
    dmn_file(tmp_path, GREETING, file="greeting.dmn", namespace="urn:greeting")
    body = imported("", "urn:greeting") + decision(
        "entry", feel("welcome"), needs="decision@urn:greeting#welcome"
    )
    model = read_model(dmn_file(tmp_path, body))
    assert model.decide({"visitor": "Wang"}, on=ON).values == {"entry": "Welcome Wang"}


def test_the_oldest_version_imports_by_the_prefix_of_a_namespace(tmp_path: Path) -> None:
    old = NAMESPACES["1.1"]
    dmn_file(tmp_path, GREETING, file="greeting.dmn", namespace="urn:greeting", version="1.1")
    (tmp_path / "test.dmn").write_text(
        f'<definitions xmlns="{old}" xmlns:g="urn:greeting" name="test" namespace="urn:test">'
        f'<import namespace="urn:greeting" importType="{old}"/>'
        + input_data("who", "g:Person")
        + decision("hello", feel("g.say-hello(who)"), needs="#who knowledge@urn:greeting#greet")
        + "</definitions>"
    )
    model = read_model(tmp_path / "test.dmn")
    assert model.decide({"who": {"name": "Li"}}, on=ON).values == {"hello": "Hello Li"}
    assert model.decide({"who": {"name": 1}}, on=ON).values == {"hello": None}


def test_facts_of_models_imported_through_others_stand_in_contexts(tmp_path: Path) -> None:
    dmn_file(tmp_path, GREETING, file="greeting.dmn", namespace="urn:greeting")
    middle = imported("model A", "urn:greeting") + decision(
        "evaluated", feel('"B: " + model A.welcome'), needs="decision@urn:greeting#welcome"
    )
    dmn_file(tmp_path, middle, file="b.dmn", namespace="urn:b")
    dmn_file(tmp_path, middle.replace("B: ", "C: "), file="c.dmn", namespace="urn:c")
    body = (
        imported("Model B", "urn:b")
        + imported("Model C", "urn:c")
        + decision(
            "both",
            feel('Model B.evaluated + "; " + Model C.evaluated'),
            needs="decision@urn:b#evaluated decision@urn:c#evaluated",
        )
    )
    model = read_model(dmn_file(tmp_path, body))
    facts = {"Model B": {"model A": {"visitor": "Li"}}, "Model C": {"model A": {"visitor": "Wang"}}}
    assert model.decide(facts, on=ON).values == {"both": "B: Welcome Li; C: Welcome Wang"}


def test_what_cannot_be_imported_is_told(tmp_path: Path) -> None:
    dmn_file(tmp_path, "", file="one.dmn", namespace="urn:twice")
    dmn_file(tmp_path, "", file="two.dmn", namespace="urn:twice")
    body = "\n".join(
        (
            imported("missing", "urn:missing"),
            imported("twice", "urn:twice"),
            imported("chosen", "urn:twice", "one.dmn"),
            '<import name="p" namespace="urn:pmml" importType="http://www.dmg.org/PMML-4_2"/>',
            decision("d", feel("1"), needs="decision@urn:missing#x"),
        )
    )
    assert problems(dmn_file(tmp_path, body)) == [
        "test.dmn:2: no DMN file in the same folder has the namespace urn:missing",
        "test.dmn:3: several files have the namespace urn:twice: one.dmn, two.dmn; name one in locationURI",
        "test.dmn:5: imports of this kind (http://www.dmg.org/PMML-4_2) are not used; only DMN is",
    ]


def test_files_that_import_one_another_are_told_with_the_way(tmp_path: Path) -> None:
    dmn_file(tmp_path, imported("a", "urn:a"), file="b.dmn", namespace="urn:b")
    path = dmn_file(tmp_path, imported("b", "urn:b"), file="a.dmn", namespace="urn:a")
    assert problems(path) == ["b.dmn:2: these files import one another: a.dmn → b.dmn → a.dmn"]


def test_the_problems_of_an_imported_file_are_told_too(tmp_path: Path) -> None:
    dmn_file(tmp_path, decision("x", feel("1 +")), file="b.dmn", namespace="urn:b")
    path = dmn_file(tmp_path, imported("b", "urn:b") + "\n" + decision("y", feel("2 +")))
    assert problems(path) == [
        "b.dmn:2: line 1, column 4: the expression ends where an expression was expected",
        "test.dmn:3: line 1, column 4: the expression ends where an expression was expected",
    ]


def test_no_location_leads_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = dmn_file(tmp_path, "", file="secret.dmn", namespace="urn:secret")
    (inside / "link.dmn").symlink_to(outside)
    for location in (
        "../secret.dmn",
        str(outside),
        outside.as_uri(),
        "http://example.org/secret.dmn",
        "link.dmn",
    ):
        path = dmn_file(inside, imported("s", "urn:secret", location))
        assert problems(path) == ["test.dmn:2: no DMN file in the same folder has the namespace urn:secret"]


def test_a_folder_is_looked_through_once_for_all_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []

    def counted(path: Path) -> object:
        looked.append(path)
        return root_of(path)

    monkeypatch.setattr("minben.rules.dmn.library.root_of", counted)
    path = dmn_file(tmp_path, "".join(imported(f"i{number}", f"urn:{number}") for number in range(50)))
    assert len(problems(path)) == 50
    assert looked == [path]
