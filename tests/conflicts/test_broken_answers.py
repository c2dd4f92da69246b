"""However a reply is lost, or the wait for it: what becomes of the write, and what is told."""

from __future__ import annotations

import pytest

from aws_groups.aws import Cancelled, Config, Connection
from tests.conflicts.creates import CREATES, Create, drop, settled
from tests.conflicts.hooks import BROKEN, NEVER_SENT, Strike, failure, half, hooked, raising, refusal
from tests.conflicts.rig import KEYS, Rig, Waits
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import USERS, Subject


@pytest.fixture(scope="module")
def real(shared_rig: Rig) -> Connection:
    """The provider's way to what it takes for the real AWS."""
    return shared_rig.as_real(Config(**KEYS, max_attempts=4, requests_per_second=1000))


LOOKED = ["create", "create: refused", "find", "read"]


# A create.


@pytest.mark.parametrize("create", CREATES, ids=str)
@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
def test_however_the_connection_broke_after_the_commit(
    rig: Rig, real: Connection, create: Create, error: Exception
) -> None:
    inputs = create.inputs(rig)
    with hooked(real, create.subject, raising(error), after=True):
        outcome = create.subject.create(rig, inputs, connection=real)
    assert create.subject.calls(outcome) == LOOKED
    settled(rig, create, inputs, outcome)


@pytest.mark.parametrize("create", CREATES, ids=str)
@pytest.mark.parametrize("answer", [failure, half])
def test_a_create_that_was_carried_out_though_its_answer_is_none(
    rig: Rig, real: Connection, create: Create, answer: Strike
) -> None:
    inputs = create.inputs(rig)
    with hooked(real, create.subject, answer):
        outcome = create.subject.create(rig, inputs, connection=real)
    assert create.subject.calls(outcome) == LOOKED
    settled(rig, create, inputs, outcome)


@pytest.mark.parametrize("error", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_what_was_never_sent_made_nothing(
    rig: Rig, real: Connection, subject: Subject, error: Exception
) -> None:
    inputs = subject.inputs(rig)
    theirs = subject.make(rig, inputs)
    with hooked(real, subject, raising(error)):
        outcome = subject.create(rig, inputs, connection=real)
    assert subject.calls(outcome) == ["create: refused", "find", "read"]
    outcome.says(f"is taken by the {subject.noun} {theirs}")
    assert "got no answer" not in outcome.message


# An update, a delete.


@pytest.mark.parametrize("answer", [failure, half])
def test_an_update_that_was_carried_out_though_its_answer_is_none(
    rig: Rig, real: Connection, subject: Subject, answer: Strike
) -> None:
    scene = Scene(rig, subject)
    with hooked(real, subject, answer):
        outcome = scene.update({"note": "new"}, connection=real)
    assert scene.calls(outcome) == ["update", "update: refused", "read"]
    assert outcome.result == scene.live


@pytest.mark.parametrize("answer", [failure, half])
def test_a_delete_that_was_carried_out_though_its_answer_is_none(
    rig: Rig, real: Connection, subject: Subject, answer: Strike
) -> None:
    scene = Scene(rig, subject)
    with hooked(real, subject, answer):
        outcome = scene.delete(connection=real)
    assert scene.calls(outcome) == ["delete", "delete: gone"]
    assert outcome.error is None


def test_a_conflict_after_a_lost_reply_does_not_claim_that_nothing_was_written(
    rig: Rig, subject: Subject
) -> None:
    """Our update was carried out, and someone else's came on top of it before we could ask."""
    scene = Scene(rig, subject)
    drop(rig, subject, "after", "update")
    outcome = scene.update({"note": "new"}, meanwhile=lambda _: scene.edit(note="theirs"))
    assert scene.calls(outcome) == ["update: drop-after", "update: refused", "read"]
    outcome.says("someone else changed it", 'state "old", AWS now "theirs", program "new"')
    assert "nothing was written" not in outcome.message


# The engine cancels while the lost request waits to be sent again.


def cancel(waits: Waits) -> None:
    waits.set()


@pytest.mark.parametrize("create", CREATES, ids=str)
def test_after_a_cancel_nothing_is_sent_and_the_message_says_how_to_find_what_was_made(
    rig: Rig, create: Create
) -> None:
    subject, inputs = create.subject, create.inputs(rig)
    drop(rig, subject, "after")
    outcome = subject.create(rig, inputs, meanwhile=cancel)
    assert subject.calls(outcome) == ["create: drop-after"]
    outcome.says("cancelled while it waited to be sent. Whether AWS carried it out is not known.")
    (left,) = subject.named(rig, inputs[subject.label])
    if create.unnamed:
        outcome.says(f'"{inputs[subject.label]}" now that no state has', "look for it, and delete it")
    else:
        outcome.says("Run `pulumi up` again", "says which object has the name")
        subject.create(rig, inputs).says(f"is taken by the {subject.noun} {left}", f"NAME {left}`")


@pytest.mark.parametrize("role", ["update", "delete"])
def test_a_cancelled_write_that_may_be_carried_out_is_not_said_to_be_unsent(
    rig: Rig, subject: Subject, role: str
) -> None:
    scene = Scene(rig, subject)
    drop(rig, subject, "after", role)
    outcome = scene.do(role, meanwhile=cancel)
    assert type(outcome.error) is Cancelled
    assert "not sent" not in outcome.message
    assert "Nothing was" not in outcome.message
    outcome.says("cancelled", "Whether AWS carried it out is not known", "pulumi refresh")


@pytest.mark.parametrize("role", ["create", "read", "update", "delete"])
def test_a_cancelled_call_that_was_throttled_was_not_carried_out(
    rig: Rig, subject: Subject, role: str
) -> None:
    scene = Scene(rig, subject)
    before = scene.live
    rig.inject(f"{subject.operations[role]}=throttle,times=1")
    outcome = scene.do(role, meanwhile=cancel)
    assert scene.calls(outcome) == [f"{role}: throttle"]
    assert type(outcome.error) is Cancelled
    outcome.says("cancelled while it waited", "Nothing was changed")
    assert scene.live == before


# A refusal without a word.


def test_a_refusal_without_a_word_tells_which_attributes_were_sent(rig: Rig, real: Connection) -> None:
    """U1: a user of another tool got "ValidationException:", and no more."""
    inputs = USERS.inputs(rig, emails=[{"value": "ada@example.org"}])
    with hooked(real, USERS, refusal):
        outcome = USERS.create(rig, inputs, connection=real)
    assert outcome.message == (
        f'creating user "{inputs["userName"]}": AWS does not take one of userName, displayName, '
        "name.givenName, name.familyName, emails as it is, and does not say which.\n"
        "AWS said CreateUser: ValidationException (request id a-request)"
    )
    scene = Scene(rig, USERS)
    with hooked(real, USERS, refusal):
        outcome = scene.update({"note": "new", "displayName": "Ada King"}, connection=real)
    assert outcome.message == (
        f"updating user {scene.id}: AWS does not take one of displayName, title as it is, "
        "and does not say which.\nAWS said UpdateUser: ValidationException (request id a-request)"
    )
