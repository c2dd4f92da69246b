"""`onConflict: overwrite`: what is owned is written over, with a warning; the rest never is."""

from __future__ import annotations

import pytest

from aws_groups.lifecycle import OnConflict
from tests.conflicts.rig import Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, GROUPS, KEY_GROUPS, Subject

BOLD = OnConflict.OVERWRITE


def test_an_update_writes_over_someone_elses_change(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    outcome = scene.update({"note": "new"}, on_conflict=BOLD)
    assert scene.calls(outcome) == ["update: refused", "read", "update"]
    assert outcome.result == scene.live
    assert scene.live_note == "new"
    (warning,) = outcome.told.warnings
    assert warning.partition("; last changed")[0] == (
        f"updating {subject.noun} {scene.id} over someone else's change (onConflict): "
        f'{subject.note}: state "old", AWS now "theirs", program "new"'
    )


def test_a_delete_goes_ahead_over_someone_elses_change(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    outcome = scene.delete(on_conflict=BOLD)
    assert scene.calls(outcome) == ["delete: refused", "read", "delete"]
    assert scene.live is None
    (warning,) = outcome.told.warnings
    assert warning.partition("; last changed")[0] == (
        f"deleting {subject.noun} {scene.id} over someone else's change (onConflict): "
        f'{subject.note}: state "old", AWS now "theirs"'
    )


def test_it_still_guards_what_it_writes(rig: Rig, subject: Subject) -> None:
    """Someone is there again between the read and the write: that is seen, and told of, too."""
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    outcome = scene.update(
        {"note": "new"}, on_conflict=BOLD, meanwhile=lambda _: scene.edit(note="theirs again")
    )
    assert scene.calls(outcome) == ["update: refused", "read", "update: refused", "read", "update"]
    assert scene.live_note == "new"
    assert [row.rpartition("AWS now ")[2].partition(";")[0] for row in outcome.told.warnings] == [
        '"theirs", program "new"',
        '"theirs again", program "new"',
    ]


def test_the_same_change_is_warned_of_once(rig: Rig, subject: Subject) -> None:
    """Also when the version goes on moving while it is written over."""
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    rig.inject(f"{subject.operations['update']}=etag-move,times=3")
    outcome = scene.update({"note": "new"}, on_conflict=BOLD)
    assert scene.calls(outcome) == ["update: refused", "read"] * 3 + ["update"]
    assert len(outcome.told.warnings) == 1


def test_without_a_conflict_nothing_is_warned_of(rig: Rig, subject: Subject) -> None:
    moved, wanted = Scene(rig, subject), Scene(rig, subject)
    moved.move_version()
    wanted.edit(note="new")
    assert moved.update({"note": "new"}, on_conflict=BOLD).told.warnings == []
    assert wanted.update({"note": "new"}, on_conflict=BOLD).told.warnings == []


@pytest.mark.parametrize("subject", [KEY_GROUPS, *DIRECTORY], ids=repr)
def test_what_moved_is_rewritten_though_the_program_did_not_change_it(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(name="other")
    outcome = scene.update({"note": "new"}, on_conflict=BOLD)
    assert outcome.result == scene.live
    assert (scene.live or {})[subject.label] == scene.name
    (warning,) = outcome.told.warnings
    assert f'{subject.label}: state "{scene.name}", AWS now "{scene.name}-other"' in warning


def test_what_the_program_never_declared_is_not_written_over(rig: Rig) -> None:
    scene = Scene(rig, GROUPS, note=None)
    scene.edit(note="theirs", name="other")
    outcome = scene.update({"name": "new"}, on_conflict=BOLD)
    assert scene.live_note == "theirs"
    assert (scene.live or {})["displayName"] == f"{scene.name}-new"
    assert outcome.result["description"] is None
    (patch,) = [
        call.params["Operations"]
        for call in outcome.log
        if call.status == 200 and "Operations" in call.params
    ]
    assert patch == [{"AttributePath": "displayName", "AttributeValue": f"{scene.name}-new"}]


def test_what_the_program_stopped_declaring_is_removed_over_someone_elses_change(
    rig: Rig, subject: Subject
) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    outcome = scene.update({"note": None}, on_conflict=BOLD)
    assert scene.live_note is None
    assert outcome.result == scene.live
    assert 'AWS now "theirs", program nothing' in outcome.told.warnings[0]


def test_a_comment_that_was_never_declared_is_written_over(rig: Rig) -> None:
    scene = Scene(rig, KEY_GROUPS, note=None)
    scene.edit(note="theirs")
    outcome = scene.update({"name": "new"}, on_conflict=BOLD)
    assert scene.live_note is None
    assert outcome.result == scene.live
    assert 'comment: state nothing, AWS now "theirs", program nothing' in outcome.told.warnings[0]


def test_secrets_are_masked_in_the_warning(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    outcome = scene.update({"note": "new"}, on_conflict=BOLD, secret=[subject.note])
    row = f"{subject.note}: state [secret], AWS now [secret], program [secret]"
    assert outcome.told.warnings[0].partition("; last changed")[0].endswith(row)
