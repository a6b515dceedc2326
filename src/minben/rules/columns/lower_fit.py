"""Types over columns: whether a value is of a type, and how it is fitted to one, as `feel.conform` does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel import conform
from ..feel.types import (
    ANY,
    DATE_AND_TIME,
    ConstrainedType,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    SimpleType,
    Type,
)
from . import build
from .abstract import (
    NULL,
    Abstract,
    Closure,
    Elements,
    Entries,
    Known,
    Options,
    RefusalError,
    Rows,
    Scalar,
    Span,
    name_of,
    null_of,
    scalar,
    shaped,
    truth_of,
)
from .kinds import MICROSECONDS_OF_A_DAY, Date, Moment
from .lower_choice import choose, spread, where_present
from .plan import DayNumber, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..feel.tree import UnaryTests

Allows = Callable[["UnaryTests", Abstract], Node]
"""Whether a value passes the tests of a constrained type: never null."""


class Fitting:
    """Fits values to types; `named` are the types that names stand for."""

    def __init__(self, named: Mapping[str, Type], allows: Allows) -> None:
        self._named = named
        self._allows = allows

    def fit(self, value: Abstract, type_: Type) -> Abstract:
        """The value as a value of the type, null where it does not fit."""
        return spread(lambda inner: self._fit(inner, type_), value)

    def _fit(self, value: Abstract, type_: Type) -> Abstract:
        if isinstance(value, Known):
            try:
                return Known(conform.fit(value.value, type_, self._named))
            except UndefinedError:
                return NULL
        if isinstance(type_, NamedType):
            return self._fit(value, self._named[type_.name]) if type_.name in self._named else NULL
        if isinstance(type_, ConstrainedType):
            fitted = self.fit(value, type_.base)
            allowed = build.any_of((null_of(fitted), self._allows(type_.tests, fitted)))
            return choose(((allowed, fitted),), NULL)
        conforms = self.conforms(value, type_)
        if conforms is build.TRUE:
            return value
        return choose(((conforms, value),), self._converted(value, type_))

    def _converted(self, value: Abstract, type_: Type) -> Abstract:
        """A value that is not of the type, brought to it where FEEL does so by itself."""
        if isinstance(type_, ListType):
            element = self.conforms(value, type_.element)
            if element is not build.FALSE:
                return choose(((element, where_present(value, Elements.of([value]))),), NULL)
        if isinstance(value, Elements) and value.fixed and len(value.items) == 1:
            item = value.items[0][1]
            conforms = self.conforms(item, type_)
            return choose(((conforms, where_present(value, item)),), NULL)
        if isinstance(value, Rows) or (isinstance(value, Elements) and not value.fixed):
            raise RefusalError("columns-list-for-one")
        if type_ == DATE_AND_TIME and isinstance(value, Scalar) and isinstance(value.kind, Date):
            return scalar(
                Moment(), build.multiply(DayNumber(value.node), build.number(MICROSECONDS_OF_A_DAY))
            )
        return NULL

    def conforms(self, value: Abstract, type_: Type) -> Node:
        """Whether a value is of a type; null is, of every type. Never null."""
        if isinstance(value, Known):
            return build.truth(conform.conforms(value.value, type_, self._named))
        match type_:
            case SimpleType(name):
                if type_ == ANY:
                    return build.TRUE
                return self._where_present(value, build.truth(name_of(value) == name))
            case ListType(element):
                return self._where_present(value, self._all_conform(value, element))
            case RangeType(element):
                if not isinstance(value, Span):
                    return self._where_present(value, build.FALSE)
                ends = build.all_of(self.conforms(end, element) for end in (value.low, value.high))
                return self._where_present(value, ends)
            case ContextType(fields):
                if not isinstance(value, Entries) or any(name not in value.fields for name, _ in fields):
                    return self._where_present(value, build.FALSE)
                parts = build.all_of(self.conforms(value.fields[name], inner) for name, inner in fields)
                return self._where_present(value, parts)
            case FunctionType(parameters):
                return build.truth(isinstance(value, Closure) and len(value.parameters) == len(parameters))
            case NamedType(name):
                return self.conforms(value, self._named[name]) if name in self._named else build.FALSE
            case ConstrainedType(base, tests):
                return build.all_of((self.conforms(value, base), self._allowed(value, tests)))

    def _allowed(self, value: Abstract, tests: UnaryTests) -> Node:
        return self._where_present(value, self._allows(tests, value))

    def _all_conform(self, value: Abstract, element: Type) -> Node:
        if isinstance(value, Elements):
            return build.all_of(
                self.conforms(item, element)
                if guard is None
                else build.any_of((build.negate(guard), self.conforms(item, element)))
                for guard, item in value.items
            )
        if isinstance(value, Rows):
            conforms = self.conforms(value.element, element)
            return build.negate(build.exists(value.relation, build.negate(conforms), value.where, value.most))
        return build.FALSE

    @staticmethod
    def _where_present(value: Abstract, conforms: Node) -> Node:
        return conforms if conforms is build.TRUE else build.any_of((null_of(value), conforms))

    def instance_of(self, value: Abstract, type_: Type, *, of_null: bool) -> Node:
        """`value instance of type`; null is an instance of nothing but its own type."""
        if isinstance(value, Options):
            raise RefusalError("columns-options")
        conforms = self.conforms(shaped(value), type_)
        return build.case(((null_of(value), build.truth(of_null)),), build.is_true(conforms))


def is_truth(value: Abstract) -> Node:
    """Whether a value is true, and nothing else."""
    return build.is_true(truth_of(value))
