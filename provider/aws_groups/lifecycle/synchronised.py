"""Objects that another directory writes to: it writes an attribute again, whatever a program declares."""

from __future__ import annotations

from dataclasses import dataclass

from aws_groups.model.declaration import AttributePatch, Resource
from aws_groups.model.diff import differ
from aws_groups.model.naming import IMPORTED
from aws_groups.model.paths import Path, value_at
from aws_groups.updates.attribute_patch import owned
from aws_groups.values import Properties


@dataclass(frozen=True)
class Contested:
    """An event: a program declares attributes that another directory writes too."""

    resource: Resource
    object_id: str
    issuers: tuple[str, ...]
    paths: tuple[Path, ...]


def contested(
    resource: Resource, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
) -> Contested | None:
    """What a program declares of an object that another directory made, for one warning: once what is
    declared changes, and once after an import."""
    ids = state.get("externalIds")
    if not ids or not isinstance(ids, list) or not isinstance(resource.change, AttributePatch):
        return None
    issuers = dict.fromkeys(str(one.get("issuer")) for one in ids if isinstance(one, dict))
    paths = owned(resource, inputs)
    changed = IMPORTED in old_inputs or any(
        differ(resource, path, value_at(old_inputs, path), value_at(inputs, path))
        for path in owned(resource, old_inputs, inputs)
    )
    return Contested(resource, object_id, tuple(issuers), paths) if changed and paths else None
