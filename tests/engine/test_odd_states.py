"""A state that was edited by hand, or that another version wrote: each command works, or says what to
run, and with that the program is what AWS has."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.harness import STORE, Run, Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, resource

PLACES = ("inputs", "outputs")
VERSIONS = ("etag", "revision")


def lose(*places: str) -> Callable[[Resource], None]:
    """Lose all that is in the inputs or the outputs of a resource."""

    def spoil(kept: Resource) -> None:
        for place in places:
            kept.pop(place)

    return spoil


def of_a_later_version(kept: Resource) -> None:
    for place in PLACES:
        kept[place] |= {"tags": {"a": [1]}, "__later": {"x": 1}}


def of_other_types(kept: Resource) -> None:
    kept["outputs"] = {name: [{"x": 1}] for name in kept["outputs"]}


def without_version(kept: Resource) -> None:
    kept["outputs"] = {name: value for name, value in kept["outputs"].items() if name not in VERSIONS}


def of_no_aws(kept: Resource) -> None:
    kept["outputs"]["__aws"] = "nonsense"


ODD: dict[str, Callable[[Resource], None]] = {
    "without its outputs": lose("outputs"),
    "without its inputs": lose("inputs"),
    "with neither": lose(*PLACES),
    "without its version": without_version,
    "of another version": of_a_later_version,
    "with outputs of other types": of_other_types,
    "that says no AWS": of_no_aws,
}


def programs(stack: Stack) -> tuple[dict[str, Any], dict[str, Any]]:
    """A program with each resource, and what it is to become."""
    user = {"UserName": "ada", "DisplayName": "Ada", "Name": {"GivenName": "A", "FamilyName": "L"}}
    ada = stack.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **user)["UserId"]
    member = resource("identitystore:GroupMembership", groupId="${team.groupId}", memberId=ada)

    def program(note: str) -> dict[str, Any]:
        return {
            "team": group("Team", description=note),
            "key": public_key(KEYS[0], name="key", comment=note),
            "made": public_key(KEYS[1], comment=note),
            "signers": key_group("${key.id}", "${made.id}", comment=note),
            "member": member,
        }

    return program("first"), program("second")


def spoil(stack: Stack, how: Callable[[Resource], None]) -> None:
    """`pulumi stack export`, an edit, and `pulumi stack import`."""
    state = json.loads(stack.export())
    for kept in state["deployment"]["resources"]:
        if kept["type"].startswith("aws-groups:"):
            how(kept)
    file = stack.folder / "state.json"
    file.write_text(json.dumps(state))
    stack.pulumi("stack", "import", "--file", str(file))


def attempt(stack: Stack, command: str, **how: Any) -> Run:
    """A command that may fail, in words."""
    try:
        run: Run = getattr(stack, command)(**how)
    except AssertionError:
        run = getattr(stack, command)(fails=True, **how)
    assert "defect" not in run.text
    return run


@pytest.mark.parametrize("how", ODD.values(), ids=ODD)
def test_a_state(stack: Stack, how: Callable[[Resource], None]) -> None:
    first, second = programs(stack)
    stack.up(first)
    ids = {name: kept["id"] for name, kept in stack.state().items()}
    spoil(stack, how)

    run = attempt(stack, "up", program=second)
    assert all("`pulumi refresh`" in error for error in run.errors), run.errors
    stack.refresh()
    stack.up(second)

    assert {name: kept["id"] for name, kept in stack.state().items()} == ids, "nothing was made anew"
    assert {kept["outputs"].get("comment", "second") for kept in stack.state().values()} == {"second"}
    assert stack.preview(second).steps == []
    stack.destroy()
    assert stack.outside("cloudfront", "ListPublicKeys")["PublicKeyList"]["Quantity"] == 0
    assert stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"] == []
