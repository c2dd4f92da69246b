"""A state belongs to one AWS: each object's state says in which one it is, and no other is asked for it.

Another profile, another endpoint, or a forgotten variable would else show every object as deleted, or
delete what only has the same id.
"""

from __future__ import annotations

from dataclasses import dataclass

from aws_groups.aws import Place
from aws_groups.model.declaration import Named, Resource
from aws_groups.updates.run import ALLOWED_ACCOUNTS, Run
from aws_groups.values import Properties

PLACE = "__aws"
"""The internal output that says which AWS the object is in."""


class WrongPlace(Exception):
    """The configuration reaches another AWS than it may, or than the one that the object is in.

    Attributes:
        here: the AWS that it reaches; None where that could not be found out.
        recorded: the AWS that the object is in; None for an account that is not allowed.
        urn: the resource; empty where the engine does not say.
    """

    def __init__(
        self,
        verb: str,
        resource: Named,
        object_id: str | None,
        here: Place | None,
        recorded: Place | None,
        allowed: tuple[str, ...] = (),
        urn: str = "",
    ) -> None:
        super().__init__(verb, resource.noun, object_id)
        self.verb, self.resource, self.object_id = verb, resource, object_id
        self.here, self.recorded, self.allowed, self.urn = here, recorded, allowed, urn


@dataclass(frozen=True)
class NoneFound:
    """An event: an object does not exist, and none has been found so far in this run."""

    resource: Resource
    object_id: str
    here: Place | None
    count: int
    """How many were looked for."""


def require_allowed(run: Run, resource: Named, verb: str, object_id: str | None) -> None:
    """Refuse to ask an account that is not one of the configuration's.

    Raises:
        WrongPlace: it is not.
    """
    if run.configuration.get(ALLOWED_ACCOUNTS.name):
        _require_allowed(run, resource, verb, object_id, run.aws.place())


def _require_allowed(run: Run, resource: Named, verb: str, object_id: str | None, here: Place | None) -> None:
    allowed = tuple(str(account) for account in run.configuration.get(ALLOWED_ACCOUNTS.name) or ())
    if allowed and (here is None or here.local or here.id not in allowed):
        raise WrongPlace(verb, resource, object_id, here, None, allowed)


def require_place(
    run: Run, resource: Resource, verb: str, object_id: str | None, state: Properties
) -> Properties:
    """What the state is to have of the AWS that this is, before anything is sent to it.

    Raises:
        WrongPlace: it is not the one of the object, or not one that the configuration allows.
    """
    here = run.aws.place()
    _require_allowed(run, resource, verb, object_id, here)
    recorded = Place.parse(state.get(PLACE))
    if recorded is not None and here is not None and recorded != here:
        raise WrongPlace(verb, resource, object_id, here, recorded, urn=run.urn)
    return {PLACE: str(here)} if here else {name: state[name] for name in (PLACE,) if name in state}
