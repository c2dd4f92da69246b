"""Look-ups in programs, through the real engine: ``fn::invoke`` of YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, resource

pytestmark = pytest.mark.engine

LOCAL = {"aws-groups:endpoint": "local"}
"""A configuration that names no identity store."""


def invoke(function: str, **arguments: Any) -> dict[str, Any]:
    """A call of a function of the package."""
    return {"fn::invoke": {"function": f"aws-groups:{function}", "arguments": arguments}}


def write(
    stack: Stack,
    variables: Mapping[str, Any],
    resources: Mapping[str, Resource] | None = None,
    config: Mapping[str, Any] = CONFIG,
    **outputs: Any,
) -> None:
    """Make this the stack's program."""
    program = {"variables": variables, "resources": resources or {}, "outputs": outputs}
    project = {"name": "life", "runtime": "yaml", "config": config, **program}
    (stack.project / "Pulumi.yaml").write_text(json.dumps(project))


def outputs(stack: Stack) -> dict[str, Any]:
    """The stack's outputs."""
    told: dict[str, Any] = json.loads(stack.pulumi("stack", "output", "--json").stdout)
    return told


def make_group(stack: Stack, name: str) -> str:
    """Make a group behind Pulumi's back; its id."""
    reply = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName=name)
    return str(reply["GroupId"])


def make_user(stack: Stack, name: str) -> str:
    """Make a user behind Pulumi's back; its id."""
    person = {"UserName": name, "DisplayName": name, "Name": {"GivenName": "A", "FamilyName": "B"}}
    return str(stack.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **person)["UserId"])


def member(group_id: Any, user: Any) -> Resource:
    """A membership."""
    return resource("identitystore:GroupMembership", groupId=group_id, memberId=user)


def test_l5_a_group_made_elsewhere_gets_a_member(stack: Stack) -> None:
    existing, user = make_group(stack, "Synced"), make_user(stack, "ann")
    found = {"synced": invoke("identitystore:getGroup", displayName="Synced")}
    write(stack, found, {"ann": member("${synced.groupId}", user)}, id="${synced.id}")
    assert stack.preview().steps == ["create ann"]
    assert stack.calls() == ["GetGroupId", "DescribeGroup"], "the preview looks it up"
    assert stack.up().steps == ["create ann"]
    assert stack.state()["ann"]["outputs"]["groupId"] == existing
    assert outputs(stack)["id"] == f"{STORE}/{existing}"
    assert stack.up().steps == []


def test_l5_an_existing_group_and_one_of_the_same_run_are_both_found(stack: Stack) -> None:
    existing = make_group(stack, "Synced")
    found = {
        "synced": invoke("identitystore:getGroup", displayName="Synced"),
        "ours": invoke("identitystore:getGroup", displayName="${team.displayName}"),
        "by_id": invoke("identitystore:getGroup", groupId="${team.id}"),
    }
    ids = ["${synced.groupId}", "${ours.groupId}", "${by_id.groupId}"]
    write(stack, found, {"team": group("Team")}, ids=ids)
    assert stack.preview().steps == ["create team"]
    assert stack.up().steps == ["create team"]
    team = stack.state()["team"]["outputs"]["groupId"]
    assert outputs(stack)["ids"] == [existing, team, team]
    assert stack.preview().steps == []
    assert stack.destroy().steps == ["delete team"]


def test_l7_a_name_that_is_not_there_fails_the_preview(stack: Stack) -> None:
    make_group(stack, "Key keepers")
    found = {"keepers": invoke("identitystore:getGroup", displayName="Key keeper")}
    write(stack, found, {"team": group("${keepers.displayName} 2")})
    run = stack.preview(fails=True)
    assert 'displayName "Key keeper" (did you mean "Key keepers"?)' in run.text
    assert f"identity store {STORE} has no such group among its 1 group." in run.text
    assert "give its output here" in run.text
    assert run.steps == []


def test_the_advice_to_give_the_output_ends_well(stack: Stack) -> None:
    """What is told of a missing name, followed to the letter."""
    found = {"ours": invoke("identitystore:getGroup", displayName="Team")}
    write(stack, found, id="${ours.groupId}")
    assert "If this program makes the group, give its output here" in stack.up(fails=True).text
    found = {"ours": invoke("identitystore:getGroup", displayName="${team.displayName}")}
    write(stack, found, {"team": group("Team")}, id="${ours.groupId}")
    stack.up()
    assert outputs(stack)["id"] == stack.state()["team"]["outputs"]["groupId"]


def test_a_wrong_argument_fails_the_preview_with_its_path(sketch: Stack) -> None:
    write(
        sketch,
        {"it": invoke("identitystore:getGroup", groupId="94482488", displayName="Team")},
        {"team": group("T")},
    )
    run = sketch.preview(fails=True)
    assert "displayName can't be given beside groupId: give one of them" in run.text


def test_l2_all_groups_and_none_are_lists(stack: Stack) -> None:
    for number in range(101):
        make_group(stack, f"team {number:03}")
    found = {
        "every": invoke("identitystore:getGroups"),
        "none": invoke("identitystore:getGroups", namePrefix="x"),
        "two": invoke("identitystore:getGroups", displayNames=["team 100", "team 007"]),
    }
    names = [
        "${every.groups[100].displayName}",
        "${two.groups[0].displayName}",
        "${two.groups[1].displayName}",
    ]
    write(stack, found, names=names, none="${none.groups}")
    stack.up()
    assert outputs(stack) == {"names": ["team 100", "team 100", "team 007"], "none": []}


def test_a_key_group_made_elsewhere_gets_a_key(stack: Stack) -> None:
    config = {"CallerReference": "by hand", "Name": "theirs", "EncodedKey": KEYS[0]}
    theirs = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    found = {
        "theirs": invoke("cloudfront:getPublicKey", name="theirs"),
        "group": invoke("cloudfront:getKeyGroup", id="${signers.id}"),
    }
    resources = {
        "ours": public_key(KEYS[1]),
        "signers": key_group("${theirs.id}", "${ours.id}", name="signers"),
    }
    write(stack, found, resources, items="${group.items}")
    stack.up()
    assert set(outputs(stack)["items"]) == {theirs, stack.state()["ours"]["id"]}


def test_l6_a_program_that_names_no_store_has_the_only_one(stack: Stack) -> None:
    found = {"store": invoke("identitystore:getIdentityStore")}
    write(stack, found, {"team": group("Team")}, LOCAL, store="${store.identityStoreId}")
    assert stack.preview().steps == ["create team"]
    assert stack.up().steps == ["create team"]
    assert stack.state()["team"]["id"].startswith(f"{STORE}/")
    assert outputs(stack)["store"] == STORE
    write(stack, {}, {"team": group("Team")}, LOCAL)
    stack.calls()
    assert stack.preview().steps == []
    assert stack.calls() == [], "what was found is kept"
    stack.aws.set(identity_stores=(STORE, "d-0987654321"))
    assert stack.preview().steps == [], "and stays, also when there are others later"


def test_l6_of_several_stores_none_is_picked(sketch: Stack) -> None:
    sketch.aws.set(identity_stores=(STORE, "d-0987654321"))
    write(sketch, {}, {"team": group("Team")}, LOCAL)
    run = sketch.preview(fails=True)
    assert f"identityStoreId is required, as there are several: d-0987654321, {STORE}" in run.text
    sketch.aws.set(identity_stores=(STORE,))


def test_a_group_is_imported_without_a_store(stack: Stack) -> None:
    id = make_group(stack, "Team")
    write(stack, {}, {}, LOCAL)
    stack.import_("aws-groups:identitystore:Group", "team", id, "--protect=false")
    assert stack.state()["team"]["id"] == f"{STORE}/{id}"


def test_a_provider_that_is_not_known_yet_is_not_asked_at_preview(stack: Stack) -> None:
    """Its configuration comes from a resource of the same run: only the update can look anything up."""
    make_group(stack, "Synced")
    own = {
        "type": "pulumi:providers:aws-groups",
        "properties": {
            "endpoint": "local",
            "identityStoreId": "${team.identityStoreId}",
            "profile": "${team.groupId}",
        },
    }
    found = {
        "synced": {
            "fn::invoke": {
                "function": "aws-groups:identitystore:getGroup",
                "arguments": {"displayName": "Synced"},
                "options": {"provider": "${own}"},
            }
        }
    }
    write(stack, found, {"team": group("Team"), "own": own}, id="${synced.groupId}")
    stack.preview()
    assert stack.calls() == []
    stack.up()
    assert outputs(stack)["id"]
