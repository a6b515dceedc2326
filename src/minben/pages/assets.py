"""Bring what the pages serve of the npm packages into the package, and collect all static files.

``python -m minben.pages.assets [NODE_MODULES]`` runs after ``npm ci``. The files are small and few: one style sheet and
two scripts. From the style sheet the typeface and the crest are taken out, which only GOV.UK may use; the family
becomes the custom property ``--minben-font``, so that pages show in the reader's own system fonts.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

SERVED = Path(__file__).parent / "static" / "npm"
GOVUK = "govuk-frontend/dist/govuk"
SCRIPTS = (f"{GOVUK}/govuk-frontend.min.js", "htmx.org/dist/htmx.min.js")
STYLES = (f"{GOVUK}/govuk-frontend.min.css",)

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_NOTICE = re.compile(r"/\*!.*?\*/\s*", re.DOTALL)
_FAMILY = re.compile(r"font-family:\s*GDS Transport(?:,[^;}]*)?")
_CREST = re.compile(r"url\([^)]*govuk-crest[^)]*\)")
_MAP = re.compile(r"\n?(?:/\*|//)# sourceMappingURL=\S+(?:\s*\*/)?\s*")


def restyle(css: str) -> str:
    """The style sheet without GOV.UK's own typeface and crest.

    >>> restyle("a{font-family:GDS Transport,arial,sans-serif}b{background:url(/assets/images/govuk-crest.svg)}")
    'a{font-family:var(--minben-font)}b{background:none}'
    """
    css = _FONT_FACE.sub("", _NOTICE.sub("", css))
    return _MAP.sub("", _CREST.sub("none", _FAMILY.sub("font-family:var(--minben-font)", css)))


def bring(node_modules: Path, target: Path = SERVED) -> list[Path]:
    """Copy the served files; raise FileNotFoundError naming the first one that is missing."""
    target.mkdir(parents=True, exist_ok=True)
    copied = []
    for name in STYLES + SCRIPTS:
        text = (node_modules / name).read_text(encoding="utf-8")
        path = target / Path(name).name
        path.write_text(restyle(text) if name in STYLES else _MAP.sub("", text), encoding="utf-8")
        copied.append(path)
    return copied


def collect() -> None:
    """Gather every application's static files under hashed names, each with its compressed twin."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minben.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def main(arguments: list[str]) -> int:
    """Run as a command; the first argument is the folder of npm's packages, by default the one here."""
    folder = Path(arguments[0] if arguments else "node_modules")
    try:
        bring(folder)
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing.filename} is missing: run npm ci in the folder of package.json first.\n")
        return 1
    collect()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
