"""One object that two resources of a stack have, and creates that take objects over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.advice import (
    as_the_program_says,
    follow,
    groups,
    keys,
    members,
    peopled,
    told,
)
from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.programs import KEYS, group, key_group, public_key, with_options

pytestmark = pytest.mark.engine


def owned_twice(stack: Stack) -> str:
    """A stack whose resources ``one`` and ``two`` have one group, with a member; the group's id."""
    stack.up({"one": group("Team")})
    peopled(stack, "one")
    id = str(stack.state()["one"]["id"])
    stack.import_("aws-groups:identitystore:Group", "two", id, "--protect=false")
    assert stack.state()["two"]["id"] == id
    return id


def test_a_group_that_was_imported_twice_is_not_deleted_with_one_of_its_resources(stack: Stack) -> None:
    id = owned_twice(stack)
    run = stack.up({"one": group("Team")}, fails=True)
    assert run.steps == ["delete two"]
    assert run.error.startswith(
        f"deleting group {id}: one of this program has it too, so nothing was done.\n"
    )
    assert "To take two out of the state and leave the group to one, run" in run.error
    follow(stack, run.error, "pulumi state delete")
    as_the_program_says(stack, {"one": group("Team")})
    assert groups(stack) == {"Team": id}
    assert members(stack, id) == 1


def test_a_group_that_is_imported_again_in_the_update_that_removes_its_first_resource_stays(
    stack: Stack,
) -> None:
    stack.up({"one": group("Team")})
    peopled(stack, "one")
    id = stack.state()["one"]["id"]
    run = stack.up({"two": with_options(group("Team"), import_=id)}, fails=True)
    follow(stack, run.error, "pulumi state delete")
    as_the_program_says(stack, {"two": group("Team")})
    assert members(stack, id) == 1


def test_what_two_resources_have_is_destroyed_once(stack: Stack) -> None:
    owned_twice(stack)
    assert sorted(stack.destroy().steps) == ["delete one", "delete two"]
    assert groups(stack) == {}


def test_one_name_twice_in_a_program_is_found_at_preview_and_another_name_will_do(stack: Stack) -> None:
    run = stack.preview({"one": group("Team"), "two": group("Team")}, fails=True)
    assert "displayName is the same as that of" in run.error
    assert "AWS allows it once" in run.error
    as_the_program_says(stack, {"one": group("Team"), "two": group("Team 2")})


# Taking over.

ADOPTING: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "by configuration": ({}, {"aws-groups:onTaken": "adopt"}),
    "by resource": ({"onTaken": "adopt"}, {}),
}


@pytest.mark.parametrize(("setting", "config"), ADOPTING.values(), ids=ADOPTING)
def test_a_group_is_taken_over_with_its_members_and_a_warning(
    stack: Stack, setting: dict[str, Any], config: dict[str, Any]
) -> None:
    theirs = stack.outside(
        "identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team", Description="theirs"
    )["GroupId"]
    program = {"team": group("Team", description="ours", **setting)}
    run = stack.up(program, config={**CONFIG, **config})
    assert (
        f"warning: creating group: took over {STORE}/{theirs}, which had its displayName (onTaken)"
        in run.text
    )
    live = stack.outside("identitystore", "DescribeGroup", IdentityStoreId=STORE, GroupId=theirs)
    assert live["Description"] == "ours"
    stack.pulumi("preview", "--refresh", "--expect-no-changes")


def test_a_key_is_taken_over_only_where_its_material_is_the_same(stack: Stack) -> None:
    config = {"CallerReference": "by hand", "Name": "web", "EncodedKey": KEYS[0]}
    theirs = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    told(stack.up({"web": public_key(KEYS[1], name="web", onTaken="adopt")}, fails=True))
    as_the_program_says(stack, {"web": public_key(KEYS[0], name="web", comment="ours", onTaken="adopt")})
    assert keys(stack) == {"web": theirs}


def test_what_another_resource_of_the_run_has_is_not_taken_over(stack: Stack) -> None:
    stack.up({"a": group("One"), "b": group("Two")})
    peopled(stack, "a", "b")
    run = stack.up({"a": group("Two"), "b": group("Three"), "c": group("One", onTaken="adopt")})
    assert "took over" not in run.text
    assert groups(stack).keys() == {"One", "Two", "Three"}
    assert [members(stack, groups(stack)[name]) for name in ("Two", "Three")] == [1, 1]


def test_a_group_taken_over_from_a_resource_that_leaves_the_program_is_kept(stack: Stack) -> None:
    stack.up({"old": group("Team")})
    peopled(stack, "old")
    id = stack.state()["old"]["id"]
    run = stack.up({"new": group("Team", onTaken="adopt")})
    assert f"deleting group: {id} stays in AWS, as new of this program has it now" in run.text
    as_the_program_says(stack, {"new": group("Team", onTaken="adopt")})
    assert members(stack, id) == 1


def test_a_group_taken_over_from_a_resource_that_comes_later_is_not_changed_by_it(stack: Stack) -> None:
    stack.up({"a": group("One")})
    peopled(stack, "a")
    id = stack.state()["a"]["id"]
    program = {"a": with_options(group("Two"), dependsOn=["${b}"]), "b": group("One", onTaken="adopt")}
    run = stack.up(program, fails=True)
    assert run.error.startswith(f"updating group {id}: b of this program has it too, so nothing was done.")
    follow(stack, run.error, "pulumi state delete")
    as_the_program_says(stack, program)
    assert groups(stack)["One"] == id
    assert members(stack, id) == 1


@pytest.mark.parametrize("name", ["Team", "Another"])
def test_a_replacement_that_takes_over_what_it_replaces_does_not_delete_it(stack: Stack, name: str) -> None:
    """It has the name that is asked for because it kept it, or because somebody else has renamed it."""
    stack.up({"team": group("Team")})
    peopled(stack, "team")
    id, urn = stack.state()["team"]["id"], stack.state()["team"]["urn"]
    patch = [{"AttributePath": "displayName", "AttributeValue": name}]
    group_id = id.rpartition("/")[2]
    stack.outside("identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=group_id, Operations=patch)
    program = {"team": group(name, onTaken="adopt")}
    run = stack.up(program, "--target-replace", urn)
    assert f"warning: replacing group: {id} stays, as AWS has each displayName once." in run.text
    as_the_program_says(stack, program)
    assert groups(stack) == {name: id}
    assert members(stack, id) == 1


def test_a_key_group_is_taken_over_with_its_keys_changed(stack: Stack) -> None:
    config = {"CallerReference": "by hand", "Name": "old", "EncodedKey": KEYS[0]}
    old = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    theirs = stack.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig={"Name": "signers", "Items": [old]})
    program = {"key": public_key(KEYS[1]), "signers": key_group("${key.id}", name="signers", onTaken="adopt")}
    as_the_program_says(stack, program, beside=["old"])
    assert stack.state()["signers"]["id"] == theirs["KeyGroup"]["Id"]
