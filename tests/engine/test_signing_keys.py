"""Keys that take turns, through the real engine: what depends on `signingKeyId` follows the switch, preview
shows what will be cleared away, and an update that could not wait any longer is gone on with."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.engine.harness import Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, resource, with_options
from tests.local.helpers import distribution_config

pytestmark = pytest.mark.engine


def program(key: int, **properties: Any) -> dict[str, Resource]:
    """Signing keys, and the settings of a signer that follow them."""
    keys = resource("cloudfront:SigningKeys", encodedKey=KEYS[key], **properties)
    return {"downloads": keys, "signer": group("signer", description="signs with ${downloads.signingKeyId}")}


def new_distribution(stack: Stack, seconds: int) -> None:
    """Somebody's distribution, which trusts the group and takes so long to deploy from now on."""
    config = distribution_config(stack.state()["downloads"]["id"])
    stack.outside("cloudfront", "CreateDistribution", DistributionConfig=config)
    stack.aws.set(deployment_seconds=seconds)
    stack.calls()


def outputs(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = stack.state()["downloads"]["outputs"]
    return found


def signer(stack: Stack) -> str:
    return str(stack.state()["signer"]["outputs"]["description"])


def test_a_rotation_is_one_update_and_the_signer_follows(stack: Stack) -> None:
    assert stack.up(program(0, overlap="1s")).steps == ["create downloads", "create signer"]
    old = outputs(stack)["signingKeyId"]
    assert signer(stack) == f"signs with {old}"
    new_distribution(stack, 3)

    preview = stack.preview(program(1, overlap="1s"))
    assert preview.diff("downloads") == {"encodedKey": "update"}
    assert sorted(preview.steps) == ["update downloads", "update signer"]
    assert stack.calls() == [], "a preview makes no call"
    rotation = stack.up()
    assert rotation.steps == ["update downloads", "update signer"]
    assert {"CreatePublicKey", "UpdateKeyGroup", "GetDistribution", "UpdateGroup"} <= set(stack.calls())
    new = outputs(stack)["signingKeyId"]
    assert new != old
    assert signer(stack) == f"signs with {new}"
    assert [key["id"] for key in outputs(stack)["keys"]] == [old, new]

    time.sleep(2.5)
    stack.refresh()
    assert sorted(stack.calls()) == ["DescribeGroup", "GetKeyGroup", "ListPublicKeys"], "it removes nothing"
    preview = stack.preview()
    assert preview.diff("downloads") == {'["keys[0]"]': "delete"}
    assert f"key {old} has had its time" in preview.text
    assert (
        f'fingerprint: "{outputs(stack)["keys"][1]["fingerprint"]}"' not in preview.text.partition("--out")[0]
    )
    assert preview.steps == ["update downloads"]
    assert stack.up().steps == ["update downloads"]
    assert [key["id"] for key in outputs(stack)["keys"]] == [new]
    assert stack.preview().steps == []


def test_an_update_that_cannot_wait_any_longer_says_so_and_is_gone_on_with(stack: Stack) -> None:
    stack.up(program(0))
    old = outputs(stack)["signingKeyId"]
    new_distribution(stack, 25)
    hurried = program(1)
    hurried["downloads"] = with_options(hurried["downloads"], customTimeouts={"update": "10s"})

    run = stack.up(hurried, fails=True)
    new = next(key["id"] for key in outputs(stack)["keys"] if key["id"] != old)
    assert f"has not got the new key {new} after" in run.error
    assert f"so signingKeyId stays {old}" in run.error
    assert "Run `pulumi up` to go on waiting" in run.error
    assert outputs(stack)["signingKeyId"] == old
    assert signer(stack) == f"signs with {old}", "nobody signs with a key that is not known everywhere"

    stack.calls()
    run = stack.up(program(1))
    assert "update downloads" in run.steps
    assert "update signer" in run.steps
    assert not {"CreatePublicKey", "UpdateKeyGroup"} & set(stack.calls()), "that was done already"
    assert outputs(stack)["signingKeyId"] == new
    assert signer(stack) == f"signs with {new}"
    assert stack.preview().steps == []


def test_a_key_group_with_its_keys_is_imported(stack: Stack) -> None:
    config = {"CallerReference": "1", "Name": "old-key", "EncodedKey": KEYS[0]}
    key = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    group_config = {"Name": "site", "Items": [key]}
    made = stack.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=group_config)
    id = made["KeyGroup"]["Id"]
    written = {"downloads": resource("cloudfront:SigningKeys", encodedKey=KEYS[0], name="site")}
    written["downloads"] = with_options(written["downloads"], import_=id)
    assert stack.up(written).steps == ["import downloads"]
    assert outputs(stack)["signingKeyId"] == key
    rotated = {"downloads": resource("cloudfront:SigningKeys", encodedKey=KEYS[1], name="site")}
    assert stack.up(rotated).steps == ["update downloads"]
    assert stack.state()["downloads"]["id"] == id


def test_moving_over_from_a_public_key_in_a_key_group_as_the_page_says(stack: Stack) -> None:
    def old(**options: Any) -> dict[str, Resource]:
        key = with_options(public_key(KEYS[0]), **options)
        return {"key": key, "site": with_options(key_group("${key.id}", name="site"), **options)}

    stack.up(old())
    stack.up(old(retainOnDelete=True))
    key, id = stack.state()["key"]["id"], stack.state()["site"]["id"]
    stack.calls()
    keys = resource("cloudfront:SigningKeys", encodedKey=KEYS[0], name="site")
    run = stack.up({"downloads": with_options(keys, import_=id)})
    assert "import downloads" in run.steps
    assert not [name for name in stack.calls() if name.startswith(("Create", "Update", "Delete"))]
    assert stack.preview({"downloads": keys}).steps == []
    assert outputs(stack)["signingKeyId"] == key
    assert [entry["id"] for entry in outputs(stack)["keys"]] == [key], "the key becomes its own"
    assert outputs(stack)["otherKeys"] == []


def test_a_wrong_program_is_found_at_preview(sketch: Stack) -> None:
    run = sketch.preview(program(0, overlap="a week"), fails=True)
    assert 'overlap must be a duration such as 7d, 12h or 1d12h; got "a week"' in run.error
    run = sketch.preview(program(0, revoked=[KEYS[0]]), fails=True)
    assert "revoked[0] is the key to sign with" in run.error
    run = sketch.preview(program(0, revoked=["leaked"]), fails=True)
    assert "revoked[0] must be a public key as PEM, or its fingerprint" in run.error
