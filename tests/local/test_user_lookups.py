"""Finding Identity Store users on the local AWS: by what is unique, in lists, by the old filter."""

from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import STORE, new_user, refused, user_id


def describe(identitystore: Any, id: str) -> dict[str, Any]:
    reply: dict[str, Any] = identitystore.describe_user(IdentityStoreId=STORE, UserId=id)
    return reply


@pytest.mark.parametrize("attribute", ["userName", "UserName", "emails.value"])
def test_a_user_is_found_by_what_is_unique(identitystore: Any, attribute: str) -> None:
    id = new_user(identitystore, "ann@example.org", "ann@example.org")
    assert user_id(identitystore, attribute, "ann@example.org") == id
    with refused("ResourceNotFoundException", 400, ResourceType="USER"):
        user_id(identitystore, attribute, "nobody")


@pytest.mark.parametrize(("attribute", "value"), [("displayName", "Ann Lee"), ("userName", ["ann"])])
def test_a_user_is_not_found_by_anything_else(identitystore: Any, attribute: str, value: Any) -> None:
    new_user(identitystore, "ann")
    with refused("ValidationException", 400):
        user_id(identitystore, attribute, value)


def test_a_synced_user_is_found_by_its_external_id(identitystore: Any, aws: LocalAws) -> None:
    id = new_user(identitystore, "ann")
    aws.set_external_ids(id, [("https://idp.example", "42")])
    external = {"Issuer": "https://idp.example", "Id": "42"}
    reply = identitystore.get_user_id(IdentityStoreId=STORE, AlternateIdentifier={"ExternalId": external})
    assert reply["UserId"] == id
    assert describe(identitystore, id)["ExternalIds"] == [external]


def test_a_list_tells_all_of_every_user_in_pages(identitystore: Any) -> None:
    ids = {new_user(identitystore, f"user{number}", Title="t") for number in range(5)}
    pages = identitystore.get_paginator("list_users").paginate(
        IdentityStoreId=STORE, PaginationConfig={"PageSize": 2}
    )
    lists = [page["Users"] for page in pages]
    assert [len(page) for page in lists] == [2, 2, 1]
    found = {user["UserId"]: user for page in lists for user in page}
    assert found.keys() == ids
    for id, user in found.items():
        read = describe(identitystore, id)
        del read["ResponseMetadata"]
        assert user == read


def test_the_deprecated_filter_finds_one_user(identitystore: Any) -> None:
    new_user(identitystore, "bob")
    id = new_user(identitystore, "ann")
    condition = {"AttributePath": "UserName", "AttributeValue": "ann"}
    reply = identitystore.list_users(IdentityStoreId=STORE, Filters=[condition])
    assert [user["UserId"] for user in reply["Users"]] == [id]
    condition["AttributeValue"] = "nobody"
    assert identitystore.list_users(IdentityStoreId=STORE, Filters=[condition])["Users"] == []
    with refused("ValidationException", 400, "cannot be filtered by DisplayName"):
        condition["AttributePath"] = "DisplayName"
        identitystore.list_users(IdentityStoreId=STORE, Filters=[condition])


def test_a_managed_ad_answers_by_id_and_filter_only(identitystore: Any, aws: LocalAws) -> None:
    id = new_user(identitystore, "ann")
    identitystore.create_group(IdentityStoreId=STORE, DisplayName="Devs")
    aws.set(managed_ad=True)
    for listing in (identitystore.list_users, identitystore.list_groups):
        with refused("ValidationException", 400, "Filter"):
            listing(IdentityStoreId=STORE)
    with refused("UnknownOperationException", 400):
        user_id(identitystore, "userName", "ann")
    with refused("UnknownOperationException", 400):
        name = {"AttributePath": "displayName", "AttributeValue": "Devs"}
        identitystore.get_group_id(IdentityStoreId=STORE, AlternateIdentifier={"UniqueAttribute": name})
    condition = {"AttributePath": "UserName", "AttributeValue": "ann"}
    found = identitystore.list_users(IdentityStoreId=STORE, Filters=[condition])["Users"]
    assert [user["UserId"] for user in found] == [id]
    assert describe(identitystore, id)["UserName"] == "ann"
