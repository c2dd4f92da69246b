"""A create whose reply is lost: what is found is adopted when it can only be ours, and never otherwise."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from botocore import exceptions
from botocore.awsrequest import AWSResponse

from aws_groups.aws import Aws, AwsError, Cancelled, Explained
from aws_groups.resources.group import Group
from aws_groups.resources.resource import Made
from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig, Waits
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import GROUPS, KEY_GROUPS, PUBLIC_KEYS, Subject
from tests.local.helpers import pem

LOST = ["create: drop-after", "create: refused", "find", "read"]
NOT_OURS = ["create: drop-before", "create: refused", "find", "read", "find", "read"]


def drop(rig: Rig, subject: Subject, when: str, role: str = "create") -> None:
    rig.inject(f"{subject.operations[role]}=drop-{when},times=1")


def adopted(rig: Rig, subject: Subject, inputs: Properties, outcome: Outcome) -> None:
    """There is one object of that name, it is in the state, and as the program wrote it."""
    assert isinstance(outcome.result, Made)
    assert subject.named(rig, inputs[subject.label]) == [outcome.result.id]
    assert inputs.items() <= outcome.result.state.items()


def not_adopted(rig: Rig, subject: Subject, inputs: Properties, outcome: Outcome, theirs: str) -> None:
    """What is theirs stays theirs, and the message says how to have it."""
    assert type(outcome.error) is Explained
    outcome.says(
        f"creating {subject.noun} {inputs[subject.label]}",
        f"is taken by the {subject.noun} {theirs}",
        f"`pulumi import aws-groups:{subject.token} NAME {theirs}`",
        "An attempt of ours got no answer, but that this is what it made can't be proved",
        "AWS said Create",
    )
    outcome.ends_in_request_id()
    assert subject.named(rig, inputs[subject.label]) == [theirs]


# Ours.


def test_what_we_made_is_adopted(rig: Rig, subject: Subject) -> None:
    inputs = subject.inputs(rig)
    drop(rig, subject, "after")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == LOST
    adopted(rig, subject, inputs, outcome)


def test_the_order_of_the_items_is_no_difference(rig: Rig) -> None:
    inputs = KEY_GROUPS.inputs(rig)
    drop(rig, KEY_GROUPS, "after")

    def turn_them(_: Waits) -> None:
        (id,) = KEY_GROUPS.named(rig, inputs["name"])
        KEY_GROUPS.edit(rig, id, items=inputs["items"][::-1])

    outcome = KEY_GROUPS.create(rig, inputs, meanwhile=turn_them)
    adopted(rig, KEY_GROUPS, inputs, outcome)


def test_the_last_newline_of_a_key_is_no_difference(rig: Rig) -> None:
    inputs = PUBLIC_KEYS.inputs(rig, encodedKey=pem().rstrip())
    drop(rig, PUBLIC_KEYS, "after")
    adopted(rig, PUBLIC_KEYS, inputs, PUBLIC_KEYS.create(rig, inputs))


# Someone else's, who came between our two attempts, or before the first.


def test_another_note_is_not_ours(rig: Rig, subject: Subject) -> None:
    inputs = subject.inputs(rig, **{subject.note: "new"})
    drop(rig, subject, "before")
    theirs: list[str] = []
    make = lambda _: theirs.append(subject.make(rig, {**inputs, subject.note: "theirs"}))  # noqa: E731
    outcome = subject.create(rig, inputs, meanwhile=make)
    assert subject.calls(outcome) == NOT_OURS
    not_adopted(rig, subject, inputs, outcome, *theirs)


def test_a_note_that_we_did_not_ask_for_is_not_ours(rig: Rig, subject: Subject) -> None:
    inputs = subject.inputs(rig)
    drop(rig, subject, "before")
    theirs: list[str] = []
    make = lambda _: theirs.append(subject.make(rig, {**inputs, subject.note: "theirs"}))  # noqa: E731
    outcome = subject.create(rig, inputs, meanwhile=make)
    not_adopted(rig, subject, inputs, outcome, *theirs)


def test_other_items_are_not_ours(rig: Rig) -> None:
    inputs = KEY_GROUPS.inputs(rig)
    drop(rig, KEY_GROUPS, "before")
    theirs: list[str] = []
    outcome = KEY_GROUPS.create(
        rig, inputs, meanwhile=lambda _: theirs.append(KEY_GROUPS.make(rig, {**inputs, "items": rig.keys}))
    )
    not_adopted(rig, KEY_GROUPS, inputs, outcome, *theirs)


def test_a_key_of_another_caller_reference_is_not_ours(rig: Rig) -> None:
    """Though it is the very key that was asked for, made at that very time."""
    inputs = PUBLIC_KEYS.inputs(rig)
    drop(rig, PUBLIC_KEYS, "before")
    theirs: list[str] = []
    outcome = PUBLIC_KEYS.create(
        rig, inputs, meanwhile=lambda _: theirs.append(PUBLIC_KEYS.make(rig, inputs))
    )
    not_adopted(rig, PUBLIC_KEYS, inputs, outcome, *theirs)


def test_a_group_that_another_directory_knows_is_not_ours(rig: Rig) -> None:
    inputs = GROUPS.inputs(rig)
    drop(rig, GROUPS, "before")
    theirs: list[str] = []

    def sync(_: Waits) -> None:
        theirs.append(GROUPS.make(rig, inputs))
        rig.local.set_external_ids(theirs[0].rpartition("/")[2], [("scim", rig.name())])

    not_adopted(rig, GROUPS, inputs, GROUPS.create(rig, inputs, meanwhile=sync), *theirs)


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_was_there_before_is_not_ours(rig: Rig, subject: Subject, when: str) -> None:
    """Though it is exactly what was asked for."""
    inputs = subject.inputs(rig, **{subject.note: "new"})
    theirs = subject.make(rig, inputs)
    rig.age(theirs, seconds=4)
    drop(rig, subject, when)
    not_adopted(rig, subject, inputs, subject.create(rig, inputs), theirs)


def test_two_of_our_own_creates_never_share_an_object(rig: Rig, subject: Subject) -> None:
    """Of two resources with the same name and content, the second is told who has it, not given it."""
    inputs = subject.inputs(rig)
    first = subject.made(rig, inputs)
    drop(rig, subject, "before")
    not_adopted(rig, subject, inputs, subject.create(rig, inputs), first.id)


def test_two_of_our_own_creates_never_share_an_object_though_they_cross(rig: Rig, subject: Subject) -> None:
    """The second, whose first attempt is lost, looks while the first one's answer is on its way."""
    inputs = subject.inputs(rig)
    rig.inject(f"{subject.operations['create']}=drop-before,times=1,skip=1")
    second: list[Made | AwsError] = []

    def create(aws: Aws) -> None:
        try:
            second.append(subject.resource.create(aws, inputs))
        except AwsError as error:
            second.append(error)

    thread = threading.Thread(target=create, args=[rig.aws])

    def cross(request: Any) -> None:
        thread.start()
        thread.join(0.2)

    with hooked(rig.aws, subject, cross, after=True):
        first = subject.resource.create(rig.aws, inputs)
    thread.join(10)
    assert subject.named(rig, inputs[subject.label]) == [first.id]
    assert isinstance(second[0], Explained)
    assert first.id in str(second[0])


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)], ids=["ahead", "behind"])
@pytest.mark.parametrize(("age", "ours"), [(0, True), (10, False)], ids=["new", "old"])
def test_when_an_object_was_made_goes_by_the_clock_of_aws(
    rig: Rig, ahead: timedelta, age: float, ours: bool
) -> None:
    """This computer's may be wrong by as much as it likes."""
    now = datetime.now(timezone.utc) + ahead
    inputs = GROUPS.inputs(rig)
    group = _Found(now, made=now - timedelta(seconds=age), inputs=inputs)
    rig.inject("CreateGroup=drop-before")
    outcome = rig.act(lambda aws: group.create(aws, inputs))
    assert (outcome.error is None) is ours


class _Found(Group):
    """Groups, of which one is exactly as asked; AWS's clock and when it was made are the test's."""

    def __init__(self, now: datetime, *, made: datetime, inputs: Properties) -> None:
        super().__init__()
        self.reply = {
            "IdentityStoreId": inputs["identityStoreId"],
            "GroupId": inputs["displayName"],
            "DisplayName": inputs["displayName"],
            "CreatedAt": made,
            "ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(now, usegmt=True)}},
        }

    def find(self, aws: Aws, inputs: Properties) -> Mapping[str, Any]:
        return self.reply


# When it cannot be looked for.


def test_when_the_search_fails_aws_has_the_word_and_the_next_run_names_the_object(
    rig: Rig, subject: Subject
) -> None:
    inputs = subject.inputs(rig)
    drop(rig, subject, "after")
    rig.inject(f"{subject.operations['find']}=error,status=403,code=AccessDenied")
    lost = subject.create(rig, inputs)
    lost.says(subject.operations["create"])
    lost.ends_in_request_id()
    (orphan,) = subject.named(rig, inputs[subject.label])
    again = subject.create(rig, inputs)
    again.says(f"is taken by the {subject.noun} {orphan}", f"NAME {orphan}")


# Every way to lose a reply.

URL = {"endpoint_url": "https://aws"}
BROKEN = [
    exceptions.ReadTimeoutError(**URL),
    exceptions.ConnectionClosedError(**URL),
    exceptions.HTTPClientError(error="broken pipe"),
    exceptions.SSLError(**URL, error="EOF occurred in violation of protocol"),
]
NEVER_SENT = [
    exceptions.EndpointConnectionError(**URL),
    exceptions.ConnectTimeoutError(**URL),
    exceptions.ProxyConnectionError(proxy_url="http://proxy"),
]


Strike = Callable[[Any], Any]


class Body(io.BytesIO):
    """A body as botocore's own responses have it."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


def failure(request: Any) -> AWSResponse:
    """A server's failure for an answer."""
    return AWSResponse(request.url, 500, {}, Body(b""))


def half(request: Any) -> AWSResponse:
    """An answer that breaks off."""
    return AWSResponse(request.url, 200, {"content-length": "1000"}, Body(b"{"))


@contextmanager
def hooked(
    aws: Aws, subject: Subject, strike: Callable[[Any], Any], *, after: bool = False
) -> Iterator[None]:
    """`strike` takes botocore's next request, before it reaches AWS or after the answer went off. AWS gets
    it all the same, unless `strike` raises before; what `strike` returns is taken for AWS's answer."""
    service = "identitystore" if subject is GROUPS else "cloudfront"
    events, left = aws._clients.get(service).meta.events, [strike]

    def once(request: Any, **_: Any) -> Any:
        return left.pop()(request) if left else None

    (events.register_last if after else events.register_first)(f"before-send.{service}", once)
    yield
    events.unregister(f"before-send.{service}", once)


def raising(error: Exception) -> Strike:
    def strike(request: Any) -> None:
        raise error

    return strike


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
def test_however_the_connection_broke_after_the_commit(rig: Rig, subject: Subject, error: Exception) -> None:
    inputs = subject.inputs(rig)
    with hooked(rig.aws, subject, raising(error), after=True):
        outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == ["create", "create: refused", "find", "read"]
    adopted(rig, subject, inputs, outcome)


def test_a_create_that_is_answered_by_a_failure_though_it_was_carried_out(rig: Rig, subject: Subject) -> None:
    inputs = subject.inputs(rig)
    with hooked(rig.aws, subject, failure):
        outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == ["create", "create: refused", "find", "read"]
    adopted(rig, subject, inputs, outcome)


def test_a_create_whose_answer_breaks_off(rig: Rig, subject: Subject) -> None:
    """botocore does not send it again."""
    inputs = subject.inputs(rig)
    with hooked(rig.aws, subject, half):
        outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == ["create", "find", "read"]
    adopted(rig, subject, inputs, outcome)


def test_an_update_that_is_answered_by_a_failure_though_it_was_carried_out(
    rig: Rig, subject: Subject
) -> None:
    scene = Scene(rig, subject)
    with hooked(rig.aws, subject, failure):
        outcome = scene.update({"note": "new"})
    assert scene.calls(outcome) == ["update", "update: refused", "read"]
    assert outcome.result == scene.live


@pytest.mark.parametrize("role", ["update", "delete"])
def test_a_write_whose_answer_breaks_off_is_done_for_the_next_run(
    rig: Rig, subject: Subject, role: str
) -> None:
    scene = Scene(rig, subject)
    with hooked(rig.aws, subject, half):
        scene.do(role).says("broke off its answer", "Whether it was carried out is not known")
    again = scene.do(role)
    assert again.error is None
    assert scene.calls(again) == {"update": ["update: refused", "read"], "delete": ["delete: gone"]}[role]


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


@pytest.mark.parametrize("error", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_what_was_never_sent_made_nothing(rig: Rig, subject: Subject, error: Exception) -> None:
    inputs = subject.inputs(rig)
    theirs = subject.make(rig, inputs)
    with hooked(rig.aws, subject, raising(error)):
        outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == ["create: refused", "find", "read"]
    outcome.says(f"is taken by the {subject.noun} {theirs}")
    assert "can't be proved" not in outcome.message


# The engine cancels while the lost request waits to be sent again.


def cancel(waits: Waits) -> None:
    waits.set()


def test_a_cancelled_create_does_not_leave_what_it_made(rig: Rig, subject: Subject) -> None:
    """Looking is no waiting: what AWS made before the engine cancelled goes into the state."""
    inputs = subject.inputs(rig)
    drop(rig, subject, "after")
    outcome = subject.create(rig, inputs, meanwhile=cancel)
    assert subject.calls(outcome) == ["create: drop-after", "find", "read"]
    adopted(rig, subject, inputs, outcome)


@pytest.mark.parametrize("role", ["update", "delete"])
def test_a_cancelled_write_that_may_be_carried_out_is_not_said_to_be_unsent(
    rig: Rig, subject: Subject, role: str
) -> None:
    scene = Scene(rig, subject)
    drop(rig, subject, "after", role)
    outcome = scene.do(role, meanwhile=cancel)
    assert type(outcome.error) is Cancelled
    assert "not sent" not in outcome.message
    outcome.says("cancelled", "Whether it was carried out is not known", "pulumi refresh")


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
    outcome.says("cancelled while it waited")
    assert scene.live == before
