"""Functions written in FEEL, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .conform import fit
from .values import Function

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .run import Code, Scope
    from .tree import Parameter
    from .values import Value


class FeelFunction(Function):
    """A function written in FEEL, with the scope it was written in."""

    def __init__(self, parameters: Sequence[Parameter], body: Code, scope: Scope) -> None:
        self._parameters = parameters
        self._body = body
        self._scope = scope

    @property
    def arity(self) -> int:
        """How many parameters it has."""
        return len(self._parameters)

    def call(self, arguments: Sequence[Value]) -> Value:
        """The value of the body. Raises `UndefinedError` where number or type of the arguments is wrong."""
        if len(arguments) != self.arity:
            raise UndefinedError("argument-count", name="function", given=len(arguments), expected=self.arity)
        names = [parameter.name for parameter in self._parameters]
        return self.call_named(dict(zip(names, arguments, strict=True)))

    def call_named(self, arguments: Mapping[str, Value]) -> Value:
        """The value of the body. Raises `UndefinedError` where names or types of the arguments are wrong."""
        self._scope.run.spend()
        values: dict[str, Value] = {}
        for parameter in self._parameters:
            if parameter.name not in arguments:
                raise UndefinedError("argument-missing", name=parameter.name)
            value = arguments[parameter.name]
            if parameter.type is not None:
                value = fit(value, parameter.type, self._scope.run.named, self._scope.run.spend)
            values[parameter.name] = value
        for name in arguments:
            if name not in values:
                raise UndefinedError("argument-name", name=name)
        return self._body(self._scope.inner(values))
