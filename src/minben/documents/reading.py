"""The file of a case in words: one page of HTML without script or style from elsewhere, to be read in any year.

It says the same as the rows and acts beside it; those are the evidence, this is for eyes.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from minben.ledger import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from minben.blueprint.model import Blueprint
    from minben.cases import Case, Entry
    from minben.files import Kept
    from minben.ledger import ActView

PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.5}}
table{{border-collapse:collapse;width:100%}}th,td{{border:1px solid #999;padding:.3em .5em;text-align:left;
vertical-align:top;overflow-wrap:anywhere}}</style></head>
<body><h1>{title}</h1>
{sections}
</body></html>
"""
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
TITLES = {
    "zh": {
        "case": "办件",
        "rows": "内容",
        "acts": "行为",
        "files": "所交材料",
        "when": "时间",
        "what": "行为",
        "who": "何人",
        "result": "结果",
        "law": "依据",
        "name": "名称",
        "size": "字节",
        "none": "无",
    },
    "en": {
        "case": "Case",
        "rows": "Contents",
        "acts": "Acts",
        "files": "Handed in",
        "when": "When",
        "what": "What",
        "who": "Who",
        "result": "Result",
        "law": "Basis",
        "name": "Name",
        "size": "Bytes",
        "none": "None",
    },
}


def page_of(
    case: Case,
    blueprint: Blueprint,
    rows: Sequence[Entry],
    acts: Sequence[ActView],
    handed_in: Sequence[Kept],
) -> str:
    """The page, in the first language of the blueprint and English field names where that is not Chinese."""
    language = "zh" if blueprint.languages[0] == "zh" else "en"
    said = TITLES[language]
    service = blueprint.services[case.service]
    title = f"{service.title[blueprint.languages[0]]} · {case.number}"
    sections = (
        *_section(said["rows"], _tables(rows)),
        *_section(said["files"], _files(handed_in, said)),
        *_section(said["acts"], _acts(acts, language, said)),
    )
    return PAGE.format(lang=LANGUAGES[language], title=html.escape(title), sections="\n".join(sections))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<h2>{html.escape(title)}</h2>"
    yield from lines


def _tables(rows: Sequence[Entry]) -> Iterator[str]:
    for row in rows:
        yield f"<h3>{html.escape(row.table)} {html.escape(row.id)}</h3>"
        known = ((name, value) for name, value in row.columns.items() if value not in (None, "", [], {}))
        yield _table((), ((name, _said(value)) for name, value in known))


def _files(handed_in: Sequence[Kept], said: dict[str, str]) -> Iterator[str]:
    if not handed_in:
        yield f"<p>{said['none']}</p>"
        return
    lines = ((file.name, f"files/{file.id}.{file.type}", f"{file.size}") for file in handed_in)
    yield _table((said["name"], "", said["size"]), lines)


def _acts(acts: Sequence[ActView], language: str, said: dict[str, str]) -> Iterator[str]:
    yield _table(
        (said["when"], said["what"], said["who"], said["result"], said["law"]),
        (
            (
                act.at.isoformat(timespec="seconds"),
                kinds.registry[act.kind].title(language),
                act.rule or act.actor.post or act.actor.kind.value,
                act.result,
                "；".join(act.basis),
            )
            for act in acts
        ),
    )


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    cells = "".join(f"<th>{html.escape(one)}</th>" for one in head)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(one)}</td>" for one in line) + "</tr>" for line in lines
    )
    return f"<table>{f'<tr>{cells}</tr>' if head else ''}\n{body}</table>"


def _said(value: object) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return str(value)
