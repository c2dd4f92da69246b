"""Auto-naming: made once, kept as long as the program gives no name, let go when it does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.resources import RESOURCES, rules
from aws_groups.resources.check import Checked, check
from aws_groups.resources.diff import diff
from aws_groups.resources.naming import AUTONAMED, Mode, Naming
from tests.resources import pems

KEY_GROUP, PUBLIC_KEY, GROUP = RESOURCES.values()
NEWS: dict[str, Any] = {"items": ["K1"]}
PROPERTY = settings(deadline=None)


def named(
    news: dict[str, Any],
    olds: dict[str, Any] | None = None,
    *,
    name: str = "site",
    seed: bytes = b"one",
    proposed: str | None = None,
    mode: Mode = Mode.PROPOSE,
) -> Checked:
    naming = Naming(name, seed, proposed, mode)
    return check(KEY_GROUP, olds or {}, news, naming=naming, defaults={})


def test_a_name_is_made_from_the_logical_one() -> None:
    inputs, problems = named(NEWS)
    assert problems == []
    assert re.fullmatch(r"site-[0-9a-f]{7}", inputs["name"])
    assert inputs[AUTONAMED] == inputs["name"]


def test_the_same_seed_makes_the_same_name() -> None:
    assert named(NEWS).inputs == named(NEWS).inputs


def test_another_seed_makes_another_name() -> None:
    assert named(NEWS).inputs["name"] != named(NEWS, seed=b"two").inputs["name"]


def test_another_resource_gets_another_random_part_from_the_same_seed() -> None:
    one, other = named(NEWS, name="a").inputs["name"], named(NEWS, name="b").inputs["name"]
    assert one[-7:] != other[-7:]


@pytest.mark.parametrize("mode", Mode)
def test_a_made_name_is_kept(mode: Mode) -> None:
    old = named(NEWS).inputs
    again = named({"items": ["K2"]}, old, seed=b"two", proposed="other", mode=mode)
    assert again.problems == []
    assert (again.inputs["name"], again.inputs[AUTONAMED]) == (old["name"], old["name"])


def test_a_made_name_returns_after_a_refresh_saw_another() -> None:
    old = named(NEWS).inputs
    drifted = {**old, "name": "renamed-by-hand"}
    assert named(NEWS, drifted, seed=b"two").inputs["name"] == old["name"]


def test_a_made_name_is_let_go_when_the_program_gives_one() -> None:
    inputs, _ = named({**NEWS, "name": "mine"}, named(NEWS).inputs)
    assert inputs == {**NEWS, "name": "mine"}


def test_a_name_is_made_when_the_program_gives_none_any_more() -> None:
    old = named({**NEWS, "name": "mine"}).inputs
    assert re.fullmatch(r"site-[0-9a-f]{7}", named(NEWS, old).inputs["name"])


def test_a_program_cannot_say_that_its_name_was_made() -> None:
    inputs, _ = named({**NEWS, "name": "mine", AUTONAMED: "mine"})
    assert AUTONAMED not in inputs


def test_a_replacement_gets_a_name_of_its_own() -> None:
    """The engine checks it without old inputs and with another seed."""
    assert named(NEWS, {}, seed=b"two").inputs["name"] != named(NEWS).inputs["name"]


def test_new_material_under_a_made_name_is_no_reason_to_delete_the_old_key_first() -> None:
    """Which would fail while a key group holds it. The diff is made of the first check, in which
    the made name is still the old key's."""
    naming = Naming("key", b"one")
    old = check(PUBLIC_KEY, {}, {"encodedKey": pems.ec_key()}, naming=naming, defaults={})
    new = check(PUBLIC_KEY, old.inputs, {"encodedKey": pems.ec_key()}, naming=naming, defaults={})
    found = diff(PUBLIC_KEY, old.inputs, new.inputs)
    assert found.replaces
    assert not found.delete_before_replace


@pytest.mark.parametrize(
    ("proposed", "mode", "name"),
    [
        ("project-dev-site", Mode.PROPOSE, "project-dev-site"),
        ("project-dev-site", Mode.ENFORCE, "project-dev-site"),
        ("x" * 130 + "-abc1234", Mode.PROPOSE, "x" * 120 + "-abc1234"),
    ],
)
def test_the_projects_own_pattern_is_followed(proposed: str, mode: Mode, name: str) -> None:
    inputs, problems = named(NEWS, proposed=proposed, mode=mode)
    assert problems == []
    assert inputs["name"] == inputs[AUTONAMED] == name


def test_an_enforced_name_is_never_cut_but_refused() -> None:
    inputs, [problem] = named(NEWS, proposed="x" * 129, mode=Mode.ENFORCE)
    assert inputs["name"] == "x" * 129
    assert (problem.path, problem.reason) == ("name", "must have at most 128 characters, has 129")


def test_where_naming_is_disabled_a_name_is_required() -> None:
    inputs, [problem] = named(NEWS, mode=Mode.DISABLE)
    assert "name" not in inputs
    assert (problem.path, problem.reason) == (
        "name",
        "is required: auto-naming is disabled for this resource",
    )


def test_where_naming_is_disabled_the_programs_name_will_do() -> None:
    assert named({**NEWS, "name": "mine"}, mode=Mode.DISABLE).problems == []


def test_what_has_no_auto_name_gets_none() -> None:
    news = {"identityStoreId": "d-1234567890"}
    inputs, [problem] = check(GROUP, {}, news, naming=Naming("x", b""), defaults={})
    assert problem.path == "displayName"
    assert inputs == news


@PROPERTY
@given(st.text(min_size=1, max_size=300), st.binary(max_size=64), st.integers(20, 200))
def test_a_made_name_keeps_the_limit_and_its_random_part(name: str, seed: bytes, limit: int) -> None:
    whole = Naming(name, seed).make(None)
    made = Naming(name, seed).make(limit)
    assert made is not None
    assert whole is not None
    assert len(made) == min(limit, len(whole))
    assert made[-8:] == whole[-8:]
    assert whole.startswith(made[:-8])
    assert re.fullmatch(r"-[0-9a-f]{7}", made[-8:])


@PROPERTY
@given(st.text(min_size=1, max_size=300), st.integers(20, 200))
def test_an_enforced_name_is_as_it_was_proposed(proposed: str, limit: int) -> None:
    assert Naming("x", b"", proposed, Mode.ENFORCE).make(limit) == proposed


def test_a_made_name_has_a_hyphen_for_each_character_that_a_public_key_may_not_have() -> None:
    made = Naming("my key: ä", b"seed").make(None, rules.as_key_name)
    assert re.fullmatch(r"my-key----[0-9a-f]{7}", made or "")
    inputs, problems = check(
        PUBLIC_KEY, {}, {"encodedKey": pems.rsa_key()}, naming=Naming("my key", b"seed"), defaults={}
    )
    assert problems == []
    assert inputs["name"].startswith("my-key-")
