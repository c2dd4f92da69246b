"""What is not taken away unasked, through the real engine; each way out that a message names is gone."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from tests.engine.advice import advised, follow
from tests.engine.harness import CONFIG, ROOT, STORE, Stack
from tests.engine.programs import group
from tests.engine.test_group_members import add, alone, lines, members, people, somebody, team, user

pytestmark = pytest.mark.engine

README = ROOT / "README.md"


def configured(**more: Any) -> dict[str, Any]:
    """A stack's configuration, with more in it."""
    return {**CONFIG, **{f"aws-groups:{name}": value for name, value in more.items()}}


def once(text: str) -> dict[str, str]:
    """The environment in which a message says to run it once."""
    found = re.search(r"`(AWS_GROUPS_[A-Z_]+)=([^`]*)` in the environment", text)
    assert found, text
    return {found[1]: found[2]}


def groups(stack: Stack) -> list[str]:
    """The names of all groups."""
    listed = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    return sorted(one["DisplayName"] for one in listed)


@pytest.mark.parametrize("limit", ["2", "50%"])
def test_more_removals_than_may_be_are_refused_at_preview_and_at_the_update(stack: Stack, limit: str) -> None:
    everybody = [user(stack, f"user{number}") for number in range(5)]
    group_id, config = team(stack), configured(maxRemovals=limit)
    stack.up({"people": people(group_id, *everybody)}, config=config)
    emptied = {"people": people(group_id)}
    for refused in (
        stack.preview(emptied, config=config, fails=True),
        stack.up(emptied, config=config, fails=True),
    ):
        assert (
            f"5 of its 5 would be taken out, and maxRemovals is {limit}, so nothing was done" in refused.error
        )
        assert all(person in refused.error for person in everybody)
    assert members(stack, group_id) == set(everybody)

    fewer = {"people": people(group_id, *everybody[2:])}
    assert sorted(lines(stack.preview(fewer, config=config))) == sorted(
        f"delete people/{one}" for one in everybody[:2]
    )
    stack.up(fewer, config=config)
    assert members(stack, group_id) == set(everybody[2:])

    stack.up(emptied, config=config, env=once(refused.error))
    assert members(stack, group_id) == set()


def test_a_sets_own_limit_counts_before_the_providers(stack: Stack) -> None:
    ann, bob, cid = (user(stack, name) for name in ("ann", "bob", "cid"))
    group_id, config = team(stack), configured(maxRemovals="0")
    stack.up({"people": people(group_id, ann, bob, cid, maxRemovals=1)}, config=config)
    stack.up({"people": people(group_id, ann, bob, maxRemovals=1)}, config=config)
    refused = stack.preview({"people": people(group_id, maxRemovals=1)}, config=config, fails=True)
    assert "2 of its 2 would be taken out, and maxRemovals is 1" in refused.error


def test_a_number_is_for_all_sets_of_a_run(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    one, config = team(stack), configured(maxRemovals="3")
    program = {"other": group("Other"), "two": people("${other.id}", ann, bob), "one": people(one, ann, bob)}
    stack.up(program, config=config)
    emptied = {**program, "one": people(one), "two": people("${other.id}")}
    assert (
        "2 of its 2 would be taken out, 4 in this run"
        in stack.preview(emptied, config=config, fails=True).text
    )


@pytest.mark.parametrize("way", ["the program is emptied", "destroy"])
def test_a_set_that_goes_away_counts_and_the_way_out_of_the_message_is_one(stack: Stack, way: str) -> None:
    """The engine asks nothing of a deletion at preview, and deletes with the configuration of the state."""
    ann, bob, cid = (user(stack, name) for name in ("ann", "bob", "cid"))
    group_id, config = team(stack), configured(maxRemovals="2")
    stack.up({"people": people(group_id, ann, bob, cid)}, config=config)

    def go(**how: Any) -> Any:
        return stack.destroy(**how) if way == "destroy" else stack.up({}, config=config, **how)

    refused = go(fails=True)
    assert "deleting members of group" in refused.error
    assert "3 of its 3 would be taken out, and maxRemovals is 2, so nothing was done" in refused.error
    assert members(stack, group_id) == {ann, bob, cid}
    go(env=once(refused.error))
    assert members(stack, group_id) == set()


def test_groups_and_single_memberships_count_too(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id, config = team(stack), configured(maxRemovals="2")
    program = {"ann": alone(group_id, ann), "bob": alone(group_id, bob), "new": group("New")}
    stack.up(program, config=config)
    refused = stack.destroy(fails=True)
    assert "this run would take away 3, and maxRemovals is 2, so nothing was done" in refused.error
    assert len(stack.state()) == 1, "as many as may be are gone"


def test_a_name_that_is_never_deleted(stack: Stack) -> None:
    config = configured(neverDelete=["AWS*"])
    program = {"admins": group("AwsAdmins"), "team": group("Team")}
    stack.up(program, config=config)
    refused = stack.up({}, config=config, fails=True)
    assert refused.error.startswith("deleting group AwsAdmins (d-1234567890/")
    assert "neverDelete has AWS*, so nothing was done" in refused.error
    assert groups(stack) == ["AwsAdmins"]
    stack.destroy(env=once(refused.error))
    assert groups(stack) == []

    stack.up(program, config=config)
    refused = stack.destroy(fails=True)
    follow(stack, refused.error, "pulumi state delete")
    assert groups(stack) == ["AwsAdmins"]
    assert stack.state() == {}


def test_a_user_whose_name_is_kept(stack: Stack) -> None:
    config = configured(neverDelete=["admin*"])
    stack.up({"root": somebody("admin-1"), "ann": somebody("ann")}, config=config)
    refused = stack.destroy(fails=True)
    assert "deleting user admin-1 (d-1234567890/" in refused.error
    assert set(stack.state()) == {"root"}


def test_the_pattern_is_set_by_the_command_of_the_readme(stack: Stack) -> None:
    (command,) = re.findall(r"`pulumi (config set --path 'aws-groups:neverDelete[^`]+)`", README.read_text())
    stack.write({"admins": group("AWSAdmins")})
    stack.pulumi(*shlex.split(command))
    stack.up()
    stack.write({})
    assert "neverDelete has AWS*" in stack.up(fails=True).error


def test_a_group_with_members_of_others_is_kept(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    config = configured(keepPopulatedGroups="true")
    program = {"team": group("Team"), "people": people("${team.id}", ann)}
    stack.up(program, config=config)
    team_id = stack.state()["team"]["outputs"]["groupId"]
    add(stack, team_id, bob)
    refused = stack.destroy(fails=True)
    assert "it has members that this stack did not put there, and keepPopulatedGroups is set" in refused.error
    assert f"so nothing was done: {bob}." in refused.error
    assert advised(refused.error, "pulumi state delete")
    assert members(stack, team_id) == {bob}
    stack.destroy(env=once(refused.error))
    assert groups(stack) == []

    stack.up(program, config=config)
    stack.destroy()
    assert groups(stack) == [], "its own members are no reason to keep it"


def test_what_can_be_no_limit_is_told_at_preview(sketch: Stack) -> None:
    for wrong in ("-1", "1.5", "101%", "few", "10 %"):
        text = sketch.preview({"people": people("g-1", maxRemovals=wrong)}, fails=True).text
        assert "maxRemovals must be a whole number or a percentage, such as 10 or 10%" in text
        text = sketch.preview({"t": group("T")}, config=configured(maxRemovals=wrong), fails=True).text
        assert "maxRemovals must be a whole number or a percentage" in text
