"""A resource that nobody has: declared with every type that a field can have."""

from __future__ import annotations

from dataclasses import replace

from aws_groups.model.containers import ListOf, Member, Record, TextMap, TextSet, Wrapped
from aws_groups.model.declaration import AttributePatch, FullObject, Input, Output, Resource
from aws_groups.model.types import Choice, Flag, Number, Text, Time
from aws_groups.resources import identitystore

WORD = Text(min_length=1)
NAME = Record(
    "test:Name",
    "A person's name.",
    (
        Member("givenName", WORD, "The first name."),
        Member("familyName", WORD, "The last name.", required=True),
        Member("titles", TextSet(element=WORD), "What comes before it."),
    ),
)
EMAIL = Record(
    "test:Email",
    "An address.",
    (
        Member("value", WORD, "The address.", required=True),
        Member("primary", Flag(), "Whether it is the first one."),
        Member("kind", Choice(values=("home", "work")), "Where it is read.", api="Type"),
    ),
)

PERSON = Resource(
    token="test:Person",
    noun="person",
    doc="A person.",
    service=identitystore.IDENTITY_STORE,
    label="userName",
    unique=("identityStoreId", "userName"),
    id_doc="STORE/PERSON",
    id_members=("IdentityStoreId", "PersonId"),
    create="CreatePerson",
    read="DescribePerson",
    delete="DeletePerson",
    change=AttributePatch("UpdatePerson"),
    inputs=(
        identitystore.STORE,
        Input("userName", WORD, "The name that the person logs in with.", required=True),
        Input("name", NAME, "The person's name."),
        Input("emails", ListOf(element=EMAIL, max_items=3), "The person's addresses."),
        Input("notes", ListOf(element=Text()), "What is to be known."),
        Input("tags", TextMap(), "Anything.", attribute="labels"),
        Input("groups", TextSet(element=WORD, noun="group"), "The person's groups."),
        Input("manager", Wrapped("PersonId", WORD), "Who the person works for."),
        Input("desk", Wrapped("At", NAME), "Whose desk it is."),
        Input("age", Number(whole=True), "In years."),
        Input("height", Number(), "In metres.", api="HeightInMetres"),
        Input("shoe", Number(), "A size.", api="Body/Feet/ShoeSize"),
        Input("active", Flag(), "Whether the person may log in."),
        Input("kind", Choice(values=("human", "robot")), "What the person is."),
    ),
    outputs=(
        Output("personId", "The person's id in its store.", stable=True),
        Output("madeAt", "When the person was made.", Time(), stable=True, api="CreatedAt"),
        identitystore.revision("person"),
        identitystore.external_ids("person"),
    ),
)

WHOLE_PERSON = replace(
    PERSON,
    token="test:WholePerson",
    noun="whole person",
    change=FullObject("ReplacePerson"),
    envelope=("Person", "PersonConfig"),
    outputs=(*PERSON.outputs, Output("token", "Made once.", stable=True, sent=True)),
)
"""The same, replaced whole, and told in an envelope."""
