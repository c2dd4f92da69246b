"""The examples as they are checked in, a whole life each: made, rotated, drifted, refreshed, destroyed."""

from pathlib import Path

import pytest

from tests.engine.harness import ROOT, STORE, InlineStack, Stack
from tests.engine.programs import KEYS

pytestmark = pytest.mark.engine

EXAMPLES = ROOT / "examples"
MADE = ["CreateGroup", "CreateKeyGroup", "CreatePublicKey", "CreatePublicKey"]
READ = ["DescribeGroup", "GetKeyGroup", "GetPublicKey", "GetPublicKey"]
DELETED = ["DeleteGroup", "DeleteKeyGroup", "DeletePublicKey", "DeletePublicKey"]


@pytest.mark.parametrize(
    ("example", "kind"), [("yaml", Stack), ("python", InlineStack), ("dynamic", InlineStack)]
)
def test_an_example_lives(
    example: str, kind: type[Stack] | type[InlineStack], tmp_path: Path, home: Path
) -> None:
    stack = kind(tmp_path, home, EXAMPLES / example)

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


def test_the_examples_show_the_same_keys_in_three_ways() -> None:
    for key in ("web.pem", "mobile.pem"):
        assert (
            len({(EXAMPLES / name / "keys" / key).read_text() for name in ("yaml", "python", "dynamic")}) == 1
        )


def _each(op: str) -> list[str]:
    return [f"{op} {name}" for name in ("keepers", "mobile", "signers", "web")]


def _rename_the_group_behind_pulumis_back(stack: Stack | InlineStack) -> None:
    (group,) = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    rename = {"AttributePath": "displayName", "AttributeValue": "Someone else's idea"}
    stack.outside(
        "identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=group["GroupId"], Operations=[rename]
    )
