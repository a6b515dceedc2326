"""What is said about problems: each message in Chinese and English, its values in braces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "file-not-plain": Message(
        "链接和特殊文件不属于蓝图，请放入文件本身",
        "links and special files are no part of a blueprint; put the file itself here",
    ),
    "file-unreadable": Message("没有读取此文件的权限", "there is no permission to read this file"),
    "too-many-files": Message("目录中的文件超过 {limit} 个", "the folder holds more than {limit} files"),
    "file-empty": Message("文件是空的", "the file says nothing"),
    "not-utf-8": Message(
        "此行不是 UTF-8 编码，请用 UTF-8 保存", "this line is not UTF-8; save the file as UTF-8"
    ),
    # YAML and CSV.
    "yaml-syntax": Message("不是正确的 YAML：{found}", "this is not YAML: {found}"),
    "yaml-tab": Message("YAML 用空格缩进，不用制表符（Tab）", "YAML is indented by spaces, never by tabs"),
    "yaml-tag": Message(
        "不接受标签或合并键 {tag}，请直接写出值",
        "tags and merge keys such as {tag} are not taken; write the value out",
    ),
    "yaml-documents": Message("一个文件只能有一份文档（---）", "a file holds one document only (---)"),
    "yaml-alias": Message("没有可以引用的 &{name}", "there is nothing named &{name} to repeat here"),
    "yaml-key": Message("键须是简单的文字", "a key must be plain words"),
    "yaml-too-big": Message(
        "嵌套超过 {depth} 层，或展开后超过 {nodes} 个节点",
        "nested deeper than {depth} levels, or more than {nodes} nodes when aliases are written out",
    ),
    "key-twice": Message("键“{key}”在第{first}行已经出现", 'the key "{key}" stands in line {first} already'),
    "csv-syntax": Message("不是正确的 CSV：{found}", "this is not CSV: {found}"),
    "column-twice": Message("列“{key}”出现两次", 'the column "{key}" stands twice'),
    "column-missing": Message("缺少“{key}”这一列：{doc}", 'the column "{key}" is missing: {doc}'),
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
    # Tables.
    "table": Message("{cell}{found}", "{cell}{found}"),
    "table-doubt": Message("{cell}{found}", "{cell}{found}", warning=True),
    "table-unused": Message(
        "没有服务使用这张表；请写入 decisions 或删除",
        "no service uses this table; name it under decisions or remove it",
    ),
    "table-not-in-force": Message(
        "决策表“{name}”在 {day} 没有一行有效", 'no rule of the table "{name}" is in force on {day}'
    ),
    # References.
    "unknown": Message("没有名为“{name}”的{kind}", 'there is no {kind} "{name}"'),
    "file-named-missing": Message("没有文件 {file}", "there is no file {file}"),
    "name-of-file": Message(
        "名称“{name}”与文件名 {file} 不一致", 'the name "{name}" differs from the file\'s, {file}'
    ),
    "name-reserved": Message(
        "“{name}”是规则中的固定名称，请换一个", '"{name}" means something in every rule; take another name'
    ),
    "name-twice": Message("名称“{name}”已用于 {other}", 'the name "{name}" is taken by {other}'),
    "verdict-of-fact": Message("“{name}”不是环节，没有结论", '"{name}" is no step and has no verdicts'),
    "identifies-twice": Message(
        "只能有一个基础库确认 {kind} 的身份（identifies）",
        "only one register may identify each {kind} (identifies)",
    ),
    "agreement-with-itself": Message(
        "“{name}”读取自己的基础库不需要协议", '"{name}" needs no agreement to read its own register'
    ),
    "agency-of-item": Message(
        "服务写的是“{agency}”，事项“{item}”却属于“{owner}”",
        'the service names the agency "{agency}", but the item {item} belongs to "{owner}"',
    ),
    "item-twice": Message(
        "事项 {item} 已由服务“{service}”实现",
        'the item {item} has an executable service already, "{service}"',
    ),
    "synonym-of-nothing": Message(
        "没有事项的名称含有“{means}”，“{says}”找不到任何事项",
        'no item\'s name contains "{means}", so "{says}" finds nothing',
        warning=True,
    ),
    "persona-is-who": Message(
        "“{name}”须且只能写明岗位（post）或服务对象（for）之一",
        '"{name}" must have either a post or the kind of subject (for)',
    ),
    "read-by-subject": Message(
        "“{name}”不是该库的主体字段；请按“{subject}”读取",
        '"{name}" does not hold the subject; read by "{subject}"',
    ),
    "read-of-others": Message(
        "“{register}”的记录不是关于 {kind} 的", 'the subjects of "{register}" are not of the kind {kind}'
    ),
    "choice-without-choices": Message(
        "“{name}”是选择项，却没有选项（choices）", '"{name}" is a choice without choices'
    ),
    "choices-without-choice": Message(
        "“{name}”有选项，类型却不是 choice", '"{name}" has choices, but its type is not choice'
    ),
    "level-of-no-division": Message(
        "“{name}”不是行政区划（division），不能有 level", '"{name}" is no division and can have no level'
    ),
    "level-not-there": Message(
        "divisions.csv 没有第 {level} 级的区划，“{name}”无从填起",
        'divisions.csv holds no unit of level {level}, so "{name}" can never be answered',
    ),
    "register-holds-one": Message(
        "“{name}”的类型为 {type}，一条记录的一个字段只能有一个值；请另立基础库，每项一条记录",
        '"{name}" is of the type {type}, but a field of a record holds one value: let each have a record of its own',
    ),
    "corrects-by-halves": Message(
        "“{register}”须同时写明由谁校核（corrects）和多长时间（corrects_within）",
        '"{register}" needs both who corrects it (corrects) and within which time (corrects_within)',
    ),
    "corrects-of-others": Message(
        "“{register}”属于“{owner}”，须由该部门的岗位校核",
        '"{register}" belongs to "{owner}"; a post of that agency corrects it',
    ),
    "correct-by-nobody": Message(
        "“{register}”没有写明由谁校核（corrects），“{name}”不能请求更正",
        '"{register}" names nobody who corrects it (corrects), so "{name}" cannot be corrected',
    ),
    "list-without-each": Message(
        "“{name}”是列表，却没有写明每项问什么（each）",
        '"{name}" is a list, but does not say what is asked of each entry (each)',
    ),
    "each-without-list": Message(
        "“{name}”写明了每项问什么（each），其要素却不是列表（list）",
        '"{name}" asks something of each entry (each), but its fact is no list',
    ),
    "list-in-list": Message(
        "“{name}”是列表，不能放在另一列表的 each 里",
        '"{name}" is a list and cannot be asked within another list',
    ),
    "offers-of-list": Message(
        "“{name}”是列表，不能有 offers；请写在 each 的问题里",
        '"{name}" is a list and offers nothing itself; let a question of its each offer',
    ),
    "count-of-one": Message(
        "“{name}”只有一个值，不能有 {key}", '"{name}" has one value and can have no {key}'
    ),
    "at-most-too-few": Message(
        "最多 {most} 项，却至少要 {least} 项", "at most {most} are allowed, but at least {least} are needed"
    ),
    "format-of-no-text": Message(
        "“{name}”不是文字，不能有 format", '"{name}" is no text and can have no format'
    ),
    "division-level": Message(
        "“{name}”的层级为 {level}，应为其上级“{above}”的下一级",
        "{name} has the level {level}, which is not the one below {above}'s",
    ),
    "overdue-without-limit": Message(
        "环节“{name}”没有期限（within），不会逾期", 'the step "{name}" has no limit (within) that could pass'
    ),
    "promise-beyond-limit": Message(
        "环节“{name}”承诺 {promised}，应不长于期限（within）{limit}",
        'the step "{name}" promises {promised}, which must not be longer than its limit (within), {limit}',
    ),
    "escalate-without-limit": Message(
        "环节“{name}”没有期限（within），不会逾期上报",
        'the step "{name}" has no limit (within), so it never is escalated',
    ),
    "extend-without-limit": Message(
        "环节“{name}”的期限为 {limit}：只有工作人员办理的环节可以延长，延长须用同一单位",
        'the limit of "{name}" is {limit}: only a step of officers can be extended, in the same unit as its limit',
    ),
    "extend-by-itself": Message(
        "环节“{name}”由 {post} 办理，延长须由另一岗位批准",
        'the step "{name}" is done by {post}; another post must allow its extension',
    ),
    "pause-without-clock": Message(
        "环节“{name}”没有按天数或时数计的期限（within），或就是本环节，没有可停的时钟",
        'the step "{name}" has no limit in days or hours (within), or is this one: there is no clock to stop',
    ),
    "pause-without-time": Message(
        "环节“{name}”停止他人的期限，须写明自己所需时间（within），以便书面告知申请人",
        'the step "{name}" stops the clocks of others, so it must say how long it takes (within): '
        "the applicant is told",
    ),
    "not-by-nobody": Message(
        "“{name}”就是本环节，或者两个环节之一不由工作人员办理，没有需要回避的人",
        '"{name}" is this step, or one of the two is not done by officers: there is nobody to keep apart',
    ),
    "hours-unknown": Message(
        "{limit} 按工作时间计，但 calendar.yaml 没有写明工作时段（hours）",
        "{limit} counts working hours, but calendar.yaml says no hours",
    ),
    "hours-from-a-day": Message(
        "环节“{name}”的期限 {limit} 按时计算，只能从环节就绪时起算（counts_from: ready）",
        'the limit of "{name}", {limit}, is counted by the hour, so only from when it is ready (counts_from: ready)',
    ),
    "hours-out-of-order": Message(
        "工作时段须按先后排列，互不重叠", "the hours of a day must follow one another without overlap"
    ),
    "last-day-no-date": Message(
        "字段“{name}”标为末日（last_day），但数据要素 {fact} 的类型是 {type}，不是日期",
        'the field "{name}" is marked as a last day (last_day), but the fact {fact} is of the type {type}, no date',
    ),
    "people-without-officers": Message(
        "环节“{name}”不由工作人员办理，不能要求多人",
        'the step "{name}" is not done by officers, so not by several',
    ),
    "post-without-power": Message(
        "岗位“{name}”没有办理（handle）的职权", 'the post "{name}" has no power to handle tasks (handle)'
    ),
    "check-without-refusal": Message(
        "“{name}”有检查条件，却没有不通过时的说明（refusal）",
        '"{name}" has a check, but says nothing when it fails (refusal)',
    ),
    "fields-missing": Message(
        "写入“{register}”缺少字段：{missing}", 'the record for "{register}" lacks the fields {missing}'
    ),
    # Rules.
    "feel": Message("{found}", "{found}"),
    "wrong-type": Message(
        "此表达式得到{found}，应为{expected}", "this expression yields {found}, but {expected} is needed"
    ),
    "not-a-choice": Message(
        "“{value}”不是“{fact}”的选项；可用的：{known}",
        '"{value}" is no choice of {fact}; choices are {known}',
    ),
    "circle-of-facts": Message(
        "数据互相推算，没有起点：{circle}", "these facts are computed from each other: {circle}"
    ),
    # Procedures.
    "circle-of-steps": Message("环节互相等待：{circle}", "these steps wait for each other: {circle}"),
    "no-outcome": Message(
        "经过 {path} 之后没有任何结果；请写入 outcomes，或由另一环节接续",
        "after {path} nothing more can happen and no outcome follows; name one under outcomes or let a step go on",
    ),
    "two-outcomes": Message(
        "经过 {path} 同时得出几种结果：{outcomes}", "after {path} the case has several outcomes: {outcomes}"
    ),
    "step-unreachable": Message(
        "环节“{name}”在任何情况下都不会开始", 'no case ever reaches the step "{name}"'
    ),
    "too-many-paths": Message(
        "办理路径超过 {budget} 条，未能全部检查",
        "there are more than {budget} paths; not all were checked",
        warning=True,
    ),
    "withdrawn-by-step": Message(
        "撤回由申请人随时提出，不由环节得出", "an applicant may withdraw at any time; no step brings it about"
    ),
    "rule-refuses": Message(
        "环节“{name}”的规则得出“{verdict}”，办件随之以“{outcome}”告终；规则不得拒绝，请改为 by: officer 岗位",
        'the rule of the step "{name}" gives "{verdict}", which ends the case as "{outcome}"; a rule may only grant: '
        "let an officer do the step (by: officer POST)",
    ),
    "promised-too-long": Message(
        "承诺 {promised}，长于环节“{name}”的期限 {limit}",
        'promised are {promised}, longer than the limit of the step "{name}", {limit}',
    ),
    "collect-without-amount": Message(
        "环节“{name}”收费，却没有写明 fee 的 amount 和 before",
        'the step "{name}" collects a fee, but fee says no amount, or not what it goes before (amount, before)',
    ),
    "amount-without-collect": Message(
        "写明了收费金额，却没有收费的环节（kind: collect）或未写 before",
        "an amount is given, but no step collects it (kind: collect), or before is missing",
    ),
    "collect-twice": Message(
        "环节“{name}”是第二个收费环节；一项服务只收一次费",
        'the step "{name}" is the second to collect; a service collects its fee once',
    ),
    "collect-by-applicant": Message(
        "收费环节“{name}”须由申请人办理（by: applicant），不问数据（asks）、不设条件（when）；不收费时 amount 为 0",
        'the step "{name}" collects: it is by: applicant and has neither asks nor when; '
        "where nothing is due, amount is 0",
    ),
    "amount-without-basis": Message(
        "收费没有写明依据（basis）", "the fee is charged without a legal basis (basis)"
    ),
    "before-without-need": Message(
        "环节“{name}”应在缴费之后，其 needs 却没有“{step}”",
        'the step "{name}" should wait for the payment, but does not need "{step}" (needs)',
    ),
    "carries-unknown": Message(
        "渠道不能载有“{name}”；可用的：{known}", 'a channel carries no "{name}"; what it may carry is {known}'
    ),
    "message-without-channel": Message(
        "渠道 {channel} 没有写入 channels", "the channel {channel} is not listed under channels"
    ),
    "message-subject": Message(
        "电子邮件须有标题（subject），其他渠道不能有（此处为 {channel}）",
        "an e-mail has a subject and nothing else has one; this is for {channel}",
    ),
    "message-unknown": Message(
        "没有“{name}”可以填入；可用的：{known}",
        'nothing is called "{name}" here; what is filled in is {known}',
    ),
    "message-not-carried": Message(
        "渠道 {channel} 不得载有“{name}”；请去掉，或在 channels 的 carries 中允许",
        'the channel {channel} must not carry "{name}"; leave it out, or allow it under channels (carries)',
    ),
    "unpublished-fee": Message("收费已写明，不能又列为未公布", "the fee is given, so it is not unpublished"),
    "commitment-unchecked": Message(
        "材料“{name}”的承诺由环节“{step}”核查；该环节须由工作人员办理，并有不利结论",
        'the promise in place of "{name}" is checked in "{step}", which has to be done by officers and to have an '
        "unfavourable verdict",
    ),
    "later-not-awaited": Message(
        "材料“{name}”可容后补交，却没有环节等待它（needs: {name}.given），缺交也会办结",
        '"{name}" may come later, but no step waits for it (needs: {name}.given): cases end without it',
        warning=True,
    ),
    "brings-by-others": Message(
        "环节“{name}”由申请人以外的人办理，不能补交材料",
        'the step "{name}" is not the applicant\'s, so it brings nothing',
    ),
    "taskforce-ended": Message(
        "专班已于 {until} 到期，待办均归“{lead}”",
        'the taskforce ended on {until}; all its tasks belong to "{lead}"',
        warning=True,
    ),
    "taskforce-out-of-scope": Message(
        "专班“{name}”的 services 没有“{service}”",
        'the taskforce "{name}" has no "{service}" among its services',
    ),
    "step-reserved": Message(
        "“{name}”是每项服务都有的环节，请换一个名称", 'every service has a step "{name}"; take another name'
    ),
    "repeat-by-rule": Message(
        "环节“{name}”须由人办理才能重复，且至少可办两次（at_most）",
        'the step "{name}" can be repeated only if people do it, and at least twice (at_most)',
    ),
    "repeat-not-needed": Message(
        "环节“{step}”不需要“{name}”，不能与它一起重复",
        'the step "{step}" does not need "{name}", which cannot be repeated with it',
    ),
    "repeat-with-others": Message(
        "环节“{name}”得出结果或另有重复，不能与“{step}”一起重复",
        'the step "{name}" ends the case or is repeated otherwise, so it cannot be repeated with "{step}"',
    ),
    "repeat-used-early": Message(
        "环节“{other}”需要“{name}”却不等“{step}”，重复时会用到过早的结果",
        'the step "{other}" needs "{name}" without waiting for "{step}", which may repeat it',
    ),
    "undo-of-nothing": Message(
        "环节“{name}”没有给出可以收回的内容（{register}）",
        'the step "{name}" gives nothing that could be taken back so ({register})',
    ),
    "appeal-of-nothing": Message(
        "服务“{name}”没有不利结果，无从申诉", 'the service "{name}" has no adverse outcome to appeal against'
    ),
    # Texts.
    "braces": Message("花括号没有成对", "braces do not match"),
    "placeholders-differ": Message(
        "各语言的占位不同：{missing}", "the words in braces differ between languages: {missing}"
    ),
    # Rights.
    "read-without-right": Message(
        "“{agency}”无权为“{purpose}”读取“{register}”：既非其所有，也没有共享协议（agreements.yaml）",
        '"{agency}" may not read "{register}" for "{purpose}": it does not own it and agreements.yaml has no agreement',
    ),
    "agreement-not-in-force": Message(
        "“{agency}”为“{purpose}”读取“{register}”的共享协议现在无效",
        'the agreement by which "{agency}" reads "{register}" for "{purpose}" is not in force',
    ),
    "field-not-agreed": Message(
        "共享协议不含“{register}”的字段“{field}”",
        'the agreement does not cover the field "{field}" of "{register}"',
    ),
    "write-of-others": Message(
        "“{register}”属于“{owner}”，只有它可以写入",
        '"{register}" belongs to "{owner}", which alone writes it',
    ),
    "asked-again": Message(
        "不得再问“{name}”：“{register}”的字段 {field} 已有此项，请改为 reads；法律另有规定的写明 exception{cite}",
        '"{name}" must not be asked: {register} holds it in the field {field}. Read it, or cite the law as its '
        "exception{cite}",
    ),
    "not-read-first": Message(
        "“{register}”的字段 {field} 可能已有“{name}”，请先读取，没有再问",
        '{register} may hold "{name}" in the field {field}: read it first, ask only if it is missing',
        warning=True,
    ),
    # Law.
    "cite-unchecked": Message(
        "laws.csv 没有“{cite}”；请核对后加入，或标明 unchecked: true",
        'laws.csv does not list "{cite}"; compare it and add it, or mark it unchecked: true',
    ),
    "cite-checked": Message(
        "“{cite}”已在 laws.csv 中，请去掉 unchecked",
        '"{cite}" is listed in laws.csv; drop unchecked',
        warning=True,
    ),
    "illustrative-law": Message(
        "“{cite}”标为示例，却没有标明 unchecked: true",
        '"{cite}" is illustrative, so it must be unchecked: true too',
    ),
    "amount-unchecked": Message(
        "本服务发放款项，而“{cite}”未经核对；请标明 illustrative: true",
        'this service pays money by "{cite}", which nobody has compared; mark it illustrative: true',
    ),
    # Steps that another service does.
    "step-of-service": Message(
        "环节“{name}”由另一项服务办理，{key} 由该服务自行规定，请删去",
        'the step "{name}" is done by another service, which has its own {key}; leave it out',
    ),
    "answers-for-nobody": Message(
        "环节“{name}”不是由服务办理（by: service 服务），answers 无处可用",
        'the step "{name}" is not done by a service (by: service NAME), so nobody asks for answers',
    ),
    "service-for-others": Message(
        "服务“{service}”面向 {kind}，不能为本服务的申请人办理",
        'the service "{service}" is for a {kind}, so it cannot be done for who applies here',
    ),
    "service-wants-materials": Message(
        "服务“{service}”要求提交材料（{materials}），不能作为一个环节启动",
        'the service "{service}" wants materials ({materials}), so no step can begin it',
    ),
    "service-unanswered": Message(
        "服务“{service}”必须回答的问题没有答案：{questions}",
        'the service "{service}" asks questions that are not answered here: {questions}',
    ),
    "service-one-verdict": Message(
        "环节“{name}”由服务办理，办件可能不予准许，请写明至少两个结论（verdicts）",
        'the step "{name}" is done by a service, whose case may end otherwise than granted; it needs two verdicts',
    ),
    "service-verdict-never": Message(
        "环节“{step}”的结论 {name} 不会出现：除第一个和最后一个外，只有 {known} 与办理结果对应",
        'the verdict {name} of the step "{step}" never comes: beside the first and the last only {known} mean an '
        "outcome",
    ),
    "circle-of-services": Message(
        "服务互相启动，没有尽头：{circle}", "these services begin one another without end: {circle}"
    ),
    "duty-broken": Message("{cite}：{how}（{says}）", "{cite}: {how} ({says})"),
    "duty-type-unknown": Message("没有事项类型“{name}”", 'there is no type of item "{name}"'),
    # Bundles.
    "bundle-named-as-service": Message(
        "已有同名的服务“{name}”，请为一件事另取代号",
        'there is a service named "{name}"; give the bundle another name',
    ),
    "bundle-of-one": Message("一件事至少包含两项服务", "a bundle has two services at least"),
    "bundle-for-others": Message(
        "服务“{service}”的申请人不是 {kind}，不能放在这件事里",
        'the service "{service}" is not for a {kind}, so it cannot be part of this bundle',
    ),
    "bundle-circle": Message(
        "服务“{service}”要等 {after}，而它们又要等它；请用 after 写明先后（[] 为不等）",
        'the service "{service}" waits for {after}, which waits for it; say by after what comes first ([] for nothing)',
    ),
    "bundle-fact-twice": Message(
        "“{service}”的问题“{name}”（{fact}）有几个答案可用；请在 answers 中写明，或列入 apart",
        'the question "{name}" of "{service}" ({fact}) could be answered by several; say by which under answers, or '
        "list it under apart",
    ),
    "bundle-asks-early": Message(
        "“{service}”的问题“{name}”要看“{read}”，而它要等前面的服务办好才有；请在 answers 中写明答案",
        'the question "{name}" of "{service}" stands on "{read}", which comes only of an earlier service; answer it '
        "under answers",
    ),
    # Licences.
    "state-no-state": Message(
        "“{name}”须是选择项，选项含 valid，其余只能是：{known}",
        '"{name}" must be a choice that has "valid" and no other values than {known}',
    ),
    "register-without-state": Message(
        "“{register}”没有状态字段（state），其中的证照无法停用；请为该库写明 state",
        '"{register}" has no state, so its licences could never be withheld or revoked; give the register a state',
    ),
    "licence-twice": Message(
        "“{register}”的同一记录也是证照“{other}”；请用 where 分开",
        'entries of "{register}" are licences of the kind "{other}" too; tell them apart by where',
    ),
    "licence-of-others": Message(
        "证照由“{owner}”颁发，“{name}”不是它的岗位",
        'the licence is issued by "{owner}", and "{name}" is no post of it',
    ),
    "issuer-without-code": Message(
        "“{agency}”在 agencies.csv 中没有代码；请写明 issuer_code",
        '"{agency}" has no code in agencies.csv; give the issuer_code',
    ),
    "competent-without-rule": Message(
        "“{name}”指有管辖权部门的岗位，但该服务没有写明 competent",
        '"{name}" is a post of the competent agency, but the service has no rule (competent) that says which it is',
    ),
    "competent-by-halves": Message(
        "服务“{service}”须同时写明 competent 和 agencies",
        'the service "{service}" needs both competent and agencies',
    ),
    "competent-too-late": Message(
        "“{name}”在收件时还不知道，不能据以确定管辖",
        '"{name}" is not known at the receipt, so it cannot say which agency is competent',
    ),
    "receives-without-power": Message(
        "岗位“{name}”没有 receive 权力，不能代收其他部门的申请",
        'the post "{name}" has not the power to receive, so it receives nothing for others',
    ),
    "representative-of-nobody": Message(
        "“{register}”的 {name} 不能确定法定代表人：须是主体登记库（identifies）中的居民身份号码（gb11643）",
        '{name} of "{register}" tells no representative: it must be a resident number (gb11643) in a register that '
        "identifies its subjects",
    ),
    # Time.
    "period-backwards": Message(
        "自 {since} 起、至 {until} 止，先后颠倒", "the period from {since} to {until} runs backwards"
    ),
    "agreement-ended": Message("协议已于 {until} 到期", "the agreement ended on {until}", warning=True),
    "day-outside-calendar": Message(
        "{day} 不在 calendar.yaml 的年份之内", "{day} lies outside the years of calendar.yaml"
    ),
    "calendar-ended": Message(
        "{year} 年的工作日没有录入，期限只能暂定",
        "the working days of {year} are not entered; limits are provisional",
        warning=True,
    ),
}
