"""The versions of DMN, by the namespaces of their files, and which one a model is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models.boxed import ConditionalBox, FilterBox, IteratorBox, Markup, all_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..models.definitions import ItemDefinition
    from ..models.model import Model

VERSIONS: Mapping[str, str] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
"""The versions of DMN by the namespace of their files."""
DIAGRAMS: Mapping[str, str] = {
    "http://www.omg.org/spec/DMN/20180521/DMNDI/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/": "1.3",
    "https://www.omg.org/spec/DMN/20230324/DMNDI/": "1.5",
}
"""The versions of its diagrams; 1.4 has those of 1.3, and 1.6 those of 1.5."""
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
WIDELY_READ, WHOLE = "1.3", "1.5"


def version_for(model: Model) -> str:
    """The version to write a model in: 1.3 if that has everything the model uses, else 1.5.

    Editors (dmn-js and the modelers made of it) open 1.3 and nothing later. What they could not open is the boxed
    conditionals, filters and iterators of 1.4, and the type constraints of 1.5.
    """
    later = (ConditionalBox, FilterBox, IteratorBox)
    logic = [decision.logic for decision in model.decisions] + [known.logic for known in model.knowledge]
    needed = any(isinstance(part, later) for whole in logic for part in all_parts(whole))
    constrained = any(item.constraint is not None for item in _items(model.item_definitions))
    return WHOLE if needed or constrained else WIDELY_READ


def _items(items: tuple[ItemDefinition, ...]) -> Iterator[ItemDefinition]:
    for item in items:
        yield item
        yield from _items(item.components)


def namespace_of(version: str, known: Mapping[str, str] = VERSIONS) -> str:
    """The namespace of a version."""
    return next(namespace for namespace, name in known.items() if name == version)


def moved(markup: Markup, version: str) -> Markup:
    """Kept XML with the namespaces of DMN and of its diagrams as a version has them."""
    return Markup(
        _moved_name(markup.name, version),
        tuple((_moved_name(name, version), value) for name, value in markup.attributes),
        tuple(moved(child, version) for child in markup.children),
        markup.text,
        markup.tail,
    )


def _moved_name(name: str, version: str) -> str:
    if not name.startswith("{"):
        return name
    namespace, _, local = name[1:].partition("}")
    return f"{{{moved_namespace(namespace, version)}}}{local}"


def moved_namespace(namespace: str, version: str) -> str:
    """A namespace of DMN as a version has it; any other as it is."""
    for known in (VERSIONS, DIAGRAMS):
        if namespace in known:
            return namespace_of(version, known)
    return namespace
