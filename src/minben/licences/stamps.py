"""The image of an agency's stamp: a red ring with its name and a star.

It shows whose paper it is and proves nothing: what proves is the signature of the credential and the register behind
the code. A legal electronic seal (GB/T 38540, SM2) is another thing and is not made here.
"""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from .fonts import Font

SIZE = 600
RED = (200, 30, 30, 255)
_RING = 16
_WIDEST = 250.0
"""Degrees of the ring that a name may take."""
_STEP = 26.0
_POINTS = 5


def stamp(name: str, font: Font) -> bytes:
    """A PNG, transparent where nothing is stamped."""
    image = Image.new("RGBA", (SIZE, SIZE), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((_RING, _RING, SIZE - _RING, SIZE - _RING), outline=RED, width=_RING)
    draw.polygon(_star(SIZE / 2, SIZE / 2, SIZE * 0.14), fill=RED)
    step = min(_STEP, _WIDEST / max(1, len(name) - 1))
    letters = ImageFont.truetype(str(font.path), int(min(72.0, step * 3.4)), index=font.face)
    start = -step * (len(name) - 1) / 2
    for at, letter in enumerate(name):
        _put(image, letter, letters, start + at * step)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _put(image: Image.Image, letter: str, letters: ImageFont.FreeTypeFont, angle: float) -> None:
    """A letter on the ring, its foot towards the middle; ``angle`` in degrees from the top, clockwise."""
    side = int(letters.size * 1.6)
    alone = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    ImageDraw.Draw(alone).text((side / 2, side / 2), letter, font=letters, fill=RED, anchor="mm")
    turned = alone.rotate(-angle, resample=Image.Resampling.BICUBIC)
    radius = SIZE / 2 - _RING * 2 - letters.size * 0.75
    x = SIZE / 2 + radius * math.sin(math.radians(angle)) - side / 2
    y = SIZE / 2 - radius * math.cos(math.radians(angle)) - side / 2
    image.alpha_composite(turned, (int(x), int(y)))


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for at in range(_POINTS * 2):
        reach = radius if at % 2 == 0 else radius * 0.382
        turn = math.pi * at / _POINTS
        corners.append((x + reach * math.sin(turn), y - reach * math.cos(turn)))
    return corners
