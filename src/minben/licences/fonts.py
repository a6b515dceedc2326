"""A font with Chinese letters for printed papers: the one that a setting names, else one that is known to be free.

Only the letters that a paper uses go into it. No font is part of the program; `docs/operations.md` says where one is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection

from minben.environment import Environment

from .problems import LicenceProblem

_CHECKOUT = Path(__file__).parents[3]
KNOWN = (
    _CHECKOUT / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/System/Library/Fonts/Hiragino Sans GB.ttc"),
)
SIMPLIFIED = ("SC", "GB", "Simplified")


class NoFont(LicenceProblem):
    """No font with Chinese letters was found."""

    def __init__(self, tried: Path | None) -> None:
        where = f"（{tried}）" if tried else ""
        named = f" ({tried})" if tried else ""
        super().__init__(
            f"找不到中文字体{where}，不能生成 PDF；请安装 fonts-noto-cjk，或用 MINBEN_FONT 指定字体文件",
            f"no font with Chinese letters was found{named}, so no PDF can be made; install fonts-noto-cjk, "
            "or name a font file by MINBEN_FONT",
        )


@dataclass(frozen=True, slots=True)
class Font:
    """A font file, and which face of a collection is the simplified Chinese one."""

    path: Path
    face: int


def font() -> Font:
    """The font for printed papers. Raises `NoFont`."""
    named = Environment.read().font
    found = next((path for path in ((named,) if named else KNOWN) if path.is_file()), None)
    if found is None:
        raise NoFont(named)
    return Font(found, _face(found))


@lru_cache(maxsize=8)
def _face(path: Path) -> int:
    if path.suffix.lower() not in (".ttc", ".otc"):
        return 0
    with TTCollection(str(path), lazy=True) as collection:
        names = [str(face["name"].getDebugName(1)) for face in collection.fonts]
    return next((at for at, name in enumerate(names) if any(word in name for word in SIMPLIFIED)), 0)
