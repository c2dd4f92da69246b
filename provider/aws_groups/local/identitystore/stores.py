"""Identity stores: which there are, and how the other operations name one."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Operations

_PAGE = 100
OPERATIONS = Operations()


@OPERATIONS.add(
    documented("the id and the ARN of each store that the caller has access to"),
    assumed("the caller has access to every store in the settings"),
)
def list_identity_stores(context: Context, params: Params) -> Result:
    """A page of the identity stores in the settings."""
    limit, after = page_of(params)
    found = sorted(id for id in context.settings.identity_stores if id > after)
    page = found[:limit]
    result: Result = {"IdentityStores": [_described(context, id) for id in page]}
    if len(found) > limit:
        result["NextToken"] = token_after(page[-1])
    return result


@OPERATIONS.add(
    documented("the store's id and ARN"),
    assumed("no store has a network configuration"),
)
def describe_identity_store(context: Context, params: Params) -> Result:
    """The identity store's id and ARN."""
    return _described(context, identity_store_of(context, params))


def identity_store_of(context: Context, params: Params) -> str:
    """The bare id of the store a request is about; its ARN is taken for it."""
    id: str = params["IdentityStoreId"].rpartition("/")[2]
    there = context.settings.identity_stores
    if id not in there:
        hint = f"This local AWS has {', '.join(there)}." if there else "This local AWS has none."
        raise not_found("IDENTITY_STORE", id, hint)
    return id


def not_found(resource_type: str, id: str, hint: str = "") -> AwsError:
    """The error for something that is not there: GROUP, IDENTITY_STORE, …"""
    return AwsError(
        "ResourceNotFoundException",
        f"{resource_type} not found. {hint}".rstrip(),
        ResourceType=resource_type,
        ResourceId=id,
    )


def page_of(params: Params) -> tuple[int, str]:
    """The page size (100 unless said; the API states no default), and the id the page follows."""
    token = params.get("NextToken", "")
    try:
        after = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise AwsError("ValidationException", "The NextToken is not valid.") from None
    return params.get("MaxResults", _PAGE), after


def token_after(id: str) -> str:
    """The NextToken of a page that ends with that id."""
    return base64.b64encode(id.encode()).decode()


def _described(context: Context, id: str) -> dict[str, Any]:
    arn = f"arn:aws:identitystore::{context.settings.account}:identitystore/{id}"
    return {"IdentityStoreId": id, "IdentityStoreArn": arn}
