"""What is said of expressions: source that is not FEEL, types that do not fit, and why a value is null."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPRESSIONS: Mapping[str, Mapping[str, str]] = {
    # Where: put before every message that has a place.
    "place": {"zh": "第{line}行第{column}列：", "en": "line {line}, column {column}: "},
    # Syntax.
    "string-open": {
        "zh": '字符串没有结束的引号；字符串须写在同一行内，以 " 结束',
        "en": 'a string has no closing quote; a string stands on one line and ends with "',
    },
    "comment-open": {"zh": "注释没有结束；请以 */ 结束", "en": "a comment is not closed; end it with */"},
    "full-width": {
        "zh": "“{found}”是全角符号，请改写为半角的 {meant}",
        "en": '"{found}" is a full-width or typographic sign; write {meant}',
    },
    "strange-character": {
        "zh": "“{found}”不能出现在表达式中",
        "en": '"{found}" has no meaning in an expression',
    },
    "unexpected": {
        "zh": "此处是“{found}”，应为{expected_zh}",
        "en": 'found "{found}" where {expected} was expected',
    },
    "unexpected-end": {
        "zh": "表达式在此结束，还应有{expected_zh}",
        "en": "the expression ends where {expected} was expected",
    },
    "too-long": {
        "zh": "表达式有{length}个字符，最多{limit}个；请拆分成几个决定",
        "en": "the expression has {length} characters, at most {limit} are allowed; divide it into several decisions",
    },
    "too-deep": {
        "zh": "表达式嵌套超过{limit}层；请拆分成几个决定",
        "en": "the expression is nested deeper than {limit} levels; divide it into several decisions",
    },
    "mixed-arguments": {
        "zh": "参数要么全部按位置给出，要么全部按名称给出",
        "en": "arguments are given all by position or all by name",
    },
    "bad-date-literal": {
        "zh": '@"{text}" 不是日期、时间或时长',
        "en": '@"{text}" is not a date, a time, a date and time or a duration',
    },
    # Evaluation: why a value is null.
    "unknown-name": {"zh": "没有名为“{name}”的数据", "en": 'there is no name "{name}"'},
    "unknown-name-near": {
        "zh": "没有名为“{name}”的数据；是否指“{near}”？",
        "en": 'there is no name "{name}"; did you mean "{near}"?',
    },
    "unknown-function": {"zh": "没有名为“{name}”的函数", "en": 'there is no function "{name}"'},
    "unknown-function-near": {
        "zh": "没有名为“{name}”的函数；是否指“{near}”？",
        "en": 'there is no function "{name}"; did you mean "{near}"?',
    },
    "unknown-field": {"zh": "{kind}没有“{name}”一项", "en": 'a {kind} has no "{name}"'},
    "unknown-entry": {"zh": "没有“{name}”一项", "en": 'there is no entry "{name}"'},
    "unknown-entry-near": {
        "zh": "没有“{name}”一项；是否指“{near}”？",
        "en": 'there is no entry "{name}"; did you mean "{near}"?',
    },
    "path-of-null": {
        "zh": "“{name}”所属的值为空",
        "en": 'the value whose "{name}" is read is null',
    },
    "wrong-operands": {
        "zh": "“{operator}”不能用于{left}和{right}",
        "en": '"{operator}" is not defined for {left} and {right}',
    },
    "wrong-operand": {"zh": "“{operator}”不能用于{kind}", "en": '"{operator}" is not defined for {kind}'},
    "not-comparable": {
        "zh": "{left}与{right}不能比较",
        "en": "{left} and {right} cannot be compared",
    },
    "local-and-zoned": {
        "zh": "带时区的时间不能与不带时区的时间相比较或相减",
        "en": "a time with a zone cannot be compared with, or subtracted from, one without",
    },
    "division-by-zero": {"zh": "除数为零", "en": "division by zero"},
    "out-of-range": {"zh": "结果超出范围", "en": "the result is out of range"},
    "no-such-date": {
        "zh": "没有{year}年{month}月{day}日这一天",
        "en": "there is no day {day} of month {month} in the year {year}",
    },
    "not-a-date": {
        "zh": "“{text}”不是日期，应写作 2025-01-31",
        "en": '"{text}" is not a date such as 2025-01-31',
    },
    "not-a-time": {
        "zh": "“{text}”不是时间，应写作 08:30:00",
        "en": '"{text}" is not a time such as 08:30:00',
    },
    "not-a-date-and-time": {
        "zh": "“{text}”不是日期时间，应写作 2025-01-31T08:30:00",
        "en": '"{text}" is not a date and time such as 2025-01-31T08:30:00',
    },
    "not-a-duration": {
        "zh": "“{text}”不是时长，应写作 P1Y2M 或 P3DT4H",
        "en": '"{text}" is not a duration such as P1Y2M or P3DT4H',
    },
    "no-such-offset": {"zh": "没有“{text}”这样的时差", "en": 'there is no offset "{text}"'},
    "no-such-zone": {"zh": "没有名为“{text}”的时区", "en": 'there is no time zone "{text}"'},
    "foreign-value": {"zh": "规则不认识类型为{kind}的值", "en": "rules know no values of the kind {kind}"},
    "not-finite": {"zh": "数不是有限的", "en": "the number is not finite"},
    "nested-too-deep": {
        "zh": "列表和上下文互相嵌套超过{limit}层",
        "en": "lists and contexts are nested deeper than {limit} levels",
    },
    "not-boolean": {"zh": "条件应为真或假，却是{kind}", "en": "the condition is {kind}, not true or false"},
    "not-a-function": {"zh": "{kind}不能作为函数调用", "en": "{kind} cannot be called as a function"},
    "not-a-list": {"zh": "应为列表，却是{kind}", "en": "{kind} stands where a list is needed"},
    "no-signature": {
        "zh": "函数“{name}”不接受这样的参数（{given}）；写法：{signatures}",
        "en": 'the function "{name}" does not take ({given}); it is written {signatures}',
    },
    "argument-count": {
        "zh": "函数“{name}”给了{given}个参数，应为{expected}个",
        "en": 'the function "{name}" has {given} arguments and takes {expected}',
    },
    "argument-name": {
        "zh": "函数没有名为“{name}”的参数",
        "en": 'the function has no parameter "{name}"',
    },
    "argument-type": {
        "zh": "参数“{name}”应为{expected}，却是{kind}",
        "en": 'the parameter "{name}" takes {expected}, not {kind}',
    },
    "argument-missing": {"zh": "缺少参数“{name}”", "en": 'the parameter "{name}" is missing'},
    "wrong-type": {"zh": "应为{expected}，却是{kind}", "en": "{kind} stands where {expected} is needed"},
    "not-allowed": {
        "zh": "值{value}不在允许范围内（{allowed}）",
        "en": "{value} is not an allowed value ({allowed})",
    },
    "no-index": {"zh": "列表没有第{index}项", "en": "the list has no element {index}"},
    "bad-argument": {
        "zh": "参数“{name}”的值不合适：{value}",
        "en": 'the parameter "{name}" cannot be {value}',
    },
    "bad-pattern": {"zh": "正则表达式有误：{text}", "en": "the regular expression is wrong: {text}"},
    "not-a-number": {"zh": "“{text}”不是数", "en": '"{text}" is not a number'},
    "duplicate-key": {"zh": "“{name}”在同一上下文中出现两次", "en": '"{name}" stands twice in one context'},
    "no-clock": {
        "zh": "此处没有给定时钟，不能取得今天或现在",
        "en": "no clock is given here, so there is no today and no now",
    },
    "no-date": {
        "zh": "此处没有给定适用日期，不能用决策表“{table}”",
        "en": 'no date that counts is given here, so table "{table}" cannot decide',
    },
    "external-function": {
        "zh": "不执行外部代码写成的函数",
        "en": "functions in foreign code are not run",
    },
    "range-mismatch": {
        "zh": "区间两端的类型不同或为空",
        "en": "the ends of the range differ in type or are null",
    },
    "not-iterable": {
        "zh": "不能从{left}逐一数到{right}",
        "en": "it is not possible to count from {left} to {right}",
    },
    "budget": {
        "zh": "计算量超过上限（{limit}步），已停止",
        "en": "the work exceeded its limit of {limit} steps and was stopped",
    },
    "recursion": {
        "zh": "函数互相调用过深，已停止",
        "en": "functions called each other too deep and were stopped",
    },
    "no-test-value": {"zh": "“?”只能用在单元测试中", "en": '"?" has a value only inside a unary test'},
}
