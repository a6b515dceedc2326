"""What `minben service new` asks, and what it says where it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import typer

Text = Mapping[str, str]

ITEM: Text = {"zh": "事项编码", "en": "Code of the item"}
NAME: Text = {"zh": "文件夹名称（小写字母）", "en": "Name of the folder"}
SHAPE: Text = {
    "zh": "怎样办理（rule 规则即办，officers 受理和决定，inspected 另加核查）",
    "en": "How it is decided (rule: at once; officers: accept and decide; inspected: with an inspection)",
}
FOR: Text = {
    "zh": "谁可以申请（resident 居民，enterprise 企业）",
    "en": "Who may apply (resident, enterprise)",
}
POST: Text = {"zh": "办理岗位（本部门的：{known}）", "en": "Post that decides (the agency's own: {known})"}
LAW: Text = {"zh": "法律依据（法律 条）", "en": "Law and article"}
READS: Text = {
    "zh": "要读取的基础库，逗号分隔（可读：{known}）",
    "en": "Registers to read, separated by commas (may be read: {known})",
}
ASKS: Text = {"zh": "要填报的数据要素，逗号分隔", "en": "Facts to ask, separated by commas"}
CONDITION: Text = {"zh": "规则准予的条件（FEEL）", "en": "Condition under which the rule says yes (FEEL)"}
WRITES: Text = {
    "zh": "准予后写入的基础库（可空；本部门的：{known}）",
    "en": "Register that gets an entry when it is granted (or nothing; the agency's own: {known})",
}
FEE: Text = {"zh": "收费金额（FEEL，可空）", "en": "Fee (FEEL, or nothing)"}
FEE_BASIS: Text = {"zh": "收费依据（法律 条）", "en": "Law and article that allow the fee"}
TITLE: Text = {"zh": "名称（{lang}）", "en": "Title ({lang})"}
SUMMARY: Text = {"zh": "一两句话说明（{lang}）", "en": "For whom, and what one gets ({lang})"}
EXAMPLE: Text = {"zh": "{fact} 的示例", "en": "An example of {fact}"}
NO_ITEM: Text = {
    "zh": "items.csv 中没有编码“{name}”；见 minben service list",
    "en": "items.csv has no item {name!r}; see minben service list",
}
TAKEN: Text = {"zh": "已有服务“{name}”", "en": "there is a service {name!r} already"}
MADE: Text = {"zh": "该事项已有服务“{name}”", "en": "the item has a service already: {name!r}"}
NO_REGISTER: Text = {
    "zh": "没有基础库“{name}”；有：{known}",
    "en": "there is no register {name!r}; there are: {known}",
}
OTHERS: Text = {
    "zh": "基础库“{name}”属于其他部门；本部门的有：{known}",
    "en": "the register {name!r} belongs to another agency; the agency's own: {known}",
}
NO_AGREEMENT: Text = {
    "zh": "“{agency}”无权为“{name}”读取“{register}”。商定后用 --agreement “法律 条” 写入：\n{entry}",
    "en": "{agency} may not read {register} for {name}. When its owner agrees, --agreement 'LAW' adds:\n{entry}",
}
NO_CONDITION: Text = {
    "zh": "规则需要条件：请读取一个基础库（--reads），或写明条件（--condition）",
    "en": "a rule needs something to look at: read a register (--reads), or say the condition (--condition)",
}
NO_POST: Text = {
    "zh": "请写明办理岗位：--post 部门/岗位（本部门的：{known}）",
    "en": "name the post that decides: --post AGENCY/POST (the agency's own: {known})",
}
NO_LAW: Text = {"zh": "请写明法律依据：--law “法律 条”", "en": "name law and article: --law 'LAW ARTICLE'"}
FEW: Text = {"zh": "只有{count}个情形", "en": "there are only {count} scenarios"}
PAIR: Text = {"zh": "应为 名称=值：{said}", "en": "NAME=VALUE is wanted: {said}"}


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks at the terminal for what was not given; where nothing shall be asked, the default holds."""

    lang: str
    asks: bool

    def __call__(self, given: str | None, question: Text, default: str = "", **more: str) -> str:
        """What was given, or said, or the default."""
        if given is not None:
            return given.strip()
        if not self.asks:
            return default
        words = question[self.lang].format(**more)
        return str(typer.prompt(words, default=default, show_default=bool(default))).strip()
