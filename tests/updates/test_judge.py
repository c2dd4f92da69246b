"""What a refused version means, by state, live object and program."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_groups.model.paths import Path
from aws_groups.updates import guard
from aws_groups.updates.guard import Verdict
from tests.updates.programs import GROUP, GROUPS, KEY_GROUP, KEY_GROUPS, PROPERTY, meaning

Bag = dict[str, Any]


def key_group(items: str, comment: str | None = None, name: str = "site") -> Bag:
    bag: Bag = {"items": items.split(), "name": name}
    return {**bag, "comment": comment} if comment is not None else bag


@pytest.mark.parametrize(
    ("state", "live", "wanted", "verdict", "moved"),
    [
        pytest.param(
            key_group("K1"),
            key_group("K1"),
            key_group("K1 K2"),
            Verdict.RESEND,
            [],
            id="only the version moved",
        ),
        pytest.param(
            key_group("K1 K2"),
            key_group("K2 K1"),
            key_group("K1"),
            Verdict.RESEND,
            [],
            id="another order of the items is no move",
        ),
        pytest.param(
            key_group("K1"),
            key_group("K1 K2"),
            key_group("K2 K1"),
            Verdict.DONE,
            [],
            id="someone else did it already",
        ),
        pytest.param(
            key_group("K1", "x"),
            key_group("K1"),
            key_group("K1", ""),
            Verdict.DONE,
            [],
            id="an empty comment is no comment",
        ),
        pytest.param(
            key_group("K1"),
            key_group("K1 K3"),
            key_group("K1 K2"),
            Verdict.CONFLICT,
            [(("items",), ["K1"], ["K1", "K3"], ["K1", "K2"])],
            id="someone else changed what we change",
        ),
        pytest.param(
            key_group("K1"),
            key_group("K1", "theirs"),
            key_group("K1 K2"),
            Verdict.CONFLICT,
            [(("comment",), None, "theirs", None)],
            id="an undeclared comment is ours too",
        ),
        pytest.param(
            key_group("K1", "x", "site"),
            key_group("K3", "y", "other"),
            key_group("K2", "x", "site"),
            Verdict.CONFLICT,
            [
                (("items",), ["K1"], ["K3"], ["K2"]),
                (("name",), "site", "other", "site"),
                (("comment",), "x", "y", "x"),
            ],
            id="each property that moved is named",
        ),
        pytest.param(
            key_group("K1", "x"),
            key_group("K1", "y"),
            key_group("K2", "y"),
            Verdict.CONFLICT,
            [(("comment",), "x", "y", "y")],
            id="half of it done by someone else is still their change",
        ),
    ],
)
def test_a_refused_etag(
    state: Bag, live: Bag, wanted: Bag, verdict: Verdict, moved: list[tuple[Path, Any, Any, Any]]
) -> None:
    assert guard.judge(KEY_GROUP, KEY_GROUP.own_paths, state, live, wanted) == (verdict, moved)


@pytest.mark.parametrize(
    ("owned", "live", "verdict"),
    [
        pytest.param(("displayName",), {"displayName": "a", "description": "theirs"}, Verdict.RESEND),
        pytest.param(
            ("displayName", "description"), {"displayName": "a", "description": "theirs"}, Verdict.CONFLICT
        ),
        pytest.param(("displayName",), {"displayName": "b", "description": "theirs"}, Verdict.DONE),
        pytest.param(("displayName",), {"displayName": "c"}, Verdict.CONFLICT),
    ],
)
def test_a_refused_revision_is_judged_by_the_declared_attributes_alone(
    owned: tuple[str, ...], live: Bag, verdict: Verdict
) -> None:
    paths = [(name,) for name in owned]
    assert guard.judge(GROUP, paths, {"displayName": "a"}, live, {"displayName": "b"})[0] is verdict


@PROPERTY
@given(KEY_GROUPS, KEY_GROUPS, KEY_GROUPS)
def test_every_case_is_one_of_three(state: Bag, live: Bag, wanted: Bag) -> None:
    verdict, moved = guard.judge(KEY_GROUP, KEY_GROUP.own_paths, state, live, wanted)
    was, now, then = meaning(state), meaning(live), meaning(wanted)
    if now == then:
        assert verdict is Verdict.DONE
    elif now == was:
        assert verdict is Verdict.RESEND
    else:
        assert verdict is Verdict.CONFLICT
        assert {row.path for row in moved} == {(name,) for name in was if was[name] != now[name]}
        for row in moved:
            name = str(row.path[0])
            values = (state.get(name), live.get(name), wanted.get(name))
            assert (row.state, row.live, row.program) == values
    assert bool(moved) == (verdict is Verdict.CONFLICT)


@PROPERTY
@given(KEY_GROUPS, KEY_GROUPS, KEY_GROUPS, st.randoms())
def test_the_order_of_a_set_never_matters(state: Bag, live: Bag, wanted: Bag, random: Any) -> None:
    def shuffled(bag: Bag) -> Bag:
        return {**bag, "items": random.sample(bag["items"], len(bag["items"]))}

    paths = KEY_GROUP.own_paths
    verdict, moved = guard.judge(KEY_GROUP, paths, state, live, wanted)
    again, moved_again = guard.judge(KEY_GROUP, paths, shuffled(state), shuffled(live), shuffled(wanted))
    assert again is verdict
    assert [row.path for row in moved_again] == [row.path for row in moved]


@PROPERTY
@given(GROUPS, GROUPS, GROUPS, st.sets(st.sampled_from(["displayName", "description"])))
def test_what_is_not_owned_is_never_a_conflict(state: Bag, live: Bag, wanted: Bag, owned: set[str]) -> None:
    paths = {(name,) for name in owned}
    _, moved = guard.judge(GROUP, paths, state, live, wanted)
    assert {row.path for row in moved} <= paths
