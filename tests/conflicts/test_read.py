"""A refresh: what the object has become, times what goes wrong on the way."""

from __future__ import annotations

import pytest

from aws_groups.lifecycle import Read
from aws_groups.values import Properties, is_absent
from tests.conflicts.matrix import TRANSIENT, Shape, Trouble, cases, edited, nothing
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, KEY_GROUPS, PUBLIC_KEYS, Subject


def the_truth(scene: Scene, outcome: Outcome, live: Properties | None) -> None:
    """State and inputs are what is live."""
    assert live is not None
    there = {name: live[name] for name in scene.subject.resource.input_names}
    inputs = {name: value for name, value in there.items() if not is_absent(value)}
    assert outcome.result == Read(scene.id, live, inputs)


def the_truth_but_for_the_note(scene: Scene, outcome: Outcome, live: Properties | None) -> None:
    """A note that was never declared is in the state, and is no drift."""
    assert live is not None
    assert live[scene.subject.note] == "theirs"
    assert outcome.result == Read(scene.id, live, scene.inputs)


def external_ids(scene: Scene, outcome: Outcome, live: Properties | None) -> None:
    """What the program can't set is in the state alone."""
    assert live is not None
    assert live["externalIds"] == [{"issuer": "scim", "id": scene.name}]
    assert outcome.result == Read(scene.id, live, scene.inputs)


def nothing_left(scene: Scene, outcome: Outcome, live: Properties | None) -> None:
    """The object leaves the state."""
    assert outcome.error is None
    assert outcome.result is None


def sync(scene: Scene) -> None:
    scene.rig.local.set_external_ids(scene.id.rpartition("/")[2], [("scim", scene.name)])


SHAPES = [
    Shape("nothing", nothing, ["read"], the_truth),
    Shape("the version moved", Scene.move_version, ["read"], the_truth),
    Shape("the note changed", edited(note="theirs"), ["read"], the_truth),
    Shape("the note cleared", edited(note=None), ["read"], the_truth),
    Shape("the name changed", edited(name="other"), ["read"], the_truth, subjects=[KEY_GROUPS, *DIRECTORY]),
    Shape("the items changed", Scene.change_items, ["read"], the_truth, subjects=[KEY_GROUPS]),
    Shape(
        "an undeclared note appeared, owned",
        edited(note="theirs"),
        ["read"],
        the_truth,
        declared=None,
        subjects=[KEY_GROUPS, PUBLIC_KEYS],
    ),
    Shape(
        "an undeclared note appeared, not owned",
        edited(note="theirs"),
        ["read"],
        the_truth_but_for_the_note,
        declared=None,
        subjects=DIRECTORY,
    ),
    Shape("the object was synchronised", sync, ["read"], external_ids, subjects=DIRECTORY),
    Shape("gone", Scene.remove, ["read: gone"], nothing_left),
]


def asked_again(calls: list[str]) -> list[str]:
    return ["read: drop-after", *calls]


TROUBLES = [*TRANSIENT, Trouble("dropped after", ("{op}=drop-after,times=1",), asked_again)]


@pytest.mark.parametrize(("subject", "shape", "trouble"), cases(SHAPES, TROUBLES))
def test_a_read(rig: Rig, subject: Subject, shape: Shape, trouble: Trouble) -> None:
    scene = Scene(rig, subject, note=shape.declared)
    shape.arrange(scene)
    live = scene.live
    trouble.strike(rig, subject, "read")
    outcome = scene.read()
    assert scene.calls(outcome) == trouble.calls(shape.calls)
    assert trouble.waited(subject, outcome)
    shape.check(scene, outcome, live)


def test_a_stale_read_is_put_right_by_the_next_update(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    before = scene.live
    scene.edit(note="theirs")
    rig.inject(f"{subject.operations['read']}=stale-read")
    stale = scene.read().result
    assert stale.state == before
    refused = scene.update({"note": "new"}, state=stale.state)
    assert scene.live_note == "theirs"
    refused.says('state "old", AWS now "theirs", program "new"')
