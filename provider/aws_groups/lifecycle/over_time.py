"""The life of a group whose keys take turns, which is one object of many calls: ``rotation`` makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aws_groups.aws import Request
from aws_groups.lifecycle import key_ring
from aws_groups.lifecycle.key_ring import live, over_time, wanted
from aws_groups.lifecycle.names import when_free
from aws_groups.lifecycle.owners import require_owned_once, stays
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import Failed, explained, look
from aws_groups.lifecycle.rotation import Rotation, delete_key, discard, in_part, make_key
from aws_groups.lifecycle.state import Made, Read, as_written, complete, settings_in
from aws_groups.model import times
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import Diff, differ
from aws_groups.model.mapping import object_id as object_id_of
from aws_groups.model.mapping import to_properties
from aws_groups.updates import creation, full_object, guard
from aws_groups.updates.over_time import Held, Plan, plan
from aws_groups.updates.requests import create_request, delete_request
from aws_groups.updates.run import Run
from aws_groups.values import UNKNOWN, Properties, has_unknown, is_internal


@dataclass(frozen=True)
class Crowded:
    """An event: a group will have more keys than it may have by default."""

    resource: Resource
    count: int
    default: int


def create(run: Run, resource: Resource, inputs: Properties) -> Made:
    """Make the first key and the group.

    Raises:
        WrongPlace: this is not an AWS in which it may be made.
        RotationEnded: the group is there, but is not yet as the program says.
        Failed, AwsError: there is no group.
    """
    place = require_place(run, resource, "creating", None, {})
    group, want = over_time(resource).group, wanted(resource, inputs, inputs)
    key, made = make_key(run, resource, inputs, want.fingerprint)
    try:
        reply, adopted = _make_group(run, resource, inputs, key.id)
    except Failed as error:
        if made and not error.cause.lost:
            discard(run, resource, key.id)
        raise
    id, live_group = object_id_of(group, reply), to_properties(group, reply)
    rotation = Rotation(run, resource, id, live_group, Held((key,), items=tuple(live_group["items"])))
    state = {**resource.own(inputs), **place}
    if adopted:
        run.objects.note_adopted(resource, id, run.urn)
        rotation.touched = True
        with in_part(rotation, "creating", resource, id, state):
            seen = live(run, resource, id, state, imported=False)
            rotation.group, rotation.held = seen.group, seen.held
            rotation.carry_out(inputs, want)
    else:
        rotation.held = rotation.held.switched(key.id, rotation.now, want.overlap)
    return Made(id, complete(resource, {**rotation.outputs(), **state}))


def _make_group(run: Run, resource: Resource, inputs: Properties, key_id: str) -> creation.Created:
    """Make the group, or find the one that a run before has made."""
    group = over_time(resource).group
    kept = {name: value for name, value in inputs.items() if name in group.fields or is_internal(name)}
    asked = {**kept, "items": [key_id]}
    with explained(run, resource, "creating", inputs):
        try:
            return when_free(run, resource, inputs, None, lambda: creation.create(run, group, asked))
        except creation.Unproved as error:
            # Nobody else has put this key into a group: it was just made, or by a run before that was killed.
            if error.reply is None or key_id not in to_properties(group, error.reply)["items"]:
                raise
            return creation.Created(error.reply, adopted=True)


def read(
    run: Run, resource: Resource, text: str, old_inputs: Properties | None, state: Properties
) -> Read | None:
    """The group and its keys; None where it does not exist.

    Raises:
        WrongPlace: the group is in another AWS.
        MalformedId: no group can have that id.
        AwsError: AWS could not be asked, or refused.
    """
    place = require_place(run, resource, "reading", text, state)
    (id,) = resource.id_parts(text, run.configuration)
    found = look(run, resource, text, lambda: live(run, resource, id, state, imported=old_inputs is None))
    if found is None:
        return None
    inputs = as_written(resource, key_ring.declared(found, old_inputs or {}), old_inputs or {})
    outputs = {"overlap": state.get("overlap"), **key_ring.outputs(resource, id, found)}
    told = complete(resource, {**state, **inputs, **outputs, **place})
    return Read(id, told, {**inputs, **settings_in(resource, old_inputs)})


def update(run: Run, resource: Resource, object_id: str, state: Properties, inputs: Properties) -> Properties:
    """Come to what the program says, and return the new state.

    Raises:
        RotationEnded: a part of it is done.
        Failed, WriteFailed, AwsError: nothing is done.
        OwnedTwice, WrongPlace: as of any update.
    """
    want, held = wanted(resource, inputs, state), Held.of(state)
    rotation = Rotation(run, resource, object_id, state, held)
    place: Properties = {}
    if _asks(resource, plan(held, want, rotation.now), state, inputs):
        require_owned_once(run, resource, object_id, "updating")
        place = require_place(run, resource, "updating", object_id, state)
    # The ends of the keys are those that the overlap of now gives.
    before = {**state, **place, "overlap": inputs.get("overlap")}
    with in_part(rotation, "updating", resource, object_id, before):
        try:
            rotation.carry_out(inputs, want)
        except guard.Conflict as error:
            if not rotation.catch_up(error, state, want):
                raise
            rotation.carry_out(inputs, want)
    internal = {name: value for name, value in state.items() if is_internal(name)}
    return complete(resource, {**internal, **rotation.outputs(), **resource.own(inputs), **place})


def _asks(resource: Resource, steps: Plan, state: Properties, inputs: Properties) -> bool:
    """Whether an update has to ask AWS for anything."""
    group = over_time(resource).group
    named = any(differ(group, (name,), state.get(name), inputs.get(name)) for name in ("name", "comment"))
    return named or steps.switches or bool(steps.gone)


def delete(run: Run, resource: Resource, object_id: str, state: Properties, settings: Properties) -> None:
    """Delete the group, and then its keys. What is gone already is done.

    Raises:
        OwnedTwice, WrongPlace, Conflict, TooBusy, Failed, AwsError: as of any deletion.
    """
    if stays(run, resource, object_id):
        return
    require_place(run, resource, "deleting", object_id, state)
    group, held = over_time(resource).group, Held.of(state)
    known = {**state, "items": list(held.items)}
    with explained(run, resource, "deleting", state, object_id):
        guard.delete(run, group, object_id, owned=group.own_paths, state=known)
    for key in held.keys:
        with explained(run, over_time(resource).key, "deleting", {}, key.id):
            delete_key(run, resource, key.id)


def differences(
    run: Run, resource: Resource, state: Properties, old_inputs: Properties, inputs: Properties
) -> Diff:
    """What an update would change: inputs, and keys that go by the clock alone."""
    steps = key_ring.planned(resource, state, inputs, times.whole_second(run.clock()))
    if steps is not None:
        if count := key_ring.crowd(steps):
            run.tell(Crowded(resource, count, key_ring.USUAL_QUOTA))
        for going in key_ring.going(steps, wanted(resource, inputs, state).revoked):
            run.tell(going)
    return key_ring.differences(resource, state, old_inputs, inputs, steps)


def outputs_foreseen(resource: Resource, state: Properties, inputs: Properties, now: datetime) -> Properties:
    """What of the keys a preview of an update knows."""
    return key_ring.previewed(resource, state, inputs, times.whole_second(now))


def foreseen(
    run: Run, resource: Resource, object_id: str, state: Properties, inputs: Properties
) -> Sequence[Request]:
    """The requests of a create (without an id) or an update, for its preview."""
    steps = key_ring.planned(resource, state, inputs, times.whole_second(run.clock()))
    if steps is None:
        return []
    change, name, requests = over_time(resource), inputs.get("name"), list[Request]()
    items: list[object] = [*steps.items(None)]
    if steps.signing is None:
        fingerprint = wanted(resource, inputs, state).fingerprint
        key_name = UNKNOWN if has_unknown(name) else change.key_name(str(name), fingerprint)
        key = {"encodedKey": inputs["encodedKey"], "name": key_name, "callerReference": UNKNOWN}
        requests.append(create_request(change.key, key))
        items.append(UNKNOWN)
    group = {"items": items, "name": name, "comment": inputs.get("comment")}
    if not object_id:
        return [*requests, create_request(change.group, group)]
    before = {**state, "items": list(steps.held.items)}
    if write := full_object.plan(change.group, object_id, before, group):
        requests.append(write)
    return [*requests, *(delete_request(change.key, id, None) for id in steps.clears)]
