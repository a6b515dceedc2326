"""The file of a case as one sealed package: a ZIP that an archive takes and that proves itself without Minben.

It holds the acts of the case with their proofs, the rows that they committed to with the salts that show it, the files
that were handed in, the definition of the service by which it was handled, the same in words to read, and a manifest
over all of it. The manifest's digest stands in an act, whose proof is the seal: whoever alters, adds or drops a file
breaks it. GB/T 18894-2016 asks of an archived electronic file that it is authentic (who did what, proven), complete
(all acts, rows and files), usable (plain JSON, text and HTML beside the files) and secure (erased values stay erased).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from minben import cases, files, services
from minben.ledger import (
    Act,
    Actor,
    ActorKind,
    Reach,
    acting,
    acts_of_case,
    canonical,
    now,
    prove,
    seal_once,
    write_act,
)

from . import kinds
from .metadata import metadata_of
from .reading import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from minben.blueprint.model import Blueprint
    from minben.ledger import ActView, PublicKey

FORMAT = "minben-case-package"
FORMAT_VERSION = 1
MANIFEST, SEAL = "manifest.json", "seal.json"
SYSTEM = Reach(system=True)
PROGRAM = Actor(ActorKind.SYSTEM, "documents")
PURPOSE = "archive"
MOST_ACTS = 100_000
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the ZIP, so that the same case gives the same bytes."""
README = """\
这是一个办件的封存档案包。manifest.json 列出全部文件及其 SHA-256；seal.json 证明该清单已写入账本。
case.html 供人阅读；acts/ 为每个行为及其证明；rows.json 为行为所承诺的内容与盐；
files/ 为所交材料；definition/ 为当时的事项定义。

This is the sealed file of a case. manifest.json lists every file with its SHA-256; seal.json proves that the list
stands in the ledger. case.html is for reading; acts/ holds each act with its proof; rows.json what the acts committed
to, with the salts; files/ what was handed in; definition/ the service as it was defined then.

    minben documents check FILE --key ledger.pub.pem
"""


class NoSuchCase(LookupError):  # noqa: N818 - says what is missing
    """There is no case of this number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the package."""

    path: str
    media: str
    content: bytes


def write_package(number: str, path: Path, keys: Mapping[str, PublicKey]) -> int:
    """Seal the file of a case into a package at ``path``; returns how many files it holds.

    Everything that is waiting is sequenced and signed first, so that each act has its proof. Raises `NoSuchCase`,
    `minben.files.StorageAway` and OSError; nothing is left half-written.
    """
    seal_once()
    with acting(SYSTEM):
        case = cases.Case.objects.filter(number=number).first()
        if case is None:
            raise NoSuchCase(number)
        parts = tuple(_parts(case, keys))
        manifest = _manifest(case, parts)
        act = write_act(
            Act(
                kind=kinds.PACKAGE,
                actor=PROGRAM,
                purpose=PURPOSE,
                subjects=(case.subject,),
                case=case.id,
                count=len(parts),
                root=hashlib.sha256(manifest).hexdigest(),
            )
        )
    seal_once()
    with acting(SYSTEM):
        seal = prove(act, keys)
    whole = (
        Part(MANIFEST, "application/json", manifest),
        Part(SEAL, "application/json", _json(seal)),
        *parts,
    )
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(_zipped(whole))
    unfinished.replace(path)
    return len(whole)


def _parts(case: cases.Case, keys: Mapping[str, PublicKey]) -> Iterator[Part]:
    rows = cases.case_dossier(case)
    blueprint = services.version(case.version)
    acts = acts_of_case(case.id, MOST_ACTS)
    kept = files.held(case.id)
    yield Part("README.txt", "text/plain", README.encode())
    yield Part("case.html", "text/html", page_of(case, blueprint, rows, acts, kept).encode())
    yield Part("rows.json", "application/json", _json([_row(row) for row in rows]))
    yield Part("metadata.json", "application/json", _json(metadata_of(case, blueprint, len(acts), len(kept))))
    yield from (_proof(act, keys) for act in acts)
    yield from (_file(file) for file in kept)
    yield from _definition(blueprint, case.service)


def _row(row: cases.Entry) -> dict[str, Any]:
    said: dict[str, Any] = {"table": row.table, "id": row.id, "columns": row.columns}
    if row.bound is not None:
        said["bound"] = {
            "salt": row.bound.salt.hex(),
            "commitment": row.bound.digest.hex(),
            "over": row.bound.preimage,
        }
    return said


def _proof(act: ActView, keys: Mapping[str, PublicKey]) -> Part:
    return Part(f"acts/{act.leaf:012}-{act.kind}.json", "application/json", _json(prove(act.id, keys)))


def _file(file: files.Kept) -> Part:
    _, pieces = files.read(file.id, PROGRAM, SYSTEM)
    return Part(f"files/{file.id}.{file.type}", file.media, b"".join(pieces))


def _definition(blueprint: Blueprint, service: str) -> Iterator[Part]:
    """The files that say how the service was done: its own, and what its words mean."""
    own = f"services/{service}/"
    for path, content in sorted(blueprint.files.items()):
        if path.startswith((own, "statutes/")) or path in ("facts.yaml", "blueprint.yaml"):
            yield Part(f"definition/{path}", "text/plain", content)


def _manifest(case: cases.Case, parts: tuple[Part, ...]) -> bytes:
    return canonical(
        {
            "format": FORMAT,
            "v": FORMAT_VERSION,
            "case": {"id": str(case.id), "number": case.number, "subject": str(case.subject)},
            "made_at": now().isoformat(),
            "files": [
                {
                    "path": part.path,
                    "media": part.media,
                    "size": len(part.content),
                    "sha256": hashlib.sha256(part.content).hexdigest(),
                }
                for part in parts
            ],
        }
    )


def _zipped(parts: tuple[Part, ...]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part in parts:
            package.writestr(zipfile.ZipInfo(part.path, _MOMENT), part.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _plain(value: object) -> str:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)
