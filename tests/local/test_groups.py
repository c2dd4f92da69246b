"""Identity Store groups on the local AWS."""

import re
from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import STORE, new_group, patch, refused


def describe(identitystore: Any, id: str) -> dict[str, Any]:
    reply: dict[str, Any] = identitystore.describe_group(IdentityStoreId=STORE, GroupId=id)
    return reply


def update(identitystore: Any, id: str, *operations: dict[str, Any], **more: str) -> Any:
    return identitystore.update_group(IdentityStoreId=STORE, GroupId=id, Operations=list(operations), **more)


def test_a_group_is_read_back_as_it_was_made(identitystore: Any) -> None:
    made = identitystore.create_group(
        IdentityStoreId=STORE, DisplayName="Entwickler für Zürich 開発", Description="they <build>"
    )
    assert made["IdentityStoreId"] == STORE
    uuid = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert re.fullmatch(rf"1234567890-{uuid}", made["GroupId"])
    assert made["GroupArn"] == f"arn:aws:identitystore:::group/{made['GroupId']}"
    assert re.fullmatch(r"[0-9]+", made["Revision"])
    read = describe(identitystore, made["GroupId"])
    assert read["DisplayName"] == "Entwickler für Zürich 開発"
    assert read["Description"] == "they <build>"
    assert read["CreatedAt"] == read["UpdatedAt"]
    assert read["CreatedBy"] == read["UpdatedBy"] == "arn:aws:iam::123456789012:user/local"
    assert {name: read[name] for name in ("GroupId", "GroupArn", "Revision")} == {
        name: made[name] for name in ("GroupId", "GroupArn", "Revision")
    }
    assert "ExternalIds" not in read


def test_a_store_with_a_uuid_gives_its_groups_a_bare_uuid(identitystore: Any, aws: LocalAws) -> None:
    store = "11111111-2222-4333-8444-555555555555"
    aws.set(identity_stores=(STORE, store))
    made = identitystore.create_group(IdentityStoreId=store, DisplayName="Devs")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["GroupId"])
    # Another store's group is none of this one's.
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP"):
        describe(identitystore, made["GroupId"])


def test_an_update_patches_what_it_names_and_leaves_the_rest(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs", Description="old")
    before = describe(identitystore, id)
    reply = update(identitystore, id, patch("description", "new"))
    after = describe(identitystore, id)
    assert (after["DisplayName"], after["Description"]) == ("Devs", "new")
    assert reply["Revision"] == after["Revision"] != before["Revision"]
    assert reply["GroupArn"] == after["GroupArn"]
    assert after["CreatedAt"] == before["CreatedAt"]
    assert after["UpdatedAt"] >= before["UpdatedAt"]


@pytest.mark.parametrize(
    "operation", [patch("description", None), patch("description"), patch("description", "")]
)
def test_null_or_nothing_or_an_empty_string_removes_a_description(
    identitystore: Any, operation: dict[str, Any]
) -> None:
    id = new_group(identitystore, "Devs", Description="old")
    update(identitystore, id, operation)
    assert "Description" not in describe(identitystore, id)


def test_removing_what_is_not_there_changes_nothing_else(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    update(identitystore, id, patch("description", None))
    assert describe(identitystore, id)["DisplayName"] == "Devs"


def test_operations_are_carried_out_in_order(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    update(
        identitystore,
        id,
        patch("description", "first"),
        patch("displayName", "Builders"),
        patch("description", "second"),
    )
    read = describe(identitystore, id)
    assert (read["DisplayName"], read["Description"]) == ("Builders", "second")


@pytest.mark.parametrize(
    "operation",
    [
        patch("nickName", "x"),
        patch("DisplayName", "x"),
        patch("displayName.first", "x"),
        patch("description", 7),
        patch("description", {"text": "x"}),
        patch("displayName", ""),
        patch("displayName", "Administrator"),
        patch("description", "x" * 1025),
        patch("description", "bell \a"),
    ],
)
def test_a_bad_operation_is_refused_and_none_of_the_update_is_done(
    identitystore: Any, operation: dict[str, Any]
) -> None:
    id = new_group(identitystore, "Devs", Description="old")
    before = describe(identitystore, id)["Revision"]
    with refused("ValidationException", 400):
        update(identitystore, id, patch("description", "half done"), operation)
    read = describe(identitystore, id)
    assert (read["Description"], read["Revision"]) == ("old", before)


def test_a_bad_value_of_an_operation_is_named_by_its_place(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    message = (
        "1 validation error detected: Value at 'operations.2.member.attributeValue' failed to"
        " satisfy constraint: Member must have length less than or equal to 1024"
    )
    with refused("ValidationException", 400, message):
        update(identitystore, id, patch("displayName", "x"), patch("description", "x" * 1025))


def test_a_revision_guards_an_update_and_a_delete(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    old = describe(identitystore, id)["Revision"]
    new = update(identitystore, id, patch("description", "one"), Revision=old)["Revision"]
    conflict = refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION")
    with conflict:
        update(identitystore, id, patch("description", "two"), Revision=old)
    with refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION"):
        identitystore.delete_group(IdentityStoreId=STORE, GroupId=id, Revision=old)
    assert describe(identitystore, id)["Description"] == "one"
    identitystore.delete_group(IdentityStoreId=STORE, GroupId=id, Revision=new)


def test_a_display_name_is_taken_once_in_a_store(identitystore: Any) -> None:
    new_group(identitystore, "Devs")
    taken = "UNIQUENESS_CONSTRAINT_VIOLATION"
    with refused("ConflictException", 400, "Duplicate GroupDisplayName", Reason=taken):
        new_group(identitystore, "Devs")
    other = new_group(identitystore, "Ops")
    with refused("ConflictException", 400, "Duplicate GroupDisplayName", Reason=taken):
        update(identitystore, other, patch("displayName", "Devs"))
    update(identitystore, other, patch("displayName", "Ops"))


def test_a_name_given_up_is_free(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    update(identitystore, id, patch("displayName", "Builders"))
    second = new_group(identitystore, "Devs")
    identitystore.delete_group(IdentityStoreId=STORE, GroupId=second)
    new_group(identitystore, "Devs")


def test_the_same_name_is_free_in_another_store(identitystore: Any, aws: LocalAws) -> None:
    aws.set(identity_stores=(STORE, "d-0000000000"))
    new_group(identitystore, "Devs")
    identitystore.create_group(IdentityStoreId="d-0000000000", DisplayName="Devs")


@pytest.mark.parametrize("name", ["Administrator", "AWSAdministrators"])
def test_reserved_names_are_refused(identitystore: Any, name: str) -> None:
    with refused("ValidationException", 400, "reserved"):
        new_group(identitystore, name)


def test_groups_without_a_display_name_do_not_collide(identitystore: Any) -> None:
    ids = {identitystore.create_group(IdentityStoreId=STORE)["GroupId"] for _ in range(2)}
    assert len(ids) == 2


def test_a_deleted_group_is_gone(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    identitystore.delete_group(IdentityStoreId=STORE, GroupId=id)
    not_found = {"ResourceType": "GROUP", "ResourceId": id}
    with refused("ResourceNotFoundException", 400, "GROUP not found", **not_found):
        describe(identitystore, id)
    with refused("ResourceNotFoundException", 400, **not_found):
        update(identitystore, id, patch("description", "x"))
    with refused("ResourceNotFoundException", 400, **not_found):
        identitystore.delete_group(IdentityStoreId=STORE, GroupId=id)


def test_arns_are_taken_for_ids(identitystore: Any) -> None:
    store = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"
    made = identitystore.create_group(IdentityStoreId=store, DisplayName="Devs")
    assert made["IdentityStoreId"] == STORE
    read = identitystore.describe_group(IdentityStoreId=store, GroupId=made["GroupArn"])
    assert read["GroupId"] == made["GroupId"]


def test_a_group_is_found_by_its_display_name(identitystore: Any) -> None:
    id = new_group(identitystore, "Ünïcode Devs")
    name = {"AttributePath": "displayName", "AttributeValue": "Ünïcode Devs"}
    reply = identitystore.get_group_id(IdentityStoreId=STORE, AlternateIdentifier={"UniqueAttribute": name})
    assert reply["GroupId"] == id
    assert reply["GroupArn"].endswith(id)
    assert "Revision" not in reply
    with refused("ResourceNotFoundException", 400, ResourceType="GROUP"):
        name["AttributeValue"] = "nobody"
        identitystore.get_group_id(IdentityStoreId=STORE, AlternateIdentifier={"UniqueAttribute": name})
    with refused("ValidationException", 400):
        name["AttributePath"] = "description"
        identitystore.get_group_id(IdentityStoreId=STORE, AlternateIdentifier={"UniqueAttribute": name})


def test_a_synced_group_is_found_by_its_external_id(identitystore: Any, aws: LocalAws) -> None:
    id = new_group(identitystore, "Devs")
    aws.set_external_ids(id, [("https://idp.example", "42")])
    external = {"Issuer": "https://idp.example", "Id": "42"}
    reply = identitystore.get_group_id(IdentityStoreId=STORE, AlternateIdentifier={"ExternalId": external})
    assert reply["GroupId"] == id
    assert describe(identitystore, id)["ExternalIds"] == [external]
    update(identitystore, id, patch("description", "still synced"))
    assert describe(identitystore, id)["ExternalIds"] == [external]


def test_a_list_tells_all_of_every_group_in_pages(identitystore: Any) -> None:
    ids = {new_group(identitystore, f"group {number}", Description="d") for number in range(7)}
    pages = identitystore.get_paginator("list_groups").paginate(
        IdentityStoreId=STORE, PaginationConfig={"PageSize": 3}
    )
    lists = [page["Groups"] for page in pages]
    assert [len(page) for page in lists] == [3, 3, 1]
    found = {group["GroupId"]: group for page in lists for group in page}
    assert found.keys() == ids
    for id, group in found.items():
        read = describe(identitystore, id)
        del read["ResponseMetadata"]
        assert group == read


def test_pages_hold_no_more_than_a_hundred(identitystore: Any) -> None:
    for number in range(101):
        new_group(identitystore, f"group {number}")
    page = identitystore.list_groups(IdentityStoreId=STORE)
    assert len(page["Groups"]) == 100
    rest = identitystore.list_groups(IdentityStoreId=STORE, NextToken=page["NextToken"])
    assert len(rest["Groups"]) == 1
    assert "NextToken" not in rest
    with refused("ValidationException", 400, "Value '101' at 'maxResults'"):
        identitystore.list_groups(IdentityStoreId=STORE, MaxResults=101)


def test_a_token_that_was_never_given_is_refused(identitystore: Any) -> None:
    with refused("ValidationException", 400):
        identitystore.list_groups(IdentityStoreId=STORE, NextToken="abcde")


def test_the_deprecated_filter_finds_one_group(identitystore: Any) -> None:
    new_group(identitystore, "Ops")
    id = new_group(identitystore, "Devs")
    condition = {"AttributePath": "DisplayName", "AttributeValue": "Devs"}
    reply = identitystore.list_groups(IdentityStoreId=STORE, Filters=[condition])
    assert [group["GroupId"] for group in reply["Groups"]] == [id]
    condition["AttributeValue"] = "nobody"
    reply = identitystore.list_groups(IdentityStoreId=STORE, Filters=[condition])
    assert reply["Groups"] == []


def test_the_quota_of_groups_can_be_set(identitystore: Any, aws: LocalAws) -> None:
    aws.set(groups_per_identity_store=2)
    new_group(identitystore, "one")
    id = new_group(identitystore, "two")
    with refused("ServiceQuotaExceededException", 400):
        new_group(identitystore, "three")
    identitystore.delete_group(IdentityStoreId=STORE, GroupId=id)
    new_group(identitystore, "three")


def test_the_older_api_answers_without_revision_and_arn(identitystore: Any, aws: LocalAws) -> None:
    aws.set(old_replies=True)
    made = identitystore.create_group(IdentityStoreId=STORE, DisplayName="Devs")
    assert made.keys() == {"IdentityStoreId", "GroupId", "ResponseMetadata"}
    id = made["GroupId"]
    assert update(identitystore, id, patch("description", "new")).keys() == {"ResponseMetadata"}
    read = describe(identitystore, id)
    assert read["Description"] == "new"
    listed = identitystore.list_groups(IdentityStoreId=STORE)["Groups"][0]
    for reply in (read, listed):
        assert not {"GroupArn", "Revision"} & reply.keys()
