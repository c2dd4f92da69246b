"""What CloudFront's resources share: the whole object under an ETag, ids, texts, refusals.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from aws_groups.model.declaration import Ask, Means, Output, Service, When
from aws_groups.model.problems import Reason, reason
from aws_groups.model.types import Text, Time
from aws_groups.values import Properties

_KEY_NAME = re.compile(r"[0-9A-Za-z_-]+\Z")
_NOT_IN_KEY_NAME = re.compile(r"[^0-9A-Za-z_-]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def key_name(text: str) -> Reason | None:
    """CloudFront's rule for the names of public keys."""
    return None if _KEY_NAME.match(text) else Reason("key_name")


def doubtful_name(text: str) -> Reason | None:
    """CloudFront's rule for the names of sibling objects; for key groups it is not known."""
    return None if _KEY_NAME.match(text) else Reason("doubtful_name")


def as_key_name(text: str) -> str:
    """``text`` with a hyphen in the place of each character that ``key_name`` refuses."""
    return _NOT_IN_KEY_NAME.sub("-", text)


def xml_text(text: str) -> Reason | None:
    """What CloudFront's XML cannot carry (https://www.w3.org/TR/xml/#charsets)."""
    bad = _NOT_XML.search(text)
    if bad is None:
        return None
    control = unicodedata.category(bad[0]) == "Cc"
    return reason("control_character" if control else "character", character=bad[0])


def xml_lines(text: str) -> str:
    """``text`` as XML carries it: every line end is a line feed (https://www.w3.org/TR/xml/#sec-line-ends)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> Reason | None:
    """A name: what XML can carry, on one line."""
    if any(character in "\t\n\r" for character in text):
        return Reason("one_line")
    return Reason("outer_space") if text != text.strip() else xml_text(text)


def opaque_id(text: str) -> Reason | None:
    """An id that AWS gives is opaque: only what cannot be an id is refused."""
    if not text.strip():
        return Reason("empty_id")
    return Reason("id_space") if any(c.isspace() or c == "/" for c in text) else None


def id_parts(text: str, configuration: Properties) -> tuple[str, ...] | Reason:
    """The one part of an id, without white space around it."""
    return opaque_id(text.strip()) or (text.strip(),)


def pages(ask: Ask, operation: str, **params: Any) -> Iterator[Mapping[str, Any]]:
    """The items of all pages of a list; botocore has no paginator for key groups."""
    marker: dict[str, str] = {}
    while True:
        reply = ask(operation, **params, **marker) or {}
        page: Mapping[str, Any] = next((v for name, v in reply.items() if name != "ResponseMetadata"), {})
        yield from page.get("Items", ())
        if not page.get("NextMarker"):
            return
        marker = {"Marker": page["NextMarker"]}


CLOUDFRONT = Service(
    name="cloudfront",
    version="etag",
    version_member="IfMatch",
    # Which of the two AWS answers to a version that was right once is not documented.
    refusals=(
        When("PreconditionFailed", Means.STALE),
        When("InvalidIfMatchVersion", Means.STALE),
        When("ResourceInUse", Means.IN_USE),
        When("InvalidArgument", Means.INVALID),
    ),
    id_parts=id_parts,
    regional=False,
    pages=pages,
)

COMMENT = Text(max_length=128, rule=xml_text, canonical=xml_lines)
ID = Text(min_length=1, rule=opaque_id)


def etag(noun: str) -> Output:
    """The version of an object."""
    return Output("etag", f"The version of the {noun}, which guards the next update (If-Match).", api="ETag")


def moment(name: str, doc: str, *, stable: bool = False) -> Output:
    """A moment that AWS tells."""
    return Output(name, f"{doc}, in ISO 8601.", Time(), stable=stable)
