"""Properties as the API's members, and back again: nothing is lost on the way."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_groups.model.containers import ListOf, Member, Record, TextMap, TextSet, Wrapped
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import object_id, to_members, to_properties
from aws_groups.model.types import Choice, Flag, Number, Text, Type
from aws_groups.resources import RESOURCES
from aws_groups.values import UNKNOWN, Properties
from tests.model.declared import PERSON, WHOLE_PERSON
from tests.resources import pems

PROPERTY = settings(deadline=None)
ALL = [*RESOURCES.values(), PERSON, WHOLE_PERSON]

STORE = "d-1234567890"
STORE_ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"
KEY = pems.ec_key()
SPELLINGS: dict[str, list[Any]] = {
    "identityStoreId": [STORE, STORE_ARN, "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d"],
    "encodedKey": [KEY, KEY.rstrip(), KEY.replace("\n", "\r\n"), pems.rsa_key()],
    "groupId": ["g-1", f"{STORE}/g-1", "arn:aws:identitystore:::group/g-1"],
    "memberId": ["u-1", f"{STORE}/u-1", "arn:aws:identitystore:::user/u-1"],
    "comment": ["a", "a\nb", "a\r\nb"],
}
"""The values of inputs whose texts are not just any."""


def values_of(kind: Type) -> st.SearchStrategy[Any]:
    """Values of a type, as a program writes them."""
    if isinstance(kind, Text):
        return st.text(min_size=kind.min_length, max_size=8)
    if isinstance(kind, Wrapped):
        return values_of(kind.type)
    if isinstance(kind, TextSet):
        return st.lists(values_of(kind.element), unique=True, min_size=kind.min_items, max_size=3)
    if isinstance(kind, ListOf):
        return st.lists(values_of(kind.element), max_size=3)
    if isinstance(kind, TextMap):
        return st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)
    if isinstance(kind, Record):
        return _records(kind)
    if isinstance(kind, Choice):
        return st.sampled_from(kind.values)
    if isinstance(kind, Flag):
        return st.booleans()
    assert isinstance(kind, Number)
    return st.integers() if kind.whole else st.floats(allow_nan=False, allow_infinity=False)


def _records(kind: Record) -> st.SearchStrategy[Properties]:
    def chosen(required: bool) -> dict[str, st.SearchStrategy[Any]]:
        members: list[Member] = [member for member in kind.members if member.required is required]
        return {member.name: values_of(member.type) for member in members}

    return st.fixed_dictionaries(chosen(True), optional=chosen(False))


def inputs_of(resource: Resource) -> st.SearchStrategy[Properties]:
    """What a program can declare of a resource."""
    kinds = {
        field.name: st.sampled_from(SPELLINGS[field.name])
        if field.name in SPELLINGS
        else values_of(field.type)
        for field in resource.inputs
    }
    return st.fixed_dictionaries({}, optional=kinds)


def told(resource: Resource, members: Properties) -> Properties:
    """A reply that has ``members``, wherever the resource's replies have them."""
    reply = members
    for name in reversed(resource.envelope):
        reply = {name: reply}
    return reply


@pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.token)
@PROPERTY
@given(data=st.data())
def test_what_was_sent_comes_back_as_what_was_meant(resource: Resource, data: st.DataObject) -> None:
    inputs = data.draw(inputs_of(resource))
    before = repr(inputs)
    back = to_properties(resource, told(resource, to_members(resource, inputs)))
    assert repr(inputs) == before
    for name in resource.input_names:
        assert not differ(resource, (name,), inputs.get(name), back.get(name)), name
    assert to_properties(resource, told(resource, to_members(resource, back))) == back


@pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.token)
@PROPERTY
@given(data=st.data())
def test_what_came_back_is_spelled_as_the_program_wrote_it(resource: Resource, data: st.DataObject) -> None:
    inputs = data.draw(inputs_of(resource))
    back = to_properties(resource, told(resource, to_members(resource, inputs)))
    for name, live in back.items():
        spelled = resource.fields[name].type.spelled(live, inputs[name])
        assert list(resource.fields[name].type.changes((name,), spelled, inputs[name])) == []
        assert spelled == inputs[name] or name not in SPELLINGS


PROGRAM = {
    "identityStoreId": STORE_ARN,
    "userName": "ada",
    "name": {"givenName": "Ada", "familyName": "Byron", "titles": []},
    "emails": [{"value": "a@example.com", "primary": False, "kind": "home"}, {"value": "b@example.com"}],
    "tags": {"any name": ""},
    "manager": "p-2",
    "desk": {"familyName": "Babbage"},
    "age": 0,
    "height": 1.6,
    "active": False,
    "shoe": 38,
}
MEMBERS = {
    "IdentityStoreId": STORE,
    "UserName": "ada",
    "Name": {"GivenName": "Ada", "FamilyName": "Byron"},
    "Emails": [
        {"Value": "a@example.com", "Primary": False, "Type": "home"},
        {"Value": "b@example.com"},
    ],
    "Tags": {"any name": ""},
    "Manager": {"PersonId": "p-2"},
    "Desk": {"At": {"FamilyName": "Babbage"}},
    "Age": 0,
    "HeightInMetres": 1.6,
    "Active": False,
    "Body": {"Feet": {"ShoeSize": 38}},
}


def test_each_property_has_the_apis_name_at_any_depth_and_absent_ones_are_left_out() -> None:
    assert to_members(PERSON, {**PROGRAM, "notes": [], "groups": None, "kind": ""}) == MEMBERS


def test_what_the_api_tells_is_a_property_and_what_it_does_not_tell_is_none() -> None:
    made = {
        "PersonId": "p-1",
        "CreatedAt": datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
        "ExternalIds": [{"Issuer": "https://idp.example", "Id": "x"}],
        "ResponseMetadata": {"HTTPStatusCode": 200},
    }
    name = {"givenName": "Ada", "familyName": "Byron"}
    assert to_properties(PERSON, {**MEMBERS, **made}) == {
        **PROGRAM,
        "identityStoreId": STORE,
        "name": name,
        "personId": "p-1",
        "madeAt": "2026-01-02T03:04:05Z",
        "externalIds": [{"issuer": "https://idp.example", "id": "x"}],
    }


def test_the_token_is_sent_beside_the_inputs_of_a_resource_that_has_one() -> None:
    assert to_members(WHOLE_PERSON, {"userName": "ada", "token": "t"}) == {"UserName": "ada", "Token": "t"}
    assert to_members(PERSON, {"userName": "ada", "token": "t"}) == {"UserName": "ada"}


def test_unknowns_stay_where_they_are() -> None:
    program = {
        "name": {"givenName": UNKNOWN, "familyName": "Byron"},
        "emails": [UNKNOWN, {"value": UNKNOWN}],
        "manager": UNKNOWN,
        "groups": ["g", UNKNOWN],
        "tags": UNKNOWN,
        "age": UNKNOWN,
    }
    assert to_members(PERSON, program) == {
        "Name": {"GivenName": UNKNOWN, "FamilyName": "Byron"},
        "Emails": [UNKNOWN, {"Value": UNKNOWN}],
        "Manager": UNKNOWN,
        "Groups": ["g", UNKNOWN],
        "Tags": UNKNOWN,
        "Age": UNKNOWN,
    }


def test_another_kind_of_a_union_is_none_of_ours() -> None:
    back = to_properties(PERSON, {"Manager": {"RobotId": "r-1"}})
    assert back.get("manager") is None


def test_the_id_is_made_of_what_the_reply_says_in_or_beside_its_envelope() -> None:
    assert object_id(PERSON, {"IdentityStoreId": STORE, "PersonId": "p"}) == f"{STORE}/p"
    reply = {"PersonId": "p", "Person": {"PersonConfig": {"IdentityStoreId": STORE}}}
    assert object_id(WHOLE_PERSON, reply) == f"{STORE}/p"
