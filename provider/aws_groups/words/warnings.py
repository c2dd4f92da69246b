"""What users are warned of: something was done that they may not expect."""

from __future__ import annotations

from aws_groups.lifecycle import (
    Contested,
    Crowded,
    Drifted,
    Going,
    Kept,
    LeftInUse,
    NoneFound,
    WrittenOver,
)
from aws_groups.model.declaration import Resource
from aws_groups.secrets import Secrets
from aws_groups.updates.creation import TookOver
from aws_groups.updates.guard import Overwriting
from aws_groups.words.failures import rows
from aws_groups.words.places import none_found
from aws_groups.words.rotation import crowded, going, left_in_use
from aws_groups.words.showing import shown
from aws_groups.words.writers import contested, drifted, last_changed


def warning(event: object, secrets: Secrets) -> str | None:
    """A warning, or None if the event is none to warn of."""
    if isinstance(event, Overwriting):
        return _overwriting(event, secrets)
    if isinstance(event, WrittenOver):
        return _written_over(event, secrets)
    if isinstance(event, TookOver):
        return _took_over(event)
    if isinstance(event, Contested):
        return contested(event)
    if isinstance(event, Kept):
        return _kept(event)
    if isinstance(event, LeftInUse):
        return left_in_use(event)
    if isinstance(event, Crowded):
        return crowded(event)
    return none_found(event) if isinstance(event, NoneFound) else None


def remark(event: object) -> str | None:
    """A line about what is no reason to be warned, or None if the event is none to tell so."""
    if isinstance(event, Drifted):
        return drifted(event)
    return going(event) if isinstance(event, Going) else None


def _overwriting(event: Overwriting, secrets: Secrets) -> str:
    error = event.conflict
    said = "; ".join(rows(error, secrets))
    if error.writer:
        said += f"; {last_changed(error.writer)}"
    what = f"{error.resource.noun} {error.object_id}"
    return f"{error.verb} {what} over someone else's change (onConflict): {said}"


def _took_over(event: TookOver) -> str:
    resource = event.resource
    return (
        f"creating {resource.noun}: took over {event.object_id}, which had its {resource.label} (onTaken), "
        "and which is deleted with this resource"
    )


def _written_over(event: WrittenOver, secrets: Secrets) -> str:
    changes = []
    for name, was, now in event.changes:
        old, new = (shown(value, secret=secrets.hides((name,))) for value in (was, now))
        changes.append(f"{name}: AWS had {old}, now {new}")
    found = f"{event.resource.noun} {event.object_id} was there already"
    return f"creating {found}, and was changed to what the program says: {'; '.join(changes)}"


def _kept(event: Kept) -> str:
    resource = event.resource
    if event.owner is not None:
        other = event.owner.rpartition("::")[2]
        return (
            f"deleting {resource.noun}: {event.object_id} stays in AWS, as {other} of this program has it now"
        )
    return (
        f"replacing {resource.noun}: {event.object_id} stays, as AWS has each {resource.label} once. "
        f"To get a new {resource.noun}, give another {resource.label}."
    )


def replacing(resource: Resource) -> str:
    """The warning of a replacement that takes more with it than the new object has."""
    noun = resource.noun
    return f"replacing {noun}: {resource.goes_with_it} go with the old {noun}, and the new one has none"
