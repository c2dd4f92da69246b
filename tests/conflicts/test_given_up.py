"""Trouble that lasts longer than the attempts do: what is said, what AWS then has, what the next run does."""

from __future__ import annotations

import pytest

from aws_groups.aws import AwsUnreachable, Config, Connection
from aws_groups.lifecycle import Failed, Made
from tests.conflicts.rig import LOCAL, Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, KEY_GROUPS, PUBLIC_KEYS, Subject

ATTEMPTS = 2


@pytest.fixture(scope="module")
def impatient(shared_rig: Rig) -> Connection:
    """A provider that tries twice."""
    return shared_rig.configured(Config(endpoint="local", max_attempts=ATTEMPTS))


def always(rig: Rig, subject: Subject, role: str, kind: str) -> None:
    rig.inject(f"{subject.operations[role]}={kind}")


ROLES = ["create", "read", "update", "delete"]
UNSURE = {"create": "pulumi up", "update": "pulumi refresh", "delete": "pulumi refresh"}
"""What to run to find out whether a write was carried out."""


@pytest.mark.parametrize("role", ROLES)
def test_throttled_all_the_time(rig: Rig, subject: Subject, impatient: Connection, role: str) -> None:
    scene = Scene(rig, subject)
    before = scene.live
    always(rig, subject, role, "throttle")
    outcome = scene.do(role, connection=impatient)
    assert scene.calls(outcome) == [f"{role}: throttle"] * ATTEMPTS
    assert scene.live == before
    assert type(outcome.error) is Failed
    operation = subject.operations[role]
    outcome.says(
        scene.doing(role),
        f": AWS throttled {operation}; tried 2 times in",
        "requestsPerSecond",
        "maxAttempts",
        f"AWS said {operation}: Throttling",
    )
    assert "Whether AWS carried it out" not in outcome.message
    outcome.ends_in_request_id()


@pytest.mark.parametrize("role", ROLES)
def test_failing_all_the_time(rig: Rig, subject: Subject, impatient: Connection, role: str) -> None:
    scene = Scene(rig, subject)
    before = scene.live
    always(rig, subject, role, "error")
    outcome = scene.do(role, connection=impatient)
    looked = [subject.not_found] if role == "create" else []
    assert scene.calls(outcome) == [f"{role}: error"] * ATTEMPTS + looked
    assert scene.live == before
    operation = subject.operations[role]
    outcome.says(scene.doing(role), f": AWS failed at {operation}; tried 2 times", "Try again later")
    if role != "read":
        outcome.says("Whether AWS carried it out is not known", UNSURE[role])
    outcome.says(f"\nAWS said {operation}: Internal")
    outcome.ends_in_request_id()


@pytest.mark.parametrize("role", ROLES)
def test_dropped_all_the_time_before_the_commit(
    rig: Rig, subject: Subject, impatient: Connection, role: str
) -> None:
    scene = Scene(rig, subject)
    before = scene.live
    always(rig, subject, role, "drop-before")
    outcome = scene.do(role, connection=impatient)
    looked = [subject.not_found] if role == "create" else []
    assert scene.calls(outcome) == [f"{role}: drop-before"] * ATTEMPTS + looked
    assert scene.live == before
    assert type(outcome.error) is AwsUnreachable
    outcome.says(subject.operations[role], "closed the connection without an answer", "tried 2 times in")
    if role != "read":
        outcome.says("tried 2 times in", "Whether AWS carried it out is not known", UNSURE[role])


@pytest.mark.parametrize("kind", ["error", "drop-before"])
def test_a_create_given_up_is_not_sent_to_a_refresh(
    rig: Rig, subject: Subject, impatient: Connection, kind: str
) -> None:
    """A refresh reads what is in the state, and this is not. The next update tells."""
    always(rig, subject, "create", kind)
    outcome = subject.create(rig, subject.inputs(rig), connection=impatient)
    assert "refresh" not in outcome.message
    outcome.says("pulumi up")


@pytest.mark.parametrize("subject", [KEY_GROUPS, PUBLIC_KEYS], ids=repr)
def test_a_create_whose_replies_are_all_lost_is_looked_up_by_its_made_name(
    rig: Rig, subject: Subject, impatient: Connection
) -> None:
    inputs = subject.unnamed(rig, **{subject.note: "new"})
    always(rig, subject, "create", "drop-after")
    outcome = subject.create(rig, inputs, connection=impatient)
    assert subject.calls(outcome) == ["create: drop-after"] * ATTEMPTS + ["find", "read"]
    assert isinstance(outcome.result, Made)
    assert subject.named(rig, inputs[subject.label]) == [outcome.result.id]
    assert outcome.result.state == subject.live(rig, outcome.result.id)


@pytest.mark.parametrize("subject", [KEY_GROUPS, *DIRECTORY], ids=repr)
def test_what_a_create_leaves_whose_replies_are_all_lost_is_named(
    rig: Rig, subject: Subject, impatient: Connection
) -> None:
    """A fixed name is no proof that it is ours, so that its owner has to say so."""
    inputs = subject.inputs(rig, **{subject.note: "new"})
    always(rig, subject, "create", "drop-after")
    outcome = subject.create(rig, inputs, connection=impatient)
    assert subject.calls(outcome) == ["create: drop-after"] * ATTEMPTS + ["find", "read"]
    (left,) = subject.named(rig, inputs[subject.label])
    outcome.says(
        f'creating {subject.noun} "{inputs[subject.label]}": ',
        f"is taken by the {subject.noun} {left}",
        "with exactly the properties asked for",
        "An attempt of this create got no answer",
        f"`pulumi import aws-groups:{subject.token} NAME {left}`",
        f"\n{subject.resource.service.name} {subject.operations['create']}: ",
        "closed the connection without an answer",
    )
    assert "pulumi up" not in outcome.message


@pytest.mark.parametrize("subject", [KEY_GROUPS, PUBLIC_KEYS], ids=repr)
def test_a_create_with_a_made_name_that_may_have_left_something_says_what_to_look_for(
    rig: Rig, subject: Subject, impatient: Connection
) -> None:
    """The next update makes another name, so that it would not find it."""
    inputs = subject.unnamed(rig)
    always(rig, subject, "create", "drop-after")
    always(rig, subject, "find", "error")
    outcome = subject.create(rig, inputs, connection=impatient)
    name = inputs[subject.label]
    assert len(subject.named(rig, name)) == 1
    outcome.says(
        f'creating {subject.noun} "{name}": ',
        "Whether AWS carried it out is not known",
        f'there is a {subject.noun} "{name}" now that no state has',
        "look for it, and delete it",
    )
    assert "says which object has the name" not in outcome.message


def test_an_update_whose_replies_are_all_lost_is_done_for_the_next_run(
    rig: Rig, subject: Subject, impatient: Connection
) -> None:
    scene = Scene(rig, subject)
    always(rig, subject, "update", "drop-after")
    lost = scene.update({"note": "new"}, connection=impatient)
    assert scene.calls(lost) == ["update: drop-after"] * ATTEMPTS
    assert type(lost.error) is AwsUnreachable
    assert scene.committed(lost, "update") == 1
    after = scene.live
    again = scene.update({"note": "new"})
    assert scene.calls(again) == ["update: refused", "read"]
    assert again.result == scene.live == after


def test_a_delete_whose_replies_are_all_lost_is_done_for_the_next_run(
    rig: Rig, subject: Subject, impatient: Connection
) -> None:
    scene = Scene(rig, subject)
    always(rig, subject, "delete", "drop-after")
    lost = scene.delete(connection=impatient)
    assert scene.calls(lost) == ["delete: drop-after"] * ATTEMPTS
    assert type(lost.error) is AwsUnreachable
    again = scene.delete()
    assert scene.calls(again) == ["delete: gone"]
    assert again.error is None


@pytest.mark.parametrize("role", ["update", "delete"])
def test_a_writer_that_is_always_faster(rig: Rig, subject: Subject, role: str) -> None:
    scene = Scene(rig, subject)
    always(rig, subject, role, "etag-move")
    outcome = scene.do(role)
    assert scene.calls(outcome) == [f"{role}: refused", "read"] * 4 + [f"{role}: refused"]
    assert scene.live_note == "old"
    outcome.says(
        f"{role[:-1]}ing {subject.noun} {scene.id}: its version changed 5 times while this ran",
        "so nothing was written",
        "Something else writes to it all the time",
        "AWS said",
    )
    outcome.ends_in_request_id()
    assert all(0 <= seconds < 2 for seconds in outcome.waited)
    assert len(set(outcome.waited)) == 4, "each wait is another: two writers must not keep step"


@pytest.mark.parametrize("kind", ["drop-before", "error", "throttle"])
def test_in_a_storm_every_call_is_tried_as_often_as_the_first(rig: Rig, kind: str) -> None:
    """What other calls of one `pulumi up` met takes nothing from `maxAttempts`."""
    connection = rig.configured(LOCAL)
    scene = Scene(rig, KEY_GROUPS)
    for _ in range(60):
        rig.inject(f"GetKeyGroup={kind},times=3")
        outcome = scene.read(connection=connection)
        assert scene.calls(outcome) == [f"read: {kind}"] * 3 + ["read"]
