"""An update: what the object has become since the state was written, times what goes wrong on the way."""

from __future__ import annotations

import pytest

from aws_groups.lifecycle import Failed
from aws_groups.updates.guard import Conflict, Gone
from aws_groups.values import Properties
from tests.conflicts.matrix import (
    Check,
    Shape,
    Trouble,
    cases,
    edited,
    nothing,
    of_a_guarded_write,
    unversioned,
)
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, KEY_GROUPS, Subject

REFUSED = ["update: refused", "read"]


def written(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    """AWS has what the program wants, written once, and the state is the truth."""
    assert outcome.result == scene.live != before
    assert scene.committed(outcome, "update") == 1


def as_wanted(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    """Someone else wrote what the program wants: that stays, and is in the state."""
    assert outcome.result == scene.live
    assert unversioned(scene.live) == unversioned(before)


def left_alone(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    """The note is someone else's: the program's change is written, theirs stays and is not in the state."""
    assert scene.live_note == "theirs"
    assert outcome.result == {**(scene.live or {}), scene.subject.note: None}
    assert scene.committed(outcome, "update") == 1


def conflict(moved: str) -> Check:
    """Nothing is written; the message has the property three ways, and what to run next."""

    def check(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
        assert type(outcome.error) is Conflict
        assert unversioned(scene.live) == unversioned(before)
        wrote = scene.written(outcome, "update")
        outcome.says(
            f"updating {scene.subject.noun} {scene.id}: someone else changed it{wrote}.\n",
            scene.worded(moved),
            "Run `pulumi refresh`",
            "then `pulumi up`",
            "or set `onConflict: overwrite`",
            "AWS said Update",
        )
        outcome.ends_in_request_id()

    return check


def gone(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    assert type(outcome.error) is Gone
    outcome.says(
        f"updating {scene.subject.noun} {scene.id}: it no longer exists", "pulumi refresh", "pulumi up"
    )
    outcome.ends_in_request_id()


def name_taken(scene: Scene, outcome: Outcome, before: Properties | None) -> None:
    """Nothing is written; the message has who holds the name, since when, and what to do."""
    assert type(outcome.error) is Failed
    assert unversioned(scene.live) == unversioned(before)
    outcome.says(
        f"updating {scene.subject.noun} {scene.id}",
        f'"{scene.name}-taken" is taken by the {scene.subject.noun} {scene.held_by}, ',
        f"If it is not listed, give another {scene.subject.label}.",
        "AWS said Update",
    )
    outcome.ends_in_request_id()


SHAPES = [
    Shape("nothing", nothing, ["update"], written),
    Shape("the version moved", Scene.move_version, [*REFUSED, "update"], written),
    Shape("changed there and back", Scene.change_there_and_back, [*REFUSED, "update"], written),
    Shape("already as wanted", edited(note="new"), REFUSED, as_wanted),
    Shape(
        "the note changed",
        edited(note="theirs"),
        REFUSED,
        conflict('{note}: state "old", AWS now "theirs", program "new"'),
    ),
    Shape(
        "the note cleared",
        edited(note=None),
        REFUSED,
        conflict('{note}: state "old", AWS now nothing, program "new"'),
    ),
    Shape(
        "the note appeared",
        edited(note="theirs"),
        REFUSED,
        conflict('{note}: state nothing, AWS now "theirs", program "new"'),
        declared=None,
    ),
    Shape(
        "the note changed that is to go",
        edited(note="theirs"),
        REFUSED,
        conflict('{note}: state "old", AWS now "theirs", program nothing'),
        program={"note": None},
    ),
    Shape("the note to go is gone", edited(note=None), REFUSED, as_wanted, program={"note": None}),
    Shape(
        "the name changed",
        edited(name="other"),
        REFUSED,
        conflict('{name}: state "{was}", AWS now "{was}-other", program "{was}"'),
        subjects=[KEY_GROUPS, *DIRECTORY],
    ),
    Shape(
        "the items changed",
        Scene.change_items,
        REFUSED,
        conflict("items: state {items}, AWS now {live_items}, program {items}"),
        subjects=[KEY_GROUPS],
    ),
    Shape(
        "an undeclared note appeared, owned",
        edited(note="theirs"),
        REFUSED,
        conflict('{note}: state nothing, AWS now "theirs", program nothing'),
        declared=None,
        program={"name": "new"},
        subjects=[KEY_GROUPS],
    ),
    Shape(
        "an undeclared note appeared, not owned",
        edited(note="theirs"),
        [*REFUSED, "update"],
        left_alone,
        declared=None,
        program={"name": "new"},
        subjects=DIRECTORY,
    ),
    Shape("gone", Scene.remove, ["update: gone"], gone),
    Shape(
        "the name is taken",
        lambda scene: scene.take_name("taken"),
        ["update: refused", "find", "read"],
        name_taken,
        program={"name": "taken"},
        subjects=[KEY_GROUPS, *DIRECTORY],
    ),
]
TROUBLES = of_a_guarded_write("update", second_time=REFUSED)


@pytest.mark.parametrize(("subject", "shape", "trouble"), cases(SHAPES, TROUBLES))
def test_an_update(rig: Rig, subject: Subject, shape: Shape, trouble: Trouble) -> None:
    scene = Scene(rig, subject, note=shape.declared)
    shape.arrange(scene)
    before = scene.live
    trouble.strike(rig, subject, "update")
    outcome = scene.update(shape.program)
    assert scene.calls(outcome) == trouble.calls(shape.calls)
    assert trouble.waited(subject, outcome)
    shape.check(scene, outcome, before)
