"""Parses FEEL (DMN 1.5, 10.3.1.2): source text to the tree of `tree`, or a `FeelError` with place and cause.

Recursive descent, with precedence climbing for the binary operators. Nesting is bounded, so that no source can
exhaust the stack of the parser or of anything that walks the tree.
"""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from ..errors import FeelError, Problem, Span
from .cursor import MAX_DEPTH
from .lexer import Kind, unescape
from .names import Names
from .names_parser import NamesParser
from .tree import (
    Argument,
    Arithmetic,
    AtLiteral,
    Between,
    Comparison,
    ContextLiteral,
    Entry,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    Invocation,
    Iteration,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    OperatorRange,
    Parameter,
    Path,
    Quantified,
    UnaryTests,
)
from .values import NUMBERS
from .walk import height

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .types import (
        Type,
    )

_Tree = TypeVar("_Tree", Node, UnaryTests)

MAX_LENGTH = 100_000

_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
# Binding powers, loosest first; comparison covers `between`, `in` and `instance of` too.
_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER = 1, 2, 3, 4, 5, 6
_BINARY = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(_COMPARISONS, _COMPARE),
    "between": _COMPARE,
    "in": _COMPARE,
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
}
_EXPRESSION_SYMBOLS = frozenset(("(", "[", "{", "@"))
_EXPRESSION_KEYWORDS = frozenset(("if", "for", "some", "every", "function", "true", "false", "null"))


def parse_expression(source: str, names: Iterable[str], builtins: Names) -> Node:
    """The tree of an expression. `names` are the variables, and the entries inside them, that it may use."""
    return _low(_Parser(_bounded(source), tuple(names), builtins).whole_expression())


def parse_tests(source: str, names: Iterable[str], builtins: Names) -> UnaryTests:
    """The tree of the unary tests in a cell; an empty cell is `-`, any value."""
    return _low(_Parser(_bounded(source), tuple(names), builtins).whole_tests())


def parse_type_text(source: str) -> Type:
    """The type that a text such as `list<number>` names. Raises `FeelError`."""
    return _Parser(_bounded(source), (), Names()).whole_type()


def parse_column(source: str, builtins: Names) -> tuple[Type, UnaryTests | None]:
    """The type of a table's column and the values it may have: `string: "a", "b"`. Raises `FeelError`."""
    type_, allowed = _Parser(_bounded(source), (), builtins).whole_column()
    return type_, None if allowed is None else _low(allowed)


def _bounded(source: str) -> str:
    if len(source) > MAX_LENGTH:
        raise FeelError(Problem("too-long", {"length": str(len(source)), "limit": str(MAX_LENGTH)}))
    return source


def _low(tree: _Tree) -> _Tree:
    """The tree, if it is not higher than what walks it can climb; chains of operators make it high."""
    if height(tree) > MAX_DEPTH:
        raise FeelError(Problem("too-deep", {"limit": str(MAX_DEPTH)}, tree.span))
    return tree


class _Parser(NamesParser):
    def __init__(self, source: str, names: tuple[str, ...], builtins: Names) -> None:
        super().__init__(source, names, builtins)
        self._in_interval = False

    # Whole sources.

    def whole_expression(self) -> Node:
        node = self._expression()
        self._finish()
        return node

    def whole_tests(self) -> UnaryTests:
        tests = self._unary_tests()
        self._finish()
        return tests

    def whole_type(self) -> Type:
        type_ = self._type()
        self._finish()
        return type_

    def whole_column(self) -> tuple[Type, UnaryTests | None]:
        type_ = self._type()
        allowed = self._unary_tests() if self._accept(":") else None
        self._finish()
        return type_, allowed

    @contextmanager
    def _scoped(self, *names: str) -> Iterator[None]:
        outer = self._scope
        self._scope = Names(names, outer)
        try:
            yield
        finally:
            self._scope = outer

    # Operators.

    def _expression(self) -> Node:
        with self._deeper():
            return self._binary(_OR, self._unary())

    def _binary(self, lowest: int, left: Node) -> Node:
        while (power := self._power()) >= lowest:
            left = self._operation(power, left)
        return left

    def _power(self) -> int:
        if self._now.kind not in (Kind.SYMBOL, Kind.KEYWORD):
            return 0
        return _BINARY.get(self._now.text, 0)

    def _operand(self, lowest: int) -> Node:
        with self._deeper():
            return self._binary(lowest, self._unary())

    def _operation(self, power: int, left: Node) -> Node:
        operator = self._take().text
        if operator == "between":
            return self._between(left)
        if operator == "in":
            return self._in(left)
        right = self._operand(power + 1)
        span = self._since(left.span)
        if power <= _AND:
            return Logic(operator, left, right, span=span)
        if power == _COMPARE:
            return Comparison(operator, left, right, span=span)
        return Arithmetic(operator, left, right, span=span)

    def _between(self, value: Node) -> Node:
        low = self._operand(_ADD)
        self._expect("and")
        high = self._operand(_ADD)
        return Between(value, low, high, span=self._since(value.span))

    def _in(self, value: Node) -> Node:
        with self._deeper():
            tests = self._parenthesised_tests() if self._is("(") else (self._test(_ADD),)
        return In(value, tests, span=self._since(value.span))

    def _parenthesised_tests(self) -> tuple[Node, ...]:
        start = self._expect("(").span
        first = self._test(_OR)
        if self._is(","):
            tests = [first]
            while self._accept(","):
                tests.append(self._test(_OR))
            self._expect(")")
            return tuple(tests)
        # One test in parentheses, or an interval, may be the start of a longer expression.
        inside = self._close_parenthesis(start, first)
        return (self._binary(_ADD, self._instance(self._postfix(inside))),)

    def _unary(self) -> Node:
        if minus := self._accept("-"):
            with self._deeper():
                operand = self._unary()
            if isinstance(operand, Literal) and isinstance(operand.value, Decimal) and operand.value > 0:
                return Literal(-operand.value, span=self._since(minus.span))
            return Negation(operand, span=self._since(minus.span))
        return self._instance(self._postfix(self._primary()))

    def _instance(self, value: Node) -> Node:
        while self._is("instance"):
            self._take()
            self._expect("of")
            value = InstanceOf(value, self._type(), span=self._since(value.span))
        return value

    # What may follow a value.

    def _postfix(self, base: Node) -> Node:
        while self._is(".", "[", "("):
            if self._is("("):
                base = self._invocation(base)
            elif self._is("."):
                base = self._path(base)
            elif self._closes_interval():
                break
            else:
                base = self._filter(base)
        return base

    def _closes_interval(self) -> bool:
        # `[1..10[`: a bracket that no expression follows is the open end of an interval.
        following = self._ahead()
        starts = (
            following.kind in (Kind.NUMBER, Kind.NAME, Kind.STRING)
            or (following.kind is Kind.KEYWORD and following.text in _EXPRESSION_KEYWORDS)
            or (following.kind is Kind.SYMBOL and following.text in _EXPRESSION_SYMBOLS)
        )
        return self._in_interval and not starts

    @contextmanager
    def _interval_end(self, inside: bool) -> Iterator[None]:
        outer = self._in_interval
        self._in_interval = inside
        try:
            yield
        finally:
            self._in_interval = outer

    def _filter(self, base: Node) -> Node:
        self._expect("[")
        with self._interval_end(False), self._scoped("item"):
            condition = self._expression()
        self._expect("]")
        return Filter(base, condition, span=self._since(base.span))

    def _path(self, base: Node) -> Node:
        self._expect(".")
        name = self._name(self._members)
        return Path(base, name, span=self._since(base.span))

    def _invocation(self, function: Node) -> Node:
        self._expect("(")
        arguments: list[Argument] = []
        with self._interval_end(False):
            while not self._is(")"):
                arguments.append(self._argument())
                if not self._accept(","):
                    break
            self._expect(")")
        if len({argument.name is None for argument in arguments}) > 1:
            raise FeelError(Problem("mixed-arguments", {}, self._since(function.span)))
        return Invocation(function, tuple(arguments), span=self._since(function.span))

    def _argument(self) -> Argument:
        start = self._now.span
        name = self._key() if self._key_follows() else None
        value = self._expression()
        return Argument(name, value, span=self._since(start))

    # Values.

    def _primary(self) -> Node:
        token = self._now
        match token.kind:
            case Kind.NUMBER:
                return self._number()
            case Kind.STRING:
                self._take()
                return Literal(unescape(token.text), span=token.span)
            case Kind.NAME:
                return self._variable()
            case Kind.KEYWORD:
                return self._keyword()
            case Kind.SYMBOL:
                return self._symbol()
            case _:
                raise self._unexpected("an expression")

    def _number(self) -> Node:
        token = self._take()
        try:
            return Literal(NUMBERS.create_decimal(token.text), span=token.span)
        except ArithmeticError:
            raise FeelError(Problem("out-of-range", {}, token.span)) from None

    def _variable(self) -> Node:
        start = self._now.span
        name = self._name(self._scope)
        return Name(name, span=self._since(start))

    def _keyword(self) -> Node:
        token = self._now
        known = self._scope.longest(self._tokens, self._position)
        if known is not None and known[1] > 1:
            return self._variable()
        rules = {
            "if": self._if,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "function": self._function,
        }
        if token.text in rules:
            with self._interval_end(False):
                return rules[token.text]()
        constants = {"true": True, "false": False, "null": None}
        if token.text in constants:
            self._take()
            return Literal(constants[token.text], span=token.span)
        raise self._unexpected("an expression")

    def _symbol(self) -> Node:
        token = self._now
        rules = {
            "(": self._parenthesis,
            "[": self._bracket,
            "]": self._open_interval,
            "{": self._context,
            "@": self._at_literal,
        }
        if token.text not in rules:
            raise self._unexpected("an expression")
        with self._interval_end(False):
            return rules[token.text]()

    def _parenthesis(self) -> Node:
        start = self._take().span
        if self._is(*_COMPARISONS):
            test = self._operator_range()
            self._expect(")")
            return OperatorRange(test.operator, test.operand, span=self._since(start))
        return self._close_parenthesis(start, self._expression())

    def _close_parenthesis(self, start: Span, first: Node) -> Node:
        if self._is(".."):
            return self._interval(start, first, low_included=False)
        self._expect(")", "..")
        return first

    def _bracket(self) -> Node:
        start = self._take().span
        if self._accept("]"):
            return ListLiteral((), span=self._since(start))
        first = self._list_item()
        if self._is("..") and not isinstance(first, OperatorRange):
            return self._interval(start, first, low_included=True)
        items = [first]
        while self._accept(","):
            items.append(self._list_item())
        self._expect("]", ",")
        return ListLiteral(tuple(items), span=self._since(start))

    def _list_item(self) -> Node:
        if self._is(*_COMPARISONS):
            return self._operator_range()
        return self._expression()

    def _open_interval(self) -> Node:
        start = self._take().span
        return self._interval(start, self._expression(), low_included=False)

    def _interval(self, start: Span, low: Node, *, low_included: bool) -> Node:
        self._expect("..")
        with self._interval_end(True):
            high = self._expression()
        closing = self._expect("]", ")", "[").text
        return Interval(low, high, low_included, closing == "]", span=self._since(start))

    def _context(self) -> Node:
        start = self._take().span
        entries: list[Entry] = []
        with self._scoped():
            while not self._is("}"):
                entry_start = self._now.span
                key = self._key()
                value = self._expression()
                entries.append(Entry(key, value, span=self._since(entry_start)))
                self._scope.add(key)
                self._members.add(key)
                if not self._accept(","):
                    break
            self._expect("}", ",")
        return ContextLiteral(tuple(entries), span=self._since(start))

    def _at_literal(self) -> Node:
        start = self._take().span
        if self._now.kind is not Kind.STRING:
            raise self._unexpected("a string")
        text = unescape(self._take().text)
        return AtLiteral(text, span=self._since(start))

    # Words.

    def _if(self) -> Node:
        start = self._take().span
        condition = self._expression()
        self._expect("then")
        consequence = self._expression()
        self._expect("else")
        alternative = self._expression()
        return If(condition, consequence, alternative, span=self._since(start))

    def _for(self) -> Node:
        start = self._take().span
        with self._scoped():
            iterations = self._iterations()
            self._expect("return", ",")
            self._scope.add("partial")
            body = self._expression()
        return For(iterations, body, span=self._since(start))

    def _quantified(self) -> Node:
        start = self._now.span
        quantifier = self._take().text
        with self._scoped():
            iterations = self._iterations()
            self._expect("satisfies", ",")
            condition = self._expression()
        return Quantified(quantifier, iterations, condition, span=self._since(start))

    def _iterations(self) -> tuple[Iteration, ...]:
        iterations = [self._iteration()]
        while self._accept(","):
            iterations.append(self._iteration())
        return tuple(iterations)

    def _iteration(self) -> Iteration:
        start = self._now.span
        variable = self._bare_key("in")
        self._expect("in")
        source = self._expression()
        end = self._expression() if self._accept("..") else None
        self._scope.add(variable)
        return Iteration(variable, source, end, span=self._since(start))

    def _function(self) -> Node:
        start = self._take().span
        self._expect("(")
        parameters: list[Parameter] = []
        while not self._is(")"):
            parameters.append(self._parameter())
            if not self._accept(","):
                break
        self._expect(")", ",")
        external = self._accept("external") is not None
        with self._scoped(*(parameter.name for parameter in parameters)):
            body = self._expression()
        return FunctionDefinition(tuple(parameters), body, external, span=self._since(start))

    def _parameter(self) -> Parameter:
        start = self._now.span
        name = self._bare_key(":", ",", ")")
        type_ = self._type() if self._accept(":") else None
        return Parameter(name, type_, span=self._since(start))

    # Unary tests.

    def _unary_tests(self) -> UnaryTests:
        start = self._now.span
        if self._now.kind is Kind.END:
            return UnaryTests((), False, span=start)
        if self._is("-") and self._ahead().kind is Kind.END:
            self._take()
            return UnaryTests((), False, span=self._since(start))
        if negated := self._negated_tests():
            return negated
        return UnaryTests(self._tests(), False, span=self._since(start))

    def _negated_tests(self) -> UnaryTests | None:
        start = self._now.span
        if self._now.text != "not" or self._ahead().text != "(":
            return None
        before = self._position
        self._position += 2
        tests = self._tests()
        self._expect(")", ",")
        if self._now.kind is not Kind.END:
            # `not(a) and b`: an expression that begins with the function.
            self._position = before
            return None
        return UnaryTests(tests, True, span=self._since(start))

    def _tests(self) -> tuple[Node, ...]:
        tests = [self._test(_OR)]
        while self._accept(","):
            tests.append(self._test(_OR))
        return tuple(tests)

    def _test(self, lowest: int) -> Node:
        if self._is(*_COMPARISONS):
            return self._operator_range()
        return self._operand(lowest)

    def _operator_range(self) -> OperatorRange:
        operator = self._take()
        operand = self._operand(_ADD)
        return OperatorRange(operator.text, operand, span=self._since(operator.span))
