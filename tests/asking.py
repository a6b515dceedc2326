"""Guang'an where the old-age allowance asks something of every kind, a list of carers among it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from minben.blueprint import read_files
from minben.blueprint.folder import load

if TYPE_CHECKING:
    from minben.blueprint import Problem
    from minben.blueprint.model import Blueprint

GUANGAN = Path(__file__).parent.parent / "blueprints" / "guangan"
SERVICE = "services/old-age-allowance/service.yaml"
FACTS = """
carers:
  title: {zh: 照护人, en: Carers}
  type: list
  grade: personal
  meaning: {zh: 平时照护老人的人, en: Who looks after the person}
carer-name:
  title: {zh: 照护人姓名, en: Name of the carer}
  type: text
  grade: personal
  meaning: {zh: 照护人的姓名, en: What the carer is called}
  max_length: 50
carer-born:
  title: {zh: 照护人出生日期, en: Carer's date of birth}
  type: date
  grade: personal
  meaning: {zh: 照护人的出生日期, en: When the carer was born}
paid-carer:
  title: {zh: 是否有偿照护, en: Paid for it}
  type: yes or no
  grade: personal
  meaning: {zh: 是否收取报酬, en: Whether the carer is paid}
wage:
  title: {zh: 每月报酬, en: Monthly pay}
  type: money
  grade: personal
  meaning: {zh: 每月报酬, en: What the carer is paid a month}
aids:
  title: {zh: 使用的辅具, en: Aids in use}
  type: choices
  choices:
    stick: {zh: 手杖, en: Stick}
    wheelchair: {zh: 轮椅, en: Wheelchair}
    hearing: {zh: 助听器, en: Hearing aid}
  grade: personal
  meaning: {zh: 正在使用的辅助器具, en: Which aids are used}
visit-time:
  title: {zh: 方便走访的时间, en: Good time for a visit}
  type: time
  grade: personal
  meaning: {zh: 一天中方便走访的时间, en: When a visit suits}
lives-at:
  title: {zh: 现居住地, en: Where you live}
  type: division
  grade: personal
  meaning: {zh: 现居住的村（社区）, en: The village where the person lives now}
mobile:
  title: {zh: 联系电话, en: Telephone}
  type: text
  format: phone
  grade: personal
  meaning: {zh: 联系用的电话, en: The number to call}
mail:
  title: {zh: 电子邮箱, en: E-mail}
  type: text
  format: email
  grade: personal
  meaning: {zh: 联系用的邮箱, en: The address to write to}
  max_length: 254
remarks:
  title: {zh: 其他情况, en: Anything else}
  type: long text
  grade: personal
  meaning: {zh: 需要说明的其他情况, en: What else should be known}
"""
ASKS = """
  carers:
    fact: carers
    why: {zh: 以便安排探访, en: So that visits can be arranged}
    at_most: 3
    each:
      carer: {fact: carer-name}
      born:
        fact: carer-born
        check: ? < today
        refusal: {zh: 出生日期应早于今天, en: Nobody was born after today}
      has_pay: {fact: paid-carer}
      wage:
        fact: wage
        when: has_pay
        check: ? > 0
        refusal: {zh: 报酬应大于0, en: Pay is more than 0}
  aids:
    fact: aids
    why: {zh: 以便提供服务, en: So that they can be looked after}
    required: false
    at_most: 2
  visits:
    fact: visit-time
    why: {zh: 走访时间, en: When we may come}
    prefill: if count(carers) > 1 then time("18:00:00") else time("09:00:00")
  home:
    fact: lives-at
    why: {zh: 走访地点, en: Where we come}
    prefill: person.division
  mobile:
    fact: mobile
    why: {zh: 走访前联系, en: We call before}
  mail:
    fact: mail
    why: {zh: 发送通知, en: For notices}
    required: false
  remarks:
    fact: remarks
    why: {zh: 自愿填写, en: If you like}
    required: false
    when: count(carers[has_pay]) > 0
"""
VILLAGE, OTHER_VILLAGE, TOWN = "511602001001", "511602001002", "511602001000"
ANSWERS: dict[str, object] = {
    "account": "6222020000000000018",
    "carers": [
        {"carer": "李小明", "born": "1970-01-02", "has_pay": "false"},
        {"carer": "张玲", "born": "1980-03-04", "has_pay": True, "wage": 1200.5},
    ],
    "aids": ["hearing", "stick"],
    "visits": "18:00",
    "home": VILLAGE,
    "mobile": "138 0000 1234",
    "remarks": "第一行\r\n第二行",
}


def files_asking() -> dict[str, bytes]:
    """The files of the blueprint."""
    problems: list[Problem] = []
    files = load(GUANGAN, problems.append)
    assert files
    asks = ASKS.replace("check: ? < today", "check: '? < today'").replace("check: ? > 0", "check: '? > 0'")
    service = files[SERVICE].decode().replace("\nderives:\n", asks + "derives:\n", 1)
    facts = files["facts.yaml"].decode() + FACTS
    return files | {SERVICE: service.encode(), "facts.yaml": facts.encode()}


@cache
def asking() -> Blueprint:
    """The blueprint, read once."""
    return read_files(files_asking())
