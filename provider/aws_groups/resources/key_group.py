"""``cloudfront:KeyGroup``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aws_groups.aws import Aws, Request
from aws_groups.resources import cloudfront, rules
from aws_groups.resources.fields import Input, Output
from aws_groups.resources.types import Text, TextSet
from aws_groups.values import Properties


class KeyGroup(cloudfront.CloudFrontResource):
    """A CloudFront key group: the public keys whose private keys may sign URLs and cookies.

    The program owns the whole key group: a comment or key that it does not declare is drift. The
    order of `items` means nothing.
    """

    token = "cloudfront:KeyGroup"
    noun = "key group"
    id_doc = "the key group's id, such as 2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d"
    list_operation = "ListKeyGroups"
    taken_code = "KeyGroupAlreadyExists"
    gone_code = "NoSuchResource"
    inputs = (
        Input(
            "items",
            TextSet(element=Text(min_length=1, rule=rules.opaque_id), min_items=1, noun="public key id"),
            "The ids of the public keys in the group, in any order. AWS allows five a group by default.",
            required=True,
        ),
        Input(
            "name",
            Text(min_length=1, max_length=128, rule=rules.one_line),
            "The group's name, unique in the account. Left out, it is made from the resource's name.",
            auto_named=True,
        ),
        Input("comment", cloudfront.COMMENT, "What the group is for, at most 128 characters."),
    )
    outputs = (
        Output("etag", "The version of the group, which guards the next update (If-Match)."),
        Output("lastModifiedTime", "When the group was last changed, in ISO 8601."),
    )

    def create_request(self, inputs: Properties) -> Request:
        return Request("cloudfront", "CreateKeyGroup", {"KeyGroupConfig": _config(inputs)})

    def read_request(self, object_id: str) -> Request:
        return Request("cloudfront", "GetKeyGroup", {"Id": self.checked_id(object_id)})

    def update_request(
        self, object_id: str, state: Properties, wanted: Properties, version: str | None
    ) -> Request:
        params = {"Id": object_id, "KeyGroupConfig": _config(wanted)}
        return Request("cloudfront", "UpdateKeyGroup", cloudfront.if_match(params, version))

    def delete_request(self, object_id: str, version: str | None) -> Request:
        return Request("cloudfront", "DeleteKeyGroup", cloudfront.if_match({"Id": object_id}, version))

    def listed(self, item: Mapping[str, Any]) -> tuple[str, str]:
        group = item["KeyGroup"]
        return group["Id"], group["KeyGroupConfig"]["Name"]

    def holders(self, aws: Aws, object_id: str) -> str | None:
        ids = list(cloudfront.listing(aws, "ListDistributionsByKeyGroup", KeyGroupId=object_id))
        return f"the cache behaviors of distribution {', '.join(ids)}" if ids else None

    def made_at(self, reply: Mapping[str, Any]) -> datetime | None:
        made: datetime = reply["KeyGroup"]["LastModifiedTime"]
        return made

    def id_of(self, reply: Mapping[str, Any]) -> str:
        return str(reply["KeyGroup"]["Id"])

    def state_of(self, reply: Mapping[str, Any]) -> Properties:
        group = reply["KeyGroup"]
        config = group["KeyGroupConfig"]
        return cloudfront.present(
            items=list(config["Items"]),
            name=config["Name"],
            comment=config.get("Comment"),
            etag=reply.get("ETag"),
            lastModifiedTime=cloudfront.time(group["LastModifiedTime"]),
        )


def _config(inputs: Properties) -> dict[str, Any]:
    return cloudfront.present(Name=inputs["name"], Items=inputs["items"], Comment=inputs.get("comment"))
