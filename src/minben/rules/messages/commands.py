"""What the commands of the rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, Mapping[str, str]] = {
    # Facts given as JSON.
    "json-syntax": {
        "zh": "第{column}列：不是 JSON（{text}）",
        "en": "column {column}: this is not JSON ({text})",
    },
    "json-too-deep": {"zh": "JSON 嵌套过深", "en": "the JSON is nested too deep"},
    "json-no-object": {
        "zh": '应为 JSON 对象，例如 {{"age": 84}}',
        "en": 'facts are a JSON object, such as {{"age": 84}}',
    },
    "given-unread": {"zh": "模型不使用“{name}”", "en": 'the model does not read "{name}"'},
    "given-unread-near": {
        "zh": "模型不使用“{name}”；是否指“{near}”？",
        "en": 'the model does not read "{name}"; did you mean "{near}"?',
    },
    "given-missing": {"zh": "缺少“{name}”", "en": '"{name}" is missing'},
    "given-missing-near": {
        "zh": "缺少“{name}”；“{near}”是否写错？",
        "en": '"{name}" is missing; is "{near}" meant for it?',
    },
    # What is asked for.
    "model-or-expression": {
        "zh": "请给出模型，或用 --expression 给出表达式（二者之一）",
        "en": "give a model, or an expression with --expression, one of the two",
    },
    "on-or-from": {
        "zh": "--on 与 --from 只能给出其一",
        "en": "give --on for one day or --from for the days from one on, not both",
    },
    "related-needs-data": {
        "zh": "--related 须与 --data 同用",
        "en": "--related is given with --data, the file whose rows these belong to",
    },
    "service-or-decision": {
        "zh": "--service 须与模型同用，且不能与 --decision 同用",
        "en": "--service is given with a model, and without --decision",
    },
    "no-service": {
        "zh": "没有名为“{name}”的决定服务；有：{known}",
        "en": 'there is no decision service "{name}"; there are: {known}',
    },
    "no-services": {
        "zh": "模型没有决定服务“{name}”，也没有其他决定服务；请用 --decision",
        "en": 'there is no decision service "{name}" nor any other; use --decision',
    },
    "no-decision": {
        "zh": "没有名为“{name}”的决定；有：{known}",
        "en": 'there is no decision "{name}"; there are: {known}',
    },
    "no-decision-near": {
        "zh": "没有名为“{name}”的决定；是否指“{near}”？",
        "en": 'there is no decision "{name}"; did you mean "{near}"?',
    },
    "unknown-output": {"zh": "没有名为“{name}”的决定或输出", "en": 'there is no decision or output "{name}"'},
    "unknown-output-near": {
        "zh": "没有名为“{name}”的决定或输出；是否指“{near}”？",
        "en": 'there is no decision or output "{name}"; did you mean "{near}"?',
    },
    "output-of-several": {
        "zh": "“{name}”不止一处，请写明其一：{near}",
        "en": 'there are several "{name}"; write one of {near}',
    },
    "no-table-decides": {
        "zh": "“{name}”不是由一张决策表决定的，不能说明哪条规则最接近",
        "en": '"{name}" is not decided by one table, so no rule of it can be nearest',
    },
    "not-utf-8": {"zh": "文件不是 UTF-8 文本", "en": "the file is not UTF-8 text"},
    "words-form": {
        "zh": '应为 {{"titles": {{名称: {{"zh": 文字}}}}, "sources": {{名称: 文字}}}} 形式的 JSON',
        "en": 'this should be JSON such as {{"titles": {{NAME: {{"en": TEXT}}}}, "sources": {{NAME: TEXT}}}}',
    },
    # What comes out.
    "case-typed": {"zh": "  试算：{typed}", "en": "  try {typed}"},
    "null-because": {"zh": "空值原因：{reason}", "en": "null because {reason}"},
    "null-hence": {"zh": "  因此也为空：{places}", "en": "  hence null too: {places}"},
    "severity-error": {"zh": "错误", "en": "error"},
    "severity-warning": {"zh": "警告", "en": "warning"},
    "severity-info": {"zh": "提示", "en": "note"},
    "value-tests": {
        "zh": "取值用例：{passed} 个通过，{failed} 个失败",
        "en": "value tests: {passed} passed, {failed} failed",
    },
    "error-tests": {
        "zh": "出错用例：{passed} 个通过，{failed} 个失败",
        "en": "error tests: {passed} passed, {failed} failed",
    },
    "tests-counted": {
        "zh": "{passed} 个通过，{failed} 个失败",
        "en": "{passed} passed, {failed} failed",
    },
    "not-checked": {
        "zh": "不能读取，未查验；问题数：{count}",
        "en": "cannot be read, so it was not checked; problems: {count}",
    },
    "column-unknown": {
        "zh": "不知道 {columns} 的类型，不能断定能否按列计算；请用 --data 给出数据文件，或在模型中声明类型",
        "en": "what {columns} holds is not known, so neither is whether this compiles to columns; "
        "give the file by --data, or declare the type",
    },
    "converted": {"zh": "已写入 {target}：{decisions}", "en": "written to {target}: {decisions}"},
    "related-form": {
        "zh": "“{text}”应写作 名称=文件:键，例如 members=residents.parquet:household_id",
        "en": '"{text}" is not of the form NAME=FILE:KEY, such as members=residents.parquet:household_id',
    },
    "rows-decided": {"zh": "已判定的行", "en": "rows decided"},
    "no-dialect": {
        "zh": "没有方言“{name}”；有：{known}",
        "en": "there is no dialect {name}; there are: {known}",
    },
    "related-table-form": {
        "zh": "“{text}”应写作 名称=表",
        "en": '"{text}" is written NAME=TABLE',
    },
    "not-in-query": {
        "zh": "“{decision}”不在查询中，请逐行判定：",
        "en": "{decision} is not in the query; decide it row by row:",
    },
    "screened-by-rows": {
        "zh": "“{decision}”不能按列计算，已逐行判定：",
        "en": "{decision} does not compile to columns and was decided row by row:",
    },
    "screened": {
        "zh": "已判定 {rows} 行，写入 {out}：{columns} 个决定按列计算，{by_rows} 个逐行计算",
        "en": "{rows} rows decided and written to {out}: {columns} decisions by columns, {by_rows} row by row",
    },
}
