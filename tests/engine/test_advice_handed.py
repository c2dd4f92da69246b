"""Names that go from one resource of a stack to another in one update."""

from __future__ import annotations

import pytest

from tests.engine.advice import as_the_program_says, follow, groups, keys, members, own, peopled, quoted, told
from tests.engine.harness import STORE, Run, Stack
from tests.engine.programs import KEYS, group, public_key, with_options

pytestmark = pytest.mark.engine


def test_a_name_handed_over_in_one_update_arrives_in_any_order(stack: Stack) -> None:
    stack.up({"a": group("Old"), "z": group("Zed")})
    peopled(stack, "a", "z")
    a, z = (stack.state()[name]["id"] for name in ("a", "z"))
    handed = {
        "a": group("New"),
        "b": with_options(group("Old"), dependsOn=["${a}"]),
        "y": group("Zed"),
        "z": group("Zed 2"),
    }
    as_the_program_says(stack, handed)
    assert groups(stack)["New"] == a
    assert groups(stack)["Zed 2"] == z
    assert members(stack, a) == members(stack, z) == 1


def test_names_that_are_swapped_take_a_third_one_in_between(stack: Stack) -> None:
    stack.up({"a": group("One"), "b": group("Two")})
    peopled(stack, "a", "b")
    before = {name: stack.state()[name]["id"] for name in ("a", "b")}
    swapped = {"a": group("Two"), "b": group("One")}
    run = stack.up(swapped, fails=True)
    assert len(run.errors) == 2
    for error, other in zip(sorted(run.errors), "ab", strict=False):
        assert "pulumi import" not in error
        assert " of this stack has, so do not import it." in error, other
        assert "give one of them a third displayName in that update" in error
    follow(stack, run.errors[0], "pulumi refresh")
    stack.up({"a": group("Third"), "b": group("Two")})
    as_the_program_says(stack, swapped)
    assert groups(stack) == {"Two": before["a"], "One": before["b"]}
    assert all(members(stack, id) == 1 for id in before.values())


def in_an_update_before(stack: Stack, run: Run, other: str) -> None:
    """What is advised where another resource of the stack has the name, without the change itself."""
    error = told(run)
    assert f"which {other} of this stack has, so do not import it.\nRun `pulumi refresh`, then give" in error
    assert quoted(error) == ["pulumi refresh"]
    follow(stack, error, "pulumi refresh")


def test_a_name_that_the_old_object_of_a_replacement_has_comes_an_update_later(stack: Stack) -> None:
    """The old object is deleted last, so no order of the two would help."""
    stack.up({"a": public_key(KEYS[0], name="web")})
    handed = {"a": public_key(KEYS[0], name="old-web"), "b": public_key(KEYS[1], name="web")}
    run = stack.up(handed, fails=True)
    in_an_update_before(stack, run, "a")
    stack.up({"a": handed["a"]})
    as_the_program_says(stack, handed)
    assert keys(stack) == {"old-web": stack.state()["a"]["id"], "web": stack.state()["b"]["id"]}


def test_a_name_that_a_resource_has_behind_pulumis_back_is_given_back_first(stack: Stack) -> None:
    """The state does not know that the resource has it, so that nothing in the program would change it."""
    stack.up({"a": group("One")})
    peopled(stack, "a")
    a = stack.state()["a"]["id"]
    patch = [{"AttributePath": "displayName", "AttributeValue": "Two"}]
    id = a.rpartition("/")[2]
    stack.outside("identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=id, Operations=patch)
    program = {"a": group("One"), "b": with_options(group("Two"), dependsOn=["${a}"])}
    run = stack.up(program, fails=True)
    in_an_update_before(stack, run, "a")
    stack.up({"a": group("One")})
    as_the_program_says(stack, program)
    assert groups(stack)["One"] == a
    assert members(stack, a) == 1


@pytest.mark.parametrize("exists", [False, True], ids=["a new one", "one that is there"])
def test_a_name_whose_resource_waits_for_the_one_that_wants_it_goes_first(stack: Stack, exists: bool) -> None:
    before = {"a": group("Old"), **({"b": group("Before")} if exists else {})}
    stack.up(before)
    peopled(stack, "a")
    a = stack.state()["a"]["id"]
    handed = {"a": with_options(group("New"), dependsOn=["${b}"]), "b": group("Old")}
    error = told(stack.up(handed, fails=True))
    assert own(stack, error) == "a"
    assert ("change it" if not exists else "change or remove the resource that has it") in error
    assert " in an update before this one" in error
    stack.up({**before, "a": group("New")})
    as_the_program_says(stack, handed)
    assert groups(stack)["New"] == a
    assert members(stack, a) == 1
