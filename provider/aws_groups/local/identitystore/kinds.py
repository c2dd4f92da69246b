"""The kinds of objects in an identity store, and what each has of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_groups.local.kinds import Body, Kind
from aws_groups.local.marks import assumed, documented

_API = "https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference"
_USER_GUIDE = "https://docs.aws.amazon.com/singlesignon/latest/userguide"


@dataclass(frozen=True, eq=False, kw_only=True)
class DirectoryKind(Kind):
    """A kind of object in an identity store, and the words that the API has for it."""

    resource_type: str
    """What a ResourceNotFoundException calls it."""
    arn_member: str
    arn_word: str
    unique: Mapping[str, str] = field(default_factory=dict)
    """The attribute paths by which one is looked up, and the word before such a name in the store.
    The first of them is the deprecated filter's."""


def new_revision() -> str:
    """A revision: digits without order, since clients must not find one in them."""
    return str(int.from_bytes(os.urandom(7), "big"))


def external_name(external_id: dict[str, str]) -> str:
    """The unique name that an id in another directory is."""
    return f"external {external_id['Issuer']}\n{external_id['Id']}"


def membership_name(group: str, user: str) -> str:
    """The unique name that a pair of group and user is."""
    return f"{group} {user}"


def _group_names(body: Body) -> list[str]:
    names = [f"name {body['DisplayName']}"] if "DisplayName" in body else []
    return names + _external_names(body)


def _user_names(body: Body) -> list[str]:
    names = [f"name {body['UserName']}"] if "UserName" in body else []
    emails = [f"email {email['Value']}" for email in body.get("Emails", ()) if "Value" in email]
    return names + emails + _external_names(body)


def _external_names(body: Body) -> list[str]:
    return [external_name(id) for id in body.get("ExternalIds", ())]


MEMBERSHIP = DirectoryKind(
    name="membership",
    id_member="MembershipId",
    names=lambda body: [membership_name(body["GroupId"], body["UserId"])],
    uses=lambda body: [body["GroupId"], body["UserId"]],
    resource_type="GROUP_MEMBERSHIP",
    arn_member="MembershipArn",
    arn_word="membership",
    marks=(
        documented("it has no revision; it is made and deleted, never changed"),
        assumed("a member who comes or goes leaves the revisions of the group and the user alone"),
    ),
)
GROUP = DirectoryKind(
    name="group",
    id_member="GroupId",
    new_version=new_revision,
    names=_group_names,
    takes_along=(MEMBERSHIP.name,),
    outside=("ExternalIds",),
    resource_type="GROUP",
    arn_member="GroupArn",
    arn_word="group",
    unique={"displayName": "name"},
    marks=(
        documented("a display name is taken once in a store", f"{_API}/API_CreateGroup.html"),
        documented("the revision changes at every modification", "the service model, Group"),
        assumed("names are compared exactly: case and blanks count"),
        assumed("a group is deleted with its memberships, whether it has members or not"),
    ),
)
USER = DirectoryKind(
    name="user",
    id_member="UserId",
    new_version=new_revision,
    names=_user_names,
    takes_along=(MEMBERSHIP.name,),
    outside=("ExternalIds", "UserStatus"),
    resource_type="USER",
    arn_member="UserArn",
    arn_word="user",
    unique={"userName": "name", "emails.value": "email"},
    marks=(
        documented(
            "a user name and an email address are taken once in a store",
            f"{_USER_GUIDE}/users-groups-provisioning.html",
        ),
        documented("the revision changes at every modification", "the service model, User"),
        assumed("user names and email addresses are compared exactly: case counts"),
        assumed("a user is deleted with its memberships"),
    ),
)
