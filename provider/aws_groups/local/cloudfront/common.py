"""What CloudFront's resources have in common: ids, ETags, If-Match, comments, pages."""

from __future__ import annotations

import os
import re
from typing import Any

from aws_groups.local.context import Context, Params
from aws_groups.local.errors import AwsError
from aws_groups.local.kinds import Kind
from aws_groups.local.marks import assumed, documented, observed
from aws_groups.local.store import Object

MARKS = (
    documented(
        "an update or a deletion sends the ETag as If-Match; a stale one is PreconditionFailed",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateKeyGroup.html",
    ),
    observed(
        "an If-Match that is missing or is no ETag is InvalidIfMatchVersion",
        "github.com/aws/aws-sdk/issues/576",
    ),
    documented("a comment has 128 characters at most"),
    documented("a list ends where NextMarker is absent; MaxItems is text"),
    assumed("a page has 100 items unless MaxItems says fewer; the order is that of the ids"),
    assumed("every write gives a new ETag, also one that changes nothing"),
    assumed("ids of key groups are UUIDs, ids of public keys K and 13 characters, ETags E and 13 characters"),
)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ETAG = re.compile(r"E[0-9A-Z]{13}")
_COMMENT_LENGTH = 128
_PAGE = 100


def new_id(prefix: str) -> str:
    """An id (`K…`, of a public key) or an ETag (`E…`): the prefix and 13 characters."""
    number = int.from_bytes(os.urandom(9), "big")
    letters = []
    for _ in range(13):
        number, digit = divmod(number, 36)
        letters.append(_ALPHABET[digit])
    return prefix + "".join(letters)


def new_etag() -> str:
    """An ETag. CloudFront gives a new one at every write."""
    return new_id("E")


def location(path: str, id: str) -> str:
    """The Location header of something new."""
    return f"https://cloudfront.amazonaws.com/2020-05-31/{path}/{id}"


def require_match(found: Object, params: Params) -> None:
    """If-Match must be there and name the present version.

    The model calls it optional, the service does not (aws-sdk issue 576).
    """
    etag = params.get("IfMatch", "")
    if not _ETAG.fullmatch(etag):
        message = "The If-Match version is missing or not valid for the resource."
        raise AwsError("InvalidIfMatchVersion", message)
    if etag != found.version:
        message = (
            "The request failed because it didn't meet the preconditions in one or more"
            " request-header fields."
        )
        raise AwsError("PreconditionFailed", message)


def require_comment(config: dict[str, Any]) -> None:
    """A comment has at most 128 characters."""
    if len(config.get("Comment", "")) > _COMMENT_LENGTH:
        message = f"The comment is longer than {_COMMENT_LENGTH} characters."
        raise AwsError("InvalidArgument", message)


def max_items(params: Params) -> int:
    """The page size: MaxItems, which is sent as a string, or 100, which is also the most."""
    text = params.get("MaxItems", str(_PAGE))
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise AwsError("InvalidArgument", f"MaxItems is not a positive number: {text!r}")
    return min(int(text), _PAGE)


def list_page(context: Context, params: Params, kind: Kind) -> tuple[list[Object], dict[str, Any]]:
    """One page of objects, and the list members that describe it.

    There is no IsTruncated: the list goes on if there is a NextMarker, the page's last id.
    """
    limit = max_items(params)
    after = params.get("Marker", "")
    found = context.tx.page(kind, after=after, limit=limit + 1)
    page = found[:limit]
    described: dict[str, Any] = {"MaxItems": limit, "Quantity": len(page)}
    if len(found) > limit:
        described["NextMarker"] = page[-1].id
    return page, described
