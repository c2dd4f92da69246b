"""Who changed an object last, where AWS says it of the object."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from aws_groups.model import times
from aws_groups.updates.run import Run
from aws_groups.values import Properties


class Writer(NamedTuple):
    """Who changed an object last, and when. One of the two can be missing."""

    name: str | None
    """The ARN of an identity, or the name of a service."""
    at: datetime | None
    ago: timedelta | None
    """How long before now that was, by this machine's clock."""


def last_writer(run: Run, live: Properties) -> Writer | None:
    """The last writer of a live object; None where AWS tells nothing of the kind."""
    name, at = live.get("updatedBy"), times.moment(live.get("updatedAt"))
    if name is None and at is None:
        return None
    return Writer(name, at, run.clock() - at if at else None)
