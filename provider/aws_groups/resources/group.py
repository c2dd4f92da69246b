"""``identitystore:Group``."""

from __future__ import annotations

from collections.abc import Iterator

from aws_groups.model.declaration import Ask, AttributePatch, Bulk, Input, Output, Resource
from aws_groups.model.types import Text
from aws_groups.resources import identitystore
from aws_groups.updates.run import ON_TAKEN


def _inhabitants(ask: Ask, object_id: str) -> Iterator[tuple[str, str]]:
    store, _, group = object_id.rpartition("/")
    for item in identitystore.pages(ask, "ListGroupMemberships", IdentityStoreId=store, GroupId=group):
        yield item["MembershipId"], str(item["MemberId"].get("UserId", ""))


GROUP = Resource(
    token="identitystore:Group",
    noun="group",
    doc="""A group of people in an IAM Identity Center directory (an identity store).

The program owns the attributes it declares: a description it never declared is left alone, one
that it stops declaring is removed.""",
    service=identitystore.IDENTITY_STORE,
    label="displayName",
    unique=("identityStoreId", "displayName"),
    id_doc="STORE/GROUP, such as d-1234567890/94482488-3041-7026-18f3-be45837cd0e4",
    id_members=("IdentityStoreId", "GroupId"),
    create="CreateGroup",
    read="DescribeGroup",
    delete="DeleteGroup",
    bulk=Bulk(operation="ListGroups", member="Groups"),
    change=AttributePatch("UpdateGroup"),
    inputs=(
        identitystore.STORE,
        Input(
            "displayName",
            Text(min_length=1, max_length=1024, rule=identitystore.display_name),
            "The group's name, unique in the store; a change renames the group in place.",
            required=True,
        ),
        Input(
            "description",
            Text(min_length=1, max_length=1024, rule=identitystore.directory_text),
            "What the group is for. Left out, whatever AWS has is left alone.",
        ),
    ),
    outputs=(
        Output("groupId", "The group's id in its store.", stable=True),
        Output("arn", "The group's ARN.", stable=True, optional=True, api="GroupArn"),
        identitystore.revision("group"),
        identitystore.external_ids("group"),
        *identitystore.who("group"),
    ),
    settings=(ON_TAKEN,),
    takes_from_people=True,
    protected_by="displayName",
    inhabitants=_inhabitants,
    find=lambda ask, inputs: identitystore.find_by(
        ask, "GetGroupId", "GroupId", inputs, "displayName", "displayName"
    ),
)
