"""A resource under test, with what AWS calls the same things.

So that one table can say of all of them what happens: `update: refused, read, update` is UpdateKeyGroup
answered by PreconditionFailed, GetKeyGroup, UpdateKeyGroup. A name that is taken is `refused` too: the
Identity Store has one code for both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol

from botocore.exceptions import ClientError

from aws_groups import lifecycle
from aws_groups.lifecycle import Made
from aws_groups.local import Call
from aws_groups.model.check import check
from aws_groups.model.declaration import Resource
from aws_groups.model.naming import Naming
from aws_groups.resources import RESOURCES
from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig

_FAULTS = ("drop-before", "drop-after", "throttle", "error")


class Logged(Protocol):
    """Something that the provider did, with its calls."""

    @property
    def log(self) -> list[Call]: ...


class Subject(ABC):
    """One resource: how someone else reads, makes, changes and deletes its objects, by boto3 alone."""

    token: ClassVar[str]
    label: ClassVar[str]
    """The input that names an object."""
    note: ClassVar[str]
    """The input that a program may leave out."""
    roles: ClassVar[Mapping[str, str]]
    """Operation to what it is for."""
    codes: ClassVar[Mapping[str, str]]
    """AWS's error code, with its Reason, to what it means."""
    since: ClassVar[str] = "made 20"
    """How a message begins to say since when an object is what it is."""
    not_found: ClassVar[str] = "find"
    """The call that looks for a name that nothing has."""

    @property
    def resource(self) -> Resource:
        return RESOURCES[f"aws-groups:{self.token}"]

    @property
    def operations(self) -> dict[str, str]:
        """What is done to its operation, the other way round than `roles`."""
        return {role: operation for operation, role in self.roles.items()}

    @property
    def noun(self) -> str:
        return self.resource.noun

    def __repr__(self) -> str:
        return self.token.partition(":")[2]

    @abstractmethod
    def inputs(self, rig: Rig, **more: Any) -> Properties:
        """A program's inputs, which name an object that nobody has yet."""

    @abstractmethod
    def live(self, rig: Rig, id: str) -> Properties | None:
        """The object as a state has it that tells the truth; None if it is gone."""

    @abstractmethod
    def make(self, rig: Rig, inputs: Properties) -> str:
        """Someone else makes an object like that; its id."""

    @abstractmethod
    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        """Someone else changes inputs of the object; None clears."""

    @abstractmethod
    def remove(self, rig: Rig, id: str) -> None:
        """Someone else deletes the object."""

    @abstractmethod
    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        """The ids and names of all objects."""

    def all(self, rig: Rig) -> list[str]:
        """The ids of all objects."""
        return [id for id, _ in self._listed(rig)]

    def named(self, rig: Rig, name: str) -> list[str]:
        """The ids of all objects of that name."""
        return [id for id, found in self._listed(rig) if found == name]

    def unnamed(self, rig: Rig, **more: Any) -> Properties:
        """The same of a program that leaves the name to the provider, as the check completes them."""
        inputs = self.inputs(rig, **more)
        naming = Naming(inputs.pop(self.label), seed=b"a seed")
        checked = check(self.resource, {}, inputs, naming=naming, configuration={})
        assert checked.problems == []
        return checked.inputs

    def create(self, rig: Rig, inputs: Properties, **how: Any) -> Outcome:
        return rig.act(lambda run: lifecycle.create(run, self.resource, inputs), **how)

    def made(self, rig: Rig, inputs: Properties) -> Made:
        """An object that the provider made."""
        outcome = self.create(rig, inputs)
        assert isinstance(outcome.result, Made), outcome.message
        return outcome.result

    def calls(self, outcome: Logged) -> list[str]:
        """The provider's calls, each with what became of it unless it went well."""
        return [self._call(call) for call in outcome.log]

    def _call(self, call: Call) -> str:
        trouble = call.fault if call.fault in _FAULTS else call.error
        role = "who" if call.operation == "GetCallerIdentity" else self.roles[call.operation]
        return f"{role}: {self.codes.get(trouble, trouble)}" if trouble else role


def must_be(error: ClientError, code: str) -> None:
    """Any other error is none of the test's."""
    if error.response["Error"]["Code"] != code:
        raise error


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
