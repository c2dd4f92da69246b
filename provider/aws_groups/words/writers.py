"""Who changed an object last, and when, in words; and what that means for a synchronised one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from aws_groups.lifecycle import Contested, Drifted
from aws_groups.model.paths import rendered
from aws_groups.updates.writer import Writer


def last_changed(writer: Writer) -> str:
    """``last changed by arn:aws:iam::123456789012:user/ada at 2026-01-31 09:30:00 UTC, 2 h ago``"""
    by = f" by {writer.name}" if writer.name else ""
    at = f" at {moment(writer.at)}" if writer.at else ""
    ago = f", {_ago(writer.ago)}" if writer.ago is not None else ""
    return f"last changed{by}{at}{ago}"


def drifted(event: Drifted) -> str:
    """What somebody else changed, and who it was. The diff beside it has the values."""
    paths = ", ".join(rendered(path) for path in event.paths)
    return f"{event.resource.noun} {event.object_id}: {paths} changed in AWS, {last_changed(event.writer)}"


def contested(event: Contested) -> str:
    """The warning that another directory writes what a program declares too."""
    noun, issuers = event.resource.noun, ", ".join(event.issuers)
    paths = ", ".join(rendered(path) for path in event.paths)
    return (
        f"{noun} {event.object_id} comes from another directory ({issuers}), which can write again what this "
        f"program declares: {paths}. Change the {noun} there, or leave to it what it writes: take that out "
        "of the program, or give the option `ignoreChanges`"
    )


def moment(at: datetime) -> str:
    """A moment in UTC."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S} UTC"


def _ago(ago: timedelta) -> str:
    seconds = ago.total_seconds()
    for unit, least, length in (("days", 2 * 86_400, 86_400), ("h", 3600, 3600), ("min", 60, 60)):
        if seconds >= least:
            return f"{seconds // length:.0f} {unit} ago"
    return "just now" if seconds < 1 else f"{seconds:.0f} s ago"
