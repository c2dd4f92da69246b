"""A create: whose the name is, times what goes wrong on the way."""

from __future__ import annotations

import pytest

from aws_groups.aws import Explained
from aws_groups.resources.resource import Made
from tests.conflicts.matrix import TRANSIENT, Trouble
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import Subject

FREE = ["create"]
TAKEN = ["create: refused", "find", "read"]
UNSURE = {"failing once", "failing thrice", "dropped before", "dropped after"}
"""Troubles after which an object of ours may be there, so that it is looked for before AWS is believed."""


def resent(calls: list[str]) -> list[str]:
    """What was made is refused the second time, and found."""
    return ["create: drop-after", *(TAKEN if calls == FREE else calls)]


TROUBLES = [*TRANSIENT, Trouble("dropped after", ("{op}=drop-after,times=1",), resent)]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_name_that_is_free(rig: Rig, subject: Subject, trouble: Trouble) -> None:
    inputs = subject.inputs(rig, **{subject.note: "new"})
    trouble.strike(rig, subject, "create")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == trouble.calls(FREE)
    assert trouble.waited(subject, outcome)
    assert isinstance(outcome.result, Made)
    assert subject.named(rig, inputs[subject.label]) == [outcome.result.id]
    assert outcome.result.state == subject.live(rig, outcome.result.id)
    assert inputs.items() <= outcome.result.state.items()


@pytest.mark.parametrize("note", ["new", "theirs", None], ids=["the same", "another", "a bare one"])
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_name_that_someone_else_has(rig: Rig, subject: Subject, trouble: Trouble, note: str | None) -> None:
    bare = subject.inputs(rig)
    inputs = {**bare, subject.note: "new"}
    theirs = subject.make(rig, {**inputs, subject.note: note} if note else bare)
    rig.age(theirs, seconds=60)
    before = subject.live(rig, theirs)
    trouble.strike(rig, subject, "create")
    outcome = subject.create(rig, inputs)
    looked = ["find", "read"] if trouble.name in UNSURE else []
    assert subject.calls(outcome) == trouble.calls(TAKEN) + looked
    assert type(outcome.error) is Explained
    outcome.says(
        f"creating {subject.noun} {inputs[subject.label]}",
        f"is taken by the {subject.noun} {theirs}",
        f"`pulumi import aws-groups:{subject.token} NAME {theirs}`",
        "AWS said Create",
    )
    outcome.ends_in_request_id()
    assert ("can't be proved" in outcome.message) is bool(looked)
    assert subject.named(rig, inputs[subject.label]) == [theirs]
    assert subject.live(rig, theirs) == before
