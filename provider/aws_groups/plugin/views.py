"""Lines for the parts of a resource: a person who comes to a group or goes.

The engine shows such a *view* beside the resource that publishes it. In a preview and in a read it shows it
and stores nothing. In an update it stores what went well, so there only what failed is published.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import grpc

from aws_groups.aws import Listener
from aws_groups.lifecycle import Changing, MembersFailed
from aws_groups.plugin.engine import LONGEST_ERROR, NO_PROXY, sendable
from aws_groups.plugin.protocol import resource_status_pb2, resource_status_pb2_grpc
from aws_groups.secrets import Secrets
from aws_groups.values import PACKAGE, UNKNOWN
from aws_groups.words.failures import cause_of
from aws_groups.words.members import called

TYPE = f"{PACKAGE}:identitystore:Member"
"""The kind of a line. It is nothing that a program can declare."""
MOST_FAILED = 100
"""Lines at most for what failed: each is an error of its own."""

MOST_SECONDS = 10
"""Seconds that the engine may take to note the lines."""

_Step = resource_status_pb2.ViewStep


def both(one: Listener, other: Listener) -> Listener:
    """A listener that has two listeners hear each event."""

    def tell(event: object) -> None:
        one(event)
        other(event)

    return tell


class Views:
    """Publishes the lines of one call. It listens to the events of the rooms below."""

    def __init__(self, request: Any, find_secrets: Callable[[], Secrets]) -> None:
        self._request, self._find_secrets = request, find_secrets

    def __call__(self, event: object) -> None:
        """Publish what an event says of the resource's parts."""
        if isinstance(event, Changing):
            secrets = self._find_secrets()
            coming = [(_coming(event, index), _Step.CREATE) for index in range(len(event.additions))]
            going = [(called(member, event.names), _Step.DELETE) for member in event.removals]
            self._publish([self._step(secrets.masked(name), op) for name, op in (*coming, *going)])
        elif isinstance(event, MembersFailed) and event.verb != "deleting":
            self._publish(self._failed(event))

    def _failed(self, event: MembersFailed) -> list[Any]:
        secrets, steps = self._find_secrets(), []
        for failure, cause in event.causes[:MOST_FAILED]:
            name = secrets.masked(called(failure.member, event.names))
            step = self._step(name, _Step.CREATE if failure.adding else _Step.UPDATE)
            step.status = _Step.UNKNOWN
            step.error = sendable(secrets.masked(cause_of(cause, secrets)), LONGEST_ERROR)
            steps.append(step)
        return steps

    def _step(self, name: str, op: Any) -> Any:
        """One line. The owner's name is in its name, as names of lines are the whole stack's."""
        owner = {"parent_type": self._request.type, "parent_name": self._request.name}
        shown = f"{self._request.name}/{name}"
        new = resource_status_pb2.ViewStepState(type=TYPE, name=shown, **owner)
        return _Step(op=op, type=TYPE, name=shown, new=new, status=_Step.OK)

    def _publish(self, steps: list[Any]) -> None:
        address = self._request.resource_status_address
        if not steps or not address:
            return
        request = resource_status_pb2.PublishViewStepsRequest(
            token=self._request.resource_status_token, steps=steps
        )
        # A line that can't be shown is no reason to fail an update.
        with contextlib.suppress(grpc.RpcError), grpc.insecure_channel(address, options=NO_PROXY) as channel:
            stub = resource_status_pb2_grpc.ResourceStatusStub(channel)
            stub.PublishViewSteps(request, timeout=MOST_SECONDS)


def _coming(event: Changing, index: int) -> str:
    """What somebody who comes is called. Two lines of one resource must not have one name."""
    member = event.additions[index]
    return f"somebody new ({index + 1})" if member is UNKNOWN else called(member, event.names)
