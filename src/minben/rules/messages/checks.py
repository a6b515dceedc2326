"""What is said of what a check finds in tables and models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Mapping[str, Mapping[str, str]] = {
    # Cases without a rule.
    "gap": {"zh": "没有规则适用于：{example}", "en": "no rule applies where {example}"},
    "gaps-more": {"zh": "还有其他空档", "en": "there are more gaps"},
    "gap-missing": {
        "zh": "{inputs} 缺少时没有规则适用，例如：{example}",
        "en": "no rule applies where a value is missing ({inputs}), as where {example}",
    },
    "gap-undecided": {
        "zh": "不能断定是否有规则适用于：{example}（规则 {rules} 的条件不是常量）",
        "en": "it cannot be told whether a rule applies where {example} (a test of rule {rules} is no constant)",
    },
    "gap-perhaps": {
        "zh": "不能断定是否会有没有规则适用的情形：{example}（各输入取自相同的事实，未找到这样的情形）",
        "en": "it cannot be told whether there is a case without a rule where {example} "
        "(inputs read the same facts, and none was found)",
    },
    "period-gap": {
        "zh": "{first} 至 {last} 没有规则适用，而此前和此后都有：{example}",
        "en": "from {first} to {last} no rule applies, but before and after, where {example}",
    },
    "period-hole": {
        "zh": "{first} 至 {last} 没有有效的值，而此前和此后都有",
        "en": "from {first} to {last} no value is in force, but before and after",
    },
    # Cases with several rules.
    "overlap": {
        "zh": "规则 {one} 与规则 {other} 同时适用于：{example}",
        "en": "rules {one} and {other} both apply where {example}",
    },
    "overlap-order": {
        "zh": "规则 {one} 与规则 {other} 同时适用于：{example}；两者的输出都不在允许值中，不能定先后",
        "en": "rules {one} and {other} both apply where {example}, and as neither output is an allowed value, "
        "their order is not defined",
    },
    "overlap-missing": {
        "zh": "缺少值时规则 {one} 与规则 {other} 同时适用：{example}",
        "en": "where a value is missing rules {one} and {other} both apply: {example}",
    },
    "overlap-undecided": {
        "zh": "不能断定规则 {one} 与规则 {other} 是否会同时适用（条件或结果不是常量）",
        "en": "it cannot be told whether rules {one} and {other} both apply (a test or result is no constant)",
    },
    "overlap-perhaps": {
        "zh": "不能断定规则 {one} 与规则 {other} 是否会同时适用（各输入取自相同的事实，未找到这样的情形）",
        "en": "it cannot be told whether rules {one} and {other} both apply "
        "(inputs read the same facts, and no case was found)",
    },
    "overlaps-more": {
        "zh": "另有 {count} 对规则重叠或可能重叠",
        "en": "{count} more pairs of rules overlap or may overlap",
    },
    # Rules without a case.
    "never": {"zh": "规则 {rule} 永远不会适用", "en": "rule {rule} can never apply"},
    "never-perhaps": {
        "zh": "不能断定规则 {rule} 是否会适用（各输入取自相同的事实，未找到这样的情形）",
        "en": "it cannot be told whether rule {rule} ever applies "
        "(inputs read the same facts, and no case was found)",
    },
    "never-alone": {
        "zh": "规则 {rule} 永远不能作出决定：凡它适用之处都另有规则适用",
        "en": "rule {rule} can never decide: wherever it applies another rule applies too",
    },
    "undecided": {
        "zh": "未能查完（{what_zh}）：查了 {done}；请拆分此表或减少输入",
        "en": "the check was not finished ({what}): {done} was looked through; split the table or drop an input",
    },
    # Cells and columns.
    "input-unused": {
        "zh": "没有规则检验“{input}”；可删去此列",
        "en": 'no rule tests "{input}"; drop the column',
    },
    "test-not-allowed": {"zh": "{value} 不在此列的允许值中", "en": "{value} is not among the allowed values"},
    "test-not-allowed-near": {
        "zh": "{value} 不在此列的允许值中；是否指 {near}？",
        "en": "{value} is not among the allowed values; did you mean {near}?",
    },
    "output-not-allowed": {
        "zh": "{value} 不在此输出的允许值中",
        "en": "{value} is not among the allowed values of the output",
    },
    "output-not-allowed-near": {
        "zh": "{value} 不在此输出的允许值中；是否指 {near}？",
        "en": "{value} is not among the allowed values of the output; did you mean {near}?",
    },
    "output-never": {
        "zh": "没有规则给出“{output}”的允许值 {values}",
        "en": 'no rule gives {values}, allowed for "{output}"',
    },
    # Division.
    "divisor-is-zero": {"zh": "除数 {divisor} 总是零", "en": "a division by {divisor}, which is zero"},
    "division-perhaps": {
        "zh": "除数可能为零：{example}；可写作 if x != 0 then … / x else …",
        "en": "a division by what may be zero, where {example}; write if x != 0 then … / x else …",
    },
    # Dates of validity.
    "answers-from": {"zh": "自 {day} 起才有结果", "en": "answers from {day}, not before"},
    "answers-until": {"zh": "到 {day} 为止，其后没有结果", "en": "answers until {day}, not after"},
    "in-force-from": {"zh": "自{since}起有效", "en": "in force from {since}"},
    "in-force-until": {"zh": "有效至{until}", "en": "in force until {until}"},
    "in-force-from-until": {
        "zh": "自{since}起有效，至{until}止",
        "en": "in force from {since} until {until}",
    },
    "not-in-force": {"zh": "{day} 没有有效的规则", "en": "no rule is in force on {day}"},
    "not-in-force-yet": {
        "zh": "{day} 没有有效的规则；自 {since} 起有效",
        "en": "no rule is in force on {day}; in force from {since}",
    },
    "not-in-force-any-more": {
        "zh": "{day} 没有有效的规则；有效期至 {until}",
        "en": "no rule is in force on {day}; in force until {until}",
    },
    "not-in-force-between": {
        "zh": "{day} 没有有效的规则；此前有效至 {until}，其后自 {since} 起有效",
        "en": "no rule is in force on {day}; in force until {until}, and again from {since}",
    },
    # Models.
    "no-logic": {"zh": "“{name}”没有内容，总是 null", "en": '"{name}" has no logic: it is always null'},
    "need-missing": {
        "zh": "读取“{name}”而没有声明需要它（在图中连线，或加 informationRequirement）",
        "en": '"{name}" is read here without being needed: draw the line to it (a requirement)',
    },
    "need-unread": {
        "zh": "“{name}”声明需要“{need}”而没有读取",
        "en": '"{name}" says it needs "{need}" and does not read it',
    },
    "never-read": {"zh": "没有任何决策读取“{name}”", "en": 'nothing reads "{name}"'},
    "name-near": {
        "zh": "“{name}”作为单独的事实读取；是否指“{near}”？",
        "en": '"{name}" is read as a fact of its own; did you mean "{near}"?',
    },
    "no-parameter": {
        "zh": "函数“{function}”没有参数“{name}”",
        "en": 'the function "{function}" has no parameter "{name}"',
    },
    "no-parameter-near": {
        "zh": "函数“{function}”没有参数“{name}”；是否指“{near}”？",
        "en": 'the function "{function}" has no parameter "{name}"; did you mean "{near}"?',
    },
    "endless": {
        "zh": "函数无条件地调用自己，永远算不完：{way}",
        "en": "these functions call one another without a condition and never end: {way}",
    },
    # What was checked and found, in numbers.
    "count-table": {"zh": "{count} 个决策表", "en": "{count} table"},
    "count-tables": {"zh": "{count} 个决策表", "en": "{count} tables"},
    "count-rule": {"zh": "{count} 条规则", "en": "{count} rule"},
    "count-rules": {"zh": "{count} 条规则", "en": "{count} rules"},
    "count-error": {"zh": "{count} 个错误", "en": "{count} error"},
    "count-errors": {"zh": "{count} 个错误", "en": "{count} errors"},
    "count-warning": {"zh": "{count} 个警告", "en": "{count} warning"},
    "count-warnings": {"zh": "{count} 个警告", "en": "{count} warnings"},
    "count-undecided": {"zh": "{count} 处未能断定", "en": "{count} undecided"},
    "count-info": {"zh": "{count} 个提示", "en": "{count} notice"},
    "count-infos": {"zh": "{count} 个提示", "en": "{count} notices"},
    "count-nothing": {"zh": "没有发现问题", "en": "nothing found"},
}
