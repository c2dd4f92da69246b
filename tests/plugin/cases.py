"""Each resource's life in data: what a program says of it, how it is edited, what AWS is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.plugin.harness import (
    GROUP,
    KEY_GROUP,
    MEMBERS,
    MEMBERSHIP,
    PUBLIC_KEY,
    SIGNING_KEYS,
    STORE,
    USER,
    Bag,
    Object,
    Plugin,
    unique,
)
from tests.resources import pems


@dataclass(frozen=True)
class Sample:
    """One resource, as a program could have it."""

    token: str
    inputs: Callable[[Plugin], Bag]
    """The inputs of a new object."""
    edit: Bag
    """What an edit of the program changes, in place; nothing of what never changes."""

    def made(self, plugin: Plugin, **more: Any) -> Object:
        """A new object, made as the engine does."""
        inputs = plugin.checked(self.token, {**self.inputs(plugin), **more})
        return plugin.create(self.token, inputs)

    def __str__(self) -> str:
        return self.token.rpartition(":")[2]


@dataclass(frozen=True)
class Case(Sample):
    """One whose object is one of AWS's, with what AWS is asked for it."""

    create: str
    read: str
    update: str
    """Empty for what never changes."""
    delete: str
    version: str
    """The output that guards writes; empty where none does."""
    guard: str
    """The request's member that carries it."""
    stable: frozenset[str]
    """The outputs that an update does not change."""
    moving: frozenset[str]
    """The outputs that it may change."""
    foreign: frozenset[str]
    """The outputs that none of the provider's requests brings: lists that are empty here."""
    read_only: frozenset[str]
    """The outputs that only a read tells."""
    missing: str
    """The id of an object that is not there."""
    malformed: str

    @property
    def outputs(self) -> frozenset[str]:
        return self.stable | self.moving

    def unread(self, object: Object) -> Object:
        """An object without what only a read tells of it."""
        return object._replace(state={**object.state, **dict.fromkeys(self.read_only)})


def public_key(plugin: Plugin) -> str:
    """The id of a new public key."""
    inputs = {"encodedKey": pems.ec_key(), "name": unique("key")}
    return plugin.create(PUBLIC_KEY, inputs).id


def person(plugin: Plugin) -> str:
    """The id of a new user, whom somebody else made."""
    name = unique("user")
    made = plugin.outside(
        "identitystore",
        "CreateUser",
        IdentityStoreId=STORE,
        UserName=name,
        DisplayName=name,
        Name={"GivenName": "Ada", "FamilyName": "Lovelace"},
    )
    return str(made["UserId"])


def team(plugin: Plugin) -> str:
    """The id of a new group."""
    inputs = {"identityStoreId": STORE, "displayName": unique("team")}
    return str(plugin.create(GROUP, inputs).state["groupId"])


def whole_user() -> Bag:
    """A new user of whom everything is declared."""
    name = unique("ada")
    texts = ("nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone")
    marked = {"type": "work", "primary": True}
    return {
        "identityStoreId": STORE,
        "userName": name,
        "displayName": "Ada Lovelace",
        "name": {"givenName": "Ada", "familyName": "Lovelace", "middleName": "A."},
        "emails": [{"value": f"{name}@example.org", **marked}],
        "phoneNumbers": [{"value": "+44 1 234", **marked}],
        "addresses": [{"streetAddress": "12 St James's Square", "locality": "London", "primary": False}],
        **{text: f"the {text}" for text in (*texts, "website", "birthdate")},
        "photos": [{"value": "https://example.org/1.png"}, {"value": "https://example.org/2.png"}],
        "roles": [{"value": "Author"}],
        "enterprise": {"department": "Engines", "manager": {"value": "charles", "displayName": "Charles"}},
    }


WRITERS = frozenset({"createdAt", "createdBy", "updatedAt", "updatedBy"})
CASES = [
    Case(
        token=KEY_GROUP,
        inputs=lambda plugin: {
            "items": [public_key(plugin), public_key(plugin)],
            "name": unique("group"),
            "comment": "first",
        },
        edit={"comment": "second"},
        create="CreateKeyGroup",
        read="GetKeyGroup",
        update="UpdateKeyGroup",
        delete="DeleteKeyGroup",
        version="etag",
        guard="IfMatch",
        stable=frozenset(),
        moving=frozenset({"etag", "lastModifiedTime"}),
        foreign=frozenset(),
        read_only=frozenset(),
        missing="2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d",
        malformed="key group 1",
    ),
    Case(
        token=PUBLIC_KEY,
        inputs=lambda plugin: {"encodedKey": pems.rsa_key(), "name": unique("key"), "comment": "first"},
        edit={"comment": "second"},
        create="CreatePublicKey",
        read="GetPublicKey",
        update="UpdatePublicKey",
        delete="DeletePublicKey",
        version="etag",
        guard="IfMatch",
        stable=frozenset({"createdTime", "callerReference"}),
        moving=frozenset({"etag"}),
        foreign=frozenset(),
        read_only=frozenset(),
        missing="K3P2N9XAOU6Q1Y",
        malformed="key/1",
    ),
    Case(
        token=GROUP,
        inputs=lambda plugin: {
            "identityStoreId": STORE,
            "displayName": unique("team"),
            "description": "first",
        },
        edit={"description": "second"},
        create="CreateGroup",
        read="DescribeGroup",
        update="UpdateGroup",
        delete="DeleteGroup",
        version="revision",
        guard="Revision",
        stable=frozenset({"groupId", "arn"}),
        moving=frozenset({"revision"}),
        foreign=frozenset({"externalIds"}),
        read_only=WRITERS,
        missing=f"{STORE}/1234567890-94482488-3041-7026-18f3-be45837cd0e4",
        malformed=f"{STORE}/ops/94482488-3041-7026-18f3-be45837cd0e4",
    ),
    Case(
        token=USER,
        inputs=lambda plugin: whole_user(),
        edit={"title": "second"},
        create="CreateUser",
        read="DescribeUser",
        update="UpdateUser",
        delete="DeleteUser",
        version="revision",
        guard="Revision",
        stable=frozenset({"userId", "arn"}),
        moving=frozenset({"revision"}),
        foreign=frozenset({"externalIds"}),
        read_only=WRITERS | {"userStatus"},
        missing=f"{STORE}/1234567890-94482488-3041-7026-18f3-be45837cd0e4",
        malformed=f"{STORE}/ops/94482488-3041-7026-18f3-be45837cd0e4",
    ),
    Case(
        token=MEMBERSHIP,
        inputs=lambda plugin: {
            "identityStoreId": STORE,
            "groupId": team(plugin),
            "memberId": person(plugin),
        },
        edit={},
        create="CreateGroupMembership",
        read="DescribeGroupMembership",
        update="",
        delete="DeleteGroupMembership",
        version="",
        guard="",
        stable=frozenset({"membershipId", "arn"}),
        moving=frozenset(),
        foreign=frozenset(),
        read_only=WRITERS,
        missing=f"{STORE}/1234567890-94482488-3041-7026-18f3-be45837cd0e4",
        malformed=f"{STORE}/a/b/c",
    ),
]

each_resource = pytest.mark.parametrize("case", CASES, ids=str)
each_that_changes = pytest.mark.parametrize("case", [case for case in CASES if case.update], ids=str)

SAMPLES = [
    *CASES,
    Sample(
        token=MEMBERS,
        inputs=lambda plugin: {
            "identityStoreId": STORE,
            "groupId": team(plugin),
            "members": [person(plugin), person(plugin)],
        },
        edit={"members": []},
    ),
    Sample(
        token=SIGNING_KEYS,
        inputs=lambda plugin: {"encodedKey": pems.ec_key(), "name": unique("keys")},
        edit={"encodedKey": pems.ec_key(), "overlap": "1h"},
    ),
]
"""Every resource."""
