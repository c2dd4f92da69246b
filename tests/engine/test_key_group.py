"""The life of a key group, which the program owns whole: an update replaces all of it, under the
ETag in the state."""

from typing import Any

import pytest

from tests.engine.harness import Stack
from tests.engine.programs import KEYS, Resource, key_group, public_key, with_options

pytestmark = pytest.mark.engine


def program(*items: str, **properties: Any) -> dict[str, Resource]:
    """Three public keys, and a group of some of them."""
    keys = {name: public_key(KEYS[number], name=name) for number, name in enumerate("abc")}
    return {**keys, "signers": key_group(*(f"${{{name}.id}}" for name in items), **properties)}


def live(stack: Stack) -> dict[str, Any]:
    """The key group's config in AWS, its items by name."""
    names = {key["Id"]: key["Name"] for key in _listed(stack, "PublicKey")}
    (group,) = _listed(stack, "KeyGroup")
    config = group["KeyGroup"]["KeyGroupConfig"]
    return {**config, "Items": sorted(names[item] for item in config["Items"])}


def change_outside(stack: Stack, **changes: Any) -> None:
    """Change the key group as somebody at the console does."""
    (group,) = _listed(stack, "KeyGroup")
    found = stack.outside("cloudfront", "GetKeyGroup", Id=group["KeyGroup"]["Id"])
    config = {**found["KeyGroup"]["KeyGroupConfig"], **changes}
    stack.outside(
        "cloudfront",
        "UpdateKeyGroup",
        Id=found["KeyGroup"]["Id"],
        IfMatch=found["ETag"],
        KeyGroupConfig=config,
    )


def _listed(stack: Stack, kind: str) -> Any:
    return stack.outside("cloudfront", f"List{kind}s")[f"{kind}List"].get("Items", [])


def test_a_preview_of_keys_not_yet_made_shows_their_ids_as_unknown_and_calls_nothing(sketch: Stack) -> None:
    run = sketch.preview(program("a", "b", comment="who may sign"))

    assert sorted(run.steps) == ["create a", "create b", "create c", "create signers"]
    assert run.text.count("]: [unknown]") == 2, run.text
    assert '"who may sign"' in run.text
    assert sketch.calls() == []


def test_a_key_group_lives(stack: Stack) -> None:
    stack.up(program("a", "b", comment="who may sign", name="signers"))
    assert sorted(stack.calls()) == ["CreateKeyGroup", *["CreatePublicKey"] * 3]
    etag = stack.state()["signers"]["outputs"]["etag"]

    assert stack.up(program("b", "a", comment="who may sign", name="signers")).steps == [], "a set"
    assert stack.calls() == []

    edited = program("c", "b", comment="who may sign now", name="signers-2")
    preview = stack.preview(edited)
    assert preview.steps == ["update signers"]
    assert preview.diff("signers") == {
        "items[0]": "add",
        "items[1]": "delete",
        "name": "update",
        "comment": "update",
    }
    assert stack.calls() == []
    assert stack.up().steps == ["update signers"]
    assert stack.calls() == ["UpdateKeyGroup"]
    assert stack.aws.calls()[-1].params["IfMatch"] == etag, "the state's, not one read a moment before"
    assert live(stack) == {"Name": "signers-2", "Items": ["b", "c"], "Comment": "who may sign now"}

    assert stack.up(program("b", "c", name="signers-2")).diff("signers") == {"comment": "delete"}
    assert stack.calls() == ["UpdateKeyGroup"]
    assert live(stack) == {"Name": "signers-2", "Items": ["b", "c"]}

    assert stack.destroy().steps[0] == "delete signers", "before the keys it holds"
    assert stack.calls()[0] == "DeleteKeyGroup"


def test_what_someone_else_did_is_drift_that_a_refresh_shows_and_an_update_takes_back(stack: Stack) -> None:
    stack.up(program("a", "b"))
    change_outside(stack, Comment="mine", Items=[stack.state()["c"]["id"]])
    stack.calls()

    refresh = stack.refresh()
    assert refresh.steps == ["update signers"]
    assert refresh.diff("signers") == {
        "comment": "add",
        "items[0]": "update",
        "items[1]": "delete",
    }
    assert sorted(stack.calls()) == ["GetKeyGroup", *["GetPublicKey"] * 3]

    preview = stack.preview()
    assert preview.diff("signers") == {"comment": "delete", "items[0]": "update", "items[1]": "add"}
    assert stack.calls() == []
    assert stack.up().steps == ["update signers"]
    assert stack.calls() == ["UpdateKeyGroup"]
    assert "Comment" not in live(stack)
    assert live(stack)["Items"] == ["a", "b"]


def test_an_update_into_someone_elses_change_stops_and_says_who_wants_what(stack: Stack) -> None:
    stack.up(program("a", "b", comment="the program's"))
    change_outside(stack, Comment="someone else's")
    stack.calls()

    run = stack.up(program("a", "b", comment="the program's next"), fails=True)

    assert stack.calls() == ["UpdateKeyGroup", "GetKeyGroup"]
    assert (
        'comment: state "the program\'s", AWS now "someone else\'s", program "the program\'s next"'
        in run.error
    )
    assert "`pulumi refresh`" in run.error
    assert live(stack)["Comment"] == "someone else's", "nobody's change is lost"

    stack.refresh()
    stack.calls()
    assert stack.up().steps == ["update signers"]
    assert stack.calls() == ["UpdateKeyGroup"]
    assert live(stack)["Comment"] == "the program's next"


def test_an_etag_that_moved_by_itself_is_no_conflict(stack: Stack) -> None:
    stack.up(program("a", "b"))
    stack.aws.move_etag(stack.state()["signers"]["id"])
    stack.calls()

    assert stack.up(program("a", "c")).steps == ["update signers"]

    assert stack.calls() == ["UpdateKeyGroup", "GetKeyGroup", "UpdateKeyGroup"]
    assert live(stack)["Items"] == ["a", "c"]


def test_a_key_group_that_is_gone_leaves_the_state_at_refresh_and_is_made_anew(stack: Stack) -> None:
    stack.up(program("a", "b"))
    gone = stack.state()["signers"]
    stack.outside("cloudfront", "DeleteKeyGroup", Id=gone["id"], IfMatch=gone["outputs"]["etag"])
    stack.calls()

    assert stack.refresh().steps == ["delete signers"]
    assert "signers" not in stack.state()
    stack.calls()
    assert stack.up().steps == ["create signers"]
    assert stack.calls() == ["CreateKeyGroup"]


def test_an_ignored_change_is_neither_seen_nor_undone_by_an_update_of_the_rest(stack: Stack) -> None:
    before = program("a", "b", comment="as made")
    stack.up(before)
    stack.calls()

    after = program("a", "c", comment="ignored")
    after["signers"] = with_options(after["signers"], ignoreChanges=["comment"])
    assert stack.up(after).diff("signers") == {"items[1]": "update"}

    assert stack.calls() == ["UpdateKeyGroup"]
    assert live(stack)["Comment"] == "as made", "the whole object was sent, the old comment in it"
    assert live(stack)["Items"] == ["a", "c"]
