"""What is said of decision tables: their files and their check."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: Mapping[str, Mapping[str, str]] = {
    # Decision tables: places.
    "cell": {"zh": "，单元格 {cell}", "en": ", cell {cell}"},
    "colon": {"zh": "：", "en": ": "},
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
        "zh": "“{input}”的值不在允许范围内（{allowed}）",
        "en": 'the value of "{input}" is not an allowed one ({allowed})',
    },
    # Decision tables: what is wrong with the file.
    "table-empty": {
        "zh": "决策表至少要有两行表头和一条规则",
        "en": "a table needs two heading lines and a rule",
    },
    "not-text": {
        "zh": "文件不是 UTF-8 文本；请另存为“CSV UTF-8（逗号分隔）”，或“Excel 工作簿（.xlsx）”",
        "en": "the file is not UTF-8 text; save it as CSV UTF-8, or as Excel workbook (.xlsx)",
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
    # Decision tables: what a cell must be.
    "wrong-cell-type": {
        "zh": "此处应为{expected}，却是{found}",
        "en": "{found} stands where {expected} is needed",
    },
}
