"""After an update, a preview says that nothing changes: whatever outputs a program reads, and however the
objects came into the stack."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.programs import KEYS, group, key_group, public_key, resource, with_options

OUTPUTS = {
    "team": ("arn", "description", "displayName", "externalIds", "groupId", "identityStoreId"),
    "key": ("callerReference", "comment", "createdTime", "encodedKey", "name"),
    "signers": ("comment", "items", "name"),
}
"""Every output but the versions, which change with each write and so are no good names of others."""


def reading(name: str) -> dict[str, Any]:
    """A group whose description has every output of another resource in it."""
    every = {output: f"${{{name}.{output}}}" for output in OUTPUTS[name]}
    return group(f"Reads {name}", description={"fn::toJSON": every})


PROGRAM: dict[str, Any] = {
    "team": group("Team"),
    "key": public_key(KEYS[0], name="key"),
    "signers": key_group("${key.id}", name="signers"),
}
READERS = {f"reads-{name}": reading(name) for name in PROGRAM}


def settled(stack: Stack) -> None:
    """Preview says that nothing changes, and asks AWS nothing."""
    stack.calls()
    stack.pulumi("preview", "--expect-no-changes")
    assert stack.calls() == []


def test_a_program_that_reads_every_output_settles_at_once(stack: Stack) -> None:
    stack.up({**PROGRAM, **READERS})
    settled(stack)
    stack.refresh()
    settled(stack)
    stack.write({**PROGRAM, **READERS})
    edited = {**PROGRAM, "signers": key_group("${key.id}", name="signers", comment="new"), **READERS}
    stack.up(edited)
    settled(stack)
    stack.up({**PROGRAM, **READERS})
    settled(stack)


def test_outputs_of_imported_objects_settle(stack: Stack) -> None:
    team = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")
    found = with_options(group("Team"), import_=f"{STORE}/{team['GroupId']}")
    stack.up({"team": found, "reads-team": reading("team")})
    settled(stack)
    stack.write({"team": group("Team"), "reads-team": reading("team")})
    settled(stack)


def test_a_description_that_others_wrote_is_an_output_and_no_drift(stack: Stack) -> None:
    program = {"team": group("Team"), "reads-team": reading("team")}
    stack.up(program)
    id = stack.state()["team"]["outputs"]["groupId"]
    patch = [{"AttributePath": "description", "AttributeValue": "theirs"}]
    stack.outside("identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=id, Operations=patch)
    stack.refresh()
    assert stack.up(program).steps == ["update reads-team"], "the reader follows, the team is left alone"
    settled(stack)


def test_an_import_option_leaves_an_undeclared_description_alone(stack: Stack) -> None:
    theirs = {"IdentityStoreId": STORE, "DisplayName": "Team", "Description": "theirs"}
    team = stack.outside("identitystore", "CreateGroup", **theirs)
    id = f"{STORE}/{team['GroupId']}"
    run = stack.up({"team": with_options(group("Team"), import_=id)})
    assert run.steps == ["import team"]
    assert stack.up({"team": group("Team")}).steps == []
    assert stack.state()["team"]["outputs"]["description"] == "theirs"
    declared = stack.up({"team": group("Team", description="ours")})
    assert declared.steps == ["update team"]
    assert stack.up({"team": group("Team")}).steps == ["update team"], "no longer declared, so removed"
    described = stack.outside(
        "identitystore", "DescribeGroup", IdentityStoreId=STORE, GroupId=team["GroupId"]
    )
    assert "Description" not in described


TWICE = {
    "display names": ({"one": group("Team"), "two": group("Team")}, "displayName", '"Team"'),
    "names of keys": (
        {"one": public_key(KEYS[0], name="k"), "two": public_key(KEYS[1], name="k")},
        "name",
        '"k"',
    ),
    "names of key groups": (
        {"one": key_group("K1", name="g"), "two": key_group("K2", name="g")},
        "name",
        '"g"',
    ),
}


@pytest.mark.parametrize(("program", "path", "_name"), TWICE.values(), ids=TWICE)
def test_one_name_twice_in_a_program_is_found_at_preview(
    stack: Stack, program: Any, path: str, _name: str
) -> None:
    run = stack.preview(program, fails=True)
    assert f"{path} is the same as that of" in run.error
    assert stack.calls() == []


def test_one_display_name_in_two_stores_is_no_trouble(stack: Stack) -> None:
    other = "d-0987654321"
    stack.aws.set(identity_stores=(STORE, other))
    stack.up({"one": group("Team"), "two": group("Team", identityStoreId=other)})
    settled(stack)


@pytest.mark.parametrize("ignored", [["name"], ["*"]], ids=str)
def test_a_made_name_that_is_ignored_for_a_while_stays_a_made_one(stack: Stack, ignored: list[str]) -> None:
    program = {"key": public_key(KEYS[0]), "signers": key_group("${key.id}")}
    stack.up(program)
    ignoring = {name: with_options(one, ignoreChanges=ignored) for name, one in program.items()}
    assert stack.up(ignoring).steps == []
    assert stack.up(program).steps == [], "taking the option away changes nothing"
    rotated = {"key": public_key(KEYS[1]), "signers": key_group("${key.id}")}
    assert "create-replacement key" in stack.up(rotated).steps


def test_no_region_is_found_at_preview(stack: Stack) -> None:
    config = {
        "aws-groups:identityStoreId": STORE,
        "aws-groups:accessKey": "AKID",
        "aws-groups:secretKey": "secret",
    }
    run = stack.preview({"team": group("Team")}, config=config, fails=True)
    assert "no region" in run.error
    assert "pulumi config set aws-groups:region" in run.error
    keys_only = {"key": public_key(KEYS[0])}
    assert stack.preview(keys_only, config=config).steps == ["create key"], "CloudFront needs no region"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "nan", "1e400"])
def test_what_is_no_number_is_found_at_preview(stack: Stack, number: str) -> None:
    run = stack.preview({}, config={**CONFIG, "aws-groups:requestsPerSecond": number})
    assert run.ok, "a program without resources starts no provider"
    config = {**CONFIG, "aws-groups:requestsPerSecond": number}
    run = stack.preview({"team": group("Team")}, config=config, fails=True)
    assert "requestsPerSecond must be a number" in run.text


@pytest.mark.parametrize("number", ["20", "20.0", " 20 ", "2e1", 20])
def test_a_number_may_be_spelled_in_any_way(stack: Stack, number: object) -> None:
    config = {**CONFIG, "aws-groups:requestsPerSecond": number}
    assert stack.preview({"team": group("Team")}, config=config).steps == ["create team"]


def test_a_key_groups_name_that_cloudfront_may_refuse_is_warned_of(stack: Stack) -> None:
    run = stack.preview({"signers": key_group("K1", name="Group to restrict")})
    assert "name has characters other than letters, digits, - and _" in run.text
    made = stack.up({"key": public_key(KEYS[0]), " group one ": key_group("${key.id}")})
    assert "characters other" not in made.text
    assert made.inputs(" group one ")["name"].startswith("-group-one--")


REGIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the region that is in force already": ({}, {"region": "us-east-1"}),
    "no region any more": ({"region": "us-east-1"}, {}),
    "another region": ({"region": "us-east-1"}, {"region": "eu-central-1"}),
}


@pytest.mark.parametrize(("before", "after"), REGIONS.values(), ids=REGIONS)
@pytest.mark.parametrize("explicit", [False, True], ids=["default", "explicit"])
def test_a_region_written_down_replaces_nothing(
    stack: Stack, before: dict[str, Any], after: dict[str, Any], explicit: bool
) -> None:
    def up(settings: dict[str, Any]) -> Any:
        if not explicit:
            config = {**CONFIG, **{f"aws-groups:{name}": value for name, value in settings.items()}}
            return stack.up(PROGRAM, config=config)
        own = resource("provider", endpoint="local", identityStoreId=STORE, **settings)
        own["type"] = "pulumi:providers:aws-groups"
        return stack.up({"own": own, **{n: with_options(r, provider="${own}") for n, r in PROGRAM.items()}})

    up(before)
    stack.calls()
    assert up(after).steps == []
    assert stack.calls() == []
