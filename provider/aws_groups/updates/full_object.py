"""The full-object update: the program owns the whole object.

UpdateKeyGroup and UpdatePublicKey replace the whole config, so the request carries every input,
changed or not, and what is left out is cleared
(https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateKeyGroup.html).
"""

from __future__ import annotations

from aws_groups.aws import Request
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import to_properties
from aws_groups.model.problems import Problem, Reason, Wrong
from aws_groups.updates import guard
from aws_groups.updates.requests import replace_request
from aws_groups.updates.run import Run
from aws_groups.values import Properties


def plan(resource: Resource, object_id: str, state: Properties, wanted: Properties) -> Request | None:
    """The request that turns the state's object into the wanted one, or None when it is that already."""
    if not any(differ(resource, (name,), state.get(name), wanted.get(name)) for name in resource.input_names):
        return None
    return replace_request(resource, object_id, state, wanted, state.get(resource.version))


def update(run: Run, resource: Resource, object_id: str, state: Properties, wanted: Properties) -> Properties:
    """Carry the update out and return the new state.

    Args:
        state: the object as the state has it: inputs and outputs, the ETag among them.
        wanted: the program's inputs.

    Raises:
        Wrong: the state has lost the token that AWS wants with each update.
        Conflict, Gone, TooBusy, AwsError: as ``guard.write``.
    """
    if plan(resource, object_id, state, wanted) is None:
        return {**state, **wanted}
    token = resource.token_output
    if token and not isinstance(state.get(token.name), str):
        missing = Problem((token.name,), Reason("not_in_state"))
        raise Wrong(f"updating {resource.noun} {object_id}", [missing])
    reply, live = guard.write(
        run,
        resource,
        object_id,
        owned=resource.own_paths,
        state=state,
        wanted=wanted,
        plan=lambda base: replace_request(resource, object_id, base, wanted, base.get(resource.version)),
    )
    return live if live is not None else to_properties(resource, reply)
