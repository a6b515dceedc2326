"""What is wrong with the shape that a blueprint gives its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class DemographyProblem(ValueError):  # noqa: N818 - says what it is
    """A part of the blueprint's ``demography`` cannot be used: the file, the place in it, and why, by language."""

    def __init__(self, file: str, where: str, *, zh: str, en: str) -> None:
        super().__init__(f"demography/{file}: {where}: {en}")
        self.file = file
        self.where = where
        self.text: Mapping[str, str] = {
            "zh": f"demography/{file}，{where}：{zh}",
            "en": f"demography/{file}: {where}: {en}",
        }
