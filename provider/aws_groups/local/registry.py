"""What a service registers: its operations and its kinds of objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aws_groups.local.context import Handler
from aws_groups.local.kinds import Kind
from aws_groups.local.marks import Mark


@dataclass(frozen=True)
class Operation:
    """One operation: its rules, and what they rest on."""

    handler: Handler
    marks: tuple[Mark, ...]


class Operations(dict[str, Operation]):
    """Operations by name. A module registers its own with `@OPERATIONS.add(...)`."""

    def add(self, *marks: Mark) -> Callable[[Handler], Handler]:
        """Register the function `create_group` as the operation `CreateGroup`."""

        def register(handler: Handler) -> Handler:
            name = "".join(word.capitalize() for word in handler.__name__.split("_"))
            self[name] = Operation(handler, marks)
            return handler

        return register


@dataclass(frozen=True)
class Behavior:
    """One service: what it can do, and to what."""

    name: str
    """The name that botocore has for the service."""
    operations: Operations
    kinds: tuple[Kind, ...]
    reference: str
    """The address of an operation's page in the API reference; `{}` stands for its name."""
    marks: tuple[Mark, ...] = ()
    """What the rules of all its operations rest on."""
