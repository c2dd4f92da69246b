"""Each call of a life is lost, throttled, refused or the last one before a kill: the next update finishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aws_groups.aws import AwsError
from aws_groups.lifecycle import Failed, Unfinished
from aws_groups.local import Fault
from aws_groups.updates.guard import WriteFailed
from tests.local.signing import PrivateKey
from tests.rotation.rig import DAY, Killed, Stack

A, B, C = (PrivateKey.p256() for _ in range(3))
Step = Callable[[Stack], None]


def first(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, name="site")


def rotate(stack: Stack) -> None:
    stack.up(encodedKey=B.pem, name="site")


def clear_and_rotate(stack: Stack) -> None:
    stack.up(encodedKey=C.pem, name="site", comment="third")


def revoke(stack: Stack) -> None:
    stack.up(encodedKey=C.pem, name="site", comment="third", revoked=[B.pem])


def destroy(stack: Stack) -> None:
    if stack.id:
        stack.destroy()


STEPS: list[Step] = [first, rotate, clear_and_rotate, revoke]


def prepared(stack: Stack, step: Step) -> None:
    """Everything before ``step`` is done."""
    for earlier in STEPS if step is destroy else STEPS[: STEPS.index(step)]:
        earlier(stack)
        if earlier is rotate:
            stack.clock.move(8 * DAY)
        if earlier is first and step is not destroy:
            stack.aws.set(deployment_seconds=3)
            stack.new_distribution()


def settled(stack: Stack, step: Step) -> None:
    """AWS is as the program says, nothing is left over, and there is no more to do."""
    if step is destroy:
        assert stack.public_keys() == {}
        assert stack.outside("ListKeyGroups")["KeyGroupList"].get("Items", []) == []
        return
    assert sorted(stack.items()) == sorted(stack.public_keys()) == sorted(stack.keys)
    expected: dict[Step, list[PrivateKey]] = {
        first: [A],
        rotate: [A, B],
        clear_and_rotate: [B, C],
        revoke: [C],
    }
    there = {key.pem for key in expected[step]}
    assert len(stack.keys) == len(there)
    keys = {key["EncodedKey"] for key in stack.outside("ListPublicKeys")["PublicKeyList"]["Items"]}
    assert keys == there
    assert stack.keys[stack.signing] is None
    before = stack.aws.calls()[-1].seq
    step(stack)
    assert [call.operation for call in stack.aws.calls(after=before) if call.service == "cloudfront"] == []


def calls_of(step: Step, folder: Path) -> list[str]:
    """The calls that a step makes when nothing is wrong."""
    stack = Stack(folder / "plain.sqlite")
    prepared(stack, step)
    before = stack.aws.calls()[-1].seq if stack.aws.calls() else 0
    step(stack)
    found = [call.operation for call in stack.aws.calls(after=before) if call.service == "cloudfront"]
    stack.close()
    return list(dict.fromkeys(found))


FAULTS = {
    "lost before": {"kind": "drop-before", "times": 4},
    "lost after": {"kind": "drop-after", "times": 1},
    "lost for good after": {"kind": "drop-after", "times": 4},
    "throttled": {"kind": "throttle", "times": 2},
    "refused": {"kind": "error", "status": 403, "code": "AccessDenied", "times": 1},
    "moved": {"kind": "etag-move", "times": 1},
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("step", [*STEPS, destroy], ids=lambda step: step.__name__)
def test_a_step_whose_calls_fail_is_finished_by_the_next_update(
    tmp_path: Path, step: Step, name: str
) -> None:
    for operation in calls_of(step, tmp_path):
        stack = Stack(tmp_path / f"{operation}.sqlite")
        prepared(stack, step)
        fault = dict(FAULTS[name])
        stack.aws.inject(Fault(str(fault.pop("kind")), operation, **fault))  # type: ignore[arg-type]
        try:
            step(stack)
        except (AwsError, Failed, Unfinished, WriteFailed):
            step(stack)
        settled(stack, step)
        stack.close()


@pytest.mark.parametrize("step", [*STEPS, destroy], ids=lambda step: step.__name__)
def test_a_step_that_is_killed_after_any_call_is_finished_by_the_next_update(
    tmp_path: Path, step: Step
) -> None:
    number = 0
    while True:
        stack = Stack(tmp_path / f"{number}.sqlite")
        prepared(stack, step)
        stack.calls_before_kill = number
        try:
            step(stack)
            killed = False
        except Killed:
            killed = True
        stack.calls_before_kill = None
        if killed:
            step(stack)
        settled(stack, step)
        stack.close()
        if not killed:
            assert number > 1
            return
        number += 1


@pytest.mark.parametrize("number", range(3))
def test_what_a_killed_rotation_has_left_goes_after_a_refresh_where_the_program_went_back(
    tmp_path: Path, number: int
) -> None:
    stack = Stack(tmp_path / "aws.sqlite")
    first(stack)
    stack.calls_before_kill = number
    with pytest.raises(Killed):
        rotate(stack)
    stack.calls_before_kill = None
    stack.refresh()
    first(stack)
    stack.clock.move(8 * DAY)
    first(stack)
    assert list(stack.public_keys()) == stack.items() == list(stack.keys) == [stack.signing]
    stack.close()
