"""A name that someone has whom this run has not seen: what the message advises helps, and harms nobody."""

from __future__ import annotations

from typing import Any

import pytest

from aws_groups.local import Fault
from tests.engine.advice import (
    advised,
    as_the_program_says,
    follow,
    groups,
    holder,
    keys,
    listed,
    members,
    own,
    peopled,
    quoted,
    told,
)
from tests.engine.harness import STORE, Stack
from tests.engine.programs import KEYS, group, public_key, resource, with_options

pytestmark = pytest.mark.engine


def made_outside(stack: Stack, name: str) -> str:
    """A group that someone else has made; its whole id."""
    made = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName=name)
    return f"{STORE}/{made['GroupId']}"


def test_a_group_of_nobodys_is_imported_by_the_command_in_the_message(stack: Stack) -> None:
    theirs, program = made_outside(stack, "Team"), {"team": group("Team")}
    error = told(stack.up(program, fails=True))
    assert holder(error) == theirs
    assert not listed(stack, error)
    follow(stack, error, "pulumi import")
    as_the_program_says(stack, program)
    assert listed(stack, error), "now it would be this stack's own"
    assert groups(stack) == {"Team": theirs}


def test_or_the_resource_gets_another_name(stack: Stack) -> None:
    theirs = made_outside(stack, "Team")
    error = told(stack.up({"team": group("Team")}, fails=True))
    assert "Not listed, give another displayName, or" in error
    stack.up({"team": group("Team 2")})
    assert groups(stack)["Team"] == theirs
    assert groups(stack)["Team 2"] == stack.state()["team"]["id"]


def test_a_key_of_nobodys_is_imported_or_goes_without_a_name(stack: Stack) -> None:
    config = {"CallerReference": "by hand", "Name": "web", "EncodedKey": KEYS[0]}
    theirs = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    error = told(stack.up({"web": public_key(KEYS[0], name="web")}, fails=True))
    assert "Not listed, give another name (or none: it is then made), or" in error
    follow(stack, error, "pulumi import")
    as_the_program_says(stack, {"web": public_key(KEYS[0], name="web")})
    assert keys(stack) == {"web": theirs}


def test_a_membership_that_exists_already_is_imported(stack: Stack) -> None:
    stack.up({"team": group("Team")})
    peopled(stack, "team")
    (user,) = stack.outside("identitystore", "ListUsers", IdentityStoreId=STORE)["Users"]
    joins = resource("identitystore:GroupMembership", groupId="${team.id}", memberId=user["UserId"])
    program = {"team": group("Team"), "ann is in": joins}
    error = told(stack.up(program, fails=True))
    assert "there is such a group membership already: " in error
    assert own(stack, error) is None
    follow(stack, error, "pulumi import")
    as_the_program_says(stack, program)
    assert members(stack, groups(stack)["Team"]) == 1

    renamed = {"team": group("Team"), "ann": joins}
    error = told(stack.up(renamed, fails=True))
    old = own(stack, error)
    as_the_program_says(stack, {"team": group("Team"), "ann": aliased(joins, error, old)})
    assert members(stack, groups(stack)["Team"]) == 1


def aliased(one: dict[str, Any], error: str, old: str | None) -> dict[str, Any]:
    """A resource with the option that a message advises for one that had another logical name."""
    assert old
    assert advised(error, "aliases")
    assert error.index("do not import it") < error.index("pulumi import")
    return with_options(one, aliases=[{"name": old}])


RENAMED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a group": ({"old": group("Team")}, {"new": group("Team", description="new")}),
    "a key": ({"old": public_key(KEYS[0], name="k")}, {"new": public_key(KEYS[0], name="k")}),
}


@pytest.mark.parametrize(("olds", "news"), RENAMED.values(), ids=RENAMED)
def test_an_object_under_a_new_logical_name_is_kept_by_an_alias(
    stack: Stack, olds: dict[str, Any], news: dict[str, Any]
) -> None:
    stack.up(olds)
    before = stack.state()["old"]["id"]
    error = told(stack.up(news, fails=True))
    as_the_program_says(stack, {"new": aliased(news["new"], error, own(stack, error))})
    assert stack.state()["new"]["id"] == before


def test_a_rename_to_what_nobody_of_the_stack_has_takes_another_name(stack: Stack) -> None:
    theirs = made_outside(stack, "Taken")
    stack.up({"team": group("Team")})
    peopled(stack, "team")
    error = told(stack.up({"team": group("Taken")}, fails=True))
    assert error.startswith(f"updating group {stack.state()['team']['id']}: ")
    assert own(stack, error) is None
    assert not [one for one in quoted(error) if one.startswith("pulumi import")], "it has an object already"
    assert "If it is not listed, give another displayName." in error
    stack.up({"team": group("Not taken")})
    assert groups(stack)["Taken"] == theirs
    assert members(stack, groups(stack)["Not taken"]) == 1


def test_a_rename_to_what_a_resource_has_that_goes_comes_after_it(stack: Stack) -> None:
    """What leaves the program is deleted last."""
    stack.up({"team": group("Team"), "old": group("Taken")})
    peopled(stack, "team")
    error = told(stack.up({"team": group("Taken")}, fails=True))
    assert own(stack, error) == "old"
    assert "change or remove the resource that has it in an update before this one" in error
    stack.up({"team": group("Team")})
    as_the_program_says(stack, {"team": group("Taken")})
    assert members(stack, groups(stack)["Taken"]) == 1


# An AWS that says less, and one that cannot be asked.


def test_an_older_aws_that_gives_no_reason_is_understood(stack: Stack) -> None:
    stack.aws.set(old_replies=True)
    theirs = made_outside(stack, "Team")
    stack.aws.inject(Fault("error", operation="CreateGroup", status=400, code="ConflictException", times=1))
    error = told(stack.up({"team": group("Team")}, fails=True))
    assert holder(error) == theirs


def test_a_conflict_of_an_older_aws_about_no_name_that_is_found_is_tried_again(stack: Stack) -> None:
    stack.aws.set(old_replies=True)
    stack.up({"team": group("Team")})
    stack.aws.inject(Fault("error", operation="UpdateGroup", status=400, code="ConflictException", times=1))
    error = told(stack.up({"team": group("Team 2")}, fails=True))
    assert 'someone else wrote to it at the same time, or displayName "Team 2" is taken' in error
    follow(stack, error, "pulumi up")
    as_the_program_says(stack, {"team": group("Team 2")})


def test_a_conflict_of_an_older_aws_about_no_name_is_another_writers(stack: Stack) -> None:
    stack.aws.set(old_replies=True)
    stack.up({"team": group("Team")})
    stack.aws.inject(Fault("error", operation="UpdateGroup", status=400, code="ConflictException", times=1))
    error = told(stack.up({"team": group("Team", description="new")}, fails=True))
    assert "someone else wrote to it at the same time. Run" in error
    follow(stack, error, "pulumi up")
    as_the_program_says(stack, {"team": group("Team", description="new")})


def test_a_holder_that_is_not_seen_is_to_be_found_first(stack: Stack) -> None:
    theirs = made_outside(stack, "Team")
    for search in ("GetGroupId", "ListGroups"):
        stack.aws.inject(Fault("error", operation=search, code="AccessDeniedException", status=400, times=1))
    error = told(stack.up({"team": group("Team")}, fails=True))
    assert error.startswith(
        'creating group "Team": displayName "Team" is taken; AWS did not tell which group'
    )
    assert "so find its id" in error
    assert theirs not in follow(stack, error, "pulumi stack --show-ids")
    command = advised(error, "pulumi import")
    assert command == "pulumi import aws-groups:identitystore:Group team ID"
    stack.import_(*command.split()[2:4], groups(stack)["Team"])
    as_the_program_says(stack, {"team": group("Team")})


def test_a_rename_whose_holder_is_not_seen_takes_another_name(stack: Stack) -> None:
    made_outside(stack, "Taken")
    stack.up({"team": group("Team")})
    for search in ("GetGroupId", "ListGroups"):
        stack.aws.inject(Fault("error", operation=search, code="AccessDeniedException", status=400, times=1))
    error = told(stack.up({"team": group("Taken")}, fails=True))
    assert f'updating group {stack.state()["team"]["id"]}: displayName "Taken" is taken; AWS did not' in error
    assert "If it is not listed, give another displayName." in error
    assert stack.up({"team": group("Not taken")}).steps == ["update team"]
