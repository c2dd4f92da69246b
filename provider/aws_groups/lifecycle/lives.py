"""Which resources have a life of their own: what is one object to a program, and several to AWS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from aws_groups.aws import Request
from aws_groups.lifecycle import member_set, over_time
from aws_groups.lifecycle.state import Made, Read
from aws_groups.model.declaration import MemberSet, OverTime, Resource
from aws_groups.model.diff import Diff
from aws_groups.updates.run import Run
from aws_groups.values import Properties


class Life(Protocol):
    """The steps of a life, as functions of a module."""

    def create(self, run: Run, resource: Resource, inputs: Properties) -> Made:
        """Make it."""

    def read(
        self, run: Run, resource: Resource, text: str, old_inputs: Properties | None, state: Properties
    ) -> Read | None:
        """What there is; None where it does not exist."""

    def update(
        self, run: Run, resource: Resource, object_id: str, state: Properties, inputs: Properties
    ) -> Properties:
        """Change it, and return its new state."""

    def delete(
        self, run: Run, resource: Resource, object_id: str, state: Properties, settings: Properties
    ) -> None:
        """Take it away."""

    def differences(
        self, run: Run, resource: Resource, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Diff:
        """What an update would change."""

    def outputs_foreseen(
        self, resource: Resource, state: Properties, inputs: Properties, now: datetime
    ) -> Properties:
        """What of the outputs a preview of an update knows better than by their declaration."""

    def foreseen(
        self, run: Run, resource: Resource, object_id: str, state: Properties, inputs: Properties
    ) -> Sequence[Request]:
        """The requests of a create (without an id) or an update, for its preview."""


def own_life(resource: Resource) -> Life | None:
    """The life of a resource that is several objects of AWS's; None for one that is one."""
    if isinstance(resource.change, MemberSet):
        return member_set
    return over_time if isinstance(resource.change, OverTime) else None
