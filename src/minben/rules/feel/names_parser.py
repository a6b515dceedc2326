"""The parts of FEEL's grammar that are made of names: names, keys and types."""

from __future__ import annotations

from .cursor import Cursor
from .lexer import KEYWORDS, Kind, Token, unescape
from .names import Names
from .types import (
    ANY,
    ANY_FUNCTION,
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    Type,
)

BUILTIN_PROPERTIES = ("time offset", "start included", "end included")

_NAME_KINDS = (Kind.NAME, Kind.KEYWORD)
_KEY_SYMBOLS = frozenset((".", "/", "-", "'", "’", "+", "*", "**"))
_TYPE_NAMES = Names((*SIMPLE_TYPES, "list", "range"))


class NamesParser(Cursor):
    """A cursor that reads names as the names in scope have them."""

    def __init__(self, source: str, names: tuple[str, ...], builtins: Names) -> None:
        super().__init__(source)
        self._scope = Names(names, builtins)
        # What may follow a dot: entries of contexts that the expression is told of, or builds itself.
        self._members = Names((*names, *BUILTIN_PROPERTIES))

    # Names and keys.

    def _name(self, names: Names) -> str:
        """A name: the longest known one, or else all the name pieces that stand together."""
        if self._now.kind not in _NAME_KINDS:
            raise self._unexpected("a name")
        known = names.longest(self._tokens, self._position)
        if known is not None and not self._runs_on(self._position + known[1]):
            self._position += known[1]
            return known[0]
        if self._now.kind is Kind.KEYWORD:
            raise self._unexpected("a name")
        words = [self._take().text]
        while self._now.kind is Kind.NAME or (self._now.kind is Kind.NUMBER and self._now.text.isdigit()):
            words.append(self._take().text)
        return " ".join(words)

    def _runs_on(self, position: int) -> bool:
        # A known name followed by a further word is not that name: `age limit` is not `age`.
        return self._tokens[position].kind is Kind.NAME and self._tokens[position].text not in KEYWORDS

    def _key_follows(self) -> bool:
        position = self._position
        if self._tokens[position].kind is Kind.STRING:
            return self._ahead().text == ":"
        if self._tokens[position].kind not in _NAME_KINDS:
            return False
        while self._is_key_piece(self._tokens[position]):
            position += 1
        return self._tokens[position].kind is Kind.SYMBOL and self._tokens[position].text == ":"

    @staticmethod
    def _is_key_piece(token: Token) -> bool:
        return token.kind in (*_NAME_KINDS, Kind.NUMBER) or (
            token.kind is Kind.SYMBOL and token.text in _KEY_SYMBOLS
        )

    def _key(self) -> str:
        """The key before a colon, the colon taken too."""
        if self._now.kind is Kind.STRING:
            key = unescape(self._take().text)
        elif self._now.kind in _NAME_KINDS:
            key = self._bare_key(":")
        else:
            raise self._unexpected("a name")
        self._expect(":")
        return key

    def _bare_key(self, *enders: str) -> str:
        """Name pieces up to one of the enders: words joined by a space, operators as they stand."""
        text = ""
        previous: Token | None = None
        while not self._is(*enders) and self._is_key_piece(self._now):
            token = self._take()
            apart = previous is not None and Kind.SYMBOL not in (previous.kind, token.kind)
            text += f" {token.text}" if apart else token.text
            previous = token
        if not text:
            raise self._unexpected("a name")
        return text

    # Types.

    def _type(self) -> Type:
        with self._deeper():
            if self._is("function"):
                return self._function_type() if self._ahead().text == "<" else self._any_function()
            name = self._type_name()
            if self._is("<"):
                if name in ("list", "range"):
                    return self._element_type(name)
                if name == "context":
                    return self._context_type()
            if name in ("list", "range"):
                return ListType(ANY) if name == "list" else RangeType(ANY)
            return SIMPLE_TYPES.get(name) or NamedType(name)

    def _type_name(self) -> str:
        if self._now.kind not in _NAME_KINDS:
            raise self._unexpected("a type")
        known = _TYPE_NAMES.longest(self._tokens, self._position)
        if known is not None:
            self._position += known[1]
            return known[0]
        words = [self._name(self._members)]
        while self._accept("."):
            words.append(self._name(self._members))
        return ".".join(words)

    def _element_type(self, name: str) -> Type:
        self._expect("<")
        element = self._type()
        self._expect(">")
        return ListType(element) if name == "list" else RangeType(element)

    def _context_type(self) -> Type:
        self._expect("<")
        fields: list[tuple[str, Type]] = []
        while not self._is(">"):
            key = self._key()
            fields.append((key, self._type()))
            if not self._accept(","):
                break
        self._expect(">", ",")
        return ContextType(tuple(fields))

    def _any_function(self) -> Type:
        self._take()
        return ANY_FUNCTION

    def _function_type(self) -> Type:
        self._expect("function")
        self._expect("<")
        parameters: list[Type] = []
        while not self._is(">"):
            parameters.append(self._type())
            if not self._accept(","):
                break
        self._expect(">", ",")
        result = self._type() if self._accept("->") else ANY
        return FunctionType(tuple(parameters), result)
