"""The README's steps for moving over from pulumi-aws, with a stand-in for its plugin (`peer`)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from aws_groups.package.installation import install, link
from tests.engine.harness import STORE, Stack
from tests.engine.programs import KEYS, group, key_group, public_key, user, with_options

pytestmark = pytest.mark.engine

EMAIL = "ada@example.org"


@pytest.fixture
def stack(newcomer: Stack, home: Path, tmp_path: Path) -> Stack:
    """A stack with both plugins installed."""
    install(home)
    peer = tmp_path / "pulumi-resource-aws"
    peer.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("peer.py")}" "$@"\n')
    peer.chmod(0o755)
    link(home, "resource-aws", "1.0.0", peer)
    newcomer.env |= {"PEER_OBJECTS": str(tmp_path / "objects"), "PEER_CALLS": str(tmp_path / "calls")}
    return newcomer


def what_is_there(stack: Stack, objects: Path) -> dict[str, str]:
    """A key, a key group with it, a group and a user, which pulumi-aws has made; their ids by name."""
    config = {"CallerReference": "theirs", "Name": "web", "EncodedKey": KEYS[0]}
    key = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    group_config = {"Name": "signers", "Items": [key], "Comment": "May sign"}
    signers = stack.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=group_config)["KeyGroup"]["Id"]
    made = {"IdentityStoreId": STORE, "DisplayName": "Team", "Description": "The people who ship"}
    team = stack.outside("identitystore", "CreateGroup", **made)["GroupId"]
    person = {"IdentityStoreId": STORE, "UserName": "ada", "DisplayName": "Ada", "Emails": [{"Value": EMAIL}]}
    name = {"GivenName": "Ada", "FamilyName": "Lovelace"}
    ada = stack.outside("identitystore", "CreateUser", **person, Name=name)["UserId"]
    directory = {"team": f"{STORE}/{team}", "ada": f"{STORE}/{ada}"}
    ids = {"web": key, "signers": signers, **directory, "site": "E1SITE"}
    objects.write_text(json.dumps(ids))
    return ids


def theirs(token: str, **properties: Any) -> dict[str, Any]:
    """A resource of pulumi-aws."""
    return {"type": f"aws:{token}", "properties": properties}


def before(**options: Any) -> dict[str, Any]:
    """The program with pulumi-aws."""
    program = {
        "web": theirs("cloudfront/publicKey:PublicKey", name="web", encodedKey=KEYS[0]),
        "signers": theirs(
            "cloudfront/keyGroup:KeyGroup", name="signers", items=["${web.id}"], comment="May sign"
        ),
        "team": theirs(
            "identitystore/group:Group",
            identityStoreId=STORE,
            displayName="Team",
            description="The people who ship",
        ),
        "ada": theirs(
            "identitystore/user:User",
            identityStoreId=STORE,
            userName="ada",
            displayName="Ada",
            name={"givenName": "Ada", "familyName": "Lovelace"},
            emails={"value": EMAIL},
        ),
    }
    return {name: with_options(each, **options) for name, each in program.items()} | site()


def site() -> dict[str, Any]:
    """What depends on the key group, and stays where it is."""
    return {"site": theirs("cloudfront/distribution:Distribution", trustedKeyGroup="${signers.id}")}


def after(ids: dict[str, str] | None = None) -> dict[str, Any]:
    """The program with this provider; with `ids` it says what to import."""
    program = {
        "web": public_key(KEYS[0], name="web"),
        "signers": key_group("${web.id}", name="signers", comment="May sign"),
        "team": group("Team", description="The people who ship"),
        "ada": user("ada", displayName="Ada", emails=[{"value": EMAIL}]),
    }
    if ids:
        program = {name: with_options(each, import_=ids[name]) for name, each in program.items()}
    return program | site()


def test_the_steps_of_the_readme_move_a_stack_over_and_touch_nothing_in_aws(
    stack: Stack, tmp_path: Path
) -> None:
    ids = what_is_there(stack, tmp_path / "objects")
    told = tmp_path / "calls"
    stack.up(before())
    told.unlink()

    stack.up(before(retainOnDelete=True))
    moved = stack.up(after(ids))
    settled = stack.preview(after())

    assert sorted(step for step in moved.steps if step.startswith("import")) == [
        "import ada",
        "import signers",
        "import team",
        "import web",
    ]
    assert not told.exists(), "pulumi-aws deleted and changed nothing"
    assert sorted(stack.calls()) == ["DescribeGroup", "DescribeUser", "GetKeyGroup", "GetPublicKey"]
    assert settled.steps == []
    assert {name: each["id"] for name, each in stack.state().items()} == ids
    assert {each["type"].partition(":")[0] for name, each in stack.state().items() if name != "site"} == {
        "aws-groups"
    }


def test_without_the_first_step_the_old_resources_would_be_deleted(stack: Stack, tmp_path: Path) -> None:
    ids = what_is_there(stack, tmp_path / "objects")
    stack.up(before())
    steps = stack.preview(after(ids)).steps
    assert {"delete web", "delete signers", "delete team", "delete ada"} <= set(steps), (
        "which is why it is there"
    )
