"""IAM Identity Center's instances on the local AWS, by which an account's identity store is found."""

from typing import Any

from aws_groups.local import LocalAws
from tests.local.helpers import STORE


def test_a_fresh_store_has_one_instance(sso_admin: Any) -> None:
    (found,) = sso_admin.list_instances()["Instances"]
    assert found["IdentityStoreId"] == STORE
    assert found["OwnerAccountId"] == "123456789012"
    assert found["InstanceArn"].startswith("arn:aws:sso:::instance/ssoins-")


def test_there_is_an_instance_for_each_identity_store(sso_admin: Any, aws: LocalAws) -> None:
    stores = [f"d-{number:010x}" for number in range(5)]
    aws.set(identity_stores=tuple(stores))
    pages = sso_admin.get_paginator("list_instances").paginate(PaginationConfig={"PageSize": 2})
    found = [one for page in pages for one in page["Instances"]]
    assert [one["IdentityStoreId"] for one in found] == stores
    assert len({one["InstanceArn"] for one in found}) == 5
    aws.set(identity_stores=())
    assert sso_admin.list_instances()["Instances"] == []
