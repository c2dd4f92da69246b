"""A group, people, and a program that says who is in it: the member set under test."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from aws_groups import lifecycle
from aws_groups.resources.group_members import GROUP_MEMBERS
from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.subjects import GROUPS
from tests.local.helpers import PERSON, STORE


class Team:
    """A new group with nobody in it, and some people."""

    def __init__(self, rig: Rig, people: int = 4) -> None:
        self.rig = rig
        self.id = GROUPS.make(rig, GROUPS.inputs(rig))
        self.group = self.id.rpartition("/")[2]
        self.people = [self.person() for _ in range(people)]

    # What someone else does.

    def person(self) -> str:
        """Somebody new; the user id."""
        person = {**PERSON, "UserName": self.rig.name("ann")}
        return str(self.rig.other("identitystore", "create_user", IdentityStoreId=STORE, **person)["UserId"])

    def add(self, *people: str) -> None:
        for person in people:
            member = {"GroupId": self.group, "MemberId": {"UserId": person}}
            self.rig.other("identitystore", "create_group_membership", IdentityStoreId=STORE, **member)

    def add_too(self, *people: str) -> None:
        """The same, of whom some are in by now."""
        for person in people:
            with suppress(ClientError):
                self.add(person)

    def take_out(self, *people: str) -> None:
        for person in people:
            self.rig.other(
                "identitystore",
                "delete_group_membership",
                IdentityStoreId=STORE,
                MembershipId=self.memberships[person],
            )

    def forget(self, person: str) -> None:
        """The person leaves the directory."""
        self.rig.other("identitystore", "delete_user", IdentityStoreId=STORE, UserId=person)

    def dissolve(self) -> None:
        """The group is deleted."""
        self.rig.other("identitystore", "delete_group", IdentityStoreId=STORE, GroupId=self.group)

    # What AWS has.

    @property
    def memberships(self) -> dict[str, str]:
        """Who is in the group, each with the membership's id."""
        found: dict[str, str] = {}
        token: dict[str, str] = {}
        while True:
            where = {"IdentityStoreId": STORE, "GroupId": self.group, **token}
            page = self.rig.other("identitystore", "list_group_memberships", **where)
            found |= {one["MemberId"]["UserId"]: one["MembershipId"] for one in page["GroupMemberships"]}
            if "NextToken" not in page:
                return found
            token = {"NextToken": page["NextToken"]}

    # What the provider does.

    def inputs(self, people: Iterable[str], **more: Any) -> Properties:
        return {"identityStoreId": STORE, "groupId": self.group, "members": list(people), **more}

    def create(self, people: Iterable[str], takes_over: bool = False, **how: Any) -> Outcome:
        inputs = self.inputs(people, **({"takeOver": True} if takes_over else {}))
        return self.rig.act(lambda run: lifecycle.create(run, GROUP_MEMBERS, inputs), **how)

    def made(self, people: Iterable[str]) -> Properties:
        """The state of a set of these people, which the provider has made."""
        outcome = self.create(people)
        assert outcome.error is None, outcome.message
        state: Properties = outcome.result.state
        return state

    def update(self, state: Properties, people: Iterable[str], **how: Any) -> Outcome:
        inputs, old = self.inputs(people), GROUP_MEMBERS.own(state)
        return self.rig.act(
            lambda run: lifecycle.update(run, GROUP_MEMBERS, self.id, state, old, inputs), **how
        )

    def read(self, state: Properties | None = None, **how: Any) -> Outcome:
        """A refresh; without a state, an import."""
        old = None if state is None else GROUP_MEMBERS.own(state)
        refresh = state is not None
        return self.rig.act(
            lambda run: lifecycle.read(run, GROUP_MEMBERS, self.id, old, state or {}, refresh=refresh), **how
        )

    def delete(self, state: Properties, **how: Any) -> Outcome:
        old = GROUP_MEMBERS.own(state)
        return self.rig.act(lambda run: lifecycle.delete(run, GROUP_MEMBERS, self.id, state, old), **how)


def calls(outcome: Outcome) -> list[str]:
    """The provider's calls, in short, each with what became of it unless it went well."""
    short = {
        "CreateGroupMembership": "add",
        "DeleteGroupMembership": "remove",
        "ListGroupMemberships": "list",
        "GetGroupMembershipId": "find",
        "DescribeGroup": "group",
    }
    return [f"{short[call.operation]}{': ' + call.error if call.error else ''}" for call in outcome.log]
