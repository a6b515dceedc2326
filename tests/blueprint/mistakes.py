"""A mistake put into Guang'an's files: which text takes whose place, and the problem that must come of it."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = "<whole file>"
GONE = "<no file>"


@dataclass(frozen=True)
class Mistake:
    """One text of a file put in place of another.

    ``old`` may be `WHOLE`, ``new`` may be `GONE`. The problem stands at the line of ``at`` in the changed file (of
    ``new`` if not given), or in the file ``in_file``; its English text holds ``says``. ``more`` are codes of problems
    that rightly come with it.
    """

    code: str
    file: str
    old: str
    new: str
    at: str = ""
    says: str = ""
    in_file: str = ""
    more: tuple[str, ...] = ()

    def put_into(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """The files with the mistake; the text that is replaced must be there."""
        changed = dict(files)
        if self.new == GONE:
            del changed[self.file]
            return changed
        if self.old == WHOLE:
            text = self.new
        else:
            before = files[self.file].decode()
            assert self.old in before, f"{self.file} does not hold {self.old!r}"
            text = before.replace(self.old, self.new, 1)
        return changed | {self.file: text.encode(errors="surrogateescape")}

    def line(self, files: dict[str, bytes]) -> int:
        """The line of the problem."""
        wanted = (self.at or self.new).strip("\n").split("\n")[0]
        if not wanted or self.new == GONE:
            return 1
        lines = files[self.in_file or self.file].decode(errors="surrogateescape").split("\n")
        return next(number for number, line in enumerate(lines, 1) if wanted in line)


FOOD = "services/food-licence/service.yaml"
KIN = "services/kinship-certificate/service.yaml"
OLD_AGE = "services/old-age-allowance/service.yaml"
TABLE = "services/old-age-allowance/allowance.csv"
LICENSING = "statutes/licensing.yaml"

OF_FILES = [
    Mistake("file-empty", "synonyms.csv", WHOLE, ""),
    Mistake("file-empty", "personas.yaml", WHOLE, "# nothing\n"),
    Mistake("file-missing", "agencies.csv", WHOLE, GONE, says="agencies.csv"),
    Mistake("file-missing", "calendar.yaml", WHOLE, GONE, says="calendar.yaml"),
    Mistake("file-unknown", "fact.yaml", WHOLE, "a: b\n", says='did you mean "facts.yaml"?'),
    Mistake("not-utf-8", "synonyms.csv", "开饭馆,", "\udce9开饭馆,"),
    Mistake(
        "file-named-missing", OLD_AGE, "table: allowance.csv", "table: allowence.csv", says="allowance.csv"
    ),
    Mistake(
        "file-named-missing",
        "blueprint.yaml",
        "statutes/licensing.yaml",
        "statutes/licencing.yaml",
        at="statutes: [",
    ),
    Mistake("table-unused", "services/food-licence/fees.csv", WHOLE, "U,a,=> b\n"),
    Mistake(
        "yaml-syntax",
        "facts.yaml",
        "\nname:\n  title: {zh: 姓名, en: Name}\n",
        "\nname:\n  title: {zh: 姓名, en: Name\n  kind: x\n",
        at="  kind: x",
    ),
    Mistake("yaml-tab", OLD_AGE, "    kind: accept\n", "\tkind: accept\n"),
    Mistake("yaml-tag", "posts.yaml", "powers: [handle]", "powers: !!python/tuple [handle]"),
    Mistake(
        "yaml-tag", "posts.yaml", "  powers: [handle]\n", "  <<: {powers: [handle]}\n  powers: [handle]\n"
    ),
    Mistake(
        "yaml-key", "personas.yaml", "benefits-officer:\n", "? [a, b]\n: c\nbenefits-officer:\n", at="? [a"
    ),
    Mistake(
        "yaml-too-big",
        "personas.yaml",
        "elder:\n",
        "elder: " + "[" * 60 + "]" * 60 + "\nelder2:\n",
        at="elder: [",
        more=("wrong-shape",),
    ),
    Mistake("yaml-documents", "personas.yaml", "elder:\n", "---\nelder:\n", at="---"),
    Mistake("yaml-alias", "posts.yaml", "powers: [handle]", "powers: *nobody", more=("wrong-shape",)),
    Mistake(
        "key-twice",
        OLD_AGE,
        "for: resident\n",
        "for: resident\nfor: resident # again\n",
        "# again",
        "in line 6",
    ),
    Mistake("csv-syntax", "synonyms.csv", "开饭馆,", '"开饭馆"x,'),
    Mistake("column-twice", "synonyms.csv", "says,means", "says,means,means", more=("row-width",)),
    Mistake(
        "column-missing",
        "items.csv",
        "code,name,type,agency",
        "code,name,typ,agency",
        says='the column "type"',
        more=("column-unknown",),
    ),
    Mistake("column-missing", "laws.csv", "law,article,", "lex,article,", more=("column-unknown",)),
    Mistake("column-unknown", "calendar.csv", "name_en", "nam_en", says='"nam_en"'),
    Mistake("row-width", "synonyms.csv", "开饭馆,", "开饭馆,,", says="3 cells instead of 2"),
    Mistake(
        "row-twice", "agencies.csv", "\napproval,", "\nagriculture,1-9,甲,A,\napproval,", at="agriculture,1-9"
    ),
]

OF_KEYS = [
    Mistake(
        "unknown-key",
        OLD_AGE,
        "human: civil",
        "humen: civil",
        says='did you mean "human"?',
        more=("duty-broken",),
    ),
    Mistake("missing-key", OLD_AGE, "    kind: accept\n", "", at="  accept:", says='"kind"'),
    Mistake(
        "wrong-shape",
        OLD_AGE,
        "within: 5 working days",
        "within: a week",
        says='"a week" stands where a limit',
    ),
    Mistake("wrong-shape", "facts.yaml", "max_length: 50", "max_length: many"),
    Mistake(
        "wrong-shape", "registers/benefits.yaml", "single: false", "single: perhaps", says="true or false"
    ),
    Mistake("wrong-shape", OLD_AGE, "by: rule", "by: nobody", says="officer AGENCY/POST"),
    Mistake(
        "wrong-shape", OLD_AGE, "where id = applicant", "with id = applicant", says="REGISTER where FIELD"
    ),
    Mistake("wrong-shape", "agreements.yaml", "since: 2025-01-01", "since: 2025-02-30", says='"2025-02-30"'),
    Mistake("wrong-shape", "blueprint.yaml", "Asia/Shanghai", "Asia/Guangan", says="a time zone"),
    Mistake("wrong-shape", "items.csv", "http://", "ftp://", says="a web address"),
    Mistake(
        "wrong-value", "facts.yaml", "format: gb11643", "format: gb11463", says='did you mean "gb11643"?'
    ),
    Mistake(
        "wrong-value", "facts.yaml", "grade: sensitive", "grade: sensitiv", says='did you mean "sensitive"?'
    ),
    Mistake("too-few", "posts.yaml", "[{cite: 中华人民共和国老年人权益保障法", "[] #", at="basis: []"),
    Mistake("unknown-language", "facts.yaml", "{zh: 姓名, en: Name}", "{zh: 姓名, en: Name, fr: Nom}"),
    Mistake("not-translated", "facts.yaml", "{zh: 姓名, en: Name}", "{zh: 姓名}", says="missing in: en"),
    Mistake("not-translated", OLD_AGE, "granted: {zh: 准予发放, en: Granted}", "granted: {zh: 准予发放}"),
    Mistake("not-translated", OLD_AGE, '          en: "Your old-age', "          #", at="- notice:"),
    Mistake("not-translated", "agencies.csv", "Civil Affairs Bureau", "", at="civil-affairs,"),
    Mistake(
        "unknown-duty",
        LICENSING,
        "kind: step-people",
        "kind: steps-people",
        says='did you mean "step-people"?',
    ),
    Mistake("wrong-value", FOOD, "kind: inspect", "kind: inspct", says='did you mean "inspect"?'),
    Mistake(
        "wrong-value",
        LICENSING,
        "step: inspect",
        "step: inspction",
        says='did you mean "inspect"?',
    ),
]

OF_REFERENCES = [
    Mistake(
        "unknown",
        OLD_AGE,
        "      amount: {zh: 每月金额（元）, en: Yuan a month}",
        "      amont: {zh: 每月金额（元）, en: Yuan a month}",
        says='did you mean "amount"?',
    ),
    Mistake(
        "missing-key",
        OLD_AGE,
        '    is: starts with(person.division, "511602")\n',
        "",
        at="  local:",
    ),
    Mistake(
        "unknown",
        OLD_AGE,
        "agency: civil-affairs",
        "agency: civil-affair",
        says='did you mean "civil-affairs"?',
        more=("agency-of-item", "read-without-right", "write-of-others"),
    ),
    Mistake("unknown", OLD_AGE, "item: 512B0003600037", "item: 512B0003600038", says="no item"),
    Mistake(
        "unknown", OLD_AGE, "fact: bank-account", "fact: bank-acount", says='did you mean "bank-account"?'
    ),
    Mistake("unknown", OLD_AGE, "from: population", "from: people", says='no register "people"'),
    Mistake("unknown", OLD_AGE, "where id =", "where ident =", says='no field "ident"'),
    Mistake(
        "unknown",
        OLD_AGE,
        "needs: [person, paid, eligible]",
        "needs: [person, paid, eligable]",
        says='"eligible"?',
    ),
    Mistake("unknown", OLD_AGE, "needs: [pay]", "needs: [pay.gone]", says='no verdict "gone"'),
    Mistake("unknown", OLD_AGE, "refused: [accept.refused,", "refused: [accept.refuse,", says='"refused"?'),
    Mistake(
        "unknown", OLD_AGE, "officer civil-affairs/benefits", "officer civil-affairs/benefit", says="no post"
    ),
    Mistake("unknown", OLD_AGE, "record: benefits", "record: benefit", says='did you mean "benefits"?'),
    Mistake(
        "unknown",
        OLD_AGE,
        "          amount: amount\n",
        "          amount: amount\n          sum: amount\n",
        at="          sum:",
        says='no field "sum"',
    ),
    Mistake(
        "unknown", FOOD, "counts_from: accept | recheck", "counts_from: accept | recheckd", says='"recheck"?'
    ),
    Mistake(
        "unknown", FOOD, "overdue: accepted", "overdue: acepted", says='"accepted"?', more=("duty-broken",)
    ),
    Mistake(
        "unknown",
        "posts.yaml",
        "civil-affairs/benefits:",
        "civil-affair/benefits:",
        says="no agency",
        more=("unknown", "unknown", "unknown", "unknown"),
    ),
    Mistake(
        "unknown", "registers/benefits.yaml", "fact: monthly-amount", "fact: monthly-sum", says="no fact"
    ),
    Mistake(
        "unknown",
        "registers/benefits.yaml",
        "subject: resident",
        "subject: person",
        says='no field "person"',
        more=("read-by-subject",),
    ),
    Mistake(
        "unknown", "agreements.yaml", "fields: [id, name,", "fields: [id, nam,", says='did you mean "name"?'
    ),
    Mistake(
        "unknown",
        "agreements.yaml",
        "purpose: food-licence",
        "purpose: food-licences",
        says="no service",
        more=("read-without-right",),
    ),
    Mistake("unknown", "items.csv", ",1,approval,", ",1,aproval,", says='did you mean "approval"?'),
    Mistake("unknown", "items.csv", ",1,approval,", ",3,approval,", says="no type of item"),
    Mistake(
        "unknown",
        "personas.yaml",
        "post: approval/window",
        "post: approval/windows",
        says='"approval/window"?',
    ),
    Mistake(
        "unknown",
        "blueprint.yaml",
        'division: "511602000000"',
        'division: "511699000000"',
        says="no division",
    ),
    Mistake(
        "name-of-file",
        "registers/benefits.yaml",
        "register: benefits",
        "register: benefit",
        more=("unknown", "unknown"),
    ),
    Mistake("name-reserved", OLD_AGE, "  local:\n", "  case:\n", more=("table", "feel")),
    Mistake("name-twice", OLD_AGE, "  local:\n", "  paid: # twice\n", more=("table", "feel")),
    Mistake("verdict-of-fact", OLD_AGE, "needs: [person, paid,", "needs: [person.refused, paid,"),
    Mistake(
        "identifies-twice",
        "registers/households.yaml",
        "single: true",
        "single: true\nidentifies: true",
        at="identifies: true",
        more=("identifies-twice",),
    ),
    Mistake(
        "agreement-with-itself",
        "agreements.yaml",
        "register: population",
        "register: benefits",
        more=("unknown", "read-without-right"),
    ),
    Mistake(
        "agency-of-item", KIN, "item: 513A0116800002", "item: 512C0053300008", at="agency: public-security"
    ),
    Mistake("item-twice", OLD_AGE, "item: 512B0003600037", "item: 513A0116800002", more=("agency-of-item",)),
    Mistake("synonym-of-nothing", "synonyms.csv", "开饭馆,食品", "开饭馆,饭馆食品"),
    Mistake("persona-is-who", "personas.yaml", "  for: resident\n", "", at="elder:"),
    Mistake("read-by-subject", OLD_AGE, "from: benefits where resident", "from: benefits where account"),
    Mistake(
        "read-of-others",
        FOOD,
        "from: enterprises where code",
        "from: population where id",
        more=("read-without-right",),
    ),
    Mistake(
        "choice-without-choices",
        "facts.yaml",
        "  choices: {male: {zh: 男, en: Male}, female: {zh: 女, en: Female}}\n",
        "",
        at="sex:",
    ),
    Mistake(
        "choices-without-choice",
        "facts.yaml",
        "name:\n",
        "name:\n  choices: {a: {zh: 甲, en: A}}\n",
        at="  choices: {a",
    ),
    Mistake(
        "format-of-no-text",
        "facts.yaml",
        "birth-date:\n",
        "birth-date:\n  format: division\n",
        at="  format: division",
    ),
    Mistake(
        "level-of-no-division", "facts.yaml", "birth-date:\n", "birth-date:\n  level: 4\n", at="  level: 4"
    ),
    Mistake(
        "level-not-there",
        "facts.yaml",
        "registered-division:\n  title: {zh: 户籍地, en: Registered residence}\n  type: text\n  format: division\n",
        "registered-division:\n  title: {zh: 户籍地, en: Registered residence}\n  type: division\n  level: 9\n",
        at="  level: 9",
    ),
    Mistake(
        "register-holds-one",
        "facts.yaml",
        "  type: choice\n  choices: {male",
        "  type: choices\n  choices: {male",
        at="  sex: {",
        in_file="registers/population.yaml",
        more=("feel", "wrong-type", "table"),
    ),
    Mistake(
        "corrects-by-halves",
        "registers/population.yaml",
        "corrects_within: 10 working days\n",
        "",
        at="corrects: officer",
    ),
    Mistake(
        "corrects-by-halves",
        "registers/population.yaml",
        "corrects: officer public-security/registry\n",
        "",
        at="corrects_within:",
        more=("correct-by-nobody",),
    ),
    Mistake(
        "corrects-of-others",
        "registers/population.yaml",
        "corrects: officer public-security/registry",
        "corrects: officer civil-affairs/benefits",
        says='"public-security"',
    ),
    Mistake(
        "post-without-power",
        "registers/population.yaml",
        "corrects: officer public-security/registry",
        "corrects: officer government-office/supervision",
        more=("corrects-of-others",),
    ),
    Mistake(
        "unknown",
        "registers/population.yaml",
        "corrects: officer public-security/registry",
        "corrects: officer public-security/registrar",
        says='did you mean "public-security/registry"?',
    ),
    Mistake(
        "cite-unchecked", "registers/population.yaml", "保护法 第四十六条", "保护法 第四百条", says="第四百条"
    ),
    Mistake(
        "correct-by-nobody",
        OLD_AGE,
        "    title: {zh: 已领取的高龄津贴, en: Old-age allowance already paid}\n",
        "    title: {zh: 已领取的高龄津贴, en: Old-age allowance already paid}\n    correct: yes\n",
        at="    correct: yes",
    ),
    Mistake(
        "list-without-each",
        "facts.yaml",
        "food-manager:\n  title: {zh: 食品安全管理人员姓名, en: Food-safety manager}\n  type: text\n",
        "food-manager:\n  title: {zh: 食品安全管理人员姓名, en: Food-safety manager}\n  type: list\n",
        at="  manager:",
        in_file=FOOD,
    ),
    Mistake(
        "each-without-list",
        FOOD,
        "    fact: food-manager\n",
        "    fact: food-manager\n    each: {born: {fact: birth-date}}\n",
        at="    each:",
    ),
    Mistake(
        "count-of-one",
        FOOD,
        "    fact: food-manager\n",
        "    fact: food-manager\n    at_most: 3\n",
        "    at_most",
    ),
    Mistake(
        "at-most-too-few",
        FOOD,
        "    fact: food-manager\n",
        "    fact: food-manager\n    at_least: 3\n    at_most: 2\n",
        at="    at_most",
        more=("count-of-one",),
    ),
    Mistake("division-level", "divisions.csv", "广安市,2,", "广安市,3,", more=("division-level",)),
    Mistake(
        "overdue-without-limit",
        FOOD,
        "    within: 5 working days\n    overdue",
        "    overdue",
        at="    overdue",
        more=("duty-broken",),
    ),
    Mistake(
        "people-without-officers",
        OLD_AGE,
        "    by: rule\n",
        "    by: rule\n    people: 2\n",
        at="    people: 2",
    ),
    Mistake(
        "post-without-power",
        OLD_AGE,
        "otherwise: officer civil-affairs/benefits",
        "otherwise: officer government-office/supervision",
    ),
    Mistake(
        "check-without-refusal",
        OLD_AGE,
        "  account:\n",
        "  account:\n    check: string length(?) > 9\n",
        at="    check:",
    ),
    Mistake(
        "fields-missing",
        OLD_AGE,
        "          amount: amount\n",
        "",
        at="        fields:",
        says="fields amount",
    ),
]

OF_RULES = [
    Mistake("feel", OLD_AGE, "count(paid) > 0", "count(paid >", says="the expression ends"),
    Mistake("feel", OLD_AGE, "when: amount > 0", "when: amout > 0", says='did you mean "amount"?'),
    Mistake("feel", OLD_AGE, "starts with(person.division,", "starts with(person.divison,", says="divison"),
    Mistake("feel", OLD_AGE, 'kind = "old-age-allowance"', 'knd = "old-age-allowance"', says="knd"),
    Mistake("feel", OLD_AGE, "每月{amount}元", "每月{amout}元", more=("placeholders-differ",)),
    Mistake("feel", "personas.yaml", 'industry = "catering"', 'trade = "catering"', says="trade"),
    Mistake(
        "wrong-type", OLD_AGE, "when: amount > 0", "when: amount", says="yields number, but true or false"
    ),
    Mistake("wrong-type", OLD_AGE, "amount: amount", "amount: eligible", says="yields boolean"),
    Mistake("wrong-type", KIN, "issued: today", "issued: case.number", says="yields string"),
    Mistake(
        "wrong-type",
        KIN,
        "offers: 'for k in kin return {value: k.relative, title: k.relative_name}'",
        "offers: 'for k in kin return k.relative'",
    ),
    Mistake(
        "wrong-type",
        KIN,
        "已开具，编号QS{case.number}",
        "已开具，编号QS{case}",
        more=("placeholders-differ",),
    ),
    Mistake("wrong-type", OLD_AGE, "counts: receipt", "counts: '\"2025\"'", says="a date is needed"),
    Mistake(
        "not-a-choice",
        KIN,
        "kind: '\"kinship-certificate\"'",
        "kind: '\"kinship\"'",
        says="kinship-certificate",
    ),
    Mistake("table", TABLE, "[80..90)", "[80..91)", at="2,[90..100)", says="rules 1 and 2"),
    Mistake("table", TABLE, "[80..90)", "[80..", says="cell B3"),
    Mistake("table", TABLE, "U,age,local", "U,aged,local", says="aged"),
    Mistake("table-doubt", TABLE, "[80..90)", "[81..90)", at="U,age"),
    Mistake(
        "table-not-in-force",
        TABLE,
        WHOLE,
        "U,age,=> eligible,=> amount,from,until\ntype,number,boolean,number,,\n"
        "1,-,true,50,2020-01-01,2020-12-31\n",
        at="  allowance:",
        in_file=OLD_AGE,
        more=("table-doubt",),
    ),
    Mistake(
        "circle-of-facts",
        OLD_AGE,
        "count(paid) > 0",
        "count(paid) > 0 and local = already_paid",
        at="  already_paid:",
    ),
    Mistake("braces", OLD_AGE, "{amount} yuan", "{amount yuan"),
    Mistake("placeholders-differ", OLD_AGE, "{amount} yuan", "Some yuan", says="{amount}"),
]

OF_PROCEDURES = [
    Mistake(
        "rule-refuses",
        OLD_AGE,
        "  refused: [accept.refused, grant.refused]\n",
        "  refused: [accept, accept.refused, grant.refused]\n",
        at="    by: rule",
        says='the step "accept" gives "accepted", which ends the case as "refused"',
        more=("duty-broken", "two-outcomes"),
    ),
    Mistake(
        "circle-of-steps",
        OLD_AGE,
        "needs: [grant]",
        "needs: [tell]",
        more=("step-unreachable", "step-unreachable"),
    ),
    Mistake(
        "no-outcome",
        OLD_AGE,
        "refused: [accept.refused, grant.refused]",
        "refused: [accept.refused]",
        at="  grant:",
        says="accept.accepted → grant.refused",
    ),
    Mistake(
        "no-outcome",
        FOOD,
        "not accepted: [accept.not-accepted, recheck.not-accepted]",
        "not accepted: [accept.not-accepted]",
        at="  recheck:",
        says="supplement.done → recheck.not-accepted",
    ),
    Mistake(
        "two-outcomes",
        OLD_AGE,
        "granted: [grant]",
        "granted: [grant, accept]",
        at="outcomes:",
        says="accept.accepted → grant.refused",
    ),
    Mistake(
        "step-unreachable",
        FOOD,
        "needs: [inspect | inspect.failed, ",
        "needs: [inspect.failed, inspect, ",
        at="  decide:",
        more=("no-outcome", "no-outcome", "no-outcome", "step-unreachable"),
    ),
    Mistake(
        "withdrawn-by-step",
        OLD_AGE,
        "  granted: [grant]\n",
        "  granted: [grant]\n  withdrawn: [pay]\n",
        at="  withdrawn:",
        more=("two-outcomes",),
    ),
    Mistake(
        "unpublished-fee",
        OLD_AGE,
        "human: civil-affairs/benefits\n",
        "human: civil-affairs/benefits\nfee: {text: {zh: 免费, en: Free}}\n",
        at="unpublished:",
    ),
]

TASKFORCES = "taskforces.yaml"
AGAIN = "    repeat: {until: 'inspect = \"passed\"', at_most: 2}\n"
INSPECTED = "    people: 2\n    asks:\n      findings:"
OF_STEPS = [
    Mistake(
        "unknown",
        FOOD,
        "by: officer approval/decision",
        "by: taskforce restaurant",
        says='mean "restaurants"?',
    ),
    Mistake(
        "unknown",
        FOOD,
        "by: officer approval/decision",
        "by: officers approval/decision, approval/descision",
        says="approval/descision",
    ),
    Mistake(
        "wrong-shape",
        FOOD,
        "by: officer approval/decision",
        "by: officers approval/decision",
        more=("later-not-awaited",),
    ),
    Mistake("unknown", TASKFORCES, "lead: approval/inspection", "lead: approval/inspections"),
    Mistake("unknown", TASKFORCES, "approval/decision]", "approval/decisions]", at="  posts:"),
    Mistake("unknown", TASKFORCES, "[food-licence]", "[food-license]"),
    Mistake("period-backwards", TASKFORCES, "until: 2027", "until: 2025", more=("taskforce-ended",)),
    Mistake("taskforce-ended", TASKFORCES, "until: 2027-12-31", "until: 2026-02-01"),
    Mistake(
        "taskforce-out-of-scope",
        OLD_AGE,
        "    by: rule\n    otherwise: officer civil-affairs/benefits\n",
        "    by: taskforce restaurants\n",
        more=("duty-broken", "feel", "no-outcome"),
    ),
    Mistake("step-reserved", FOOD, "  issue:\n", "  appeal:\n", at="  appeal:", more=("unknown",)),
    Mistake(
        "repeat-by-rule",
        FOOD,
        INSPECTED,
        AGAIN.replace("2}", "1}") + INSPECTED,
        at="    repeat:",
    ),
    Mistake(
        "repeat-not-needed",
        FOOD,
        INSPECTED,
        AGAIN.replace("2}", "2, with: [issue]}") + INSPECTED,
        at="    repeat:",
    ),
    Mistake(
        "repeat-with-others",
        FOOD,
        "    within: 20 working days\n",
        "    repeat: {until: 'decide = \"granted\"', at_most: 2, with: [recheck]}\n    within: 20 working days\n",
        at="    repeat:",
        more=("repeat-not-needed", "repeat-used-early"),
    ),
    Mistake(
        "repeat-used-early",
        FOOD,
        "    within: 20 working days\n",
        "    repeat: {until: 'decide = \"granted\"', at_most: 2, with: [recheck]}\n    within: 20 working days\n",
        at="    repeat:",
        says='"inspect" needs "recheck" without waiting for "decide"',
        more=("repeat-not-needed", "repeat-with-others"),
    ),
    Mistake("feel", FOOD, INSPECTED, AGAIN.replace("inspect =", "inspected =") + INSPECTED, at="    repeat:"),
    Mistake(
        "undo-of-nothing",
        FOOD,
        INSPECTED,
        "    undo: [{end: licences, key: applicant}]\n" + INSPECTED,
        at="    undo:",
    ),
    Mistake(
        "appeal-of-nothing",
        KIN,
        "  refused: [grant.refused]\nhuman: public-security/registry\n",
        "human: public-security/registry\nappeal: {by: officer public-security/registry, within: 60 calendar days, "
        "decides: 30 calendar days, law: [{cite: 中华人民共和国行政复议法 第二十条}]}\n",
        at="appeal:",
        more=("no-outcome",),
    ),
]

OF_RIGHTS = [
    Mistake(
        "read-without-right",
        OLD_AGE,
        "from: benefits where resident",
        "from: kinship where resident",
        more=("feel",),
    ),
    Mistake(
        "agreement-not-in-force",
        "agreements.yaml",
        "since: 2025-01-01",
        "since: 2027-01-01",
        at="from: population",
        in_file=OLD_AGE,
    ),
    Mistake(
        "agreement-ended",
        "agreements.yaml",
        "  since: 2025-01-01\n",
        "  since: 2025-01-01\n  until: 2025-12-31\n",
        at="  until:",
        more=("agreement-not-in-force",),
    ),
    Mistake(
        "field-not-agreed",
        "agreements.yaml",
        "fields: [id, name,",
        "fields: [name,",
        at="from: population",
        in_file=OLD_AGE,
    ),
    Mistake(
        "feel", "agreements.yaml", "birth_date, ", "", at="    is: years", in_file=OLD_AGE, says="birth_date"
    ),
    Mistake(
        "write-of-others",
        "registers/benefits.yaml",
        "agency: civil-affairs",
        "agency: approval",
        at="record: benefits",
        in_file=OLD_AGE,
        more=("read-without-right",),
    ),
    Mistake(
        "asked-again",
        OLD_AGE,
        "fact: bank-account",
        "fact: birth-date",
        at="  account:",
        says="政务数据共享条例 第十九条",
        more=("wrong-type",),
    ),
    Mistake(
        "asked-again",
        FOOD,
        "fact: food-manager",
        "fact: enterprise-name",
        at="  manager:",
        says="Enterprises holds it in the field name",
    ),
    Mistake(
        "asked-again",
        FOOD,
        "premises_completed:\n        fact: premises",
        "premises_completed:\n        fact: enterprise-address",
        at="      premises_completed:",
        says="in the field address",
    ),
    Mistake(
        "not-read-first",
        "registers/licences.yaml",
        "single: false",
        "single: true",
        at="  premises:",
        in_file="services/medical-institution/service.yaml",
    ),
]

OF_LAW = [
    Mistake(
        "cite-unchecked",
        OLD_AGE,
        "老年人权益保障法 第三十三条",
        "老年人权益保障法 第三十二条",
        says="第三十三条",
    ),
    Mistake(
        "cite-unchecked",
        "laws.csv",
        "中华人民共和国行政复议法,第二十条",
        "中华人民共和国行政复议法,第二十一条",
        at="cite: 中华人民共和国行政复议法",
        in_file=LICENSING,
    ),
    Mistake(
        "cite-checked",
        FOOD,
        "{cite: 中华人民共和国食品安全法 第三十五条}",
        "{cite: 中华人民共和国食品安全法 第三十五条, unchecked: true}",
    ),
    Mistake(
        "illustrative-law", OLD_AGE, "权益保障法 第三十三条}", "权益保障法 第三十三条, illustrative: true}"
    ),
    Mistake(
        "amount-unchecked",
        OLD_AGE,
        "发放标准, unchecked: true, illustrative: true",
        "发放标准, unchecked: true",
    ),
    Mistake("duty-type-unknown", LICENSING, 'item_types: ["1"]', 'item_types: ["1", "99"]'),
    Mistake(
        "period-backwards",
        "blueprint.yaml",
        "since: 1994-01-01, until: 1997-12-31",
        "since: 1994-01-01, until: 1993-12-31",
    ),
    Mistake(
        "day-outside-calendar",
        "calendar.yaml",
        "years: 2004-2026",
        "years: 2005-2026",
        at="2004-01-01",
        in_file="calendar.csv",
    ),
    Mistake(
        "calendar-ended",
        "calendar.yaml",
        "years: 2004-2026",
        "years: 2004-2025",
        more=("day-outside-calendar",),
    ),
]

LICENCE = "licences/food-business.yaml"

OF_LICENCES = [
    Mistake("name-of-file", LICENCE, "licence: food-business", "licence: food", says="food"),
    Mistake(
        "unknown",
        LICENCE,
        "agency: approval",
        "agency: aproval",
        says='did you mean "approval"?',
        more=("write-of-others", "licence-of-others"),
    ),
    Mistake(
        "issuer-without-code",
        "agencies.csv",
        "approval,68236467-9,",
        "approval,,",
        at="agency: approval",
        in_file=LICENCE,
        says="issuer_code",
    ),
    Mistake("unknown", LICENCE, "register: licences", "register: licenses", says='did you mean "licences"?'),
    Mistake(
        "register-without-state",
        "registers/licences.yaml",
        "state: state\n",
        "",
        at="register: licences",
        in_file=LICENCE,
    ),
    Mistake(
        "state-no-state",
        "registers/licences.yaml",
        "state: state\n",
        "state: kind\n",
        at="state: kind",
        says="withheld",
    ),
    Mistake(
        "unknown",
        "registers/licences.yaml",
        "state: state\n",
        "state: stand\n",
        at="state: stand",
        says="stand",
    ),
    Mistake(
        "write-of-others",
        LICENCE,
        "agency: approval",
        "agency: commerce",
        at="register: licences",
        more=("licence-of-others",),
    ),
    Mistake("unknown", LICENCE, "shows: [number,", "shows: [nummer,", says="nummer"),
    Mistake("unknown", LICENCE, "discloses: [statement,", "discloses: [code,", says="code"),
    Mistake("unknown", LICENCE, "zh: 经审查，", "zh: 经审查{findings}，", says="findings"),
    Mistake("feel", LICENCE, 'where: kind = "food-business"', "where: sort = 1", says="sort"),
    Mistake("wrong-type", LICENCE, 'where: kind = "food-business"', "where: kind", says="true or false"),
    Mistake(
        "licence-of-others",
        LICENCE,
        "cancel: {by: officer approval/decision",
        "cancel: {by: officer public-security/registry",
        says="approval",
    ),
    Mistake(
        "unknown",
        LICENCE,
        "cancel: {by: officer approval/decision",
        "cancel: {by: officer approval/decide",
        says='did you mean "approval/decision"?',
    ),
    Mistake("cite-unchecked", LICENCE, "行政许可法 第六十九条", "行政许可法 第六百条", says="第六百条"),
    Mistake(
        "wrong-shape", LICENCE, 'type_code: "000000000000000000001"', 'type_code: "1"', says="21 characters"
    ),
    Mistake("wrong-value", LICENCE, "  revoke:", "  repeal:", says="withdraw"),
]

OF_CHANNELS = [
    Mistake(
        "receives-without-power",
        "posts.yaml",
        'Approval bureau: inspection"}\n  powers: [handle]\n',
        'Approval bureau: inspection"}\n  powers: [handle]\n  receives: [old-age-allowance]\n',
        at="  receives: [old-age-allowance]\n",
    ),
    Mistake(
        "unknown",
        "posts.yaml",
        "receives: [old-age-allowance, ",
        "receives: [old-age-alowance, ",
        says='did you mean "old-age-allowance"?',
    ),
    Mistake(
        "representative-of-nobody",
        "registers/enterprises.yaml",
        "  field: representative\n",
        "  field: address\n",
    ),
    Mistake(
        "unknown",
        "registers/enterprises.yaml",
        "  called: name\n",
        "  called: nam\n",
        says='did you mean "name"?',
    ),
    Mistake(
        "cite-unchecked",
        "registers/enterprises.yaml",
        "民法典 第六十一条",
        "民法典 第六千条",
        says="第六千条",
    ),
    Mistake(
        "competent-without-rule",
        OLD_AGE,
        "human: civil-affairs/benefits",
        "human: competent/benefits",
    ),
    Mistake(
        "competent-by-halves",
        OLD_AGE,
        "human: civil-affairs/benefits",
        "agencies: [health]\nhuman: civil-affairs/benefits",
        at="agencies: [health]",
    ),
    Mistake(
        "competent-too-late",
        OLD_AGE,
        "human: civil-affairs/benefits",
        'competent: if accept = "accepted" then "health" else null\nagencies: [health]\nhuman: civil-affairs/benefits',
        at="competent: if",
    ),
]

OF_DUTIES = [
    (
        "第二十六条",
        "registers/population.yaml",
        "corrects_within: 10 working days",
        "corrects_within: 11 working days",
        "at most 10 working days",
    ),
    (
        "第四十二条",
        FOOD,
        "    kind: accept\n    title: {zh: 受理,",
        "    kind: examine\n    title: {zh: 受理,",
        "",
    ),
    ("第三十二条", FOOD, "within: 5 working days", "within: 6 working days", "at most 5 working days"),
    ("第三十二条", FOOD, "    overdue: accepted\n", "", 'must count as "accepted"'),
    ("第三十二条", FOOD, "  not accepted: [accept.not-accepted, recheck.not-accepted]\n", "", "can end"),
    ("第三十四条", FOOD, "people: 2", "people: 1", "at least 2 are needed"),
    ("第三十四条", FOOD, "    people: 2\n", "", "at least 2 are needed"),
    (
        "第三十八条",
        FOOD,
        "    within: 20 working days",
        "    overdue: refused\n    within: 20 working days",
        "silence",
    ),
    ("第四十二条", FOOD, "within: 20 working days", "within: 21 working days", "at most 20 working days"),
    ("第四十二条", FOOD, "within: 20 working days", "within: 30 calendar days", "at most 20 working days"),
    ("第四十二条", FOOD, "    counts_from: accept | recheck\n", "", "must count from"),
    ("第四十二条", FOOD, "    within: 20 working days\n    counts_from", "    counts_from", "has no limit"),
    ("第四十四条", FOOD, "kind: deliver", "kind: tell", "no step is of the kind deliver"),
    (
        "第五十八条",
        FOOD,
        "unpublished: [fee, place",
        "fee: {text: {zh: 百元, en: 100 yuan}}\nunpublished: [place",
        "no legal basis",
    ),
    ("第二十四条", OLD_AGE, "human: civil-affairs/benefits\n", "", "no post answers"),
    ("第二十四条", KIN, "human: public-security/registry\n", "", "no post answers"),
]
"""Article, file, text, its replacement, what is said: the duties of the statute packs, broken."""
