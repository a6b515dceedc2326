"""Files for the tests of cases, handed in as somebody's before the case is sent."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from files.making import document, picture
from minben import files
from minben.blueprint.model import FileType
from minben.ledger import Reach, acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Giving, Service

    from .conftest import Somebody


def a_file(who: Somebody, service: str, type_: FileType = FileType.PNG, name: str = "平面图") -> files.Kept:
    """A real file of somebody, part of nothing yet."""
    content = document() if type_ is FileType.PDF else picture("JPEG" if type_ is FileType.JPG else "PNG")
    owner = files.Owner(who.subject, service, who.actor)
    with tempfile.TemporaryDirectory() as folder, acting(Reach(subjects=(who.subject,))):
        path = Path(folder) / "upload"
        path.write_bytes(content)
        return files.store(path, name, owner, wanted=tuple(FileType), at_most=1_000_000)


def as_files(*kept: files.Kept) -> dict[str, object]:
    """What is given for a material that is handed in as these files."""
    return {"kind": "file", "files": [str(one.id) for one in kept]}


def given(who: Somebody, service: Service, ways: Mapping[str, Giving]) -> dict[str, object]:
    """Materials in these ways, with real files where they are files."""
    found: dict[str, object] = {}
    for name, way in ways.items():
        if way == "file":
            type_ = next(each for each in service.materials[name].accepts if each in ("pdf", "jpg", "png"))
            found[name] = as_files(a_file(who, service.id, type_))
        else:
            found[name] = {"kind": str(way), "agreed": way == "commitment"}
    return found
