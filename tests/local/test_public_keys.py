"""CloudFront public keys on the local AWS."""

import re
from typing import Any

import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import (
    RSA_1024,
    RSA_2048,
    new_key_group,
    new_public_key,
    pem,
    public_key_config,
    refused,
)


def test_a_public_key_is_read_back_as_it_was_made(cloudfront: Any) -> None:
    config = public_key_config("signing", Comment="für <Videos> & more")
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    id = made["PublicKey"]["Id"]
    assert re.fullmatch(r"K[0-9A-Z]{13}", id)
    assert re.fullmatch(r"E[0-9A-Z]{13}", made["ETag"])
    assert made["Location"].endswith(f"/2020-05-31/public-key/{id}")
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    read = cloudfront.get_public_key(Id=id)
    assert read["PublicKey"] == made["PublicKey"]
    assert read["PublicKey"]["PublicKeyConfig"] == config
    assert read["ETag"] == made["ETag"]
    read = cloudfront.get_public_key_config(Id=id)
    assert (read["PublicKeyConfig"], read["ETag"]) == (config, made["ETag"])


def test_an_encoded_key_comes_back_ending_in_a_newline(cloudfront: Any) -> None:
    key = pem()
    config = public_key_config("signing", EncodedKey=key.rstrip())
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    assert made["PublicKey"]["PublicKeyConfig"]["EncodedKey"] == key


def test_an_rsa_key_of_2048_bits_is_taken(cloudfront: Any) -> None:
    key = pem(RSA_2048 + bytes([1]) * (294 - len(RSA_2048)))
    config = public_key_config("signing", EncodedKey=key)
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    assert made["PublicKey"]["PublicKeyConfig"]["EncodedKey"] == key


@pytest.mark.parametrize(
    "change",
    [
        {"EncodedKey": "no PEM at all"},
        {"EncodedKey": pem(b"no DER")},
        {"EncodedKey": pem(RSA_1024 + bytes(162 - len(RSA_1024)))},
        {"EncodedKey": pem().replace("PUBLIC", "PRIVATE")},
        {"EncodedKey": "-----BEGIN PUBLIC KEY-----\n=\n-----END PUBLIC KEY-----\n"},
        {"Name": "no spaces"},
        {"Name": ""},
        {"Name": "x" * 129},
        {"CallerReference": ""},
        {"Comment": "x" * 129},
    ],
)
def test_a_bad_config_is_an_invalid_argument(cloudfront: Any, change: dict[str, str]) -> None:
    with refused("InvalidArgument", 400):
        cloudfront.create_public_key(PublicKeyConfig={**public_key_config("key"), **change})
    assert cloudfront.list_public_keys()["PublicKeyList"]["Quantity"] == 0


@pytest.mark.parametrize("same", ["Name", "CallerReference"])
def test_a_name_and_a_caller_reference_are_taken_once(cloudfront: Any, same: str) -> None:
    first, second = public_key_config("first"), public_key_config("second")
    cloudfront.create_public_key(PublicKeyConfig=first)
    with refused("PublicKeyAlreadyExists", 409):
        cloudfront.create_public_key(PublicKeyConfig={**second, same: first[same]})


def test_a_create_sent_twice_is_refused(cloudfront: Any) -> None:
    config = public_key_config("key")
    cloudfront.create_public_key(PublicKeyConfig=config)
    with refused("PublicKeyAlreadyExists", 409):
        cloudfront.create_public_key(PublicKeyConfig=config)


def test_a_deleted_keys_name_is_free_again(cloudfront: Any) -> None:
    config = public_key_config("key")
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    cloudfront.delete_public_key(Id=made["PublicKey"]["Id"], IfMatch=made["ETag"])
    cloudfront.create_public_key(PublicKeyConfig=config)


def test_an_update_changes_the_comment_and_the_etag(cloudfront: Any) -> None:
    config = public_key_config("key", Comment="old")
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    id = made["PublicKey"]["Id"]
    config["Comment"] = "new"
    updated = cloudfront.update_public_key(
        Id=id, IfMatch=made["ETag"], PublicKeyConfig={**config, "EncodedKey": config["EncodedKey"]}
    )
    assert updated["PublicKey"]["PublicKeyConfig"] == config
    assert updated["ETag"] != made["ETag"]
    assert updated["PublicKey"]["CreatedTime"] == made["PublicKey"]["CreatedTime"]
    assert cloudfront.get_public_key(Id=id)["ETag"] == updated["ETag"]


def test_an_update_without_a_comment_clears_it(cloudfront: Any) -> None:
    config = public_key_config("key", Comment="old")
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    del config["Comment"]
    updated = cloudfront.update_public_key(
        Id=made["PublicKey"]["Id"], IfMatch=made["ETag"], PublicKeyConfig=config
    )
    assert "Comment" not in updated["PublicKey"]["PublicKeyConfig"]


@pytest.mark.parametrize("field", ["CallerReference", "Name", "EncodedKey"])
def test_nothing_but_the_comment_can_change(cloudfront: Any, field: str) -> None:
    config = public_key_config("key")
    made = cloudfront.create_public_key(PublicKeyConfig=config)
    changed = {**config, field: public_key_config("other")[field]}
    with refused("CannotChangeImmutablePublicKeyFields", 400):
        cloudfront.update_public_key(
            Id=made["PublicKey"]["Id"], IfMatch=made["ETag"], PublicKeyConfig=changed
        )


def test_a_key_in_a_key_group_cannot_be_deleted_until_it_is_out(cloudfront: Any) -> None:
    used, other = new_public_key(cloudfront, "used"), new_public_key(cloudfront, "other")
    group, etag = new_key_group(cloudfront, "group", used)
    key_etag = cloudfront.get_public_key(Id=used)["ETag"]
    with refused("PublicKeyInUse", 409, "currently associated with either Key Group"):
        cloudfront.delete_public_key(Id=used, IfMatch=key_etag)
    config = {"Name": "group", "Items": [other]}
    cloudfront.update_key_group(Id=group, IfMatch=etag, KeyGroupConfig=config)
    cloudfront.delete_public_key(Id=used, IfMatch=key_etag)
    with refused("NoSuchPublicKey", 404):
        cloudfront.get_public_key(Id=used)


@pytest.mark.parametrize("operation", ["get_public_key", "get_public_key_config"])
def test_reading_an_unknown_key_says_no_such_public_key(cloudfront: Any, operation: str) -> None:
    with refused("NoSuchPublicKey", 404):
        getattr(cloudfront, operation)(Id="K00000000000000")


@pytest.mark.parametrize("etag", [None, "", "*", "nonsense", "E123", "e2qwruhapomqzl"])
def test_a_delete_with_no_proper_if_match_is_refused(cloudfront: Any, etag: str | None) -> None:
    id = new_public_key(cloudfront)
    with refused("InvalidIfMatchVersion", 400):
        cloudfront.delete_public_key(Id=id, **({"IfMatch": etag} if etag is not None else {}))


def test_a_stale_if_match_fails_the_precondition(cloudfront: Any) -> None:
    id = new_public_key(cloudfront)
    with refused("PreconditionFailed", 412):
        cloudfront.delete_public_key(Id=id, IfMatch="E0000000000000")


def test_the_quota_of_public_keys_is_ten_and_can_be_raised(cloudfront: Any, aws: LocalAws) -> None:
    for number in range(10):
        new_public_key(cloudfront, f"key{number}")
    with refused("TooManyPublicKeys", 400):
        new_public_key(cloudfront, "key10")
    aws.set(public_keys=11)
    id = new_public_key(cloudfront, "key10")
    with refused("TooManyPublicKeys", 400):
        new_public_key(cloudfront, "key11")
    cloudfront.delete_public_key(Id=id, IfMatch=cloudfront.get_public_key(Id=id)["ETag"])
    new_public_key(cloudfront, "key11")


def test_the_paginator_finds_every_key_once(cloudfront: Any) -> None:
    ids = {new_public_key(cloudfront, f"key{number}") for number in range(7)}
    pages = cloudfront.get_paginator("list_public_keys").paginate(PaginationConfig={"PageSize": 3})
    lists = [page["PublicKeyList"] for page in pages]
    assert [page["Quantity"] for page in lists] == [3, 3, 1]
    found = [item["Id"] for page in lists for item in page["Items"]]
    assert len(found) == 7
    assert set(found) == ids


def test_the_list_ends_where_there_is_no_next_marker(cloudfront: Any) -> None:
    ids = sorted(new_public_key(cloudfront, f"key{number}") for number in range(4))
    page = cloudfront.list_public_keys(MaxItems="2")["PublicKeyList"]
    assert (page["MaxItems"], page["NextMarker"]) == (2, ids[1])
    rest = cloudfront.list_public_keys(MaxItems="2", Marker=page["NextMarker"])["PublicKeyList"]
    assert [item["Id"] for item in rest["Items"]] == ids[2:]
    assert "NextMarker" not in rest
    assert "IsTruncated" not in rest


def test_the_list_tells_keys_without_etag_and_caller_reference(cloudfront: Any) -> None:
    config = public_key_config("key", Comment="c")
    key = cloudfront.create_public_key(PublicKeyConfig=config)["PublicKey"]
    del config["CallerReference"]
    wanted = {"Id": key["Id"], "CreatedTime": key["CreatedTime"], **config}
    assert cloudfront.list_public_keys()["PublicKeyList"]["Items"] == [wanted]


def test_a_page_holds_no_more_than_a_hundred(cloudfront: Any) -> None:
    assert cloudfront.list_public_keys(MaxItems="1000")["PublicKeyList"]["MaxItems"] == 100


@pytest.mark.parametrize("max_items", ["0", "-1", "many", ""])
def test_a_page_size_that_is_no_number_is_refused(cloudfront: Any, max_items: str) -> None:
    with refused("InvalidArgument", 400):
        cloudfront.list_public_keys(MaxItems=max_items)
