"""The examples of a rotation as they are checked in, with a stand-in for pulumi-aws: its distribution is on
the stack's local AWS, and its parameter in the state. The genuine pulumi-aws was not tried."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
import yaml

from aws_groups.local.cloudfront.edge import Answer, Edge, Viewing
from aws_groups.package.installation import link
from tests.engine.examples import stack_of
from tests.engine.harness import ROOT, InlineStack, Stack
from tests.local.signing import PrivateKey, verify

pytestmark = pytest.mark.engine

OLD, NEW = PrivateKey.p256(), PrivateKey.p256()
STAND_IN = Path(__file__).parent / "pulumi_aws"


@pytest.fixture(params=["key-rotation", "key-rotation-python"])
def stack(
    request: pytest.FixtureRequest, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Stack | InlineStack:
    """A stack of the example on the local AWS, with the first key and pulumi-aws's stand-in."""
    plugin = tmp_path / "pulumi-resource-aws"
    run = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.engine.pulumi_aws.plugin "$@"'
    plugin.write_text(f"#!/bin/sh\n{run}\n")
    plugin.chmod(0o755)
    link(home, "resource-aws", "7.0.0", plugin)
    monkeypatch.syspath_prepend(STAND_IN / "sdk")
    stack = stack_of(request.param, tmp_path, home)
    settings = stack.project / "Pulumi.yaml"
    settings.write_text(settings.read_text().replace("config:\n", "config:\n  aws-groups:endpoint: local\n"))
    put_key(stack, OLD)
    return stack


def put_key(stack: Stack | InlineStack, key: PrivateKey) -> None:
    (stack.project / "keys" / "signing.pem").write_text(key.pem)


def new_link(stack: Stack | InlineStack, key: PrivateKey) -> str:
    """A link that is signed as the signer's setting says."""
    resources = stack.state()
    host, key_id = (
        resources["site"]["outputs"]["domainName"],
        resources["signer"]["outputs"]["value"],
    )
    return key.link(key_id, f"https://{host}/a.jpg", time.time() + 3600)


def view(stack: Stack | InlineStack, url: str) -> Answer:
    return Edge(stack.aws, verify).answer(Viewing(url))


def test_an_example_of_a_rotation_lives(stack: Stack | InlineStack) -> None:
    assert sorted(stack.preview().steps) == ["create downloads", "create signer", "create site"]
    assert stack.calls() == [], "a preview makes no call"
    made = stack.up().steps
    assert made[0] == "create downloads"
    assert sorted(made[1:]) == ["create signer", "create site"]
    assert stack.calls()[:3] == ["CreatePublicKey", "CreateKeyGroup", "CreateDistribution"]
    assert stack.preview().steps == []
    old = new_link(stack, OLD)
    assert view(stack, old).taken
    assert not view(stack, old.partition("?")[0]).taken, "without a signature there is nothing"

    stack.calls()
    stack.aws.set(deployment_seconds=3)
    put_key(stack, NEW)
    preview = stack.preview()
    assert preview.diff("downloads") == {"encodedKey": "update"}
    assert preview.steps == ["update downloads", "update signer"]
    assert stack.up().steps == ["update downloads", "update signer"], "the setting follows the switch"
    calls = stack.calls()
    assert calls[:2] == ["CreatePublicKey", "UpdateKeyGroup"]
    assert set(calls[2:]) == {"ListDistributionsByKeyGroup", "GetDistribution"}, "it waits"

    new = new_link(stack, NEW)
    assert view(stack, new).taken, "it is deployed before anybody signs with it"
    assert view(stack, old).taken, "the old key stays"
    assert not view(stack, new_link(stack, OLD)).taken, "the setting names the new key"
    assert stack.preview().steps == []

    stack.aws.set(deployment_seconds=0)
    assert stack.refresh().steps == []
    gone = stack.destroy().steps
    assert sorted(gone[:2]) == ["delete signer", "delete site"]
    assert gone[2:] == ["delete downloads"]
    assert stack.outside("cloudfront", "ListPublicKeys")["PublicKeyList"]["Quantity"] == 0


def test_a_distribution_that_was_changed_at_the_console_comes_back(stack: Stack | InlineStack) -> None:
    """The stand-in reads and writes the distribution that is there."""
    stack.up()
    site = stack.state()["site"]["id"]
    found = stack.outside("cloudfront", "GetDistributionConfig", Id=site)
    config = {**found["DistributionConfig"], "Enabled": False}
    stack.outside(
        "cloudfront", "UpdateDistribution", Id=site, IfMatch=found["ETag"], DistributionConfig=config
    )
    url = new_link(stack, OLD)
    assert not view(stack, url).taken
    assert stack.refresh().steps == ["update site"]
    assert stack.up().steps == ["update site"]
    assert view(stack, url).taken


def test_without_an_account_the_keys_alone_are_rotated(tmp_path: Path, home: Path) -> None:
    """As docs/key-rotation.md says it."""
    stack = stack_of("key-rotation", tmp_path, home)
    assert isinstance(stack, Stack)
    file = stack.project / "Pulumi.yaml"
    program = yaml.safe_load(file.read_text())
    del program["resources"]["site"], program["resources"]["signer"], program["outputs"]["domainName"]
    file.write_text(json.dumps(program))
    stack.pulumi("config", "set", "aws-groups:endpoint", "local")
    assert stack.up().steps == ["create downloads"]
    put_key(stack, NEW)
    assert stack.up().steps == ["update downloads"]
    assert stack.calls() == [
        *["CreatePublicKey", "CreateKeyGroup"],
        *["CreatePublicKey", "UpdateKeyGroup", "ListDistributionsByKeyGroup"],
    ]
