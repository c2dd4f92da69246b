"""Planning the attribute patch: an operation per declared attribute that changed, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_groups.updates import attribute_patch
from aws_groups.updates.requests import Operation, patch_request
from tests.updates.programs import GROUP, PROPERTY, TEXT, bags

A = {"displayName": "admins"}
AX = {"displayName": "admins", "description": "x"}


@pytest.mark.parametrize(
    ("state", "old_inputs", "wanted", "operations"),
    [
        pytest.param(AX, AX, AX, [], id="nothing changed"),
        pytest.param(A, A, AX, [("description", "x")], id="an attribute declared for the first time"),
        pytest.param(
            AX,
            AX,
            {"displayName": "admins", "description": "y"},
            [("description", "y")],
            id="one attribute changed, only it is named",
        ),
        pytest.param(
            AX,
            AX,
            {"displayName": "ops", "description": "y"},
            [("displayName", "ops"), ("description", "y")],
            id="both changed, in one patch",
        ),
        pytest.param(AX, AX, A, [("description", None)], id="no longer declared, so removed"),
        pytest.param(A, AX, A, [], id="no longer declared, and gone already"),
        pytest.param(AX, A, A, [], id="never declared, so left alone whatever it is"),
        pytest.param(
            AX,
            A,
            {"displayName": "ops"},
            [("displayName", "ops")],
            id="never declared, so left alone beside a change",
        ),
        pytest.param(AX, A, AX, [], id="declared now, as it was already"),
        pytest.param(
            {"displayName": "drifted", "description": "x"},
            {"displayName": "drifted", "description": "x"},
            AX,
            [("displayName", "admins")],
            id="drift that a refresh has seen is undone",
        ),
    ],
)
def test_the_patch_of_a_group(
    state: dict[str, Any],
    old_inputs: dict[str, Any],
    wanted: dict[str, Any],
    operations: list[tuple[str, Any]],
) -> None:
    assert attribute_patch.operations(GROUP, state, old_inputs, wanted) == operations


def test_the_patch_is_one_call_under_the_revision() -> None:
    patch = [Operation("displayName", "ops"), Operation("description", None)]
    object_id = "d-1234567890/94482488-3041-7026-18f3-be45837cd0e4"
    request = patch_request(GROUP, object_id, patch, "42")
    assert (request.service, request.operation) == ("identitystore", "UpdateGroup")
    assert request.params == {
        "IdentityStoreId": "d-1234567890",
        "GroupId": "94482488-3041-7026-18f3-be45837cd0e4",
        "Operations": [
            {"AttributePath": "displayName", "AttributeValue": "ops"},
            {"AttributePath": "description", "AttributeValue": None},
        ],
        "Revision": "42",
    }


def test_without_a_revision_in_the_state_there_is_no_guard() -> None:
    object_id = "d-1234567890/94482488-3041-7026-18f3-be45837cd0e4"
    request = patch_request(GROUP, object_id, [Operation("displayName", "ops")], None)
    assert "Revision" not in request.params


STATES = bags({"displayName": TEXT}, {"description": TEXT, "groupId": st.just("g"), "revision": st.just("1")})
PROGRAMS = bags({"displayName": TEXT}, {"description": TEXT})


@PROPERTY
@given(STATES, PROGRAMS, PROGRAMS)
def test_carried_out_the_patch_gives_what_is_declared_and_leaves_the_rest(
    state: dict[str, Any], old_inputs: dict[str, Any], wanted: dict[str, Any]
) -> None:
    live = dict(state)
    for path, value in attribute_patch.operations(GROUP, state, old_inputs, wanted):
        live[path] = value
    declared = set(old_inputs) | set(wanted)
    assert {name: live.get(name) for name in declared} == {name: wanted.get(name) for name in declared}
    rest = set(state) - declared
    assert {name: live[name] for name in rest} == {name: state[name] for name in rest}


@PROPERTY
@given(STATES, PROGRAMS, PROGRAMS)
def test_the_patch_is_minimal(
    state: dict[str, Any], old_inputs: dict[str, Any], wanted: dict[str, Any]
) -> None:
    patch = attribute_patch.operations(GROUP, state, old_inputs, wanted)
    assert len({path for path, _ in patch}) == len(patch)
    for path, value in patch:
        assert path in [attribute.name for attribute in GROUP.attributes]
        assert value is None or value != state.get(path)


@PROPERTY
@given(STATES, PROGRAMS, PROGRAMS)
def test_there_is_no_patch_if_and_only_if_nothing_declared_changes(
    state: dict[str, Any], old_inputs: dict[str, Any], wanted: dict[str, Any]
) -> None:
    unchanged = all(state.get(name) == value for name, value in wanted.items())
    to_remove = (set(old_inputs) - set(wanted)) & set(state)
    patch = attribute_patch.operations(GROUP, state, old_inputs, wanted)
    assert (not patch) == (unchanged and not to_remove)
