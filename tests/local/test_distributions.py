"""CloudFront distributions on the local AWS: who trusts which key groups, and what of it is deployed."""

from dataclasses import dataclass
from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import distribution_config, new_key_group, new_public_key, refused


@dataclass
class Clock:
    """A clock that stands until it is told otherwise."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(aws: LocalAws) -> Clock:
    """The local AWS goes by this clock, and its distributions take ten minutes to deploy."""
    aws.clock = clock = Clock()
    aws.set(deployment_seconds=600)
    return clock


def new_distribution(cloudfront: Any, *groups: str, reference: str = "one") -> str:
    reply = cloudfront.create_distribution(
        DistributionConfig=distribution_config(*groups, reference=reference)
    )
    return str(reply["Distribution"]["Id"])


def told(cloudfront: Any, id: str) -> tuple[str, dict[str, list[str]]]:
    """The status of a distribution, and its active keys by key group."""
    found = cloudfront.get_distribution(Id=id)["Distribution"]
    active = found["ActiveTrustedKeyGroups"].get("Items", [])
    assert found["ActiveTrustedKeyGroups"]["Enabled"] is bool(active)
    assert found["ActiveTrustedKeyGroups"]["Quantity"] == len(active)
    return found["Status"], {group["KeyGroupId"]: group["KeyPairIds"]["Items"] for group in active}


def rewrite(cloudfront: Any, group: str, *keys: str) -> None:
    etag = cloudfront.get_key_group(Id=group)["ETag"]
    config = {"Name": "group", "Items": list(keys)}
    cloudfront.update_key_group(Id=group, IfMatch=etag, KeyGroupConfig=config)


def test_a_distribution_is_deployed_at_once_unless_a_setting_says_otherwise(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    group, _ = new_key_group(cloudfront, "group", key)
    assert told(cloudfront, new_distribution(cloudfront, group)) == ("Deployed", {group: [key]})


def test_a_new_distribution_takes_as_long_as_the_setting_says(cloudfront: Any, clock: Clock) -> None:
    key = new_public_key(cloudfront)
    group, _ = new_key_group(cloudfront, "group", key)
    id = new_distribution(cloudfront, group)
    assert told(cloudfront, id) == ("InProgress", {})
    clock.now += 599
    assert told(cloudfront, id) == ("InProgress", {})
    clock.now += 1
    assert told(cloudfront, id) == ("Deployed", {group: [key]})


def test_a_changed_key_group_is_deployed_to_each_distribution_that_trusts_it(
    cloudfront: Any, clock: Clock
) -> None:
    one, two = new_public_key(cloudfront, "one"), new_public_key(cloudfront, "two")
    group, _ = new_key_group(cloudfront, "group", one)
    other, _ = new_key_group(cloudfront, "other", one)
    trusting, not_trusting = (
        new_distribution(cloudfront, group),
        new_distribution(cloudfront, other, reference="two"),
    )
    clock.now += 600

    rewrite(cloudfront, group, one, two)
    assert told(cloudfront, trusting) == ("InProgress", {group: [one]})
    assert told(cloudfront, not_trusting) == ("Deployed", {other: [one]})
    clock.now += 300
    rewrite(cloudfront, group, two)
    clock.now += 300
    assert told(cloudfront, trusting) == ("InProgress", {group: [one, two]}), "the second is under way"
    clock.now += 300
    assert told(cloudfront, trusting) == ("Deployed", {group: [two]})


def test_a_change_is_never_deployed_before_the_one_that_it_follows(
    cloudfront: Any, clock: Clock, aws: LocalAws
) -> None:
    one, two = new_public_key(cloudfront, "one"), new_public_key(cloudfront, "two")
    group, _ = new_key_group(cloudfront, "group", one)
    id = new_distribution(cloudfront, group)
    aws.set(deployment_seconds=0)
    rewrite(cloudfront, group, two)
    assert told(cloudfront, id) == ("InProgress", {})
    clock.now += 600
    assert told(cloudfront, id) == ("Deployed", {group: [two]})


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"status_tells": False}, ("Deployed", "old")),
        ({"active_keys_tell": False}, ("InProgress", "new")),
    ],
    ids=["only the active keys tell", "only the status tells"],
)
def test_what_tells_that_a_change_is_not_deployed_can_be_set(
    cloudfront: Any, clock: Clock, aws: LocalAws, settings: dict[str, bool], expected: tuple[str, str]
) -> None:
    keys = {"old": new_public_key(cloudfront, "old"), "new": new_public_key(cloudfront, "new")}
    group, _ = new_key_group(cloudfront, "group", keys["old"])
    id = new_distribution(cloudfront, group)
    clock.now += 600
    aws.set(**settings)
    rewrite(cloudfront, group, keys["new"])
    status, active = expected
    assert told(cloudfront, id) == (status, {group: [keys[active]]})


def test_an_update_replaces_the_whole_config_under_the_etag(cloudfront: Any, clock: Clock) -> None:
    group, _ = new_key_group(cloudfront, "group", new_public_key(cloudfront))
    id = new_distribution(cloudfront)
    found = cloudfront.get_distribution_config(Id=id)
    config = distribution_config(group) | {"Comment": "changed"}
    with refused("InvalidIfMatchVersion", 400):
        cloudfront.update_distribution(Id=id, DistributionConfig=config)
    updated = cloudfront.update_distribution(Id=id, IfMatch=found["ETag"], DistributionConfig=config)
    assert updated["ETag"] != found["ETag"]
    assert cloudfront.get_distribution_config(Id=id)["DistributionConfig"] == config
    with refused("PreconditionFailed", 412):
        cloudfront.update_distribution(Id=id, IfMatch=found["ETag"], DistributionConfig=config)
    users = cloudfront.list_distributions_by_key_group(KeyGroupId=group)["DistributionIdList"]
    assert users["Items"] == [id]
    with refused("IllegalUpdate", 400):
        other = distribution_config(reference="another")
        cloudfront.update_distribution(Id=id, IfMatch=updated["ETag"], DistributionConfig=other)


def test_a_distribution_at_the_quota_of_its_key_group_can_still_be_updated(
    cloudfront: Any, aws: LocalAws
) -> None:
    aws.set(distributions_per_key_group=1)
    group, _ = new_key_group(cloudfront, "group", new_public_key(cloudfront))
    id = new_distribution(cloudfront, group)
    etag = cloudfront.get_distribution(Id=id)["ETag"]
    config = distribution_config(group) | {"Comment": "changed"}
    cloudfront.update_distribution(Id=id, IfMatch=etag, DistributionConfig=config)
    other = new_distribution(cloudfront, reference="two")
    etag = cloudfront.get_distribution(Id=other)["ETag"]
    with refused("TooManyDistributionsAssociatedToKeyGroup", 400):
        config = distribution_config(group, reference="two")
        cloudfront.update_distribution(Id=other, IfMatch=etag, DistributionConfig=config)


def test_distributions_are_listed_in_pages(cloudfront: Any, clock: Clock) -> None:
    made = {new_distribution(cloudfront, reference=str(number)) for number in range(5)}
    pages = cloudfront.get_paginator("list_distributions").paginate(PaginationConfig={"PageSize": 2})
    lists = [page["DistributionList"] for page in pages]
    assert [page["Quantity"] for page in lists] == [2, 2, 1]
    items = [item for page in lists for item in page["Items"]]
    assert {item["Id"] for item in items} == made
    assert {(item["Status"], item["Enabled"], item["DomainName"][0]) for item in items} == {
        ("InProgress", True, "d")
    }


def test_an_unknown_distribution_is_no_such_distribution(cloudfront: Any) -> None:
    id, etag = "E0000000000000", "E0000000000000"
    with refused("NoSuchDistribution", 404):
        cloudfront.get_distribution(Id=id)
    with refused("NoSuchDistribution", 404):
        cloudfront.get_distribution_config(Id=id)
    with refused("NoSuchDistribution", 404):
        cloudfront.update_distribution(Id=id, IfMatch=etag, DistributionConfig=distribution_config())
    with refused("NoSuchDistribution", 404):
        cloudfront.delete_distribution(Id=id, IfMatch=etag)
