"""Identity Store groups. An update patches single attributes."""

from __future__ import annotations

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.identitystore.attributes import patched
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
from aws_groups.local.identitystore.kinds import GROUP
from aws_groups.local.identitystore.stores import identity_store_of
from aws_groups.local.kinds import Body
from aws_groups.local.marks import assumed, documented, observed
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object

OPERATIONS = Operations()


@OPERATIONS.add(
    documented("Administrator and AWSAdministrators are reserved names"),
    documented(
        "a taken name is ConflictException, `Duplicate GroupDisplayName`",
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/scim-logging-using-cloudtrail.html",
    ),
    assumed("a reserved name is ValidationException"),
    assumed("a group may have no display name, as in the service model"),
)
def create_group(context: Context, params: Params) -> Result:
    """The display name, if there is one, must be free and not reserved."""
    store = identity_store_of(context, params)
    body = {name: value for name, value in params.items() if name != "IdentityStoreId"}
    _require_name(context, store, body)
    require_quota(context, GROUP, store, context.settings.groups_per_identity_store)
    return identity(
        context, context.tx.create(GROUP, new_id(store), {**body, **made_now(context)}, store), GROUP
    )


@OPERATIONS.add(documented("all of the group, without its members"))
def describe_group(context: Context, params: Params) -> Result:
    """Everything about a group."""
    return _described(context, find(context, GROUP, params))


@OPERATIONS.add(
    documented(
        "each operation adds, replaces or removes one attribute; the others stay", "the service model"
    ),
    documented("a revision that is not the present one is ConflictException"),
    documented("without a revision it is carried out whatever the present one is"),
    observed(
        "the paths are `displayName` and `description`; an empty description removes it",
        "github.com/hashicorp/terraform-provider-aws, resource aws_identitystore_group",
    ),
    assumed("null, or no value, removes an attribute; all operations are done, or none is"),
    assumed("the Reason of a conflict of revisions is CONCURRENT_MODIFICATION"),
)
def update_group(context: Context, params: Params) -> Result:
    """Patch the attributes that are named, all or none; the others stay as they are."""
    group = find(context, GROUP, params)
    require_revision(group, params)
    shape = context.model.operation_model("CreateGroup").input_shape
    body = patched(shape, group.body, params["Operations"], emptied=("description",))
    _require_name(context, group.scope, body, holder=group.id)
    group = context.tx.write(group, {**body, **updated_now(context)})
    return {} if context.settings.old_replies else identity(context, group, GROUP)


@OPERATIONS.add(
    documented("a revision that is not the present one is ConflictException"),
    assumed("a group with members is deleted too"),
)
def delete_group(context: Context, params: Params) -> Result:
    """Delete a group, if it is at the given revision or none is given."""
    group = find(context, GROUP, params)
    require_revision(group, params)
    context.tx.delete(group)
    return {}


@OPERATIONS.add(
    documented("each group with all that DescribeGroup tells; 100 in a page at most"),
    documented("the deprecated filter finds one display name"),
    observed(
        "a directory of a Managed AD refuses it without a filter",
        "github.com/boto/boto3/issues/2681 and github.com/aws/aws-sdk/issues/629",
    ),
    assumed("a page has 100 groups if not said; the order is that of the ids"),
)
def list_groups(context: Context, params: Params) -> Result:
    """A page of groups, each with everything DescribeGroup tells."""
    page = list_page(context, params, GROUP, lambda group: _described(context, group))
    return page_result("Groups", page)


@OPERATIONS.add(
    documented("by `displayName`, or by an id in another directory"),
    observed(
        "the path may also be `DisplayName`",
        "github.com/hashicorp/terraform-provider-aws, data source aws_identitystore_group",
    ),
    observed(
        "a directory that cannot look up by name does not know the operation",
        "github.com/hashicorp/terraform-provider-aws/issues/31624",
    ),
)
def get_group_id(context: Context, params: Params) -> Result:
    """Find a group by its display name or by its id in another directory."""
    return find_by_alternate(context, params, GROUP)


def _described(context: Context, group: Object) -> Result:
    return {**identity(context, group, GROUP), **group.body}


def _require_name(context: Context, store: str, body: Body, holder: str = "") -> None:
    name = body.get("DisplayName")
    require_allowed(name)
    if name:
        require_free(context, GROUP, store, f"name {name}", "Duplicate GroupDisplayName", holder)
