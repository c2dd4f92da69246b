"""What the tests of the local AWS say often."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

STORE = "d-1234567890"
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
RSA_2048 = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a02820101")
RSA_1024 = bytes.fromhex("30819f300d06092a864886f70d010101050003818d0030818902818100")


def pem(der: bytes | None = None) -> str:
    """A public key; by default a new ECDSA one of 256 bits."""
    body = base64.encodebytes(der or P256 + os.urandom(64)).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n"


def signed(service: str) -> dict[str, str]:
    """The header of a request that is signed for a service, as far as the local AWS reads it."""
    scope = f"AKID/20260101/us-east-1/{service}/aws4_request"
    return {"authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host"}


@contextmanager
def refused(code: str, status: int, message: str = "", **members: Any) -> Iterator[None]:
    """The block ends in that error reply."""
    with pytest.raises(ClientError) as caught:
        yield
    reply = caught.value.response
    assert reply["Error"]["Code"] == code, reply
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == status
    assert message in reply["Error"]["Message"]
    assert {name: reply.get(name) for name in members} == members


def public_key_config(name: str, **more: str) -> dict[str, str]:
    """A config for CreatePublicKey."""
    return {"CallerReference": f"reference of {name}", "Name": name, "EncodedKey": pem(), **more}


def new_public_key(cloudfront: Any, name: str = "key") -> str:
    """Make a public key; its id."""
    reply = cloudfront.create_public_key(PublicKeyConfig=public_key_config(name))
    return str(reply["PublicKey"]["Id"])


def new_key_group(cloudfront: Any, name: str, *items: str, **more: str) -> tuple[str, str]:
    """Make a key group; its id and ETag."""
    config = {"Name": name, "Items": list(items), **more}
    reply = cloudfront.create_key_group(KeyGroupConfig=config)
    return reply["KeyGroup"]["Id"], reply["ETag"]


def distribution_config(*key_groups: str, reference: str = "one") -> dict[str, Any]:
    """A config for CreateDistribution that trusts key groups by default and by path."""
    trusted = {"Enabled": True, "Quantity": len(key_groups), "Items": list(key_groups)}
    behavior = {
        "TargetOriginId": "origin",
        "ViewerProtocolPolicy": "https-only",
        "TrustedKeyGroups": trusted,
    }
    return {
        "CallerReference": reference,
        "Origins": {
            "Quantity": 1,
            "Items": [{"Id": "origin", "DomainName": "bucket.s3.amazonaws.com"}],
        },
        "DefaultCacheBehavior": behavior,
        "Comment": "",
        "Enabled": True,
    }


def new_group(identitystore: Any, name: str, **more: str) -> str:
    """Make an Identity Store group; its id."""
    reply = identitystore.create_group(IdentityStoreId=STORE, DisplayName=name, **more)
    return str(reply["GroupId"])


def patch(path: str, *value: Any) -> dict[str, Any]:
    """One operation of UpdateGroup; without a value it has none."""
    return {"AttributePath": path, **({"AttributeValue": value[0]} if value else {})}


PERSON: dict[str, Any] = {
    "UserName": "ann.lee",
    "DisplayName": "Ann Lee",
    "Name": {"GivenName": "Ann", "FamilyName": "Lee"},
}


def new_user(identitystore: Any, name: str, email: str = "", **more: Any) -> str:
    """Make an Identity Store user; its id."""
    emails = {"Emails": [{"Value": email, "Type": "work", "Primary": True}]} if email else {}
    person = {**PERSON, "UserName": name, **emails, **more}
    return str(identitystore.create_user(IdentityStoreId=STORE, **person)["UserId"])


def new_membership(identitystore: Any, group: str, user: str) -> str:
    """Put a user into a group; the membership's id."""
    reply = identitystore.create_group_membership(
        IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": user}
    )
    return str(reply["MembershipId"])


def user_id(identitystore: Any, path: str, value: Any) -> str:
    """The id of the user with a unique attribute."""
    unique = {"AttributePath": path, "AttributeValue": value}
    reply = identitystore.get_user_id(IdentityStoreId=STORE, AlternateIdentifier={"UniqueAttribute": unique})
    return str(reply["UserId"])
