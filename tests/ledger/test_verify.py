"""Verifying names what a superuser has done to the ledger, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from minben.environment import Environment
from minben.ledger import acting, effects, seal_once, write_acts
from minben.ledger.heads import sign_head
from minben.ledger.keys import public_keys, signing_key
from minben.ledger.sequence import sequence
from minben.ledger.witness import BadLine, append_heads

from .helpers import SYSTEM, an_act, found, tamper, verified, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from minben.node.postgres import Endpoint

NUMBER = 600


@pytest.fixture
def acts(request: pytest.FixtureRequest) -> list[UUID]:
    """Sealed acts over three tiles, with heads over 1, 300, 512 and all of them."""
    request.getfixturevalue("database")
    ids: list[UUID] = []
    for number in (1, 299, 212, NUMBER - 512):
        with acting(SYSTEM):
            ids += write_acts(
                [an_act(case=uuid4(), subjects=(uuid4(),), register="r") for _ in range(number)]
            )
        assert seal_once().acts == number
    return ids


@pytest.fixture
def witness(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A witness that has seen all heads."""
    request.getfixturevalue("acts")
    path = tmp_path / "heads.jsonl"
    assert append_heads(path, public_keys(Environment.read().home)) == 4
    return path


@pytest.mark.usefixtures("database")
def test_an_empty_ledger_is_whole() -> None:
    report = verified()
    assert report.ok
    assert report.size == 0


def test_a_whole_ledger_is_whole_also_before_its_witness(witness: Path) -> None:
    write()
    report = verified(witness=witness)
    assert report.ok, report.findings.kept
    assert (report.size, report.heads, report.waiting, report.witnessed) == (NUMBER, 4, 1, NUMBER)
    assert verified().witnessed is None


@pytest.mark.usefixtures("acts")
def test_acts_behind_the_last_head_are_verified_too() -> None:
    write()
    sequence()
    report = verified()
    assert report.ok, report.findings.kept
    assert report.size == NUMBER + 1


@pytest.mark.parametrize("leaf", [0, 255, 256, 511, 599])
def test_an_altered_body_is_named(database: Endpoint, acts: list[UUID], leaf: int) -> None:
    tamper(
        database,
        f"UPDATE ledger_act SET register = 'x', body = replace(convert_from(body, 'UTF8'),"
        f" '\"r\"', '\"x\"')::bytea WHERE id = '{acts[leaf]}'",
    )
    report = verified()
    assert found(report) == {("act-altered", acts[leaf], leaf)}
    assert report.findings.kept[0].at is not None


def test_a_body_that_is_no_json_is_named_with_its_columns(database: Endpoint, acts: list[UUID]) -> None:
    tamper(database, f"UPDATE ledger_act SET body = '\\xff00' WHERE id = '{acts[7]}'")
    assert found(verified()) == {("act-altered", acts[7], 7), ("columns-differ", acts[7], 7)}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "at + interval '1 us'"),
        ("kind", "'other.kind'"),
        ("agency", "'other'"),
        ("actor_kind", "'officer'"),
        ("actor_id", "'other'"),
        ("purpose", "'other'"),
        ("register", "'other'"),
    ],
)
def test_a_column_that_disagrees_with_the_body_is_named(
    database: Endpoint, acts: list[UUID], column: str, value: str
) -> None:
    tamper(database, f"UPDATE ledger_act SET {column} = {value} WHERE id = '{acts[300]}'")
    report = verified()
    assert found(report) == {("columns-differ", acts[300], 300)}
    assert report.findings.kept[0].facts == {"columns": column}


@pytest.mark.parametrize(
    ("change", "differences"),
    [("subjects = ARRAY[uuidv7()]", 2), ("case_id = uuidv7()", 2), ("case_id = NULL", 1)],
)
def test_another_subject_or_case_is_named_in_the_column_and_in_the_index(
    database: Endpoint, acts: list[UUID], change: str, differences: int
) -> None:
    tamper(database, f"UPDATE ledger_act SET {change} WHERE id = '{acts[300]}'")
    report = verified()
    assert found(report) == {("columns-differ", acts[300], 300), ("about-differs", acts[300], 300)}
    assert report.findings.total == 1 + differences


def test_an_act_hidden_from_its_subject_is_named(database: Endpoint, acts: list[UUID]) -> None:
    tamper(database, "DELETE FROM ledger_about WHERE leaf = 8")
    assert found(verified()) == {("about-differs", acts[8], 8)}


def test_a_dropped_act_is_named(database: Endpoint, acts: list[UUID]) -> None:
    tamper(database, f"DELETE FROM ledger_act WHERE id = '{acts[301]}'")
    report = verified()
    assert ("act-dropped", acts[301], 301) in found(report)
    assert {finding.code for finding in report.findings.kept} == {"act-dropped"}
    assert report.findings.kept[0].at is not None


def test_a_dropped_leaf_is_named_with_its_act(database: Endpoint, acts: list[UUID]) -> None:
    tamper(database, "DELETE FROM ledger_leaf WHERE leaf = 255")
    assert found(verified()) == {("leaf-dropped", acts[255], None)}


def test_a_dropped_act_with_its_leaf_is_named(database: Endpoint, acts: list[UUID]) -> None:
    tamper(
        database,
        f"DELETE FROM ledger_act WHERE id = '{acts[255]}'",
        "DELETE FROM ledger_leaf WHERE leaf = 255",
    )
    assert found(verified()) == {("leaf-missing", None, 255)}


@pytest.mark.parametrize(("one", "other"), [(2, 3), (0, 599), (255, 256)])
def test_swapped_acts_are_named(database: Endpoint, acts: list[UUID], one: int, other: int) -> None:
    tamper(
        database,
        f"DELETE FROM ledger_leaf WHERE leaf IN ({one}, {other})",
        f"INSERT INTO ledger_leaf (leaf, act) VALUES ({one}, '{acts[other]}'), ({other}, '{acts[one]}')",
    )
    report = verified()
    moved = {item for item in found(report) if item[0] == "act-reordered"}
    assert moved == {("act-reordered", acts[other], one), ("act-reordered", acts[one], other)}


def test_an_act_inserted_behind_the_sequencer_is_named(database: Endpoint, acts: list[UUID]) -> None:
    new = uuid4()
    tamper(
        database,
        f"INSERT INTO ledger_act SELECT '{new}', at, xid, kind, agency, actor_kind, actor_id, purpose, subjects,"
        f" case_id, register, body FROM ledger_act WHERE id = '{acts[9]}'",
    )
    sequence()
    assert found(verified()) == {("act-inserted", new, None)}


@pytest.mark.usefixtures("acts")
def test_an_act_inserted_with_a_leaf_and_a_hash_is_named(database: Endpoint) -> None:
    new = write()
    tamper(
        database,
        f"INSERT INTO ledger_leaf (leaf, act) VALUES ({NUMBER}, '{new}')",
        "DELETE FROM ledger_leaf WHERE leaf = 10",
        f"UPDATE ledger_leaf SET leaf = 10 WHERE leaf = {NUMBER}",
    )
    assert ("act-altered", new, 10) in found(verified())


@pytest.mark.usefixtures("acts")
def test_a_rewritten_tile_is_named_and_no_act_blamed(database: Endpoint) -> None:
    tamper(
        database,
        "UPDATE ledger_tile SET hashes = overlay(hashes PLACING sha256('x') FROM 33) WHERE (level, index) = (0, 1)",
    )
    report = verified()
    assert found(report) == {("tile-altered", None, None)}
    assert report.findings.kept[0].facts == {"level": 0, "index": 1}


@pytest.mark.usefixtures("acts")
def test_a_rewritten_upper_tile_is_named(database: Endpoint) -> None:
    tamper(database, "UPDATE ledger_tile SET hashes = sha256('x') || substr(hashes, 33) WHERE level = 1")
    report = verified()
    assert [finding.facts for finding in report.findings.kept] == [{"level": 1, "index": 0}]


@pytest.mark.usefixtures("acts")
def test_a_tile_that_is_gone_is_named(database: Endpoint) -> None:
    tamper(database, "DELETE FROM ledger_tile WHERE (level, index) = (0, 1)")
    report = verified()
    assert [finding.facts for finding in report.findings.kept] == [{"level": 0, "index": 1}]


REHASH = (
    "UPDATE ledger_tile t SET hashes = (SELECT string_agg(sha256('\\x00'::bytea || a.body), ''::bytea ORDER BY l.leaf)"
    " FROM ledger_leaf l JOIN ledger_act a ON a.id = l.act WHERE l.leaf / 256 = t.index) WHERE level = 0"
)


def test_an_act_altered_together_with_the_tree_contradicts_the_heads(
    database: Endpoint, acts: list[UUID]
) -> None:
    body = "replace(convert_from(body, 'UTF8'), '\"r\"', '\"x\"')::bytea"
    tamper(
        database,
        f"UPDATE ledger_act SET register = 'x', body = {body} WHERE id = '{acts[305]}'",
        REHASH,
    )
    report = verified()
    facts = {finding.code: finding.facts for finding in report.findings.kept}
    assert facts["tree-rewritten"] == {"first": 300, "last": 511, "size": 512}
    assert facts["head-contradicts"]["size"] == 512


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE ledger_head SET root = sha256('x') WHERE size = 300",
        "UPDATE ledger_head SET signature = sha512('x') WHERE size = 300",
        "UPDATE ledger_head SET body = replace(convert_from(body, 'UTF8'), ':300,', ':301,')::bytea WHERE size = 300",
        "UPDATE ledger_head SET key_id = repeat('0', 64) WHERE size = 300",
        "UPDATE ledger_head SET at = at + interval '1 day' WHERE size = 300",
        "UPDATE ledger_head SET body = 'no head' WHERE size = 300",
    ],
)
@pytest.mark.usefixtures("acts")
def test_a_forged_head_is_named(database: Endpoint, forgery: str) -> None:
    tamper(database, forgery)
    report = verified()
    assert [(finding.code, finding.facts["size"]) for finding in report.findings.kept] == [
        ("head-forged", 300)
    ]


@pytest.mark.usefixtures("acts")
def test_a_head_by_somebody_elses_key_is_named(tmp_path: Path) -> None:
    sign_head(signing_key(tmp_path))
    report = verified()
    assert [(finding.code, finding.facts["size"]) for finding in report.findings.kept] == [
        ("head-forged", NUMBER)
    ]


def cut_to(size: int, acts: list[UUID]) -> list[str]:
    """Statements that take away everything from leaf ``size`` on, heads included."""
    gone = ", ".join(f"'{act}'" for act in acts[size:])
    tile, width = divmod(size, 256)
    return [
        f"DELETE FROM ledger_act WHERE id IN ({gone})",
        f"DELETE FROM ledger_leaf WHERE leaf >= {size}",
        f"DELETE FROM ledger_about WHERE leaf >= {size}",
        f"DELETE FROM ledger_tile WHERE level = 0 AND index > {tile}",
        f"UPDATE ledger_tile SET hashes = substr(hashes, 1, {width * 32}) WHERE level = 0 AND index = {tile}",
        f"UPDATE ledger_tile SET hashes = substr(hashes, 1, {tile * 32}) WHERE level = 1",
        f"UPDATE ledger_state SET size = {size}",
    ]


def test_an_end_cut_off_is_told_by_the_heads(database: Endpoint, acts: list[UUID]) -> None:
    tamper(database, *cut_to(300, acts))
    report = verified()
    assert [(finding.code, finding.facts["size"]) for finding in report.findings.kept] == [
        ("head-beyond", 512),
        ("head-beyond", NUMBER),
    ]


def test_an_end_cut_off_with_its_heads_is_told_by_the_witness_only(
    database: Endpoint, acts: list[UUID], witness: Path
) -> None:
    tamper(database, *cut_to(300, acts), "DELETE FROM ledger_head WHERE size > 300")
    assert verified().ok
    report = verified(witness=witness)
    assert [(finding.code, finding.facts["line"]) for finding in report.findings.kept] == [
        ("witness-beyond", 3),
        ("witness-beyond", 4),
    ]


def test_a_history_rewritten_with_the_key_is_told_by_the_witness_only(
    database: Endpoint, acts: list[UUID], witness: Path
) -> None:
    tamper(
        database,
        "TRUNCATE ledger_head, ledger_leaf, ledger_tile, ledger_about, ledger_state",
        f"DELETE FROM ledger_act WHERE id = '{acts[400]}'",
    )
    seal_once()
    assert verified().ok
    codes = [(finding.code, finding.facts["line"]) for finding in verified(witness=witness).findings.kept]
    assert codes == [("witness-contradicts", 3), ("witness-beyond", 4)]


@pytest.mark.parametrize("damage", [lambda text: text[:-20] + text[-1:], lambda text: "{}\n" + text])
def test_a_damaged_witness_file_is_refused_by_line(witness: Path, damage: Callable[[str], str]) -> None:
    witness.write_text(damage(witness.read_text()))
    with pytest.raises(BadLine, match=r"heads.jsonl:\d"):
        verified(witness=witness)


def test_a_witness_line_with_a_wrong_signature_is_named(witness: Path) -> None:
    lines = witness.read_text().splitlines(keepends=True)
    signature = lines[1].split('"signature":"')[1][:86]
    other = lines[2].split('"signature":"')[1][:86]
    witness.write_text("".join([lines[0], lines[1].replace(signature, other), *lines[2:]]))
    assert [(f.code, f.facts["line"]) for f in verified(witness=witness).findings.kept] == [
        ("witness-forged", 2)
    ]


def test_a_record_changed_behind_its_act_is_named(acts: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "registry", effects.Comparisons())

    @effects.registry.register("things")
    def things() -> list[effects.Difference]:
        return [effects.Difference("things", "17", acts[3], zh="值已被改动", en="the value was changed")]

    assert verified().ok
    report = verified(effects=True)
    assert report.effects == ("things",)
    assert report.findings.kept[0].line("en").endswith("things 17: the value was changed")
    assert report.findings.kept[0].text("zh") == "things 17：值已被改动"


@pytest.mark.usefixtures("acts")
def test_verifying_says_how_far_it_has_come() -> None:
    from minben.ledger.verify import verify

    told: list[tuple[int, int]] = []
    verify(public_keys(Environment.read().home), progress=lambda done, size: told.append((done, size)))
    assert told[-1] == (NUMBER, NUMBER)
