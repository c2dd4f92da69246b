"""The values that every room uses: plain Python ones, and one mark for "not known yet".

A property bag is a ``dict`` of JSON-like values. Secretness is not in the values: the plugin takes it
off when it decodes a bag and puts it back when it encodes one (``plugin/property_values.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

PACKAGE: Final = "aws-groups"
"""The package's name in programs, in the schema and in the configuration (``aws-groups:region``)."""

Properties: TypeAlias = dict[str, Any]
"""Property name (camelCase, as in the schema) to value."""


class Unknown:
    """A value that only the update will bring; a preview has it in the value's place."""

    def __repr__(self) -> str:
        return "<unknown>"


UNKNOWN: Final = Unknown()


def has_unknown(value: object) -> bool:
    """Whether ``value`` is unknown or holds something unknown, at any depth."""
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    return isinstance(value, list) and any(has_unknown(item) for item in value)


def is_absent(value: Any) -> bool:
    """Whether a property has no value: Pulumi says null, AWS an empty string, and both an empty list. An
    object of nothing but null and such objects says nothing either."""
    if isinstance(value, dict):
        return all(item is None or (isinstance(item, dict) and is_absent(item)) for item in value.values())
    return value is None or value == "" or value == []


def is_internal(name: str) -> bool:
    """Whether a property is the engine's or the provider's, and not the user's (``__autonamed``)."""
    return name.startswith("__")
