"""One person's membership, through the real engine: additive, imported in each form, gone in any order."""

from __future__ import annotations

import pytest

from tests.engine.harness import STORE, Stack
from tests.engine.programs import group
from tests.engine.test_group_members import add, alone, members, team, user

pytestmark = pytest.mark.engine

TOKEN = "aws-groups:identitystore:GroupMembership"


def membership(stack: Stack, group_id: str) -> str:
    """The id of a group's only membership."""
    where = {"IdentityStoreId": STORE, "GroupId": group_id}
    (one,) = stack.outside("identitystore", "ListGroupMemberships", **where)["GroupMemberships"]
    return str(one["MembershipId"])


def test_it_is_additive(stack: Stack) -> None:
    """M7: others are no drift, and stay."""
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack, bob)
    program = {"ann": alone(group_id, ann)}
    stack.up(program)
    assert members(stack, group_id) == {ann, bob}
    assert stack.refresh().steps == []
    assert stack.preview(program).steps == []
    stack.destroy()
    assert members(stack, group_id) == {bob}


@pytest.mark.parametrize("form", ["{store}/{membership}", "{store}/{group}/{user}", "{membership}"])
def test_it_is_imported_in_each_form(stack: Stack, form: str) -> None:
    """M11: a membership's id is seen nowhere in the console."""
    ann = user(stack, "ann")
    group_id = team(stack, ann)
    made = membership(stack, group_id)
    stack.write({"team": group("Other")})
    stack.up()
    stack.import_(TOKEN, "ann", form.format(store=STORE, membership=made, group=group_id, user=ann))
    outputs = stack.state()["ann"]["outputs"]
    assert stack.state()["ann"]["id"] == f"{STORE}/{made}"
    assert (outputs["groupId"], outputs["memberId"], outputs["membershipId"]) == (group_id, ann, made)
    assert stack.preview({"team": group("Other"), "ann": alone(group_id, ann)}).steps == []


def test_who_is_not_in_the_group_cannot_be_imported(stack: Stack) -> None:
    ann = user(stack, "ann")
    group_id = team(stack)
    assert "does not exist" in stack.import_(TOKEN, "ann", f"{STORE}/{group_id}/{ann}", fails=True).text


def test_ids_and_arns_of_the_same_are_the_same(stack: Stack) -> None:
    ann = user(stack, "ann")
    group_id = team(stack)
    stack.up({"ann": alone(group_id, ann)})
    arn = "arn:aws:identitystore:::{}/{}"
    for one, other in (
        (f"{STORE}/{group_id}", f"{STORE}/{ann}"),
        (arn.format("group", group_id), arn.format("user", ann)),
    ):
        assert stack.preview({"ann": alone(one, other)}).steps == []
    refused = stack.preview({"ann": alone(group_id, arn.format("group", group_id))}, fails=True)
    assert "memberId is a group: AWS has no groups in groups" in refused.error, "M10"


@pytest.mark.parametrize("gone", ["DeleteGroup", "DeleteUser", "DeleteGroupMembership"])
def test_it_goes_whatever_went_first(stack: Stack, gone: str) -> None:
    """M2."""
    ann = user(stack, "ann")
    group_id = team(stack)
    stack.up({"ann": alone(group_id, ann)})
    which = {
        "DeleteGroup": {"GroupId": group_id},
        "DeleteUser": {"UserId": ann},
        "DeleteGroupMembership": {"MembershipId": membership(stack, group_id)},
    }
    stack.outside("identitystore", gone, IdentityStoreId=STORE, **which[gone])
    assert stack.destroy().steps == ["delete ann"]


def test_another_person_is_another_membership(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack)
    stack.up({"it": alone(group_id, ann)})
    assert stack.up({"it": alone(group_id, bob)}).steps == [
        "create-replacement it",
        "replace it",
        "delete-replaced it",
    ]
    assert members(stack, group_id) == {bob}


def test_it_is_read_in_a_call_for_a_group_and_one_for_each_further_hundred(stack: Stack) -> None:
    """M4: never one for each pair. The first of them is read by itself."""
    everybody = [user(stack, f"u{number}") for number in range(30)]
    group_id = team(stack)
    stack.up({f"m{number}": alone(group_id, person) for number, person in enumerate(everybody)})
    stack.calls()
    assert stack.refresh().steps == []
    assert len(stack.calls()) <= 4


def test_somebody_in_already_is_told_with_the_command_that_imports(stack: Stack) -> None:
    """M1."""
    ann = user(stack, "ann")
    group_id = team(stack)
    add(stack, group_id, ann)
    made = membership(stack, group_id)
    refused = stack.up({"ann": alone(group_id, ann)}, fails=True)
    assert f"`pulumi import {TOKEN} ann {STORE}/{made}`" in refused.error
