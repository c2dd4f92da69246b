"""Preview: what a create, an update or a replacement would bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from aws_groups.aws import AwsError, Request
from aws_groups.lifecycle.lives import own_life
from aws_groups.lifecycle.state import nothing
from aws_groups.model.declaration import AttributePatch, FullObject, Holder, Output, Resource
from aws_groups.model.diff import Diff, declared_before, diff
from aws_groups.updates import attribute_patch, full_object
from aws_groups.updates.creation import asking
from aws_groups.updates.requests import create_request
from aws_groups.updates.run import Run, now
from aws_groups.values import UNKNOWN, Properties, is_absent, is_internal


def planned(
    resource: Resource, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
) -> Request | None:
    """The request that an update will send first; None when it needs none."""
    if isinstance(resource.change, FullObject):
        return full_object.plan(resource, object_id, state, resource.own(inputs))
    if isinstance(resource.change, AttributePatch):
        before = declared_before(resource, old_inputs, inputs)
        return attribute_patch.plan(resource, object_id, state, before, resource.own(inputs))
    return None


def to_send(
    run: Run,
    resource: Resource,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    inputs: Properties,
) -> Sequence[Request]:
    """The requests that a create (without an id) or an update will send, for its preview.

    Raises:
        Undeclared, WrongPlace: as ``member_set.foreseen``.
    """
    if life := own_life(resource):
        return life.foreseen(run, resource, object_id, state, inputs)
    if not object_id:
        return [create_request(resource, previewed(resource, {}, {}, inputs))]
    request = planned(resource, object_id, state, old_inputs, inputs)
    return [request] if request else []


def previewed(
    resource: Resource,
    state: Properties,
    old_inputs: Properties,
    inputs: Properties,
    *,
    clock: Callable[[], datetime] = now,
) -> Properties:
    """The state after a create (from an empty one) or an update, as far as a preview knows it: what
    AWS has yet to make, or may change, is unknown. ``clock`` is that of ``Run``."""
    outputs = {output.name: _output(output, state) for output in resource.outputs}
    wanted = resource.own(inputs)
    if state and (life := own_life(resource)):
        outputs |= life.outputs_foreseen(resource, state, inputs, clock())
    if isinstance(resource.change, AttributePatch):
        before = declared_before(resource, old_inputs, inputs)
        wanted = attribute_patch.patched(resource, state, before, wanted)
    return {
        **{field.name: wanted.get(field.name, nothing(field)) for field in resource.inputs},
        **outputs,
        **{name: value for name, value in state.items() if is_internal(name)},
    }


def differences(
    run: Run, resource: Resource, state: Properties, old_inputs: Properties, inputs: Properties
) -> Diff:
    """What an update would change, without asking AWS."""
    if life := own_life(resource):
        return life.differences(run, resource, state, old_inputs, inputs)
    return diff(resource, old_inputs, inputs)


class Blocked(Exception):
    """A replacement that cannot be: the object has to be deleted first, as the new one has its unique name,
    and something uses it."""

    def __init__(self, resource: Resource, object_id: str, name: str, holders: tuple[Holder, ...]) -> None:
        super().__init__(resource.noun, object_id)
        self.resource, self.object_id, self.name, self.holders = resource, object_id, name, holders


def require_replaceable(run: Run, resource: Resource, object_id: str, name: str) -> None:
    """Look whether an object that has to be deleted before it is replaced can be. This asks AWS, as a
    preview that promised it would not be true.

    Raises:
        Blocked: something uses it.
    """
    holders: tuple[Holder, ...] = ()
    # Where AWS cannot be asked, the update will tell.
    with suppress(AwsError):
        holders = resource.holders(asking(run, resource), object_id)
    holders = tuple(holder for holder in holders if holder.id)
    if holders:
        raise Blocked(resource, object_id, name, holders)


def _output(output: Output, state: Properties) -> object:
    if output.foreign or (state and output.optional and is_absent(state.get(output.name))):
        return state.get(output.name, nothing(output))
    return state[output.name] if output.stable and output.name in state else UNKNOWN
