"""Checking a sealed case file without the node that made it: does it prove itself?

The seal proves an act that holds the manifest's digest; the manifest every file; each act its own place in a signed
tree; each row, with its salt, that an act committed to it. What is left to whoever checks is to know the key.
"""

from __future__ import annotations

import hashlib
import hmac
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from minben.ledger import BadProof, canonical, read_proof

from .package import FORMAT, FORMAT_VERSION, MANIFEST, SEAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from minben.ledger import Proven, PublicKey

LARGEST = 2 * 1024**3
"""Bytes that a package may unpack to."""
ACTS = "acts/"
ROWS = "rows.json"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What does not hold, and in which file of the package."""

    path: str
    zh: str
    en: str


@dataclass(slots=True)
class Checked:
    """What checking came to: the case, how much was compared, under whose key, and what is wrong."""

    number: str = ""
    acts: int = 0
    rows: int = 0
    files: int = 0
    key: str = ""
    wrong: list[Wrong] = field(default_factory=list)

    def found(self, path: str, zh: str, en: str) -> None:
        """Keep something that is wrong."""
        self.wrong.append(Wrong(path, zh, en))


def check_package(path: Path, trusted: PublicKey | None = None) -> Checked:
    """Everything that is wrong with a package; nothing where it holds. ``trusted`` is the key that must have signed."""
    checked = Checked()
    try:
        with zipfile.ZipFile(path) as package:
            _check(package, trusted, checked)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        checked.found(path.name, f"不是可读的档案包：{error}", f"not a package that can be read: {error}")
    return checked


def _check(package: zipfile.ZipFile, trusted: PublicKey | None, checked: Checked) -> None:
    if sum(entry.file_size for entry in package.infolist()) > LARGEST:
        checked.found("", "档案包过大", "the package is larger than any case file may be")
        return
    manifest = _manifest(package, checked)
    if manifest is None:
        return
    checked.number = str(manifest["case"]["number"])
    _compare_files(package, manifest, checked)
    seal = _proven(package, SEAL, checked)
    if seal is None:
        return
    checked.key = seal.key.id
    _compare_seal(package, seal, trusted, checked)
    acts = [proven for path in _acts(manifest) if (proven := _proven(package, path, checked))]
    checked.acts = len(acts)
    for path, proven in zip(_acts(manifest), acts, strict=False):
        if str(proven.act.case) != manifest["case"]["id"] or proven.key.id != seal.key.id:
            checked.found(path, "是别的办件或别的密钥的行为", "an act of another case, or under another key")
    _compare_rows(package, acts, checked)


def _manifest(package: zipfile.ZipFile, checked: Checked) -> dict[str, Any] | None:
    try:
        content = package.read(MANIFEST)
        manifest: dict[str, Any] = orjson.loads(content)
        if (manifest["format"], manifest["v"]) == (FORMAT, FORMAT_VERSION) and canonical(manifest) == content:
            list(map(_line, manifest["files"]))
            return manifest
    except (KeyError, TypeError, ValueError) as error:
        checked.found(MANIFEST, f"清单不可读：{error}", f"the manifest cannot be read: {error}")
        return None
    checked.found(MANIFEST, "不是本格式的清单", "not a manifest of this format")
    return None


def _line(said: Mapping[str, Any]) -> tuple[str, int, str]:
    return str(said["path"]), int(said["size"]), str(said["sha256"])


def _compare_files(package: zipfile.ZipFile, manifest: Mapping[str, Any], checked: Checked) -> None:
    listed = {path: digest for path, _, digest in map(_line, manifest["files"])}
    names = package.namelist()
    for path in sorted({*names} - {*listed, MANIFEST, SEAL}):
        checked.found(path, "清单中没有此文件", "not in the manifest")
    if len(set(names)) != len(names):
        checked.found("", "同名文件不止一个", "two entries have the same name")
    for path, digest in listed.items():
        checked.files += 1
        if path not in names:
            checked.found(path, "文件缺失", "missing")
        elif hashlib.sha256(package.read(path)).hexdigest() != digest:
            checked.found(path, "内容与清单不符", "not what the manifest says")


def _acts(manifest: Mapping[str, Any]) -> list[str]:
    return [path for path, _, _ in map(_line, manifest["files"]) if path.startswith(ACTS)]


def _proven(package: zipfile.ZipFile, path: str, checked: Checked) -> Proven | None:
    try:
        return read_proof(orjson.loads(package.read(path)))
    except (BadProof, KeyError, ValueError) as error:
        checked.found(path, f"证明不成立：{error}", f"the proof does not hold: {error}")
        return None


def _compare_seal(
    package: zipfile.ZipFile, seal: Proven, trusted: PublicKey | None, checked: Checked
) -> None:
    if seal.act.root != hashlib.sha256(package.read(MANIFEST)).hexdigest():
        checked.found(SEAL, "封存的是另一份清单", "another manifest was sealed")
    if trusted is not None and trusted.raw != seal.key.raw:
        checked.found(SEAL, "不是由所给密钥签名", "not signed by the key that was given")


def _compare_rows(package: zipfile.ZipFile, acts: list[Proven], checked: Checked) -> None:
    try:
        rows = orjson.loads(package.read(ROWS))
        committed = {record.commitment for proven in acts for record in proven.act.records}
        done = {str(proven.act.id) for proven in acts}
        for row in rows:
            checked.rows += 1
            for zh, en in _row_problems(row, committed, done):
                checked.found(ROWS, f"{row['table']} {row['id']}：{zh}", f"{row['table']} {row['id']}: {en}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        checked.found(ROWS, f"不可读：{error}", f"cannot be read: {error}")


def _row_problems(
    row: Mapping[str, Any], committed: set[str | None], done: set[str]
) -> Iterator[tuple[str, str]]:
    columns, bound = row["columns"], row.get("bound")
    if bound is not None:
        digest = hmac.digest(bytes.fromhex(bound["salt"]), bound["over"].encode(), hashlib.sha256).hex()
        if digest != bound["commitment"] or digest not in committed:
            yield "没有行为承诺过此内容", "no act committed to this"
        elif not _says(orjson.loads(bound["over"]), columns):
            yield "内容与所承诺的不同", "not the values that were committed to"
    if columns.get("state") == DONE and columns.get("act") not in done:
        yield "办结环节没有行为", "a step that is done without its act"


def _says(over: Any, columns: Mapping[str, Any]) -> bool:
    """Whether what was committed to is what the columns say: as text of some of them, or as the answers themselves."""
    if isinstance(over, str):
        return all(_plain(columns.get(name)) == _plain(value) for name, value in orjson.loads(over).items())
    return bool(columns.get("values") == over)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value
