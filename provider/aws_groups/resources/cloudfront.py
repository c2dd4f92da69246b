"""What CloudFront's resources share: the whole object under an ETag."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from aws_groups.aws import AwsRefused
from aws_groups.resources import rules
from aws_groups.resources.resource import FullObjectResource, MalformedId
from aws_groups.resources.types import Text

COMMENT = Text(max_length=128, rule=rules.xml_text)


class CloudFrontResource(FullObjectResource):
    """A resource that is replaced whole, under If-Match."""

    version = "etag"
    gone_code: ClassVar[str]
    """The error code that says that the object does not exist."""

    def is_gone(self, error: AwsRefused) -> bool:
        return error.code == self.gone_code

    def is_stale(self, error: AwsRefused) -> bool:
        # Which of the two AWS answers to a version that was right once is not documented.
        return error.code in {"PreconditionFailed", "InvalidIfMatchVersion"}

    def checked_id(self, object_id: str) -> str:
        """``object_id``, if it can be one.

        Raises:
            MalformedId: it has characters that no id has.
        """
        if reason := rules.opaque_id(object_id):
            raise MalformedId(f"{object_id!r} {reason}; the id of a {self.noun} is {self.id_doc}")
        return object_id


def if_match(params: dict[str, Any], etag: str | None) -> dict[str, Any]:
    """``params`` under the guard of ``etag``."""
    return {**params, "IfMatch": etag} if etag else params


def present(**members: Any) -> dict[str, Any]:
    """``members`` without those that are absent or empty."""
    return {name: value for name, value in members.items() if value not in (None, "")}


def time(value: datetime) -> str:
    """A timestamp as the outputs have it: ISO 8601, UTC."""
    return value.isoformat().replace("+00:00", "Z")
