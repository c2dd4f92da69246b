"""Failures in words: what users read, a line or two each, the next step named, secrets masked."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from aws_groups.resources.types import Problem
from aws_groups.updates.guard import Conflict, Gone, Moved

MASK = "[secret]"
_LONGEST = 120


def shown(value: Any, *, secret: bool = False) -> str:
    """A value as messages quote it: JSON, cut short, masked if it is secret."""
    if secret:
        return MASK
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def top_level(path: str) -> str:
    """The property that a path is in: ``items`` of ``items[2]``."""
    return path.split("[")[0].split(".")[0]


def problem(found: Problem, secrets: Collection[str] = ()) -> str:
    """``items[1]: must be …, got …``"""
    if found.given is None:
        return f"{found.path} {found.reason}"
    given = shown(found.given, secret=top_level(found.path) in secrets)
    return f"{found.path} {found.reason}; got {given}"


def conflict(error: Conflict, secrets: Collection[str] = ()) -> str:
    """Who wrote what, three ways, a line a property, and what to run next."""
    deleting = error.verb == "deleting"
    then = (
        "`pulumi destroy` or `pulumi up` again" if deleting else "`pulumi up` to see and write what differs"
    )
    lines = [
        f"{error.verb} {error.noun} {error.object_id}: someone else changed it, so nothing was written.",
        *(f"  {_row(row, secret=row.name in secrets, deleting=deleting)}" for row in error.rows),
        f"Run `pulumi refresh` to take what AWS has into the state, then {then}. "
        f"AWS said {error.cause.code}{error.cause.trailer()}",
    ]
    return "\n".join(lines)


def _row(row: Moved, *, secret: bool, deleting: bool) -> str:
    was, now = shown(row.state, secret=secret), shown(row.live, secret=secret)
    program = "" if deleting else f", program {shown(row.program, secret=secret)}"
    return f"{row.name}: state {was}, AWS now {now}{program}"


def gone(error: Gone) -> str:
    """The object to update is not there."""
    return (
        f"updating {error.noun} {error.object_id}: it no longer exists. Run `pulumi refresh` to take it out "
        f"of the state, then `pulumi up` to make it anew. AWS said {error.cause.code}{error.cause.trailer()}"
    )
