"""Two processes race for one name: nobody's object is taken, and who has lost is told."""

from __future__ import annotations

import sys

import pytest

from tests.conflicts.races import races
from tests.plugin import harness


def test_each_object_belongs_to_the_stack_that_made_it() -> None:
    assert races(0) == []


FAULTY = """
from aws_groups.plugin import main, servicer
from aws_groups.updates import creation

creation._proved = lambda *any: True
servicer.lifecycle.delete = lambda *any: None
main.main()
"""
"""A plugin that takes what it finds, and deletes nothing."""


def test_what_is_taken_and_what_is_left_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "COMMAND", [sys.executable, "-c", FAULTY])
    found = "\n".join(races(1))
    assert "was made by ['ONE'] and is in the state of ['ONE', 'OTHER']" in found.replace(
        "['OTHER'] and", "['ONE'] and"
    )
    assert "is left after both destroyed theirs" in found
