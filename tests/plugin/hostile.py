"""Hostile values and messages: anything that can come over the wire, drawn from a seeded random."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import ListValue, Struct, Value

from tests.plugin.harness import STORE, UNKNOWN, Bag, output, secret


def nested(depth: int) -> Any:
    """Objects and lists in each other."""
    value: Any = "x"
    for level in range(depth):
        value = {"a": value} if level % 2 else [value]
    return value


ODD: list[Any] = [
    *(
        None,
        "",
        " ",
        "x",
        "\x00",
        "a\nb",
        "ü🔑",
        "%s{}",
        "x" * 2000,
        "../..",
        "http://x@y:z/",
        "arn:aws:x",
        STORE,
    ),
    *(0, -1, 1.5, 1e300, float("nan"), float("inf"), True, False),
    *([], [[]], [None], ["x", None, 3], [UNKNOWN], [{"a": 1}], {}, {"a": "b"}, {"": ""}, nested(12)),
    *(UNKNOWN, secret("x"), secret(None), secret(["x", 1]), output(), output("x")),
]
"""What belongs nowhere."""
IDS = [
    *("", " ", "x", "/", "//", "a/b/c", "a/b/c/d", f"{STORE}/", "/x", "\x00", "\n", "ü", "x" * 3000, ".."),
    *(f"{STORE}/../x", "arn:aws:identitystore:::group/x", "%2F", "K1?x=y", "#", "{}", "K3P2N9XAOU6Q1Y"),
    *(f"{STORE}/94482488-3041-7026-18f3-be45837cd0e4", "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d", UNKNOWN),
]
"""Ids of nothing."""
CONFIGURED = [
    *ODD,
    *("{", "[1", '{"roleArn": 1}', "nan", "inf", "1e999", "9" * 5000, "true", "[]", "null", "[" * 100_000),
    *({"roleArn": "x" * 20, "durationSeconds": 1e300}, {"cloudfront": 3}, '{"a":' * 60 + "1" + "}" * 60),
    *(
        '{"roleArn": "half of it: \\ud83d"}',
        '{"\\udc00": "\\ud83d"}',
        "local",
        "fail",
        "adopt",
        "eu-central-1",
    ),
]
"""What a configuration cannot be, and a few things that it can."""

_SIGNATURE = next(iter(secret("")))
_ASSET, _ARCHIVE = "c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
# Pulumi's sdk/python/lib/pulumi/runtime/rpc.py has these signatures.
_WRAPS: list[Callable[[Any], Any]] = [
    secret,
    output,
    lambda value: output(value, secret=True),
    lambda value: secret(output(secret(value))),
    lambda value: {**secret(value), "more": value},
    lambda value: {_SIGNATURE: secret("")[_SIGNATURE]},
    lambda value: {**output(), "dependencies": value, "secret": value},
    lambda value: {_SIGNATURE: value, "value": value},
    lambda value: {_SIGNATURE: _ASSET, "text": value, "path": value},
    lambda value: {_SIGNATURE: _ARCHIVE, "assets": {"a": value}},
    lambda value: {_SIGNATURE: _RESOURCE, "urn": value, "id": value},
    lambda value: {_SIGNATURE: "whatever", "value": value},
    lambda value: [value],
    lambda value: {"value": value},
]
_NAMES = [
    *("", "__aws", "__autonamed", "__fixedName", "__seededName", "__imported", "__proto__", "a.b", 'a"b'),
    *("[0]", "items[0]", "value", "secret", "ü", "\x00", "n" * 500, _SIGNATURE, UNKNOWN),
]
_HUGE: list[Callable[[], Any]] = [
    lambda: "x" * 300_000,
    lambda: "://a:" * 20_000,
    lambda: "-----BEGIN PUBLIC KEY-----\n" * 10_000,
    lambda: "\n" * 100_000,
    lambda: secret("'\"\\" * 30_000),
    lambda: "…" * 50_000,
    lambda: [str(number) for number in range(5000)],
    lambda: {f"name{number}": number for number in range(2000)},
    lambda: nested(25),
]


def value(randomly: random.Random, names: list[str], depth: int = 0) -> Any:
    """Any value."""
    kind = randomly.random()
    if kind < 0.02 and depth == 0:
        return randomly.choice(_HUGE)()
    if kind < 0.7 or depth > 3:
        return randomly.choice(ODD)
    if kind < 0.85:
        return randomly.choice(_WRAPS)(value(randomly, names, depth + 1))
    return bag(randomly, names, depth + 1) if kind < 0.93 else [value(randomly, names, depth + 1)] * 2


def bag(randomly: random.Random, names: list[str], depth: int = 0) -> Bag:
    """Any properties."""
    chosen = randomly.sample([*names, *_NAMES], randomly.randrange(6))
    return {name: value(randomly, names, depth) for name in chosen}


def spoiled(randomly: random.Random, whole: Any, names: list[str]) -> Any:
    """``whole`` with one part of it lost, changed, wrapped, or one part more."""
    if isinstance(whole, dict) and whole and randomly.random() < 0.9:
        act, name = randomly.random(), randomly.choice([*whole])
        if act < 0.2:
            return {key: item for key, item in whole.items() if key != name}
        if act < 0.35:
            return {**whole, randomly.choice([*names, *_NAMES]): value(randomly, names)}
        return {**whole, name: spoiled(randomly, whole[name], names)}
    if isinstance(whole, list) and whole and randomly.random() < 0.5:
        at = randomly.randrange(len(whole))
        more = [value(randomly, names)] if randomly.random() < 0.3 else []
        return [*whole[:at], *more, spoiled(randomly, whole[at], names), *whole[at + 1 :]]
    return randomly.choice(_WRAPS)(whole) if randomly.random() < 0.3 else value(randomly, names)


def struct(bag: Bag) -> Struct:
    """A bag with numbers that JSON does not have."""
    return Struct(fields={name: _value(item) for name, item in bag.items()})


def _value(item: Any) -> Value:
    if isinstance(item, bool):
        return Value(bool_value=item)
    if isinstance(item, int | float):
        return Value(number_value=item)
    value = Value(string_value=item) if isinstance(item, str) else Value(null_value=0)  # type: ignore[arg-type]
    if isinstance(item, list):
        value.list_value.SetInParent()
        value.list_value.values.extend(_value(inner) for inner in item)
    if isinstance(item, dict):
        value.struct_value.CopyFrom(struct(item))
    return value


def plain(message: Any) -> Any:
    """A message as plain values, whatever numbers are in it."""
    if isinstance(message, Struct):
        return {name: plain(item) for name, item in message.fields.items()}
    if isinstance(message, Value):
        return plain(getattr(message, message.WhichOneof("kind") or "null_value"))
    if isinstance(message, ListValue):
        return [plain(item) for item in message.values]
    if isinstance(message, Message):
        return {field.name: plain(item) for field, item in message.ListFields()}
    if isinstance(message, Mapping):
        return {name: plain(item) for name, item in message.items()}
    return message if isinstance(message, str | int | float | bytes) else [plain(item) for item in message]


_TEXTS = ["", "x", UNKNOWN, "\x00", "ü🔑", "%s{}", "::", "urn:pulumi:dev::p::x::y", "127.0.0.1:1", "n" * 5000]
_WHOLE = [0, 1, 2, 7, -1, 2**31 - 1]
_SCALARS: dict[int, list[Any]] = {
    FieldDescriptor.CPPTYPE_STRING: _TEXTS,
    FieldDescriptor.CPPTYPE_BOOL: [True, False],
    FieldDescriptor.CPPTYPE_DOUBLE: [0, 5, -1, 1e308, 1e-9, float("nan"), float("inf"), float("-inf")],
    FieldDescriptor.CPPTYPE_INT32: _WHOLE,
    FieldDescriptor.CPPTYPE_INT64: _WHOLE,
    FieldDescriptor.CPPTYPE_ENUM: _WHOLE,
}


def fill(randomly: random.Random, message: Any, names: list[str], share: float = 0.5, depth: int = 0) -> None:
    """Give fields of a message that it does not have any values."""
    present = {field.name for field, _ in message.ListFields()}
    for field in message.DESCRIPTOR.fields:
        if field.name in present or randomly.random() > share:
            continue
        if field.message_type is None:
            _set(message, field, _scalar(randomly, field))
        elif field.message_type.full_name == Struct.DESCRIPTOR.full_name:
            getattr(message, field.name).CopyFrom(struct(bag(randomly, names)))
        elif depth < 2 and not field.is_repeated:
            fill(randomly, getattr(message, field.name), names, share, depth + 1)


def _scalar(randomly: random.Random, field: Any) -> Any:
    chosen = randomly.choice(_SCALARS[field.cpp_type])
    return chosen.encode() if field.type == FieldDescriptor.TYPE_BYTES else chosen


def _set(message: Any, field: Any, chosen: Any) -> None:
    if field.is_repeated:
        getattr(message, field.name).append(chosen)
    else:
        setattr(message, field.name, chosen)


_HALF = b"\xed\xa0\xbd"
"""Half a character, as no UTF-8 has it."""


def mangled(randomly: random.Random, data: bytes) -> bytes:
    """Bytes of which some are others: most of it is no message any more."""
    for _ in range(randomly.randint(1, 4)):
        at, size = randomly.randrange(len(data) + 1), randomly.choice([1, 1, 1, 3, 20])
        act = randomly.randrange(5)
        if act == 0:
            data = data[:at]
        elif act == 1:
            data = data[:at] + data[at + size :]
        elif act == 2:
            data = data[:at] + randomly.randbytes(size) + data[at + size :]
        elif act == 3:
            data = data[:at] + randomly.choice([_HALF, b"\x00", b"\xff" * 9, data[at:]]) + data[at:]
        else:
            data = data[:at] + _HALF + data[at + 3 :]
    return data
