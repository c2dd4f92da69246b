"""On the wire: what users read when an operation stops, and what the engine shows while it goes on."""

from __future__ import annotations

import threading
import time

import grpc
from google.protobuf.empty_pb2 import Empty

from tests.conflicts.subjects import GROUPS, KEY_GROUPS, PUBLIC_KEYS, Subject
from tests.conflicts.wire import Line, Said, Wire, token
from tests.local.helpers import pem
from tests.plugin.harness import Object, secret


def update(wire: Wire, subject: Subject, made: Object, **changes: object) -> Said:
    return wire.act(lambda plugin: plugin.update(token(subject), made, {**made.inputs, **changes}))


def delete(wire: Wire, subject: Subject, made: Object) -> Said:
    wire.configure()  # in another run than the create
    return wire.act(lambda plugin: plugin.delete(token(subject), made))


def test_the_whole_message_of_a_conflict(wire: Wire) -> None:
    made = wire.made(KEY_GROUPS, comment="old")
    first, second, third = wire.rig.keys
    KEY_GROUPS.edit(wire.rig, made.id, items=[first, third], comment="theirs")
    said = update(wire, KEY_GROUPS, made, comment="new")
    assert said.code is grpc.StatusCode.ABORTED
    ours, theirs = f'["{first}", "{second}"]', f'["{first}", "{third}"]'
    assert said.message == (
        f"updating key group {made.id}: someone else changed it, so nothing was written.\n"
        f"  items: state {ours}, AWS now {theirs}, program {ours}\n"
        '  comment: state "old", AWS now "theirs", program "new"\n'
        "Run `pulumi refresh` to take what AWS has into the state, then `pulumi up` to see and write what "
        "differs; or set `onConflict: overwrite` to write over it.\n"
        "AWS said UpdateKeyGroup: PreconditionFailed: The request failed because it didn't meet the "
        f"preconditions in one or more request-header fields. (request id {said.log[0].request_id})"
    )


def test_the_whole_message_of_a_conflicting_delete(wire: Wire) -> None:
    made = wire.made(GROUPS, description="old")
    GROUPS.edit(wire.rig, made.id, description="theirs")
    said = delete(wire, GROUPS, made)
    assert said.code is grpc.StatusCode.ABORTED
    when = said.message.partition("user/local at ")[2].partition("\n")[0]
    assert said.message == (
        f"deleting group {made.id}: someone else changed it, so nothing was written.\n"
        '  description: state "old", AWS now "theirs"\n'
        f"  last changed by arn:aws:iam::123456789012:user/local at {when}\n"
        "Run `pulumi refresh` to take what AWS has into the state, then `pulumi destroy` or `pulumi up` "
        "again; or set `onConflict: overwrite` to write over it.\n"
        "AWS said DeleteGroup: ConflictException (CONCURRENT_MODIFICATION): The group was changed since the "
        f"given revision. (request id {said.log[0].request_id})"
    )


def test_the_whole_message_of_an_update_of_what_is_gone(wire: Wire) -> None:
    made = wire.made(PUBLIC_KEYS)
    PUBLIC_KEYS.remove(wire.rig, made.id)
    said = update(wire, PUBLIC_KEYS, made, comment="new")
    assert said.code is grpc.StatusCode.NOT_FOUND
    assert said.message == (
        f"updating public key {made.id}: it no longer exists. Run `pulumi refresh` to take it out of the "
        "state, then `pulumi up` to make it anew. AWS said UpdatePublicKey: NoSuchPublicKey: The specified "
        f"public key doesn't exist. (request id {said.log[0].request_id})"
    )


def test_a_refused_update_leaves_the_state_so_that_the_next_one_is_refused_too(
    wire: Wire, subject: Subject
) -> None:
    """The peer's state has the planned values after a 412, so that its next run says that all is done."""
    made = wire.made(subject, **{subject.note: "old"})
    subject.edit(wire.rig, made.id, **{subject.note: "theirs"})
    for _ in range(2):
        assert update(wire, subject, made, **{subject.note: "new"}).code is grpc.StatusCode.ABORTED
    live = subject.live(wire.rig, made.id)
    assert live is not None
    assert live[subject.note] == "theirs"


def test_after_a_refresh_the_same_update_goes_through(wire: Wire, subject: Subject) -> None:
    made = wire.made(subject, **{subject.note: "old"})
    wanted = {**made.inputs, subject.note: "new"}
    subject.edit(wire.rig, made.id, **{subject.note: "theirs"})
    update(wire, subject, made, **{subject.note: "new"})
    wire.configure()
    read = wire.plugin.read(token(subject), made.id, state=made.state, inputs=made.inputs)
    assert wire.plugin.diff(token(subject), read.inputs, wanted).detailed == {subject.note: "UPDATE"}
    said = update(wire, subject, read, **{subject.note: "new"})
    assert subject.calls(said) == ["update"]
    assert said.result.state == subject.live(wire.rig, made.id)


def test_secrets_are_masked_in_a_conflict_also_what_someone_else_put_in_their_place(
    wire: Wire, subject: Subject
) -> None:
    made = wire.made(subject, [subject.note], **{subject.note: "hush old"})
    subject.edit(wire.rig, made.id, **{subject.note: "hush theirs"})
    said = update(wire, subject, made, **{subject.note: secret("hush new")})
    assert f"  {subject.note}: state [secret], AWS now [secret], program [secret]\n" in said.message
    assert "hush" not in said.message


def test_a_secret_name_is_masked_wherever_a_message_has_it(wire: Wire) -> None:
    theirs = GROUPS.inputs(wire.rig, displayName=wire.rig.name("hush"))
    GROUPS.make(wire.rig, theirs)
    inputs = {**theirs, "displayName": secret(theirs["displayName"])}
    said = wire.act(lambda plugin: plugin.create(token(GROUPS), inputs))
    assert said.message.startswith("creating group [secret]: displayName [secret] is taken by the group ")
    assert theirs["displayName"] not in said.message


def test_overwriting_warns_beside_the_resource(wire: Wire, subject: Subject) -> None:
    wire.configure(onConflict="overwrite")
    made = wire.made(subject, [subject.note], **{subject.note: "hush old"})
    subject.edit(wire.rig, made.id, **{subject.note: "hush theirs"})
    said = update(wire, subject, made, **{subject.note: secret("hush new")})
    assert said.code is None
    text = (
        f"updating {subject.noun} {made.id} over someone else's change (onConflict): "
        f"{subject.note}: state [secret], AWS now [secret], program [secret]"
    )
    (line,) = said.lines
    assert line._replace(text=line.text.partition("; last changed")[0]) == Line(
        "WARNING", text, "it", passes=False
    )
    live = subject.live(wire.rig, made.id)
    assert live is not None
    assert live[subject.note] == "hush new"


def test_cancel_ends_a_wait_at_once(wire: Wire) -> None:
    """While it waits, the progress column says so; nothing is made."""
    inputs = GROUPS.inputs(wire.rig)
    wire.rig.inject("CreateGroup=throttle,retry_after=30")
    over: list[Said] = []
    create = threading.Thread(
        target=lambda: over.append(wire.act(lambda plugin: plugin.create(token(GROUPS), inputs)))
    )
    create.start()
    status = Line("INFO", "throttled by AWS, trying again in 30 s", "it", passes=True)
    patience = time.monotonic() + 10
    while status not in wire.ear.lines and time.monotonic() < patience:
        time.sleep(0.01)
    began = time.monotonic()
    wire.plugin.rpc("Cancel", Empty())
    create.join(10)
    assert time.monotonic() - began < 3
    (said,) = over
    assert said.lines == [status]
    assert GROUPS.calls(said) == ["create: throttle"]
    assert said.code is not None
    assert said.message == (
        "identitystore CreateGroup: cancelled while it waited to be sent. Nothing was changed."
    )
    assert GROUPS.named(wire.rig, inputs["displayName"]) == []


def test_what_goes_on_while_one_call_waits(wire: Wire) -> None:
    """A throttled call holds up no other."""
    inputs, key = GROUPS.inputs(wire.rig), PUBLIC_KEYS.inputs(wire.rig, encodedKey=pem())
    wire.rig.inject("CreateGroup=throttle,times=1,retry_after=2")
    slow = threading.Thread(target=lambda: wire.plugin.create(token(GROUPS), inputs))
    slow.start()
    wire.plugin.create(token(PUBLIC_KEYS), key)
    assert slow.is_alive()
    slow.join(10)
    assert len(GROUPS.named(wire.rig, inputs["displayName"])) == 1
