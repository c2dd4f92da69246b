"""The attribute patch: the program owns the attributes it declares, and no others.

UpdateGroup takes one operation per attribute that changes and leaves every other attribute alone
(https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_UpdateGroup.html).
"""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Protocol

from aws_groups.aws import Aws, AwsRefused, Request
from aws_groups.updates import guard
from aws_groups.values import Properties


class Operation(NamedTuple):
    """One entry of a patch."""

    path: str
    """The attribute: ``displayName``."""
    value: Any
    """Its new value; None removes it."""


class AttributePatch(guard.Kind, Protocol):
    """A kind of object whose attributes are patched."""

    patched: ClassVar[tuple[str, ...]]
    """The input properties that an update can change."""

    def update_request(self, object_id: str, operations: list[Operation], version: str | None) -> Request:
        """The call that carries out ``operations``, if the object's version is still ``version``."""


def operations(
    kind: AttributePatch, base: Properties, old_inputs: Properties, wanted: Properties
) -> list[Operation]:
    """One operation per declared attribute that changed; an attribute no longer declared is removed.

    An attribute that was never declared is not ours: neither its value nor its absence is an operation.

    Args:
        base: the object to patch, as the state has it or as it is live.
        old_inputs: what the program declared when the state was written.
        wanted: what it declares now.
    """
    patch = []
    for name in kind.patched:
        if name in wanted and kind.differ(name, base.get(name), wanted[name]):
            patch.append(Operation(name, wanted[name]))
        elif name in old_inputs and name not in wanted and name in base:
            patch.append(Operation(name, None))
    return patch


def plan(
    kind: AttributePatch, object_id: str, base: Properties, old_inputs: Properties, wanted: Properties
) -> Request | None:
    """The one request that carries the operations out, or None when there are none."""
    patch = operations(kind, base, old_inputs, wanted)
    return kind.update_request(object_id, patch, base.get(kind.version)) if patch else None


def update(
    aws: Aws,
    kind: AttributePatch,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    wanted: Properties,
) -> Properties:
    """Carry the patch out in one call, or in none when nothing changed, and return the new state.

    Raises:
        Conflict, Gone, AwsError: as ``guard.write``.
    """
    declared = {**{name: value for name, value in state.items() if name not in kind.patched}, **wanted}
    expected = operations(kind, state, old_inputs, wanted)
    if not expected:
        return declared

    def write(removal: str | None) -> tuple[Any, Properties | None]:
        def request(base: Properties) -> Request:
            patch = operations(kind, base, old_inputs, wanted)
            patch = [Operation(path, removal if value is None else value) for path, value in patch]
            return kind.update_request(object_id, patch, base.get(kind.version))

        owned = tuple(name for name in kind.patched if name in old_inputs or name in wanted)
        return guard.write(aws, kind, object_id, owned=owned, state=state, wanted=wanted, plan=request)

    try:
        reply, live = write(None)
    except AwsRefused as error:
        # That null removes an attribute is not documented; the empty string is what peers send.
        removes = any(entry.value is None for entry in expected)
        if not removes or error.code != "ValidationException":
            raise
        reply, live = write("")
    answer = live if live is not None else kind.state_of(reply)
    outputs = {name: value for name, value in answer.items() if name not in kind.input_names}
    # An older API answers without a Revision: the state then has none, and the next write no guard.
    declared.pop(kind.version, None)
    return {**declared, **outputs}
