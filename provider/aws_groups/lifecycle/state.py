"""The state of an object: all its properties, which of them the program owns, and their spelling."""

from __future__ import annotations

from typing import NamedTuple

from aws_groups.model.containers import ListOf, TextSet
from aws_groups.model.declaration import AttributePatch, Input, Output, Resource
from aws_groups.model.paths import selected
from aws_groups.model.problems import Problem, Reason, Wrong
from aws_groups.updates.attribute_patch import owned
from aws_groups.values import Properties, has_unknown, is_absent, is_internal


class Made(NamedTuple):
    """An object that now exists."""

    id: str
    state: Properties


class Unfinished(Exception):
    """A create, an update or a deletion that did a part of what it was to do, or may have.

    Attributes:
        verb: ``creating``, ``updating`` or ``deleting``.
        state: what is true now, as far as AWS has told; None where nothing was changed, or nothing is left to
            have a state.
    """

    def __init__(self, verb: str, resource: Resource, object_id: str, state: Properties | None) -> None:
        super().__init__(verb, resource.noun, object_id)
        self.verb, self.resource, self.object_id, self.state = verb, resource, object_id, state


class Read(NamedTuple):
    """A live object, as the state is to have it and as a program would declare it."""

    id: str
    state: Properties
    inputs: Properties


def complete(resource: Resource, properties: Properties) -> Properties:
    """``properties`` with each property that AWS does not have as null, or as an empty list.

    An output that the state does not have is unknown to all that use it, at each preview, for ever.
    """
    return {**{field.name: nothing(field) for field in resource.properties}, **properties}


def inputs_in(resource: Resource, state: Properties, old_inputs: Properties) -> Properties:
    """The inputs in a state, without which no object is: one that is lost there, or broken, as a state was
    edited by hand, is read off the outputs. To replace the object as if it had changed would be wrong."""
    always = [f for f in resource.inputs if f.required or f.replaces or f.auto_named]
    lost = [
        f.name for f in always if not _is_right(f, old_inputs.get(f.name)) and _is_right(f, state.get(f.name))
    ]
    return {**old_inputs, **{name: state[name] for name in lost}}


def require_comparable(
    resource: Resource, object_id: str, old_inputs: Properties, inputs: Properties
) -> None:
    """Look whether the state has what would replace the object if it had changed.

    Raises:
        Wrong: it does not; nobody knows whether it has changed.
    """
    fixed = [f.name for f in resource.inputs if f.replaces and not f.auto_named and f.name in inputs]
    lost = [Problem((name,), Reason("lost")) for name in fixed if is_absent(old_inputs.get(name))]
    if lost:
        raise Wrong(f"comparing {resource.noun} {object_id}", lost)


def settings_in(resource: Resource, old_inputs: Properties | None) -> Properties:
    """The inputs that AWS knows nothing of: settings, and what is internal."""
    settings = {setting.name for setting in resource.settings}
    kept = (old_inputs or {}).items()
    return {name: value for name, value in kept if is_internal(name) or name in settings}


def _is_right(field: Input, value: object) -> bool:
    return not is_absent(value) and (has_unknown(value) or not any(field.type.problems((field.name,), value)))


def nothing(field: Input | Output) -> object:
    """What the state has for a property that AWS does not have."""
    return [] if isinstance(field.type, TextSet | ListOf) else None


def declared(resource: Resource, live: Properties, old_inputs: Properties | None) -> Properties:
    """The inputs that a program would have to declare to get a live object.

    Of an object that is patched these are the ones that the program declared; all that are there for an
    import (None), or for an object that the program owns whole.
    """
    there = {name: live[name] for name in resource.input_names if not is_absent(live.get(name))}
    if old_inputs is None or not isinstance(resource.change, AttributePatch):
        return there
    always = [field.name for field in resource.inputs if field.replaces or field.required]
    paths = [(name,) for name in always if name in there and not _has_members(resource, name)]
    return {**selected(there, [*paths, *owned(resource, old_inputs)])}


def _has_members(resource: Resource, name: str) -> bool:
    return any(path[0] == name and len(path) > 1 for path in resource.types)


def as_written(resource: Resource, live: Properties, written: Properties) -> Properties:
    """``live`` with each value that means what the program wrote in the program's own spelling, so that
    a set's order or a PEM's last newline is never drift."""
    return {
        name: resource.fields[name].type.spelled(value, written[name])
        if name in resource.fields and not is_absent(written.get(name)) and not is_absent(value)
        else value
        for name, value in live.items()
    }
