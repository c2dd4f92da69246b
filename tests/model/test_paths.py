"""Paths: tuples from where they arise to where they are written, in Pulumi's own spelling there."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.paths import Path, rendered, selected, value_at, with_value
from aws_groups.values import UNKNOWN

PROPERTY = settings(deadline=None)
Bag = dict[str, Any]

RENDERED: dict[str, Path] = {
    "items": ("items",),
    "items[2]": ("items", 2),
    "emails[0].value": ("emails", 0, "value"),
    "name.givenName": ("name", "givenName"),
    "matrix[0][1]": ("matrix", 0, 1),
    "__autonamed": ("__autonamed",),
    "kebab-name": ("kebab-name",),
    '["a.b"]': ("a.b",),
    'tags["a.b"].c': ("tags", "a.b", "c"),
    'tags["a b"]': ("tags", "a b"),
    'tags["2"]': ("tags", "2"),
    'tags["say \\"x\\""]': ("tags", 'say "x"'),
    'tags["ü"]': ("tags", "ü"),
    'tags[""]': ("tags", ""),
}


@pytest.mark.parametrize(("text", "path"), RENDERED.items(), ids=RENDERED)
def test_a_path_is_written_as_pulumi_writes_it(text: str, path: Path) -> None:
    assert rendered(path) == text
    assert parsed(text) == path


NAMES = st.text(st.characters(exclude_characters="\\", exclude_categories=["C"]))
PATHS = st.lists(st.one_of(NAMES, st.integers(0, 99)), min_size=1).map(tuple)


@PROPERTY
@given(PATHS)
def test_the_engine_reads_the_path_that_was_written(path: Path) -> None:
    assert parsed(rendered(path)) == path


def parsed(text: str) -> Path:
    """A path as the engine reads it (sdk/go/common/resource/properties_path.go)."""
    parts: list[str | int] = []
    while text:
        if text.startswith('["'):
            part, text = _quoted(text[2:])
        elif text.startswith("["):
            index, _, text = text[1:].partition("]")
            parts.append(int(index))
            continue
        else:
            text = text.removeprefix(".")
            ends = [at for at in (text.find("."), text.find("[")) if at >= 0]
            end = min(ends, default=len(text))
            part, text = text[:end], text[end:]
        parts.append(part)
    return tuple(parts)


def _quoted(text: str) -> tuple[str, str]:
    """The name before the closing quote, and what follows the bracket after it."""
    name, at = "", 0
    while text[at] != '"':
        if text[at : at + 2] == '\\"':
            at += 1
        name, at = name + text[at], at + 1
    assert text[at + 1] == "]"
    return name, text[at + 2 :]


VALUE: Bag = {"name": {"givenName": "Ada"}, "emails": [{"value": "a@example.com"}, UNKNOWN], "soon": UNKNOWN}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), VALUE),
        (("name", "givenName"), "Ada"),
        (("emails", 0, "value"), "a@example.com"),
        (("emails", 1), UNKNOWN),
        (("emails", 1, "value"), UNKNOWN),
        (("soon", "anything", 3), UNKNOWN),
        (("name", "familyName"), None),
        (("name", "givenName", "x"), None),
        (("emails", 2), None),
        (("emails", "value"), None),
        (("nothing", "at", "all"), None),
    ],
)
def test_the_value_at_a_path_is_none_where_there_is_none_and_unknown_inside_of_an_unknown(
    path: Path, value: Any
) -> None:
    assert value_at(VALUE, path) is value or value_at(VALUE, path) == value


def test_a_value_is_put_where_no_record_was() -> None:
    assert with_value({"other": 1}, ("name", "givenName"), "Ada") == {
        "other": 1,
        "name": {"givenName": "Ada"},
    }


def test_a_record_goes_with_its_last_member() -> None:
    both = {"name": {"givenName": "Ada", "familyName": "Byron"}}
    one = with_value(both, ("name", "givenName"), None)
    assert one == {"name": {"familyName": "Byron"}}
    assert with_value(one, ("name", "familyName"), None) == {}


def test_what_is_not_there_can_be_taken_away() -> None:
    assert with_value({"a": 1}, ("name", "givenName"), None) == {"a": 1}


MEMBERS = st.sampled_from(["a", "b", "c"])
BAGS = st.dictionaries(MEMBERS, st.one_of(st.integers(), st.dictionaries(MEMBERS, st.integers(), min_size=1)))
MEMBER_PATHS = st.lists(MEMBERS, min_size=1, max_size=2).map(tuple)


@PROPERTY
@given(BAGS, MEMBER_PATHS, st.one_of(st.none(), st.integers(), st.just(UNKNOWN)))
def test_what_was_put_at_a_path_is_there_and_nothing_else_has_changed(
    values: Bag, path: Path, value: Any
) -> None:
    before = copy.deepcopy(values)
    after = with_value(values, path, value)
    assert values == before
    assert value_at(after, path) == value
    others = [(one, other) for one in "abc" for other in "abc" if (one, other)[: len(path)] != path]
    assert all(value_at(after, other) == value_at(before, other) for other in others if other[0] != path[0])
    if isinstance(before.get(str(path[0])), dict):
        assert all(value_at(after, other) == value_at(before, other) for other in others)


def test_selected_is_the_part_that_the_paths_name() -> None:
    values = {"name": {"givenName": "Ada", "familyName": "Byron"}, "title": "Countess", "soon": UNKNOWN}
    assert selected(values, [("name", "givenName"), ("soon",), ("nothing",)]) == {
        "name": {"givenName": "Ada"},
        "soon": UNKNOWN,
    }
