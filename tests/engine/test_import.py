"""What was made outside is taken in, by id, as a program would declare it."""

import json

import pytest

from tests.engine.harness import STORE, Stack
from tests.engine.programs import KEYS, group, key_group, public_key, with_options

pytestmark = pytest.mark.engine


def made_outside(stack: Stack) -> tuple[str, str, str]:
    """A public key, a key group of it, and a group; their ids."""
    config = {"CallerReference": "by hand", "Name": "old-key", "EncodedKey": KEYS[0], "Comment": "old"}
    key = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    group_config = {"Name": "old-signers", "Items": [key]}
    signers = stack.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=group_config)["KeyGroup"]["Id"]
    team = stack.outside(
        "identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Old team", Description="old"
    )
    return key, signers, f"{STORE}/{team['GroupId']}"


def test_each_resource_is_imported_by_its_id_alone_and_the_code_that_pulumi_writes_changes_nothing(
    stack: Stack,
) -> None:
    key, signers, team = made_outside(stack)
    stack.calls()

    one = stack.import_("aws-groups:identitystore:Group", "team", team, "--protect=false")
    assert one.steps == ["import team"]
    assert "displayName: Old team" in one.text
    assert stack.calls() == ["DescribeGroup"], "one call each"

    listed = {
        "resources": [
            {"type": "aws-groups:cloudfront:PublicKey", "name": "key", "id": key},
            {"type": "aws-groups:cloudfront:KeyGroup", "name": "signers", "id": signers},
        ]
    }
    (stack.project / "import.json").write_text(json.dumps(listed))
    more = stack.import_("--file", "import.json", "--protect=false", "--out", "imported.yaml")
    assert sorted(more.steps) == ["import key", "import signers"]
    assert sorted(stack.calls()) == ["GetKeyGroup", "GetPublicKey"]
    assert "${key.id}" in (stack.project / "imported.yaml").read_text()

    as_written = {
        "team": group("Old team", description="old", identityStoreId=STORE),
        "key": public_key(KEYS[0], name="old-key", comment="old"),
        "signers": key_group("${key.id}", name="old-signers"),
    }
    assert stack.up(as_written).steps == []
    assert stack.calls() == []
    assert stack.up({**as_written, "team": group("New team", description="old")}).steps == ["update team"]
    assert stack.calls() == ["UpdateGroup"], "an imported Revision guards the update"
    assert len(stack.destroy().steps) == 3


def test_a_program_imports_by_a_resource_option(stack: Stack) -> None:
    *_, team = made_outside(stack)
    stack.calls()
    wanted = group("Old team", description="new")

    preview = stack.preview({"team": with_options(wanted, import_=team)})
    assert preview.steps == ["import team", "update team"], "what differs is shown"
    assert stack.calls() == ["DescribeGroup"]
    assert stack.up().steps == ["import team", "update team"]
    assert stack.calls() == ["DescribeGroup", "UpdateGroup"]

    assert stack.up({"team": wanted}).steps == [], "the option can go when it is done"


@pytest.mark.parametrize(
    ("token", "wrong", "right"),
    [
        ("identitystore:Group", "d-1234567890/ops/94482488", "STORE/GROUP, such as d-1234567890/"),
        ("cloudfront:KeyGroup", "signers/1", "the key group's id, such as 2e1d9d3b-"),
        ("cloudfront:PublicKey", "my key", "the public key's id, such as K3P2N9XAOU6Q1Y"),
    ],
)
def test_an_import_by_a_malformed_id_says_the_right_form(
    token: str, wrong: str, right: str, sketch: Stack
) -> None:
    run = sketch.import_(f"aws-groups:{token}", "thing", wrong, fails=True)

    assert any(f'"{wrong}"' in error and right in error for error in run.errors), run.errors
    assert all("\n" not in error for error in run.errors)
    assert sketch.calls() == []


def test_an_import_of_what_is_not_there_says_so(sketch: Stack) -> None:
    missing = f"{STORE}/94482488-3041-7026-18f3-be45837cd0e4"

    run = sketch.import_("aws-groups:identitystore:Group", "team", missing, fails=True)

    assert any(f"'{missing}' does not exist" in error for error in run.errors), run.errors
    assert sketch.calls() == ["DescribeGroup"]
