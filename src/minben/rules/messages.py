"""What the rules say when something is wrong: each message in Chinese and English, its values in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, Mapping[str, str]] = {
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
    # Decision tables: places and explanations.
    "cell": {"zh": "，单元格 {cell}", "en": ", cell {cell}"},
    "colon": {"zh": "：", "en": ": "},
    "explain-results": {"zh": "结果：{results}", "en": "Result: {results}"},
    "explain-rule": {
        "zh": "依据决策表 {table} 的规则 {rule}（第{line}行）：",
        "en": "by rule {rule} of table {table} (line {line}):",
    },
    "explain-test": {
        "zh": "  {input} 为 {value}，符合“{test}”",
        "en": "  {input} is {value}, which meets {test}",
    },
    "explain-annotation": {"zh": "  {name}：{text}", "en": "  {name}: {text}"},
    "explain-none": {
        "zh": "决策表 {table} 中 {on} 有效的规则都不适用：",
        "en": "no rule of table {table} in force on {on} applies:",
    },
    "explain-input": {"zh": "  {input} 为 {value}", "en": "  {input} is {value}"},
    "explain-reason": {"zh": "  原因：{reason}", "en": "  because {reason}"},
    # Decision tables: why one has no result.
    "no-rule": {"zh": "没有适用的规则", "en": "no rule applies"},
    "several-rules": {
        "zh": "规则 {rules} 同时适用，而本表（U）只许一条适用",
        "en": "rules {rules} apply at once, and only one may in this table (U)",
    },
    "rules-differ": {
        "zh": "规则 {rules} 同时适用而结果不同，本表（A）要求结果一致",
        "en": "rules {rules} apply at once with different results, and in this table (A) they must agree",
    },
    "input-not-allowed": {
        "zh": "“{input}”的值不在允许范围内",
        "en": 'the value of "{input}" is not an allowed one',
    },
    # Decision tables: what is wrong with the file.
    "table-empty": {
        "zh": "决策表至少要有两行表头和一条规则",
        "en": "a table needs two heading lines and a rule",
    },
    "not-text": {
        "zh": "文件不是 UTF-8 文本；请另存为“CSV UTF-8”",
        "en": "the file is not UTF-8 text; save it as CSV UTF-8",
    },
    "not-csv": {"zh": "此行不是有效的 CSV（{text}）", "en": "this line is not CSV ({text})"},
    "unreadable": {"zh": "文件不能读取（{text}）", "en": "the file cannot be read ({text})"},
    "hit-policy": {
        "zh": "左上角应为命中策略（{policies} 之一），却是“{found}”",
        "en": 'the corner holds the hit policy, one of {policies}, not "{found}"',
    },
    "type-line": {
        "zh": "第二行第一格应为 type，却是“{found}”",
        "en": 'the second line begins with type, not "{found}"',
    },
    "no-heading": {"zh": "此列有内容而没有表头", "en": "this column has cells and no heading"},
    "no-output": {
        "zh": "表中没有输出列（表头以 => 开始）",
        "en": "the table has no output column (headed => NAME)",
    },
    "output-name": {
        "zh": "输出列的 => 之后应有名称",
        "en": "a name must follow => in the heading of an output",
    },
    "annotation-name": {
        "zh": "注释列的 # 之后应有名称",
        "en": "a name must follow # in the heading of an annotation",
    },
    "twice": {"zh": "“{name}”出现两次", "en": '"{name}" stands here twice'},
    "no-type": {
        "zh": "缺少类型，如 number、string、boolean、date",
        "en": "the type is missing: number, string, boolean, date or another",
    },
    "unknown-type": {"zh": "没有名为“{name}”的类型", "en": 'there is no type "{name}"'},
    "type-not-needed": {"zh": "此列不需要类型", "en": "this column takes no type"},
    "allowed-not-constant": {
        "zh": "输出的允许值应为常量，以逗号分隔",
        "en": "the allowed values of an output are constants with commas between them",
    },
    "allowed-needed": {
        "zh": '命中策略 {policy} 按允许值排序，请在类型后写出：string: "甲", "乙"',
        "en": 'policy {policy} goes by the order of the allowed values; write them after the type: string: "a", "b"',
    },
    "one-output": {
        "zh": "命中策略 {policy} 只能有一个输出列",
        "en": "hit policy {policy} takes one output column",
    },
    "rule-id": {"zh": "规则缺少编号", "en": "the rule has no number or id"},
    "output-empty": {
        "zh": "输出不能为空；没有值请写 null",
        "en": "an output is empty; write null for no value",
    },
    "otherwise-tests": {
        "zh": "otherwise 一行的输入应为空或 -",
        "en": "the inputs of the line otherwise are empty or -",
    },
    "bad-date": {
        "zh": "“{text}”不是日期，应写作 2025-01-31",
        "en": '"{text}" is not a date such as 2025-01-31',
    },
    "dates-reversed": {"zh": "until 早于 from", "en": "until lies before from"},
    # Decision tables: what the check finds.
    "gap": {"zh": "没有规则适用于：{example}", "en": "no rule applies where {example}"},
    "gap-undecided": {
        "zh": "不能断定是否有规则适用于：{example}（规则 {rules} 的条件不是常量）",
        "en": "it cannot be told whether a rule applies where {example} (a test of rule {rules} is no constant)",
    },
    "overlap": {
        "zh": "规则 {one} 与规则 {other} 同时适用于：{example}",
        "en": "rules {one} and {other} both apply where {example}",
    },
    "overlap-undecided": {
        "zh": "不能断定规则 {one} 与规则 {other} 是否会同时适用（条件或结果不是常量）",
        "en": "it cannot be told whether rules {one} and {other} both apply (a test or result is no constant)",
    },
    "never": {"zh": "规则 {rule} 永远不会适用", "en": "rule {rule} can never apply"},
    "undecided": {
        "zh": "表太大，未能查完（{what}）",
        "en": "the table is too large to be checked to the end ({what})",
    },
    "wrong-cell-type": {
        "zh": "此处应为{expected}，却是{found}",
        "en": "{found} stands where {expected} is needed",
    },
}
