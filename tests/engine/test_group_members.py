"""The members of a group as one set, through the real engine, as a person at the terminal has it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aws_groups.local import Fault
from tests.engine.advice import follow, option
from tests.engine.harness import STORE, Run, Stack
from tests.engine.programs import Resource, group, resource, with_options

pytestmark = pytest.mark.engine

NOBODY = "1234567890-94482488-3041-7026-18f3-be45837cd0e4"
MEMBER = "aws-groups:identitystore:Member"


def people(group_id: str, *members: str, **more: Any) -> Resource:
    """An `identitystore:GroupMembers`."""
    return resource("identitystore:GroupMembers", groupId=group_id, members=list(members), **more)


def alone(group_id: str, member: str) -> Resource:
    """An `identitystore:GroupMembership`."""
    return resource("identitystore:GroupMembership", groupId=group_id, memberId=member)


def user(stack: Stack, name: str) -> str:
    """Somebody in the directory, whom no program declares; the user id."""
    person = {"UserName": name, "DisplayName": name, "Name": {"GivenName": name, "FamilyName": "Lee"}}
    return str(stack.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **person)["UserId"])


def team(stack: Stack, *members: str) -> str:
    """A group of somebody else's with these members; its id in the store."""
    made = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")
    for member in members:
        add(stack, made["GroupId"], member)
    return str(made["GroupId"])


def add(stack: Stack, group_id: str, member: str) -> None:
    """Somebody else adds somebody."""
    params = {"GroupId": group_id, "MemberId": {"UserId": member}}
    stack.outside("identitystore", "CreateGroupMembership", IdentityStoreId=STORE, **params)


def members(stack: Stack, group_id: str) -> set[str]:
    """Who is in a group."""
    where = {"IdentityStoreId": STORE, "GroupId": group_id}
    listed = stack.outside("identitystore", "ListGroupMemberships", **where)
    return {one["MemberId"]["UserId"] for one in listed["GroupMemberships"]}


def lines(run: Run) -> list[str]:
    """The lines of people that a run shows: ``create people/…``."""
    return [f"{step.op} {step.name}" for step in run.all_steps if step.metadata.type == MEMBER]


def test_a_life(stack: Stack) -> None:
    ann, bob, cid, dan = (user(stack, name) for name in ("ann", "bob", "cid", "dan"))
    program = {"team": group("Team"), "people": people("${team.id}", ann, bob, cid)}

    preview = stack.preview(program)
    assert lines(preview) == [f"create people/{member}" for member in (ann, bob, cid)]
    assert stack.calls() == [], "M8: a preview of what is not made yet makes no call"

    assert stack.up(program).steps == ["create team", "create people"]
    assert stack.calls() == ["CreateGroup", "ListGroupMemberships", *["CreateGroupMembership"] * 3]
    team_id = stack.state()["team"]["outputs"]["groupId"]
    revision = stack.state()["team"]["outputs"]["revision"]
    assert members(stack, team_id) == {ann, bob, cid}
    assert set(stack.state()) == {"team", "people"}, "a line of a person is not in the state"
    assert stack.preview().steps == []
    assert stack.calls() == []

    program["people"] = people("${team.id}", dan, bob, f"{STORE}/{ann}")
    preview = stack.preview(program)
    assert preview.diff("people") == {"members[0]": "add", "members[2]": "delete"}
    assert lines(preview) == [f"create people/{dan}", f"delete people/{cid}"]
    assert stack.calls() == []
    assert stack.up(program).steps == ["update people"]
    assert stack.calls() == ["CreateGroupMembership", "DeleteGroupMembership"]

    add(stack, team_id, cid)
    refresh = stack.refresh()
    assert "update people" in refresh.steps
    assert lines(refresh) == [f"create people/{cid}"], "who came since"
    # The engine reads both at once.
    assert sorted(stack.calls()) == ["DescribeGroup", "ListGroupMemberships"]
    assert stack.up(program).steps == ["update people"]
    assert members(stack, team_id) == {ann, bob, dan}

    stack.calls()
    program["team"] = group("Team 2")
    assert stack.up(program).steps == ["update team"]
    assert stack.calls() == ["UpdateGroup"], "M13: no conflict because of who came and went"
    assert revision

    assert stack.destroy().steps == ["delete people", "delete team"]
    assert stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"] == []


def somebody(name: str) -> Resource:
    """An `identitystore:User`."""
    parts = {"givenName": name, "familyName": "Lee"}
    return resource("identitystore:User", userName=name, displayName=name.title(), name=parts)


def test_people_of_the_program_are_called_by_their_names(stack: Stack) -> None:
    names = ("ann", "bob", "cid")
    users = {name: somebody(name) for name in names}
    ids = {name: f"${{{name}.userId}}" for name in names}
    program = {**users, "team": group("Team"), "people": people("${team.id}", *ids.values())}

    preview = stack.preview(program)
    assert lines(preview) == [f"create people/somebody new ({number})" for number in (1, 2, 3)]
    assert stack.calls() == [], "M8: no call, and no empty id"
    stack.up(program)
    known = {name: stack.state()[name]["outputs"]["userId"] for name in names}
    assert members(stack, stack.state()["team"]["outputs"]["groupId"]) == set(known.values())

    stack.calls()
    program["people"] = people("${team.id}", ids["ann"])
    preview = stack.preview(program)
    gone = sorted(f"delete people/{name} ({known[name]})" for name in ("bob", "cid"))
    assert sorted(lines(preview)) == gone
    assert stack.calls() == []
    program["people"] = people("${team.id}", ids["ann"], maxRemovals="0")
    assert f"bob ({known['bob']}), cid ({known['cid']})" in stack.preview(program, fails=True).error

    whole = {**users, "team": group("Team"), "people": people("${team}", *(f"${{{name}}}" for name in names))}
    assert stack.preview(whole).steps == [], "a resource is taken for its id"
    refused = stack.up({**whole, "people": people("${team}", "${team}")}, fails=True)
    assert "members[0] is a group: AWS has no groups in groups" in refused.error
    stack.destroy()
    assert stack.outside("identitystore", "ListUsers", IdentityStoreId=STORE)["Users"] == []


def test_who_is_found_by_a_function_is_called_by_the_name(stack: Stack) -> None:
    """Nothing more is asked for it: the name was in the reply."""
    ann = user(stack, "ann")
    group_id = team(stack)
    found = {"fn::invoke": {"function": "aws-groups:identitystore:getUser", "arguments": {"userName": "ann"}}}
    stack.write({"people": people(group_id)})
    project = stack.project / "Pulumi.yaml"
    program = json.loads(project.read_text())
    program["variables"] = {"ann": found}
    program["resources"]["people"]["properties"]["members"] = ["${ann.userId}"]
    project.write_text(json.dumps(program))
    assert lines(stack.preview()) == [f"create people/ann ({ann})"]


def test_three_changes_among_many_are_three_lines(stack: Stack) -> None:
    everybody = [user(stack, f"user{number}") for number in range(303)]
    group_id = team(stack)
    stack.up({"people": people(group_id, *everybody[:301])})
    changed = [everybody[302], *everybody[1:150], *everybody[151:302]]
    preview = stack.preview({"people": people(group_id, *changed)})
    assert len(preview.diff("people")) == 3, preview.diff("people")
    assert sorted(lines(preview)) == sorted(
        [
            f"create people/{everybody[301]}",
            f"create people/{everybody[302]}",
            f"delete people/{everybody[0]}",
            f"delete people/{everybody[150]}",
        ]
    )
    shown = [line for line in preview.text.splitlines() if '"1234567890-' in line]
    assert len(shown) == 3, "who takes another's place in the list is on one line with that one"


def test_a_set_over_others_is_refused_and_both_ways_out_end_well(stack: Stack) -> None:
    """M7."""
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack, ann, bob)
    program = {"people": people(group_id, ann)}
    for refused in (stack.preview(program, fails=True), stack.up(program, fails=True)):
        assert "has 1 member not declared here, so nothing was done: " + bob in refused.error
    assert members(stack, group_id) == {ann, bob}

    follow(stack, refused.error, "pulumi import")
    assert stack.preview({"people": people(group_id, ann, bob)}).steps == []
    preview = stack.preview(program)
    assert lines(preview) == [f"delete people/{bob}"], "and who is not declared is seen to go"
    stack.pulumi("state", "delete", "--yes", "--force", stack.state()["people"]["urn"])

    taking = {"people": people(group_id, ann, **option(refused.error, "takeOver"))}
    assert lines(stack.preview(taking)) == [f"delete people/{bob}"]
    assert stack.up(taking).steps == ["create people"]
    assert members(stack, group_id) == {ann}
    assert stack.preview(taking).steps == []


def test_what_is_half_done_is_read_and_finished_by_the_next_update(stack: Stack) -> None:
    ann, bob, cid = (user(stack, name) for name in ("ann", "bob", "cid"))
    group_id = team(stack)
    stack.up({"people": people(group_id, ann)})
    failed = stack.up({"people": people(group_id, bob, NOBODY)}, fails=True)
    assert f"{MEMBER} (people/{NOBODY}):" in failed.text, "an errored line for the person"
    assert "1 of 3 changes are done, and the next update does the rest" in failed.text
    assert members(stack, group_id) == {ann, bob}
    assert stack.state()["people"]["outputs"]["memberships"].keys() == {ann, bob}

    stack.calls()
    right = {"people": people(group_id, bob, cid)}
    stack.up(right)
    assert stack.calls() == ["ListGroupMemberships", "CreateGroupMembership", "DeleteGroupMembership"]
    assert members(stack, group_id) == {bob, cid}
    assert stack.preview(right).steps == []
    assert stack.calls() == [], "it is not read any more before each run"


def test_a_create_that_is_half_done_is_finished_too(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack)
    stack.up({"people": people(group_id, ann, NOBODY)}, fails=True)
    assert stack.state()["people"]["outputs"]["memberships"].keys() == {ann}
    stack.up({"people": people(group_id, ann, bob)})
    assert members(stack, group_id) == {ann, bob}
    stack.destroy()
    assert members(stack, group_id) == set()


def test_both_ways_for_one_group_are_refused_at_preview(stack: Stack) -> None:
    """M7: "I have just wiped all members"."""
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack)
    both = {"people": people(group_id, ann), "bob": alone(f"{STORE}/{group_id}", bob)}
    refused = stack.preview(both, fails=True)
    assert "groupId is also the group of" in refused.text
    new = {
        "team": group("New team"),
        "people": people("${team.id}", ann),
        "bob": alone("${team.id}", bob),
    }
    assert "groupId is also the group of" in stack.up(new, fails=True).text


def test_from_single_memberships_to_a_set_nobody_loses_access(stack: Stack) -> None:
    """M7: the single ones are deleted after the set has taken them."""
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack)
    stack.up({"ann": alone(group_id, ann), "bob": alone(group_id, bob)})
    before = members(stack, group_id)
    run = stack.up({"people": people(group_id, ann, bob)})
    assert members(stack, group_id) == before == {ann, bob}
    assert "stays in AWS, as people of this program has it now" in run.text
    assert set(stack.state()) == {"people"}


def test_from_a_set_to_single_memberships_nobody_loses_access(stack: Stack) -> None:
    """M7: each is imported by the command that the error of its create gives."""
    ann = user(stack, "ann")
    group_id = team(stack)
    stack.up({"people": people(group_id, ann)})
    single = {"ann": alone(group_id, ann)}
    follow(stack, stack.up(single, fails=True).error, "pulumi import")
    stack.up(single)
    assert set(stack.state()) == {"ann"}
    assert members(stack, group_id) == {ann}


def test_a_set_under_a_new_logical_name_keeps_its_members(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack)
    stack.up({"people": people(group_id, ann, bob)})
    stack.up({"team": people(group_id, ann, bob)})
    assert set(stack.state()) == {"team"}
    assert members(stack, group_id) == {ann, bob}

    refused = stack.up({"crew": people(group_id, ann)}, fails=True)
    assert "(or, if this stack has the set under another name, give it the option `aliases`)" in refused.error
    stack.up({"crew": with_options(people(group_id, ann), aliases=[{"name": "team"}])})
    assert members(stack, group_id) == {ann}


def test_a_set_that_is_made_anew_takes_nobody_out(stack: Stack) -> None:
    ann = user(stack, "ann")
    group_id = team(stack)
    stack.up({"people": people(group_id, ann)})
    stack.up(None, "--target-replace", stack.state()["people"]["urn"])
    assert members(stack, group_id) == {ann}


def test_a_group_passed_as_a_resource_is_taken_and_as_a_member_refused(stack: Stack) -> None:
    """M10."""
    program = {"team": group("Team"), "other": group("Other"), "people": people("${team}", "${other.id}")}
    refused = stack.up(program, fails=True)
    assert "members[0] is a group: AWS has no groups in groups, so a member is a user" in refused.error
    assert stack.state()["team"]


def test_destroy_works_whatever_goes_first(stack: Stack) -> None:
    """M2, M12: here the group is not known to be what the members are in."""
    ann = user(stack, "ann")
    stack.up({"team": group("Team")})
    group_id = stack.state()["team"]["outputs"]["groupId"]
    stack.up({"team": group("Team"), "people": people(group_id, ann)})
    stack.destroy()
    assert stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"] == []


def test_bad_input_is_told_at_preview_with_its_place(sketch: Stack) -> None:
    wrong = people(
        "g-1", "", "a b", "d-0987654321/9067", "arn:aws:identitystore:::group/9067", "u", f"{STORE}/u"
    )
    text = sketch.preview({"people": wrong}, fails=True).text
    for told in (
        "members[0] must have at least 1 character",
        "members[1] can't be an id",
        "members[3] is a group: AWS has no groups in groups",
        "members[5] is the same user as members[4]",
    ):
        assert told in text
    text = sketch.preview({"people": people("g-1", "d-0987654321/9067")}, fails=True).text
    assert f"members[0] is of another identity store than {STORE}" in text
    text = sketch.preview({"people": resource("identitystore:GroupMembers", groupId="g-1")}, fails=True).text
    assert "members" in text
    assert sketch.calls() == []


def test_a_group_imported_by_its_id_previews_unchanged(stack: Stack) -> None:
    ann, bob = user(stack, "ann"), user(stack, "bob")
    group_id = team(stack, ann, bob)
    stack.import_("aws-groups:identitystore:GroupMembers", "people", f"{STORE}/{group_id}")
    assert stack.preview({"people": people(group_id, bob, ann)}).steps == []


def test_a_page_that_fails_fails_the_refresh(stack: Stack) -> None:
    """M3."""
    ann = user(stack, "ann")
    group_id = team(stack)
    stack.up({"people": people(group_id, ann)})
    stack.aws.inject(Fault.parse("ListGroupMemberships=error,status=400,code=AccessDeniedException"))
    refused = stack.refresh(fails=True)
    assert "reading members of group" in refused.text
    assert stack.state()["people"]["outputs"]["memberships"].keys() == {ann}
    stack.aws.clear_faults()
