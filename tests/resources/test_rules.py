"""The rules that check knows by heart, held against botocore's service models, which it cannot wait for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import pytest
import regex  # type: ignore[import-untyped]
from botocore.session import get_session
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aws_groups.model.problems import Reason
from aws_groups.model.types import Text
from aws_groups.resources import cloudfront, identitystore
from aws_groups.resources.group import GROUP

PROPERTY = settings(deadline=None)
STORE = "d-1234567890"
UUID = "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d"


@cache
def shape(name: str) -> Any:
    """A member of CreateGroup's or DescribeGroup's input, in the service model."""
    model = get_session().get_service_model("identitystore")
    operation = "DescribeGroup" if name == "GroupId" else "CreateGroup"
    return model.operation_model(operation).input_shape.members[name]


def fits_pattern(name: str, text: str) -> bool:
    r"""Whether AWS takes ``text`` by its pattern. AWS's `\d` is 0 to 9, its `\p{L}` all of Unicode."""
    pattern = shape(name).metadata["pattern"]
    ascii_only = regex.ASCII if r"\p" not in pattern else 0
    return regex.fullmatch(pattern, text, flags=ascii_only) is not None


def fits(name: str, text: str) -> bool:
    """Whether AWS takes ``text``, by its pattern and its length."""
    limits = shape(name).metadata
    return limits["min"] <= len(text) <= limits["max"] and fits_pattern(name, text)


def accepted(field: str, text: str) -> bool:
    return not list(GROUP.fields[field].type.problems((field,), text))


def spoiled(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """``texts`` with one place in them replaced by something else, or by nothing."""
    odd = st.one_of(st.just(""), st.characters(), st.sampled_from(list("gGzZ-/:\n\x00 ٣"))).map(str)
    return st.builds(
        lambda text, at, new: text[: at % (len(text) + 1)] + new + text[at % (len(text) + 1) + 1 :],
        texts,
        st.integers(0, 200),
        odd,
    )


def like(name: str) -> st.SearchStrategy[str]:
    """Texts of the model's pattern, and near misses of it."""
    right = st.from_regex(re.compile(shape(name).metadata["pattern"], re.ASCII), fullmatch=True)
    return st.one_of(right, spoiled(right), st.text())


@PROPERTY
@given(st.deferred(lambda: like("IdentityStoreId")))
@example(STORE)
@example(UUID)
@example(UUID.upper())
@example(f"{STORE}\n")
@example(f" {STORE}")
@example(f"d-{STORE}")
@example("d-123456789٣")
@example(f"arn:aws:identitystore::123456789012:identitystore/{STORE}")
@example(f"arn:aws-us-gov:identitystore::123456789012:identitystore/{UUID}")
@example(f"arn:aws:identitystore:us-east-1:123456789012:identitystore/{STORE}")
@example(f"arn:aws:identitystore::12345678901:identitystore/{STORE}")
@example(f"arn:aws:identitystore::12345678901٣:identitystore/{STORE}")
@example(f"arn:aws{'-x' * 40}:identitystore::123456789012:identitystore/{STORE}")
def test_a_store_id_is_what_the_model_says(text: str) -> None:
    assert accepted("identityStoreId", text) == fits("IdentityStoreId", text)


@PROPERTY
@given(st.deferred(lambda: like("GroupId")))
@example(UUID)
@example(UUID.upper())
@example(f"1234567890-{UUID}")
@example(f"123456789A-{UUID}")
@example(f"d-1234567890-{UUID}")
@example(f"{UUID}\n")
@example(f"arn:aws:identitystore:::group/{UUID}")
@example(f"arn:aws:identitystore:::user/1234567890-{UUID}")
@example(f"arn:aws:identitystore::123456789012:group/{UUID}")
def test_a_group_id_that_the_model_takes_is_never_refused(text: str) -> None:
    """Ids are opaque: what is refused is no id to the model either."""
    if fits_pattern("GroupId", text):
        assert not isinstance(identitystore.id_parts(text, {"identityStoreId": STORE}), Reason)
        assert identitystore.object_id(text) is None


@PROPERTY
@given(
    st.one_of(
        st.text(min_size=1),
        st.text(st.characters(codec="ascii"), min_size=1),
        st.text(st.characters(categories=["Zs", "Zl", "Zp", "Cc", "Cf", "Co"]), min_size=1, max_size=3),
    )
)
@example("a\tb\nc\rd e\u00a0f\u3000g")
@example("a\x0bb")
@example("a\x0cb")
@example("a\x7fb")
@example("a\x85b")
@example("a\u200bb")
@example("a\u2028b")
@example("a\ufeffb")
@example("\u0301")
@example("\u0e33")
@example("\U0001f469\u200d\U0001f4bb")
@example("\U0001f511")
@example("\ue000")
@example("\U000e0100")
def test_a_directorys_text_is_what_the_model_says(text: str) -> None:
    # What this Python's Unicode has no word on yet, a newer one's may: see the next test.
    if not any(unicodedata.category(char) == "Cn" for char in text):
        assert (identitystore.directory_text(text) is None) == fits_pattern("Description", text)


@pytest.mark.parametrize(
    "char",
    [
        pytest.param("\U0001fae8", id="a face of Unicode 15.0"),
        pytest.param("\U0001fae9", id="a face of Unicode 16.0"),
        pytest.param("\u2ffc", id="an ideographic character of Unicode 15.1"),
    ],
)
def test_a_character_newer_than_this_python_is_left_to_aws(char: str) -> None:
    assert fits_pattern("Description", char)
    assert identitystore.directory_text(char) is None


@pytest.mark.parametrize(
    ("field", "member"), [("displayName", "DisplayName"), ("description", "Description")]
)
def test_the_lengths_are_the_models(field: str, member: str) -> None:
    kind, limits = GROUP.fields[field].type, shape(member).metadata
    assert isinstance(kind, Text)
    assert (kind.min_length, kind.max_length) == (limits["min"], limits["max"])


def test_cloudfronts_model_has_no_limits_to_hold_ours_against() -> None:
    """The day it has some, they are to be used."""
    model = get_session().get_service_model("cloudfront")
    for name in ("PublicKeyConfig", "KeyGroupConfig"):
        for member in model.shape_for(name).members.values():
            assert not {"min", "max", "pattern"} & set(member.metadata), (name, member)


@PROPERTY
@given(st.text(st.characters(exclude_categories=[]), max_size=8))
@example("a\x00")
@example("a\x0b")
@example("a\x1f")
@example("a\x7f")
@example("a\x85")
@example("a\ufffe")
@example("a\uffff")
@example("a\ud800")
@example("\U0010ffff")
def test_a_comment_is_what_xml_can_carry(text: str) -> None:
    """By the production Char of https://www.w3.org/TR/xml/#charsets."""
    right = re.fullmatch("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", text)
    # The C1 controls may be in XML, but have no business in a comment.
    if not re.search("[\x7f-\x9f]", text):
        assert (cloudfront.xml_text(text) is None) == (right is not None)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        (STORE, STORE),
        (f"arn:aws:identitystore::123456789012:identitystore/{STORE}", STORE),
        (f"arn:aws-us-gov:identitystore::123456789012:identitystore/{UUID}", UUID),
    ],
)
def test_the_bare_id_of_a_store(text: str, bare: str) -> None:
    assert identitystore.bare_id(text) == bare
