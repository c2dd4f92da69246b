"""Bad input is found at preview, by its property's path, with the limit and what was given."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.harness import CONFIG, ROOT, STORE, Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, resource, user

pytestmark = pytest.mark.engine

LONG = "x" * 129
KEY_ID = "K3P2N9XAOU6Q1Y"


BAD: dict[str, tuple[Resource, list[list[str]]]] = {
    "a key group of nothing": (
        key_group(),
        [["items", "must have at least 1 public key id", "[]"]],
    ),
    "a key twice, a long comment and a broken name": (
        key_group(KEY_ID, "K2", KEY_ID, comment=LONG, name="two\nlines"),
        [
            ["items[2]", "is the same public key id as items[0]", f'"{KEY_ID}"'],
            ["comment", "must have at most 128 characters, has 129", '"xxx'],
            ["name", "must be on one line", '"two\\nlines"'],
        ],
    ),
    "what can be no id of a key": (
        key_group("not an id"),
        [["items[0]", "can't be an id", '"not an id"']],
    ),
    "a number among the ids": (
        resource("cloudfront:KeyGroup", items=[KEY_ID, 7]),
        [["items[1]", "must be a string", "7"]],
    ),
    "a public key of which nothing is right": (
        public_key("hello", name="no spaces", comment=LONG),
        [
            ["encodedKey", "must be one PEM block that begins with -----BEGIN PUBLIC KEY-----"],
            ["name", "may have only letters, digits, - and _", '"no spaces"'],
            ["comment", "must have at most 128 characters, has 129", '"xxx'],
        ],
    ),
    "a group of which nothing is right": (
        group("", description="", identityStoreId="d-1"),
        [
            ["displayName", "must have at least 1 character", '""'],
            ["description", "must have at least 1 character", '""'],
            ["identityStoreId", "is not an identity store id, which looks like d-1234567890", '"d-1"'],
        ],
    ),
    "a group with a name too long": (
        group("x" * 1025, description="x" * 1025),
        [
            ["displayName", "must have at most 1024 characters, has 1025"],
            ["description", "must have at most 1024 characters, has 1025"],
        ],
    ),
    "a group with a reserved name": (
        group("Administrator"),
        [["displayName", "is a name that the Identity Store keeps for itself", '"Administrator"']],
    ),
    "a user of which nothing is right": (
        user(
            "ada lovelace",
            name={"givenName": "Ada"},
            emails=[{"value": "a@example.org"}, {"type": "work", "value": ""}],
            enterprise={"department": ""},
        ),
        [
            ["userName", "must not have white space", '"ada lovelace"'],
            ["name.familyName", "is required"],
            ["emails", "must have at most 1 item, has 2"],
            ["emails[1].value", "must have at least 1 character", '""'],
            ["enterprise.department", "must have at least 1 character", '""'],
        ],
    ),
    "a group whose name is a number": (
        group(5),
        [["displayName", "must be a string", "got 5"]],
    ),
}
"""A resource, and for each error the parts it has to have: path, limit, what was given."""


@pytest.mark.parametrize("what", BAD)
def test_a_bad_property_is_told_at_preview(what: str, sketch: Stack) -> None:
    bad, told = BAD[what]

    run = sketch.preview({"thing": bad}, fails=True)

    assert len(run.errors) == len(told), run.errors
    for parts in told:
        assert any(all(part in error for part in parts) for error in run.errors), run.errors
    assert sketch.calls() == []


def test_a_group_without_a_store_is_told_how_to_name_one(sketch: Stack) -> None:
    sketch.aws.set(identity_stores=("d-1234567890", "d-0987654321"))
    run = sketch.preview({"team": group("Team")}, config={"aws-groups:endpoint": "local"}, fails=True)
    sketch.aws.set(identity_stores=("d-1234567890",))

    assert sketch.calls() == ["ListInstances"]
    assert "identityStoreId" in run.error
    assert "is required" in run.error
    assert "`pulumi config set aws-groups:identityStoreId" in run.error


def test_a_property_that_there_is_not_is_told_with_the_nearest_right_name(tmp_path: Path, home: Path) -> None:
    # The SDKs and YAML know the names themselves; a resource by its token does not.
    program = tmp_path / "example"
    program.mkdir()
    (program / "Pulumi.yaml").write_text(json.dumps({"name": "life", "runtime": "python", "config": CONFIG}))
    (program / "__main__.py").write_text(
        "import pulumi\n"
        "wrong = {'displayName': 'Team', 'descripton': 'ships', 'arn': 'arn:aws:identitystore:::group/1'}\n"
        "pulumi.CustomResource('aws-groups:identitystore:Group', 'team', wrong)\n"
    )

    told = preview_inline(tmp_path, home, program)

    assert "descripton" in told
    assert "did you mean description?" in told
    assert "is made by AWS and can't be set" in told


def preview_inline(*folders: Path) -> str:
    """What the failing preview of an InlineStack prints. It has a process of its own: when the engine
    ends a program early, the SDK does not clean up after itself."""
    script = (
        "import sys, pathlib, tests.engine.harness as harness\n"
        "stack = harness.InlineStack(*map(pathlib.Path, sys.argv[1:]))\n"
        "print(stack.preview(fails=True).text)\n"
    )
    command = [sys.executable, "-c", script, *map(str, folders)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_yaml_tells_of_a_wrong_name_or_type_from_the_schema(sketch: Stack) -> None:
    run = sketch.preview({"team": group("Team", descripton="ships")}, fails=True)
    assert "Property descripton does not exist" in run.text
    assert "description, displayName, onTaken, identityStoreId" in run.text

    run = sketch.preview({"signers": resource("cloudfront:KeyGroup", items=KEY_ID)}, fails=True)
    assert "items: Cannot assign type 'string' to type 'List<string>'" in run.text


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"endpoint": "localhost:80"}, ["endpoint", "must be a URL such as http://", "or `local`"]),
        ({"endpont": "local"}, ["endpont", "did you mean endpoint?"]),
        ({"identityStoreId": "mine"}, ["identityStoreId", "is not an identity store id", '"mine"']),
        ({"region": "Frankfurt"}, ["region", "must be a region such as eu-central-1", '"Frankfurt"']),
    ],
)
def test_a_bad_setting_is_told_at_preview(setting: dict[str, str], told: list[str], sketch: Stack) -> None:
    config = {**CONFIG, **{f"aws-groups:{name}": value for name, value in setting.items()}}

    run = sketch.preview({"team": group("Team")}, config=config, fails=True)

    assert [part for part in told if part not in run.error] == [], run.error
    assert sketch.calls() == []


def test_ids_that_aws_hands_out_are_opaque(sketch: Stack) -> None:
    run = sketch.preview(
        {
            "signers": key_group("K3", "a-future_form-of-id", KEY_ID),
            "team": group(
                "Team", identityStoreId=f"arn:aws:identitystore::123456789012:identitystore/{STORE}"
            ),
            "key": public_key(KEYS[3].strip()),
        }
    )

    assert sorted(run.steps) == ["create key", "create signers", "create team"]
