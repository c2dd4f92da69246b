"""The life of a public key: its material never changes, so a change is another key."""

import pytest

from tests.engine.harness import Stack
from tests.engine.programs import KEYS, key_group, public_key, resource, with_options

pytestmark = pytest.mark.engine


def test_a_key_rotates_while_it_is_in_a_key_group(stack: Stack) -> None:
    signers = key_group("${web.id}")
    stack.up({"web": public_key(KEYS[0]), "signers": signers})
    old = stack.state()["web"]
    stack.calls()

    preview = stack.preview({"web": public_key(KEYS[1]), "signers": signers})
    assert preview.diff("web") == {"encodedKey": "update-replace"}
    assert preview.diff("signers") == {"items[0]": "update"}
    assert stack.calls() == []

    run = stack.up()
    assert run.steps == ["create-replacement web", "replace web", "update signers", "delete-replaced web"]
    assert stack.calls() == ["CreatePublicKey", "UpdateKeyGroup", "DeletePublicKey"]
    new = stack.state()["web"]
    assert new["id"] != old["id"]
    assert new["inputs"]["name"] != old["inputs"]["name"], "each made name is another"
    assert stack.state()["signers"]["inputs"]["items"] == [new["id"]]


def test_the_comment_of_a_key_changes_in_place_and_the_spelling_of_its_pem_means_nothing(
    stack: Stack,
) -> None:
    stack.up({"web": public_key(KEYS[2], comment="first")})
    stack.calls()

    respelled = KEYS[2].replace("\n", "\r\n").strip()
    run = stack.up({"web": public_key(respelled, comment="second")})
    assert run.diff("web") == {"comment": "update"}
    assert stack.calls() == ["UpdatePublicKey"]

    assert stack.refresh().steps == []
    assert stack.preview().steps == []
    assert stack.destroy().steps == ["delete web"]
    assert stack.calls() == ["GetPublicKey", "DeletePublicKey"]


def test_a_fixed_name_stands_in_the_way_of_a_rotation_until_it_is_changed_or_left_out(stack: Stack) -> None:
    signers = key_group("${web.id}")
    stack.up({"web": public_key(KEYS[0], name="fixed"), "signers": signers})
    stack.calls()

    refused = stack.preview({"web": public_key(KEYS[1], name="fixed"), "signers": signers}, fails=True)
    assert 'name stays "fixed", so the old one would have to be deleted first' in refused.error
    assert f"in use by key group {stack.state()['signers']['inputs']['name']}" in refused.error
    assert "Leave it out, or give a new one" in refused.error
    assert stack.calls() == ["ListKeyGroups"]

    run = stack.up({"web": public_key(KEYS[1], name="next"), "signers": signers})
    assert run.steps == ["create-replacement web", "replace web", "update signers", "delete-replaced web"]
    run = stack.up({"web": public_key(KEYS[1]), "signers": signers})
    assert run.diff("web") == {"name": "update-replace"}
    assert stack.calls() == ["CreatePublicKey", "UpdateKeyGroup", "DeletePublicKey"] * 2


def test_a_name_that_is_left_out_where_a_fixed_one_was_is_a_made_one(stack: Stack) -> None:
    stack.up({"web": public_key(KEYS[0], name="fixed")})

    stack.up({"web": public_key(KEYS[0])})

    assert stack.state()["web"]["inputs"]["name"].startswith("web-")


def test_a_key_that_is_not_known_yet_lets_the_old_holder_of_its_fixed_name_go_first(stack: Stack) -> None:
    stack.up({"web": public_key(KEYS[0], name="fixed")})
    later = resource("cloudfront:PublicKey", encodedKey="${other.callerReference}", name="fixed")

    run = stack.preview({"other": public_key(KEYS[1]), "web": later})

    assert [step for step in run.steps if step.endswith("web")] == [
        "delete-replaced web",
        "replace web",
        "create-replacement web",
    ]


def test_a_key_can_be_told_to_go_before_the_next_one_comes(stack: Stack) -> None:
    stack.up({"web": public_key(KEYS[0])})
    stack.calls()

    stack.up({"web": with_options(public_key(KEYS[1]), deleteBeforeReplace=True)})

    assert stack.calls() == ["DeletePublicKey", "CreatePublicKey"]


def test_keys_that_are_gone_already_are_no_hindrance_to_destroy(stack: Stack) -> None:
    stack.up({"web": public_key(KEYS[0]), "mobile": public_key(KEYS[1])})
    for name in ("web", "mobile"):
        gone = stack.state()[name]
        stack.outside("cloudfront", "DeletePublicKey", Id=gone["id"], IfMatch=gone["outputs"]["etag"])
    stack.calls()

    assert sorted(stack.destroy().steps) == ["delete mobile", "delete web"]
    assert stack.calls() == ["DeletePublicKey", "DeletePublicKey"]
