"""What takes a while, in words: the texts that the engine shows beside a resource while it works."""

from __future__ import annotations

from aws_groups.aws import Because, Slow, Waiting


def progress(event: object) -> str | None:
    """A status text, or None if the event is none to show."""
    if isinstance(event, Slow):
        return f"no answer to {event.request.operation} yet, after {event.seconds:.0f} s"
    return _waiting(event) if isinstance(event, Waiting) else None


def _waiting(event: Waiting) -> str:
    seconds = f"{event.seconds:.0f} s"
    if event.because is Because.PACE:
        detail = f" ({event.detail})" if event.detail else ""
        return f"waiting {seconds} to keep the pace{detail}"
    if event.because is Because.DEPLOYMENT:
        return f"{event.detail}; looking again in {seconds}"
    return f"{_trouble(event)}, trying again in {seconds}"


def _trouble(event: Waiting) -> str:
    if event.because is Because.THROTTLED:
        return "throttled by AWS"
    if event.because is Because.NO_ANSWER:
        return "AWS gave no answer"
    if event.because is Because.NAME_TAKEN:
        return "the name is still another resource's"
    if event.because is Because.OTHER_WRITER:
        return "another writer changed it"
    return f"AWS has a problem ({event.detail})" if event.detail else "AWS has a problem"
