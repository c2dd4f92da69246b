"""Memberships of the Identity Store on the local AWS."""

from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import STORE, new_group, new_membership, new_user, refused

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def group(identitystore: Any) -> str:
    return new_group(identitystore, "Devs")


@pytest.fixture
def user(identitystore: Any) -> str:
    return new_user(identitystore, "ann")


def members(identitystore: Any, group: str) -> list[str]:
    listed = identitystore.list_group_memberships(IdentityStoreId=STORE, GroupId=group)["GroupMemberships"]
    return [one["MemberId"]["UserId"] for one in listed]


def groups_of(identitystore: Any, user: str) -> list[str]:
    listed = identitystore.list_group_memberships_for_member(IdentityStoreId=STORE, MemberId={"UserId": user})
    return [one["GroupId"] for one in listed["GroupMemberships"]]


def test_a_membership_is_read_back_as_it_was_made(identitystore: Any, group: str, user: str) -> None:
    made = identitystore.create_group_membership(
        IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": user}
    )
    id = made["MembershipId"]
    assert id.startswith("1234567890-")
    assert made["MembershipArn"] == f"arn:aws:identitystore:::membership/{id}"
    assert "Revision" not in made
    for name in (id, made["MembershipArn"]):
        read = identitystore.describe_group_membership(IdentityStoreId=STORE, MembershipId=name)
        assert (read["GroupId"], read["MemberId"]) == (group, {"UserId": user})
        assert (read["IdentityStoreId"], read["MembershipArn"]) == (STORE, made["MembershipArn"])
        assert read["CreatedAt"] == read["UpdatedAt"]
        assert read["CreatedBy"] == "arn:aws:iam::123456789012:user/local"


def test_group_and_user_are_named_by_arn_too(identitystore: Any, group: str, user: str) -> None:
    arn = "arn:aws:identitystore:::"
    made = identitystore.create_group_membership(
        IdentityStoreId=STORE, GroupId=f"{arn}group/{group}", MemberId={"UserId": f"{arn}user/{user}"}
    )
    found = identitystore.get_group_membership_id(
        IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": user}
    )
    assert found["MembershipId"] == made["MembershipId"]
    assert found["MembershipArn"] == made["MembershipArn"]


def test_a_user_is_a_member_once(identitystore: Any, group: str, user: str) -> None:
    new_membership(identitystore, group, user)
    message, taken = "Member and Group relationship already exists", "UNIQUENESS_CONSTRAINT_VIOLATION"
    with refused("ConflictException", 400, message, Reason=taken):
        new_membership(identitystore, group, user)
    assert members(identitystore, group) == [user]


def test_a_membership_of_what_is_not_there_is_refused(identitystore: Any, group: str, user: str) -> None:
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP", ResourceId=NOWHERE):
        new_membership(identitystore, NOWHERE, user)
    with refused("ResourceNotFoundException", 400, ResourceType="USER", ResourceId=NOWHERE):
        new_membership(identitystore, group, NOWHERE)
    # A group is no member of a group.
    with refused("ResourceNotFoundException", 400, ResourceType="USER", ResourceId=group):
        new_membership(identitystore, group, group)


def test_a_deleted_membership_is_gone_and_can_be_made_again(
    identitystore: Any, group: str, user: str
) -> None:
    id = new_membership(identitystore, group, user)
    identitystore.delete_group_membership(IdentityStoreId=STORE, MembershipId=id)
    not_found = {"ResourceType": "GROUP_MEMBERSHIP", "ResourceId": id}
    with refused("ResourceNotFoundException", 400, **not_found):
        identitystore.describe_group_membership(IdentityStoreId=STORE, MembershipId=id)
    with refused("ResourceNotFoundException", 400, **not_found):
        identitystore.delete_group_membership(IdentityStoreId=STORE, MembershipId=id)
    assert members(identitystore, group) == []
    assert new_membership(identitystore, group, user) != id


@pytest.mark.parametrize("goes", ["the group", "the user"])
def test_memberships_go_with_the_group_or_the_user(
    identitystore: Any, group: str, user: str, goes: str
) -> None:
    id = new_membership(identitystore, group, user)
    other_group, other_user = new_group(identitystore, "Ops"), new_user(identitystore, "bob")
    stays = new_membership(identitystore, other_group, other_user)
    if goes == "the group":
        identitystore.delete_group(IdentityStoreId=STORE, GroupId=group)
        assert groups_of(identitystore, user) == []
    else:
        identitystore.delete_user(IdentityStoreId=STORE, UserId=user)
        assert members(identitystore, group) == []
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP_MEMBERSHIP"):
        identitystore.describe_group_membership(IdentityStoreId=STORE, MembershipId=id)
    assert identitystore.describe_group_membership(IdentityStoreId=STORE, MembershipId=stays)


def test_who_is_no_member_has_no_membership(identitystore: Any, group: str, user: str) -> None:
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP_MEMBERSHIP"):
        identitystore.get_group_membership_id(IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": user})
    with refused("ResourceNotFoundException", 400, ResourceType="USER"):
        identitystore.get_group_membership_id(
            IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": NOWHERE}
        )


def test_memberships_are_listed_by_group_and_by_user(identitystore: Any, group: str, user: str) -> None:
    ops, bob = new_group(identitystore, "Ops"), new_user(identitystore, "bob")
    for one, other in ((group, user), (group, bob), (ops, user)):
        new_membership(identitystore, one, other)
    assert sorted(members(identitystore, group)) == sorted([user, bob])
    assert members(identitystore, ops) == [user]
    assert sorted(groups_of(identitystore, user)) == sorted([group, ops])
    assert groups_of(identitystore, bob) == [group]
    listed = identitystore.list_group_memberships(IdentityStoreId=STORE, GroupId=ops)["GroupMemberships"][0]
    read = identitystore.describe_group_membership(IdentityStoreId=STORE, MembershipId=listed["MembershipId"])
    del read["ResponseMetadata"]
    assert listed == read


@pytest.mark.parametrize("rig", ["in process"], indirect=True)
def test_members_come_in_pages_of_up_to_a_hundred(identitystore: Any, group: str) -> None:
    users = [new_user(identitystore, f"user{number}") for number in range(101)]
    for user in users:
        new_membership(identitystore, group, user)
    pages = list(
        identitystore.get_paginator("list_group_memberships").paginate(IdentityStoreId=STORE, GroupId=group)
    )
    assert [len(page["GroupMemberships"]) for page in pages] == [100, 1]
    found = [one["MemberId"]["UserId"] for page in pages for one in page["GroupMemberships"]]
    assert sorted(found) == sorted(users)


def test_groups_of_a_member_come_in_pages(identitystore: Any, user: str) -> None:
    groups = [new_group(identitystore, f"group {number}") for number in range(3)]
    for group in groups:
        new_membership(identitystore, group, user)
    pages = identitystore.get_paginator("list_group_memberships_for_member").paginate(
        IdentityStoreId=STORE, MemberId={"UserId": user}, PaginationConfig={"PageSize": 2}
    )
    lists = [[one["GroupId"] for one in page["GroupMemberships"]] for page in pages]
    assert [len(page) for page in lists] == [2, 1]
    assert sorted(id for page in lists for id in page) == sorted(groups)


def test_the_memberships_of_what_is_not_there_are_not_found(identitystore: Any) -> None:
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP"):
        members(identitystore, NOWHERE)
    with refused("ResourceNotFoundException", 400, ResourceType="USER"):
        groups_of(identitystore, NOWHERE)


def test_a_member_is_asked_for_in_many_groups_at_once(identitystore: Any, group: str, user: str) -> None:
    ops = new_group(identitystore, "Ops")
    new_membership(identitystore, group, user)
    results = identitystore.is_member_in_groups(
        IdentityStoreId=STORE, MemberId={"UserId": user}, GroupIds=[ops, group]
    )["Results"]
    assert results == [
        {"GroupId": ops, "MemberId": {"UserId": user}, "MembershipExists": False},
        {"GroupId": group, "MemberId": {"UserId": user}, "MembershipExists": True},
    ]
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP", ResourceId=NOWHERE):
        identitystore.is_member_in_groups(
            IdentityStoreId=STORE, MemberId={"UserId": user}, GroupIds=[NOWHERE]
        )


def test_a_member_who_comes_or_goes_leaves_the_revisions_alone(
    identitystore: Any, group: str, user: str
) -> None:
    def revisions() -> tuple[str, str]:
        one = identitystore.describe_group(IdentityStoreId=STORE, GroupId=group)
        other = identitystore.describe_user(IdentityStoreId=STORE, UserId=user)
        return one["Revision"], other["Revision"]

    before = revisions()
    id = new_membership(identitystore, group, user)
    assert revisions() == before
    identitystore.delete_group_membership(IdentityStoreId=STORE, MembershipId=id)
    assert revisions() == before


def test_a_limit_of_members_can_be_set(identitystore: Any, aws: LocalAws, group: str, user: str) -> None:
    aws.set(memberships_per_group=1)
    new_membership(identitystore, group, user)
    with refused("ServiceQuotaExceededException", 400, "number of members"):
        new_membership(identitystore, group, new_user(identitystore, "bob"))


def test_a_membership_has_no_version_that_could_move(
    identitystore: Any, aws: LocalAws, group: str, user: str
) -> None:
    id = new_membership(identitystore, group, user)
    with pytest.raises(KeyError):
        aws.move_etag(id)
    with pytest.raises(KeyError):
        aws.set_external_ids(id, [("https://idp.example", "42")])


def test_the_older_api_answers_without_arns(identitystore: Any, aws: LocalAws, group: str, user: str) -> None:
    aws.set(old_replies=True)
    made = identitystore.create_group_membership(
        IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": user}
    )
    assert made.keys() == {"IdentityStoreId", "MembershipId", "ResponseMetadata"}
    read = identitystore.describe_group_membership(IdentityStoreId=STORE, MembershipId=made["MembershipId"])
    assert "MembershipArn" not in read
