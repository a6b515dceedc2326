"""The built-in functions: how one is declared, found, and given its arguments.

A function is declared by its signature in FEEL's own words, which the evaluator binds arguments by and the type
check reads:

    @builtin("substring(string: string, start position: number, length?: number?) -> string")

`name?` may be left out, `type?` may be null, `*name` takes two or more arguments. Several signatures of one name
are tried in the order in which they are declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .conform import fit
from .parser import parse_type_text
from .values import Function, Value, kind
from .work import Spend, free

if TYPE_CHECKING:
    from .types import Type

Clock = Callable[[], datetime]
"""Tells what now is; the only source of `now()` and `today()`."""

Body = Callable[..., Value]

_SIGNATURE = re.compile(r"(?P<name>[^(]+)\((?P<parameters>.*)\) -> (?P<result>.+)")
_PARAMETER = re.compile(r"(?P<rest>\*)?(?P<name>[^:?]+)(?P<optional>\?)?: (?P<type>[^?]+)(?P<nullable>\?)?")


class Need(Enum):
    """What the body of a function takes from the evaluation."""

    NOTHING = "nothing"
    BUDGET = "budget"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class BuiltinParameter:
    """A parameter of a built-in function."""

    name: str
    type: Type
    optional: bool
    nullable: bool

    def accept(self, value: Value) -> Value:
        """The argument fitted to the parameter. Raises `UndefinedError`."""
        try:
            fitted = fit(value, self.type)
        except UndefinedError:
            raise UndefinedError(
                "argument-type", name=self.name, expected=self.type, kind=kind(value)
            ) from None
        # Looked at last: a list of one null fits what takes no list, as that null.
        if fitted is None and not self.nullable:
            raise UndefinedError("argument-type", name=self.name, expected=self.type, kind=kind(value))
        return fitted


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in function."""

    text: str
    parameters: tuple[BuiltinParameter, ...]
    rest: BuiltinParameter | None
    result: Type
    body: Body
    needs: Need
    kinds: tuple[str, ...]
    """The types of its parameters as kinds of values are named; a list's elements are none of them."""

    def takes(self, count: int) -> bool:
        """Whether so many positional arguments can be right."""
        if self.rest is None:
            return self.least <= count <= len(self.parameters)
        # One argument alone is the list itself, where a function takes a list or its elements.
        return count > max(len(self.parameters), 1)

    def is_for(self, kinds: tuple[str, ...]) -> bool:
        """Whether these are, to the letter, the kinds of all its parameters, so that nothing has to be fitted."""
        return self.rest is None and kinds == self.kinds

    @property
    def least(self) -> int:
        """How many arguments it needs."""
        return sum(not parameter.optional for parameter in self.parameters)

    def bind(self, values: Sequence[Value]) -> list[Value]:
        """Positional arguments fitted to the parameters. Raises `UndefinedError`."""
        bound = [parameter.accept(value) for parameter, value in zip(self.parameters, values, strict=False)]
        if self.rest is not None:
            bound.append([self.rest.accept(value) for value in values[len(self.parameters) :]])
        return bound

    def bind_named(self, values: Mapping[str, Value]) -> list[Value]:
        """Named arguments fitted to the parameters, those left out as null. Raises `UndefinedError`."""
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            if self.rest is not None or name not in names:
                raise UndefinedError("argument-name", name=name)
        bound: list[Value] = []
        for parameter in self.parameters:
            given = parameter.name in values
            if not given and not parameter.optional:
                raise UndefinedError("argument-missing", name=parameter.name)
            bound.append(parameter.accept(values[parameter.name]) if given else None)
        return bound


class Builtin(Function):
    """A built-in function with all its signatures. Clock and cost are bound when an evaluation reads it."""

    def __init__(
        self, name: str, signatures: tuple[Signature, ...], clock: Clock | None = None, spend: Spend = free
    ) -> None:
        self.name = name
        self.signatures = signatures
        self.needs_run = any(signature.needs is not Need.NOTHING for signature in signatures)
        """Whether it needs something of the evaluation that calls it."""
        self._clock = clock
        self._spend = spend
        self._by_count: dict[int, list[Signature]] = {}

    def within(self, clock: Clock | None, spend: Spend) -> Builtin:
        """The function as it is in an evaluation."""
        return Builtin(self.name, self.signatures, clock, spend) if self.needs_run else self

    def with_clock(self, clock: Clock | None) -> Builtin:
        """The function as it is under a clock, for arguments that are bounded otherwise."""
        return self.within(clock, free)

    @property
    def arity(self) -> int:
        """How many parameters the first signature has."""
        return len(self.signatures[0].parameters)

    def call(self, arguments: Sequence[Value]) -> Value:
        """The result of the first signature that fits. Raises `UndefinedError`."""
        count = len(arguments)
        if count not in self._by_count:
            self._by_count[count] = [one for one in self.signatures if one.takes(count)]
        fitting = self._by_count[count]
        if fitting and fitting[0].is_for(tuple(map(kind, arguments))):
            return self._run(fitting[0], arguments)
        return self._first(fitting, lambda signature: signature.bind(arguments), arguments)

    def call_named(self, arguments: Mapping[str, Value]) -> Value:
        """The result of the first signature with these parameters. Raises `UndefinedError`."""
        return self._first(
            self.signatures, lambda signature: signature.bind_named(arguments), tuple(arguments.values())
        )

    def _first(
        self,
        signatures: Sequence[Signature],
        bind: Callable[[Signature], list[Value]],
        arguments: Sequence[Value],
    ) -> Value:
        faults: list[UndefinedError] = []
        for signature in signatures:
            try:
                bound = bind(signature)
            except UndefinedError as fault:
                faults.append(fault)
                continue
            return self._run(signature, bound)
        if len(faults) == 1:
            raise faults[0]
        written = " / ".join(signature.text.partition(" -> ")[0] for signature in self.signatures)
        given = ", ".join(kind(argument) for argument in arguments)
        raise UndefinedError("no-signature", name=self.name, given=given, signatures=written)

    def _run(self, signature: Signature, bound: Sequence[Value]) -> Value:
        try:
            match signature.needs:
                case Need.NOTHING:
                    return signature.body(*bound)
                case Need.BUDGET:
                    return signature.body(self._spend, *bound)
                case Need.CLOCK:
                    if self._clock is None:
                        raise UndefinedError("no-clock")
                    return signature.body(self._clock())
        except ArithmeticError:
            raise UndefinedError("out-of-range") from None


BUILTINS: dict[str, Builtin] = {}


def builtin(text: str) -> Callable[[Body], Body]:
    """Declares a built-in function by its signature; its body takes the fitted arguments, None for those left out."""
    return lambda body: _declare(text, body, Need.NOTHING)


def counting_builtin(text: str) -> Callable[[Body], Body]:
    """Declares a built-in function whose body counts its work: it takes `spend` before the arguments."""
    return lambda body: _declare(text, body, Need.BUDGET)


def clock_builtin(text: str) -> Callable[[Body], Body]:
    """Declares a built-in function whose body takes what the clock says."""
    return lambda body: _declare(text, body, Need.CLOCK)


def _declare(text: str, body: Body, needs: Need) -> Body:
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a signature: {text}")
    parameters: list[BuiltinParameter] = []
    rest: BuiltinParameter | None = None
    for part in filter(None, match["parameters"].split(", ")):
        parameter, is_rest = _parameter(part)
        if is_rest:
            rest = parameter
        else:
            parameters.append(parameter)
    kinds = tuple(str(parameter.type) for parameter in parameters)
    result = parse_type_text(match["result"])
    signature = Signature(text, tuple(parameters), rest, result, body, needs, kinds)
    name = match["name"]
    known = BUILTINS[name].signatures if name in BUILTINS else ()
    BUILTINS[name] = Builtin(name, (*known, signature))
    return body


def _parameter(text: str) -> tuple[BuiltinParameter, bool]:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a parameter: {text}")
    parameter = BuiltinParameter(
        match["name"],
        parse_type_text(match["type"]),
        optional=match["optional"] is not None,
        nullable=match["nullable"] is not None,
    )
    return parameter, match["rest"] is not None
