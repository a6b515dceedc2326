"""The sealed file of a case: whole, readable, and broken by whatever is altered in it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from typer.testing import CliRunner

from cases.conftest import SYSTEM
from minben import cases
from minben.documents.checking import check_package
from minben.documents.commands import app
from minben.documents.package import NoSuchCase, write_package
from minben.ledger import PublicKey, acting, acts_of_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHECK_PROOF = Path(__file__).parent.parent.parent / "docs" / "check_proof.py"


@pytest.fixture
def package(refused: cases.Case, keys: Mapping[str, PublicKey], tmp_path: Path) -> Path:
    path = tmp_path / "case.zip"
    write_package(refused.number, path, keys)
    return path


def rewritten(package: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same package with some of its files changed."""
    with zipfile.ZipFile(package) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    change(contents)
    path = package.with_name("changed.zip")
    with zipfile.ZipFile(path, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)
    return path


def wrong_in(path: Path, trusted: PublicKey | None = None) -> set[str]:
    return {wrong.path for wrong in check_package(path, trusted).wrong}


def test_a_package_holds_every_act_with_its_proof_and_every_row(package: Path, refused: cases.Case) -> None:
    checked = check_package(package)
    assert checked.wrong == []
    assert checked.number == refused.number
    with acting(SYSTEM):
        acts = acts_of_case(refused.id, 1000)
        rows = cases.case_dossier(refused)
    # The act of sealing came after the package.
    assert checked.acts == len(acts) - 1
    assert acts[-1].kind == "case.package"
    assert checked.rows == len(rows)


def test_a_stranger_checks_the_acts_of_a_package_without_minben(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as source:
        names = [name for name in source.namelist() if name.startswith("acts/")] + ["seal.json"]
        source.extractall(tmp_path, names)
    for name in names:
        done = subprocess.run(
            [sys.executable, CHECK_PROOF, tmp_path / name], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_a_package_is_told_by_the_key_that_is_trusted(package: Path, keys: Mapping[str, PublicKey]) -> None:
    (key,) = keys.values()
    assert check_package(package, key).wrong == []
    assert wrong_in(package, PublicKey.of(bytes(32))) == {"seal.json"}


def test_the_page_says_the_reasons_in_words(package: Path) -> None:
    with zipfile.ZipFile(package) as source:
        page = source.read("case.html").decode()
    assert "不具备食品经营条件" in page
    assert "<script" not in page


def test_the_metadata_name_the_agency_and_the_outcome(package: Path, refused: cases.Case) -> None:
    with zipfile.ZipFile(package) as source:
        said = {one["zh"]: one["value"] for one in json.loads(source.read("metadata.json"))}
    assert said["办理结果"] == "refused"
    assert said["电子文件号"] == refused.number
    assert said["立档单位名称"]["zh"] == "广安区行政审批局"


def test_the_definition_in_the_package_is_that_of_the_receipt(package: Path, guangan: Any) -> None:
    with zipfile.ZipFile(package) as source:
        kept = source.read("definition/services/food-licence/service.yaml")
    assert kept == guangan.files["services/food-licence/service.yaml"]


@pytest.mark.parametrize("path", ["case.html", "rows.json", "metadata.json", "README.txt"])
def test_a_file_that_is_altered_is_named(package: Path, path: str) -> None:
    def alter(contents: dict[str, bytes]) -> None:
        contents[path] += b" "

    assert path in wrong_in(rewritten(package, alter))


def test_a_file_that_is_dropped_or_added_is_named(package: Path) -> None:
    def swap(contents: dict[str, bytes]) -> None:
        del contents["case.html"]
        contents["extra.txt"] = b"more"

    assert {"case.html", "extra.txt"} <= wrong_in(rewritten(package, swap))


def test_a_manifest_that_was_made_to_fit_breaks_the_seal(package: Path) -> None:
    def forge(contents: dict[str, bytes]) -> None:
        manifest = json.loads(contents["manifest.json"])
        manifest["files"] = [line for line in manifest["files"] if not line["path"].startswith("acts/")]
        for name in [name for name in contents if name.startswith("acts/")]:
            del contents[name]
        said = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        contents["manifest.json"] = said.encode()

    found = wrong_in(rewritten(package, forge))
    assert "seal.json" in found
    # Nor do the rows stand without the acts that committed to them.
    assert "rows.json" in found


def test_reasons_that_were_changed_together_with_the_manifest_are_not_what_was_committed_to(
    package: Path,
) -> None:
    def forge(contents: dict[str, bytes]) -> None:
        contents["rows.json"] = contents["rows.json"].replace(
            "不具备食品经营条件".encode(), "一切合格".encode()
        )

    checked = check_package(rewritten(package, forge))
    assert any("cases_ground" in wrong.en for wrong in checked.wrong)


def test_a_proof_of_another_act_is_no_proof(package: Path) -> None:
    def forge(contents: dict[str, bytes]) -> None:
        path = next(name for name in contents if name.startswith("acts/"))
        proof = json.loads(contents[path])
        act = json.loads(base64.b64decode(proof["act"]))
        act["result"] = "granted"
        proof["act"] = base64.b64encode(json.dumps(act).encode()).decode()
        contents[path] = json.dumps(proof).encode()

    found = check_package(rewritten(package, forge)).wrong
    assert any(wrong.path.startswith("acts/") and "proof" in wrong.en for wrong in found)


@pytest.mark.parametrize("content", [b"", b"no package", b"PK\x03\x04 cut off"])
def test_what_is_no_package_is_told_plainly(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.zip"
    path.write_bytes(content)
    assert wrong_in(path) == {"thing.zip"}


def test_a_package_of_garbage_in_the_right_places_is_told(package: Path) -> None:
    for path in ("manifest.json", "seal.json", "rows.json"):

        def spoil(contents: dict[str, bytes], path: str = path) -> None:
            contents[path] = b'{"format": 1, "v": [], "files": [{}]}'

        assert path in wrong_in(rewritten(package, spoil))


def test_a_case_that_is_not_there_is_no_package(keys: Mapping[str, PublicKey], tmp_path: Path) -> None:
    with pytest.raises(NoSuchCase):
        write_package("B0", tmp_path / "case.zip", keys)
    assert list(tmp_path.iterdir()) == []


def test_all_that_acts_commit_to_in_a_case_is_known_to_the_dossier(refused: cases.Case) -> None:
    with acting(SYSTEM):
        rows = cases.case_dossier(refused)
    bound = {row.table for row in rows if row.bound is not None}
    with_commitment = {
        model._meta.db_table
        for model in apps.get_app_config("cases").get_models()
        if any(field.name == "commitment" for field in model._meta.fields)
    }
    present = {row.table for row in rows}
    assert bound == with_commitment & present


def test_the_commands_write_and_check_a_package(refused: cases.Case, keys: Any, tmp_path: Path) -> None:
    run = CliRunner()
    written = run.invoke(app, ["package", refused.number, "--out", str(tmp_path)])
    assert written.exit_code == 0, written.output
    checked = run.invoke(app, ["check", str(tmp_path / f"{refused.number}.zip")])
    assert checked.exit_code == 0, checked.output
    assert run.invoke(app, ["package", "B0", "--out", str(tmp_path)]).exit_code == 1
