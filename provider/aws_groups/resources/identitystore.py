"""What the Identity Store's resources share: stores, ids, texts, refusals, finding by a unique attribute.

https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from aws_groups.aws import AwsRefused
from aws_groups.model.containers import ListOf, Member, Record
from aws_groups.model.declaration import Ask, Input, Means, OnlyOf, Output, Service, When
from aws_groups.model.paths import Path
from aws_groups.model.problems import Problem, Reason, reason
from aws_groups.model.types import Text, Time, api_name
from aws_groups.values import UNKNOWN, Properties, is_absent

_STORE_ID = re.compile(
    r"(arn:aws[a-z-]*:identitystore::[0-9]{12}:identitystore/)?"
    r"(d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z"
)
_ARN = re.compile(r"arn:aws[a-z-]*:identitystore::[0-9]*:[a-z]+/(?P<id>[^/]+)\Z")
_LAST_ARN = re.compile(rf"(^|/)(?P<arn>{_ARN.pattern})")
_SPACES = frozenset("\t\n\r \u00a0\u3000")
_RESERVED_NAMES = frozenset({"administrator", "awsadministrators"})


def store_id(text: str) -> Reason | None:
    """The Identity Store's rule for IdentityStoreId."""
    return None if len(text) <= 93 and _STORE_ID.match(text) else Reason("store_id")


def bare_id(text: str) -> str:
    """The id in an ARN; an id is itself."""
    text = text.strip()
    arn = _ARN.match(text)
    return arn["id"] if arn else text


def directory_text(text: str) -> Reason | None:
    """The Identity Store's rule for texts: letters, marks, symbols, numbers, punctuation and some spaces."""
    for character in text:
        category = unicodedata.category(character)
        # A character newer than this Python's tables (Cn) may be one of AWS's: that is for AWS to say.
        if category[0] not in "LMSNP" and category != "Cn" and character not in _SPACES:
            return reason("character", character=character)
    return None


def display_name(text: str) -> Reason | None:
    """``directory_text``, and no name that the Identity Store keeps for itself."""
    if text.lower() in _RESERVED_NAMES:
        return Reason("reserved_name")
    return directory_text(text) if text.strip() else Reason("blank")


def user_name(text: str) -> Reason | None:
    """``directory_text`` without white space, and no name that the Identity Store keeps for itself."""
    if any(character.isspace() for character in text):
        return Reason("white_space")
    return display_name(text)


def last_part(text: str) -> str:
    """The id of an object, of which the whole id (``STORE/ID``) or the ARN can be given too."""
    return bare_id(text).rpartition("/")[2].strip()


def object_id(text: str) -> Reason | None:
    """An id that AWS gives is opaque: only what cannot be an id is refused."""
    if not last_part(text):
        return Reason("empty_id")
    bare = bare_id(text)
    return Reason("id_space") if any(c.isspace() for c in bare) or bare.count("/") > 1 else None


def of_store(*names: str) -> Callable[[Properties, Properties], Iterator[Problem]]:
    """A check that the objects whose ids ``names`` have are of the resource's own store."""

    def problems(old_inputs: Properties, inputs: Properties) -> Iterator[Problem]:
        store = inputs["identityStoreId"]
        for path, value in _texts(inputs, names):
            other = bare_id(value).rpartition("/")[0]
            if store is not UNKNOWN and other and other != bare_id(store):
                yield Problem(path, reason("other_store", store=bare_id(store)), value)

    return problems


def _texts(inputs: Properties, names: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """The texts in some inputs, also in lists, with their paths."""
    for name in names:
        value = inputs.get(name)
        if isinstance(value, str):
            yield (name,), value
        elif isinstance(value, list):
            yield from (((name, index), item) for index, item in enumerate(value) if isinstance(item, str))


def id_parts(text: str, configuration: Properties) -> tuple[str, ...] | Reason:
    """The store and the object in an id: ``STORE/ID``. Each can be an ARN, and the store of an id that
    has none is the one in the provider's configuration."""
    text = text.strip()
    arn = _LAST_ARN.search(text)
    store, _, last = (text[: arn.start()], "", arn["arn"]) if arn else text.rpartition("/")
    store = bare_id(store or configuration.get("identityStoreId") or "")
    if not store:
        return Reason("id_without_store")
    if any(character.isspace() or character == "/" for character in store):
        return Reason("id_space")
    return object_id(last) or (store, bare_id(last))


def pages(ask: Ask, operation: str, **params: Any) -> Iterator[Mapping[str, Any]]:
    """The items of all pages of a list."""
    token: dict[str, str] = {}
    while True:
        reply = ask(operation, **params, **token) or {}
        yield from next((value for value in reply.values() if isinstance(value, list)), ())
        if not reply.get("NextToken"):
            return
        token = {"NextToken": reply["NextToken"]}


def names(reply: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The ids and names of the users and groups in a reply."""
    for item in (reply, *reply.get("Users", ()), *reply.get("Groups", ())):
        for id_member, name_member in (("UserId", "UserName"), ("GroupId", "DisplayName")):
            if id_member in item and item.get(name_member):
                yield item[id_member], item[name_member]


def find_by(
    ask: Ask, operation: str, id_member: str, inputs: Properties, attribute: str, name: str
) -> str | None:
    """The id (``STORE/ID``) of the object that has ``inputs[name]`` as the unique ``attribute``.

    Some directories know no such operation, and a policy may lack it. Then a list is asked, with the filter
    that AWS still takes.
    """
    if is_absent(inputs.get(name)):
        return None
    store = bare_id(inputs["identityStoreId"])
    try:
        return find_unique(ask, operation, id_member, store, attribute, inputs[name])
    except AwsRefused:
        named = {"AttributePath": api_name(attribute), "AttributeValue": inputs[name]}
        items = listed(ask, operation, store, Filters=[named])
        return next((f"{store}/{item[id_member]}" for item in items), None)


def find_unique(
    ask: Ask, operation: str, id_member: str, store: str, attribute: str, value: str
) -> str | None:
    """The id (``STORE/ID``) of the object that has ``value`` as the unique ``attribute``."""
    identifier = {"UniqueAttribute": {"AttributePath": attribute, "AttributeValue": value}}
    reply = ask(operation, IdentityStoreId=store, AlternateIdentifier=identifier)
    return f"{store}/{reply[id_member]}" if reply else None


def listed(ask: Ask, operation: str, store: str, **params: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of the kind that ``operation`` finds: ``GetUserId`` is of those of ``ListUsers``."""
    kind = operation.removeprefix("Get").removesuffix("Id")
    yield from pages(ask, f"List{kind}s", IdentityStoreId=store, MaxResults=100, **params)


IDENTITY_STORE = Service(
    name="identitystore",
    version="revision",
    version_member="Revision",
    refusals=(
        When(
            "ResourceNotFoundException",
            Means.NO_CONTAINER,
            resource_type="IDENTITY_STORE",
            about={"name": "identityStoreId"},
        ),
        When("ResourceNotFoundException", Means.GONE),
        When("ConflictException", Means.STALE, reason="CONCURRENT_MODIFICATION"),
        When("ConflictException", Means.TAKEN, reason="UNIQUENESS_CONSTRAINT_VIOLATION"),
        # Before botocore 1.43.105 AWS gave no reason.
        When("ConflictException", Means.STALE_OR_TAKEN),
        When("ServiceQuotaExceededException", Means.QUOTA, about={"per": "directory"}),
        When("ValidationException", Means.INVALID),
    ),
    id_parts=id_parts,
    regional=True,
    pages=pages,
    names=names,
)

STORE = Input(
    "identityStoreId",
    Text(rule=store_id, canonical=bare_id),
    "The identity store, such as d-1234567890. Left out, it is the provider's `identityStoreId`, or else the "
    "account's only store.",
    replaces=True,
    default_from_config=True,
    only_of=OnlyOf("sso-admin", "ListInstances", "Instances", "IdentityStoreId"),
)

EXTERNAL_ID = Record(
    "identitystore:ExternalId",
    "An id that another directory gave.",
    (
        Member(
            "issuer", Text(min_length=1, max_length=256), "The directory that gave the id.", required=True
        ),
        Member("id", Text(min_length=1, max_length=256), "The id it gave.", required=True),
    ),
)


def revision(noun: str) -> Output:
    """The version of an object."""
    return Output("revision", f"The version of the {noun}, which guards the next update.", optional=True)


def who(noun: str) -> tuple[Output, ...]:
    """When and by whom an object was made and last changed; only a read tells that."""
    since = "Only a refresh or an import tells it"
    return (
        Output("createdAt", f"When the {noun} was made. {since}.", Time(), stable=True, optional=True),
        Output("createdBy", f"Who made the {noun}. {since}.", stable=True, optional=True),
        Output(
            "updatedAt",
            f"When the {noun} was last changed. {since}, so it is empty after an update.",
            Time(),
            optional=True,
            outdated=True,
        ),
        Output(
            "updatedBy",
            f"Who changed the {noun} last. {since}, so it is empty after an update.",
            optional=True,
            outdated=True,
        ),
    )


def external_ids(noun: str) -> Output:
    """What other directories call an object."""
    doc = f"What the directory that the {noun} is synchronised from calls it."
    return Output("externalIds", doc, ListOf(element=EXTERNAL_ID), optional=True, foreign=True)
