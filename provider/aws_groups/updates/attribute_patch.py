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
    kind: AttributePatch, state: Properties, old_inputs: Properties, wanted: Properties
) -> list[Operation]:
    """One operation per declared attribute that changed; an attribute no longer declared is removed.

    An attribute that was never declared is not ours: neither its value nor its absence is an operation.
    """
    plan = []
    for name in kind.patched:
        if name in wanted and kind.differ(name, state.get(name), wanted[name]):
            plan.append(Operation(name, wanted[name]))
        elif name in old_inputs and name not in wanted:
            plan.append(Operation(name, None))
    return plan


def update(
    aws: Aws,
    kind: AttributePatch,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    wanted: Properties,
) -> Properties:
    """Carry the patch out in one call, or in none when nothing changed, and return the new state.

    Args:
        state: the object as the state has it, its Revision among the outputs.
        old_inputs: what the program declared when the state was written.
        wanted: what it declares now.

    Raises:
        Conflict, Gone, AwsError: as ``guard.write``.
    """
    todo = operations(kind, state, old_inputs, wanted)
    declared = {**{name: value for name, value in state.items() if name not in kind.patched}, **wanted}
    if not todo:
        return declared
    owned = tuple(name for name in kind.patched if name in old_inputs or name in wanted)

    def write(patch: list[Operation]) -> tuple[Any, Properties | None]:
        return guard.write(
            aws,
            kind,
            object_id,
            owned=owned,
            state=state,
            wanted=wanted,
            plan=lambda version: kind.update_request(object_id, patch, version),
        )

    try:
        reply, live = write(todo)
    except AwsRefused as error:
        if error.code != "ValidationException" or all(entry.value is not None for entry in todo):
            raise
        # That null removes an attribute is not documented; the empty string is what peers send.
        reply, live = write([Operation(path, "" if value is None else value) for path, value in todo])
    answer = live if live is not None else kind.state_of(reply)
    outputs = {name: value for name, value in answer.items() if name not in kind.input_names}
    # An older API answers without a Revision: the state then has none, and the next write no guard.
    declared.pop(kind.version, None)
    return {**declared, **outputs}
