"""What an operator sees of a serving node: an address, plain refusals, logs without values, and a clean end."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
from soak.browser import AwayError, Browser
from soak.node import free_port
from soak.processes import until

from minben.node.postgres import Cluster
from minben.node.serving import PortTaken, check_port

if TYPE_CHECKING:
    from soak.node import Node
    from soak.visitors import Applicant

A_FEW_SECONDS = 10.0


def test_it_says_where_the_pages_are_when_they_answer(node: Node) -> None:
    assert until(lambda: f"http://localhost:{node.port}/" in node.last_words(), A_FEW_SECONDS)
    assert Browser(node.port).get("/").status == 200


def test_a_port_that_is_in_use_is_refused(node: Node) -> None:
    check_port(free_port())
    with pytest.raises(PortTaken) as refused:
        check_port(node.port)
    assert str(node.port) in refused.value.text("zh")
    assert str(node.port) in refused.value.text("en")


def test_a_second_launcher_on_the_folder_is_told_who_has_it(node: Node) -> None:
    assert node.launcher is not None
    refused = node.run("serve", "--port", str(free_port()), language="zh_CN.UTF-8")
    assert refused.returncode == 1
    assert f"正由进程 {node.launcher.pid} 使用" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_failure_of_a_page_is_logged_with_its_place_and_without_values(
    node: Node, visitor: Applicant
) -> None:
    visitor.work()
    number = visitor.notes.applications[-1].number
    with Cluster.attach(node.home).connect("owner") as owner:
        owner.execute("ALTER TABLE cases_case RENAME TO lost")
        owner.commit()
        try:
            with pytest.raises(AwayError, match="500"):
                visitor.browser.get(f"/my/cases/{number}")
        finally:
            owner.execute("ALTER TABLE lost RENAME TO cases_case")
            owner.commit()
    log = (node.home / "log" / "web.log").read_text(encoding="utf-8")
    assert "ERROR django.request: 500 GET my/cases/<str:number>" in log
    assert "portal/cases.py" in log
    assert "psycopg.errors.UndefinedTable 42P01" in log
    assert number not in log


def test_ctrl_c_ends_everything_within_a_few_seconds(node: Node) -> None:
    assert node.launcher is not None
    begun = time.monotonic()
    os.kill(node.launcher.pid, signal.SIGINT)
    assert node.launcher.wait(A_FEW_SECONDS) == 0
    assert node.processes() == []
    assert time.monotonic() - begun < A_FEW_SECONDS
