"""Check and Diff on the wire: the protocol's rules, for any program."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.plugin.protocol import provider_pb2
from tests.plugin.harness import (
    GROUP,
    KEY_GROUP,
    PUBLIC_KEY,
    SEED,
    STORE,
    UNKNOWN,
    Bag,
    Plugin,
    assert_for_people,
    secret,
)
from tests.resources import pems

KEYS = [pems.ec_key(), pems.ec_key(), pems.rsa_key()]
PRIVATE = pems.pem(bytes(range(200)), "PRIVATE KEY")

BAD: dict[str, tuple[str, Bag, dict[str, list[str]]]] = {
    "items with a wrong one and a double": (
        KEY_GROUP,
        {"items": ["K1", "K 2", "K1"]},
        {"items[1]": ["can't be an id: it has white space", '"K 2"'], "items[2]": ["items[0]", '"K1"']},
    ),
    "no items": (KEY_GROUP, {"items": []}, {"items": ["at least 1 public key id", "[]"]}),
    "a long comment": (KEY_GROUP, {"items": ["K1"], "comment": "x" * 200}, {"comment": ["128", "has 200"]}),
    "a wrong type": (KEY_GROUP, {"items": "K1"}, {"items": ["must be a list of strings", '"K1"']}),
    "an unknown property": (
        KEY_GROUP,
        {"items": ["K1"], "coment": "x"},
        {"coment": ["did you mean comment?"]},
    ),
    "an output": (PUBLIC_KEY, {"encodedKey": KEYS[0], "etag": "E"}, {"etag": ["is made by AWS"]}),
    "a weak key": (PUBLIC_KEY, {"encodedKey": pems.rsa_key(1024)}, {'["encodedKey"]': ["2048 bits"]}),
    "a reserved name": (
        GROUP,
        {"identityStoreId": STORE, "displayName": "Administrator"},
        {"displayName": ["keeps for itself", '"Administrator"']},
    ),
}


@pytest.mark.parametrize(("token", "news", "failures"), BAD.values(), ids=BAD)
def test_a_failure_has_the_path_the_limit_and_what_was_given(
    plugin: Plugin, token: str, news: Bag, failures: dict[str, list[str]]
) -> None:
    _, found = plugin.check(token, news)
    assert set(found) == set(failures)
    for path, words in failures.items():
        assert_for_people(found[path])
        for word in words:
            assert word in found[path]


def test_a_private_key_is_not_repeated_in_the_message(plugin: Plugin) -> None:
    """Nor by the engine, which prints the value of what it finds under the failure's path."""
    _, failures = plugin.check(PUBLIC_KEY, {"encodedKey": PRIVATE})
    assert list(failures) == ['["encodedKey"]']
    (reason,) = failures.values()
    assert "is a private key" in reason
    for line in PRIVATE.splitlines()[1:-1]:
        assert line[:16] not in reason


HIDDEN = "hush-" * 40


@pytest.mark.parametrize(
    ("token", "olds", "news", "paths"),
    [
        pytest.param(
            KEY_GROUP,
            {},
            {"items": secret([f"{HIDDEN} x", f"{HIDDEN} y"])},
            ["items[0]", "items[1]"],
            id="a list",
        ),
        pytest.param(
            KEY_GROUP, {}, {"items": [secret(f"{HIDDEN} x"), "K1"]}, ["items[0]"], id="one of a list"
        ),
        pytest.param(
            KEY_GROUP, {}, {"items": ["K1"], "comment": secret(HIDDEN)}, ["comment"], id="a comment"
        ),
        pytest.param(
            KEY_GROUP, {}, {"items": ["K1"], "hush": secret(HIDDEN)}, ["hush"], id="an unknown property"
        ),
        pytest.param(PUBLIC_KEY, {}, {"encodedKey": secret(f"{HIDDEN}\x07")}, ["encodedKey"], id="a key"),
    ],
)
def test_what_is_wrong_with_a_secret_does_not_tell_it(
    plugin: Plugin, token: str, olds: Bag, news: Bag, paths: list[str]
) -> None:
    _, failures = plugin.check(token, news, olds)
    assert set(paths) <= {re.sub(r'^\["(\w+)"\]', r"\1", path) for path in failures}
    for reason in failures.values():
        assert "hush-" not in reason


def test_new_material_under_a_fixed_name_is_made_after_the_old_key_is_gone(plugin: Plugin) -> None:
    olds = plugin.checked(PUBLIC_KEY, {"encodedKey": KEYS[0], "name": "fixed"})
    news = plugin.checked(PUBLIC_KEY, {"encodedKey": KEYS[1], "name": "fixed"}, olds)
    diff = plugin.diff(PUBLIC_KEY, olds, news)
    assert diff.replaces == ["encodedKey"]
    assert diff.delete_before_replace


NEWS: Bag = {"items": ["K1"]}


class TestAutoNaming:
    def test_is_of_the_resources_name_and_the_engines_seed(self, plugin: Plugin) -> None:
        one = plugin.checked(KEY_GROUP, NEWS, name="site")
        assert re.fullmatch(r"site-[0-9a-f]{7}", one["name"])
        assert plugin.checked(KEY_GROUP, NEWS, name="site") == one
        assert plugin.checked(KEY_GROUP, NEWS, name="site", seed=SEED[::-1])["name"] != one["name"]

    def test_is_kept_as_long_as_the_program_gives_none(self, plugin: Plugin) -> None:
        one = plugin.checked(KEY_GROUP, NEWS, name="site")
        again = plugin.checked(KEY_GROUP, {"items": ["K2"]}, one, name="site", seed=SEED[::-1])
        assert again == {**one, "items": ["K2"]}
        assert plugin.diff(KEY_GROUP, one, again).detailed == {"items[0]": "UPDATE"}

    def test_ends_when_the_program_gives_one(self, plugin: Plugin) -> None:
        one = plugin.checked(KEY_GROUP, NEWS, name="site")
        assert plugin.checked(KEY_GROUP, {**NEWS, "name": "mine"}, one) == {**NEWS, "name": "mine"}

    @pytest.mark.parametrize("mode", ["PROPOSE", "ENFORCE"])
    def test_follows_the_projects_pattern(self, plugin: Plugin, mode: str) -> None:
        options = provider_pb2.CheckRequest.AutonamingOptions(proposed_name="project-dev-site", mode=mode)
        assert plugin.checked(KEY_GROUP, NEWS, autonaming=options)["name"] == "project-dev-site"

    def test_can_be_disabled(self, plugin: Plugin) -> None:
        options = provider_pb2.CheckRequest.AutonamingOptions(mode="DISABLE")
        _, failures = plugin.check(KEY_GROUP, NEWS, autonaming=options)
        assert failures == {"name": "name is required: auto-naming is disabled for this resource"}


def test_secrets_compare_by_value(plugin: Plugin) -> None:
    olds = {"items": ["K1"], "name": "g", "comment": secret("c")}
    assert not plugin.diff(KEY_GROUP, olds, {**olds, "comment": "c", "items": secret(["K1"])}).changes
    assert plugin.diff(KEY_GROUP, olds, {**olds, "comment": secret("d")}).detailed == {"comment": "UPDATE"}


def test_an_engine_that_sends_no_old_inputs_is_understood(plugin: Plugin) -> None:
    state = {"items": ["K1"], "name": "g", "comment": "c", "etag": "E1", "lastModifiedTime": "then"}
    request = provider_pb2.DiffRequest(urn=f"urn:pulumi:dev::project::{KEY_GROUP}::it", id="id")
    request.olds.update(state)
    request.news.update({"items": ["K1"], "name": "g", "comment": "d"})
    assert set(plugin.rpc("Diff", request).detailedDiff) == {"comment"}


def test_a_refresh_asks_the_other_way_round(plugin: Plugin) -> None:
    """The live object's inputs are the old ones, the program's the new."""
    program = {"items": ["K1", "K2"], "name": "g"}
    live = {"items": ["K1", "K3"], "name": "g", "comment": "theirs"}
    diff = plugin.diff(KEY_GROUP, live, program)
    assert diff.detailed == {"items[1]": "UPDATE", "comment": "DELETE"}


TEXT = st.sampled_from(["", "a", "b"])
MAYBE = st.one_of(st.just(UNKNOWN), TEXT)
IDS = st.lists(st.sampled_from(["K1", "K2", "K3", "K4"]), min_size=1, unique=True)
NEW_IDS = st.one_of(
    st.just(UNKNOWN), st.lists(st.sampled_from(["K1", "K2", "K3", UNKNOWN, UNKNOWN]), min_size=1, unique=True)
)


def programs(always: str = "", **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Bag]:
    """Bags with some of ``values``; the one that is ``always`` there is in every sound state."""
    there = {name: values[name] for name in values if name == always}
    bags = st.fixed_dictionaries(there, optional={n: v for n, v in values.items() if n != always})
    hidden = st.sets(st.sampled_from(sorted(values)))
    return st.builds(
        lambda bag, names: {n: secret(v) if n in names else v for n, v in bag.items()}, bags, hidden
    )


PROGRAMS = {
    KEY_GROUP: (
        programs(items=IDS, name=TEXT, comment=TEXT),
        programs(items=NEW_IDS, name=MAYBE, comment=MAYBE),
    ),
    PUBLIC_KEY: (
        programs(
            "encodedKey", encodedKey=st.sampled_from([*KEYS, KEYS[0].rstrip()]), name=TEXT, comment=TEXT
        ),
        programs(encodedKey=st.sampled_from([*KEYS, UNKNOWN]), name=MAYBE, comment=MAYBE),
    ),
    GROUP: (
        programs(
            "identityStoreId",
            identityStoreId=st.sampled_from([STORE, "d-0987654321"]),
            displayName=TEXT,
            description=TEXT,
        ),
        programs(
            identityStoreId=st.sampled_from(
                [STORE, f"arn:aws:identitystore::123456789012:identitystore/{STORE}", UNKNOWN]
            ),
            displayName=MAYBE,
            description=MAYBE,
        ),
    ),
}
REPLACING = {
    KEY_GROUP: set[str](),
    PUBLIC_KEY: {"encodedKey", "name"},
    GROUP: {"identityStoreId"},
}


UNIQUE = {KEY_GROUP: ["name"], PUBLIC_KEY: ["name"], GROUP: ["identityStoreId", "displayName"]}


def same_unique_name(token: str, olds: Bag, news: Bag) -> bool:
    """Whether a replacement would have the unique name of the object that it replaces."""
    pairs = [(meaning(at(olds, name)), meaning(at(news, name))) for name in UNIQUE[token]]
    return all(old == new and new not in (None, UNKNOWN) for old, new in pairs)


def bare(value: Any) -> Any:
    """A value without its mark."""
    return value["value"] if isinstance(value, dict) else value


def at(bag: Bag, path: str) -> Any:
    """The value at a path of the detailed diff; None where there is none."""
    name, _, index = path.removesuffix("]").partition("[")
    value = bare(bag.get(name))
    if not index:
        return value or None
    return value[int(index)] if isinstance(value, list) and int(index) < len(value) else None


def meaning(value: Any) -> Any:
    """A value so that two spellings of one are equal."""
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, str) and value.startswith("-----BEGIN"):
        return "".join(value.split())
    return value.rpartition("/")[2] if isinstance(value, str) else value


@pytest.mark.parametrize("token", PROGRAMS)
@settings(deadline=None)
@given(data=st.data())
def test_a_diff_is_complete_and_true(plugin: Plugin, token: str, data: st.DataObject) -> None:
    olds, news = data.draw(PROGRAMS[token][0], label="olds"), data.draw(PROGRAMS[token][1], label="news")
    diff = plugin.diff(token, olds, news)

    # Complete: the paths and the properties are the same ones, each once.
    tops = {path.partition("[")[0] for path in diff.detailed}
    assert tops == set(diff.diffs)
    assert len(diff.diffs) == len(set(diff.diffs))
    assert diff.changes == bool(diff.detailed)

    # Just what changes its meaning changes; what is unknown will.
    for name in {*olds, *news}:
        old, new = at(olds, name), at(news, name)
        unknown = new == UNKNOWN or (isinstance(new, list) and UNKNOWN in new)
        assert (name in tops) == (unknown or meaning(old) != meaning(new)), name

    # The kinds are true, element by element.
    for path, kind in diff.detailed.items():
        name = path.partition("[")[0]
        assert kind.endswith("_REPLACE") == (name in REPLACING[token])
        in_a_set = "[" in path
        old, new = at(olds, path), at(news, path)
        if kind.startswith("ADD"):
            assert new is not None
            assert new not in at(olds, name) if in_a_set else old is None
        elif kind.startswith("DELETE"):
            assert old is not None
            assert old not in at(news, name) if in_a_set else new is None
        else:
            assert old is not None
            assert new is not None
            assert new == UNKNOWN or meaning(old) != meaning(new)

    # A replacement is said to be one, with what causes it.
    assert set(diff.replaces) == tops & REPLACING[token]
    # The engine heeds this for a replacement that the user asks for, too.
    assert diff.delete_before_replace == same_unique_name(token, olds, news)
    assert not (diff.replaces and diff.stables)


@settings(deadline=None)
@given(old=PROGRAMS[KEY_GROUP][0], random=st.randoms())
def test_the_order_of_items_is_never_a_change(plugin: Plugin, old: Bag, random: Any) -> None:
    items = bare(old.get("items", ["K1"]))
    olds, news = {**old, "items": items}, {**old, "items": random.sample(items, len(items))}
    assert not plugin.diff(KEY_GROUP, olds, news).changes
