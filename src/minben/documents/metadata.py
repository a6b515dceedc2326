"""What an archive wants to know of a case file, under the names of the Chinese standards on electronic files.

The properties are those that GB/T 18894-2016 asks for (where it comes from, what it is, how long it is kept, how it is
made), named as DA/T 46-2009 names them; English beside them for everybody else. Personal values are not among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.cases import Case

NOT_STATED = "not stated"


def metadata_of(case: Case, blueprint: Blueprint, acts: int, handed_in: int) -> list[dict[str, Any]]:
    """The properties in the order of the standard: ``zh`` and ``en`` are names, ``value`` what holds."""
    service = blueprint.services[case.service]
    item = blueprint.items[service.item]
    agency = blueprint.agencies[case.agency]
    ended = case.decided_on.isoformat() if case.decided_on else ""
    found = (
        ("聚合层次", "aggregation level", "件"),
        ("来源", "provenance", blueprint.title),
        ("立档单位名称", "agency that files it", agency.title),
        ("立档单位代码", "codes of that agency", " ".join(agency.codes)),
        ("电子文件号", "number of the electronic file", case.number),
        ("题名", "title", service.title),
        ("业务类别", "kind of business", item.type),
        ("事项编码", "code of the service item", item.code),
        ("日期", "date", case.received_on.isoformat()),
        ("时间跨度", "time span", f"{case.received_on.isoformat()}/{ended}"),
        ("办理结果", "outcome", case.outcome or ""),
        ("保管期限", "retention", service.retention or NOT_STATED),
        ("语种", "languages", " ".join(blueprint.languages)),
        ("形成渠道", "channel", case.channel),
        ("管理行为数", "number of acts", str(acts)),
        ("所交材料数", "number of files handed in", str(handed_in)),
        ("事项定义版本", "version of the definition (SHA-256)", case.version),
        ("真实性保障", "authenticity", "RFC 6962 inclusion proof of every act; SHA-256; Ed25519"),
        ("格式信息", "formats", "application/json; text/html; text/plain"),
        ("生成系统", "system that made it", "Minben"),
    )
    return [{"zh": zh, "en": en, "value": value} for zh, en, value in found]
