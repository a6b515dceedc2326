"""What is said of rules that are to run over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Mapping[str, Mapping[str, str]] = {
    # Why a decision does not compile. Each ends with what to do.
    "columns-quotient": {
        "zh": "商的小数位数没有上限，不能存入列；请取整，例如 decimal(x, 2)",
        "en": "the decimals of this quotient are not bounded; round it: decimal(x, 2)",
    },
    "columns-quotient-arithmetic": {
        "zh": "未取整的商只能加减精确数、相比较或取整；请先取整，或先乘后除",
        "en": "a quotient that is not rounded can only be added to an exact number, compared or rounded; "
        "round it first, or multiply before dividing",
    },
    "columns-quotient-range": {
        "zh": "商的分子或分母太大，34位数字不能保证比较和取整正确；请缩小数的允许范围",
        "en": "the parts of this quotient are too large for 34 digits to be sure; narrow the allowed values",
    },
    "columns-number-range": {
        "zh": "结果可能超过34位数字；请缩小数的允许范围，或先取整",
        "en": "the result may have more than 34 digits; narrow the allowed values of the numbers, or round first",
    },
    "columns-number-too-long": {
        "zh": "数 {number} 太长；请取整",
        "en": "the number {number} is too long; round it",
    },
    "columns-scale": {
        "zh": "“{name}”的小数位数须写成整数",
        "en": 'the scale of "{name}" must be written as a whole number',
    },
    "columns-power": {
        "zh": "乘方的指数须写成1到34之间的整数",
        "en": "an exponent must be written as a whole number from 1 to 34",
    },
    "columns-date-range": {
        "zh": "日期可能早于公元1年或晚于9999年；请缩小日期的允许范围",
        "en": "the date may lie outside the years 1 to 9999; narrow the allowed values of the dates",
    },
    "columns-date-parts": {
        "zh": "年、月、日须为整数；请先取整",
        "en": "year, month and day must be whole numbers; round them first",
    },
    "columns-zone": {
        "zh": "带时区的日期时间只能比较和相减；请把数据存为世界时或当地时间",
        "en": "dates and times of a zone can only be compared and subtracted; store them in UTC or local time",
    },
    "columns-moments": {
        "zh": "两个日期时间之间的月数不能按列计算；请用 date(...) 取日期",
        "en": "months between two dates and times do not compile; take their dates: date(...)",
    },
    "columns-parse": {
        "zh": "文字列不能逐行转换为{name}；请把数据存为{name}类型",
        "en": "text that differs by row is not read as {name}; store the column as {name}",
    },
    "columns-constant": {
        "zh": "{kind}类型的这个值不能存入列",
        "en": "this {kind} cannot be held in a column",
    },
    "columns-comparison": {
        "zh": "{left}与{right}不能按列比较；请比较其中的各项",
        "en": "{left} and {right} are not compared over columns; compare their parts",
    },
    "columns-range": {
        "zh": "区间的两端因行而异且类型不一，不能按列计算",
        "en": "the ends of this range differ in kind by row; write the comparisons out",
    },
    "columns-options": {
        "zh": "此值的类型因行而异，不能按列计算；请让各分支给出同一类型",
        "en": "the type of this value differs by row; let every branch give the same type",
    },
    "columns-too-many-options": {
        "zh": "类型因行而异的值太多；请让各分支给出同一类型",
        "en": "too many values differ in type by row; let every branch give the same type",
    },
    "columns-iteration": {
        "zh": "此循环的次数因行而异，不能按列计算；请对关联记录使用单层循环或汇总函数",
        "en": "how often this repeats differs by row; run through related rows once, or use an aggregate",
    },
    "columns-position": {
        "zh": "列表的位置须写成整数，且列表不能有条件项",
        "en": "a position in a list must be written as a whole number",
    },
    "columns-nested-list": {
        "zh": "列表中的列表不能按列计算；请把它作为单独的关联数据",
        "en": "lists inside related rows do not compile; give them as related data of their own",
    },
    "columns-nested-relation": {
        "zh": "对“{relation}”的条件中又对同一“{relation}”设条件；请把内层写成单独的决定",
        "en": 'a condition on "{relation}" holds another one on "{relation}"; make the inner one a decision of its own',
    },
    "columns-list-for-one": {
        "zh": "此处需要单个值，却是长度因行而异的列表；请取其中一项，例如 x[1]",
        "en": "a list whose length differs by row stands where one value is needed; take one: x[1]",
    },
    "columns-aggregate": {
        "zh": "关联记录的{kind}不能这样汇总；请先取出其中的一项",
        "en": "{kind} of related rows cannot be summed up so; take one entry of them",
    },
    "columns-function": {
        "zh": "函数“{name}”不能按列计算；请把它的结果作为数据的一列",
        "en": 'the function "{name}" does not compile for values that differ by row; '
        "give what it says as a column of the data",
    },
    "columns-list-function": {
        "zh": "函数“{name}”不能用于长度或位置因行而异的列表",
        "en": 'the function "{name}" does not compile for lists whose length or positions differ by row',
    },
    "columns-foreign-function": {
        "zh": "外部函数不能按列计算",
        "en": "functions from outside do not compile",
    },
    "columns-recursion": {
        "zh": "函数调用自身过深，不能按列展开",
        "en": "functions call each other too deep to be written out",
    },
    "columns-circular": {
        "zh": "决定“{name}”依赖于自身",
        "en": 'the decision "{name}" depends on itself',
    },
    "columns-too-much-work": {
        "zh": "展开循环和函数后过大；请拆分成几个决定",
        "en": "written out, the repetitions and calls are too large; divide them into several decisions",
    },
    "columns-many-overlaps": {
        "zh": "表“{table}”中可能同时适用的规则太多",
        "en": 'too many rules of the table "{table}" may apply together',
    },
    "columns-priority": {
        "zh": "表“{table}”按优先级取值，其输出须为常量",
        "en": 'the outputs of the table "{table}" must be constants, since its policy orders by them',
    },
    "columns-rows": {
        "zh": "关联记录的列表不能作为结果；请汇总或取其中一项",
        "en": "a list of related rows cannot be a result; sum it up or take one of them",
    },
    "columns-output": {
        "zh": "此结果的类型因行而异，或是函数、区间，不能存入列",
        "en": "this result is a function, a range, or of a type that differs by row; a column cannot hold it",
    },
    # Why a decision that compiles cannot be said in SQL.
    "columns-sql-range": {
        "zh": "{database}没有能容纳此结果的数据类型；请缩小数的允许范围",
        "en": "{database} has no type that holds this result; narrow the allowed values of the numbers",
    },
    "columns-sql-order": {
        "zh": "“{name}”是数据库中的表，其行没有顺序；请改用汇总函数，例如 min 或 max",
        "en": 'the rows of "{name}" have no order in a database; use an aggregate, min or max for one',
    },
    "columns-sql-by-row": {
        "zh": "对“{name}”的条件因行而异，{database}不能按行分组；请先汇总，或在PostgreSQL上运行",
        "en": 'what is asked of "{name}" differs by row, and {database} cannot group by row; '
        "sum up first, or run it on PostgreSQL",
    },
    "columns-sql-nested": {
        "zh": "{database}中不能这样处理列表和上下文；请把其中的各项写成单独的决定",
        "en": "lists and contexts cannot be worked out so on {database}; make their parts decisions of their own",
    },
    "columns-sql-text": {
        "zh": "{database}的文字不能含有空字符",
        "en": "text on {database} cannot hold the character NUL",
    },
    "columns-sql-kind": {
        "zh": "{database}不能存储这种时间；请把它存为整数",
        "en": "{database} does not hold this kind of time; store it as an integer",
    },
    "columns-node": {"zh": "{kind}不能按列计算", "en": "{kind} does not compile"},
    "columns-import": {
        "zh": "“{name}”属于引入的模型，不能按列计算；请把它复制到本模型",
        "en": '"{name}" belongs to another model, which does not compile; copy it into this one',
    },
    # What is wrong with data.
    "columns-no-file": {
        "zh": "读不了此文件：{reason}",
        "en": "the file cannot be read: {reason}",
    },
    "columns-missing": {
        "zh": "没有“{column}”列；现有的列：{have}",
        "en": 'there is no column "{column}"; the columns are {have}',
    },
    "columns-type": {
        "zh": "“{column}”列的类型 {type} 不能用于规则",
        "en": 'rules cannot read the type {type} of the column "{column}"',
    },
    "columns-float": {
        "zh": "“{column}”列是二进制小数，且不都是至多6位小数；请存为十进制类型（decimal）",
        "en": 'the column "{column}" holds binary fractions that are not all decimals of six places at most; '
        "store it as decimals",
    },
    "columns-declared": {
        "zh": "“{column}”列的类型 {type} 与模型中的 {declared} 不符；请转换该列",
        "en": 'the column "{column}" is {type}, but the model declares {declared}; convert it',
    },
    "columns-list-needed": {
        "zh": "“{column}”是关联记录的列表；请用 related 指出文件和键",
        "en": '"{column}" is a list of related rows; say by `related` which file they are in and by which key',
    },
}
