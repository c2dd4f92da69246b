"""Planning the full-object update: one request with everything in it, or none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from aws_groups.updates import full_object
from tests.resources.pems import ec_key
from tests.updates.programs import KEY_GROUP, KEY_GROUPS, PROPERTY, PUBLIC_KEY, meaning

ID = "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d"
OUTPUTS = {"etag": "E2QWRUHAPOMQZL", "lastModifiedTime": "2026-01-01T00:00:00Z"}
STATE = {"items": ["K1", "K2"], "name": "site", "comment": "old", **OUTPUTS}


@pytest.mark.parametrize(
    ("wanted", "config"),
    [
        pytest.param(
            {"items": ["K1", "K2"], "name": "site", "comment": "new"},
            {"Items": ["K1", "K2"], "Name": "site", "Comment": "new"},
            id="a changed comment is sent with everything that did not change",
        ),
        pytest.param(
            {"items": ["K1", "K2"], "name": "site"},
            {"Items": ["K1", "K2"], "Name": "site"},
            id="a comment no longer declared is left out, which clears it",
        ),
        pytest.param(
            {"items": ["K1", "K2"], "name": "site", "comment": ""},
            {"Items": ["K1", "K2"], "Name": "site"},
            id="an empty comment is no comment",
        ),
        pytest.param(
            {"items": ["K3", "K2"], "name": "site", "comment": "old"},
            {"Items": ["K3", "K2"], "Name": "site", "Comment": "old"},
            id="items are sent as the program has them",
        ),
        pytest.param(
            {"items": ["K1", "K2"], "name": "other", "comment": "old"},
            {"Items": ["K1", "K2"], "Name": "other", "Comment": "old"},
            id="a new name renames in place",
        ),
    ],
)
def test_a_key_group_is_replaced_whole_under_the_etag_of_the_state(
    wanted: dict[str, Any], config: dict[str, Any]
) -> None:
    request = full_object.plan(KEY_GROUP, ID, STATE, wanted)
    assert request is not None
    assert (request.service, request.operation) == ("cloudfront", "UpdateKeyGroup")
    assert request.params == {"Id": ID, "KeyGroupConfig": config, "IfMatch": "E2QWRUHAPOMQZL"}


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"items": ["K1", "K2"], "name": "site", "comment": "old"}, id="the same"),
        pytest.param({"items": ["K2", "K1"], "name": "site", "comment": "old"}, id="items in another order"),
    ],
)
def test_what_means_the_same_makes_no_request(wanted: dict[str, Any]) -> None:
    assert full_object.plan(KEY_GROUP, ID, STATE, wanted) is None


def test_a_public_keys_immutable_fields_are_sent_again_as_the_state_has_them() -> None:
    key = ec_key()
    state = {"encodedKey": key, "name": "k", "callerReference": "pulumi-1", "etag": "E1"}
    wanted = {"encodedKey": key.replace("\n", "\r\n"), "name": "k", "comment": "new"}
    request = full_object.plan(PUBLIC_KEY, "K1", state, wanted)
    assert request is not None
    assert request.operation == "UpdatePublicKey"
    config = {"CallerReference": "pulumi-1", "Name": "k", "EncodedKey": key, "Comment": "new"}
    assert request.params == {"Id": "K1", "PublicKeyConfig": config, "IfMatch": "E1"}


def test_how_a_pems_lines_end_makes_no_request() -> None:
    key = ec_key()
    state = {"encodedKey": key, "name": "k", "callerReference": "pulumi-1", "etag": "E1"}
    wanted = {"encodedKey": key.replace("\n", "\r\n").strip(), "name": "k"}
    assert full_object.plan(PUBLIC_KEY, "K1", state, wanted) is None


@PROPERTY
@given(KEY_GROUPS, KEY_GROUPS)
def test_there_is_no_request_if_and_only_if_nothing_changes(
    state: dict[str, Any], wanted: dict[str, Any]
) -> None:
    request = full_object.plan(KEY_GROUP, ID, {**state, **OUTPUTS}, wanted)
    assert (request is None) == (meaning(state) == meaning(wanted))


@PROPERTY
@given(KEY_GROUPS, KEY_GROUPS)
def test_the_request_says_all_that_the_program_wants_and_nothing_of_the_state(
    state: dict[str, Any], wanted: dict[str, Any]
) -> None:
    request = full_object.plan(KEY_GROUP, ID, {**state, **OUTPUTS}, wanted)
    if request is not None:
        config = {name.lower(): value for name, value in request.params["KeyGroupConfig"].items()}
        assert config == wanted
        assert request.params["IfMatch"] == OUTPUTS["etag"]


@PROPERTY
@given(KEY_GROUPS, KEY_GROUPS)
def test_planning_changes_neither_the_state_nor_the_program(
    state: dict[str, Any], wanted: dict[str, Any]
) -> None:
    before = (repr(state), repr(wanted))
    full_object.plan(KEY_GROUP, ID, state, wanted)
    assert (repr(state), repr(wanted)) == before
