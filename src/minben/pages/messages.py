"""The words of the pages in every language: gather them from the sources, compile them for Django.

Message ids are English; ``locale/LANGUAGE/LC_MESSAGES/django.po`` holds the translations and is kept in version
control, the compiled ``.mo`` beside it is not. ``python -m minben.pages.messages`` compiles; with ``update`` it first
brings the catalogues into step with templates and Python (new ids come in empty, unused ones go).
"""

from __future__ import annotations

import ast
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "locale"

_CALLS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
_LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_TEMPLATE_CALL = re.compile(rf"\b(n?gettext)\(\s*({_LITERAL})(?:\s*,\s*({_LITERAL}))?")


class Message(tuple[str, ...]):
    """One id to translate: (singular,) or (singular, plural)."""

    @property
    def key(self) -> str | tuple[str, ...]:
        """The id as Babel keeps it."""
        return self[0] if len(self) == 1 else tuple(self)


def in_python(source: str) -> Iterator[Message]:
    """The ids in calls of gettext and its kin; only literal ids can be translated."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        count = _CALLS.get(node.func.id, 0)
        values = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
        texts = [value for value in values if isinstance(value, str)]
        if count and len(texts) == count:
            yield Message(texts)


def in_template(source: str) -> Iterator[Message]:
    """The ids in ``{% translate %}`` and ``{% blocktranslate %}``.

    >>> list(in_template('{% load i18n %}{% translate "Search" %}'))
    [('Search',)]
    """
    for call in _TEMPLATE_CALL.finditer(templatize(source)):
        texts = [call[2], call[3]] if call[1] == "ngettext" else [call[2]]
        yield Message(str(ast.literal_eval(text)) for text in texts)


def used(package: Path = PACKAGE) -> dict[Message, list[tuple[str, int]]]:
    """Every id that templates and Python of the package use, with the files that use it."""
    found: dict[Message, list[tuple[str, int]]] = {}
    sources = [(path, in_python) for path in package.rglob("*.py")]
    sources += [
        (path, in_template) for path in package.rglob("templates/**/*.*") if path.suffix in {".html", ".txt"}
    ]
    for path, reader in sorted(sources, key=lambda pair: pair[0]):
        for message in reader(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append((str(path.relative_to(package.parent)), 0))
    return found


def catalogues() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read_catalogue(path: Path) -> Catalog:
    """Read a catalogue; the language is its folder's name."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django", abort_invalid=True)


def empty_catalogue(path: Path) -> Catalog:
    """A catalogue without entries."""
    comment = "# The words of the pages; python -m minben.pages.messages update keeps the ids in step."
    return Catalog(
        locale=path.parent.parent.name, domain="django", project="Minben", header_comment=comment, fuzzy=False
    )


def update(path: Path) -> None:
    """Bring a catalogue into step with the sources, keeping every translation that is still used."""
    old, new = (
        read_catalogue(path),
        empty_catalogue(path),
    )
    for message, places in used().items():
        known = old.get(message.key)
        files = sorted({(file, 0) for file, _ in places})
        new.add(message.key, known.string if known else None, locations=files)
    buffer = BytesIO()
    write_po(buffer, new, width=110, sort_output=True, include_lineno=False, omit_header=False)
    text = re.sub(
        r'^"(?:Project|Report|POT-|PO-|Last-T|Language-Team|Generated).*\n',
        "",
        buffer.getvalue().decode(),
        flags=re.M,
    )
    path.write_text(text, encoding="utf-8")


def compile_catalogues() -> list[Path]:
    """Write the ``.mo`` of every catalogue that is newer than its compiled form."""
    written = []
    for path in catalogues():
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        buffer = BytesIO()
        write_mo(buffer, read_catalogue(path))
        compiled.write_bytes(buffer.getvalue())
        written.append(compiled)
    return written


if __name__ == "__main__":
    if "update" in sys.argv[1:]:
        for catalogue in catalogues():
            update(catalogue)
    compile_catalogues()
