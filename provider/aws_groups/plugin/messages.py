"""Failures in words: what users read, a line or two each, the next step named, secrets masked."""

from __future__ import annotations

from collections.abc import Collection

from aws_groups.resources.types import Problem
from aws_groups.updates.guard import Conflict, Gone, shown


def top_level(path: str) -> str:
    """The property that a path is in: ``items`` of ``items[2]``."""
    return path.split("[")[0].split(".")[0]


def failing_path(found: Problem, secrets: Collection[str] = ()) -> str:
    """The path of a failure, as the engine takes it.

    The engine prints the value of a property that it finds by the path's text, also when it is secret.
    In brackets, which mean the same, it does not find it.
    """
    name = top_level(found.path)
    secret = found.hidden or name in secrets
    return f'["{name}"]{found.path.removeprefix(name)}' if secret else found.path


def problem(found: Problem, secrets: Collection[str] = ()) -> str:
    """``items[1]: must be …, got …``"""
    if found.given is None:
        return f"{found.path} {found.reason}"
    given = shown(found.given, secret=top_level(found.path) in secrets)
    return f"{found.path} {found.reason}; got {given}"


def failure(error: Exception, secrets: Collection[str] = ()) -> str:
    """What went wrong when it was done; secrets are the names of secret properties."""
    if isinstance(error, Conflict):
        return conflict(error, secrets)
    return gone(error) if isinstance(error, Gone) else str(error)


def conflict(error: Conflict, secrets: Collection[str] = ()) -> str:
    """Who wrote what, three ways, a line a property, and what to run next."""
    destroying = error.verb == "deleting"
    then = (
        "`pulumi destroy` or `pulumi up` again" if destroying else "`pulumi up` to see and write what differs"
    )
    outcome = ", so nothing was written"
    if error.cause.lost:
        outcome = "; an attempt of ours got no answer and may have been carried out before"
    lines = [
        f"{error.verb} {error.noun} {error.object_id}: someone else changed it{outcome}.",
        *(f"  {row}" for row in error.rows_in_words(secrets)),
        f"Run `pulumi refresh` to take what AWS has into the state, then {then}; "
        "or set `onConflict: overwrite` to write over it.",
        f"AWS said {error.cause.said()}",
    ]
    return "\n".join(lines)


def gone(error: Gone) -> str:
    """The object to update is not there."""
    return (
        f"updating {error.noun} {error.object_id}: it no longer exists. Run `pulumi refresh` to take it out "
        f"of the state, then `pulumi up` to make it anew. AWS said {error.cause.said()}"
    )
