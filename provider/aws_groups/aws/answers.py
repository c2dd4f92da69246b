"""Whether an answer is a whole one of AWS's. botocore takes what it can read for the whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aws_groups.aws.errors import UnreachableCause
from aws_groups.secrets import shortened

_WITHOUT_CONTENT = ("Update", "Delete")
"""Operations whose answer may be empty: UpdateGroup's is in the API reference, and has no members
there that we could not do without."""


class OddAnswer(Exception):
    """An answer that is not AWS's, or not whole.

    Attributes:
        cause: what is odd.
        text: a few words more.
        went_well: whether its status says that the request was carried out.
    """

    def __init__(self, cause: UnreachableCause, text: str, *, went_well: bool = False) -> None:
        super().__init__(text)
        self.cause = cause
        self.text = text
        self.went_well = went_well


def check_raw_answer(operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
    """A handler for botocore's ``before-parse``.

    Raises:
        OddAnswer: it is not a whole answer of AWS's.
    """
    status: int = response_dict["status_code"]
    headers, body = response_dict["headers"], response_dict["body"]
    announced = headers.get("content-length", "")
    went_well = status < 300
    if announced.isdigit() and "content-encoding" not in headers and len(body) < int(announced):
        text = f"{len(body)} of {announced} bytes"
        raise OddAnswer(UnreachableCause.HALF_ANSWER, text, went_well=went_well)
    if 300 <= status < 400:
        to = urlsplit(headers.get("location", ""))
        where = f" to {to.scheme}://{to.netloc}" if to.netloc else ""
        raise OddAnswer(UnreachableCause.REDIRECT, f"status {status}{where}")
    if status == 407:
        raise OddAnswer(UnreachableCause.PROXY, "status 407, it wants a user name and a password")
    if status < 500 and is_web_page(body):
        text = f"status {status} with a web page{_title(body)}"
        raise OddAnswer(UnreachableCause.NOT_AWS, text, went_well=went_well)
    if went_well:
        _check_content(operation_model, status, body)
    elif status < 500 and status not in (408, 429) and "x-amzn-errortype" not in headers:
        _check_language(operation_model, status, body, went_well=False)


def is_web_page(body: bytes) -> bool:
    """Whether that is HTML, which AWS's APIs do not speak."""
    beginning = body[:512].lower()
    return b"<html" in beginning or b"<!doctype html" in beginning


def _title(body: bytes) -> str:
    found = re.search(rb"<title>\s*([^<]{1,4000})", body[:8192], re.IGNORECASE)
    return f" titled {shortened(found[1].decode('utf-8', 'replace').strip(), 60)!r}" if found else ""


def _check_content(operation_model: Any, status: int, body: bytes) -> None:
    """Check the body of an answer that says it went well, as far as that goes without parsing it."""
    shape = operation_model.output_shape
    if shape is None:
        return
    may_be_empty = operation_model.name.startswith(_WITHOUT_CONTENT) and "payload" not in shape.serialization
    if may_be_empty and not body.strip():
        return
    if not body.strip():
        text = f"status {status} without content"
        raise OddAnswer(UnreachableCause.EMPTY_ANSWER, text, went_well=True)
    ends = _check_language(operation_model, status, body, went_well=True)
    if not body.rstrip().endswith(ends):
        text = f"status {status}, it breaks off after {len(body)} bytes"
        raise OddAnswer(UnreachableCause.HALF_ANSWER, text, went_well=True)
    wrapper = shape.serialization.get("resultWrapper", "")
    if wrapper.encode() not in body:
        text = f"status {status} without {wrapper}"
        raise OddAnswer(UnreachableCause.NOT_AWS, text, went_well=True)


def _check_language(operation_model: Any, status: int, body: bytes, *, went_well: bool) -> bytes:
    """Check that the body begins as JSON or XML does. Returns how it must end."""
    is_json = operation_model.service_model.resolved_protocol.endswith("json")
    begins, ends, name = (b"{", b"}", "JSON") if is_json else (b"<", b">", "XML")
    if not body.lstrip().startswith(begins):
        content = f"with something else than {name}" if body.strip() else "without content"
        raise OddAnswer(UnreachableCause.NOT_AWS, f"status {status} {content}", went_well=went_well)
    return ends


@dataclass(frozen=True)
class Expected:
    """What belongs in an operation's answer."""

    payload: str | None
    """The one member that is the whole body, or None where each member is a part of it."""
    required: tuple[str, ...]
    """The members of the body that AWS's model wants."""

    @classmethod
    def of(cls, operation_model: Any) -> Expected:
        """What belongs in the answer by botocore's model."""
        shape = operation_model.output_shape
        if shape is None:
            return cls(None, ())
        payload = shape.serialization.get("payload")
        if payload is not None:
            return cls(payload, tuple(shape.members[payload].required_members))
        if operation_model.name.startswith(_WITHOUT_CONTENT):
            return cls(None, ())
        return cls(None, tuple(shape.required_members))

    def check(self, reply: Mapping[str, Any]) -> None:
        """Check what botocore has read.

        Ids and what is in an object are enough: an AWS of another make, or an older one, does not have all.

        Raises:
            OddAnswer: some of it is not there; or nothing is of what belongs in the answer.
        """
        content = reply if self.payload is None else reply.get(self.payload) or {}
        missing = [name for name in self.required if not _is_whole(name, content.get(name))]
        if not any(name in content for name in self.required):
            missing = [*self.required]
        if missing:
            text = f"status {reply['ResponseMetadata']['HTTPStatusCode']} without {', '.join(missing)}"
            raise OddAnswer(UnreachableCause.EMPTY_ANSWER, text, went_well=True)


def _is_whole(name: str, value: object) -> bool:
    """Whether a member can be worked with: an id is a text, what is in an object has members."""
    if name.endswith("Config") or isinstance(value, Mapping):
        return isinstance(value, Mapping) and bool(value)
    return not name.endswith("Id") or (isinstance(value, str) and value.strip() != "" and value.isprintable())
