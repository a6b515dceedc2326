"""Following the sequence: acts of some kinds, the place of all; and the bell."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from minben.ledger import Bell, acting, follow_kinds, kinds
from minben.ledger.sequence import sequence

from .helpers import SYSTEM, write

kinds.register("test.read", zh="试读", en="Test read")
kinds.register("test.write", zh="试写", en="Test written")
pytestmark = pytest.mark.usefixtures("database")


def test_a_consumer_learns_of_other_acts_only_that_they_are_there() -> None:
    ids = [write(kind=kind) for kind in ("test.read", "test.write", "test.read")]
    sequence()
    with acting(SYSTEM):
        ahead = follow_kinds(["test.write"], -1)
    assert [(act.leaf, act.id) for act in ahead.acts] == [(1, ids[1])]
    assert ahead.last == 2


def test_stretches_without_an_act_of_interest_are_passed_over() -> None:
    for kind in ("test.read",) * 5 + ("test.write",) * 3:
        write(kind=kind)
    sequence()
    with acting(SYSTEM):
        first = follow_kinds(["test.write"], -1, 2)
        second = follow_kinds(["test.write"], first.last, 2)
        third = follow_kinds(["test.write"], second.last, 2)
    assert [act.leaf for act in (*first.acts, *second.acts)] == [5, 6, 7]
    assert (first.last, second.last) == (5, 7)
    assert third.acts == ()
    assert third.last == 7


def test_the_bell_rings_when_acts_have_got_their_leaves() -> None:
    bell = Bell()
    assert bell.wait(0)
    assert not bell.wait(0)
    write()
    assert not bell.wait(0)
    sequence()
    assert bell.wait(30)
    assert not bell.wait(0)


def test_the_bell_rings_for_whoever_waits_already() -> None:
    bell, rang = Bell(), list[bool]()

    def listen() -> None:
        try:
            bell.wait(0)
            hung.set()
            rang.append(bell.wait(30))
        finally:
            connections.close_all()

    hung = threading.Event()
    listener = threading.Thread(target=listen)
    listener.start()
    assert hung.wait(30)
    write()
    sequence()
    listener.join(30)
    assert rang == [True]


def test_what_came_while_the_bell_was_not_hung_up_is_not_missed() -> None:
    bell = Bell()
    bell.wait(0)
    connection.close()
    write()
    sequence()
    assert bell.wait(0)


def test_a_pass_with_nothing_to_sequence_rings_nobody() -> None:
    write()
    sequence()
    bell = Bell()
    bell.wait(0)
    assert sequence() == 0
    assert not bell.wait(0)
