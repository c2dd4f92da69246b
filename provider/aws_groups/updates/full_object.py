"""The full-object update: the program owns the whole object.

UpdateKeyGroup and UpdatePublicKey replace the whole config, so the request carries every input,
changed or not, and what is left out is cleared
(https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateKeyGroup.html).
"""

from __future__ import annotations

from typing import Protocol

from aws_groups.aws import Aws, Request
from aws_groups.updates import guard
from aws_groups.values import Properties


class FullObject(guard.Kind, Protocol):
    """A kind of object that is replaced whole."""

    def update_request(
        self, object_id: str, state: Properties, wanted: Properties, version: str | None
    ) -> Request:
        """The call that replaces the object's config by ``wanted``, if its version is still ``version``."""


def plan(kind: FullObject, object_id: str, state: Properties, wanted: Properties) -> Request | None:
    """The one request that turns the state's object into the wanted one, or None when it is that already."""
    if not any(kind.differ(name, state.get(name), wanted.get(name)) for name in kind.input_names):
        return None
    return kind.update_request(object_id, state, wanted, state.get(kind.version))


def update(aws: Aws, kind: FullObject, object_id: str, state: Properties, wanted: Properties) -> Properties:
    """Carry the update out and return the new state.

    Args:
        state: the object as the state has it: inputs and outputs, the ETag among them.
        wanted: the program's inputs.

    Raises:
        Conflict, Gone, AwsError: as ``guard.write``.
    """
    if plan(kind, object_id, state, wanted) is None:
        return {**state, **wanted}
    reply, live = guard.write(
        aws,
        kind,
        object_id,
        owned=kind.input_names,
        state=state,
        wanted=wanted,
        plan=lambda base: kind.update_request(object_id, base, wanted, base.get(kind.version)),
    )
    return live if live is not None else kind.state_of(reply)
