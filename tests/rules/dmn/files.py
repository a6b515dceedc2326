"""Makes DMN files for tests: the elements inside `definitions` are given, the rest is put around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.rules.dmn.versions import VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACES = {version: namespace for namespace, version in VERSIONS.items()}


def definitions(body: str, *, version: str = "1.5", namespace: str = "urn:test", name: str = "test") -> str:
    """A whole document. The body starts on its second line."""
    return (
        f'<definitions xmlns="{NAMESPACES[version]}" xmlns:feel="http://www.omg.org/spec/FEEL/20140401" '
        f'id="d" name="{name}" namespace="{namespace}">\n{body}\n</definitions>\n'
    )


def dmn_file(folder: Path, body: str, *, file: str = "test.dmn", **head: str) -> Path:
    """A file with the document in it."""
    path = folder / file
    path.write_text(definitions(body, **head), encoding="utf-8")
    return path


def decision(name: str, logic: str, *, needs: str = "", type_ref: str = "", id_: str = "") -> str:
    """A decision on one line. `needs` are such as `#amount` (an input), `decision@#total` and `knowledge@#f`."""
    reference = f' typeRef="{type_ref}"' if type_ref else ""
    return (
        f'<decision id="{id_ or name}" name="{name}"><variable name="{name}"{reference}/>'
        f"{''.join(map(_requirement, needs.split()))}{logic}</decision>"
    )


def _requirement(need: str) -> str:
    kind, _, href = need.rpartition("@")
    if kind == "knowledge":
        return f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'
    element = "requiredDecision" if kind == "decision" else "requiredInput"
    return f'<informationRequirement><{element} href="{href}"/></informationRequirement>'


def feel(text: str) -> str:
    """A literal expression; the text is XML already."""
    return f"<literalExpression><text>{text}</text></literalExpression>"


def input_data(name: str, type_ref: str = "") -> str:
    """An input, its id like its name without spaces."""
    reference = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<inputData id="{name.replace(" ", "_")}" name="{name}"><variable name="{name}"{reference}/></inputData>'
