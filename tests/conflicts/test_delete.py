"""A delete: what the object has become since the state was written, times what goes wrong on the way."""

from __future__ import annotations

import pytest

from aws_groups.lifecycle import Failed
from aws_groups.updates.guard import Conflict
from aws_groups.values import Properties
from tests.conflicts.matrix import Check, Shape, Trouble, cases, edited, nothing, of_a_guarded_write
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, KEY_GROUPS, PUBLIC_KEYS, Subject

REFUSED = ["delete: refused", "read"]


def deleted(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    assert outcome.error is None
    assert scene.live is None


def conflict(moved: str) -> Check:
    """The object stays; the message has what the state had and what AWS has, and what to run next."""

    def check(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
        assert type(outcome.error) is Conflict
        assert scene.live is not None
        wrote = scene.written(outcome, "delete")
        outcome.says(
            f"deleting {scene.subject.noun} {scene.id}: someone else changed it{wrote}.\n",
            f"{scene.worded(moved)}\n",
            "Run `pulumi refresh`",
            "then `pulumi destroy` or `pulumi up` again",
            "or set `onConflict: overwrite`",
            "AWS said Delete",
        )
        outcome.ends_in_request_id()

    return check


def in_use(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    """The object stays; the message names what holds it."""
    assert type(outcome.error) is Failed
    assert scene.live is not None
    outcome.says(
        f"deleting {scene.subject.noun} {scene.id}: it is in use by", scene.held_by, "take it out", "AWS said"
    )
    outcome.ends_in_request_id()


SHAPES = [
    Shape("nothing", nothing, ["delete"], deleted),
    Shape("the version moved", Scene.move_version, [*REFUSED, "delete"], deleted),
    Shape("changed there and back", Scene.change_there_and_back, [*REFUSED, "delete"], deleted),
    Shape(
        "the note changed", edited(note="theirs"), REFUSED, conflict('{note}: state "old", AWS now "theirs"')
    ),
    Shape("the note cleared", edited(note=None), REFUSED, conflict('{note}: state "old", AWS now nothing')),
    Shape(
        "the name changed",
        edited(name="other"),
        REFUSED,
        conflict('{name}: state "{was}", AWS now "{was}-other"'),
        subjects=[KEY_GROUPS, *DIRECTORY],
    ),
    Shape(
        "the items changed",
        Scene.change_items,
        REFUSED,
        conflict("items: state {items}, AWS now {live_items}"),
        subjects=[KEY_GROUPS],
    ),
    Shape(
        "an undeclared note appeared, owned",
        edited(note="theirs"),
        REFUSED,
        conflict('{note}: state nothing, AWS now "theirs"'),
        declared=None,
        subjects=[KEY_GROUPS, PUBLIC_KEYS],
    ),
    Shape(
        "an undeclared note appeared, not owned",
        edited(note="theirs"),
        [*REFUSED, "delete"],
        deleted,
        declared=None,
        subjects=DIRECTORY,
    ),
    Shape("gone", Scene.remove, ["delete: gone"], deleted),
    Shape("in use", Scene.use, ["delete: in use", "holders"], in_use, subjects=[KEY_GROUPS, PUBLIC_KEYS]),
]
TROUBLES = of_a_guarded_write("delete", second_time=["delete: gone"])


@pytest.mark.parametrize(("subject", "shape", "trouble"), cases(SHAPES, TROUBLES))
def test_a_delete(rig: Rig, subject: Subject, shape: Shape, trouble: Trouble) -> None:
    scene = Scene(rig, subject, note=shape.declared)
    shape.arrange(scene)
    before = scene.live
    trouble.strike(rig, subject, "delete")
    outcome = scene.delete()
    assert scene.calls(outcome) == trouble.calls(shape.calls)
    assert trouble.waited(subject, outcome)
    shape.check(scene, outcome, before)
