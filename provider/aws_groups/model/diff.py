"""The diff of a resource: what the program's inputs would change, before anything is asked of AWS.

Protocol rule: every change has a path in the detailed diff, and its kind is the truth
(https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/provider.html#diffresponse).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from aws_groups.model.containers import member_changes
from aws_groups.model.declaration import AttributePatch, Input, Resource
from aws_groups.model.naming import AUTONAMED, FIXED, IMPORTED
from aws_groups.model.paths import Path, selected, value_at
from aws_groups.model.types import Change
from aws_groups.values import UNKNOWN, Properties, is_absent


class Diff(NamedTuple):
    """All that would change, in the order of the fields."""

    changes: tuple[Change, ...]
    delete_before_replace: bool = False

    @property
    def replaces(self) -> bool:
        """Whether a new object is made."""
        return any(change.replaces for change in self.changes)


def diff(resource: Resource, old_inputs: Properties, inputs: Properties) -> Diff:
    """Compare the inputs in the state with the program's.

    The inputs in the state are those of the last update, or, after a refresh, what a program that
    declares the live object would say; so what differs is exactly what an update has to do.
    """
    before = declared_before(resource, old_inputs, inputs)
    return Diff(changes(resource.inputs, before, inputs), collides(resource, old_inputs, inputs))


def declared_before(resource: Resource, old_inputs: Properties, inputs: Properties) -> Properties:
    """The old inputs that a program declared.

    After an import the old inputs are all that AWS has. Of an object that is patched, what the program
    does not declare then was never declared, so it is left alone and not removed.
    """
    if IMPORTED not in old_inputs or not isinstance(resource.change, AttributePatch):
        return old_inputs
    fixed: list[Path] = [(field.name,) for field in resource.inputs if field.replaces]
    declared = [found.path for found in resource.attributes if not is_absent(value_at(inputs, found.path))]
    return selected(old_inputs, [*fixed, *declared])


def changes(fields: Iterable[Input], old: Properties, new: Properties) -> tuple[Change, ...]:
    """The changes of each field, in the fields' order."""
    return tuple(
        change._replace(replaces=field.replaces)
        for field in fields
        for change in member_changes(field.type, (field.name,), old.get(field.name), new.get(field.name))
    )


def collides(resource: Resource, old_inputs: Properties, inputs: Properties) -> bool:
    """Whether a replacement cannot exist beside the object that it replaces: both have one unique name.

    A made name is made anew for a replacement. The engine also asks this where the user forces a
    replacement (``replaceOnChanges``), so it is told whether or not this diff replaces.
    """
    if AUTONAMED in inputs and FIXED not in inputs:
        return False
    return any(same_values(resource, paths, old_inputs, inputs) for paths in resource.unique_sets)


def same_values(resource: Resource, paths: Iterable[Path], one: Properties, other: Properties) -> bool:
    """Whether both have the values at ``paths``, and the same ones."""
    pairs = [(path, value_at(one, path), value_at(other, path)) for path in paths]
    return not any(is_absent(new) or differ(resource, path, old, new) for path, old, new in pairs)


def differ(resource: Resource, path: Path, one: Any, other: Any) -> bool:
    """Whether two values of the input or attribute at ``path``, or inside of one, mean different things."""
    if is_absent(one) or is_absent(other):
        return is_absent(one) != is_absent(other)
    if path not in resource.types:
        return other is UNKNOWN or bool(one != other)
    return any(True for _ in resource.types[path].changes(path, one, other))
