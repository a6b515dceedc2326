"""What an act may hold, and its body."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson
import pytest
import rfc8785
from hypothesis import given, strategies as st

from minben.ledger import Act, Actor, ActorKind, PersonalValue, RecordRef, kinds, uuid7
from minben.ledger.acts import body
from minben.ledger.identity import timestamp, uuid7s
from minben.ledger.views import view

from .helpers import an_act

words = st.text(st.characters(codec="utf-8", categories=["L", "P"]), max_size=20)
given_words = words.filter(bool)
ids = st.lists(st.uuids(), max_size=4).map(tuple)
acts = st.builds(
    an_act,
    actor=st.builds(Actor, st.sampled_from(ActorKind), given_words, words | st.none(), words | st.none()),
    purpose=given_words,
    power=words,
    basis=st.lists(words, max_size=3).map(tuple),
    subjects=ids,
    case=st.uuids() | st.none(),
    register=words,
    records=st.lists(
        st.builds(RecordRef, st.uuids(), st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex)),
        max_size=3,
    ).map(tuple),
    rule=words,
    result=words,
    count=st.integers(0, 2**53 - 1),
    root=st.binary(min_size=32, max_size=32).map(bytes.hex),
    predicate=words,
    derived_from=ids,
)


@given(acts, st.uuids(), st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_body_is_canonical_and_says_all_of_the_act(act: Act, id_: UUID, at: datetime) -> None:
    content = body(act, id_, at)
    assert rfc8785.dumps(orjson.loads(content)) == content
    read = view(None, content)
    assert (read.id, read.at) == (id_, at)
    for name in (
        "kind",
        "purpose",
        "power",
        "basis",
        "subjects",
        "case",
        "register",
        "records",
        "rule",
        "result",
    ):
        assert getattr(read, name) == getattr(act, name), name
    for name in ("count", "root", "predicate", "derived_from"):
        assert getattr(read, name) == getattr(act, name), name
    assert read.actor == Actor(act.actor.kind, act.actor.id, act.actor.post or None, act.actor.agency or None)


def test_empty_fields_are_left_out_of_a_body() -> None:
    said = orjson.loads(body(an_act(), uuid4(), datetime(2026, 5, 1, tzinfo=UTC)))
    assert set(said) == {"v", "id", "at", "kind", "actor", "purpose"}
    assert said["at"] == "2026-05-01T00:00:00.000000Z"
    assert said["actor"] == {"kind": "system", "id": "test"}


@pytest.mark.parametrize(
    "number",
    [
        "51160219490312001X",
        "511602194903120018",
        "511602490312001",
        "91510000MA6XXXXX4T",
        "13800138000",
        "6222021234567890123",
    ],
)
@pytest.mark.parametrize(
    "field", ["purpose", "power", "register", "rule", "result", "predicate", "basis", "actor"]
)
def test_the_number_of_somebody_is_refused_in_every_field_and_not_repeated(field: str, number: str) -> None:
    word = f"申请人{number}号"
    value: object = word
    if field == "basis":
        value = ("《法》第一条", word)
    elif field == "actor":
        value = Actor(ActorKind.RESIDENT, word)
    with pytest.raises(PersonalValue, match=field) as refused:
        an_act(**{field: value})
    assert number not in str(refused.value)


@pytest.mark.parametrize(
    "word",
    [
        "11370800MB285591843370117002011",
        "512B0003600037",
        "511602000000",
        "old-age-allowance/decide@" + "0f" * 32,
        "residents aged 80 or more in 511602",
        str(UUID("01890a5d-ac96-774b-bcce-b302099a8057")),
    ],
)
def test_codes_and_ids_are_no_numbers_of_somebody(word: str) -> None:
    assert an_act(predicate=word).predicate == word


@pytest.mark.parametrize(
    ("field", "word"),
    [("result", "理" * 121), ("purpose", "a" * 121), ("predicate", "a" * 1001), ("result", "first\nsecond")],
)
def test_free_text_is_refused(field: str, word: str) -> None:
    with pytest.raises(PersonalValue, match="free text"):
        an_act(**{field: word})


@pytest.mark.parametrize(
    "fields",
    [
        {"root": "ff"},
        {"records": (RecordRef(uuid4(), "not a commitment"),)},
        {"count": -1},
        {"count": 2**53},
        {"purpose": ""},
        {"actor": Actor(ActorKind.RESIDENT, "")},
        {"kind": "no.such.kind"},
    ],
)
def test_malformed_fields_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        an_act(**fields)


def test_an_act_is_about_each_subject_once() -> None:
    one, other = uuid4(), uuid4()
    assert an_act(subjects=(one, other, one)).subjects == (one, other)


def test_a_kind_has_one_title_in_each_language() -> None:
    registry = kinds.Kinds()
    registry.register("a.b-c", zh="甲", en="A")
    registry.register("a.b-c", zh="甲", en="A")
    assert registry["a.b-c"].title("zh-hans") == "甲"
    assert registry["a.b-c"].title("en") == "A"
    with pytest.raises(ValueError, match="other titles"):
        registry.register("a.b-c", zh="乙", en="A")
    with pytest.raises(ValueError, match="dotted code"):
        registry.register("A b", zh="乙", en="A")
    with pytest.raises(kinds.UnknownKind, match=r"known: a\.b-c"):
        registry["b"]


def test_new_ids_sort_by_time() -> None:
    made = [uuid7() for _ in range(1000)]
    prefixes = [id_.int >> 64 for id_ in made]
    assert prefixes == sorted(prefixes)
    assert len(set(made)) == 1000
    batch = uuid7s(1000)
    assert batch == sorted(batch)
    assert batch[0] > made[-1]
    assert {id_.version for id_ in batch} == {7}
    assert {(id_.version, id_.variant) for id_ in made} == {(7, "specified in RFC 4122")}


@given(st.datetimes(timezones=st.timezones(), allow_imaginary=False))
def test_timestamps_are_utc_with_microseconds(at: datetime) -> None:
    try:
        at.astimezone(UTC)
    except OverflowError:
        return
    text = timestamp(at)
    assert len(text) == 27
    assert datetime.fromisoformat(text) == at.astimezone(UTC)
