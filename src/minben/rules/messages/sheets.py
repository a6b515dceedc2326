"""What is said of the files that hold tables: workbooks and CSV, what they cannot be and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEETS: Mapping[str, Mapping[str, str]] = {
    # Files.
    "too-large": {"zh": "文件超过 {limit} MB", "en": "the file has more than {limit} MB"},
    "too-large-unpacked": {
        "zh": "工作簿解压后超过 {limit} MB，或部件过多，不予读取",
        "en": "unpacked the workbook has more than {limit} MB, or too many parts; it is not read",
    },
    "chinese-text": {
        "zh": "文件不是 UTF-8 文本；看来是 Excel 或 WPS 按 GB18030 保存的 CSV（“{sample}”）。"
        "请打开后另存为“CSV UTF-8（逗号分隔）”，或“Excel 工作簿（.xlsx）”",
        "en": "the file is not UTF-8 text; it seems to be CSV as Chinese editions of Excel save it, "
        "in GB18030 ({sample}). Open it and save it as CSV UTF-8, or as Excel workbook (.xlsx)",
    },
    "workbook-as-csv": {
        "zh": "文件内容是 Excel 工作簿而不是 CSV；请将扩展名改为 .xlsx",
        "en": "this is an Excel workbook, not CSV; let its name end in .xlsx",
    },
    "workbook-kind": {
        "zh": "不读取 {ending} 文件；请另存为“Excel 工作簿（.xlsx）”",
        "en": "{ending} files are not read; save it as Excel workbook (.xlsx)",
    },
    "workbook-locked": {
        "zh": "文件有打开密码，或是旧版 .xls 格式；请取消密码，另存为“Excel 工作簿（.xlsx）”",
        "en": "the file has a password, or is of the old kind .xls; "
        "take the password off and save it as Excel workbook (.xlsx)",
    },
    "workbook-macros": {
        "zh": "工作簿含有宏；请另存为不含宏的“Excel 工作簿（.xlsx）”",
        "en": "the workbook holds macros; save it without them as Excel workbook (.xlsx)",
    },
    "not-workbook": {
        "zh": "文件不是完好的 Excel 工作簿；请用 Excel 或 WPS 打开后重新另存为 .xlsx",
        "en": "the file is not a sound Excel workbook; open it in Excel and save it anew as .xlsx",
    },
    # Sheets.
    "sheet-hidden": {
        "zh": "这张工作表是隐藏的，却像一张决策表；请取消隐藏，或删去它",
        "en": "this sheet is hidden and looks like a decision table; show it, or delete it",
    },
    "sheet-missing": {
        "zh": "没有名为“{sheet}”的决策表；有：{sheets}",
        "en": 'no sheet "{sheet}" holds a table; there are: {sheets}',
    },
    "sheet-needed": {
        "zh": "有几张工作表是决策表（{sheets}），请写明哪一张：{file}#{first}",
        "en": "several sheets hold tables ({sheets}); say which one: {file}#{first}",
    },
    "too-many-columns": {"zh": "超过 {limit} 列", "en": "there are more than {limit} columns"},
    "too-many-elements": {
        "zh": "工作簿的一部分有超过 {limit} 个元素；请删去表外设过格式的空行空列",
        "en": "a part of the workbook has more than {limit} elements; "
        "delete the empty rows and columns that were formatted outside the table",
    },
    "too-many-cells": {"zh": "超过 {limit} 个单元格", "en": "there are more than {limit} cells"},
    # Cells.
    "formula": {
        "zh": "此格是公式（显示“{shown}”）；请改为数值或文字（复制后“选择性粘贴”为数值）",
        "en": "this cell holds a formula (it shows {shown}); put the value itself (copy, then paste values)",
    },
    "error-cell": {"zh": "此格是错误值 {shown}", "en": "this cell holds the error {shown}"},
    "number-rounded": {
        "zh": "电子表格只保留 15 位数字，此数（{shown}）已被舍入；若是号码，请按文字输入并加引号",
        "en": "a spreadsheet keeps 15 digits, so this number ({shown}) is rounded; "
        "if it is a code, type it as text in quotation marks",
    },
    "no-moment": {
        "zh": "此格显示为日期或时间，但其值（{shown}）不是",
        "en": "this cell is shown as a date or time, and its value ({shown}) is none",
    },
    "merged-across": {
        "zh": "此格横向合并了几列；请取消合并，每列各填一格（纵向合并可以）",
        "en": "this cell is merged across columns; unmerge it and fill each (cells merged downwards are fine)",
    },
    "control-character": {
        "zh": "此格含有不可见的控制字符，请重新输入",
        "en": "this cell holds an invisible control character; type it anew",
    },
    "bare-text": {
        "zh": "此列是文字；“{found}”要加引号：{meant}",
        "en": "this column holds texts, and {found} needs quotation marks: {meant}",
    },
    "bare-day": {
        "zh": "日期应写作 {meant}，而不是 {found}",
        "en": "write the day as {meant}, not {found}",
    },
    # Writing.
    "sheet-title": {
        "zh": "“{title}”不能作工作表的名称：最多 {limit} 个字，不能含 [ ] : * ? / \\",
        "en": '"{title}" cannot name a sheet: at most {limit} characters, without [ ] : * ? / \\',
    },
    "sheet-title-twice": {
        "zh": "工作表名称不分大小写，“{title}”重复",
        "en": 'sheets are told apart without regard to case, and "{title}" would stand twice',
    },
    "cell-unwritable": {
        "zh": "{cell} 的内容不能写入工作簿（超过 {limit} 个字，或含控制字符）",
        "en": "the content of {cell} cannot be written to a workbook: "
        "more than {limit} characters, or control characters",
    },
}
