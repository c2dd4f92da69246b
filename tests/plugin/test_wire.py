"""Property values: what goes over the wire comes back as it was, secrets and unknowns told apart."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.plugin import wire
from aws_groups.plugin.wire import Bag
from aws_groups.values import UNKNOWN
from tests.plugin.harness import UNKNOWN as UNKNOWN_TEXT
from tests.plugin.harness import output, plain, secret, struct

PROPERTY = settings(deadline=None, max_examples=50)

NAMES = st.text(min_size=1, max_size=8)
SCALARS = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False),
    st.just(UNKNOWN),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(st.one_of(inner, st.none())), st.dictionaries(NAMES, inner)),
    max_leaves=12,
)


@PROPERTY
@given(st.dictionaries(NAMES, VALUES), st.data())
def test_a_bag_comes_back_as_it_was(values: dict[str, Any], data: st.DataObject) -> None:
    secrets = data.draw(st.sets(st.sampled_from(sorted(values)))) if values else set()
    sent = wire.encode(values, secrets).SerializeToString()
    assert wire.decode(Struct.FromString(sent)) == Bag(values, frozenset(secrets))


@PROPERTY
@given(st.dictionaries(NAMES, VALUES))
def test_true_is_not_one_and_one_is_not_true(values: dict[str, Any]) -> None:
    def kinds(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kinds(item) for name, item in value.items()}
        if isinstance(value, list):
            return [kinds(item) for item in value]
        return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value)

    assert kinds(wire.decode(wire.encode(values)).values) == kinds(values)


DECODED = {
    "a string": ("x", "x", False),
    "an empty string": ("", "", False),
    "a whole number": (3, 3, False),
    "a fraction": (0.5, 0.5, False),
    "false": (False, False, False),
    "an unknown": (UNKNOWN_TEXT, UNKNOWN, False),
    "a list": (["a", UNKNOWN_TEXT, None], ["a", UNKNOWN, None], False),
    "an object": ({"a": {"b": [1]}}, {"a": {"b": [1]}}, False),
    "a secret": (secret("x"), "x", True),
    "a secret list": (secret(["a", "b"]), ["a", "b"], True),
    "an unknown secret": (secret(UNKNOWN_TEXT), UNKNOWN, True),
    "a secret in a secret": (secret(secret("x")), "x", True),
    "a secret in a list": (["a", secret("b")], ["a", "b"], True),
    "a secret deep inside": ({"a": [{"b": secret("c")}]}, {"a": [{"b": "c"}]}, True),
    "an output": (output("x"), "x", False),
    "an output that is secret": (output("x", secret=True), "x", True),
    "an output that is not known": (output(), UNKNOWN, False),
    "an output that is neither known nor public": (output(secret=True), UNKNOWN, True),
    "an output of a list with an output": (output(["a", output()]), ["a", UNKNOWN], False),
    "outputs in a list": ([output("a"), output("b", secret=True)], ["a", "b"], True),
}


@pytest.mark.parametrize(("sent", "value", "is_secret"), DECODED.values(), ids=DECODED)
def test_what_the_engine_sends(sent: Any, value: Any, is_secret: bool) -> None:
    secrets = frozenset({"it"}) if is_secret else frozenset()
    assert wire.decode(struct({"it": sent, "other": "y"})) == Bag({"it": value, "other": "y"}, secrets)


@pytest.mark.parametrize("absent", [None, secret(None), output(None)], ids=["null", "secret", "output"])
def test_null_is_absent(absent: Any) -> None:
    assert wire.decode(struct({"it": absent})).values == {}


def test_nothing_at_all_is_an_empty_bag() -> None:
    assert wire.decode(Struct()) == Bag({}, frozenset())


def test_what_the_engine_gets() -> None:
    values = {"plain": "x", "hidden": ["a", UNKNOWN], "unknown": UNKNOWN, "count": 3, "on": True, "no": None}
    assert plain(wire.encode(values, {"hidden", "not there"})) == {
        "plain": "x",
        "hidden": secret(["a", UNKNOWN_TEXT]),
        "unknown": UNKNOWN_TEXT,
        "count": 3,
        "on": True,
        "no": None,
    }


def test_what_is_no_property_value_is_a_defect() -> None:
    with pytest.raises(TypeError, match="not a property value: object"):
        wire.encode({"it": object()})
