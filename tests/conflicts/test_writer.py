"""Who changed an object last: in a conflict, and in what a refresh tells of drift."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from aws_groups import lifecycle
from aws_groups.lifecycle import Drifted, Run
from aws_groups.updates.guard import Conflict
from aws_groups.updates.writer import Writer
from aws_groups.words.writers import drifted, last_changed
from tests.conflicts.rig import Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, KEY_GROUPS, Subject

ARN = "arn:aws:iam::123456789012:user/local"
each_of_the_directory = pytest.mark.parametrize("subject", DIRECTORY, ids=repr)


def later(**span: float) -> Callable[[], datetime]:
    """A clock that is that much ahead."""
    return lambda: datetime.now(timezone.utc) + timedelta(**span)


def at(scene: Scene) -> str:
    """When AWS says that the object was last changed."""
    moment = str((scene.live or {})["updatedAt"].value)
    return f"{datetime.fromisoformat(moment.replace('Z', '+00:00')):%Y-%m-%d %H:%M:%S} UTC"


@each_of_the_directory
@pytest.mark.parametrize("role", ["update", "delete"])
def test_a_conflict_names_the_last_writer(rig: Rig, subject: Subject, role: str) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    outcome = scene.do(role, clock=later(hours=2))
    assert type(outcome.error) is Conflict
    outcome.says(
        'AWS now "theirs"', f"\n  last changed by {ARN} at {at(scene)}, 2 h ago\nRun `pulumi refresh`"
    )


def test_a_conflict_over_what_has_no_such_output_names_nobody(rig: Rig) -> None:
    scene = Scene(rig, KEY_GROUPS)
    scene.edit(note="theirs")
    assert "last changed" not in scene.update({"note": "new"}).message


@each_of_the_directory
def test_a_refresh_that_finds_drift_tells_the_last_writer_once(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs", name="other")
    outcome = scene.read(clock=later(minutes=5))
    (event,) = (event for event in outcome.told.events if isinstance(event, Drifted))
    assert drifted(event) == (
        f"{subject.noun} {scene.id}: {subject.label}, {subject.note} changed in AWS, "
        f"last changed by {ARN} at {at(scene)}, 5 min ago"
    )
    found = outcome.result

    def again(run: Run) -> object:
        return lifecycle.read(run, subject.resource, scene.id, found.inputs, found.state, refresh=True)

    assert not any(isinstance(event, Drifted) for event in rig.act(again).told.events)


@each_of_the_directory
def test_what_nobody_owns_is_no_drift_to_tell(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject, note=None)
    scene.edit(note="theirs")
    assert not any(isinstance(event, Drifted) for event in scene.read().told.events)


@each_of_the_directory
def test_after_a_write_of_ours_the_state_does_not_say_who_wrote_last(rig: Rig, subject: Subject) -> None:
    """The reply to a write does not tell it, and what was before is not true any more."""
    scene = Scene(rig, subject)
    read = scene.read().result.state
    assert read["createdBy"] == read["updatedBy"] == ARN
    assert read["createdAt"] == read["updatedAt"] != None  # noqa: E711
    updated = scene.update({"note": "new"}, state=read).result
    assert (updated["updatedBy"], updated["updatedAt"]) == (None, None)
    assert (updated["createdBy"], updated["createdAt"]) == (ARN, read["createdAt"])


MOMENT = datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("writer", "words"),
    [
        (Writer(ARN, None, None), f"last changed by {ARN}"),
        (Writer(None, MOMENT, timedelta(hours=2)), "last changed at 2026-01-31 09:30:00 UTC, 2 h ago"),
        (
            Writer("sso", MOMENT, timedelta(days=3)),
            "last changed by sso at 2026-01-31 09:30:00 UTC, 3 days ago",
        ),
        (Writer(None, MOMENT, timedelta(hours=47)), "last changed at 2026-01-31 09:30:00 UTC, 47 h ago"),
        (Writer(None, MOMENT, timedelta(seconds=59)), "last changed at 2026-01-31 09:30:00 UTC, 59 s ago"),
        (Writer(None, MOMENT, timedelta(minutes=-9)), "last changed at 2026-01-31 09:30:00 UTC, just now"),
    ],
    ids=["no time", "no name", "days", "almost two days", "seconds", "a clock that is ahead"],
)
def test_the_words(writer: Writer, words: str) -> None:
    assert last_changed(writer) == words
