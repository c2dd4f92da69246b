"""Durations as programs write them (``7d``, ``12h``), and moments as the state has them (ISO 8601)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from aws_groups.model.problems import Reason, reason

_DURATION = re.compile(
    r"(?=[0-9])(?:(?P<days>[0-9]{1,9})d)?(?:(?P<hours>[0-9]{1,9})h)?"
    r"(?:(?P<minutes>[0-9]{1,9})m)?(?:(?P<seconds>[0-9]{1,9})s)?\Z"
)
LONGEST = timedelta(days=3650)


def duration(text: str) -> timedelta | None:
    """The duration that a text says; None if it says none."""
    found = _DURATION.match(text.strip())
    if found is None:
        return None
    return timedelta(**{unit: int(number) for unit, number in found.groupdict(default="0").items()})


def duration_rule(text: str) -> Reason | None:
    """What is wrong with a text as a duration."""
    found = duration(text)
    if found is None:
        return Reason("duration")
    return reason("long_duration", limit=f"{LONGEST.days}d") if found > LONGEST else None


def same_duration(text: str) -> str:
    """One form for all spellings of a duration: ``7d`` is ``168h``."""
    found = duration(text)
    return text if found is None else f"{found.total_seconds():.0f}s"


def moment(text: object) -> datetime | None:
    """A moment of the state; None where it is none."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def written(when: datetime) -> str:
    """A moment as the state has it."""
    return when.isoformat().replace("+00:00", "Z")


def whole_second(when: datetime) -> datetime:
    """The first whole second that is not before ``when``."""
    return when if not when.microsecond else when.replace(microsecond=0) + timedelta(seconds=1)
