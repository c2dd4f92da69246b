"""Stacks that earlier releases made live on under this one: nothing changes by itself, edits are made
in place, drift is told, and all of it can be destroyed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.engine.harness import STORE as IDENTITY_STORE
from tests.engine.harness import InlineStack, LocalLife, Stack
from tests.engine.programs import Resource, secret
from tests.recorded.recording import PYTHON_PROGRAM, STATE, STORE, Recording, recordings

pytestmark = pytest.mark.engine

UNSETTLED = ("drifted", "conflicted", "half-rotated")
"""The recordings whose program has something to do."""
DRIFT = {
    "web": {"comment": "update"},
    "signers": {"comment": "delete"},
    "team": {"description": "update"},
}
"""What the program of ``drifted`` would take back."""
MAIN = "__main__.py"
READS = ("Get", "Describe", "List")
VERSIONS = ("etag", "revision", "lastModifiedTime")
"""The outputs that every update changes."""


def those(*names: str) -> pytest.MarkDecorator:
    """Of each release, the recordings of these names; without names, all that are settled."""
    chosen = [one for one in recordings() if (one.name in names if names else one.name not in UNSETTLED)]
    return pytest.mark.parametrize("recording", chosen, ids=str, indirect=True, scope="module")


each_settled_one = those()


@each_settled_one
def test_its_program_changes_nothing_and_calls_nobody(stack: Stack) -> None:
    stack.pulumi("preview", "--expect-no-changes")

    assert stack.calls() == []


@each_settled_one
def test_an_edit_of_each_resource_is_one_update_of_it_in_place(recording: Recording, stack: Stack) -> None:
    made = recording.resources()
    edits = {name: edit_of(name, recording) for name in made}

    run = stack.up({**recording.program(), **{name: edit.resource for name, edit in edits.items()}})

    assert sorted(run.steps) == each("update", made)
    assert {name: list(run.diff(name)) for name in made} == {name: [edits[name].path] for name in made}
    assert sorted(stack.calls()) == sorted(f"Update{kind(resource)}" for resource in made.values())
    now = stack.state()
    assert ids(now) == ids(made)
    for name, edit in edits.items():
        # 0.1.0 left out of the state what AWS does not have, and in which AWS the object is.
        state = outputs(now[name])
        there = {path: value for path, value in state.items() if value not in (None, []) and path != "__aws"}
        assert state["__aws"].startswith("local:")
        assert there == {**outputs(made[name]), edit.path: edit.shown}


@each_settled_one
def test_a_refresh_finds_it_as_it_was_and_its_program_still_changes_nothing(
    recording: Recording, stack: Stack
) -> None:
    assert stack.refresh().steps == []
    assert only_reads(stack.calls())

    stack.pulumi("preview", "--expect-no-changes")
    assert stack.calls() == []


@each_settled_one
def test_it_is_destroyed_and_leaves_nothing(recording: Recording, stack: Stack) -> None:
    made = recording.resources()

    assert sorted(stack.destroy().steps) == each("delete", made)

    assert sorted(stack.calls()) == sorted(f"Delete{kind(resource)}" for resource in made.values())
    assert left(stack, recording) == []


@those("drifted")
def test_what_a_refresh_took_into_the_state_is_drift_that_an_update_takes_back(
    recording: Recording, stack: Stack
) -> None:
    preview = stack.preview()
    assert sorted(preview.steps) == each("update", DRIFT)
    assert {name: preview.diff(name) for name in DRIFT} == DRIFT
    assert stack.calls() == []

    assert sorted(stack.up().steps) == each("update", DRIFT)
    assert sorted(stack.calls()) == ["UpdateGroup", "UpdateKeyGroup", "UpdatePublicKey"]
    assert ids(stack.state()) == ids(recording.resources())
    assert "theirs, and nobody minds" in described(stack), "what no program declares is let be"


@those("drifted")
def test_another_refresh_finds_nothing_new_and_the_drift_is_still_shown(stack: Stack) -> None:
    assert stack.refresh().steps == []

    preview = stack.preview()
    assert {name: preview.diff(name) for name in DRIFT} == DRIFT


@those("conflicted")
def test_an_update_that_failed_half_way_still_fails_until_a_refresh(
    recording: Recording, stack: Stack
) -> None:
    preview = stack.preview()
    assert preview.steps == ["update signers"], "the other half is done"
    assert preview.diff("signers") == {"comment": "update"}
    assert stack.calls() == []

    blocked = stack.up(fails=True)
    assert all(text in blocked.error for text in ('"ours"', '"theirs"', '"ours, changed"'))
    assert stack.calls() == ["UpdateKeyGroup", "GetKeyGroup"]

    assert stack.refresh().diff("signers") == {"comment": "update"}
    stack.calls()
    assert stack.up().steps == ["update signers"]
    assert stack.calls() == ["UpdateKeyGroup"]
    assert ids(stack.state()) == ids(recording.resources())


@those("half-rotated")
def test_a_key_that_a_rotation_could_not_delete_goes_with_the_next_update(
    recording: Recording, stack: Stack
) -> None:
    assert stack.preview().steps == ["delete-replaced web"]
    assert stack.calls() == []

    assert stack.up().steps == ["delete-replaced web"]
    assert stack.calls() == ["DeletePublicKey"]
    assert ids(stack.state()) == ids(recording.resources())


@those("half-rotated")
def test_a_key_that_a_rotation_could_not_delete_is_destroyed_with_the_rest(
    recording: Recording, stack: Stack
) -> None:
    assert len(stack.destroy().steps) == 3

    assert sorted(stack.calls()) == ["DeleteKeyGroup", "DeletePublicKey", "DeletePublicKey"]
    assert left(stack, recording) == []


@pytest.fixture(params=recordings(dynamic=True), ids=str)
def dynamic(request: pytest.FixtureRequest, tmp_path: Path, home: Path) -> InlineStack:
    """The recorded stack of dynamic classes, whose state has their provider pickled."""
    recording: Recording = request.param
    recording.restore_store(tmp_path / STORE)
    stack = InlineStack(tmp_path, home, recording.folder)
    (stack.project / PYTHON_PROGRAM).rename(stack.project / MAIN)
    command = ["pulumi", "stack", "import", "--file", STATE]
    subprocess.run(command, cwd=stack.project, env=stack.env, capture_output=True, check=True)
    return stack


def test_dynamic_classes_read_and_delete_what_their_old_pickles_made(dynamic: InlineStack) -> None:
    dynamic.preview(expect_no_changes=True)
    assert dynamic.calls() == []

    assert dynamic.refresh().steps == []
    assert only_reads(dynamic.calls())
    dynamic.preview(expect_no_changes=True)

    assert sorted(dynamic.destroy().steps) == each("delete", ["signers", "team", "web"])
    assert sorted(dynamic.calls()) == ["DeleteGroup", "DeleteKeyGroup", "DeletePublicKey"]


def test_dynamic_classes_update_in_place_what_their_old_pickles_made(dynamic: InlineStack) -> None:
    program = dynamic.project / MAIN
    edited = program.read_text()
    for old, new in (
        ('comment="signs for the web shop"', 'comment="edited"'),
        ('name="the signers"', 'name="the signers", comment="edited"'),
        ('description="those who ship"', 'description="edited"'),
    ):
        assert old in edited
        edited = edited.replace(old, new)
    program.write_text(edited)

    assert sorted(dynamic.up().steps) == each("update", ["signers", "team", "web"])
    assert sorted(dynamic.calls()) == ["UpdateGroup", "UpdateKeyGroup", "UpdatePublicKey"]


def each(op: str, names: Iterable[str]) -> list[str]:
    """That step of each resource."""
    return sorted(f"{op} {name}" for name in names)


def only_reads(calls: list[str]) -> bool:
    """Whether AWS was asked, and nothing was written."""
    return bool(calls) and all(call.startswith(READS) for call in calls)


def kind(resource: Resource) -> str:
    """``KeyGroup``."""
    return str(resource["type"]).rsplit(":", 1)[-1]


def ids(resources: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: resource["id"] for name, resource in resources.items()}


def outputs(resource: Resource) -> dict[str, Any]:
    """The outputs in a state that an update of another property leaves alone, none of them in the clear
    that is a secret."""
    return {name: shown(value) for name, value in resource["outputs"].items() if name not in VERSIONS}


def shown(value: Any) -> Any:
    """A value of a program or a state, as far as it is no secret."""
    return "[secret]" if isinstance(value, dict) else value


class Edit(NamedTuple):
    """A resource of a program with one property edited."""

    resource: Resource
    path: str

    @property
    def shown(self) -> Any:
        return shown(self.resource["properties"][self.path])


def edit_of(name: str, recording: Recording) -> Edit:
    """A resource with another comment or description, be there one or not, but with another name if it
    is a group of which the program owns no description. What was a secret stays one."""
    resource = recording.program()[name]
    properties = resource["properties"]
    path = "comment"
    if kind(resource) == "Group":
        path = "description" if "description" in properties else "displayName"
    edited = f"{name}, edited"
    value = secret(edited) if isinstance(properties.get(path), dict) else edited
    return Edit({**resource, "properties": {**properties, path: value}}, path)


def described(stack: Stack) -> list[str]:
    """The descriptions of all groups in AWS."""
    listed = stack.outside("identitystore", "ListGroups", IdentityStoreId=IDENTITY_STORE)["Groups"]
    return [group.get("Description", "") for group in listed]


def left(stack: LocalLife, recording: Recording) -> list[Any]:
    """What there still is in the local AWS."""
    stores = {one["id"].partition("/")[0] for one in recording.resources().values() if kind(one) == "Group"}
    found: list[Any] = []
    for listed in ("PublicKey", "KeyGroup"):
        found += stack.outside("cloudfront", f"List{listed}s")[f"{listed}List"].get("Items", [])
    for store in stores:
        found += stack.outside("identitystore", "ListGroups", IdentityStoreId=store)["Groups"]
    return found
