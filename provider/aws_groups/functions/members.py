"""``identitystore:getGroupMembers``."""

from __future__ import annotations

from typing import Any

from aws_groups.aws import AwsRefused, Listing, Request
from aws_groups.functions import directory, groups, users
from aws_groups.functions.function import Function, Missed, NotThere
from aws_groups.lifecycle import Run
from aws_groups.model.containers import ListOf, Member, Record, TextSet
from aws_groups.model.declaration import Means, Output
from aws_groups.model.types import Text
from aws_groups.resources import identitystore
from aws_groups.resources.group import GROUP
from aws_groups.resources.user import USER
from aws_groups.values import Properties

_MEMBER = Record(
    "identitystore:FoundGroupMember",
    "A person in a group.",
    (
        Member("userId", Text(), "The user's id.", required=True),
        Member("userName", Text(), "The user name."),
        Member("displayName", Text(), "The name that is shown."),
        Member("membershipId", Text(), "The membership's id.", required=True),
    ),
)


def _answer(run: Run, arguments: Properties) -> Properties:
    store = directory.store_of(arguments)
    if "displayName" in arguments:
        group_id = directory.find_one(run, GROUP, groups.BY_NAME, arguments)["GroupId"]
    else:
        group_id = identitystore.last_part(arguments["groupId"])
    memberships = [item for item in _memberships(run, store, group_id) if "UserId" in item["MemberId"]]
    ids = [item["MemberId"]["UserId"] for item in memberships]
    people = directory.look_up(run, USER, users.BY_ID, store, ids)
    members = [
        {
            "userId": id,
            "userName": (person or {}).get("UserName"),
            "displayName": (person or {}).get("DisplayName"),
            "membershipId": item["MembershipId"],
        }
        for id, person, item in zip(ids, people, memberships, strict=True)
    ]
    members.sort(key=lambda member: (member["userName"] or "", member["userId"]))
    return {
        "identityStoreId": store,
        "groupId": group_id,
        "members": members,
        "userIds": [member["userId"] for member in members],
    }


def _memberships(run: Run, store: str, group_id: str) -> tuple[directory.Item, ...]:
    params: dict[str, Any] = {"IdentityStoreId": store, "GroupId": group_id, "MaxResults": 100}
    try:
        request = Request("identitystore", "ListGroupMemberships", params)
        return run.aws.all(Listing(request, "GroupMemberships"))
    except AwsRefused as error:
        if GROUP.means(error) is Means.GONE:
            raise NotThere("group", (Missed(("groupId",), group_id),), store) from error
        raise


GET_GROUP_MEMBERS = Function(
    token="identitystore:getGroupMembers",
    doc="""Finds who is in a group of an IAM Identity Center directory, by the group's id or its name.

It is one look-up of the group, a call for each 100 members, and the list of users: not a call per member.""",
    noun="group",
    resource=GROUP,
    arguments=(identitystore.STORE, groups.ID, groups.NAME),
    one_of=("groupId", "displayName"),
    results=(
        Output("identityStoreId", "The identity store."),
        Output("groupId", "The group's id in its store."),
        Output("members", "The members, by user name.", ListOf(element=_MEMBER)),
        Output("userIds", "Their user ids alone, in the same order.", TextSet(element=Text())),
    ),
    answer=_answer,
    problems=identitystore.of_store("groupId"),
)
