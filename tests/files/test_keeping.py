"""Files are entered after their bytes, seen by their owner, read by acts, and erased for good."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from minben import files
from minben.blueprint.model import FileType
from minben.files import models
from minben.files.effects import files as compared, verify_bytes
from minben.files.storage import storage
from minben.ledger import Actor, ActorKind, Reach, acting, acts_about, effects, now

from .making import document, picture

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM = Reach(system=True)
OFFICER = Actor(kind=ActorKind.OFFICER, id=str(uuid4()), post="approval/window", agency="approval")


@pytest.fixture
def owner() -> files.Owner:
    subject = uuid4()
    return files.Owner(
        subject, "food-licence", Actor(kind=ActorKind.RESIDENT, id=str(subject)), ("某法 第一条",)
    )


def keep(
    owner: files.Owner, tmp_path: Path, content: bytes | None = None, name: str = "平面图.pdf"
) -> files.Kept:
    path = tmp_path / "upload"
    path.write_bytes(content or document())
    with acting(Reach(subjects=(owner.subject,))):
        return files.store(path, name, owner, wanted=tuple(FileType), at_most=1_000_000)


def own(owner: files.Owner) -> Reach:
    return Reach(subjects=(owner.subject,))


def bytes_of(file: UUID, actor: Actor, reach: Reach) -> bytes:
    with acting(SYSTEM):
        _, pieces = files.read(file, actor, reach)
        return b"".join(pieces)


def test_a_file_is_kept_with_an_act_that_commits_to_it_and_says_no_name(
    folder: Path, owner: files.Owner, tmp_path: Path
) -> None:
    del folder
    kept = keep(owner, tmp_path)
    assert (kept.name, kept.type, kept.size) == ("平面图.pdf", "pdf", len(document()))
    assert bytes_of(kept.id, owner.actor, own(owner)) == document()
    with acting(SYSTEM):
        (act,) = acts_about(owner.subject)
        row = models.File.objects.get()
    assert (act.kind, act.purpose, act.basis) == ("file.store", "food-licence", ("某法 第一条",))
    (reference,) = act.records
    assert reference == (kept.id, bytes(row.commitment).hex())
    assert "平面图" not in str(act)
    assert row.digest is not None
    assert bytes(row.digest).hex() not in str(act)


def test_the_bytes_lie_under_a_name_that_says_nothing(
    folder: Path, owner: files.Owner, tmp_path: Path
) -> None:
    keep(owner, tmp_path, name="../../../../tmp/evil.pdf")
    (path,) = (each for each in folder.rglob("*") if each.is_file())
    assert len(path.name) == 40
    assert path.read_bytes() == document()


def test_a_file_that_is_refused_leaves_nothing(folder: Path, owner: files.Owner, tmp_path: Path) -> None:
    with pytest.raises(files.FileRefused):
        keep(owner, tmp_path, b"MZ nothing good")
    assert not folder.exists()
    with acting(SYSTEM):
        assert not models.File.objects.exists()
        assert not list(acts_about(owner.subject))


def test_a_crash_between_storage_and_database_leaves_an_object_that_is_swept_after_a_day(
    folder: Path, owner: files.Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(owner, tmp_path)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("minben.files.keeping.write_act", crash)
        with pytest.raises(KeyboardInterrupt):
            keep(owner, tmp_path)
    objects = {each: each.name for each in folder.rglob("*") if each.is_file()}
    assert len(objects) == 2
    assert files.sweep() == 0, "its row may be on its way"
    for path in objects:
        old = (now() - timedelta(days=1, minutes=1)).timestamp()
        os.utime(path, (old, old))
    assert files.sweep() == 1
    assert files.sweep() == 0
    assert bytes_of(kept.id, owner.actor, own(owner)) == document()


def test_others_see_nothing(folder: Path, owner: files.Owner, tmp_path: Path) -> None:
    del folder
    kept = keep(owner, tmp_path)
    nobody = Reach()
    strangers = (nobody, Reach(subjects=(uuid4(),)), Reach(agency="approval", posts=("approval/window",)))
    for reach in (*strangers, Reach(supervise=True)):
        with acting(reach):
            assert files.kept([kept.id]) == {}
        with pytest.raises(files.FileGone):
            bytes_of(kept.id, OFFICER, reach)
    with acting(SYSTEM):
        assert [act.kind for act in acts_about(owner.subject)] == ["file.store"]


def test_reading_anothers_file_is_an_act_and_ones_own_is_not(
    folder: Path, owner: files.Owner, tmp_path: Path
) -> None:
    del folder
    kept = keep(owner, tmp_path)
    bytes_of(kept.id, owner.actor, own(owner))
    bytes_of(kept.id, OFFICER, SYSTEM)
    with acting(SYSTEM):
        acts = [act for act in acts_about(owner.subject) if act.kind == "file.read"]
    assert [(act.actor.id, act.actor.post) for act in acts] == [(OFFICER.id, "approval/window")]


def test_a_file_becomes_part_of_one_thing_only(folder: Path, owner: files.Owner, tmp_path: Path) -> None:
    del folder
    kept, case = keep(owner, tmp_path), uuid4()
    with acting(SYSTEM):
        files.hold([kept.id], case, subject=owner.subject, purpose="food-licence")
        files.hold([kept.id], case, subject=owner.subject, purpose="food-licence")
    for holder, subject, purpose in (
        (uuid4(), owner.subject, "food-licence"),
        (case, uuid4(), "food-licence"),
        (case, owner.subject, "other"),
    ):
        with acting(SYSTEM), pytest.raises(files.FileGone):
            files.hold([kept.id], holder, subject=subject, purpose=purpose)


def test_erasing_takes_bytes_and_values_and_leaves_the_act(
    folder: Path, owner: files.Owner, tmp_path: Path
) -> None:
    kept = keep(owner, tmp_path)
    with acting(own(owner)):
        files.erase(kept.id, owner.actor)
    assert not [each for each in folder.rglob("*") if each.is_file()]
    with acting(SYSTEM):
        row = models.File.objects.get()
        assert (row.name, row.digest, row.salt, row.object) == (None, None, None, None)
        assert [act.kind for act in acts_about(owner.subject)] == ["file.erase", "file.store"]
        assert list(compared()) == []
    with pytest.raises(files.FileGone):
        bytes_of(kept.id, owner.actor, own(owner))
    with acting(own(owner)), pytest.raises(files.FileGone):
        files.erase(kept.id, owner.actor)


def test_an_erasure_that_is_undone_leaves_the_bytes(folder: Path, owner: files.Owner, tmp_path: Path) -> None:
    del folder
    kept = keep(owner, tmp_path)
    with acting(own(owner)):
        files.erase(kept.id, owner.actor)
        transaction.set_rollback(True)
    assert bytes_of(kept.id, owner.actor, own(owner)) == document()


@pytest.mark.parametrize(
    "change",
    [{"size": 1}, {"type": "png"}, {"subject": uuid4()}, {"digest": b"x"}, {"name": "y"}, {"object": "z"}],
)
def test_the_database_refuses_any_other_change(
    folder: Path, owner: files.Owner, tmp_path: Path, change: dict[str, object]
) -> None:
    del folder
    keep(owner, tmp_path)
    with acting(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        models.File.objects.update(**change)


def test_verification_names_rows_and_bytes_that_were_changed(
    folder: Path, owner: files.Owner, tmp_path: Path
) -> None:
    from django.db import connections

    changed, missing, whole = (keep(owner, tmp_path, content) for content in (None, picture(), None))
    with acting(SYSTEM):
        names = dict(models.File.objects.values_list("id", "object"))
        assert list(compared()) == []
        assert list(verify_bytes()) == []
    (folder / str(names[changed.id])[:2] / str(names[changed.id])).write_bytes(b"other")
    storage().remove(str(names[missing.id]))
    with acting(SYSTEM):
        found = {one.row: one.en for one in verify_bytes()}
    assert found == {
        str(changed.id): "its bytes were changed",
        str(missing.id): "the storage does not hold it",
    }
    with connections["owner"].cursor() as cursor, transaction.atomic(using="owner"):
        cursor.execute("SELECT set_config('minben.system', 'on', true)")
        cursor.execute("ALTER TABLE files_file DISABLE TRIGGER files_file_keeps")
        cursor.execute("UPDATE files_file SET digest = '\\x00' WHERE id = %s", [whole.id])
        cursor.execute("ALTER TABLE files_file ENABLE TRIGGER files_file_keeps")
    with acting(SYSTEM):
        assert [one.row for one in compared()] == [str(whole.id)]
    assert "files" in dict(effects.registry)


def test_a_storage_of_somebody_else_does_the_same(
    database: object, bucket: str, owner: files.Owner, tmp_path: Path
) -> None:
    del database, bucket
    kept = keep(owner, tmp_path)
    assert bytes_of(kept.id, owner.actor, own(owner)) == document()
    with acting(SYSTEM):
        assert list(verify_bytes()) == []
        files.erase(kept.id, owner.actor)
    assert list(storage().objects()) == []
