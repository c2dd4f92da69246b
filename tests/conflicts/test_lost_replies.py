"""A create whose reply is lost: what is found is adopted with proof that it is ours, and told without."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from aws_groups import lifecycle
from aws_groups.aws import AwsError, silent
from aws_groups.lifecycle import Failed, Made, Run
from aws_groups.model.diff import diff
from aws_groups.resources.group_membership import GROUP_MEMBERSHIP
from aws_groups.secrets import Secrets
from aws_groups.words.failures import failure
from tests.conflicts.creates import LOST, PROVED, UNPROVED, Create, adopted, drop, not_adopted
from tests.conflicts.hooks import hooked
from tests.conflicts.rig import Outcome, Rig, Waits
from tests.conflicts.subjects import GROUPS, KEY_GROUPS, PUBLIC_KEYS, Subject
from tests.local.helpers import PERSON, STORE, pem

NOT_OURS = ["create: drop-before", "create: refused", "find", "read"]


# Ours.


@pytest.mark.parametrize("create", PROVED, ids=str)
def test_what_carries_the_proof_that_we_made_it_is_adopted(rig: Rig, create: Create) -> None:
    subject, inputs = create.subject, create.inputs(rig, **{create.subject.note: "new"})
    drop(rig, subject, "after")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == LOST
    adopted(rig, subject, inputs, outcome)
    assert outcome.result.state == subject.live(rig, outcome.result.id)


def test_the_order_of_the_items_is_no_difference(rig: Rig) -> None:
    inputs = KEY_GROUPS.unnamed(rig)
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


def test_what_we_made_is_as_the_program_wants_it_though_someone_else_changed_it_meanwhile(rig: Rig) -> None:
    inputs = PUBLIC_KEYS.inputs(rig, comment="new")
    drop(rig, PUBLIC_KEYS, "after")

    def edit(_: Waits) -> None:
        (id,) = PUBLIC_KEYS.named(rig, inputs["name"])
        PUBLIC_KEYS.edit(rig, id, comment="theirs")

    outcome = PUBLIC_KEYS.create(rig, inputs, meanwhile=edit)
    assert PUBLIC_KEYS.calls(outcome) == [*LOST, "update"]
    adopted(rig, PUBLIC_KEYS, inputs, outcome)
    assert outcome.result.state == PUBLIC_KEYS.live(rig, outcome.result.id)


# Ours, but nobody could prove it.


@pytest.mark.parametrize("create", UNPROVED, ids=str)
def test_what_we_made_under_a_fixed_name_is_told(rig: Rig, create: Create) -> None:
    subject, inputs = create.subject, create.inputs(rig, **{create.subject.note: "new"})
    drop(rig, subject, "after")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == LOST
    (left,) = subject.named(rig, inputs[subject.label])
    not_adopted(rig, subject, inputs, outcome, left)
    outcome.says("\nAWS said Create")
    outcome.ends_in_request_id()


@pytest.mark.parametrize("create", UNPROVED, ids=str)
def test_it_is_the_programs_once_its_owner_says_so(rig: Rig, create: Create) -> None:
    """The import that the message names ends in an object that is as the program wants it."""
    subject, inputs = create.subject, create.inputs(rig, **{create.subject.note: "new"})
    drop(rig, subject, "after")
    left = subject.create(rig, inputs).message.partition(" NAME ")[2].partition("`")[0]
    imported = rig.act(
        lambda run: lifecycle.read(run, subject.resource, left, None, {}, refresh=False)
    ).result
    assert imported[:2] == (left, subject.live(rig, left))
    assert subject.resource.own(imported.inputs) == inputs
    assert diff(subject.resource, imported.inputs, inputs).changes == ()


def membership(rig: Rig) -> dict[str, Any]:
    """The inputs of a new person's membership in a new group."""
    group = GROUPS.make(rig, GROUPS.inputs(rig)).rpartition("/")[2]
    person = {**PERSON, "UserName": rig.name("ann")}
    user = rig.other("identitystore", "create_user", IdentityStoreId=STORE, **person)
    return {"identityStoreId": STORE, "groupId": group, "memberId": user["UserId"]}


@pytest.mark.parametrize("times", [1, 4])
def test_a_membership_whose_reply_was_lost_is_adopted(rig: Rig, times: int) -> None:
    """M1: there is only one of a person in a group, and it is what it is whoever made it."""
    inputs = membership(rig)
    rig.inject(f"CreateGroupMembership=drop-after,times={times}")
    outcome = rig.act(lambda run: lifecycle.create(run, GROUP_MEMBERSHIP, inputs))
    assert outcome.error is None, outcome.message
    listed = rig.other(
        "identitystore", "list_group_memberships", IdentityStoreId=STORE, GroupId=inputs["groupId"]
    )
    (left,) = listed["GroupMemberships"]
    assert outcome.result.id == f"{STORE}/{left['MembershipId']}"


def test_a_membership_that_was_there_before_is_told_with_the_import(rig: Rig) -> None:
    """M1: nothing was lost, so somebody has put the person there."""
    inputs = membership(rig)
    made = rig.other(
        "identitystore",
        "create_group_membership",
        IdentityStoreId=STORE,
        GroupId=inputs["groupId"],
        MemberId={"UserId": inputs["memberId"]},
    )
    outcome = rig.act(lambda run: lifecycle.create(run, GROUP_MEMBERSHIP, inputs))
    outcome.says(
        f'creating group membership "{inputs["memberId"]}": there is such a group membership already: '
        f"{STORE}/{made['MembershipId']}",
        f"`pulumi import aws-groups:identitystore:GroupMembership NAME {STORE}/{made['MembershipId']}`",
    )


@pytest.mark.parametrize("name", ["memberId", "groupId"])
def test_who_or_what_is_not_there_is_told(rig: Rig, name: str) -> None:
    inputs = {**membership(rig), name: "1234567890-94482488-3041-7026-18f3-be45837cd0e4"}
    outcome = rig.act(lambda run: lifecycle.create(run, GROUP_MEMBERSHIP, inputs))
    what = "user" if name == "memberId" else "group"
    outcome.says(f'{name}: there is no {what} "{inputs[name]}" in the identity store.', "AWS said")


def test_a_group_as_a_member_is_told_as_what_it_is(rig: Rig) -> None:
    """M10."""
    inputs = membership(rig)
    outcome = rig.act(
        lambda run: lifecycle.create(run, GROUP_MEMBERSHIP, {**inputs, "memberId": inputs["groupId"]})
    )
    outcome.says(f'memberId: "{inputs["groupId"]}" is a group: AWS has no groups in groups')


# Someone else's, who came between our two attempts, or before the first.


class SomeoneElse:
    """Makes an object while the provider waits to try again."""

    def __init__(self, rig: Rig, subject: Subject, **inputs: Any) -> None:
        self.rig, self.subject, self.inputs = rig, subject, inputs
        self.made = ""

    def __call__(self, _: Waits) -> None:
        self.made = self.subject.make(self.rig, self.inputs)


def raced(rig: Rig, subject: Subject, inputs: dict[str, Any], other: SomeoneElse) -> Outcome:
    """A create of which the first attempt is lost, before someone else is faster than the second."""
    drop(rig, subject, "before")
    outcome = subject.create(rig, inputs, meanwhile=other)
    assert subject.calls(outcome) == NOT_OURS
    return outcome


def test_exactly_the_same_is_not_ours(rig: Rig, subject: Subject) -> None:
    """Made at that very time; a public key, of that very material: there is no proof."""
    inputs = subject.inputs(rig, **{subject.note: "new"})
    other = SomeoneElse(rig, subject, **inputs)
    outcome = raced(rig, subject, inputs, other)
    not_adopted(rig, subject, inputs, outcome, other.made)


def test_another_note_is_not_ours(rig: Rig, subject: Subject) -> None:
    inputs = subject.inputs(rig, **{subject.note: "new"})
    other = SomeoneElse(rig, subject, **{**inputs, subject.note: "theirs"})
    not_adopted(rig, subject, inputs, raced(rig, subject, inputs, other), other.made, same=False)


def test_a_note_that_we_did_not_ask_for_is_not_ours(rig: Rig, subject: Subject) -> None:
    inputs = subject.inputs(rig)
    other = SomeoneElse(rig, subject, **inputs, **{subject.note: "theirs"})
    not_adopted(rig, subject, inputs, raced(rig, subject, inputs, other), other.made, same=False)


def test_other_items_are_not_ours(rig: Rig) -> None:
    inputs = KEY_GROUPS.inputs(rig)
    other = SomeoneElse(rig, KEY_GROUPS, **{**inputs, "items": rig.keys})
    outcome = raced(rig, KEY_GROUPS, inputs, other)
    not_adopted(rig, KEY_GROUPS, inputs, outcome, other.made, same=False)


@pytest.mark.parametrize(
    "theirs", [{"items": "all"}, {"comment": "theirs"}], ids=["other items", "another note"]
)
def test_a_made_name_with_other_content_is_not_ours(rig: Rig, theirs: dict[str, Any]) -> None:
    """Nobody makes that name by chance; but then, nobody loses anything by our asking."""
    inputs = KEY_GROUPS.unnamed(rig)
    changed = {"items": rig.keys} if "items" in theirs else theirs
    other = SomeoneElse(rig, KEY_GROUPS, **{**inputs, **changed})
    outcome = raced(rig, KEY_GROUPS, inputs, other)
    not_adopted(rig, KEY_GROUPS, inputs, outcome, other.made, same=False)
    outcome.says("Not listed, name it in the program, or run ")


@pytest.mark.parametrize("unnamed", [False, True], ids=["named", "unnamed"])
def test_a_key_of_another_caller_reference_is_not_ours(rig: Rig, unnamed: bool) -> None:
    """Though it is the very key that was asked for, made at that very time, under a name that we made."""
    inputs = Create(PUBLIC_KEYS, unnamed).inputs(rig)
    other = SomeoneElse(rig, PUBLIC_KEYS, **inputs)
    not_adopted(rig, PUBLIC_KEYS, inputs, raced(rig, PUBLIC_KEYS, inputs, other), other.made)


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
    drop(rig, subject, when)
    not_adopted(rig, subject, inputs, subject.create(rig, inputs), theirs)


def test_two_creates_of_one_fixed_name_never_share_an_object(rig: Rig, subject: Subject) -> None:
    """Of two resources with the same name and content, the second is told who has it, not given it."""
    inputs = subject.inputs(rig)
    first = subject.made(rig, inputs)
    drop(rig, subject, "before")
    not_adopted(rig, subject, inputs, subject.create(rig, inputs), first.id)


def test_two_creates_of_one_fixed_name_never_share_an_object_though_they_cross(
    rig: Rig, subject: Subject
) -> None:
    """The second, whose first attempt is lost, looks while the first one's answer is on its way."""
    inputs = subject.inputs(rig)
    rig.inject(f"{subject.operations['create']}=drop-before,times=1,skip=1")
    ends: list[Made | Failed | AwsError] = []

    def create() -> None:
        try:
            ends.append(lifecycle.create(Run(aws=rig.connection.aws(silent)), subject.resource, inputs))
        except (Failed, AwsError) as error:
            ends.append(error)

    second = threading.Thread(target=create)

    def cross(_: Any) -> None:
        second.start()
        second.join(5)

    with hooked(rig.connection, subject, cross, after=True):
        create()
    told, first = ends
    assert isinstance(first, Made)
    assert subject.named(rig, inputs[subject.label]) == [first.id]
    assert isinstance(told, Failed)
    assert f"is taken by the {subject.noun} {first.id}" in failure(told, Secrets())


# When it cannot be looked for.


def test_when_the_search_fails_aws_has_the_word_and_the_next_run_names_the_object(
    rig: Rig, subject: Subject
) -> None:
    inputs = subject.inputs(rig)
    drop(rig, subject, "after")
    searches = [operation for operation, role in subject.roles.items() if role in ("find", "list")]
    rig.inject(*(f"{operation}=error,status=403,code=AccessDenied" for operation in searches))
    lost = subject.create(rig, inputs)
    lost.says(f'creating {subject.noun} "{inputs[subject.label]}": ', subject.operations["create"])
    lost.says(f"AWS did not tell which {subject.noun} has it", "find its id", "NAME ID`")
    lost.ends_in_request_id()
    (orphan,) = subject.named(rig, inputs[subject.label])
    again = subject.create(rig, inputs)
    again.says(f"is taken by the {subject.noun} {orphan}", f"NAME {orphan}")


@pytest.mark.parametrize("subject", [KEY_GROUPS, PUBLIC_KEYS], ids=repr)
def test_when_nothing_is_found_the_refusal_is_told_with_what_was_done(rig: Rig, subject: Subject) -> None:
    """The name was taken a moment ago, and its object is gone now."""
    inputs = subject.inputs(rig)
    code = next(code for code in subject.codes if code.endswith("AlreadyExists"))
    rig.inject(f"{subject.operations['create']}=error,status=409,code={code}")
    outcome = subject.create(rig, inputs)
    assert subject.calls(outcome) == ["create: error", "find"]
    outcome.says(
        f'creating {subject.noun} "{inputs[subject.label]}": name "{inputs[subject.label]}" is taken; '
        f"AWS did not tell which {subject.noun} has it, so find its id",
        "\nAWS said Create",
    )
    outcome.ends_in_request_id()
