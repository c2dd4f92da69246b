"""Auto-naming: made once, kept as long as the program gives no name, let go when it does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.check import Checked, check
from aws_groups.model.diff import Diff, diff
from aws_groups.model.naming import AUTONAMED, FIXED, SEEDED, Mode, Naming
from aws_groups.model.paths import rendered
from aws_groups.resources import cloudfront
from aws_groups.resources.group import GROUP
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.words.checks import why
from tests.resources import pems

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
    return check(KEY_GROUP, olds or {}, news, naming=naming, configuration={})


def test_a_name_is_made_from_the_logical_one() -> None:
    inputs, problems, *_ = named(NEWS)
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
    inputs, *_ = named({**NEWS, "name": "mine"}, named(NEWS).inputs)
    assert inputs == {**NEWS, "name": "mine"}


def test_a_name_is_made_when_the_program_gives_none_any_more() -> None:
    old = named({**NEWS, "name": "mine"}).inputs
    assert re.fullmatch(r"site-[0-9a-f]{7}", named(NEWS, old).inputs["name"])


def test_a_program_cannot_say_that_its_name_was_made() -> None:
    inputs, *_ = named({**NEWS, "name": "mine", AUTONAMED: "mine"})
    assert AUTONAMED not in inputs


def test_a_program_cannot_say_how_its_name_was_made() -> None:
    inputs, *_ = named({**NEWS, "name": "mine", SEEDED: True, FIXED: True})
    assert inputs == {**NEWS, "name": "mine"}


@pytest.mark.parametrize("proposed", [None, "project-site"])
def test_a_made_name_stays_one_where_the_engine_writes_it_into_the_program(proposed: str | None) -> None:
    """As it does for ``ignoreChanges``."""
    old = named(NEWS, proposed=proposed).inputs
    written = {**NEWS, "name": old["name"]}
    for seed in (b"one", b"two"):
        again = named(written, old, seed=seed, proposed=proposed)
        assert again.inputs == named(NEWS, old, seed=seed, proposed=proposed).inputs
        assert again.inputs[AUTONAMED] == old["name"]


def test_only_a_name_with_a_random_part_of_the_providers_own_is_marked_so() -> None:
    assert SEEDED in named(NEWS).inputs
    assert SEEDED not in named(NEWS, proposed="project-site").inputs
    assert SEEDED not in named(NEWS, proposed="project-site", mode=Mode.ENFORCE).inputs
    assert SEEDED not in named({**NEWS, "name": "mine"}).inputs


def test_how_a_name_was_made_is_known_as_long_as_it_is_kept() -> None:
    assert SEEDED in named(NEWS, named(NEWS).inputs, proposed="project-site").inputs
    assert SEEDED not in named(NEWS, named(NEWS, proposed="project-site").inputs).inputs


def test_a_name_that_would_be_made_again_is_marked_so() -> None:
    """At the first check there is nothing that it could be made again of."""
    first = named(NEWS, proposed="project-site").inputs
    assert FIXED not in first
    assert FIXED in named(NEWS, first, proposed="project-site").inputs
    assert FIXED not in named(NEWS, first, proposed="project-site-2").inputs
    assert FIXED not in named(NEWS, first).inputs


def test_a_replacement_gets_a_name_of_its_own() -> None:
    """The engine checks it without old inputs, after a check with them."""
    names = [Naming("site", b"one").make(None)]
    for _ in range(3):
        names.append(Naming("site", b"one", replaced=str(names[-1])).make(None))
    assert len(set(names)) == 4


def test_another_content_has_the_same_name() -> None:
    """So that a program changed after a kill is told of what the killed run has made."""
    naming = Naming("key", b"one")
    one, other = [
        check(PUBLIC_KEY, {}, {"encodedKey": key}, naming=naming, configuration={}).inputs
        for key in (pems.ec_key(), pems.ec_key())
    ]
    assert one["name"] == other["name"]


def test_new_material_under_a_made_name_is_no_reason_to_delete_the_old_key_first() -> None:
    """Which would fail while a key group holds it. The diff is made of the first check, in which
    the made name is still the old key's."""
    for seed in (b"one", b"two"):
        found = rotated(Naming("key", b"one"), Naming("key", seed))
        assert found.replaces
        assert not found.delete_before_replace


def test_new_material_under_a_name_that_would_be_made_again_deletes_the_old_key_first() -> None:
    """By the project's own pattern, which has nothing random in it."""
    found = rotated(Naming("key", b"one", "project-key"), Naming("key", b"two", "project-key"))
    assert found.replaces
    assert found.delete_before_replace


def rotated(first: Naming, then: Naming) -> Diff:
    """The diff of new material for a key whose name was made."""
    old = check(PUBLIC_KEY, {}, {"encodedKey": pems.ec_key()}, naming=first, configuration={})
    new = check(PUBLIC_KEY, old.inputs, {"encodedKey": pems.ec_key()}, naming=then, configuration={})
    return diff(PUBLIC_KEY, old.inputs, new.inputs)


@pytest.mark.parametrize(
    ("proposed", "mode", "name"),
    [
        ("project-dev-site", Mode.PROPOSE, "project-dev-site"),
        ("project-dev-site", Mode.ENFORCE, "project-dev-site"),
        ("x" * 130 + "-abc1234", Mode.PROPOSE, "x" * 120 + "-abc1234"),
    ],
)
def test_the_projects_own_pattern_is_followed(proposed: str, mode: Mode, name: str) -> None:
    inputs, problems, *_ = named(NEWS, proposed=proposed, mode=mode)
    assert problems == []
    assert inputs["name"] == inputs[AUTONAMED] == name


def test_an_enforced_name_is_never_cut_but_refused() -> None:
    inputs, [problem], *_ = named(NEWS, proposed="x" * 129, mode=Mode.ENFORCE)
    assert inputs["name"] == "x" * 129
    assert (rendered(problem.path), why(problem.reason)) == (
        "name",
        "must have at most 128 characters, has 129",
    )


def test_where_naming_is_disabled_a_name_is_required() -> None:
    inputs, [problem], *_ = named(NEWS, mode=Mode.DISABLE)
    assert "name" not in inputs
    assert (rendered(problem.path), why(problem.reason)) == (
        "name",
        "is required: auto-naming is disabled for this resource",
    )


def test_where_naming_is_disabled_the_programs_name_will_do() -> None:
    assert named({**NEWS, "name": "mine"}, mode=Mode.DISABLE).problems == []


def test_what_has_no_auto_name_gets_none() -> None:
    news = {"identityStoreId": "d-1234567890"}
    inputs, [problem], *_ = check(GROUP, {}, news, naming=Naming("x", b""), configuration={})
    assert problem.path == ("displayName",)
    assert inputs == news


@PROPERTY
@given(st.text(min_size=1, max_size=300), st.binary(max_size=64), st.integers(20, 200))
def test_a_made_name_keeps_the_limit_and_its_random_part(name: str, seed: bytes, limit: int) -> None:
    whole = Naming(name, seed).make(None)
    made = Naming(name, seed).make(limit)
    assert isinstance(made, str)
    assert isinstance(whole, str)
    assert len(made) == min(limit, len(whole))
    assert made[-8:] == whole[-8:]
    assert whole.startswith(made[:-8])
    assert re.fullmatch(r"-[0-9a-f]{7}", made[-8:])


@PROPERTY
@given(st.text(min_size=1, max_size=300), st.integers(20, 200))
def test_an_enforced_name_is_as_it_was_proposed(proposed: str, limit: int) -> None:
    assert Naming("x", b"", proposed, Mode.ENFORCE).make(limit) == proposed


def test_a_made_name_has_a_hyphen_for_each_character_that_a_public_key_may_not_have() -> None:
    made = Naming("my key: ä", b"seed").make(None, cloudfront.as_key_name)
    assert isinstance(made, str)
    assert re.fullmatch(r"my-key----[0-9a-f]{7}", made)
    inputs, problems, *_ = check(
        PUBLIC_KEY, {}, {"encodedKey": pems.rsa_key()}, naming=Naming("my key", b"seed"), configuration={}
    )
    assert problems == []
    assert inputs["name"].startswith("my-key-")


def test_a_made_name_of_a_key_group_has_them_too() -> None:
    inputs, problems, *_ = named(NEWS, name="my site\nö")
    assert problems == []
    assert re.fullmatch(r"my-site---[0-9a-f]{7}", inputs["name"])
