"""A user's check: every limit of the model, with the path into the value, and what only a new user needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import get_session

from aws_groups.model.check import check
from aws_groups.model.containers import ListOf, Record
from aws_groups.model.diff import diff
from aws_groups.model.naming import IMPORTED, Naming
from aws_groups.model.paths import rendered
from aws_groups.model.types import Flag, Text, Type
from aws_groups.resources.user import EXTENSION, USER
from aws_groups.values import UNKNOWN
from aws_groups.words.checks import why

STORE = "d-1234567890"
NAME = {"givenName": "Ada", "familyName": "Lovelace"}
ADA = {"identityStoreId": STORE, "userName": "ada", "displayName": "Ada Lovelace", "name": NAME}

Bag = dict[str, Any]


def found(news: Bag, olds: Bag | None = None) -> dict[str, str]:
    """Path to reason."""
    problems = check(USER, olds or {}, news, naming=Naming("it", b"seed"), configuration={}).problems
    return {rendered(problem.path): why(problem.reason) for problem in problems}


WRONG = {
    "a user name with a blank (U11)": ({"userName": "ada lovelace"}, "userName", "must not have white space"),
    "a user name with a line end": ({"userName": "ada\n"}, "userName", "must not have white space"),
    "a user name with another space": ({"userName": "a\u3000b"}, "userName", "must not have white space"),
    "a user name with a control character": ({"userName": "a\x00"}, "userName", "the character '\\x00'"),
    "a user name empty": ({"userName": ""}, "userName", "must have at least 1 character"),
    "a user name too long": ({"userName": "u" * 129}, "userName", "at most 128 characters, has 129"),
    "a user name reserved": ({"userName": "Administrator"}, "userName", "keeps for itself"),
    "no user name": ({"userName": None}, "userName", "is required"),
    "a display name empty": ({"displayName": ""}, "displayName", "must have at least 1 character"),
    "a store id empty": ({"identityStoreId": ""}, "identityStoreId", "is not an identity store id"),
    "a name that is a text": ({"name": "Ada"}, "name", "must be an object"),
    "a given name empty": ({"name": {**NAME, "givenName": ""}}, "name.givenName", "at least 1 character"),
    "half a name": ({"name": {"givenName": "Ada"}}, "name.familyName", "is required"),
    "a misspelt member": ({"name": {**NAME, "midleName": "A"}}, "name.midleName", "did you mean middleName?"),
    "two emails (U3)": ({"emails": [{"value": "a"}, {"value": "b"}]}, "emails", "at most 1 item, has 2"),
    "an email without a value": ({"emails": [{"type": "work"}]}, "emails[0].value", "is required"),
    "an email whose value is empty": ({"emails": [{"value": ""}]}, "emails[0].value", "at least 1 character"),
    "an email that is a text": ({"emails": ["a@b"]}, "emails[0]", "must be an object"),
    "emails without the list": ({"emails": {"value": "a@b"}}, "emails", "must be a list"),
    "a primary that is a text": (
        {"emails": [{"value": "a@b", "primary": "true"}]},
        "emails[0].primary",
        "must be true or false",
    ),
    "a phone number without a value": ({"phoneNumbers": [{}]}, "phoneNumbers[0].value", "is required"),
    "four photos": ({"photos": [{"value": "p"}] * 4}, "photos", "at most 3 items, has 4"),
    "a photo without a value": ({"photos": [{"display": "me"}]}, "photos[0].value", "is required"),
    "an address too long": (
        {"addresses": [{"streetAddress": "s" * 1025}]},
        "addresses[0].streetAddress",
        "at most 1024 characters, has 1025",
    ),
    "a department with a control character": (
        {"enterprise": {"department": "a\x1b"}},
        "enterprise.department",
        "the character",
    ),
    "a misspelt department": (
        {"enterprise": {"departement": "x"}},
        "enterprise.departement",
        "did you mean department?",
    ),
    "a manager that is a text": ({"enterprise": {"manager": "charles"}}, "enterprise.manager", "an object"),
    "a member of the manager": (
        {"enterprise": {"manager": {"valeu": "charles"}}},
        "enterprise.manager.valeu",
        "did you mean value?",
    ),
    "a misspelt property": ({"nickname": "x"}, "nickname", "did you mean nickName?"),
    "another's spelling of one": ({"phone_numbers": []}, "phone_numbers", "did you mean phoneNumbers?"),
    "userStatus set": ({"userStatus": "DISABLED"}, "userStatus", "is made by AWS and can't be set"),
    "updatedBy set": ({"updatedBy": "me"}, "updatedBy", "is made by AWS and can't be set"),
}


@pytest.mark.parametrize(("news", "path", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_user(news: Bag, path: str, reason: str) -> None:
    problems = found({**ADA, **news})
    assert list(problems) == [path]
    assert reason in problems[path]


RIGHT: dict[str, Bag] = {
    "an address for a user name (U11)": {"userName": "first.last@example.org"},
    "other letters": {"userName": "山田太郎", "displayName": "山田\u3000太郎"},
    "a name on two lines": {"displayName": "Ada\nLovelace"},
    "nothing in the lists": {"emails": [], "photos": []},
    "an email's value alone (U2)": {"emails": [{"value": "a@b"}]},
    "a primary that is false": {"emails": [{"value": "a@b", "primary": False}]},
    "an enterprise of nothing": {"enterprise": {}},
    "unknowns inside": {
        "name": {"givenName": UNKNOWN, "familyName": "L"},
        "emails": [{"value": UNKNOWN}],
        "enterprise": {"manager": {"value": UNKNOWN}},
    },
}


@pytest.mark.parametrize("news", RIGHT.values(), ids=RIGHT)
def test_a_right_user(news: Bag) -> None:
    assert found({**ADA, **news}) == {}


class TestWhatANewUserNeeds:
    """U1: it is asked for before any call, all at once."""

    def test_is_told_with_each_path(self) -> None:
        needed = {"userName", "displayName", "name.givenName", "name.familyName"}
        assert set(found({"identityStoreId": STORE})) == needed

    def test_is_needed_of_a_replacement_too(self) -> None:
        assert "displayName" in found({"identityStoreId": STORE, "userName": "ada"}, {})

    def test_is_not_asked_of_a_user_who_never_had_it(self) -> None:
        """U2: a directory has such users."""
        bare = {"identityStoreId": STORE, "userName": "ada"}
        assert found(bare, {**bare, IMPORTED: True}) == {}
        half = {**bare, "name": {"givenName": "Ada"}}
        assert found(half, {**half, IMPORTED: True}) == {}

    def test_cannot_be_taken_from_one_who_has_it(self) -> None:
        assert set(found({"identityStoreId": STORE, "userName": "ada"}, ADA)) == {
            "displayName",
            "name.givenName",
            "name.familyName",
        }


def test_absent_is_neither_false_nor_empty() -> None:
    """U2."""
    bare, said = (
        {**ADA, "emails": [{"value": "a@b"}]},
        {**ADA, "emails": [{"value": "a@b", "primary": False}]},
    )
    assert [rendered(change.path) for change in diff(USER, bare, said).changes] == ["emails[0].primary"]
    assert diff(USER, said, said).changes == ()


@pytest.mark.parametrize(
    "nothing", [{}, {"manager": {}}, {"department": None}, {"manager": {"value": None}, "division": None}]
)
def test_a_record_of_nothing_is_no_record(nothing: Bag) -> None:
    """So that it is no change after a refresh, which finds nothing."""
    assert diff(USER, ADA, {**ADA, "enterprise": nothing}).changes == ()
    assert diff(USER, {**ADA, "enterprise": nothing}, ADA).changes == ()


def test_only_the_store_replaces() -> None:
    """U8."""
    assert [field.name for field in USER.inputs if field.replaces] == ["identityStoreId"]


def _texts(kind: Type, shape: Any, path: str) -> Iterator[tuple[str, Text, Any]]:
    """Every text in a declared type, beside the shape of it in the service model."""
    if isinstance(kind, ListOf):
        assert kind.max_items == shape.metadata["max"], path
        yield from _texts(kind.element, shape.member, path)
    elif isinstance(kind, Record):
        assert {member.api_name for member in kind.members} == set(shape.members), path
        for member in kind.members:
            yield from _texts(member.type, shape.members[member.api_name], f"{path}.{member.name}")
    elif isinstance(kind, Flag):
        assert shape.type_name == "boolean", path
    else:
        assert isinstance(kind, Text), path
        yield path, kind, shape


def test_the_properties_and_their_limits_are_the_models() -> None:
    shape = get_session().get_service_model("identitystore").operation_model("CreateUser").input_shape
    declared = {field.api_name: field for field in USER.inputs}
    assert {name.partition("/")[0] for name in declared} == set(shape.members), "each member, and no other"
    for name, field in declared.items():
        if name in ("IdentityStoreId", f"Extensions/{USER.read_params['Extensions'][0]}"):
            continue  # The one has a rule of its own; of the other the model says nothing.
        for path, kind, limits in _texts(field.type, shape.members[name], field.name):
            expected = (limits.metadata["min"], limits.metadata["max"])
            assert (kind.min_length, kind.max_length) == expected, path


def test_what_the_extension_has_begins_with_a_small_letter() -> None:
    """It is a document of SCIM's, and not a shape of the model."""
    assert all(member.api_name == member.name for member in EXTENSION.members)
