"""``identitystore:Group``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aws_groups.aws import Aws, AwsRefused, Listing, Request
from aws_groups.resources import rules
from aws_groups.resources.fields import Input, Output
from aws_groups.resources.resource import MalformedId, PatchedResource, Refused
from aws_groups.resources.types import Records, Text
from aws_groups.updates.attribute_patch import Operation
from aws_groups.values import Properties, unless_unknown


class Group(PatchedResource):
    """A group of people in an IAM Identity Center directory (an identity store).

    The program owns the attributes it declares: a description it never declared is left alone, one
    that it stops declaring is removed.
    """

    token = "identitystore:Group"
    noun = "group"
    version = "revision"
    label = "displayName"
    patched = ("displayName", "description")
    id_doc = "STORE/GROUP, such as d-1234567890/94482488-3041-7026-18f3-be45837cd0e4"
    inputs = (
        Input(
            "identityStoreId",
            Text(rule=rules.store_id, canonical=rules.bare_store_id),
            "The identity store, such as d-1234567890. Left out, it is the provider's `identityStoreId`.",
            replaces=True,
            default_from_config=True,
        ),
        Input(
            "displayName",
            Text(min_length=1, max_length=1024, rule=rules.display_name),
            "The group's name, unique in the store; a change renames the group in place.",
            required=True,
        ),
        Input(
            "description",
            Text(min_length=1, max_length=1024, rule=rules.directory_text),
            "What the group is for. Left out, whatever AWS has is left alone.",
        ),
    )
    outputs = (
        Output("groupId", "The group's id in its store.", stable=True),
        Output("arn", "The group's ARN.", stable=True, optional=True),
        Output("revision", "The version of the group, which guards the next update.", optional=True),
        Output(
            "externalIds",
            "What the directory that the group is synchronised from calls it.",
            Records(
                "identitystore:ExternalId",
                {"issuer": "The directory that gave the id.", "id": "The id it gave."},
            ),
            optional=True,
            foreign=True,
        ),
    )

    def create_request(self, inputs: Properties) -> Request:
        params = {
            "IdentityStoreId": unless_unknown(rules.bare_store_id, inputs["identityStoreId"]),
            "DisplayName": inputs["displayName"],
        }
        if "description" in inputs:
            params["Description"] = inputs["description"]
        return Request("identitystore", "CreateGroup", params)

    def read_request(self, object_id: str) -> Request:
        return Request("identitystore", "DescribeGroup", _where(object_id))

    def listing(self, object_id: str) -> Listing:
        where = _where(object_id)
        params = {"IdentityStoreId": where["IdentityStoreId"], "MaxResults": 100}
        return Listing(Request("identitystore", "ListGroups", params), "Groups", "GroupId", where["GroupId"])

    def update_request(self, object_id: str, operations: list[Operation], version: str | None) -> Request:
        patch = [{"AttributePath": entry.path, "AttributeValue": entry.value} for entry in operations]
        return Request(
            "identitystore", "UpdateGroup", {**_where(object_id), "Operations": patch, **_guard(version)}
        )

    def delete_request(self, object_id: str, version: str | None) -> Request:
        return Request("identitystore", "DeleteGroup", {**_where(object_id), **_guard(version)})

    def id_of(self, reply: Mapping[str, Any]) -> str:
        return f"{reply['IdentityStoreId']}/{reply['GroupId']}"

    def state_of(self, reply: Mapping[str, Any]) -> Properties:
        told = {
            "identityStoreId": reply.get("IdentityStoreId"),
            "displayName": reply.get("DisplayName"),
            "description": reply.get("Description"),
            "groupId": reply.get("GroupId"),
            "arn": reply.get("GroupArn"),
            "revision": reply.get("Revision"),
            "externalIds": [
                {"issuer": entry["Issuer"], "id": entry["Id"]} for entry in reply.get("ExternalIds") or []
            ],
        }
        return {name: value for name, value in told.items() if value}

    def find(self, aws: Aws, inputs: Properties) -> Mapping[str, Any] | None:
        store = rules.bare_store_id(inputs["identityStoreId"])
        by_name = {
            "UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": inputs["displayName"]}
        }
        params = {"IdentityStoreId": store, "AlternateIdentifier": by_name}
        try:
            found = aws.send(Request("identitystore", "GetGroupId", params))
        except AwsRefused as error:
            if self.is_gone(error):
                return None
            raise
        return aws.send(self.read_request(self.id_of(found)))

    def made_at(self, reply: Mapping[str, Any]) -> datetime | None:
        return reply.get("CreatedAt")

    def is_as_asked(self, request: Request, inputs: Properties, reply: Mapping[str, Any]) -> bool:
        return super().is_as_asked(request, inputs, reply) and not reply.get("ExternalIds")

    def meaning(self, aws: Aws, refused: Refused) -> str | None:
        error, properties = refused.error, refused.properties
        if error.reason == "UNIQUENESS_CONSTRAINT_VIOLATION":
            return self.taken(aws, properties, "Give another displayName")
        if error.resource_type == "IDENTITY_STORE":
            store = properties.get("identityStoreId") or (refused.object_id or "").rpartition("/")[0]
            return f"identityStoreId: there is no identity store {store} here. Is the region the directory's?"
        if error.code == "ServiceQuotaExceededException":
            return "the directory has as many groups as it may have; ask for more in Service Quotas."
        if error.code == "ValidationException":
            return self._patched_property(error) or self.refused_property(refused)
        return None

    def _patched_property(self, error: AwsRefused) -> str | None:
        """The attribute of the operation that AWS's text counts: `operations.1.member.attributeValue`."""
        counted = re.search(r"operations\.(\d+)\.member", error.message)
        patch = error.request.params.get("Operations", [])
        if counted is None or not 0 < int(counted[1]) <= len(patch):
            return None
        return f"AWS does not take {patch[int(counted[1]) - 1]['AttributePath']} as it is."

    def is_gone(self, error: AwsRefused) -> bool:
        return error.code == "ResourceNotFoundException" and error.resource_type != "IDENTITY_STORE"

    def is_stale(self, error: AwsRefused) -> bool:
        return error.code == "ConflictException" and error.reason == "CONCURRENT_MODIFICATION"


def _where(object_id: str) -> dict[str, Any]:
    """The store and the group in an id; a store's ARN may stand for the store."""
    store, _, group = object_id.rpartition("/")
    if rules.store_id(store) or not rules.is_resource_id(group):
        raise MalformedId(f"{object_id!r} is not the id of a group; it is {Group.id_doc}")
    return {"IdentityStoreId": rules.bare_store_id(store), "GroupId": group}


def _guard(revision: str | None) -> dict[str, str]:
    return {"Revision": revision} if revision else {}
