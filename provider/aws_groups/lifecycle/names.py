"""A name that is taken now can be free in a moment: its holder is renamed or deleted in the same run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from aws_groups.aws import AwsError, AwsRefused, Because
from aws_groups.model.declaration import Means, Resource
from aws_groups.model.mapping import object_id as object_id_of
from aws_groups.updates.creation import Unproved, holder_of
from aws_groups.updates.run import Run
from aws_groups.values import Properties

WAITS = (0.5, 1.0, 1.5, 2.0)
"""Seconds between the tries, in which the holder can be changed."""

_T = TypeVar("_T")


def when_free(
    run: Run, resource: Resource, inputs: Properties, object_id: str | None, write: Callable[[], _T]
) -> _T:
    """Carry ``write`` out, again after a while where its name is still another resource's of this run.

    Args:
        inputs: what is to be written, the unique name among it.
        object_id: the object that is written to; None for a create.

    Raises:
        AwsError, Unproved: as ``write``.
    """
    for seconds in WAITS:
        try:
            return write()
        except Unproved as error:
            holder = object_id_of(resource, error.reply) if error.reply else None
            if error.cause.lost or not _can_be_free_soon(run, resource, holder):
                raise
        except AwsRefused as error:
            taken = resource.means(error) in (Means.TAKEN, Means.STALE_OR_TAKEN)
            if error.lost or not taken or not _has_others(run, resource, inputs, object_id):
                raise
        run.aws.pause(seconds, Because.NAME_TAKEN)
    return write()


def _has_others(run: Run, resource: Resource, inputs: Properties, object_id: str | None) -> bool:
    """Whether the name of an update is free already, or is another resource's of this run."""
    if not run.objects.has_others(resource, run.urn):
        return False
    try:
        holder = holder_of(run, resource, inputs, object_id)
    except AwsError:
        return False
    return _can_be_free_soon(run, resource, holder)


def _can_be_free_soon(run: Run, resource: Resource, holder: str | None) -> bool:
    """Whether the name is free already, or its holder is another resource's of this run."""
    if holder is None:
        return run.objects.has_others(resource, run.urn)
    owner = run.objects.owner(resource, holder)
    return owner is not None and owner != run.urn
