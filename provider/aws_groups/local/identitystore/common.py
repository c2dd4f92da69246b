"""What groups, users and memberships have in common: ids, ARNs, revisions, dates, look-ups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.identitystore.kinds import DirectoryKind, external_name
from aws_groups.local.identitystore.stores import identity_store_of, not_found, page_of, token_after
from aws_groups.local.kinds import Body
from aws_groups.local.store import Object
from aws_groups.local.sts import caller
from aws_groups.local.wire.messages import new_request_id

_RESERVED = ("Administrator", "AWSAdministrators")


def new_id(store: str) -> str:
    """An id. Stores of the older kind (`d-…`) put their own ten digits before the UUID."""
    prefix = f"{store[2:]}-" if store.startswith("d-") else ""
    return prefix + new_request_id()


def bare(id: str) -> str:
    """The id that an ARN ends with, or the id itself."""
    return id.rpartition("/")[2]


def find(context: Context, kind: DirectoryKind, params: Params) -> Object:
    """The object that a request names by its id or its ARN."""
    store = identity_store_of(context, params)
    return find_in(context, kind, store, params[kind.id_member])


def find_in(context: Context, kind: DirectoryKind, store: str, id: str) -> Object:
    """The object of that id or ARN in a store; ResourceNotFoundException if there is none."""
    found = context.tx.find(kind, bare(id), store)
    if found is None:
        raise not_found(kind.resource_type, bare(id))
    return found


def identity(context: Context, found: Object, kind: DirectoryKind) -> Result:
    """How a reply names an object: store and id, and since botocore 1.43.105 ARN and revision."""
    named: Result = {"IdentityStoreId": found.scope, kind.id_member: found.id}
    if context.settings.old_replies:
        return named
    named[kind.arn_member] = f"arn:aws:identitystore:::{kind.arn_word}/{found.id}"
    return {**named, "Revision": found.version} if kind.new_version else named


def made_now(context: Context) -> Body:
    """When and by whom something is made."""
    now = {"At": context.now, "By": caller(context)["Arn"]}
    return {f"{what}{suffix}": now[suffix] for what in ("Created", "Updated") for suffix in now}


def updated_now(context: Context) -> Body:
    """When and by whom something is changed."""
    return {"UpdatedAt": context.now, "UpdatedBy": caller(context)["Arn"]}


def require_revision(found: Object, params: Params) -> None:
    """A revision that is sent must be the present one."""
    if params.get("Revision", found.version) != found.version:
        raise AwsError(
            "ConflictException",
            f"The {found.kind.name} was changed since the given revision.",
            Reason="CONCURRENT_MODIFICATION",
        )


def require_allowed(name: str | None) -> None:
    """Neither a group nor a user may have a reserved name."""
    if name in _RESERVED:
        raise AwsError("ValidationException", f"{name} is a reserved name.")


def require_free(
    context: Context, kind: DirectoryKind, store: str, name: str | None, message: str, holder: str = ""
) -> None:
    """A unique name may be held by nobody, or by the holder itself."""
    other = context.tx.find_named(kind, name, store) if name else None
    if other and other.id != holder:
        raise taken(message)


def taken(message: str) -> AwsError:
    """The error for something unique that is there already."""
    return AwsError("ConflictException", message, Reason="UNIQUENESS_CONSTRAINT_VIOLATION")


def require_quota(context: Context, kind: DirectoryKind, store: str, most: int) -> None:
    """A store has room for one more object of a kind."""
    if context.tx.count(kind, store) >= most:
        text = f"The request would exceed the number of {kind.name}s an identity store can have."
        raise AwsError("ServiceQuotaExceededException", text)


def list_page(
    context: Context,
    params: Params,
    kind: DirectoryKind,
    describe: Callable[[Object], Result],
) -> tuple[list[Result], str | None]:
    """One page of all objects of a kind, and the token of the next one.

    The deprecated filter leaves the one object of a unique name, or none.
    """
    store = identity_store_of(context, params)
    if params.get("Filters"):
        found = _filtered(context, kind, store, params["Filters"][0])
        return [describe(one) for one in found], None
    if context.settings.managed_ad:
        raise AwsError("ValidationException", "Filter is a required parameter.")
    limit, after = page_of(params)
    found = context.tx.page(kind, scope=store, after=after, limit=limit + 1)
    token = token_after(found[limit - 1].id) if len(found) > limit else None
    return [describe(one) for one in found[:limit]], token


def page_result(member: str, page: tuple[list[Result], str | None]) -> Result:
    """A List reply."""
    items, token = page
    return {member: items, **({"NextToken": token} if token else {})}


def find_by_alternate(context: Context, params: Params, kind: DirectoryKind) -> Result:
    """Find an object by a unique attribute, or by its id in another directory."""
    store = identity_store_of(context, params)
    if context.settings.managed_ad:
        raise AwsError("UnknownOperationException", f"No operation is named Get{kind.id_member}")
    name = _unique_name(kind, params["AlternateIdentifier"])
    found = context.tx.find_named(kind, name, store)
    if found is None:
        raise not_found(kind.resource_type, "")
    named = identity(context, found, kind)
    named.pop("Revision", None)
    return named


def _filtered(context: Context, kind: DirectoryKind, store: str, condition: Params) -> list[Object]:
    sent, wanted = condition["AttributePath"], next(iter(kind.unique))
    if sent.lower() != wanted.lower():
        raise AwsError("ValidationException", f"{kind.name.capitalize()}s cannot be filtered by {sent}.")
    found = context.tx.find_named(kind, f"{kind.unique[wanted]} {condition['AttributeValue']}", store)
    return [found] if found else []


def _unique_name(kind: DirectoryKind, identifier: Params) -> str:
    if "ExternalId" in identifier:
        return external_name(identifier["ExternalId"])
    attribute: dict[str, Any] = identifier["UniqueAttribute"]
    sent, value = attribute["AttributePath"], attribute["AttributeValue"]
    holder = next((kind.unique[path] for path in kind.unique if path.lower() == sent.lower()), None)
    if holder is None:
        raise AwsError("ValidationException", f"{sent} is no unique attribute of a {kind.name}.")
    if not isinstance(value, str):
        raise AwsError("ValidationException", f"The value of {sent} must be a string.")
    return f"{holder} {value}"
