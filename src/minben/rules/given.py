"""Facts given to a model as JSON: read, and brought to the types that the model declares.

JSON has no dates. Which string is one is known from the type of the input, or, where it has none (tables in CSV), from
the columns that read it and from what the rules do with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .errors import FeelError, Problem
from .feel.as_json import from_json
from .feel.tree import Name, Path
from .feel.types import ANY, NUMBER, ConstrainedType, ContextType, ListType, NamedType, SimpleType, Type
from .models.boxed import TableBox, all_parts
from .moments import moments_of
from .problems import ModelError, Place, PlacedProblem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .feel.tree import Node
    from .models.model import Model
    from .moments import Way


@dataclass(frozen=True, slots=True)
class Given:
    """Facts as the rules take them, and what is strange about them but forbids nothing (names that nothing reads)."""

    facts: Mapping[str, object]
    remarks: tuple[PlacedProblem, ...] = ()


def read_given(text: str, name: str) -> dict[str, object]:
    """The members of a JSON object, numbers exact. Raises `ModelError` with the place; `name` is where it stands."""
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_members)
    except json.JSONDecodeError as fault:
        place = Place(name, fault.lineno)
        raise _refusal(place, "json-syntax", column=str(fault.colno), text=fault.msg) from None
    except _TwiceError as fault:
        raise _refusal(Place(name), "twice", name=fault.key) from None
    except RecursionError:
        raise _refusal(Place(name), "json-too-deep") from None
    if not isinstance(value, dict):
        raise _refusal(Place(name), "json-no-object")
    return value


class _TwiceError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _TwiceError(next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at])))
    return members


def _no_constant(text: str) -> object:
    raise json.JSONDecodeError(f"{text} is no JSON", text, 0)


def _refusal(place: Place, code: str, **values: str) -> ModelError:
    return ModelError((PlacedProblem(place, Problem(code, values)),))


def facts_for(model: Model, given: Mapping[str, object], name: str, *, service: str | None = None) -> Given:
    """JSON values as the model's facts. Raises `ModelError` with every value that is not of its type.

    Names that the model does not read are remarked on, with the nearest that it does. A decision service takes the
    values of its input decisions as facts too. Raises `KeyError` for a service that the model does not have.
    """
    fitting = _Fitting(model, name, moments_of(model))
    declared = {data.name: data.type for data in model.inputs}
    for reference in () if service is None else model.service(service).input_decisions:
        declared[reference.name] = model.decision(reference.name).type
    hints = hints_of(model)
    facts: dict[str, object] = {}
    for key, value in given.items():
        type_ = declared.get(key)
        facts[key] = fitting.fit(value, type_ if type_ is not None else hints.get(key, ANY), (key,))
        if type_ is not None:
            fitting.complete(facts[key], type_, (key,))
    if fitting.problems:
        raise ModelError(tuple(fitting.problems))
    # The facts of imported models may stand beside the model's own.
    unread = () if model.imports else (key for key in given if key not in declared)
    return Given(facts, tuple(fitting.remark(key, declared) for key in unread))


_Path = tuple[str | int, ...]
"""Where a value stands: the names of entries and, from 1, the numbers of elements."""


class _Fitting:
    """Values on their way to their types, and what was wrong with them."""

    def __init__(self, model: Model, name: str, moments: Mapping[Way, tuple[Type, ...]]) -> None:
        self._named = model.types
        self._name = name
        self._moments = moments
        self.problems: list[PlacedProblem] = []

    def fit(self, value: object, type_: Type, path: _Path) -> object:
        """The value as a value of the type; None, with a problem, where it is not one."""
        type_ = self._bare(type_)
        match type_, value:
            case ListType(element), list():
                return [self.fit(one, element, (*path, at)) for at, one in enumerate(value, 1)]
            case SimpleType(), list() if type_ == ANY:
                return [self.fit(one, ANY, (*path, at)) for at, one in enumerate(value, 1)]
            case SimpleType(), dict() if type_ == ANY:
                return {key: self.fit(inner, ANY, (*path, key)) for key, inner in value.items()}
            case SimpleType(), str() if type_ == ANY:
                return self._moment(value, path)
            case ContextType(), dict():
                return {
                    key: self.fit(inner, type_.get(key) or ANY, (*path, key)) for key, inner in value.items()
                }
            case _ if type_ == NUMBER and isinstance(value, Decimal):
                return value
            case ListType(element), _ if not isinstance(value, dict) and value is not None:
                return [self.fit(value, element, path)]
        try:
            return from_json(value, type_)
        except FeelError as fault:
            self.problems.append(PlacedProblem(self._place(path), fault.problem))
            return None

    def _moment(self, text: str, path: _Path) -> object:
        """A text as the date, time or duration that the rules take it for; else as it is."""
        types = self._moments.get(tuple(part for part in path if isinstance(part, str)), ())
        fault: FeelError | None = None
        for type_ in types:
            try:
                return from_json(text, type_)
            except FeelError as caught:
                fault = caught if fault is None else fault
        if fault is not None:
            self.problems.append(PlacedProblem(self._place(path), fault.problem))
        return text if fault is None else None

    def complete(self, value: object, type_: Type, path: _Path) -> None:
        """Whether contexts have all that their type says; without it they would be null as a whole."""
        type_ = self._bare(type_)
        match type_, value:
            case ContextType(fields), dict():
                for name, inner in fields:
                    if name in value:
                        self.complete(value[name], inner, (*path, name))
                    else:
                        extra = [key for key in value if type_.get(key) is None]
                        self._missing(name, extra, path)
            case ListType(element), list():
                for at, one in enumerate(value, 1):
                    self.complete(one, element, (*path, at))

    def remark(self, key: str, known: Mapping[str, object]) -> PlacedProblem:
        """That nothing reads a fact."""
        near = get_close_matches(key, list(known), n=1)
        problem = (
            Problem("given-unread-near", {"name": key, "near": near[0]})
            if near
            else Problem("given-unread", {"name": key})
        )
        return PlacedProblem(Place(self._name), problem, Severity.WARNING)

    def _missing(self, name: str, extra: list[str], path: _Path) -> None:
        near = get_close_matches(name, extra, n=1)
        problem = (
            Problem("given-missing-near", {"name": name, "near": near[0]})
            if near
            else Problem("given-missing", {"name": name})
        )
        self.problems.append(PlacedProblem(self._place(path), problem))

    def _place(self, path: _Path) -> Place:
        said = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        return Place(f"{self._name}: {said.removeprefix('.')}")

    def _bare(self, type_: Type) -> Type:
        while True:
            match type_:
                case ConstrainedType(base):
                    type_ = base
                case NamedType(name) if name in self._named:
                    type_ = self._named[name]
                case _:
                    return type_


def hints_of(model: Model) -> Mapping[str, Type]:
    """What the columns of tables say of facts that have no type: of a name, and of parts of it (`person.born`)."""
    found: dict[str, Type] = {}
    for decision in model.decisions:
        for part in all_parts(decision.logic):
            if isinstance(part, TableBox):
                for column in part.table.inputs:
                    for name, type_ in _said_of(column.tree, column.type):
                        found[name] = _both(found.get(name), type_)
    return found


def _said_of(tree: Node, type_: Type) -> Iterator[tuple[str, Type]]:
    match tree:
        case Name(name):
            yield name, type_
        case Path(base, name):
            yield from _said_of(base, ContextType(((name, type_),)))


def _both(one: Type | None, other: Type) -> Type:
    """What two columns say of a fact together; the first, where they contradict each other."""
    match one, other:
        case None, _:
            return other
        case ContextType(fields), ContextType(more):
            merged: dict[str, Type] = dict(fields)
            for name, type_ in more:
                merged[name] = _both(merged.get(name), type_)
            return ContextType(tuple(merged.items()))
        case _:
            return one if one is not None else other
