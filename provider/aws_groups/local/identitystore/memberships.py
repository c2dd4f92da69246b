"""Memberships: which users are in which groups. There are no groups in groups."""

from __future__ import annotations

from typing import Any

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.identitystore.common import (
    find,
    find_in,
    identity,
    made_now,
    new_id,
    page_result,
    taken,
)
from aws_groups.local.identitystore.kinds import GROUP, MEMBERSHIP, USER, membership_name
from aws_groups.local.identitystore.stores import identity_store_of, not_found, page_of, token_after
from aws_groups.local.marks import assumed, documented, observed
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object

OPERATIONS = Operations()


@OPERATIONS.add(
    documented("the group and the user must be there"),
    observed(
        "a member already is ConflictException, `Member and Group relationship already exists`",
        "the code of two tools that look for these words; no address was kept",
    ),
    assumed("the Reason of that conflict is UNIQUENESS_CONSTRAINT_VIOLATION"),
    assumed("no limit of members in a group is known; the setting has none"),
)
def create_group_membership(context: Context, params: Params) -> Result:
    """Put a user into a group."""
    group, user = _pair(context, params)
    if context.tx.find_named(MEMBERSHIP, membership_name(group.id, user.id), group.scope):
        raise taken("Member and Group relationship already exists")
    most = context.settings.memberships_per_group
    if most is not None and context.tx.count_users_of(group.id) >= most:
        text = "The request would exceed the number of members a group can have."
        raise AwsError("ServiceQuotaExceededException", text)
    body = {"GroupId": group.id, "UserId": user.id, **made_now(context)}
    made = context.tx.create(MEMBERSHIP, new_id(group.scope), body, group.scope)
    return identity(context, made, MEMBERSHIP)


@OPERATIONS.add(documented("group and member, and when and by whom it was made"))
def describe_group_membership(context: Context, params: Params) -> Result:
    """Everything about a membership."""
    return _described(context, find(context, MEMBERSHIP, params))


@OPERATIONS.add(documented("by the id of the membership, without a revision"))
def delete_group_membership(context: Context, params: Params) -> Result:
    """Take a user out of a group."""
    context.tx.delete(find(context, MEMBERSHIP, params))
    return {}


@OPERATIONS.add(
    documented("the membership of one user in one group"),
    assumed("not a member: ResourceNotFoundException with GROUP_MEMBERSHIP"),
    assumed("a group or user that is not there: ResourceNotFoundException with GROUP or USER"),
)
def get_group_membership_id(context: Context, params: Params) -> Result:
    """Find the membership of a user in a group."""
    group, user = _pair(context, params)
    found = context.tx.find_named(MEMBERSHIP, membership_name(group.id, user.id), group.scope)
    if found is None:
        raise not_found(MEMBERSHIP.resource_type, "")
    return identity(context, found, MEMBERSHIP)


@OPERATIONS.add(
    documented("a page of a group's memberships, 100 at most"),
    assumed("a group that is not there is ResourceNotFoundException; the order is that of the ids"),
)
def list_group_memberships(context: Context, params: Params) -> Result:
    """A page of the memberships of a group."""
    return _listed(context, params, find(context, GROUP, params))


@OPERATIONS.add(
    documented("a page of a user's memberships, 100 at most"),
    assumed("a user who is not there is ResourceNotFoundException; the order is that of the ids"),
)
def list_group_memberships_for_member(context: Context, params: Params) -> Result:
    """A page of the memberships of a user."""
    return _listed(context, params, _member(context, params))


@OPERATIONS.add(
    documented("for each of up to 100 groups, whether the user is a member"),
    observed("the answers are in the order of the groups", "github.com/getmoto/moto/pull/10242"),
    assumed("a group or user that is not there is ResourceNotFoundException"),
)
def is_member_in_groups(context: Context, params: Params) -> Result:
    """Whether a user is in each of some groups."""
    user = _member(context, params)
    results = []
    for id in params["GroupIds"]:
        group = find_in(context, GROUP, user.scope, id)
        found = context.tx.find_named(MEMBERSHIP, membership_name(group.id, user.id), user.scope)
        member = {"GroupId": group.id, "MemberId": {"UserId": user.id}}
        results.append({**member, "MembershipExists": found is not None})
    return {"Results": results}


def _member(context: Context, params: Params) -> Object:
    store = identity_store_of(context, params)
    return find_in(context, USER, store, params["MemberId"]["UserId"])


def _pair(context: Context, params: Params) -> tuple[Object, Object]:
    return find(context, GROUP, params), _member(context, params)


def _described(context: Context, membership: Object) -> Result:
    body: dict[str, Any] = dict(membership.body)
    member = {"MemberId": {"UserId": body.pop("UserId")}}
    return {**identity(context, membership, MEMBERSHIP), **body, **member}


def _listed(context: Context, params: Params, holder: Object) -> Result:
    """One page of the memberships that use a group or a user."""
    limit, after = page_of(params)
    found = context.tx.users_of(holder.id, MEMBERSHIP, after=after, limit=limit + 1)
    token = token_after(found[limit - 1].id) if len(found) > limit else None
    return page_result("GroupMemberships", ([_described(context, one) for one in found[:limit]], token))
