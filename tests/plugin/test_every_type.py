"""A resource that no release has, declared with every type there is, over the real wire.

It is a user of the Identity Store: a record with members, a list of at most one record, a choice, a map.
What it shows holds for each resource to come: the declaration alone makes requests, replies, patches,
problems, changes at their own paths, unknowns and secrets inside, and the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from aws_groups.dynamic import _dynamic_class
from aws_groups.model.containers import ListOf, Member, Record, TextMap, TextSet
from aws_groups.model.declaration import AttributePatch, Input, Output, Resource
from aws_groups.model.types import Choice, Flag, Text
from aws_groups.package.reference import reference
from aws_groups.package.schema import package_schema
from aws_groups.plugin.protocol import provider_pb2_grpc
from aws_groups.plugin.servicer import Servicer
from aws_groups.resources import RESOURCES, identitystore
from tests.plugin.harness import STORE, UNKNOWN, Bag, Plugin, secret, unique

TOKEN = "aws-groups:toy:Person"

NAME = Record(
    "toy:Name",
    "A person's name.",
    (
        Member("givenName", Text(min_length=1, max_length=64), "What friends say.", required=True),
        Member("familyName", Text(min_length=1), "What a letter says.", required=True),
        Member("middleName", Text(min_length=1), "What stands between."),
    ),
)
EMAIL = Record(
    "toy:Email",
    "An address.",
    (
        Member("value", Text(min_length=3), "The address itself.", required=True),
        Member("type", Choice(values=("work", "home")), "What it is for."),
        Member("primary", Flag(), "Whether it is the first one."),
    ),
)
PERSON = Resource(
    token="toy:Person",
    noun="person",
    doc="A person.",
    service=identitystore.IDENTITY_STORE,
    label="userName",
    unique=("identityStoreId", "userName"),
    id_doc="STORE/PERSON",
    id_members=("IdentityStoreId", "UserId"),
    create="CreateUser",
    read="DescribeUser",
    delete="DeleteUser",
    change=AttributePatch("UpdateUser"),
    read_params={"Extensions": ["aws:identitystore:enterprise"]},
    inputs=(
        identitystore.STORE,
        Input("userName", Text(min_length=1), "The name to sign in with.", required=True),
        Input("displayName", Text(min_length=1), "The name to show.", required=True),
        Input("name", NAME, "The name in parts.", required=True),
        Input("emails", ListOf(element=EMAIL, max_items=1), "The addresses."),
        Input("userType", Choice(values=("employee", "guest")), "The kind of person."),
        Input(
            "enterprise",
            TextMap(),
            "What the company says of the person.",
            api="Extensions/aws:identitystore:enterprise",
            attribute="aws:identitystore:enterprise",
        ),
    ),
    outputs=(
        Output("userId", "The id.", stable=True),
        identitystore.revision("person"),
        Output("groups", "Nothing that AWS tells.", TextSet(element=Text()), foreign=True),
    ),
)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """The provider in this process, with the toy among its resources, spoken to over gRPC."""
    store: Path = tmp_path_factory.mktemp("toy") / "aws.sqlite"
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(8) as threads:
        patch.setitem(RESOURCES, TOKEN, PERSON)
        patch.setenv("AWS_GROUPS_LOCAL_STORE", str(store))
        server = grpc.server(threads)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        plugin = Plugin.attached(port, store)
        plugin.configure(endpoint="local", identityStoreId=STORE)
        yield plugin
        plugin.detach()
        server.stop(0)


def program(**more: Any) -> Bag:
    return {
        "userName": unique("ada"),
        "displayName": "Ada",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        **more,
    }


def whole() -> Bag:
    """A program that declares everything."""
    return program(
        emails=[{"value": f"{unique('ada')}@example.org", "type": "work", "primary": True}],
        userType="employee",
        enterprise={"department": "Engines", "division": "Analytical"},
    )


def test_a_create_has_each_member_where_the_api_has_it(toy: Plugin) -> None:
    inputs = toy.checked(TOKEN, whole())
    with toy.calls("CreateUser") as calls:
        made = toy.create(TOKEN, inputs)
    assert calls[0].params == {
        "IdentityStoreId": STORE,
        "UserName": inputs["userName"],
        "DisplayName": "Ada",
        "Name": {"GivenName": "Ada", "FamilyName": "Lovelace"},
        "Emails": [{"Value": inputs["emails"][0]["value"], "Type": "work", "Primary": True}],
        "UserType": "employee",
        "Extensions": {"aws:identitystore:enterprise": {"department": "Engines", "division": "Analytical"}},
    }
    assert {name: made.state[name] for name in inputs} == inputs


def test_a_refresh_and_an_import_find_what_was_made(toy: Plugin) -> None:
    inputs = toy.checked(TOKEN, whole())
    made = toy.create(TOKEN, inputs)
    assert toy.read(TOKEN, made.id, state=made.state, inputs=made.inputs).inputs == inputs
    imported = toy.read(TOKEN, made.id)
    assert imported.inputs == {**inputs, "__imported": True}
    assert not toy.diff(TOKEN, imported.inputs, inputs, state=imported.state).changes


def test_each_change_has_its_own_path_and_its_own_operation(toy: Plugin) -> None:
    inputs = toy.checked(TOKEN, whole())
    made = toy.create(TOKEN, inputs)
    news = {
        **inputs,
        "name": {"givenName": "Augusta", "familyName": "Lovelace", "middleName": "Ada"},
        "emails": [{"value": "new@example.net", "type": "work", "primary": True}],
        "enterprise": {"department": "Engines"},
    }
    del news["userType"]
    assert toy.diff(TOKEN, made.inputs, news, state=made.state).detailed == {
        "name.givenName": "UPDATE",
        "name.middleName": "ADD",
        "emails[0].value": "UPDATE",
        "userType": "DELETE",
        "enterprise.division": "DELETE",
    }
    with toy.calls("UpdateUser") as calls:
        updated = toy.update(TOKEN, made, news)
    assert calls[0].params["Operations"] == [
        {"AttributePath": "name.givenName", "AttributeValue": "Augusta"},
        {"AttributePath": "name.middleName", "AttributeValue": "Ada"},
        {
            "AttributePath": "emails",
            "AttributeValue": [{"value": "new@example.net", "type": "work", "primary": True}],
        },
        {"AttributePath": "userType", "AttributeValue": None},
        {"AttributePath": "aws:identitystore:enterprise", "AttributeValue": {"department": "Engines"}},
    ]
    assert updated.state["userType"] is None
    assert toy.read(TOKEN, made.id).inputs == {**news, "__imported": True}


def test_members_that_the_program_does_not_declare_are_left_alone(toy: Plugin) -> None:
    inputs = toy.checked(TOKEN, program())
    made = toy.create(TOKEN, inputs)
    store, person = made.id.split("/")
    nickname = [{"AttributePath": "name.middleName", "AttributeValue": "A."}]
    toy.outside("identitystore", "UpdateUser", IdentityStoreId=store, UserId=person, Operations=nickname)
    refreshed = toy.read(TOKEN, made.id, state=made.state, inputs=made.inputs)
    assert refreshed.inputs == inputs
    assert refreshed.state["name"] == {"givenName": "Ada", "familyName": "Lovelace", "middleName": "A."}
    news = {**inputs, "name": {"givenName": "Augusta", "familyName": "Lovelace"}}
    updated = toy.update(TOKEN, refreshed, news)
    assert updated.state["name"]["middleName"] == "A."
    assert toy.read(TOKEN, made.id).inputs["name"]["middleName"] == "A."


PROBLEMS: dict[str, tuple[Bag, dict[str, str]]] = {
    "a member that is required": ({"name": {"givenName": "Ada"}}, {"name.familyName": "is required"}),
    "a member that is too long": (
        {"name": {"givenName": "a" * 65, "familyName": "L"}},
        {"name.givenName": "must have at most 64 characters"},
    ),
    "a member that is misspelt": (
        {"name": {"givenName": "Ada", "familyname": "L", "familyName": "L"}},
        {"name.familyname": "did you mean familyName?"},
    ),
    "a record that is a text": ({"name": "Ada"}, {"name": "must be an object"}),
    "two where one may be": ({"emails": [{"value": "a@b"}, {"value": "c@d"}]}, {"emails": "at most 1 item"}),
    "no value in an item": ({"emails": [{"primary": True}]}, {"emails[0].value": "is required"}),
    "not one of the choices": ({"userType": "boss"}, {"userType": "must be employee or guest"}),
    "a choice in an item": (
        {"emails": [{"value": "a@b", "type": "sea"}]},
        {"emails[0].type": "must be work or home"},
    ),
    "a map with a number": ({"enterprise": {"department": 7}}, {"enterprise.department": "must be a string"}),
}


@pytest.mark.parametrize(("more", "failures"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_has_the_path_of_what_is_wrong(toy: Plugin, more: Bag, failures: dict[str, str]) -> None:
    _, found = toy.check(TOKEN, program(**more))
    assert set(found) == set(failures)
    assert all(words in found[path] for path, words in failures.items())


def test_unknowns_inside_stay_unknown_and_ask_nothing(toy: Plugin) -> None:
    news = program(name={"givenName": UNKNOWN, "familyName": "L"}, emails=[{"value": UNKNOWN}])
    with toy.calls():
        inputs = toy.checked(TOKEN, news)
        preview = toy.create(TOKEN, inputs, preview=True)
    assert preview.state["name"] == {"givenName": UNKNOWN, "familyName": "L"}
    assert preview.state["emails"] == [{"value": UNKNOWN}]
    made = toy.create(TOKEN, toy.checked(TOKEN, program()))
    changed = {**made.inputs, "name": {"givenName": UNKNOWN, "familyName": "Lovelace"}}
    assert toy.diff(TOKEN, made.inputs, changed, state=made.state).detailed == {"name.givenName": "UPDATE"}
    assert toy.update(TOKEN, made, changed, preview=True).state["name"] == changed["name"]


def test_secrets_inside_stay_secret_where_they_are(toy: Plugin) -> None:
    name = {"givenName": secret("Ada"), "familyName": "Lovelace"}
    address = f"{unique('ada')}@example.org"
    emails = [{"value": secret(address)}]
    inputs = toy.checked(TOKEN, program(name=name, emails=emails))
    assert inputs["name"] == name
    made = toy.create(TOKEN, inputs)
    assert made.state["name"] == name
    assert made.state["emails"] == secret([{"value": address}])
    read = toy.read(TOKEN, made.id, state=made.state, inputs=made.inputs)
    assert read.inputs["name"] == read.state["name"] == name


def test_the_schema_and_the_reference_have_its_types(toy: Plugin) -> None:
    schema = package_schema()
    assert {"aws-groups:toy:Name", "aws-groups:toy:Email"} <= set(schema["types"])
    inputs = schema["resources"][TOKEN]["inputProperties"]
    assert inputs["name"]["$ref"] == "#/types/aws-groups:toy:Name"
    assert inputs["emails"]["items"] == {"$ref": "#/types/aws-groups:toy:Email"}
    assert inputs["enterprise"]["additionalProperties"] == {"type": "string"}
    assert "`givenName` (required), what friends say" in reference()


def test_its_dynamic_class_has_snake_case_inside_too(toy: Plugin) -> None:
    person = _dynamic_class(TOKEN)
    assert person._camel["given_name"] == "givenName"
    assert person._camel["user_name"] == "userName"
    assert "given_name" not in person._properties
