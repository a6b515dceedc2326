"""What goes into a command: facts as JSON, words as JSON, names of decisions."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from ..given import facts_for, read_given
from ..grounds import Words
from .screen import print_problems, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..models.model import Model

Named = tuple[str, "Mapping[str, object]"]
"""Facts, and what to call where they stand."""


def given(text: str) -> Named:
    """The facts that were typed, in a file or on standard input. Raises `ModelError`."""
    if text == "-":
        return "-", read_given(sys.stdin.read(), "-")
    if not text.startswith("@"):
        return "--input", read_given(text, "--input")
    path = Path(text.removeprefix("@"))
    return path.name, read_given(_text_of(path), path.name)


def facts_of(model: Model, named: Named, lang: str, *, service: str | None = None) -> Mapping[str, object]:
    """The facts as those of the model or of a service of it; what it does not read is remarked on.

    Raises `ModelError`.
    """
    name, values = named
    fitted = facts_for(model, values, name, service=service)
    print_problems(fitted.remarks, lang)
    return fitted.facts


def check_decisions(model: Model, names: Iterable[str]) -> None:
    """Raises `ModelError` for a decision that the model does not have, with the nearest that it has."""
    known = [decision.name for decision in model.decisions]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            if near:
                raise refusal(model.name, "no-decision-near", name=name, near=near[0])
            raise refusal(model.name, "no-decision", name=name, known=", ".join(known))


def check_service(model: Model, name: str) -> None:
    """Raises `ModelError` for a decision service that the model does not have, with those that it has."""
    known = [service.name for service in model.services]
    if name not in known:
        code = "no-service" if known else "no-services"
        raise refusal(model.name, code, name=name, known=", ".join(known))


def words_of(path: Path | None, lang: str) -> Words:
    """The titles and sources of a file; whatever is not of that form is refused. Raises `ModelError`."""
    if path is None:
        return Words(lang)
    read = read_given(_text_of(path), path.name)
    titles, sources = read.pop("titles", {}), read.pop("sources", {})
    if read or not _are_texts(titles) or not _are_texts(sources):
        raise refusal(path.name, "words-form")
    return Words(
        lang,
        titles={name: _by_language(text, lang) for name, text in titles.items()},
        sources={name: _by_language(text, lang) for name, text in sources.items()},
    )


def _are_texts(value: object) -> TypeGuard[dict[str, str | dict[str, str]]]:
    """Whether something is texts, or texts by language, by name."""
    return isinstance(value, dict) and all(
        isinstance(text, str)
        or (isinstance(text, dict) and all(isinstance(one, str) for one in text.values()))
        for text in value.values()
    )


def _by_language(text: str | dict[str, str], lang: str) -> Mapping[str, str]:
    return {lang: text} if isinstance(text, str) else text


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise refusal(path.name, "not-utf-8") from None
    except OSError as fault:
        raise refusal(path.name, "unreadable", text=fault.strerror or str(fault)) from None
