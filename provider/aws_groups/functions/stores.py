"""``identitystore:getIdentityStore``."""

from __future__ import annotations

from dataclasses import replace

from aws_groups.aws import Listing, Request
from aws_groups.functions.function import Function, Missed, NotThere
from aws_groups.lifecycle import Run
from aws_groups.model.declaration import Output
from aws_groups.model.problems import nearest
from aws_groups.resources import identitystore
from aws_groups.values import Properties

_RESULTS = (
    Output("identityStoreId", "The store's id, such as d-1234567890."),
    Output("arn", "The store's ARN.", optional=True, api="IdentityStoreArn"),
    Output("instanceArn", "The ARN of the IAM Identity Center instance that has the store."),
    Output("name", "The instance's name.", optional=True),
    Output("ownerAccountId", "The account that owns the instance.", optional=True),
    Output("status", "The instance's status: ACTIVE, or what is being done to it.", optional=True),
)


def _answer(run: Run, arguments: Properties) -> Properties:
    items = run.aws.all(Listing(Request("sso-admin", "ListInstances", {}), "Instances"))
    wanted = identitystore.bare_id(arguments["identityStoreId"])
    for item in items:
        if item.get("IdentityStoreId") == wanted:
            return {field.name: item.get(field.api_name) for field in _RESULTS}
    known = [str(item["IdentityStoreId"]) for item in items if item.get("IdentityStoreId")]
    missed = Missed(("identityStoreId",), wanted, nearest(wanted, known))
    raise NotThere("identity store", (missed,), count=len(known))


GET_IDENTITY_STORE = Function(
    token="identitystore:getIdentityStore",
    doc="""Finds the identity store of this account's IAM Identity Center, and the instance that has it.

Without an id it is the one in the provider's configuration, or else the only one that there is. Of
several none is picked: the error lists them.""",
    noun="identity store",
    arguments=(
        replace(
            identitystore.STORE,
            doc="The store's id. Left out, it is the provider's `identityStoreId`, or else the only one.",
        ),
    ),
    results=_RESULTS,
    answer=_answer,
)
