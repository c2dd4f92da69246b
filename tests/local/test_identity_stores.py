"""Identity stores on the local AWS."""

from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import STORE, refused

ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"


def test_a_fresh_store_has_one_identity_store(identitystore: Any) -> None:
    found = identitystore.list_identity_stores()["IdentityStores"]
    assert found == [{"IdentityStoreId": STORE, "IdentityStoreArn": ARN}]


@pytest.mark.parametrize("name", [STORE, ARN])
def test_an_identity_store_is_described_by_id_or_arn(identitystore: Any, name: str) -> None:
    read = identitystore.describe_identity_store(IdentityStoreId=name)
    assert (read["IdentityStoreId"], read["IdentityStoreArn"]) == (STORE, ARN)


def test_there_can_be_many_or_none(identitystore: Any, aws: LocalAws) -> None:
    ids = [f"d-{number:010x}" for number in range(5)]
    aws.set(identity_stores=tuple(ids))
    pages = identitystore.get_paginator("list_identity_stores").paginate(PaginationConfig={"PageSize": 2})
    found = [one["IdentityStoreId"] for page in pages for one in page["IdentityStores"]]
    assert found == ids
    aws.set(identity_stores=())
    assert identitystore.list_identity_stores()["IdentityStores"] == []


@pytest.mark.parametrize(
    "call",
    [
        ("create_group", {"DisplayName": "Devs"}),
        ("list_groups", {}),
        ("describe_identity_store", {}),
        ("describe_group", {"GroupId": "00000000-0000-4000-8000-000000000000"}),
    ],
    ids=lambda call: call[0],
)
def test_an_unknown_identity_store_is_not_found(identitystore: Any, call: tuple[str, dict[str, str]]) -> None:
    operation, params = call
    id = "d-ffffffffff"
    with refused("ResourceNotFoundException", 400, ResourceType="IDENTITY_STORE", ResourceId=id):
        getattr(identitystore, operation)(IdentityStoreId=id, **params)


def test_an_unknown_identity_store_is_told_with_those_that_are_there(
    identitystore: Any, aws: LocalAws
) -> None:
    for stores, words in (
        ((STORE, "d-0000000000"), f"This local AWS has {STORE}, d-0000000000."),
        ((), "This local AWS has none."),
    ):
        aws.set(identity_stores=stores)
        with refused("ResourceNotFoundException", 400, words):
            identitystore.list_groups(IdentityStoreId="d-ffffffffff")


def test_a_malformed_id_is_a_validation_error(identitystore: Any) -> None:
    with refused("ValidationException", 400, "Value 'store' at 'identityStoreId'"):
        identitystore.list_groups(IdentityStoreId="store")
