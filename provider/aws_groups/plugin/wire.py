"""Property values on the wire: protobuf Structs with marks for secrets and unknowns.

Decoding takes secretness off, property by property, and remembers whose it was; encoding puts it
back. A property is secret as a whole when any part of it is. The marks are the engine's
(https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from google.protobuf.struct_pb2 import ListValue, Struct, Value

from aws_groups.values import UNKNOWN, Properties

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Bag(NamedTuple):
    """A decoded property bag."""

    values: Properties
    secrets: frozenset[str]
    """The names of the properties that are, or hold, secrets."""

    def secret_texts(self) -> list[str]:
        """The strings in the secret properties."""
        return [text for name in self.secrets for text in _texts(self.values.get(name))]


def decode(struct: Struct) -> Bag:
    """The properties in ``struct``; nulls are absent."""
    values: Properties = {}
    secrets: set[str] = set()
    for name, value in struct.fields.items():
        plain, secret = _decode(value)
        if plain is not None:
            values[name] = plain
        if secret:
            secrets.add(name)
    return Bag(values, frozenset(secrets))


def _decode(value: Value) -> tuple[Any, bool]:
    """The plain value, and whether any part of it is secret."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return (UNKNOWN if text == UNKNOWN_TEXT else text), False
    if kind == "number_value":
        number = value.number_value
        return (int(number) if number.is_integer() else number), False
    if kind == "bool_value":
        return value.bool_value, False
    if kind == "list_value":
        items = [_decode(item) for item in value.list_value.values]
        return [plain for plain, _ in items], any(secret for _, secret in items)
    if kind == "struct_value":
        return _decode_struct(value.struct_value)
    return None, False


def _decode_struct(struct: Struct) -> tuple[Any, bool]:
    fields = struct.fields
    mark = fields[SIGNATURE].string_value if SIGNATURE in fields else None
    if mark == SECRET:
        return _decode(fields["value"])[0], True
    if mark == OUTPUT:
        plain = _decode(fields["value"])[0] if "value" in fields else UNKNOWN
        return plain, "secret" in fields and fields["secret"].bool_value
    items = {name: _decode(value) for name, value in fields.items()}
    return {name: plain for name, (plain, _) in items.items()}, any(s for _, s in items.values())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def encode(values: Properties, secrets: Collection[str] = ()) -> Struct:
    """``values`` as a Struct, the properties named in ``secrets`` marked."""
    fields = {}
    for name, value in values.items():
        encoded = _encode(value)
        if name in secrets:
            mark = {SIGNATURE: Value(string_value=SECRET), "value": encoded}
            encoded = Value(struct_value=Struct(fields=mark))
        fields[name] = encoded
    return Struct(fields=fields)


def _encode(value: Any) -> Value:
    if value is UNKNOWN:
        return Value(string_value=UNKNOWN_TEXT)
    if isinstance(value, str):
        return Value(string_value=value)
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if isinstance(value, list):
        return Value(list_value=ListValue(values=[_encode(item) for item in value]))
    if isinstance(value, dict):
        return Value(struct_value=Struct(fields={name: _encode(item) for name, item in value.items()}))
    if value is None:
        return Value(null_value=0)  # type: ignore[arg-type]
    raise TypeError(f"not a property value: {type(value).__name__}")
