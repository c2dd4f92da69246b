"""CloudFront public keys. A public key is made and deleted; only its comment can change."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from aws_groups.local.cloudfront.common import (
    list_page,
    location,
    new_id,
    require_comment,
    require_match,
)
from aws_groups.local.cloudfront.kinds import PUBLIC_KEY, public_key_names
from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.marks import assumed, documented, observed
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object

_NAME = re.compile(r"[0-9A-Za-z_-]{1,128}")
_PEM = re.compile(r"\s*-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")
# SubjectPublicKeyInfo starts with the algorithm: what follows the outer SEQUENCE's length.
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
_P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107034200")
# 294 bytes of DER with the usual exponent 65537, fewer with a smaller one.
_RSA_2048_LENGTHS = range(290, 297)
_P256_LENGTH = 91

OPERATIONS = Operations()


@OPERATIONS.add(
    documented(
        "a key is RSA 2048 or ECDSA 256",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html",
    ),
    observed(
        "a name has 1 to 128 letters, digits, hyphens and underscores",
        "github.com/hashicorp/terraform-provider-aws, resource aws_cloudfront_public_key",
    ),
    observed("the key is given back with a newline at its end", "github.com/getmoto/moto, moto/cloudfront"),
    assumed("a used caller reference is refused also when the rest of the request is the same"),
)
def create_public_key(context: Context, params: Params) -> Result:
    """Name and caller reference must be free, the key RSA 2048 or ECDSA P-256."""
    config = params["PublicKeyConfig"]
    _require_valid(config)
    _require_free(context, config)
    if context.tx.count(PUBLIC_KEY) >= context.settings.public_keys:
        message = "You have reached the maximum number of public keys for this AWS account."
        raise AwsError("TooManyPublicKeys", message)
    config = _normalised(config)
    key = context.tx.create(PUBLIC_KEY, new_id("K"), {"Config": config, "CreatedTime": context.now})
    return {**_reply(key), "Location": location("public-key", key.id)}


@OPERATIONS.add(
    documented("the key with its ETag, or NoSuchPublicKey"),
)
def get_public_key(context: Context, params: Params) -> Result:
    """The public key and its ETag, or NoSuchPublicKey."""
    return _reply(_find(context, params))


@OPERATIONS.add(
    documented("the config with the key's ETag, or NoSuchPublicKey"),
)
def get_public_key_config(context: Context, params: Params) -> Result:
    """What the public key was made from, and its ETag, or NoSuchPublicKey."""
    key = _find(context, params)
    return {"PublicKeyConfig": key.body["Config"], "ETag": key.version}


@OPERATIONS.add(
    documented("only the comment can change", "the service model, CannotChangeImmutablePublicKeyFields"),
    assumed("a comment that is not sent is cleared"),
)
def update_public_key(context: Context, params: Params) -> Result:
    """Only the comment may differ; one that is not sent is cleared."""
    key = _find(context, params)
    require_match(key, params)
    config, now = _normalised(params["PublicKeyConfig"]), key.body["Config"]
    if any(config[name] != now[name] for name in ("CallerReference", "Name", "EncodedKey")):
        message = "You can't change the value of a public key."
        raise AwsError("CannotChangeImmutablePublicKeyFields", message)
    require_comment(config)
    return _reply(context.tx.write(key, {**key.body, "Config": config}))


@OPERATIONS.add(
    documented("refused as PublicKeyInUse while a key group holds it"),
    observed(
        "the words of PublicKeyInUse", "reports of users of terraform-provider-aws; no address was kept"
    ),
)
def delete_public_key(context: Context, params: Params) -> Result:
    """Refused as PublicKeyInUse while a key group holds it."""
    key = _find(context, params)
    require_match(key, params)
    if context.tx.count_users_of(key.id):
        message = (
            "The Cloudfront public key is currently associated with either Key Group or a field"
            " level encryption profile."
        )
        raise AwsError("PublicKeyInUse", message)
    context.tx.delete(key)
    return {}


@OPERATIONS.add(
    documented("without caller references and ETags", "the service model, PublicKeySummary"),
)
def list_public_keys(context: Context, params: Params) -> Result:
    """A page of public keys, without caller references and ETags."""
    page, described = list_page(context, params, PUBLIC_KEY)
    items = [{**key.body["Config"], **_identity(key)} for key in page]
    return {"PublicKeyList": {**described, "Items": items}}


def _find(context: Context, params: Params) -> Object:
    key = context.tx.find(PUBLIC_KEY, params["Id"])
    if key is None:
        raise AwsError("NoSuchPublicKey", "The specified public key doesn't exist.")
    return key


def _normalised(config: dict[str, Any]) -> dict[str, Any]:
    """The key as CloudFront gives it back: ending in a newline."""
    return {**config, "EncodedKey": config["EncodedKey"].rstrip() + "\n"}


def _identity(key: Object) -> dict[str, Any]:
    return {"Id": key.id, "CreatedTime": key.body["CreatedTime"]}


def _reply(key: Object) -> Result:
    public_key = {**_identity(key), "PublicKeyConfig": key.body["Config"]}
    return {"PublicKey": public_key, "ETag": key.version}


def _require_free(context: Context, config: dict[str, Any]) -> None:
    what = ("name", "caller reference")
    for name, words in zip(public_key_names(config), what, strict=True):
        if context.tx.find_named(PUBLIC_KEY, name):
            message = (
                f"The {words} that you are using to create a CloudFront public key is associated"
                " with another public key in your account."
            )
            raise AwsError("PublicKeyAlreadyExists", message)


def _require_valid(config: dict[str, Any]) -> None:
    if not _NAME.fullmatch(config["Name"]):
        message = "The name must be 1 to 128 letters, digits, hyphens and underscores."
        raise AwsError("InvalidArgument", message)
    if not config["CallerReference"]:
        raise AwsError("InvalidArgument", "The caller reference is empty.")
    require_comment(config)
    if not _is_supported(config["EncodedKey"]):
        message = "Your request contains empty/invalid/out of limits RSA Encoded Key"
        raise AwsError("InvalidArgument", message)


def _is_supported(encoded_key: str) -> bool:
    """Whether it is a PEM public key CloudFront takes: RSA 2048 or ECDSA P-256."""
    pem = _PEM.fullmatch(encoded_key)
    if pem is None:
        return False
    try:
        der = base64.b64decode("".join(pem[1].split()), validate=True)
    except binascii.Error:
        return False
    if der[:2] == b"\x30\x59":
        return len(der) == _P256_LENGTH and der[2:].startswith(_P256)
    return (
        der[:2] == b"\x30\x82"
        and len(der) in _RSA_2048_LENGTHS
        and int.from_bytes(der[2:4], "big") == len(der) - 4
        and der[4:].startswith(_RSA)
    )
