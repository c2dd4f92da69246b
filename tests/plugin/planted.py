"""Programs whose every input is a canary, and a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.plugin.canary import Canaries, Canary, Watched
from tests.plugin.harness import (
    GROUP,
    KEY_GROUP,
    MEMBERS,
    MEMBERSHIP,
    PUBLIC_KEY,
    SIGNING_KEYS,
    USER,
    Bag,
    Object,
    secret,
)

Plant: TypeAlias = "Canary | list[Plant] | dict[str, Plant]"
"""Canaries, as the program has them in lists and records."""


@dataclass(frozen=True)
class Program:
    """One resource of a program."""

    token: str
    planted: dict[str, Plant]
    """The inputs."""
    note: str = ""
    """The input that can change in place; none where nothing can."""
    new_note: Canary | None = None
    outputs: Bag = field(default_factory=dict)
    """Outputs as AWS could give them."""
    id: str = "it"

    @property
    def canaries(self) -> list[Canary]:
        """What must not be seen."""
        found = [self.new_note] if self.new_note else []
        return found + list(_canaries(list(self.planted.values())))

    @property
    def inputs(self) -> Bag:
        """The inputs as the engine sends them."""
        return {name: _secret(value) for name, value in self.planted.items()}

    @property
    def edited(self) -> Bag:
        """The inputs with another note."""
        return {**self.inputs, self.note: secret(self.new_note.text)} if self.new_note else self.inputs

    def in_a_state(self) -> Object:
        """The resource as a state has it; AWS does not know it."""
        return Object(self.id, {**self.inputs, **self.outputs}, self.inputs)


def _secret(value: Plant) -> object:
    if isinstance(value, Canary):
        return secret(value.text)
    if isinstance(value, dict):
        return {name: _secret(item) for name, item in value.items()}
    return [_secret(item) for item in value]


def _canaries(value: Plant) -> Iterator[Canary]:
    if isinstance(value, Canary):
        yield value
    else:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _canaries(item)


def _id(text: str) -> Canary:
    """An id that AWS has given. It begins as others do."""
    return Canary.of(text, text[-9:])


def _in_a_name(odd: str) -> str:
    """What may stand in a name that has to be on one line."""
    return "-" if set(odd) & {"\n", "\r", "\t"} else odd


def _key_group(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    def item() -> Canary:
        inputs = {"encodedKey": canaries.public_key().text, "name": canaries.letters(20)}
        return _id(plugin.create(PUBLIC_KEY, inputs).id)

    return Program(
        KEY_GROUP,
        {"items": [item(), item()], "name": canaries.text(_in_a_name(odd)), "comment": canaries.text(odd)},
        "comment",
        canaries.text(odd),
        {"etag": "E1", "lastModifiedTime": "2026-01-01T00:00:00Z"},
        "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d",
    )


def _public_key(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    return Program(
        PUBLIC_KEY,
        {"encodedKey": canaries.public_key(), "name": canaries.text("_-"), "comment": canaries.text(odd)},
        "comment",
        canaries.text(odd),
        {"etag": "E1", "createdTime": "2026-01-01T00:00:00Z", "callerReference": "pulumi-1"},
        "K3P2N9XAOU6Q1Y",
    )


def _signing_keys(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    return Program(
        SIGNING_KEYS,
        {
            "encodedKey": canaries.public_key(),
            "overlap": canaries.seconds(),
            "revoked": [canaries.public_key()],
            "name": canaries.text("_-"),
            "comment": canaries.text(odd),
        },
        "comment",
        canaries.text(odd),
        {"etag": "E1", "keyGroupId": "g-1", "signingKeyId": None, "keys": [], "otherKeys": []},
        "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d",
    )


def _store(plugin: Watched, canaries: Canaries) -> Canary:
    """A new identity store. The engine keeps no id as a secret, and a store is a part of ids."""
    store = canaries.store()
    plugin.aws.set(identity_stores=(*plugin.aws.settings.identity_stores, store.text))
    return store.given_in("id")


def _group(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    store = _store(plugin, canaries)
    return Program(
        GROUP,
        {"identityStoreId": store, "displayName": canaries.text(odd), "description": canaries.text(odd)},
        "description",
        canaries.text(odd),
        {"groupId": "g-1", "arn": "arn:aws:identitystore:::group/g-1", "revision": "r-1", "externalIds": []},
        f"{store.text}/94482488-3041-7026-18f3-be45837cd0e4",
    )


def _user(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    store = _store(plugin, canaries)

    def texts(*names: str) -> dict[str, Plant]:
        return {name: canaries.text(odd) for name in names}

    return Program(
        USER,
        {
            "identityStoreId": store,
            "userName": canaries.text("".join(odd.split())),
            **texts("displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage"),
            **texts("locale", "timezone", "website", "birthdate"),
            "name": texts("givenName", "familyName", "middleName"),
            "emails": [texts("value", "type")],
            "phoneNumbers": [texts("value", "type")],
            "addresses": [texts("streetAddress", "country")],
            "photos": [texts("value"), texts("value", "display")],
            "roles": [texts("value")],
            "enterprise": {**texts("department"), "manager": texts("value")},
        },
        "title",
        canaries.text(odd),
        {"userId": "u-1", "arn": "arn:aws:identitystore:::user/u-1", "revision": "r-1", "externalIds": []},
        f"{store.text}/94482488-3041-7026-18f3-be45837cd0e4",
    )


def _empty_group(plugin: Watched, canaries: Canaries, store: Canary) -> Canary:
    group = plugin.create(GROUP, {"identityStoreId": store.text, "displayName": canaries.letters(20)})
    return _id(group.state["groupId"])


def _somebody(plugin: Watched, canaries: Canaries, store: Canary) -> Canary:
    user = plugin.outside(
        "identitystore",
        "CreateUser",
        IdentityStoreId=store.text,
        UserName=(name := canaries.letters(20)),
        DisplayName=name,
        Name={"GivenName": "Ada", "FamilyName": "Lovelace"},
    )
    return _id(user["UserId"])


def _membership(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    store = _store(plugin, canaries)
    group, user = _empty_group(plugin, canaries, store), _somebody(plugin, canaries, store)
    return Program(
        MEMBERSHIP,
        {"identityStoreId": store, "groupId": group, "memberId": user},
        outputs={"membershipId": "m-1", "arn": "arn:aws:identitystore:::membership/m-1"},
        id=f"{store.text}/94482488-3041-7026-18f3-be45837cd0e4",
    )


def _members(plugin: Watched, canaries: Canaries, odd: str) -> Program:
    store = _store(plugin, canaries)
    group = _empty_group(plugin, canaries, store)
    users: list[Canary] = [_somebody(plugin, canaries, store) for _ in range(2)]
    return Program(
        MEMBERS,
        # The set has the id of its group.
        {"identityStoreId": store, "groupId": group.given_in("id"), "members": [*users]},
        outputs={"memberships": secret({user.text: f"m-{n}" for n, user in enumerate(users)})},
        id=f"{store.text}/94482488-3041-7026-18f3-be45837cd0e4",
    )


Planter = Callable[[Watched, Canaries, str], Program]
"""Makes a program; the text is what is odd in the middle of its canaries."""
PLANTERS: dict[str, Planter] = {
    KEY_GROUP: _key_group,
    PUBLIC_KEY: _public_key,
    SIGNING_KEYS: _signing_keys,
    GROUP: _group,
    USER: _user,
    MEMBERSHIP: _membership,
    MEMBERS: _members,
}
