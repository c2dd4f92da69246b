"""The life of an Identity Store group, of which the program owns the attributes it declares."""

from typing import Any

import pytest

from tests.engine.harness import STORE, Stack
from tests.engine.programs import group, with_options

pytestmark = pytest.mark.engine

OTHER_STORE = "d-0987654321"


def live(stack: Stack, name: str = "team") -> dict[str, Any]:
    """A group's attributes in AWS."""
    found = stack.outside("identitystore", "DescribeGroup", **where(stack, name))
    return {key: found[key] for key in ("DisplayName", "Description") if key in found}


def change_outside(stack: Stack, path: str, value: str) -> None:
    """Set one attribute as another script does."""
    operation = {"AttributePath": path, "AttributeValue": value}
    stack.outside("identitystore", "UpdateGroup", **where(stack, "team"), Operations=[operation])


def where(stack: Stack, name: str) -> dict[str, str]:
    store, _, group_id = stack.state()[name]["id"].partition("/")
    return {"IdentityStoreId": store, "GroupId": group_id}


def operations(stack: Stack) -> Any:
    """What the last call, an UpdateGroup, patched."""
    return stack.aws.calls()[-1].params["Operations"]


def test_a_group_lives(stack: Stack) -> None:
    stack.up({"team": group("Team", description="ships")})
    assert stack.calls() == ["CreateGroup"]
    made = stack.state()["team"]
    assert made["id"] == f"{STORE}/{made['outputs']['groupId']}", "in the store of the configuration"

    preview = stack.preview({"team": group("Team")})
    assert preview.diff("team") == {"description": "delete"}
    assert stack.calls() == []
    assert stack.up().steps == ["update team"]
    assert stack.calls() == ["UpdateGroup"]
    assert operations(stack) == [{"AttributePath": "description", "AttributeValue": None}]
    assert stack.aws.calls()[-1].params["Revision"] == made["outputs"]["revision"]
    assert live(stack) == {"DisplayName": "Team"}

    assert stack.up({"team": group("Team 2", description="ships again")}).steps == ["update team"]
    assert stack.calls() == ["UpdateGroup"], "two attributes, one call"
    assert len(operations(stack)) == 2
    assert stack.state()["team"]["id"] == made["id"], "renamed in place"

    assert stack.destroy().steps == ["delete team"]
    assert stack.calls() == ["DeleteGroup"]


def test_an_attribute_that_the_program_never_declared_is_left_alone(stack: Stack) -> None:
    stack.up({"team": group("Team")})
    change_outside(stack, "description", "somebody's")
    stack.calls()

    assert stack.refresh().steps == [], "it is no drift"
    assert stack.calls() == ["DescribeGroup"]
    assert stack.up({"team": group("Team 2")}).steps == ["update team"]
    assert stack.calls() == ["UpdateGroup"]
    assert live(stack) == {"DisplayName": "Team 2", "Description": "somebody's"}


def test_a_declared_attribute_that_someone_else_changed_is_drift(stack: Stack) -> None:
    stack.up({"team": group("Team", description="ours")})
    change_outside(stack, "description", "theirs")
    stack.calls()

    blocked = stack.up({"team": group("Team 2", description="ours")}, fails=True)
    assert 'description: state "ours", AWS now "theirs"' in blocked.error
    assert stack.calls() == ["UpdateGroup", "DescribeGroup"]
    assert live(stack) == {"DisplayName": "Team", "Description": "theirs"}

    assert stack.refresh().diff("team") == {"description": "update"}
    assert stack.preview().diff("team") == {"displayName": "update", "description": "update"}
    stack.calls()
    stack.up()
    assert stack.calls() == ["UpdateGroup"]
    assert live(stack) == {"DisplayName": "Team 2", "Description": "ours"}


def test_an_update_of_a_group_that_is_gone_says_so_and_a_refresh_drops_it(stack: Stack) -> None:
    stack.up({"team": group("Team")})
    stack.outside("identitystore", "DeleteGroup", **where(stack, "team"))
    stack.calls()

    run = stack.up({"team": group("Team 2")}, fails=True)
    assert "no longer exists" in run.error
    assert "`pulumi refresh`" in run.error
    assert stack.refresh().steps == ["delete team"]
    assert stack.state() == {}
    stack.calls()
    assert stack.up().steps == ["create team"]
    assert stack.calls() == ["CreateGroup"]


def test_another_store_means_another_group_made_before_or_after_the_old_one_goes(stack: Stack) -> None:
    stack.aws.set(identity_stores=(STORE, OTHER_STORE))
    stack.up({"team": group("Team")})
    stack.calls()

    moved = stack.up({"team": group("Team", identityStoreId=OTHER_STORE)})
    assert moved.diff("team") == {"identityStoreId": "update-replace"}
    assert moved.steps == ["create-replacement team", "replace team", "delete-replaced team"]
    assert stack.calls() == ["CreateGroup", "DeleteGroup"]
    assert stack.state()["team"]["id"].startswith(f"{OTHER_STORE}/")

    stack.up({"team": with_options(group("Team"), deleteBeforeReplace=True)})
    assert stack.calls() == ["DeleteGroup", "CreateGroup"]


def test_an_ignored_description_stays_as_it_is(stack: Stack) -> None:
    stack.up({"team": group("Team", description="as made")})
    stack.calls()

    ignored = with_options(group("Team 2", description="ignored"), ignoreChanges=["description"])
    assert stack.up({"team": ignored}).diff("team") == {"displayName": "update"}

    assert stack.calls() == ["UpdateGroup"]
    assert live(stack) == {"DisplayName": "Team 2", "Description": "as made"}


def test_a_name_that_is_taken_is_refused_with_its_holder(stack: Stack) -> None:
    taken = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")

    run = stack.up({"team": group("Team")}, fails=True)

    assert "displayName" in run.error
    assert f"`pulumi import aws-groups:identitystore:Group team {STORE}/{taken['GroupId']}`" in run.error
