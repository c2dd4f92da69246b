"""Creating an object, once, also when AWS's reply is lost.

botocore sends a request whose reply never came again. If the first one was carried out, the second
is answered "already exists", and an object is there that the state does not know. Such an object
is adopted only when it is provably the one this call made:

- an attempt of *this* call broke off, so that one of ours may be there at all (``AwsError.lost``);
- no other create of this process has made it;
- it has exactly the properties that were asked for;
- and it carries a token that only this call has (a public key's CallerReference), or, where the API
  has no such token, it was made since this call began, by AWS's own clock.

Otherwise it is somebody else's, and stays so: the error that AWS gave is the answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Protocol

from aws_groups.aws import Aws, AwsError, Request
from aws_groups.values import Properties

CLOCK_GRAIN = timedelta(seconds=1)
"""How much too early an object's timestamp may be: some have no fraction of a second, and the host that
gives them is not the one that gives the Date header. (A Date without its fraction only widens the call.)"""


class Creatable(Protocol):
    """A kind of object that can be created, and found again without its id."""

    def unique_name(self, inputs: Properties) -> tuple[str, ...]:
        """What AWS allows once."""

    def id_of(self, reply: Mapping[str, Any]) -> str:
        """The object's id in the reply of a create or a read."""

    def find(self, aws: Aws, inputs: Properties) -> Mapping[str, Any] | None:
        """The reply of reading the object that has the unique name in ``inputs``; None if there is none."""

    def is_as_asked(self, request: Request, inputs: Properties, reply: Mapping[str, Any]) -> bool:
        """Whether the object in ``reply`` is exactly what was asked for, ``request``'s token included."""

    def made_at(self, reply: Mapping[str, Any]) -> datetime | None:
        """When the object was made; None where the reply does not say."""

    has_token: ClassVar[bool]
    """Whether ``is_as_asked`` compares a token that only one call has."""


def create(aws: Aws, kind: Creatable, request: Request, inputs: Properties) -> Mapping[str, Any]:
    """Send the creating ``request``; returns its reply, or that of reading the object it had made.

    Raises:
        AwsError: nothing was made, or what there is cannot be proved to be ours.
    """
    began = time.monotonic()
    with aws.creating(kind.unique_name(inputs)):
        try:
            reply = aws.send(request)
        except AwsError as error:
            if not error.lost:
                raise
            found = _found(aws, kind, inputs)
            if found is None or not _is_ours(kind, request, inputs, found, time.monotonic() - began):
                raise
            if not aws.claim(kind.id_of(found)):
                raise
            return found
        aws.claim(kind.id_of(reply))
        return reply


def _found(aws: Aws, kind: Creatable, inputs: Properties) -> Mapping[str, Any] | None:
    """The object by its name; None also when looking fails, as the first error is the one to tell."""
    try:
        return kind.find(aws, inputs)
    except AwsError:
        return None


def _is_ours(
    kind: Creatable, request: Request, inputs: Properties, reply: Mapping[str, Any], seconds: float
) -> bool:
    if not kind.is_as_asked(request, inputs, reply):
        return False
    return kind.has_token or _made_within(kind.made_at(reply), _aws_clock(reply), seconds)


def _made_within(made: datetime | None, now: datetime | None, seconds: float) -> bool:
    """Whether ``made`` is at most ``seconds`` before ``now``, both by AWS's clock, not ours."""
    return made is not None and now is not None and made >= now - timedelta(seconds=seconds) - CLOCK_GRAIN


def _aws_clock(reply: Mapping[str, Any]) -> datetime | None:
    date = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return parsedate_to_datetime(date).astimezone(timezone.utc) if date else None
    except ValueError:
        return None
