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
}
