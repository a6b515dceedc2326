"""Functions of Python for use in FEEL: how an upper room gives rules a word of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .values import Function, admit, release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .values import Value


class PythonFunction(Function):
    """A Python function as a fact that expressions may call. It takes and gives plain Python values.

    >>> from minben.rules import evaluate
    >>> double = PythonFunction(("n",), lambda n: n * 2)
    >>> evaluate("double(4)", {"double": double}).value
    Decimal('8')
    """

    def __init__(self, parameters: tuple[str, ...], body: Callable[..., object]) -> None:
        self._parameters = parameters
        self._body = body

    @property
    def arity(self) -> int:
        """How many parameters it has."""
        return len(self._parameters)

    def call(self, arguments: Sequence[Value]) -> Value:
        """The result for positional arguments. Raises `UndefinedError` where their number is wrong."""
        if len(arguments) != self.arity:
            raise UndefinedError("argument-count", name="function", given=len(arguments), expected=self.arity)
        return admit(self._body(*map(release, arguments)))

    def call_named(self, arguments: Mapping[str, Value]) -> Value:
        """The result for arguments by name. Raises `UndefinedError` where the names are wrong."""
        for name in arguments:
            if name not in self._parameters:
                raise UndefinedError("argument-name", name=name)
        for name in self._parameters:
            if name not in arguments:
                raise UndefinedError("argument-missing", name=name)
        return self.call([arguments[name] for name in self._parameters])
