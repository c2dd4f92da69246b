"""The types without parts: what is taken, and what is told of what is not."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.types import Choice, Flag, Number, Text, Type
from aws_groups.secrets import Secrets
from aws_groups.values import UNKNOWN
from aws_groups.words.checks import problem

PROPERTY = settings(deadline=None)

WHOLE = Number(minimum=1, whole=True)
PORTION = Number(minimum=0.01)

WRONG: list[tuple[Type, Any, str]] = [
    (WHOLE, 0, "it must be at least 1; got 0"),
    (WHOLE, 1.5, "it must be a whole number; got 1.5"),
    (WHOLE, "7", 'it must be a whole number; got "7"'),
    (WHOLE, True, "it must be a whole number; got true"),
    (WHOLE, math.nan, "it must be a whole number; got NaN"),
    (WHOLE, math.inf, "it must be a whole number; got Infinity"),
    (PORTION, 0, "it must be at least 0.01; got 0"),
    (PORTION, "x", 'it must be a number; got "x"'),
    (PORTION, False, "it must be a number; got false"),
    (PORTION, math.nan, "it must be a number; got NaN"),
    (PORTION, -math.inf, "it must be a number; got -Infinity"),
    (Flag(), "true", 'it must be true or false; got "true"'),
    (Flag(), 1, "it must be true or false; got 1"),
    (Choice(values=("fail", "overwrite")), "Fail", 'it must be fail or overwrite; got "Fail"'),
    (Choice(values=("fail", "overwrite")), ["fail"], 'it must be fail or overwrite; got ["fail"]'),
    (Text(max_length=3), "abcd", 'it must have at most 3 characters, has 4; got "abcd"'),
    (Text(), 7, "it must be a string; got 7"),
    (Text(hidden=True), 7, "it must be a string"),
    (Text(hidden=True, min_length=9), "hunter2", "it must have at least 9 characters"),
]


@pytest.mark.parametrize(("kind", "value", "sentence"), WRONG, ids=[sentence for _, _, sentence in WRONG])
def test_a_wrong_value(kind: Type, value: Any, sentence: str) -> None:
    assert [problem(found, Secrets()) for found in kind.problems(("it",), value)] == [sentence]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (WHOLE, 1),
        (WHOLE, 2.0),
        (WHOLE, 10**400),
        (PORTION, 0.01),
        (PORTION, 10**400),
        (Flag(), False),
        (Choice(values=("fail", "overwrite")), "fail"),
        (Text(max_length=3), "äöü"),
        (Text(), ""),
    ],
    ids=lambda value: f"{value}"[:12],
)
def test_a_right_value(kind: Type, value: Any) -> None:
    assert list(kind.problems(("it",), value)) == []


@PROPERTY
@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none(), st.lists(st.integers())))
def test_a_check_of_a_number_never_fails_itself(value: Any) -> None:
    for kind in (WHOLE, PORTION):
        assert len(list(kind.problems(("it",), value))) <= 1


KINDS: list[Type] = [Text(), WHOLE, Flag(), Choice(values=("a",))]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
@pytest.mark.parametrize("old", ["a", 1, True, UNKNOWN])
def test_what_is_not_known_yet_is_a_change_of_everything_known(kind: Type, old: Any) -> None:
    assert bool(list(kind.changes(("it",), old, UNKNOWN))) is (old is not UNKNOWN or isinstance(kind, Text))


def test_what_has_one_meaning_in_two_spellings_is_no_change_and_stays_as_it_is_written() -> None:
    kind = Text(canonical=str.lower)
    assert list(kind.changes(("it",), "Ada", "ADA")) == []
    assert kind.spelled("ada", "Ada") == "Ada"
    assert kind.spelled("byron", "Ada") == "byron"
    assert kind.to_api("Ada") == "ada"
