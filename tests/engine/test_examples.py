"""The examples as they are checked in, a whole life each: made, rotated, drifted, refreshed, destroyed."""

import shutil
import sys
from pathlib import Path

import pytest

from aws_groups.package.installation import EXECUTABLE
from tests.engine.harness import ROOT, STORE, InlineStack, Stack
from tests.engine.programs import KEYS
from tests.local.helpers import distribution_config

pytestmark = pytest.mark.engine

EXAMPLES = ROOT / "examples"
MADE = ["CreateGroup", "CreateKeyGroup", "CreatePublicKey", "CreatePublicKey"]
READ = ["DescribeGroup", "GetKeyGroup", "GetPublicKey", "GetPublicKey"]
DELETED = ["DeleteGroup", "DeleteKeyGroup", "DeletePublicKey", "DeletePublicKey"]


KINDS: dict[str, type[Stack] | type[InlineStack]] = {
    "yaml": Stack,
    "python": InlineStack,
    "dynamic": InlineStack,
}


@pytest.mark.parametrize("example", KINDS)
def test_an_example_lives(example: str, tmp_path: Path, home: Path) -> None:
    stack = _stack(example, tmp_path, home)

    assert sorted(stack.preview().steps) == _each("create")
    assert stack.calls() == [], "a preview makes no call"

    made = stack.up().steps
    assert sorted(made) == _each("create")
    assert made.index("create signers") > max(made.index("create web"), made.index("create mobile"))
    assert sorted(stack.calls()) == MADE

    assert stack.preview().steps == []
    assert stack.calls() == [], "no change makes no call"

    (stack.project / "keys" / "web.pem").write_text(KEYS[0])
    rotation = stack.up().steps
    assert rotation == ["create-replacement web", "replace web", "update signers", "delete-replaced web"]
    assert stack.calls() == ["CreatePublicKey", "UpdateKeyGroup", "DeletePublicKey"]

    _rename_the_group_behind_pulumis_back(stack)
    assert stack.refresh().steps == ["update keepers"]
    assert sorted(stack.calls()) == READ
    assert stack.up().steps == ["update keepers"], "the program's name comes back"
    assert stack.calls() == ["UpdateGroup"]

    assert sorted(stack.destroy().steps) == _each("delete")
    assert sorted(stack.calls()) == DELETED


ROTATIONS: dict[str, type[Stack] | type[InlineStack]] = {
    "key-rotation": Stack,
    "key-rotation-python": InlineStack,
}


@pytest.mark.parametrize("example", ROTATIONS)
def test_an_example_of_a_rotation_lives(example: str, tmp_path: Path, home: Path) -> None:
    stack = _stack(example, tmp_path, home)
    assert stack.up().steps == ["create downloads"]
    assert stack.calls() == ["CreatePublicKey", "CreateKeyGroup"]
    assert stack.preview().steps == []

    (group,) = stack.outside("cloudfront", "ListKeyGroups")["KeyGroupList"]["Items"]
    config = distribution_config(group["KeyGroup"]["Id"])
    stack.outside("cloudfront", "CreateDistribution", DistributionConfig=config)
    stack.aws.set(deployment_seconds=2)
    (stack.project / "keys" / "signing.pem").write_text(KEYS[0])
    assert stack.preview().diff("downloads") == {"encodedKey": "update"}
    stack.calls()
    assert stack.up().steps == ["update downloads"]
    assert stack.calls()[:2] == ["CreatePublicKey", "UpdateKeyGroup"]
    assert len(_items(stack)) == 2, "the old key stays"
    assert stack.preview().steps == []


def _items(stack: Stack | InlineStack) -> list[str]:
    (group,) = stack.outside("cloudfront", "ListKeyGroups")["KeyGroupList"]["Items"]
    return list(group["KeyGroup"]["KeyGroupConfig"]["Items"])


def test_the_examples_live_side_by_side_on_one_local_aws(tmp_path: Path, home: Path) -> None:
    store = tmp_path / "shared.sqlite"
    for example in KINDS:
        stack = _stack(example, tmp_path / example, home)
        stack.env["AWS_GROUPS_LOCAL_STORE"] = str(store)
        assert sorted(stack.up().steps) == _each("create"), "nothing that it makes is taken"
        assert stack.preview().steps == []
        assert stack.calls() == [], "none came to the store that it had before"


def test_the_examples_show_the_same_keys_in_three_ways() -> None:
    for key in ("web.pem", "mobile.pem"):
        assert (
            len({(EXAMPLES / name / "keys" / key).read_text() for name in ("yaml", "python", "dynamic")}) == 1
        )


def _stack(example: str, folder: Path, home: Path) -> Stack | InlineStack:
    """A stack of the example, which is as deep in a folder with the plugin as it is in this tree. Beside
    PulumiPlugin.yaml is an executable, which the engine starts without the Python host (that host is in
    no package registry; tests/packaging has a stand-in)."""
    examples = folder / "tree" / "examples"
    examples.mkdir(parents=True)
    shutil.copy(ROOT / "PulumiPlugin.yaml", folder / "tree")
    (folder / "tree" / EXECUTABLE).symlink_to(Path(sys.executable).parent / EXECUTABLE)
    return (KINDS | ROTATIONS)[example](examples, home, EXAMPLES / example)


def _each(op: str) -> list[str]:
    return [f"{op} {name}" for name in ("keepers", "mobile", "signers", "web")]


def _rename_the_group_behind_pulumis_back(stack: Stack | InlineStack) -> None:
    (group,) = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    rename = {"AttributePath": "displayName", "AttributeValue": "Someone else's idea"}
    stack.outside(
        "identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=group["GroupId"], Operations=[rename]
    )
