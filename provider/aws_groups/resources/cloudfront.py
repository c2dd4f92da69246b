"""What CloudFront's resources share: the whole object under an ETag, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from aws_groups.aws import Aws, AwsRefused, Request
from aws_groups.resources import rules
from aws_groups.resources.resource import FullObjectResource, MalformedId, Refused
from aws_groups.resources.types import Text
from aws_groups.values import Properties

COMMENT = Text(max_length=128, rule=rules.xml_text, canonical=rules.xml_lines)

_QUOTAS = {
    "TooManyPublicKeysInKeyGroup": "items has {items} public keys, and a key group may have 5 by default",
    "TooManyKeyGroups": "the account has as many key groups as it may have, 10 by default",
    "TooManyPublicKeys": "the account has as many public keys as it may have",
}


class CloudFrontResource(FullObjectResource):
    """A resource that is replaced whole, under If-Match."""

    version = "etag"
    label = "name"
    list_operation: ClassVar[str]
    """``ListKeyGroups``."""
    taken_code: ClassVar[str]
    """The error code that says that the name is another object's."""
    gone_code: ClassVar[str]
    """The error code that says that the object does not exist."""

    def listed(self, item: Mapping[str, Any]) -> tuple[str, str]:
        """The id and the name of an item of the list."""
        raise NotImplementedError

    def holders(self, aws: Aws, object_id: str) -> str | None:
        """What uses the object, in words, so that it cannot be deleted."""
        raise NotImplementedError

    def is_gone(self, error: AwsRefused) -> bool:
        return error.code == self.gone_code

    def is_stale(self, error: AwsRefused) -> bool:
        # Which of the two AWS answers to a version that was right once is not documented.
        return error.code in {"PreconditionFailed", "InvalidIfMatchVersion"}

    def find(self, aws: Aws, inputs: Properties) -> Mapping[str, Any] | None:
        for item in listing(aws, self.list_operation):
            object_id, name = self.listed(item)
            if name == inputs["name"]:
                return aws.send(self.read_request(object_id))
        return None

    def meaning(self, aws: Aws, refused: Refused) -> str | None:
        code, properties = refused.error.code, refused.properties
        if code == self.taken_code:
            return self.taken(aws, properties, "Give another name (or none: it is then made)")
        if code in {"ResourceInUse", "PublicKeyInUse"}:
            holders = self.holders(aws, refused.object_id or "")
            return f"it is in use by {holders}; take it out there first." if holders else None
        if code in _QUOTAS:
            reached = _QUOTAS[code].format(items=len(properties.get("items", ())))
            return f"{reached}; ask for more in Service Quotas (CloudFront), or remove some."
        if code == "InvalidArgument":
            return self.refused_property(refused)
        return None

    def checked_id(self, object_id: str) -> str:
        """``object_id``, if it can be one.

        Raises:
            MalformedId: it has characters that no id has.
        """
        if reason := rules.opaque_id(object_id):
            raise MalformedId(f"{object_id!r} {reason}; it takes {self.id_doc}")
        return object_id


def listing(aws: Aws, operation: str, **params: Any) -> Iterator[Any]:
    """The items of all pages; botocore has no paginator for key groups."""
    marker: dict[str, str] = {}
    while True:
        reply = aws.send(Request("cloudfront", operation, {**params, **marker}))
        page = next(value for name, value in reply.items() if name != "ResponseMetadata")
        yield from page.get("Items", ())
        if not page.get("NextMarker"):
            return
        marker = {"Marker": page["NextMarker"]}


def if_match(params: dict[str, Any], etag: str | None) -> dict[str, Any]:
    """``params`` under the guard of ``etag``."""
    return {**params, "IfMatch": etag} if etag else params


def present(**members: Any) -> dict[str, Any]:
    """``members`` without those that are absent or empty."""
    return {name: value for name, value in members.items() if value not in (None, "")}


def time(value: datetime) -> str:
    """A timestamp as the outputs have it: ISO 8601, UTC."""
    return value.isoformat().replace("+00:00", "Z")
