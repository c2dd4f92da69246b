"""A create: whose the name is, times what goes wrong on the way."""

from __future__ import annotations

import pytest

from aws_groups.lifecycle import Failed, Made
from tests.conflicts.matrix import TRANSIENT, Trouble
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import KEY_GROUPS, PUBLIC_KEYS, Subject

FREE = ["create"]
TAKEN = ["create: refused", "find", "read"]
UNSURE = {"failing once", "failing thrice", "dropped before", "dropped after"}
"""Troubles after which an object of ours may be there."""


def resent(calls: list[str]) -> list[str]:
    """What was made is refused the second time, and found."""
    return ["create: drop-after", *(TAKEN if calls == FREE else calls)]


DROPPED_AFTER = Trouble("dropped after", ("{op}=drop-after,times=1",), resent)
TROUBLES = [*TRANSIENT, DROPPED_AFTER]


@pytest.mark.parametrize("trouble", TRANSIENT, ids=lambda trouble: trouble.name)
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


@pytest.mark.parametrize("subject", [KEY_GROUPS, PUBLIC_KEYS], ids=repr)
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_name_that_is_made(rig: Rig, subject: Subject, trouble: Trouble) -> None:
    """It is nobody else's, so that what a lost attempt made under it is known again."""
    inputs = subject.unnamed(rig, **{subject.note: "new"})
    trouble.strike(rig, subject, "create")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == trouble.calls(FREE)
    assert trouble.waited(subject, outcome)
    assert isinstance(outcome.result, Made)
    assert subject.named(rig, inputs[subject.label]) == [outcome.result.id]
    assert outcome.result.state == subject.live(rig, outcome.result.id)
    assert subject.resource.own(inputs).items() <= outcome.result.state.items()


@pytest.mark.parametrize("note", ["new", "theirs", None], ids=["the same", "another", "a bare one"])
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_name_that_someone_else_has(rig: Rig, subject: Subject, trouble: Trouble, note: str | None) -> None:
    bare = subject.inputs(rig)
    inputs = {**bare, subject.note: "new"}
    theirs = subject.make(rig, {**inputs, subject.note: note} if note else bare)
    before = subject.live(rig, theirs)
    trouble.strike(rig, subject, "create")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == trouble.calls(TAKEN)
    assert type(outcome.error) is Failed
    outcome.says(
        f'creating {subject.noun} "{inputs[subject.label]}": {subject.label} "{inputs[subject.label]}" '
        f"is taken by the {subject.noun} {theirs}, {subject.since}",
        f"`pulumi import aws-groups:{subject.token} NAME {theirs}`",
        "\nAWS said Create",
    )
    outcome.ends_in_request_id()
    assert ("with exactly the properties asked for" in outcome.message) is (note == "new")
    assert ("An attempt of this create got no answer" in outcome.message) is (trouble.name in UNSURE)
    assert subject.named(rig, inputs[subject.label]) == [theirs]
    assert subject.live(rig, theirs) == before
