"""What is said of models of decisions and the files they are kept in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MODELS: Mapping[str, Mapping[str, str]] = {
    # The file as XML.
    "xml-wrong": {"zh": "不是格式正确的 XML（{text}）", "en": "this is not well-formed XML ({text})"},
    "xml-encoding": {
        "zh": "不认识编码 {encoding}；请存为 UTF-8",
        "en": "the encoding {encoding} is not known; save the file as UTF-8",
    },
    "xml-not-text": {
        "zh": "此处的字节不是 {encoding} 文本；请存为 UTF-8",
        "en": "the bytes here are no {encoding} text; save the file as UTF-8",
    },
    "xml-doctype": {
        "zh": "不接受带有 DOCTYPE 的文件；请删去该声明",
        "en": "a file with a DOCTYPE is not taken; remove that declaration",
    },
    "xml-too-large": {"zh": "文件超过 {limit} MB", "en": "the file has more than {limit} MB"},
    "xml-too-many": {"zh": "元素超过 {limit} 个", "en": "there are more than {limit} elements"},
    "xml-too-deep": {"zh": "元素嵌套超过 {limit} 层", "en": "elements stand more than {limit} levels deep"},
    "xml-attribute": {
        "zh": "一个属性超过 {limit} 个字符",
        "en": "an attribute has more than {limit} characters",
    },
    # What the file says.
    "not-dmn": {
        "zh": "根元素应为 DMN 1.1 至 1.6 的 definitions，却是 {found}",
        "en": "the root must be the definitions of DMN 1.1 to 1.6, not {found}",
    },
    "no-name": {"zh": "{element} 缺少名称", "en": "a name is missing here ({element})"},
    "unknown-reference": {
        "zh": "没有 {href} 所指的元素",
        "en": "there is nothing that {href} refers to",
    },
    "requirement-cycle": {
        "zh": "决策循环依赖：{way}",
        "en": "these need one another in a circle: {way}",
    },
    "type-cycle": {"zh": "类型循环定义：{way}", "en": "these types are made of one another: {way}"},
    "type-too-large": {
        "zh": "类型“{name}”展开后过大（上限 {limit}）",
        "en": 'the type "{name}" is too large with all it refers to (limit {limit})',
    },
    "import-not-found": {
        "zh": "同一文件夹中没有命名空间为 {namespace} 的 DMN 文件",
        "en": "no DMN file in the same folder has the namespace {namespace}",
    },
    "import-ambiguous": {
        "zh": "有多个文件的命名空间为 {namespace}：{files}；请用 locationURI 指明",
        "en": "several files have the namespace {namespace}: {files}; name one in locationURI",
    },
    "import-cycle": {"zh": "文件循环导入：{way}", "en": "these files import one another: {way}"},
    "import-kind": {
        "zh": "不使用此类导入（{kind}），只导入 DMN",
        "en": "imports of this kind ({kind}) are not used; only DMN is",
    },
    # Boxed expressions.
    "expression-language": {
        "zh": "不执行 {language} 写成的表达式，请用 FEEL",
        "en": "expressions in {language} are not run; write FEEL",
    },
    "imported-values": {
        "zh": "不读取外部文件中的值（importedValues）",
        "en": "values in other files (importedValues) are not read",
    },
    "nothing-called": {
        "zh": "调用中没有写明函数",
        "en": "the invocation does not say which function it calls",
    },
    "result-not-last": {
        "zh": "上下文中没有变量的一项是结果，应在最后",
        "en": "the entry without a variable is the result of the context and must be the last",
    },
    "row-size": {
        "zh": "此行有 {found} 格，应有 {expected} 格",
        "en": "this row has {found} cells where {expected} are needed",
    },
    "part-missing": {"zh": "{element} 缺少 {part}", "en": "{part} is missing in {element}"},
    # Decision tables in XML.
    "hit-policy-xml": {
        "zh": "命中策略应为 {policies} 之一，却是“{found}”",
        "en": 'the hit policy is one of {policies}, not "{found}"',
    },
    "no-output-column": {"zh": "决策表没有输出列", "en": "the decision table has no output"},
    "no-input-expression": {"zh": "输入列缺少表达式", "en": "the input has no expression"},
    "output-name-xml": {
        "zh": "有多个输出时，每个输出都要有名称",
        "en": "each of several outputs needs a name",
    },
    "output-values-needed": {
        "zh": "命中策略 {policy} 按输出值的顺序，请写出 outputValues",
        "en": "hit policy {policy} goes by the order of the output values; write outputValues",
    },
    "rule-size": {
        "zh": "规则的格数（输入 + 输出）为 {found}，应为 {expected}",
        "en": "the rule has {found} cells (inputs + outputs) where {expected} are needed",
    },
    "annotation-without-heading": {
        "zh": "注释多于注释列",
        "en": "there are more annotations than annotation columns",
    },
    # Deciding.
    "no-fact": {"zh": "没有给出“{name}”", "en": 'nothing is given for "{name}"'},
    # Test cases.
    "kit-failure": {
        "zh": "{place}：用例 {case} 的“{decision}”应为 {expected}，却是 {found}",
        "en": '{place}: case {case}, "{decision}" should be {expected} and is {found}',
    },
    "kit-failure-because": {
        "zh": "{place}：用例 {case} 的“{decision}”应为 {expected}，却是 {found}（{reason}）",
        "en": '{place}: case {case}, "{decision}" should be {expected} and is {found} ({reason})',
    },
    "kit-not-run": {
        "zh": "{place}：用例 {case} 的“{decision}”不能运行：{reason}",
        "en": '{place}: case {case}, "{decision}" cannot be run: {reason}',
    },
    "kit-file-not-run": {"zh": "{place}：不能运行：{reason}", "en": "{place} cannot be run: {reason}"},
    "no-test-files": {"zh": "此处没有测试文件", "en": "there are no test files here"},
    "not-test-cases": {
        "zh": "根元素应为 DMN 测试集的 testCases，却是 {found}",
        "en": "the root must be the testCases of the DMN kit, not {found}",
    },
    "no-model-name": {
        "zh": "modelName 应为同一文件夹中的文件名，却是“{found}”",
        "en": 'modelName must name a file in the same folder, not "{found}"',
    },
    "kit-value": {"zh": "“{text}”不是 {kind}", "en": '"{text}" is no {kind}'},
    "not-in-model": {"zh": "{model} 中没有“{name}”", "en": 'there is no "{name}" in {model}'},
    # Folders.
    "folder-empty": {
        "zh": "文件夹中没有 .dmn、.csv 或 .xlsx 文件",
        "en": "the folder holds no .dmn, .csv or .xlsx file",
    },
    "folder-mixed": {
        "zh": "文件夹中既有 DMN 又有表格；请指明其中一个文件",
        "en": "the folder holds both DMN files and tables; name one of its files",
    },
    "folder-of-models": {
        "zh": "文件夹中有多个互不导入的模型（{files}）；请指明一个文件",
        "en": "the folder holds several models none of which imports the others ({files}); name one",
    },
    # Writing.
    "xml-unwritable": {
        "zh": "“{text}”之后有 XML 不能容纳的控制字符",
        "en": "a control character follows {text}, which XML cannot hold",
    },
    # Converting.
    "convert-kind": {
        "zh": "不能转换为“{ending}”；目标应为 .dmn、.xlsx、.csv 文件，或不带扩展名的文件夹",
        "en": "{ending} is no kind to convert to; let the target be a .dmn, .xlsx or .csv file, "
        "or a folder (a name without an ending)",
    },
    "no-such-folder": {"zh": "没有文件夹 {folder}", "en": "there is no folder {folder}"},
    "target-exists": {
        "zh": "目标已经存在；要替换它，请写明覆盖",
        "en": "the target exists already; say so if it is to be overwritten",
    },
    "target-kind": {
        "zh": "目标已经存在，一个是文件夹，一个是文件，不能替换",
        "en": "what exists in its place is a folder instead of a file, or the reverse",
    },
    "target-holds-others": {
        "zh": "目标文件夹中还有别的文件（{files}），不予替换",
        "en": "the folder holds other files ({files}) and is not replaced",
    },
    "unwritable": {"zh": "不能写入（{text}）", "en": "it cannot be written ({text})"},
    "imports-elsewhere": {
        "zh": "模型引用了别的模型（{names}），它们在 {folder} 中；目标须在同一文件夹",
        "en": "the model imports others ({names}) that lie in {folder}; let the target lie there too",
    },
    "nothing-to-convert": {"zh": "模型中没有决策表", "en": "there is no decision table in the model"},
    "not-in-sheets": {
        "zh": "表格文件不能容纳“{name}”（{kind}）；请转换为 .dmn",
        "en": 'spreadsheets cannot hold "{name}" ({kind}); convert to .dmn',
    },
    "no-table-in-sheets": {
        "zh": "决策“{name}”不是决策表，表格文件不能容纳；请转换为 .dmn",
        "en": 'the decision "{name}" is no decision table, and spreadsheets cannot hold it; convert to .dmn',
    },
    "said-not-in-sheets": {
        "zh": "决策“{name}”的 {what} 在表格文件中没有位置；请移到描述中",
        "en": 'spreadsheets have no place for the {what} of the decision "{name}"; '
        "put it into the description",
    },
    "type-not-in-sheets": {
        "zh": "决策“{name}”的类型（{type}）与其输出列不同，表格文件不能容纳",
        "en": 'the decision "{name}" has another type ({type}) than its outputs, which spreadsheets cannot hold',
    },
    "column-not-in-sheets": {
        "zh": "决策“{name}”中“{column}”列的类型另外规定了允许值，表格文件不能容纳；请把允许值写在列上",
        "en": 'the type of the column "{column}" of "{name}" allows some values only, which spreadsheets cannot hold; '
        "put the allowed values on the column itself",
    },
    "several-into-csv": {
        "zh": "一个 CSV 文件只有一张表，而这里有：{names}；请转换到文件夹（{folder}）",
        "en": "a CSV file holds one table, and there are {names}; convert to a folder ({folder})",
    },
    "csv-named": {
        "zh": "CSV 文件以其决策命名：{name}.csv",
        "en": "a CSV file is called as its decision: {name}.csv",
    },
    "file-named": {
        "zh": "决策“{name}”的名称不能作文件名，或与另一决策只有大小写之别；请转换为 .dmn 或 .xlsx",
        "en": 'the decision "{name}" cannot name a file, or differs from another by case only; '
        "convert to .dmn or .xlsx",
    },
    "decision-not-kept": {
        "zh": "目标格式不能原样保留决策“{name}”",
        "en": 'the target cannot keep the decision "{name}" as it is',
    },
    "fact-not-kept": {
        "zh": "目标格式不能保留输入“{name}”（没有表读取它，或其类型与列的类型不同）",
        "en": 'the target cannot keep the fact "{name}": no table reads it, or its type is not that of its column',
    },
    # A table of a DMN file.
    "decision-table-missing": {
        "zh": "没有名为“{decision}”的决策表；有：{decisions}",
        "en": 'no decision "{decision}" is a table; there are: {decisions}',
    },
    "decision-table-needed": {
        "zh": "有几项决策（决策表：{decisions}），请写明哪一张：{file}#{first}",
        "en": "there are several decisions (tables: {decisions}); say which one: {file}#{first}",
    },
}
