"""XML bodies, read and written by the service model's shapes (rest-xml and query)."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from aws_groups.local.errors import AwsError


def parse(body: bytes) -> ElementTree.Element:
    """The root element of a request's body. Raises AwsError MalformedXML."""
    try:
        return ElementTree.fromstring(body, ElementTree.XMLParser(target=_Builder()))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise AwsError("MalformedXML", f"The body is not well-formed: {error}") from None


class _Builder(ElementTree.TreeBuilder):
    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        """Refuse a DTD: no AWS client sends one, and entities in it can grow without end."""
        raise AwsError("MalformedXML", "The body has a DTD.")


def read(shape: Any, element: ElementTree.Element) -> Any:
    """The value an element holds, by its shape."""
    if shape.type_name == "structure":
        found = {_local_name(child): child for child in element}
        named = {name: found.get(_wire_name(member, name)) for name, member in _members(shape)}
        return {name: read(shape.members[name], child) for name, child in named.items() if child is not None}
    if shape.type_name == "list":
        return [read(shape.member, child) for child in element]
    return scalar(shape, element.text or "")


def scalar(shape: Any, text: str) -> Any:
    """A scalar as text, in the shape's type. Raises AwsError MalformedXML."""
    try:
        if shape.type_name == "boolean":
            return {"true": True, "false": False}[text]
        if shape.type_name in ("integer", "long"):
            return int(text)
    except (KeyError, ValueError):
        raise AwsError("MalformedXML", f"{text!r} is no {shape.type_name}") from None
    return text


def write(shape: Any, tag: str, value: Any, attributes: str = "") -> str:
    """The element that says `value`; members the shape does not know are left out."""
    return f"<{tag}{attributes}>{content(shape, value)}</{tag}>"


def content(shape: Any, value: Any) -> str:
    """What goes between an element's tags."""
    if shape.type_name == "structure":
        return "".join(
            write(member, _wire_name(member, name), value[name])
            for name, member in _members(shape)
            if name in value
        )
    if shape.type_name == "list":
        tag = shape.member.serialization.get("name", "member")
        return "".join(write(shape.member, tag, element) for element in value)
    if shape.type_name == "boolean":
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return _timestamp(value)
    return escape(str(value))


def _timestamp(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def error_body(error: AwsError, request_id: str, *, status: int, namespace: str) -> bytes:
    """The body of an error reply."""
    kind = "Sender" if status < 500 else "Receiver"
    return (
        f'<?xml version="1.0"?>\n<ErrorResponse xmlns="{namespace}"><Error><Type>{kind}</Type>'
        f"<Code>{error.code}</Code><Message>{escape(_printable(error.message))}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def _printable(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def _members(shape: Any) -> list[tuple[str, Any]]:
    """The members that travel in the body, not in the path, the query or a header."""
    return [
        (name, member) for name, member in shape.members.items() if "location" not in member.serialization
    ]


def _wire_name(member: Any, name: str) -> str:
    return str(member.serialization.get("name", name))


def _local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
