"""``identitystore:GroupMembers``."""

from __future__ import annotations

from aws_groups.model.containers import TextMap, TextSet
from aws_groups.model.declaration import Input, Means, MemberSet, Output, Refusal, Resource
from aws_groups.resources import identitystore
from aws_groups.resources.group_membership import GROUP_ID, GROUP_MEMBERSHIP, NEVER_OF, USER_ID
from aws_groups.updates.run import TAKE_OVER


def _about_one(refusal: Refusal) -> bool:
    """Whether an addition was refused because of the person: there is none, or AWS does not take the id."""
    of_group = refusal.resource_type in ("GROUP", "IDENTITY_STORE")
    return GROUP_MEMBERSHIP.means(refusal) in (Means.GONE, Means.INVALID) and not of_group


GROUP_MEMBERS = Resource(
    token="identitystore:GroupMembers",
    noun="members of group",
    doc="""All members of a group of an IAM Identity Center directory, as one set.

The program owns who is in the group: whoever is in it and is not declared is drift, and is taken out. A
group that has other members already is refused, with their names, unless `takeOver` says so. Additions go
first; as long as one of them fails, nobody is taken out. A user goes on with a session that is open for as
long as it lasts. To add one person and leave the others alone, use GroupMembership.""",
    service=identitystore.IDENTITY_STORE,
    label="groupId",
    unique=("identityStoreId", "groupId"),
    within=("identityStoreId", "groupId"),
    id_doc="STORE/GROUP, such as d-1234567890/94482488-3041-7026-18f3-be45837cd0e4",
    id_members=("IdentityStoreId", "GroupId"),
    create="CreateGroupMembership",
    read="ListGroupMemberships",
    delete="DeleteGroupMembership",
    change=MemberSet(
        of=GROUP_MEMBERSHIP,
        member="memberId",
        members="members",
        links="memberships",
        about_one=_about_one,
    ),
    version_guards=False,
    inputs=(
        identitystore.STORE,
        GROUP_ID,
        Input(
            "members",
            TextSet(element=USER_ID, noun="user"),
            "Everybody who is in the group, in any order: of each user the `userId`, the id (STORE/USER) or "
            "the ARN. An empty list is a group without members. AWS has no groups in groups.",
            required=True,
            never_of=NEVER_OF,
        ),
    ),
    outputs=(
        Output("memberships", "The id of each user's membership, by user id.", TextMap(), repeats="members"),
    ),
    settings=(TAKE_OVER,),
    needs={"GROUP": "groupId"},
    problems=identitystore.of_store("groupId", "members"),
)
