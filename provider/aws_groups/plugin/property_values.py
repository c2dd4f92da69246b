"""Property values on the wire: protobuf Structs with marks for secrets and unknowns.

Decoding takes secretness off and remembers the paths of what was secret; encoding puts it back. A list
is secret as a whole when any part of it is, as its items can change places. The marks are the engine's
(https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from google.protobuf.struct_pb2 import ListValue, Struct, Value

from aws_groups.model.declaration import Resource
from aws_groups.model.paths import Path
from aws_groups.secrets import Secrets
from aws_groups.values import UNKNOWN, Properties

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

_Secret = frozenset[Path]
_NONE: _Secret = frozenset()
_WHOLE: _Secret = frozenset({()})


class Bag(NamedTuple):
    """A decoded property bag."""

    values: Properties
    secret_paths: frozenset[Path]
    """The properties that are secret."""

    @property
    def secrets(self) -> Secrets:
        """What must not be shown of it."""
        return Secrets.of(self.values, self.secret_paths)


def secret_outputs(resource: Resource, inputs: Bag) -> frozenset[Path]:
    """What of a state is secret: the inputs that are, and the outputs that repeat one of them."""
    repeated = {(output.name,) for output in resource.outputs if (output.repeats,) in inputs.secret_paths}
    return inputs.secret_paths | repeated


def decode(struct: Struct) -> Bag:
    """The properties in ``struct``; nulls are absent."""
    values, secret = _decode_members(struct)
    return Bag(values, secret)


def _decode_members(struct: Struct) -> tuple[Properties, _Secret]:
    values: Properties = {}
    paths: set[Path] = set()
    for name, value in struct.fields.items():
        plain, secret = _decode(value)
        if plain is not None:
            values[name] = plain
        paths.update((name, *path) for path in secret)
    return values, frozenset(paths)


def _decode(value: Value) -> tuple[Any, _Secret]:
    """The plain value, and the paths in it of what is secret."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return (UNKNOWN if text == UNKNOWN_TEXT else text), _NONE
    if kind == "number_value":
        number = value.number_value
        return (int(number) if number.is_integer() else number), _NONE
    if kind == "bool_value":
        return value.bool_value, _NONE
    if kind == "list_value":
        items = [_decode(item) for item in value.list_value.values]
        return [plain for plain, _ in items], _WHOLE if any(secret for _, secret in items) else _NONE
    return _decode_struct(value.struct_value) if kind == "struct_value" else (None, _NONE)


def _decode_struct(struct: Struct) -> tuple[Any, _Secret]:
    fields = struct.fields
    mark = fields[SIGNATURE].string_value if SIGNATURE in fields else None
    if mark == SECRET:
        return _decode(fields["value"])[0] if "value" in fields else None, _WHOLE
    if mark == OUTPUT:
        plain = _decode(fields["value"])[0] if "value" in fields else UNKNOWN
        return plain, _WHOLE if "secret" in fields and fields["secret"].bool_value else _NONE
    return _decode_members(struct)


def encode(values: Properties, secrets: Iterable[Path] = ()) -> Struct:
    """``values`` as a Struct, what is at the paths in ``secrets`` marked."""
    marks = frozenset(secrets)
    return Struct(fields={name: _encode(value, _below(marks, name)) for name, value in values.items()})


def _below(marks: _Secret, name: str) -> _Secret:
    return frozenset(path[1:] for path in marks if path[0] == name) if marks else marks


def _encode(value: Any, marks: _Secret) -> Value:
    if marks and value is not None and (() in marks or not isinstance(value, dict)):
        mark = {SIGNATURE: Value(string_value=SECRET), "value": _encode(value, _NONE)}
        return Value(struct_value=Struct(fields=mark))
    if value is UNKNOWN:
        return Value(string_value=UNKNOWN_TEXT)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if isinstance(value, list):
        return Value(list_value=ListValue(values=[_encode(item, _NONE) for item in value]))
    if isinstance(value, dict):
        return Value(struct_value=encode(value, marks))
    if value is None:
        return Value(null_value=0)  # type: ignore[arg-type]
    raise TypeError(f"not a property value: {type(value).__name__}")


def _text(value: str) -> Value:
    """A text. JSON of AWS's can have half a character in it, which nothing on the wire can."""
    try:
        return Value(string_value=value)
    except UnicodeEncodeError:
        return Value(string_value=value.encode("utf-8", "replace").decode())
