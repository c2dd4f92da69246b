"""CloudFront key groups, and the distributions that use them, on the local AWS."""

import re
from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import distribution_config, new_key_group, new_public_key, refused


def test_a_key_group_is_read_back_as_it_was_made(cloudfront: Any) -> None:
    config = {"Name": "Grüppe", "Items": [new_public_key(cloudfront)], "Comment": "a <b> & c"}
    made = cloudfront.create_key_group(KeyGroupConfig=config)
    id = made["KeyGroup"]["Id"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id)
    assert made["Location"].endswith(f"/2020-05-31/key-group/{id}")
    assert made["KeyGroup"]["KeyGroupConfig"] == config
    read = cloudfront.get_key_group(Id=id)
    assert (read["KeyGroup"], read["ETag"]) == (made["KeyGroup"], made["ETag"])
    read = cloudfront.get_key_group_config(Id=id)
    assert (read["KeyGroupConfig"], read["ETag"]) == (config, made["ETag"])


def test_an_update_replaces_the_whole_config(cloudfront: Any) -> None:
    one, two = new_public_key(cloudfront, "one"), new_public_key(cloudfront, "two")
    id, etag = new_key_group(cloudfront, "old", one, Comment="gone after the update")
    config = {"Name": "new", "Items": [two]}
    updated = cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    assert updated["KeyGroup"]["KeyGroupConfig"] == config
    assert updated["ETag"] != etag
    read = cloudfront.get_key_group(Id=id)
    assert (read["KeyGroup"], read["ETag"]) == (updated["KeyGroup"], updated["ETag"])


def test_an_update_that_changes_nothing_gets_a_new_etag_too(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    config = {"Name": "group", "Items": [key]}
    updated = cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    assert updated["ETag"] != etag


def test_the_second_of_two_writers_with_one_etag_fails(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    first = {"Name": "group", "Items": [key], "Comment": "first"}
    cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=first)
    with refused("PreconditionFailed", 412, "didn't meet the preconditions"):
        cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig={**first, "Comment": "second"})
    assert cloudfront.get_key_group_config(Id=id)["KeyGroupConfig"]["Comment"] == "first"


def test_an_update_without_if_match_is_refused(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, _ = new_key_group(cloudfront, "group", key)
    with refused("InvalidIfMatchVersion", 400, "missing or not valid"):
        cloudfront.update_key_group(Id=id, KeyGroupConfig={"Name": "group", "Items": [key]})


def test_names_are_unique_also_across_renames(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    new_key_group(cloudfront, "taken", key)
    id, etag = new_key_group(cloudfront, "mine", key)
    with refused("KeyGroupAlreadyExists", 409):
        new_key_group(cloudfront, "taken", key)
    with refused("KeyGroupAlreadyExists", 409):
        config = {"Name": "taken", "Items": [key]}
        cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    config = {"Name": "moved", "Items": [key]}
    cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    new_key_group(cloudfront, "mine", key)


@pytest.mark.parametrize(
    "change",
    [
        {"Items": ["K00000000000000"]},
        {"Items": []},
        {"Items": "twice"},
        {"Name": ""},
        {"Comment": "x" * 129},
    ],
)
def test_a_bad_config_is_an_invalid_argument(cloudfront: Any, change: dict[str, Any]) -> None:
    key = new_public_key(cloudfront)
    if change.get("Items") == "twice":
        change = {"Items": [key, key]}
    config = {"Name": "group", "Items": [key], **change}
    with refused("InvalidArgument", 400):
        cloudfront.create_key_group(KeyGroupConfig=config)
    id, etag = new_key_group(cloudfront, "group", key)
    with refused("InvalidArgument", 400):
        cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    assert cloudfront.get_key_group(Id=id)["ETag"] == etag


def test_a_key_group_holds_five_keys_and_no_more(cloudfront: Any) -> None:
    keys = [new_public_key(cloudfront, f"key{number}") for number in range(6)]
    with refused("TooManyPublicKeysInKeyGroup", 400):
        new_key_group(cloudfront, "group", *keys)
    id, etag = new_key_group(cloudfront, "group", *keys[:5])
    with refused("TooManyPublicKeysInKeyGroup", 400):
        config = {"Name": "group", "Items": keys}
        cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)


def test_the_quota_of_key_groups_is_ten_and_can_be_raised(cloudfront: Any, aws: LocalAws) -> None:
    key = new_public_key(cloudfront)
    for number in range(10):
        new_key_group(cloudfront, f"group{number}", key)
    with refused("TooManyKeyGroups", 400):
        new_key_group(cloudfront, "one more", key)
    aws.set(key_groups=11)
    new_key_group(cloudfront, "one more", key)


def test_an_unknown_key_group_is_no_such_resource(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    # A public key's id is no key group's.
    for id in ("00000000-0000-4000-8000-000000000000", key):
        with refused("NoSuchResource", 404):
            cloudfront.get_key_group(Id=id)
        with refused("NoSuchResource", 404):
            cloudfront.get_key_group_config(Id=id)
        with refused("NoSuchResource", 404):
            cloudfront.delete_key_group(Id=id, IfMatch="E0000000000000")
        with refused("NoSuchResource", 404):
            cloudfront.list_distributions_by_key_group(KeyGroupId=id)


def test_a_deleted_key_group_is_gone_and_lets_go_of_its_keys(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    reply = cloudfront.delete_key_group(Id=id, IfMatch=etag)
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused("NoSuchResource", 404):
        cloudfront.get_key_group(Id=id)
    cloudfront.delete_public_key(Id=key, IfMatch=cloudfront.get_public_key(Id=key)["ETag"])


def test_the_list_is_paged_by_marker(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    made = {new_key_group(cloudfront, f"group{number}", key)[0] for number in range(5)}
    found: list[str] = []
    marker: dict[str, str] = {}
    sizes = []
    while True:
        page = cloudfront.list_key_groups(MaxItems="2", **marker)["KeyGroupList"]
        sizes.append(page["Quantity"])
        found += [item["KeyGroup"]["Id"] for item in page["Items"]]
        if "NextMarker" not in page:
            break
        marker = {"Marker": page["NextMarker"]}
    assert sizes == [2, 2, 1]
    assert len(found) == 5
    assert set(found) == made


def test_a_key_group_in_use_cannot_be_deleted_until_the_distribution_is(cloudfront: Any) -> None:
    id, etag = new_key_group(cloudfront, "group", new_public_key(cloudfront))
    made = cloudfront.create_distribution(DistributionConfig=distribution_config(id))
    distribution = made["Distribution"]["Id"]
    with refused("ResourceInUse", 409):
        cloudfront.delete_key_group(Id=id, IfMatch=etag)
    users = cloudfront.list_distributions_by_key_group(KeyGroupId=id)["DistributionIdList"]
    assert (users["Quantity"], users["Items"]) == (1, [distribution])
    assert users["IsTruncated"] is False
    cloudfront.delete_distribution(Id=distribution, IfMatch=made["ETag"])
    cloudfront.delete_key_group(Id=id, IfMatch=etag)


def test_a_distribution_that_trusts_an_unknown_key_group_is_refused(cloudfront: Any) -> None:
    config = distribution_config("00000000-0000-4000-8000-000000000000")
    with refused("TrustedKeyGroupDoesNotExist", 400):
        cloudfront.create_distribution(DistributionConfig=config)


def test_a_cache_behavior_counts_as_a_user_too(cloudfront: Any) -> None:
    id, etag = new_key_group(cloudfront, "group", new_public_key(cloudfront))
    config = distribution_config()
    behavior = distribution_config(id)["DefaultCacheBehavior"] | {"PathPattern": "/videos/*"}
    config["CacheBehaviors"] = {"Quantity": 1, "Items": [behavior]}
    made = cloudfront.create_distribution(DistributionConfig=config)["Distribution"]
    assert made["DistributionConfig"]["CacheBehaviors"] == config["CacheBehaviors"]
    with refused("ResourceInUse", 409):
        cloudfront.delete_key_group(Id=id, IfMatch=etag)


def test_a_distribution_tells_the_keys_of_the_groups_it_trusts(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, _ = new_key_group(cloudfront, "group", key)
    made = cloudfront.create_distribution(DistributionConfig=distribution_config(id))
    read = cloudfront.get_distribution(Id=made["Distribution"]["Id"])["Distribution"]
    assert read["ActiveTrustedKeyGroups"]["Items"] == [
        {"KeyGroupId": id, "KeyPairIds": {"Quantity": 1, "Items": [key]}}
    ]


def test_updating_a_key_group_moves_the_etag_of_its_distributions(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    made = cloudfront.create_distribution(DistributionConfig=distribution_config(id))
    config = {"Name": "group", "Items": [key], "Comment": "changed"}
    cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    distribution = made["Distribution"]["Id"]
    assert cloudfront.get_distribution(Id=distribution)["ETag"] != made["ETag"]
    with refused("PreconditionFailed", 412):
        cloudfront.delete_distribution(Id=distribution, IfMatch=made["ETag"])


def test_a_cache_behavior_trusts_four_key_groups_at_most(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    groups = [new_key_group(cloudfront, f"group{number}", key)[0] for number in range(5)]
    with refused("TooManyKeyGroupsAssociatedToDistribution", 400):
        cloudfront.create_distribution(DistributionConfig=distribution_config(*groups))
    cloudfront.create_distribution(DistributionConfig=distribution_config(*groups[:4]))


def test_as_many_distributions_use_a_key_group_as_the_quota_allows(cloudfront: Any, aws: LocalAws) -> None:
    aws.set(distributions_per_key_group=2)
    id, _ = new_key_group(cloudfront, "group", new_public_key(cloudfront))
    made = []
    for reference in ("one", "two"):
        config = distribution_config(id, reference=reference)
        reply = cloudfront.create_distribution(DistributionConfig=config)
        made.append(reply["Distribution"]["Id"])
    with refused("TooManyDistributionsAssociatedToKeyGroup", 400):
        config = distribution_config(id, reference="three")
        cloudfront.create_distribution(DistributionConfig=config)
    page = cloudfront.list_distributions_by_key_group(KeyGroupId=id, MaxItems="1")
    first = page["DistributionIdList"]
    assert first["IsTruncated"] is True
    page = cloudfront.list_distributions_by_key_group(KeyGroupId=id, Marker=first["NextMarker"])
    assert sorted(first["Items"] + page["DistributionIdList"]["Items"]) == sorted(made)


def test_an_etag_can_move_by_itself_with_the_content_as_it_was(cloudfront: Any, aws: LocalAws) -> None:
    id, etag = new_key_group(cloudfront, "group", new_public_key(cloudfront))
    before = cloudfront.get_key_group(Id=id)["KeyGroup"]
    moved = aws.move_etag(id)
    after = cloudfront.get_key_group(Id=id)
    assert after["ETag"] == moved != etag
    assert after["KeyGroup"] == before
    with pytest.raises(KeyError):
        aws.move_etag("nothing")
