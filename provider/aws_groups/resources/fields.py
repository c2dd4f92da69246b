"""A resource's fields: the one declaration that checks, diffs, schema, docs and dynamic classes read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aws_groups.resources.types import Records, Text, Type

TEXT = Text()


@dataclass(frozen=True)
class Input:
    """A property that a program can set; it is an output too."""

    name: str
    type: Type
    doc: str
    required: bool = False
    replaces: bool = False
    """A change of it makes a new object."""
    auto_named: bool = False
    """Left out, it is made from the resource's logical name."""
    made_of: Callable[[str], str] = str
    """What puts characters that AWS takes in the place of those that it refuses, in a made name."""
    default_from_config: bool = False
    """Left out, it is the provider configuration's property of the same name."""
    secret: bool = False


@dataclass(frozen=True)
class Output:
    """A property that AWS makes."""

    name: str
    doc: str
    type: Type | Records = TEXT
    stable: bool = False
    """It never changes as long as the object lives, so a preview of an update knows it."""
    optional: bool = False
    """AWS may leave it out."""
    foreign: bool = False
    """None of our requests brings it: a directory that is synchronised with AWS does."""
