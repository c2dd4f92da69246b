"""An Identity Store that answers as before it had revisions: then there is no guard, and none is sent."""

from __future__ import annotations

import pytest

from aws_groups.lifecycle import Failed
from aws_groups.values import Properties, is_absent
from tests.conflicts.rig import Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import GROUPS

TOLD = {"__aws", "identityStoreId", "displayName", "description", "groupId"}


def told(state: Properties) -> set[str]:
    """The properties in a state that have a value."""
    return {name for name, value in state.items() if not is_absent(value)}


@pytest.fixture
def scene(rig: Rig) -> Scene:
    """A group that was made there."""
    rig.local.set(old_replies=True)
    return Scene(rig, GROUPS)


def test_a_create_has_in_the_state_what_it_was_told(scene: Scene) -> None:
    assert told(scene.state) == TOLD
    assert scene.state == scene.live


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (None, []),
        ("throttle,times=1", ["update: throttle"]),
        ("error,times=1", ["update: error"]),
        ("drop-before,times=1", ["update: drop-before"]),
        ("drop-after,times=1", ["update: drop-after"]),
        ("etag-move,times=1", []),
    ],
)
def test_an_update_is_sent_without_a_revision_and_as_often_as_need_be(
    scene: Scene, fault: str | None, lost: list[str]
) -> None:
    """Twice the same patch is the same group."""
    if fault:
        scene.rig.inject(f"UpdateGroup={fault}")
    outcome = scene.update({"note": "new"})
    assert scene.calls(outcome) == [*lost, "update"]
    assert all("Revision" not in call.params for call in outcome.log)
    assert outcome.result == scene.live
    assert told(outcome.result) == TOLD


def test_what_is_not_declared_is_left_alone(rig: Rig) -> None:
    rig.local.set(old_replies=True)
    scene = Scene(rig, GROUPS, note=None)
    scene.edit(note="theirs")
    assert scene.calls(scene.update({"name": "new"})) == ["update"]
    assert scene.live_note == "theirs"


def test_a_delete_is_sent_without_a_revision(scene: Scene) -> None:
    outcome = scene.delete()
    assert scene.calls(outcome) == ["delete"]
    assert "Revision" not in outcome.log[0].params
    assert scene.live is None


def test_a_delete_whose_reply_is_lost_is_done(scene: Scene) -> None:
    scene.rig.inject("DeleteGroup=drop-after,times=1")
    outcome = scene.delete()
    assert scene.calls(outcome) == ["delete: drop-after", "delete: gone"]
    assert outcome.error is None


def test_what_a_create_leaves_whose_reply_is_lost_is_named(rig: Rig) -> None:
    """Without a revision there is no more proof than with one."""
    rig.local.set(old_replies=True)
    inputs = GROUPS.inputs(rig, description="new")
    rig.inject("CreateGroup=drop-after,times=1")
    outcome = GROUPS.create(rig, inputs)
    assert type(outcome.error) is Failed
    (left,) = GROUPS.named(rig, inputs["displayName"])
    outcome.says(
        f"is taken by the group {left}, made 20",
        "with exactly the properties asked for. An attempt of this create got no answer",
        f"`pulumi import aws-groups:identitystore:Group NAME {left}`",
    )


def test_an_update_of_what_is_gone_says_so(scene: Scene) -> None:
    scene.remove()
    scene.update({"note": "new"}).says("it no longer exists", "pulumi refresh")


def test_where_the_revision_stops_the_state_has_none_that_could_be_wrong(rig: Rig) -> None:
    """The API falls back between two updates: the second is not refused for the first one's revision."""
    scene = Scene(rig, GROUPS)
    rig.local.set(old_replies=True)
    updated = scene.update({"note": "new"})
    assert updated.result["revision"] is None
    again = scene.update({"note": "newer"}, state=updated.result)
    assert scene.calls(again) == ["update"]


def test_where_the_revision_begins_the_next_read_has_it(scene: Scene) -> None:
    scene.rig.local.set(old_replies=False)
    read = scene.read().result
    assert read.state == scene.live
    assert read.state["revision"] is not None
