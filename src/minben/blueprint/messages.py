"""What is said about problems: each message in Chinese and English, its values in braces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NEAR: Mapping[str, str] = {"zh": "；是否指“{near}”？", "en": '; did you mean "{near}"?'}


@dataclass(frozen=True, slots=True)
class Message:
    """A message in both languages; a ``warning`` does not keep a blueprint out of force."""

    zh: str
    en: str
    warning: bool = False

    def said(self, lang: str) -> str:
        """The message's pattern in a language."""
        return self.zh if lang == "zh" else self.en


MESSAGES: Mapping[str, Message] = {
    # Files.
    "no-folder": Message("没有“{path}”这个目录", 'there is no folder "{path}"'),
    "file-missing": Message("缺少文件 {file}：{doc}", "the file {file} is missing: {doc}"),
    "file-unknown": Message(
        "蓝图中没有这种文件；文件种类见 docs/blueprint.md",
        "no such kind of file belongs to a blueprint; see docs/blueprint.md",
    ),
    "file-too-large": Message("文件超过 {limit} MB", "the file is larger than {limit} MB"),
    "file-empty": Message("文件是空的", "the file says nothing"),
    "not-utf-8": Message(
        "此行不是 UTF-8 编码，请用 UTF-8 保存", "this line is not UTF-8; save the file as UTF-8"
    ),
    # YAML and CSV.
    "yaml-syntax": Message("不是正确的 YAML：{found}", "this is not YAML: {found}"),
    "yaml-tag": Message(
        "不接受标签或合并键 {tag}，请直接写出值",
        "tags and merge keys such as {tag} are not taken; write the value out",
    ),
    "yaml-key": Message("键须是简单的文字", "a key must be plain words"),
    "yaml-too-big": Message(
        "嵌套超过 {depth} 层，或展开后超过 {nodes} 个节点",
        "nested deeper than {depth} levels, or more than {nodes} nodes when aliases are written out",
    ),
    "key-twice": Message("键“{key}”在第{first}行已经出现", 'the key "{key}" stands in line {first} already'),
    "csv-syntax": Message("不是正确的 CSV：{found}", "this is not CSV: {found}"),
    "column-twice": Message("列“{key}”出现两次", 'the column "{key}" stands twice'),
    "column-unknown": Message(
        "没有“{key}”这一列；可用的列：{known}", 'there is no column "{key}"; columns are {known}'
    ),
    "row-width": Message(
        "此行有 {found} 格，应为 {expected} 格", "this row has {found} cells instead of {expected}"
    ),
    "row-twice": Message("“{key}”在第{first}行已经出现", '"{key}" stands in line {first} already'),
    # Keys and values.
    "unknown-key": Message(
        "没有“{key}”这个键；可用的键：{known}", 'there is no key "{key}"; keys are {known}'
    ),
    "missing-key": Message("缺少“{key}”：{doc}", 'the key "{key}" is missing: {doc}'),
    "wrong-shape": Message("此处是{found}，应为{expected}", "{found} stands where {expected} is needed"),
    "wrong-value": Message("此处是{found}，应为{expected}", "{found} stands where {expected} is needed"),
    "too-few": Message("至少要有 {least} 项：{expected}", "at least {least} must be given: {expected}"),
    "unknown-language": Message(
        "本蓝图没有语言“{lang}”", 'the blueprint does not speak the language "{lang}"'
    ),
    "not-translated": Message("缺少语言：{missing}", "words are missing in: {missing}"),
    "unknown-duty": Message(
        "没有“{name}”这种规则；可用的：{known}", 'there is no kind of duty "{name}"; kinds are {known}'
    ),
    # References.
    "unknown": Message("没有名为“{name}”的{kind}", 'there is no {kind} "{name}"'),
    "name-of-file": Message(
        "名称“{name}”与文件名“{file}”不一致", 'the name "{name}" differs from the file\'s, "{file}"'
    ),
}
