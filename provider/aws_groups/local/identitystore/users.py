"""Identity Store users. An update patches single attributes, or replaces whole lists."""

from __future__ import annotations

from typing import Any

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.identitystore.attributes import patched, require_extension
from aws_groups.local.identitystore.common import (
    find,
    find_by_alternate,
    identity,
    list_page,
    made_now,
    new_id,
    page_result,
    require_allowed,
    require_free,
    require_quota,
    require_revision,
    updated_now,
)
from aws_groups.local.identitystore.kinds import USER
from aws_groups.local.identitystore.stores import identity_store_of
from aws_groups.local.kinds import Body
from aws_groups.local.marks import assumed, documented, observed
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object

OPERATIONS = Operations()
_TERRAFORM = "github.com/hashicorp/terraform-provider-aws, resource aws_identitystore_user"


@OPERATIONS.add(
    documented("Administrator and AWSAdministrators are reserved names"),
    documented("IAM Identity Center asks for a name and a display name"),
    observed(
        "it asks for a user name, a given and a family name too; the words of that error",
        "github.com/getmoto/moto, moto/identitystore",
    ),
    documented("`aws:identitystore:enterprise` is the only extension"),
    observed("a taken user name is `Duplicate UserName`", "github.com/getmoto/moto, moto/identitystore"),
    assumed("a taken email address is ConflictException, `Duplicate Email`"),
    assumed("a reserved name is ValidationException"),
    assumed("a new user is ENABLED; an extension may have any attributes"),
)
def create_user(context: Context, params: Params) -> Result:
    """User name and email address must be free; Identity Center asks for the names of a person."""
    store = identity_store_of(context, params)
    body: Body = {name: value for name, value in params.items() if name != "IdentityStoreId"}
    _require_extensions(body)
    _require_complete(context, body)
    _require_names(context, store, body)
    require_quota(context, USER, store, context.settings.users_per_identity_store)
    body = {**body, "UserStatus": "ENABLED", **made_now(context)}
    return identity(context, context.tx.create(USER, new_id(store), body, store), USER)


@OPERATIONS.add(
    documented("the extensions only if the request names them"),
    documented("`aws:identitystore:enterprise` is the only extension"),
    assumed("another extension is ValidationException"),
)
def describe_user(context: Context, params: Params) -> Result:
    """Everything about a user, with the extensions that are asked for."""
    return _described(context, find(context, USER, params), _asked(params))


@OPERATIONS.add(
    documented(
        "each operation adds, replaces or removes one attribute; the others stay", "the service model"
    ),
    documented("a revision that is not the present one is ConflictException"),
    observed("paths are in camel case, `name.givenName`; null removes an attribute", _TERRAFORM),
    observed("an empty string is refused; so is a null inside a list's item", _TERRAFORM),
    observed("a list is replaced as a whole, and removed by null", _TERRAFORM),
    observed(
        "a path into a list is ValidationException, `Unsupported update operation on multi-value attribute`",
        "a guide of an Identity Center tool that quotes the error; no address was kept",
    ),
    assumed("members of a list's items may be in camel case, or as in the service model"),
    assumed("`aws:identitystore:enterprise.department` is one attribute of an extension"),
    assumed("what Identity Center asks for at creation cannot be removed"),
)
def update_user(context: Context, params: Params) -> Result:
    """Patch the attributes that are named, all or none; the others stay as they are."""
    user = find(context, USER, params)
    require_revision(user, params)
    shape = context.model.operation_model("CreateUser").input_shape
    body = patched(shape, user.body, params["Operations"])
    if set(_missing(body)) - set(_missing(user.body)):
        _require_complete(context, body)
    _require_names(context, user.scope, body, holder=user.id)
    user = context.tx.write(user, {**body, **updated_now(context)})
    return {} if context.settings.old_replies else identity(context, user, USER)


@OPERATIONS.add(
    documented("a revision that is not the present one is ConflictException"),
    assumed("a user who is a member of groups is deleted too"),
)
def delete_user(context: Context, params: Params) -> Result:
    """Delete a user, if it is at the given revision or none is given."""
    user = find(context, USER, params)
    require_revision(user, params)
    context.tx.delete(user)
    return {}


@OPERATIONS.add(
    documented("each user with all that DescribeUser tells; 100 in a page at most"),
    documented("the extensions only if the request names them"),
    documented("the deprecated filter finds one user name"),
    observed(
        "a directory of a Managed AD refuses it without a filter",
        "github.com/aws/aws-sdk/issues/629 and 109",
    ),
    assumed("a page has 100 users if not said; the order is that of the ids"),
)
def list_users(context: Context, params: Params) -> Result:
    """A page of users, each with everything DescribeUser tells."""
    asked = _asked(params)
    page = list_page(context, params, USER, lambda user: _described(context, user, asked))
    return page_result("Users", page)


@OPERATIONS.add(
    documented("by `userName`, `emails.value`, or an id in another directory"),
    observed(
        "the path may also be `UserName`",
        "github.com/hashicorp/terraform-provider-aws, data source aws_identitystore_user",
    ),
    observed(
        "a directory that cannot look up by name does not know the operation",
        "github.com/hashicorp/terraform-provider-aws/issues/31624",
    ),
)
def get_user_id(context: Context, params: Params) -> Result:
    """Find a user by its user name, its email address or its id in another directory."""
    return find_by_alternate(context, params, USER)


def _asked(params: Params) -> list[str]:
    """The extensions that a request asks for."""
    asked: list[str] = params.get("Extensions", [])
    for name in asked:
        require_extension(name)
    return asked


def _described(context: Context, user: Object, asked: list[str]) -> Result:
    described: dict[str, Any] = {**identity(context, user, USER), **user.body}
    extensions = described.pop("Extensions", {})
    shown = {name: extensions[name] for name in asked if name in extensions}
    return {**described, "Extensions": shown} if shown else described


def _require_extensions(body: Body) -> None:
    for name, value in body.get("Extensions", {}).items():
        require_extension(name)
        if not isinstance(value, dict):
            raise AwsError("ValidationException", f"The value of {name} must be an object.")


def _missing(body: Body) -> list[str]:
    """What Identity Center asks for and is not there."""
    missing = [name for name in ("UserName", "DisplayName") if name not in body]
    name = body.get("Name")
    if not name:
        return [*missing, "Name"]
    return missing + [part for part in ("GivenName", "FamilyName") if part not in name]


def _require_complete(context: Context, body: Body) -> None:
    missing = [] if context.settings.bare_users else _missing(body)
    if "UserName" in missing:
        raise AwsError("ValidationException", "userName is a required attribute")
    if missing:
        words = [name.lower() for name in missing]
        text = ", ".join(f"{word}: The attribute {word} is required" for word in words)
        raise AwsError("ValidationException", text)


def _require_names(context: Context, store: str, body: Body, holder: str = "") -> None:
    name = body.get("UserName")
    require_allowed(name)
    if name:
        require_free(context, USER, store, f"name {name}", "Duplicate UserName", holder)
    for email in body.get("Emails", ()):
        if value := email.get("Value"):
            require_free(context, USER, store, f"email {value}", "Duplicate Email", holder)
