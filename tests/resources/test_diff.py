"""The diff: what an update would do, told by path and kind, and nothing that means the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import diff
from aws_groups.model.paths import rendered
from aws_groups.model.types import Text
from aws_groups.resources.group import GROUP
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.values import UNKNOWN
from tests.resources import pems

PROPERTY = settings(deadline=None)
STORE = "d-1234567890"
ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"
KEY = pems.ec_key()
OTHER_KEY = pems.ec_key()

Bag = dict[str, Any]


def told(resource: Resource, old: Bag, new: Bag) -> list[str]:
    """``["items[0] add", "name update replace"]``."""
    return [
        f"{rendered(change.path)} {change.kind.value}{' replace' if change.replaces else ''}"
        for change in diff(resource, old, new).changes
    ]


def group(*items: Any, **more: Any) -> Bag:
    return {"items": list(items), "name": "site", **more}


KEY_GROUPS = {
    "nothing changed": (group("K1", comment="x"), group("K1", comment="x"), []),
    "another order": (group("K1", "K2", "K3"), group("K3", "K1", "K2"), []),
    "a key added": (group("K1"), group("K1", "K2"), ["items[1] add"]),
    "a key added in front": (group("K1"), group("K2", "K1"), ["items[0] add"]),
    "a key dropped": (group("K1", "K2"), group("K2"), ["items[0] delete"]),
    "a key in another's place": (group("K1", "K2"), group("K3", "K2"), ["items[0] update"]),
    "a key dropped and one added elsewhere": (
        group("K1", "K2"),
        group("K2", "K3"),
        ["items[0] delete", "items[1] add"],
    ),
    "all keys others": (group("K1", "K2"), group("K3", "K4"), ["items[0] update", "items[1] update"]),
    "a key not known yet": (group("K1"), group("K1", UNKNOWN), ["items[1] add"]),
    "keys not known yet": (group("K1"), group(UNKNOWN, UNKNOWN), ["items[0] update", "items[1] add"]),
    "items not known yet": (group("K1"), {"items": UNKNOWN, "name": "site"}, ["items update"]),
    "a name": (group("K1"), group("K1", name="other"), ["name update"]),
    "a name not known yet": (group("K1"), group("K1", name=UNKNOWN), ["name update"]),
    "a comment added": (group("K1"), group("K1", comment="x"), ["comment add"]),
    "a comment added, not known yet": (group("K1"), group("K1", comment=UNKNOWN), ["comment add"]),
    "a comment changed": (group("K1", comment="x"), group("K1", comment="y"), ["comment update"]),
    "a comment dropped": (group("K1", comment="x"), group("K1"), ["comment delete"]),
    "a comment emptied": (group("K1", comment="x"), group("K1", comment=""), ["comment delete"]),
    "no comment emptied": (group("K1"), group("K1", comment=""), []),
    "line ends in a comment": (group("K1", comment="a\nb"), group("K1", comment="a\r\nb"), []),
    "internal properties": (group("K1", __autonamed="a"), group("K1", __autonamed="b", __defaults=[]), []),
    "several": (
        group("K1", "K2", comment="x"),
        group("K2", name="other"),
        ["items[0] delete", "name update", "comment delete"],
    ),
}


@pytest.mark.parametrize(("old", "new", "changes"), KEY_GROUPS.values(), ids=KEY_GROUPS)
def test_a_key_group(old: Bag, new: Bag, changes: list[str]) -> None:
    assert told(KEY_GROUP, old, new) == changes


def key(material: Any = KEY, **more: Any) -> Bag:
    return {"encodedKey": material, "name": "k", **more}


PUBLIC_KEYS = {
    "nothing changed": (key(), key(), []),
    "no last newline": (key(), key(KEY.rstrip()), []),
    "more newlines": (key(), key(f"\n{KEY}\n\n"), []),
    "line ends of Windows": (key(KEY.replace("\n", "\r\n")), key(), []),
    "new material": (key(), key(OTHER_KEY), ["encodedKey update replace"]),
    "material not known yet": (key(), key(UNKNOWN), ["encodedKey update replace"]),
    "a name": (key(), key(name="other"), ["name update replace"]),
    "a comment added": (key(), key(comment="x"), ["comment add"]),
    "all of it": (
        key(comment="x"),
        key(OTHER_KEY, name="other"),
        ["encodedKey update replace", "name update replace", "comment delete"],
    ),
}


@pytest.mark.parametrize(("old", "new", "changes"), PUBLIC_KEYS.values(), ids=PUBLIC_KEYS)
def test_a_public_key(old: Bag, new: Bag, changes: list[str]) -> None:
    assert told(PUBLIC_KEY, old, new) == changes


def team(store: Any = STORE, **more: Any) -> Bag:
    return {"identityStoreId": store, "displayName": "ops", **more}


GROUPS = {
    "nothing changed": (team(description="x"), team(description="x"), []),
    "a name": (team(), team(displayName="dev"), ["displayName update"]),
    "a description added": (team(), team(description="x"), ["description add"]),
    "a description changed": (team(description="x"), team(description="y"), ["description update"]),
    "a description dropped": (team(description="x"), team(), ["description delete"]),
    "the store's ARN for its id": (team(), team(ARN), []),
    "the store's id for its ARN": (team(ARN), team(), []),
    "another store": (team(), team("d-0987654321"), ["identityStoreId update replace"]),
    "another store's ARN": (
        team(),
        team(ARN.replace(STORE, "d-0987654321")),
        ["identityStoreId update replace"],
    ),
    "a store not known yet": (team(), team(UNKNOWN), ["identityStoreId update replace"]),
}


@pytest.mark.parametrize(("old", "new", "changes"), GROUPS.values(), ids=GROUPS)
def test_a_group(old: Bag, new: Bag, changes: list[str]) -> None:
    assert told(GROUP, old, new) == changes


def test_what_an_import_found_and_the_program_does_not_declare_is_left_alone_where_it_can_be() -> None:
    imported = {"__imported": True}
    assert told(GROUP, {**team(description="x"), **imported}, team()) == []
    assert told(GROUP, {**team(description="x"), **imported}, team(description="y")) == ["description update"]
    assert told(GROUP, {**team(), **imported}, team(displayName="dev")) == ["displayName update"]
    assert told(GROUP, {**team(), **imported}, team("d-0987654321")) == ["identityStoreId update replace"]
    assert told(KEY_GROUP, {**group("K1", comment="x"), **imported}, group("K1")) == ["comment delete"]


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        pytest.param(key(), key(UNKNOWN), True, id="material not known yet under the same name"),
        pytest.param(key(), key(OTHER_KEY, name="other"), False, id="new material under a new name"),
        pytest.param(key(), key(OTHER_KEY, name=UNKNOWN), False, id="under a name not known yet"),
        pytest.param(key(), key(name="other"), False, id="a new name alone"),
        pytest.param(key(), key(OTHER_KEY), True, id="new material under the same name"),
        pytest.param(key(), key(comment="x"), True, id="a replacement that only the user asks for"),
    ],
)
def test_the_old_public_key_is_deleted_first_only_where_its_name_is_needed(
    old: Bag, new: Bag, first: bool
) -> None:
    assert diff(PUBLIC_KEY, old, new).delete_before_replace is first


def test_a_group_of_another_store_can_be_made_before_the_old_one_goes() -> None:
    found = diff(GROUP, team(), team("d-0987654321"))
    assert found.replaces
    assert not found.delete_before_replace


IDS = st.lists(st.sampled_from(["K1", "K2", "K3", "K4", "K5"]), min_size=1, unique=True)
SET = KEY_GROUP.fields["items"].type


@PROPERTY
@given(IDS, st.randoms())
def test_the_order_of_a_set_is_never_a_change(items: list[str], random: Any) -> None:
    shuffled = random.sample(items, len(items))
    assert list(SET.changes(("items",), items, shuffled)) == []


@PROPERTY
@given(IDS, IDS)
def test_what_the_diff_of_a_set_says_turns_the_old_into_the_new(old: list[str], new: list[str]) -> None:
    result = set(old)
    changes = [(change.path, change.kind.value) for change in SET.changes(("items",), old, new)]
    assert len({path for path, _ in changes}) == len(changes)
    for path, kind in changes:
        name, index = path
        assert name == "items"
        assert isinstance(index, int)
        if kind in ("delete", "update"):
            result.remove(old[index])
        if kind in ("add", "update"):
            assert new[index] not in old
            result.add(new[index])
    assert result == set(new)


@PROPERTY
@given(IDS, IDS)
def test_a_set_is_spelled_in_the_programs_order_whatever_is_in_it(
    live: list[str], written: list[str]
) -> None:
    spelled = SET.spelled(live, written)
    assert sorted(spelled) == sorted(live)
    kept = [item for item in written if item in live]
    assert spelled[: len(kept)] == kept


def test_a_set_that_was_never_known_is_as_it_is_live() -> None:
    assert TextSet(element=Text()).spelled(["b", "a"], UNKNOWN) == ["b", "a"]
