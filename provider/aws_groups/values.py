"""The values every room speaks: plain Python ones, and one mark for "not known yet".

A property bag is a ``dict`` of JSON-like values. Secretness is not in the values: the plugin takes
it off at the wire and puts it back there, so that no planning code can forget it or print it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Properties: TypeAlias = dict[str, Any]
"""Property name (camelCase, as in the schema) to value."""


class Unknown:
    """A value that only the update will bring; in a preview it stands where the value will be."""

    def __repr__(self) -> str:
        return "<unknown>"


UNKNOWN: Final = Unknown()

MASK: Final = "[secret]"
"""What messages have in a secret's place."""


def has_unknown(value: object) -> bool:
    """Whether ``value`` is unknown or holds something unknown, at any depth."""
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    return isinstance(value, list) and any(has_unknown(item) for item in value)


def unless_unknown(function: Callable[[Any], Any], value: Any) -> Any:
    """``function(value)``, or the unknown itself."""
    return value if value is UNKNOWN else function(value)


def is_internal(name: str) -> bool:
    """Whether a property is the engine's or ours and none of the user's (``__autonamed``, ``__provider``)."""
    return name.startswith("__")
