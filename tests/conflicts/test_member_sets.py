"""Member sets: who is in a group is what the program says, whatever AWS and others do meanwhile.

The numbers (M1, M3, …) are of reports about other tools that wiped, doubled or lost members.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from aws_groups import lifecycle
from aws_groups.lifecycle import MembersFailed, Undeclared
from aws_groups.resources.group_members import GROUP_MEMBERS
from aws_groups.resources.identitystore import IDENTITY_STORE
from aws_groups.updates.guard import Gone
from aws_groups.updates.member_set import decide
from aws_groups.updates.objects import Objects
from aws_groups.values import UNKNOWN
from tests.conflicts.rig import LOCAL, Rig, Waits
from tests.conflicts.teams import Team, calls

NOBODY = "1234567890-94482488-3041-7026-18f3-be45837cd0e4"
"""The id of a user whom there is not."""


# To decide is pure.


def test_who_comes_and_who_goes() -> None:
    assert decide(["a", "b"], {"b": "m-b", "c": "m-c"}) == (("a",), {"c": "m-c"})
    assert decide([], {"b": "m-b"}) == ((), {"b": "m-b"})
    assert decide(["a"], {"a": "m-a"}) == ((), {})
    assert decide([UNKNOWN, "a"], {"a": "m-a"}) == ((UNKNOWN,), {}), "somebody comes, whoever it will be"


# Making a set.


def test_a_set_is_made_by_single_additions_and_a_look_at_who_is_there(rig: Rig) -> None:
    team = Team(rig)
    outcome = team.create(team.people[:3])
    assert calls(outcome) == ["list", "add", "add", "add"]
    assert outcome.result.id == team.id
    assert outcome.result.state["memberships"] == team.memberships
    assert list(team.memberships) != []
    assert set(team.memberships) == set(team.people[:3])


def test_a_set_over_members_that_it_does_not_declare_is_refused_with_their_ids(rig: Rig) -> None:
    """M7: nobody loses access because somebody added a resource."""
    team = Team(rig)
    ann, bob, cid, dan = team.people
    team.add(ann, bob, cid)
    before = team.memberships
    outcome = team.create([ann, dan])
    assert isinstance(outcome.error, Undeclared)
    assert calls(outcome) == ["list"]
    outcome.says(
        f"creating members of group {team.id}: it has 2 members not declared here", "nothing was done"
    )
    assert bob in outcome.message
    assert cid in outcome.message
    assert ann not in outcome.message
    outcome.says(f"`pulumi import aws-groups:identitystore:GroupMembers NAME {team.id}`", "`takeOver: true`")
    assert team.memberships == before


def test_with_take_over_they_are_taken_out_once_the_others_are_in(rig: Rig) -> None:
    team = Team(rig)
    ann, bob, _, dan = team.people
    team.add(ann, bob)
    kept = team.memberships[ann]
    outcome = team.create([ann, dan], takes_over=True)
    assert calls(outcome) == ["list", "add", "remove"]
    assert set(team.memberships) == {ann, dan}
    assert team.memberships[ann] == kept, "who is in already has been added"


def test_only_the_first_names_are_listed_and_the_others_are_counted(rig: Rig) -> None:
    team = Team(rig, 12)
    team.add(*team.people)
    outcome = team.create([])
    assert sum(person in outcome.message for person in team.people) == 10
    outcome.says("it has 12 members not declared here", " and 2 others.")


def test_a_set_over_exactly_its_members_is_made_without_a_write(rig: Rig) -> None:
    """A create that was killed, or whose reply was lost, is finished by the next one (M1)."""
    team = Team(rig)
    team.add(*team.people)
    outcome = team.create(team.people)
    assert calls(outcome) == ["list"]
    assert outcome.result.state["memberships"] == team.memberships


def test_a_set_without_members_is_a_group_without_members(rig: Rig) -> None:
    team = Team(rig)
    state = team.made([])
    assert (state["members"], state["memberships"]) == ([], {})
    assert calls(team.read(state)) == ["list"]
    assert team.read(state).result.state == state


def test_a_set_of_a_group_that_is_not_there_is_not_made(rig: Rig) -> None:
    team = Team(rig)
    team.dissolve()
    outcome = team.create(team.people)
    assert calls(outcome) == ["list: ResourceNotFoundException"]
    outcome.says(f'creating members of group "{team.group}": groupId: there is no group "{team.group}"')
    outcome.ends_in_request_id()


def test_people_are_named_where_a_reply_has_told_their_names(rig: Rig) -> None:
    team = Team(rig)
    ann, bob, *_ = team.people
    team.add(ann, bob)
    objects = Objects()
    for object_id, name in IDENTITY_STORE.names(
        {"Users": [{"UserId": ann, "UserName": "ann"}, {"UserId": bob}]}
    ):
        objects.note_name(object_id, name)
    inputs = team.inputs([])
    outcome = rig.act(lambda run: lifecycle.create(replace(run, objects=objects), GROUP_MEMBERS, inputs))
    outcome.says(f"so nothing was done: ann ({ann}), {bob}.")


# Changing it.


def test_a_change_is_additions_and_then_removals(rig: Rig) -> None:
    team = Team(rig, 10)
    state = team.made(team.people[:5])
    outcome = team.update(state, team.people[3:])
    assert calls(outcome) == ["add"] * 5 + ["remove"] * 3
    assert set(team.memberships) == set(team.people[3:])
    assert outcome.result["memberships"] == team.memberships
    assert outcome.result["members"] == team.people[3:], "in the program's order"


def test_one_more_person_is_one_call(rig: Rig) -> None:
    """M4: never a call for each pair."""
    team = Team(rig)
    assert calls(team.update(team.made(team.people[:3]), team.people)) == ["add"]


def test_the_same_people_in_another_order_or_spelling_are_no_change(rig: Rig) -> None:
    team = Team(rig)
    state = team.made(team.people)
    whole = [f"{team.id.partition('/')[0]}/{person}" for person in reversed(team.people)]
    assert calls(team.update(state, whole)) == []


def test_who_is_in_already_is_added_and_who_is_out_already_is_taken_out(rig: Rig) -> None:
    """M1, M2: somebody else has done the same."""
    team = Team(rig)
    ann, bob, cid, dan = team.people
    state = team.made([ann, bob])
    team.take_out(bob)
    team.add(cid)
    outcome = team.update(state, [ann, cid, dan])
    assert sorted(calls(outcome)) == [
        "add",
        "add: ConflictException",
        "find",
        "find: ResourceNotFoundException",
        "remove: ResourceNotFoundException",
    ]
    assert outcome.result["memberships"] == team.memberships
    assert set(team.memberships) == {ann, cid, dan}


def test_who_was_taken_out_and_put_in_again_by_somebody_else_is_taken_out(rig: Rig) -> None:
    """By another membership than the state's, which AWS says is gone."""
    team = Team(rig)
    ann, bob, *_ = team.people
    state = team.made([ann, bob])
    team.take_out(bob)
    team.add(bob)
    outcome = team.update(state, [ann])
    assert calls(outcome) == ["remove: ResourceNotFoundException", "find", "remove"]
    assert set(team.memberships) == {ann}


def test_a_group_that_is_gone_is_told_as_any_object_is(rig: Rig) -> None:
    team = Team(rig)
    state = team.made(team.people[:2])
    team.dissolve()
    outcome = team.update(state, team.people)
    assert isinstance(outcome.error, Gone)
    outcome.says(f"updating members of group {team.id}: it no longer exists", "`pulumi refresh`")
    assert team.read(state).result is None


# What AWS does to a call.


@pytest.mark.parametrize(
    "kind", ["drop-after", "drop-before", "error,status=503", "throttle", "throttle,retry_after=3"]
)
@pytest.mark.parametrize("operation", ["CreateGroupMembership", "DeleteGroupMembership"])
def test_a_fault_that_passes_is_got_over(rig: Rig, kind: str, operation: str) -> None:
    """M1: a lost reply is adopted. M5: throttled and then "already exists" is one creation."""
    team = Team(rig, 6)
    state = team.made(team.people[:3])
    rig.inject(f"{operation}={kind},times=2")
    outcome = team.update(state, team.people[2:])
    assert outcome.error is None, outcome.message
    assert set(team.memberships) == set(team.people[2:])
    assert outcome.result["memberships"] == team.memberships


def test_another_write_at_the_same_time_is_waited_out(rig: Rig) -> None:
    team = Team(rig)
    state = team.made(team.people[:2])
    stale = "error,status=400,code=ConflictException,reason=CONCURRENT_MODIFICATION,times=2"
    rig.inject(f"CreateGroupMembership={stale}", f"DeleteGroupMembership={stale}")
    outcome = team.update(state, team.people[1:])
    assert outcome.error is None, outcome.message
    assert set(team.memberships) == set(team.people[1:])


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_page_that_fails_changes_nothing(rig: Rig, page: int) -> None:
    """M3: a failed page never counts as absence."""
    team = Team(rig, 201)
    state = team.made(team.people)
    rig.inject(f"ListGroupMemberships=error,status=500,skip={page - 1}")
    outcome = team.read(state)
    assert outcome.result is None
    outcome.says(f"reading members of group {team.id}")
    rig.inject(f"ListGroupMemberships=error,status=500,skip={page - 1}")
    assert team.create([], takes_over=True).error is not None
    assert len(team.memberships) == 201


@pytest.mark.parametrize("size", [100, 101, 137, 250])
def test_groups_of_every_size_are_read_added_to_and_taken_out_of(rig: Rig, size: int) -> None:
    """M6, and M4: a call for a group and one for each further 100 members."""
    team = Team(rig, size)
    state = team.made(team.people)
    pages = (size + 99) // 100
    read = team.read(state)
    assert calls(read) == ["list"] * pages
    assert read.result.state == state
    outcome = team.update(state, team.people[size // 2 :])
    assert calls(outcome) == ["remove"] * (size // 2)
    assert set(team.memberships) == set(team.people[size // 2 :])
    outcome = team.update(outcome.result, team.people)
    assert calls(outcome) == ["add"] * (size // 2)
    assert outcome.result["memberships"] == team.memberships
    deleted = team.delete(outcome.result)
    assert calls(deleted) == ["list"] * pages + ["remove"] * size
    assert team.memberships == {}


def test_at_five_requests_a_second_all_passes_only_slower(rig: Rig) -> None:
    """M5: the pace is kept by all calls together, however many there are at once."""
    team = Team(rig, 20)
    slow = rig.configured(LOCAL.__class__(endpoint="local", requests_per_second=5))
    outcome = team.create(team.people, connection=slow)
    assert outcome.error is None
    assert set(team.memberships) == set(team.people)
    assert max(outcome.waited) > 20 / 5 * 0.8, "the last of them had to wait for the others"


# What cannot be done for one person, or for all.


def test_who_is_not_there_is_told_and_the_others_are_added(rig: Rig) -> None:
    team = Team(rig)
    outcome = team.create([team.people[0], NOBODY, team.people[1]])
    assert isinstance(outcome.error, MembersFailed)
    outcome.says(
        f"creating members of group {team.id}: could not add {NOBODY}; 2 of 3 changes are done",
        f'there is no user "{NOBODY}" in the identity store.',
        "AWS said CreateGroupMembership: ResourceNotFoundException",
    )
    outcome.ends_in_request_id()
    assert outcome.error.state is not None
    assert outcome.error.state["memberships"] == team.memberships
    assert set(team.memberships) == set(team.people[:2])


def test_as_long_as_an_addition_fails_nobody_is_taken_out(rig: Rig) -> None:
    """Input that is wrong as a whole does not empty the group."""
    team = Team(rig)
    state = team.made(team.people)
    outcome = team.update(state, [NOBODY])
    assert isinstance(outcome.error, MembersFailed)
    assert outcome.error.state is None, "nothing was changed, so the state is true as it is"
    assert set(team.memberships) == set(team.people)


def test_a_group_as_a_member_is_refused_in_words(rig: Rig) -> None:
    """M10: AWS has no nested groups."""
    team, other = Team(rig), Team(rig)
    outcome = team.create([other.group])
    outcome.says(
        f'could not add {other.group}. memberId: "{other.group}" is a group: AWS has no groups in groups'
    )


def test_a_refusal_that_is_about_all_is_told_once_and_ends_it(rig: Rig) -> None:
    team = Team(rig, 60)
    rig.inject("CreateGroupMembership=error,status=400,code=AccessDeniedException,skip=10")
    outcome = team.create(team.people)
    assert isinstance(outcome.error, MembersFailed)
    tried = sum(call.operation == "CreateGroupMembership" for call in outcome.log)
    assert tried < 30, "the others are not tried"
    assert outcome.error.state is not None
    assert outcome.error.state["memberships"] == team.memberships
    assert len(team.memberships) == 10
    outcome.says("10 of 60 changes are done, and the next update does the rest")


def test_the_next_update_does_the_rest(rig: Rig) -> None:
    team = Team(rig, 9)
    state = team.made(team.people[:3])
    rig.inject("CreateGroupMembership=error,status=400,code=AccessDeniedException,skip=2")
    outcome = team.update(state, team.people[3:])
    assert isinstance(outcome.error, MembersFailed)
    assert outcome.error.state is not None
    assert set(team.memberships) == {*team.people[:3], *outcome.error.state["memberships"]}
    read = team.read(outcome.error.state).result
    again = team.update(read.state, team.people[3:])
    assert again.error is None
    assert set(team.memberships) == set(team.people[3:])


def test_a_cancel_leaves_the_truth(rig: Rig) -> None:
    team = Team(rig, 40)

    def cancel(waits: Waits) -> None:
        waits.set()

    rig.inject("CreateGroupMembership=throttle,skip=12,times=1")
    outcome = team.create(team.people, meanwhile=cancel)
    assert isinstance(outcome.error, MembersFailed)
    assert outcome.error.state is not None
    assert outcome.error.state["memberships"] == team.memberships


# Deleting it.


def test_a_set_takes_out_exactly_those_whom_it_has(rig: Rig) -> None:
    team = Team(rig)
    ann, bob, cid, dan = team.people
    state = team.made([ann, bob, cid])
    team.add(dan)
    team.take_out(cid)
    team.add(cid)
    assert calls(team.delete(state)) == ["list", "remove", "remove"]
    assert set(team.memberships) == {cid, dan}, "who came by another hand stays"


def test_a_group_that_is_gone_has_no_members_to_take_out(rig: Rig) -> None:
    """M2, M12: destroy works whatever goes first."""
    team = Team(rig)
    state = team.made(team.people)
    team.dissolve()
    outcome = team.delete(state)
    assert outcome.error is None
    assert calls(outcome) == ["list: ResourceNotFoundException"]


def test_a_user_who_is_gone_is_out(rig: Rig) -> None:
    """M2."""
    team = Team(rig)
    state = team.made(team.people)
    team.forget(team.people[0])
    assert calls(team.delete(state)) == ["list", "remove", "remove", "remove"]
    assert team.memberships == {}


def test_a_lost_reply_of_a_removal_is_a_removal(rig: Rig) -> None:
    team = Team(rig)
    state = team.made(team.people)
    rig.inject("DeleteGroupMembership=drop-after,times=3")
    assert team.delete(state).error is None
    assert team.memberships == {}
    assert calls(team.delete(state)) == ["list"], "and once more changes nothing"


# Reading it.


def test_a_read_tells_who_is_there_now(rig: Rig) -> None:
    team = Team(rig)
    ann, bob, cid, dan = team.people
    state = team.made([ann, bob, cid])
    team.take_out(bob)
    team.add(dan)
    read = team.read(state).result
    assert read.inputs["members"] == [ann, cid, dan], "the program's order, others last"
    assert read.state["memberships"] == team.memberships


def test_an_import_tells_everybody(rig: Rig) -> None:
    team = Team(rig)
    team.add(*team.people)
    read = team.read().result
    assert read.id == team.id
    assert read.inputs == {**team.inputs(sorted(team.people))}


def test_two_programs_that_write_at_once_end_in_what_both_want(rig: Rig) -> None:
    """Somebody else adds the same people meanwhile; nobody is told of a conflict that is none."""
    team = Team(rig, 6)
    state = team.made(team.people[:1])
    rig.inject("CreateGroupMembership=drop-before,times=1")
    outcome = team.update(state, team.people, meanwhile=lambda _: team.add_too(*team.people[1:]))
    assert outcome.error is None, outcome.message
    assert outcome.result["memberships"] == team.memberships
    assert set(team.memberships) == set(team.people)
