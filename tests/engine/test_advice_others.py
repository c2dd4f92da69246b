"""What other messages advise, done to the letter."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from aws_groups.local import Fault
from tests.engine.advice import advised, as_the_program_says, follow, groups, option, peopled, quoted
from tests.engine.harness import CONFIG, STORE, Program, Stack
from tests.engine.programs import KEYS, group, key_group, public_key, resource, with_options

pytestmark = pytest.mark.engine


def rewritten(stack: Stack) -> None:
    """Someone else describes the group of the resource ``team`` otherwise."""
    id = stack.state()["team"]["outputs"]["groupId"]
    patch = [{"AttributePath": "description", "AttributeValue": "theirs"}]
    stack.outside("identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=id, Operations=patch)


@pytest.fixture
def conflict(stack: Stack) -> str:
    """The message of a conflict in an update of the group of the resource ``team``."""
    stack.up({"team": group("Team", description="old")})
    rewritten(stack)
    run = stack.up({"team": group("Team", description="new")}, fails=True)
    assert "someone else changed it, so nothing was written" in run.error
    return run.error


def described(stack: Stack) -> Any:
    """The description that AWS has."""
    (live,) = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    return live["Description"]


def test_a_conflict_is_written_over_as_the_message_says(stack: Stack, conflict: str) -> None:
    ((name, value),) = option(conflict, "onConflict").items()
    stack.pulumi("config", "set", f"aws-groups:{name}", value)
    follow(stack, conflict, "pulumi up")
    assert described(stack) == "new"
    stack.pulumi("preview", "--refresh", "--expect-no-changes")


def test_a_conflict_in_a_destroy_is_solved_by_a_refresh_and_a_destroy(stack: Stack) -> None:
    stack.up({"team": group("Team", description="old")})
    rewritten(stack)
    error = stack.destroy(fails=True).error
    assert quoted(error)[:3] == ["pulumi refresh", "pulumi destroy", "pulumi up"]
    follow(stack, error, "pulumi refresh")
    follow(stack, error, "pulumi destroy")
    assert stack.state() == {}
    assert stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"] == []


def configure(stack: Stack, error: str, name: str, value: str) -> None:
    """Run the ``pulumi config set`` of a message, with a value in the place of its last word."""
    *words, placeholder = shlex.split(advised(error, f"pulumi config set aws-groups:{name}"))
    assert re.fullmatch("[A-Z]+", placeholder)
    stack.pulumi(*words[1:], value)


def test_a_missing_identity_store_is_configured_by_the_command_in_the_message(stack: Stack) -> None:
    program = {"team": group("Team")}
    stack.aws.set(identity_stores=(STORE, "d-0987654321"))
    error = stack.preview(program, config={"aws-groups:endpoint": "local"}, fails=True).error
    configure(stack, error, "identityStoreId", STORE)
    assert stack.up().steps == ["create team"]


def test_a_missing_region_is_configured_by_the_command_in_the_message(stack: Stack) -> None:
    keys = {"aws-groups:accessKey": "AKID", "aws-groups:secretKey": "secret"}
    config = {"aws-groups:identityStoreId": STORE, **keys}
    error = stack.preview({"team": group("Team")}, config=config, fails=True).error
    configure(stack, error, "region", "eu-central-1")
    assert stack.preview().steps == ["create team"]


def test_a_bare_id_is_imported_with_its_store(stack: Stack) -> None:
    """To configure the store would not do: an import goes by the provider as the state has it."""
    stack.write({}, {"aws-groups:endpoint": "local"})
    stack.aws.set(identity_stores=(STORE, "d-0987654321"))
    id = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")["GroupId"]
    run = stack.import_("aws-groups:identitystore:Group", "team", id, fails=True)
    assert "has no identity store: write STORE/ID. The id of a group is STORE/GROUP" in run.text
    stack.import_("aws-groups:identitystore:Group", "team", f"{STORE}/{id}")
    assert stack.state()["team"]["id"] == f"{STORE}/{id}"


def test_an_object_in_another_aws_is_forgotten_by_the_command_in_the_message(stack: Stack) -> None:
    stack.up({"team": group("Team")})
    stack.env["AWS_GROUPS_LOCAL_STORE"] = str(stack.folder / "other.sqlite")
    error = stack.up({"team": group("Team", description="new")}, fails=True).error
    assert "Set `endpoint: local`, and AWS_GROUPS_LOCAL_STORE to its file" in error
    follow(stack, error, "pulumi state delete")
    assert stack.up().steps == ["create team"]


def test_a_key_in_use_is_deleted_once_it_is_taken_out_of_the_key_group(stack: Stack) -> None:
    stack.up({"web": public_key(KEYS[0]), "other": public_key(KEYS[1])})
    ids = [stack.state()[name]["id"] for name in ("web", "other")]
    group_config = {"Name": "theirs", "Items": ids}
    made = stack.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=group_config)
    error = stack.up({"other": public_key(KEYS[1])}, fails=True).error
    assert f"it is in use by key group theirs ({made['KeyGroup']['Id']}); take it out there first." in error
    config = {"KeyGroupConfig": {**group_config, "Items": ids[1:]}}
    stack.outside("cloudfront", "UpdateKeyGroup", Id=made["KeyGroup"]["Id"], IfMatch=made["ETag"], **config)
    as_the_program_says(stack, {"other": public_key(KEYS[1])}, beside=["theirs"])


def test_a_refresh_that_finds_nothing_says_how_it_comes_back(stack: Stack) -> None:
    stack.up({"team": group("Team")})
    id = stack.state()["team"]["outputs"]["groupId"]
    stack.outside("identitystore", "DeleteGroup", IdentityStoreId=STORE, GroupId=id)
    assert "If so, `pulumi up` makes it anew" in stack.refresh().text
    as_the_program_says(stack, {"team": group("Team")})


def test_a_create_that_may_have_been_carried_out_is_told_by_the_next_update(stack: Stack) -> None:
    program = {"team": group("Team")}
    stack.aws.inject(Fault("drop-after", operation="CreateGroup"))
    for search in ("GetGroupId", "ListGroups"):
        stack.aws.inject(Fault("error", operation=search, status=400, code="AccessDeniedException"))
    lost = stack.up(program, config={**CONFIG, "aws-groups:maxAttempts": 1}, fails=True).error
    assert "Whether AWS carried it out is not known" in lost
    stack.aws.clear_faults()
    error = stack.pulumi(*shlex.split(advised(lost, "pulumi up"))[1:], "--yes", check=False).stdout
    assert 'displayName "Team" is taken by the group' in error
    (command,) = set(re.findall(r"`(pulumi import[^`]+)`", error))
    stack.pulumi(*shlex.split(command)[1:], "--yes", "--skip-preview")
    as_the_program_says(stack, program)


def test_what_a_lost_create_made_is_found_by_its_made_name_and_changed_with_a_warning(stack: Stack) -> None:
    """The next run of another program: it takes what was made, and says what it has changed."""
    theirs = stack.outside(
        "cloudfront",
        "CreatePublicKey",
        PublicKeyConfig={"CallerReference": "1", "Name": "k", "EncodedKey": KEYS[0]},
    )["PublicKey"]["Id"]
    stack.aws.inject(Fault("drop-after", operation="CreateKeyGroup"))
    stack.aws.inject(Fault("error", operation="ListKeyGroups", status=400, code="AccessDenied"))
    once = {**CONFIG, "aws-groups:maxAttempts": 1}
    lost = stack.up({"set": key_group(theirs, comment="first")}, config=once, fails=True).error
    stack.aws.clear_faults()
    program = {"set": key_group(theirs, comment="second")}
    assert advised(lost, "pulumi up") == "pulumi up"
    run = stack.up(program)
    (name,) = (
        item["KeyGroup"]["Id"]
        for item in stack.outside("cloudfront", "ListKeyGroups")["KeyGroupList"]["Items"]
    )
    assert (
        f"warning: creating key group {name} was there already, and was changed to what the program says: "
        'comment: AWS had "first", now "second"'
    ) in run.text
    as_the_program_says(stack, program, beside=["k"])


OWN = {"aws": {"type": "pulumi:providers:aws-groups", "properties": {"endpoint": "local"}}}
CANNOT_BE_IMPORTED: dict[str, tuple[Program, dict[str, str]]] = {
    "a parent": ({"crew": group("Crew")}, {"parent": "${crew}"}),
    "a provider of its own": (OWN, {"provider": "${aws}"}),
}


@pytest.mark.parametrize(("beside", "options"), CANNOT_BE_IMPORTED.values(), ids=list(CANNOT_BE_IMPORTED))
def test_a_group_that_pulumi_cannot_import_as_it_is_declared_takes_the_other_over(
    stack: Stack, beside: Program, options: dict[str, str]
) -> None:
    stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")
    team = group("Team", identityStoreId=STORE, description="ships")
    error = stack.up({**beside, "team": with_options(team, **options)}, fails=True).error
    assert "pulumi import" not in error
    told = {**team["properties"], **option(error, "onTaken")}
    stack.up({**beside, "team": with_options({**team, "properties": told}, **options)})
    run = stack.up({**beside, "team": with_options(team, **options)})
    assert [step for step in run.steps if "team" in step] in ([], ["update team"])
    assert stack.state()["team"]["id"] == groups(stack)["Team"]


def test_a_membership_with_a_parent_is_imported_by_its_option(stack: Stack) -> None:
    program: dict[str, Any] = {"team": group("Team")}
    stack.up(program)
    peopled(stack, "team")
    user = stack.outside("identitystore", "ListUsers", IdentityStoreId=STORE)["Users"][0]["UserId"]
    joins = resource("identitystore:GroupMembership", groupId="${team.id}", memberId=user)
    error = stack.up({**program, "joins": with_options(joins, parent="${team}")}, fails=True).error
    assert "pulumi import" not in error
    importing = with_options(joins, parent="${team}", **option(error, "import"))
    stack.up({**program, "joins": importing})
    assert stack.up({**program, "joins": with_options(joins, parent="${team}")}).steps == []
    assert stack.state()["joins"]["id"] == option(error, "import")["import"]
