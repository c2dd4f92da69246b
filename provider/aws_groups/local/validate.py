"""The service model's constraints, checked and reported as AWS does.

AWS collects every violation of a request and answers with one message:
`2 validation errors detected: Value at 'displayName' failed to satisfy constraint: Member must …`.
Values of sensitive members are not repeated in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_groups.local.marks import assumed, documented
from aws_groups.local.patterns import matches

MARKS = (
    documented("lengths, patterns, choices and required members are those of the model"),
    documented(
        "all violations are told at once: `2 validation errors detected: Value at …`",
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/scim-logging-using-cloudtrail.html",
    ),
    assumed("the exact words for each kind of violation; a sensitive value is not repeated"),
)


def violations(shape: Any, value: Any, path: str = "") -> list[str]:
    """What is wrong with `value` by the model's `shape`, one sentence each; nothing: all is well.

    `path` names the value in the sentences, in AWS's way: `operations.1.member.attributePath`.
    """
    return list(_violations(shape, value, path))


def message(found: list[str]) -> str:
    """The message AWS makes of the sentences of `violations`."""
    noun = "error" if len(found) == 1 else "errors"
    return f"{len(found)} validation {noun} detected: {'; '.join(found)}"


def _violations(shape: Any, value: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure":
        if shape.is_document_type:
            return  # any JSON at all: what it may hold is the operation's business
        yield from _of_structure(shape, value, path)
    elif kind == "list":
        yield from _of_length(shape, value, path)
        for number, element in enumerate(value, 1):
            yield from _violations(shape.member, element, f"{path}.{number}.member")
    elif kind == "map":
        yield from _of_length(shape, value, path)
        for key, element in value.items():
            yield from _violations(shape.key, key, f"{path}.key")
            yield from _violations(shape.value, element, f"{path}.{key}.value")
    elif kind == "string":
        yield from _of_string(shape, value, path)
    elif kind in ("integer", "long"):
        yield from _of_number(shape, value, path)


def _of_structure(shape: Any, value: dict[str, Any], path: str) -> Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield _sentence("Value null", _join(path, name), "Member must not be null")
    if shape.is_tagged_union and len(value) != 1:
        yield _sentence("Value", path, "Member must have exactly one of its fields set")
    members = shape.members
    for name, element in value.items():
        if name in members:
            yield from _violations(members[name], element, _join(path, name))


def _of_string(shape: Any, value: str, path: str) -> Iterator[str]:
    yield from _of_length(shape, value, path)
    limits = shape.metadata
    pattern = limits.get("pattern")
    if pattern and not matches(pattern, value):
        constraint = f"Member must satisfy regular expression pattern: {pattern}"
        yield _sentence(_shown(shape, value), path, constraint)
    choices = limits.get("enum")
    if choices and value not in choices:
        constraint = f"Member must satisfy enum value set: [{', '.join(choices)}]"
        yield _sentence(_shown(shape, value), path, constraint)


def _of_length(shape: Any, value: str | list[Any] | dict[str, Any], path: str) -> Iterator[str]:
    limits = shape.metadata
    if len(value) < limits.get("min", 0):
        constraint = f"Member must have length greater than or equal to {limits['min']}"
        yield _sentence(_shown(shape, value), path, constraint)
    if "max" in limits and len(value) > limits["max"]:
        constraint = f"Member must have length less than or equal to {limits['max']}"
        yield _sentence(_shown(shape, value), path, constraint)


def _of_number(shape: Any, value: int, path: str) -> Iterator[str]:
    limits = shape.metadata
    if "min" in limits and value < limits["min"]:
        constraint = f"Member must have value greater than or equal to {limits['min']}"
        yield _sentence(_shown(shape, value), path, constraint)
    if "max" in limits and value > limits["max"]:
        constraint = f"Member must have value less than or equal to {limits['max']}"
        yield _sentence(_shown(shape, value), path, constraint)


def _sentence(value: str, path: str, constraint: str) -> str:
    return f"{value} at '{path}' failed to satisfy constraint: {constraint}"


def _shown(shape: Any, value: Any) -> str:
    return "Value" if shape.metadata.get("sensitive") else f"Value '{value}'"


def _join(path: str, name: str) -> str:
    name = name[:1].lower() + name[1:]
    return f"{path}.{name}" if path else name
