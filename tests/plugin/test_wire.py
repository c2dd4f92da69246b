"""Property values: what goes over the wire comes back as it was, secrets and unknowns told apart."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.paths import Path
from aws_groups.plugin.property_values import Bag, decode, encode
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
    paths = frozenset((name,) for name in secrets)
    sent = encode(values, paths).SerializeToString()
    assert decode(Struct.FromString(sent)) == Bag(values, paths)


@PROPERTY
@given(st.dictionaries(NAMES, VALUES))
def test_true_is_not_one_and_one_is_not_true(values: dict[str, Any]) -> None:
    def kinds(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kinds(item) for name, item in value.items()}
        if isinstance(value, list):
            return [kinds(item) for item in value]
        return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value)

    assert kinds(decode(encode(values)).values) == kinds(values)


DECODED = {
    "a string": ("x", "x", None),
    "an empty string": ("", "", None),
    "a whole number": (3, 3, None),
    "a fraction": (0.5, 0.5, None),
    "false": (False, False, None),
    "an unknown": (UNKNOWN_TEXT, UNKNOWN, None),
    "a list": (["a", UNKNOWN_TEXT, None], ["a", UNKNOWN, None], None),
    "an object": ({"a": {"b": [1]}}, {"a": {"b": [1]}}, None),
    "a secret": (secret("x"), "x", ()),
    "a secret list": (secret(["a", "b"]), ["a", "b"], ()),
    "an unknown secret": (secret(UNKNOWN_TEXT), UNKNOWN, ()),
    "a secret in a secret": (secret(secret("x")), "x", ()),
    "a secret in a list": (["a", secret("b")], ["a", "b"], ()),
    "a secret member": ({"a": secret("b"), "c": "d"}, {"a": "b", "c": "d"}, ("a",)),
    "a secret deep inside": ({"a": [{"b": secret("c")}]}, {"a": [{"b": "c"}]}, ("a",)),
    "an output": (output("x"), "x", None),
    "an output that is secret": (output("x", secret=True), "x", ()),
    "an output that is not known": (output(), UNKNOWN, None),
    "an output that is neither known nor public": (output(secret=True), UNKNOWN, ()),
    "an output of a list with an output": (output(["a", output()]), ["a", UNKNOWN], None),
    "outputs in a list": ([output("a"), output("b", secret=True)], ["a", "b"], ()),
}


@pytest.mark.parametrize(("sent", "value", "secret_part"), DECODED.values(), ids=DECODED)
def test_what_the_engine_sends(sent: Any, value: Any, secret_part: Path | None) -> None:
    secrets = frozenset[Path]() if secret_part is None else frozenset[Path]({("it", *secret_part)})
    assert decode(struct({"it": sent, "other": "y"})) == Bag({"it": value, "other": "y"}, secrets)


@pytest.mark.parametrize("absent", [None, secret(None), output(None)], ids=["null", "secret", "output"])
def test_null_is_absent(absent: Any) -> None:
    assert decode(struct({"it": absent})).values == {}


def test_nothing_at_all_is_an_empty_bag() -> None:
    assert decode(Struct()) == Bag({}, frozenset())


def test_what_the_engine_gets() -> None:
    values = {"plain": "x", "hidden": ["a", UNKNOWN], "unknown": UNKNOWN, "count": 3, "on": True, "no": None}
    assert plain(encode(values, {("hidden",), ("not there",)})) == {
        "plain": "x",
        "hidden": secret(["a", UNKNOWN_TEXT]),
        "unknown": UNKNOWN_TEXT,
        "count": 3,
        "on": True,
        "no": None,
    }


def test_a_secret_member_is_marked_where_it_is() -> None:
    values = {"person": {"givenName": "Ada", "familyName": "L"}}
    assert plain(encode(values, {("person", "givenName")})) == {
        "person": {"givenName": secret("Ada"), "familyName": "L"}
    }


def test_what_is_no_property_value_is_a_defect() -> None:
    with pytest.raises(TypeError, match="not a property value: object"):
        encode({"it": object()})
