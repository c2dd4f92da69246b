"""The diff of values that have parts: each change at its own path, also with unknowns inside."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.containers import ListOf, Record, TextMap, TextSet, Wrapped
from aws_groups.model.diff import changes, differ
from aws_groups.model.paths import rendered
from aws_groups.model.types import Flag, Text, Type
from aws_groups.secrets import Secrets
from aws_groups.values import UNKNOWN
from aws_groups.words.checks import problem
from tests.model.declared import EMAIL, NAME, PERSON
from tests.model.test_mapping import values_of

PROPERTY = settings(deadline=None)
Bag = dict[str, Any]


def told(old: Bag, new: Bag) -> list[str]:
    return [f"{rendered(found.path)} {found.kind.value}" for found in changes(PERSON.inputs, old, new)]


ADA = {"givenName": "Ada", "familyName": "Byron"}
HOME, WORK = {"value": "h@example.com", "kind": "home"}, {"value": "w@example.com", "kind": "work"}

RECORDS: dict[str, tuple[Any, Any, list[str]]] = {
    "nothing changed": (ADA, dict(ADA), []),
    "a record added": (None, ADA, ["name add"]),
    "a record added, not known yet": (None, UNKNOWN, ["name add"]),
    "a record taken away": (ADA, None, ["name delete"]),
    "a record emptied": (ADA, {}, ["name delete"]),
    "a record not known yet": (ADA, UNKNOWN, ["name update"]),
    "a member changed": (ADA, {**ADA, "givenName": "Augusta"}, ["name.givenName update"]),
    "a member not known yet": (ADA, {**ADA, "givenName": UNKNOWN}, ["name.givenName update"]),
    "a member added": ({"familyName": "Byron"}, ADA, ["name.givenName add"]),
    "a member added, not known yet": (
        {"familyName": "Byron"},
        {**ADA, "givenName": UNKNOWN},
        ["name.givenName add"],
    ),
    "a member taken away": (ADA, {"familyName": "Byron"}, ["name.givenName delete"]),
    "a member emptied": (ADA, {**ADA, "givenName": ""}, ["name.givenName delete"]),
    "a member that was none emptied": ({"familyName": "Byron"}, {"familyName": "Byron", "titles": []}, []),
    "a set in it, in another order": ({"titles": ["Dr", "Sir"]}, {"titles": ["Sir", "Dr"]}, []),
    "an item of a set in it": ({"titles": ["Dr"]}, {"titles": ["Dr", "Sir"]}, ["name.titles[1] add"]),
    "an item of a set in it, not known yet": (
        {"titles": ["Dr"]},
        {"titles": ["Dr", UNKNOWN]},
        ["name.titles[1] add"],
    ),
    "all of it": (
        {"givenName": "Ada", "titles": ["Dr"]},
        {"familyName": "Byron", "titles": ["Sir"]},
        ["name.givenName delete", "name.familyName add", "name.titles[0] update"],
    ),
}


@pytest.mark.parametrize(("old", "new", "paths"), RECORDS.values(), ids=RECORDS)
def test_a_record_changes_member_by_member(old: Any, new: Any, paths: list[str]) -> None:
    assert told({"name": old}, {"name": new}) == paths


@pytest.mark.parametrize(("old", "new", "paths"), RECORDS.values(), ids=RECORDS)
def test_what_is_wrapped_changes_as_what_is_in_it(old: Any, new: Any, paths: list[str]) -> None:
    wrapped = [path.replace("name", "desk", 1) for path in paths]
    assert told({"desk": old}, {"desk": new}) == wrapped


SWAPPED = [f"emails[{index}].{member} update" for index in (0, 1) for member in ("value", "kind")]
LISTS: dict[str, tuple[Any, Any, list[str]]] = {
    "nothing changed": ([HOME, WORK], [dict(HOME), dict(WORK)], []),
    "another order": (
        [HOME, WORK],
        [WORK, HOME],
        SWAPPED,
    ),
    "an item added": ([HOME], [HOME, WORK], ["emails[1] add"]),
    "an item added, not known yet": ([HOME], [HOME, UNKNOWN], ["emails[1] add"]),
    "the last item taken away": ([HOME, WORK], [HOME], ["emails[1] delete"]),
    "all items taken away": ([HOME, WORK], [], ["emails delete"]),
    "a member of an item": ([HOME, WORK], [HOME, {**WORK, "kind": "home"}], ["emails[1].kind update"]),
    "a member of an item added": ([HOME], [{**HOME, "primary": False}], ["emails[0].primary add"]),
    "a member of an item, not known yet": ([HOME], [{**HOME, "value": UNKNOWN}], ["emails[0].value update"]),
    "an item not known yet": ([HOME, WORK], [UNKNOWN, WORK], ["emails[0] update"]),
    "a list not known yet": ([HOME], UNKNOWN, ["emails update"]),
    "a list added": (None, [HOME], ["emails add"]),
    "a list that is none": ([HOME], "x", ["emails update"]),
}


@pytest.mark.parametrize(("old", "new", "paths"), LISTS.values(), ids=LISTS)
def test_a_list_changes_item_by_item(old: Any, new: Any, paths: list[str]) -> None:
    assert told({"emails": old}, {"emails": new}) == paths


def test_an_empty_item_of_a_list_is_an_item() -> None:
    assert told({"notes": ["a", ""]}, {"notes": ["a"]}) == ["notes[1] delete"]
    assert told({"notes": ["a"]}, {"notes": ["a", ""]}) == ["notes[1] add"]
    assert told({"notes": ["a", ""]}, {"notes": ["a", "b"]}) == ["notes[1] update"]
    assert told({"notes": ["a", ""]}, {"notes": ["a", ""]}) == []


MAPS: dict[str, tuple[Any, Any, list[str]]] = {
    "nothing changed": ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}, []),
    "a name added": ({"a": "1"}, {"a": "1", "b c": "2"}, ['tags["b c"] add']),
    "a name added, not known yet": ({"a": "1"}, {"a": "1", "b": UNKNOWN}, ["tags.b add"]),
    "a name taken away": ({"a": "1", "b.c": "2"}, {"a": "1"}, ['tags["b.c"] delete']),
    "a value changed": ({"a": "1"}, {"a": "2"}, ["tags.a update"]),
    "a value not known yet": ({"a": "1"}, {"a": UNKNOWN}, ["tags.a update"]),
    "an empty value added": ({"a": "1"}, {"a": "1", "b": ""}, ["tags.b add"]),
    "an empty value taken away": ({"a": "1", "b": ""}, {"a": "1"}, ["tags.b delete"]),
    "a value emptied": ({"a": "1"}, {"a": ""}, ["tags.a update"]),
    "a map emptied": ({"a": "1"}, {}, ["tags delete"]),
    "a map not known yet": ({"a": "1"}, UNKNOWN, ["tags update"]),
}


@pytest.mark.parametrize(("old", "new", "paths"), MAPS.values(), ids=MAPS)
def test_a_map_changes_name_by_name(old: Any, new: Any, paths: list[str]) -> None:
    assert told({"tags": old}, {"tags": new}) == paths


KINDS: dict[str, Type] = {
    "Record": NAME,
    "ListOf records": ListOf(element=EMAIL),
    "ListOf texts": ListOf(element=Text()),
    "TextMap": TextMap(),
    "TextSet": TextSet(element=Text(min_length=1)),
    "Wrapped": Wrapped("At", NAME),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@PROPERTY
@given(data=st.data())
def test_there_are_changes_if_and_only_if_another_thing_would_be_sent(
    kind: Type, data: st.DataObject
) -> None:
    old, new = data.draw(values_of(kind)), data.draw(values_of(kind))
    found = list(kind.changes(("it",), old, new))
    if isinstance(kind, TextSet):
        old, new = sorted(old), sorted(new)
    assert bool(found) == (kind.to_api(old) != kind.to_api(new))
    assert len({change.path for change in found}) == len(found)
    assert all(change.path[0] == "it" for change in found)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@PROPERTY
@given(data=st.data())
def test_what_is_not_known_yet_is_always_a_change(kind: Type, data: st.DataObject) -> None:
    old = data.draw(values_of(kind))
    assert [change.path for change in kind.changes(("it",), old, UNKNOWN)] == [("it",)]


def test_values_of_a_wrong_type_are_a_change_of_the_whole() -> None:
    """An older state can have them."""
    for kind in KINDS.values():
        assert len(list(kind.changes(("it",), "text", UNKNOWN))) == 1


def test_two_members_of_a_record_differ_or_do_not() -> None:
    assert differ(PERSON, ("name", "givenName"), "Ada", "Augusta")
    assert differ(PERSON, ("name", "titles"), None, ["Dr"])
    assert not differ(PERSON, ("name", "titles"), ["Dr", "Sir"], ["Sir", "Dr"])
    assert not differ(PERSON, ("name", "givenName"), "", None)


WRONG: dict[str, tuple[Type, Any, list[str]]] = {
    "no record": (NAME, "Ada", ['it must be an object; got "Ada"']),
    "a member missing": (NAME, {"givenName": "Ada"}, ["it.familyName is required"]),
    "a member of another type": (
        NAME,
        {"familyName": ["x"]},
        ['it.familyName must be a string; got ["x"]'],
    ),
    "a member misspelt": (
        NAME,
        {"familyName": "x", "given_name": "secret"},
        ["it.given_name is an unknown property; did you mean givenName?"],
    ),
    "a member of an item": (
        ListOf(element=EMAIL),
        [{"value": "x"}, {"value": "y", "kind": "spam"}],
        ['it[1].kind must be home or work; got "spam"'],
    ),
    "an item of another type": (
        ListOf(element=EMAIL),
        [{"value": "x"}, 7],
        ["it[1] must be an object; got 7"],
    ),
    "no list": (ListOf(element=Text()), {"a": 1}, ['it must be a list; got {"a": 1}']),
    "too many items": (ListOf(element=Text(), max_items=1), ["", ""], ["it must have at most 1 item, has 2"]),
    "a value of a map": (TextMap(), {"a b": 7}, ['it["a b"] must be a string; got 7']),
    "no map": (TextMap(), [], ["it must be an object; got []"]),
    "in a wrapping": (Wrapped("At", NAME), {}, ["it.familyName is required"]),
    "a flag in a record": (
        Record("test:R", "", (EMAIL.members[1],)),
        {"primary": "true"},
        ['it.primary must be true or false; got "true"'],
    ),
}


@pytest.mark.parametrize(("kind", "value", "sentences"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_own_path(kind: Type, value: Any, sentences: list[str]) -> None:
    assert [problem(found, Secrets()) for found in kind.problems(("it",), value)] == sentences


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@PROPERTY
@given(data=st.data())
def test_what_a_type_takes_is_never_wrong(kind: Type, data: st.DataObject) -> None:
    assert list(kind.problems(("it",), data.draw(values_of(kind)))) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (NAME, {"givenName": UNKNOWN, "familyName": UNKNOWN}),
        (ListOf(element=EMAIL), [UNKNOWN, {"value": UNKNOWN, "primary": UNKNOWN}]),
        (TextMap(), {"a": UNKNOWN}),
        (ListOf(element=Flag()), [UNKNOWN]),
        (Wrapped("At", NAME), {"familyName": UNKNOWN}),
    ],
)
def test_what_is_not_known_yet_is_not_wrong(kind: Type, value: Any) -> None:
    assert list(kind.problems(("it",), value)) == []
