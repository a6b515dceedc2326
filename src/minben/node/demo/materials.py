"""The materials of the played day: promised, put off or handed in, as people do; the files are plain drawings."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from minben import files
from minben.blueprint.model import FileType, Giving
from minben.ledger import Reach, acting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from minben.blueprint.model import Material, Service
    from minben.cases import Wanted

    from .actors import Applicant

SIZE = (480, 320)
"""Pixels of a drawing."""
_PICTURES = {FileType.PNG: "PNG", FileType.JPG: "JPEG", FileType.PDF: "PDF"}
_MOST = 10_000_000


def give(
    random: Random, applicant: Applicant, service: Service, wanted: Iterable[Wanted]
) -> dict[str, object]:
    """One of the ways for each material that nothing on file stands for; a file where there is no other."""
    given: dict[str, object] = {}
    for one in wanted:
        if one.on_file is not None:
            continue
        way = random.choice(one.ways)
        given[one.material.name] = (
            bring(applicant, service, one.material)
            if way is Giving.FILE
            else {"kind": str(way), "agreed": way is Giving.COMMITMENT}
        )
    return given


def promise(wanted: Iterable[Wanted]) -> dict[str, object]:
    """A promise in place of each material that a promise may stand for; what else is wanted comes later."""
    lacking = [one for one in wanted if one.on_file is None]
    ways = {one.material.name: next(way for way in one.ways if way is not Giving.FILE) for one in lacking}
    return {name: {"kind": str(way), "agreed": way is Giving.COMMITMENT} for name, way in ways.items()}


def bring(applicant: Applicant, service: Service, material: Material) -> dict[str, object]:
    """A drawing, handed in as a file."""
    type_ = next((each for each in material.accepts if each in _PICTURES), FileType.PNG)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawing"
        _draw().save(path, _PICTURES[type_])
        owner = files.Owner(applicant.subject, service.id, applicant.actor)
        with acting(Reach(subjects=(applicant.subject,))):
            kept = files.store(
                path, f"{material.name}.{type_}", owner, wanted=material.accepts, at_most=_MOST
            )
    return {"kind": str(Giving.FILE), "files": [str(kept.id)]}


def _draw() -> Image.Image:
    picture = Image.new("RGB", SIZE, "white")
    pencil = ImageDraw.Draw(picture)
    pencil.rectangle((20, 20, 460, 300), outline="black", width=3)
    pencil.line((300, 20, 300, 200), fill="black", width=3)
    pencil.rectangle((320, 40, 440, 90), outline="gray")
    pencil.ellipse((80, 120, 160, 200), outline="gray")
    return picture
