"""Replacements that keep the unique name of what they replace, whoever asks for them."""

from __future__ import annotations

import pytest

from tests.engine.advice import (
    as_the_program_says,
    follow,
    groups,
    keys,
    members,
    option,
    own,
    peopled,
    told,
)
from tests.engine.harness import Program, Run, Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, resource, with_options

pytestmark = pytest.mark.engine


def forced(stack: Stack, name: str, program: Program, how: str, **ends: bool) -> Run:
    """An update that replaces a resource because its user says so: of this the provider is not told."""
    urn = stack.state()[name]["urn"]
    if how == "taint":
        stack.pulumi("state", "taint", urn, "--yes")
        return stack.up(program, **ends)
    return stack.up(program, "--target-replace", urn, **ends)


def test_a_group_whose_replacement_is_forced_is_kept_or_deleted_first_as_its_owner_says(stack: Stack) -> None:
    program = {"team": group("Team")}
    stack.up(program)
    peopled(stack, "team")
    before = stack.state()["team"]["id"]
    error = told(forced(stack, "team", program, "taint", fails=True))
    assert own(stack, error) == "team"
    assert "it is this stack's own. Listed as team, it is to be replaced: keep it (" in error

    follow(stack, error, "pulumi state untaint")
    as_the_program_says(stack, program)
    assert groups(stack) == {"Team": before}
    assert members(stack, before) == 1

    assert "`deleteBeforeReplace: true`, and it is deleted first, with all that is in it." in error
    stack.pulumi("state", "taint", stack.state()["team"]["urn"], "--yes")
    first = with_options(program["team"], **option(error, "deleteBeforeReplace"))
    as_the_program_says(stack, {"team": first})
    assert groups(stack)["Team"] != before


def test_a_membership_whose_replacement_is_forced_is_deleted_first(stack: Stack) -> None:
    stack.up({"team": group("Team")})
    program = {"joins": membership(stack), "team": group("Team")}
    stack.up(program)
    error = told(forced(stack, "joins", program, "taint", fails=True))
    assert own(stack, error) == "joins"
    deleted = with_options(program["joins"], **option(error, "deleteBeforeReplace"))
    as_the_program_says(stack, {**program, "joins": deleted})
    assert members(stack, groups(stack)["Team"]) == 1


def test_a_group_that_is_told_not_to_go_first_is_told_that_it_has_to(stack: Stack) -> None:
    stack.up({"team": group("Team", description="old")})
    late = {"replaceOnChanges": ["description"], "deleteBeforeReplace": False}
    error = told(stack.up({"team": with_options(group("Team", description="new"), **late)}, fails=True))
    assert "which this resource itself has and is to replace: keep it (" in error
    first = {**late, **option(error, "deleteBeforeReplace")}
    as_the_program_says(stack, {"team": with_options(group("Team", description="new"), **first)})


def test_replace_on_changes_deletes_the_old_group_first_of_its_own_accord(stack: Stack) -> None:
    stack.up({"team": group("Team", description="old")})
    replacing = with_options(group("Team", description="new"), replaceOnChanges=["description"])
    run = stack.up({"team": replacing})
    assert run.steps == ["delete-replaced team", "replace team", "create-replacement team"]


FORCED = {"by a taint": ("taint", {"name": "web"}), "by an option": ("target-replace", {})}
"""How a replacement is forced, of a key with a fixed name and of one with a made one."""


@pytest.mark.parametrize(("how", "naming"), FORCED.values(), ids=FORCED)
def test_a_key_that_is_its_own_replacement_is_not_deleted_as_the_old_one(
    stack: Stack, how: str, naming: dict[str, str]
) -> None:
    """AWS gives the old key for the new one, as its name and its content are the same."""
    program = {"web": public_key(KEYS[0], **naming)}
    stack.up(program)
    before = keys(stack)
    run = forced(stack, "web", program, how)
    assert f"warning: replacing public key: {stack.state()['web']['id']} stays, as AWS has" in run.text
    assert keys(stack) == before
    as_the_program_says(stack, program)

    assert "To get a new public key, give another name." in run.text
    as_the_program_says(stack, {"web": public_key(KEYS[0], name="another")})
    assert keys(stack).keys() == {"another"}


def test_a_tainted_key_with_new_material_takes_another_name(stack: Stack) -> None:
    signers = key_group("${web.id}", name="signers")
    stack.up({"web": public_key(KEYS[0], name="web"), "signers": signers})
    program = {"web": public_key(KEYS[1], name="web"), "signers": signers}
    error = told(forced(stack, "web", program, "taint", fails=True))
    assert own(stack, error) == "web"
    assert "to be replaced: give another name (or none: it is then made), and the new public key is" in error
    as_the_program_says(stack, {**program, "web": public_key(KEYS[1])})
    assert len(keys(stack)) == 1


def test_new_material_under_a_fixed_name_comes_after_the_old_key_is_gone_as_the_user_says(
    stack: Stack,
) -> None:
    stack.up({"web": public_key(KEYS[0], name="web")})
    run = stack.up({"web": with_options(public_key(KEYS[1], name="web"), deleteBeforeReplace=True)})
    assert run.steps == ["delete-replaced web", "replace web", "create-replacement web"]


def test_or_is_refused_at_preview_where_a_key_group_holds_the_old_one_with_two_ways_out(
    stack: Stack,
) -> None:
    signers = key_group("${web.id}", name="signers")
    stack.up({"web": public_key(KEYS[0], name="web"), "signers": signers})
    held = {
        "web": with_options(public_key(KEYS[1], name="web"), deleteBeforeReplace=True),
        "signers": signers,
    }
    refused = stack.preview(held, fails=True)
    assert "it is in use by key group signers" in refused.error
    assert "Leave it out, or give a new one: then the new public key is made and used" in refused.error
    as_the_program_says(stack, {"web": public_key(KEYS[1]), "signers": signers})


def test_a_key_that_a_key_group_uses_goes_after_it_was_taken_out_there(stack: Stack) -> None:
    key, other = public_key(KEYS[0], name="web"), public_key(KEYS[1])
    stack.up({"web": key, "other": other, "signers": key_group("${web.id}", "${other.id}", name="signers")})
    replacing = with_options(public_key(KEYS[0], name="web", comment="new"), replaceOnChanges=["comment"])
    program = {
        "web": replacing,
        "other": other,
        "signers": key_group("${web.id}", "${other.id}", name="signers"),
    }
    error = told(stack.up(program, fails=True))
    assert error.startswith("deleting public key ")
    assert "it is in use by key group signers" in error
    assert "take it out there first" in error
    stack.up({"web": key, "other": other, "signers": key_group("${other.id}", name="signers")})
    stack.up({**program, "signers": key_group("${other.id}", name="signers")})
    as_the_program_says(stack, program)


def membership(stack: Stack) -> Resource:
    """A person's membership in the group of the resource ``team``."""
    store = groups(stack)["Team"].partition("/")[0]
    ann = {"UserName": "ann", "DisplayName": "Ann", "Name": {"GivenName": "Ann", "FamilyName": "Lee"}}
    user = stack.outside("identitystore", "CreateUser", IdentityStoreId=store, **ann)["UserId"]
    return resource("identitystore:GroupMembership", groupId="${team.id}", memberId=user)
