"""``identitystore:GroupMembership``."""

from __future__ import annotations

from aws_groups.model.containers import Wrapped
from aws_groups.model.declaration import Ask, Bulk, Input, Never, Output, Resource
from aws_groups.model.problems import Reason
from aws_groups.model.types import Text
from aws_groups.resources import identitystore
from aws_groups.values import Properties

_NESTED = Reason("nested_group")


def _user_id(text: str) -> Reason | None:
    """The rule for the id of a member."""
    return _NESTED if ":group/" in text else identitystore.object_id(text)


USER_ID = Text(min_length=1, rule=_user_id, canonical=identitystore.last_part)
NEVER_OF = {"identitystore:Group": _NESTED}
GROUP_ID = Input(
    "groupId",
    Text(min_length=1, rule=identitystore.object_id, canonical=identitystore.last_part),
    "The group: its `groupId`, its id (STORE/GROUP) or its ARN.",
    required=True,
    replaces=True,
)


def _membership(ask: Ask, store: str, group: str, member: str) -> str | None:
    reply = ask("GetGroupMembershipId", IdentityStoreId=store, GroupId=group, MemberId={"UserId": member})
    return f"{store}/{reply['MembershipId']}" if reply else None


def _find(ask: Ask, inputs: Properties) -> str | None:
    store = identitystore.bare_id(inputs["identityStoreId"])
    return _membership(ask, store, *(identitystore.last_part(inputs[n]) for n in ("groupId", "memberId")))


def _mistake(ask: Ask, name: str, inputs: Properties) -> Reason | None:
    """A user who is not there can be a group."""
    if name != "memberId":
        return None
    store, member = identitystore.bare_id(inputs["identityStoreId"]), identitystore.last_part(inputs[name])
    return _NESTED if ask("DescribeGroup", IdentityStoreId=store, GroupId=member) else None


def _resolve(ask: Ask, text: str) -> str | None:
    parts = text.strip().split("/")
    return _membership(ask, *parts) if len(parts) == 3 and all(parts) and ":" not in text else text


GROUP_MEMBERSHIP = Resource(
    token="identitystore:GroupMembership",
    noun="group membership",
    doc="""One person's membership in a group of an IAM Identity Center directory.

It is additive: other members of the group are left alone and are no drift. To own all members of a group,
use GroupMembers; both for one group are refused. A membership never changes: each change makes a new one.""",
    service=identitystore.IDENTITY_STORE,
    label="memberId",
    unique=("identityStoreId", "groupId", "memberId"),
    id_doc="STORE/MEMBERSHIP, such as d-1234567890/94482488-3041-7026-18f3-be45837cd0e4, or STORE/GROUP/USER",
    id_members=("IdentityStoreId", "MembershipId"),
    create="CreateGroupMembership",
    read="DescribeGroupMembership",
    delete="DeleteGroupMembership",
    bulk=Bulk(operation="ListGroupMemberships", member="GroupMemberships", scope=("groupId",)),
    change=Never(),
    version_guards=False,
    inputs=(
        identitystore.STORE,
        GROUP_ID,
        Input(
            "memberId",
            Wrapped("UserId", USER_ID),
            "The person: the user's `userId`, its id (STORE/USER) or its ARN. AWS has no groups in groups.",
            required=True,
            replaces=True,
            never_of=NEVER_OF,
        ),
    ),
    outputs=(
        Output("membershipId", "The membership's id in its store.", stable=True),
        Output("arn", "The membership's ARN.", stable=True, optional=True, api="MembershipArn"),
        *identitystore.who("membership"),
    ),
    within=("identityStoreId", "groupId"),
    takes_from_people=True,
    needs={"GROUP": "groupId", "USER": "memberId"},
    mistake=_mistake,
    problems=identitystore.of_store("groupId", "memberId"),
    find=_find,
    resolve=_resolve,
)
