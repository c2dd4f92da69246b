"""A user whom others write to as well: names that are taken, identity providers, drift, conflicts; and what
a replacement takes along. U1 to U11 are what users of other tools suffered: none of it here."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aws_groups.local import Fault
from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.people import WORK, change_outside, live, made_outside
from tests.engine.programs import Resource, group, resource, user, with_options

pytestmark = pytest.mark.engine


def test_a_preview_that_replaces_a_user_warns_of_what_goes_with_it(stack: Stack) -> None:
    """U8: whatever the reason is for which it is replaced."""
    other = "d-0987654321"
    warning = "replacing user: its password, its MFA devices and its memberships go with the old user"
    stack.aws.set(identity_stores=(STORE, other))
    first = stack.up({"ada": user("ada")})
    assert "replacing user" not in first.text
    moved = stack.preview({"ada": user("ada", identityStoreId=other)})
    assert moved.text.count(warning) == 1
    forced = with_options(user("ada", displayName="Ada"), replaceOnChanges=["displayName"])
    assert warning in stack.preview({"ada": forced}).text
    assert "replacing user" not in stack.preview({"ada": user("ada.king")}).text
    assert stack.preview({"ada": user("ada")}).steps == []


TAKEN = {
    "the user name": ({}, 'userName "ada"', "userName"),
    "the email address": (
        {"UserName": "other", "Emails": [{"Value": WORK["value"]}]},
        f'emails[0].value "{WORK["value"]}"',
        "emails[0].value",
    ),
}
REFUSED = {
    "GetUserId answers": "",
    "GetUserId is refused": "GetUserId=error,status=400,code=AccessDeniedException",
    "GetUserId is unknown": "GetUserId=error,status=400,code=UnknownOperationException",
}


@pytest.mark.parametrize("fault", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(("attributes", "what", "path"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken_is_told_with_its_holder(
    stack: Stack, fault: str, attributes: dict[str, Any], what: str, path: str
) -> None:
    """U10: the property and who has it, at a create and at an update."""
    theirs = {"UserName": "ada", "DisplayName": "Ada", "Name": {"GivenName": "A", "FamilyName": "L"}}
    holder = made_outside(stack, **{**theirs, **attributes})
    stack.up({"grace": user("grace", emails=[{"value": "grace@example.org"}])})
    if fault:
        stack.aws.inject(Fault.parse(fault))
    wanted = user("ada", emails=[WORK])
    error = stack.up({"ada": wanted, "grace": user("grace")}, fails=True).error
    assert f"{what} is taken by the user {holder}, made 20" in error
    assert f"give another {path}, or run `pulumi import aws-groups:identitystore:User ada {holder}`" in error
    update = user("grace", emails=[WORK]) if "emails" in path else user("ada")
    error = stack.up({"grace": update}, fails=True).error
    assert f"updating user {stack.state()['grace']['id']}: {what} is taken by the user {holder}" in error


def test_what_is_taken_is_named_by_what_aws_says_where_nothing_can_be_looked_up(stack: Stack) -> None:
    """U10: a directory of a Managed AD lists nobody."""
    made_outside(
        stack,
        UserName="other",
        DisplayName="Ada",
        Name={"GivenName": "A", "FamilyName": "L"},
        Emails=[{"Value": WORK["value"]}],
    )
    stack.aws.set(managed_ad=True)
    error = stack.up({"ada": user("ada", emails=[WORK])}, fails=True).error
    assert f'emails[0].value "{WORK["value"]}" is taken; AWS did not tell which user has it' in error


def test_an_email_address_twice_in_a_program_is_found_at_preview(stack: Stack) -> None:
    run = stack.preview({"ada": user("ada", emails=[WORK]), "other": user("o", emails=[WORK])}, fails=True)
    assert "emails[0].value is the same as that of" in run.error
    assert stack.calls() == []


def test_an_email_address_that_another_user_gives_up_in_the_same_run_is_waited_for(stack: Stack) -> None:
    stack.up({"ada": user("ada", emails=[WORK]), "grace": user("grace")})
    run = stack.up({"ada": user("ada"), "grace": user("grace", emails=[WORK])})
    assert sorted(run.steps) == ["update ada", "update grace"]


def test_a_taken_email_address_is_never_adopted(stack: Stack) -> None:
    """`onTaken: adopt` takes over who has the user name; who has the address may be somebody else."""
    made_outside(
        stack,
        UserName="other",
        DisplayName="Ada",
        Name={"GivenName": "A", "FamilyName": "L"},
        Emails=[{"Value": WORK["value"]}],
    )
    refused = stack.up({"ada": user("ada", emails=[WORK], onTaken="adopt")}, fails=True)
    assert "emails[0].value" in refused.error
    taken = stack.up({"ada": user("other", title="Countess", onTaken="adopt")})
    assert "creating user: took over" in taken.text
    assert live(stack)["Title"] == "Countess"


ISSUER = "https://idp.example.org/scim"
MAKERS = {
    "a user": (user("ada", title="Countess"), user("ada", title="Dr."), "title"),
    "a group": (group("Team", description="ours"), group("Team", description="new"), "description"),
}


@pytest.mark.parametrize(("program", "edited", "path"), MAKERS.values(), ids=MAKERS)
def test_what_an_identity_provider_writes_again_is_warned_of_once(
    stack: Stack, program: Resource, edited: Resource, path: str
) -> None:
    """It works otherwise: what AWS allows is done."""
    stack.up({"it": program})
    stack.aws.set_external_ids(stack.state()["it"]["id"].rpartition("/")[2], [(ISSUER, "42")])
    assert stack.refresh().steps == []
    assert "another directory" not in stack.preview({"it": program}).text
    warned = stack.up({"it": edited})
    assert warned.steps == ["update it"]
    said = warned.text.partition("Diagnostics:")[2]
    assert said.count(f"comes from another directory ({ISSUER})") == 1
    assert re.search(rf"declares: .*\b{path}\b", said)
    assert "another directory" not in stack.up({"it": edited}).text


def test_an_imported_user_of_an_identity_provider_is_warned_of_once(stack: Stack) -> None:
    names = {"UserName": "ada", "DisplayName": "Ada", "Name": {"GivenName": "A", "FamilyName": "L"}}
    id = made_outside(stack, **names)
    stack.aws.set_external_ids(id.rpartition("/")[2], [(ISSUER, "42")])
    written = user("ada", displayName="Ada", name={"givenName": "A", "familyName": "L"})
    stack.import_("aws-groups:identitystore:User", "ada", id, "--protect=false")
    first = stack.up({"ada": written})
    assert first.steps == []
    assert first.text.partition("Diagnostics:")[2].count("comes from another directory") == 1
    assert "another directory" not in stack.up({"ada": written}).text


def test_when_and_by_whom_is_an_output_that_never_causes_a_diff(stack: Stack) -> None:
    """Not even where nothing else moved."""
    team, ada = group("Team"), user("ada")
    joins = resource("identitystore:GroupMembership", groupId="${team.id}", memberId="${ada.id}")
    program = {"team": team, "ada": ada, "joins": joins}
    stack.up(program)
    assert stack.state()["ada"]["outputs"]["updatedBy"] is None, "a create's reply does not tell it"
    stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    stack.pulumi("preview", "--expect-no-changes", "--refresh")
    read = {name: one["outputs"] for name, one in stack.state().items()}
    for outputs in read.values():
        assert outputs["createdBy"] == outputs["updatedBy"] == "arn:aws:iam::123456789012:user/local"
        assert outputs["createdAt"] == outputs["updatedAt"]
    change_outside(stack, "displayName", "Ada")
    change_outside(stack, "displayName", "Ada Lovelace")
    stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert stack.state()["ada"]["outputs"]["updatedAt"] != read["ada"]["updatedAt"], "it moved alone"
    stack.pulumi("preview", "--expect-no-changes")
    assert stack.up(program).steps == []


def test_a_refresh_tells_who_changed_what_the_program_declares(stack: Stack) -> None:
    stack.up({"ada": user("ada")})
    change_outside(stack, "name.givenName", "Augusta")
    run = stack.refresh()
    assert run.diff("ada") == {"name.givenName": "update"}
    who = r"last changed by arn:aws:iam::123456789012:user/local at [-0-9]+ [:0-9]+ UTC, "
    assert re.search(rf"user {STORE}/\S+: name\.givenName changed in AWS, {who}", run.text)


def test_a_nested_attribute_that_someone_else_changed_blocks_an_update(stack: Stack) -> None:
    stack.up({"ada": user("ada", emails=[WORK])})
    change_outside(stack, "name.familyName", "King")
    change_outside(stack, "emails", [{"Value": "theirs@example.org"}])
    error = stack.up({"ada": user("ada", emails=[WORK], title="Countess")}, fails=True).error
    assert 'name.familyName: state "Lovelace", AWS now "King", program "Lovelace"' in error
    assert "last changed by arn:aws:iam::123456789012:user/local at" in error
    assert live(stack)["Name"]["FamilyName"] == "King"
    assert stack.refresh().diff("ada") == {
        "name.familyName": "update",
        "emails[0].value": "update",
        "emails[0].type": "delete",
        "emails[0].primary": "delete",
    }
    stack.up()
    assert live(stack)["Name"]["FamilyName"] == "Lovelace"


FAILING = {
    "a list that is refused": "ListUsers=error,status=400,code=AccessDeniedException",
    "a list that breaks off": "ListUsers=drop-after",
}


@pytest.mark.parametrize("fault", FAILING.values(), ids=FAILING)
def test_nobody_is_gone_for_a_list_that_failed(stack: Stack, fault: str) -> None:
    """U9: each one is then read alone."""
    people = {f"person-{number}": user(f"person-{number}") for number in range(6)}
    config = {**CONFIG, "aws-groups:maxAttempts": 2}
    stack.up(people, config=config)
    stack.aws.inject(Fault.parse(fault))
    stack.calls()
    assert stack.refresh().steps == []
    assert {"ListUsers", "DescribeUser"} <= set(stack.calls())
    assert len(stack.state()) == 6
