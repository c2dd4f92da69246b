"""The attribute patch: the program owns the attributes it declares, and no others.

UpdateGroup takes one operation for each attribute that changes and leaves every other attribute alone
(https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_UpdateGroup.html).
"""

from __future__ import annotations

from typing import Any

from aws_groups.aws import AwsRefused, Request
from aws_groups.model.attributes import Attribute
from aws_groups.model.declaration import Means, Output, Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import to_properties
from aws_groups.model.paths import Path, value_at, with_value
from aws_groups.updates import guard
from aws_groups.updates.requests import Operation, patch_request
from aws_groups.updates.run import Run
from aws_groups.values import UNKNOWN, Properties, is_absent


def operations(
    resource: Resource, base: Properties, old_inputs: Properties, wanted: Properties
) -> list[Operation]:
    """One operation for each declared attribute that changed; one that is no longer declared is removed.

    An attribute that was never declared is not the program's: neither its value nor its absence is an
    operation.

    Args:
        base: the object to patch, as the state has it or as it is live.
        old_inputs: what the program declared when the state was written.
        wanted: what it declares now.
    """
    patch = []
    for attribute in resource.attributes:
        before, after = value_at(base, attribute.path), value_at(wanted, attribute.path)
        if not is_absent(after):
            if differ(resource, attribute.path, before, after):
                patch.append(Operation(attribute.name, _document(attribute, after)))
        elif not is_absent(value_at(old_inputs, attribute.path)) and not is_absent(before):
            patch.append(Operation(attribute.name, None))
    return patch


def _document(attribute: Attribute, value: Any) -> Any:
    """A value as an AttributeValue: a JSON document, whose members have the names of the properties."""
    return value if isinstance(value, list | dict) else attribute.type.to_api(value)


def plan(
    resource: Resource, object_id: str, base: Properties, old_inputs: Properties, wanted: Properties
) -> Request | None:
    """The one request that carries the operations out, or None when there are none."""
    patch = operations(resource, base, old_inputs, wanted)
    return patch_request(resource, object_id, patch, base.get(resource.version)) if patch else None


def owned(resource: Resource, *declared: Properties) -> tuple[Path, ...]:
    """The attributes that any of ``declared`` has."""
    return tuple(
        attribute.path
        for attribute in resource.attributes
        if any(not is_absent(value_at(inputs, attribute.path)) for inputs in declared)
    )


def update(
    run: Run,
    resource: Resource,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    wanted: Properties,
) -> Properties:
    """Carry the patch out in one call, or in none when nothing changed, and return the new state.

    Raises:
        Conflict, Gone, TooBusy, AwsError: as ``guard.write``.
    """
    expected = operations(resource, state, old_inputs, wanted)
    if not expected:
        return patched(resource, state, old_inputs, wanted)
    try:
        reply, live = _write(run, resource, object_id, state, old_inputs, wanted, removal=None)
    except AwsRefused as error:
        # That null removes an attribute is not documented; the empty string is what peers send.
        removes = any(entry.value is None for entry in expected)
        if not removes or resource.means(error) is not Means.INVALID:
            raise
        reply, live = _write(run, resource, object_id, state, old_inputs, wanted, removal="")
    outdated = {output.name for output in resource.outputs if output.outdated}
    if live is not None:
        # What an update does not change is what the preview said, though there is news of it here.
        said = {output.name: state.get(output.name) for output in resource.outputs if _stays(output)}
        seen = {name: value for name, value in live.items() if name not in outdated}
        return patched(resource, {**seen, **said}, old_inputs, wanted)
    # An older API answers without a Revision: the state then has none, and the next write no guard.
    outdated.add(resource.version)
    kept = {name: value for name, value in state.items() if name not in outdated}
    outputs = {n: v for n, v in to_properties(resource, reply).items() if n not in resource.fields}
    return {**patched(resource, kept, old_inputs, wanted), **outputs}


def _stays(output: Output) -> bool:
    return output.stable or output.foreign


def _write(
    run: Run,
    resource: Resource,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    wanted: Properties,
    *,
    removal: str | None,
) -> tuple[Any, Properties | None]:
    """The guarded write; ``removal`` is the value that removes an attribute."""

    def request(base: Properties) -> Request:
        patch = operations(resource, base, old_inputs, wanted)
        patch = [Operation(name, removal if value is None else value) for name, value in patch]
        return patch_request(resource, object_id, patch, base.get(resource.version))

    paths = owned(resource, old_inputs, wanted)
    return guard.write(run, resource, object_id, owned=paths, state=state, wanted=wanted, plan=request)


def patched(resource: Resource, base: Properties, old_inputs: Properties, wanted: Properties) -> Properties:
    """``base`` with the declared attributes as wanted, and without those that are no longer declared."""
    fixed = [field.name for field in resource.inputs if field.replaces and field.name in wanted]
    new = {**base, **{name: wanted[name] for name in fixed}}
    for path in owned(resource, old_inputs, wanted):
        after = value_at(wanted, path)
        new = with_value(new, path, None if is_absent(after) else after)
    return {**new, **{name: value for name, value in wanted.items() if value is UNKNOWN}}
