"""``cloudfront:PublicKey``."""

from __future__ import annotations

from aws_groups.model import pem
from aws_groups.model.declaration import Ask, FullObject, Holder, Input, Means, Output, Resource, When
from aws_groups.model.types import Text
from aws_groups.resources import cloudfront
from aws_groups.updates.run import ON_TAKEN
from aws_groups.values import Properties


def _find(ask: Ask, inputs: Properties) -> str | None:
    keys = cloudfront.pages(ask, "ListPublicKeys")
    return next((key["Id"] for key in keys if key["Name"] == inputs["name"]), None)


def _holders(ask: Ask, object_id: str) -> tuple[Holder, ...]:
    groups = [item["KeyGroup"] for item in cloudfront.pages(ask, "ListKeyGroups")]
    holders = [group for group in groups if object_id in group["KeyGroupConfig"]["Items"]]
    named = tuple(Holder("key group", group["Id"], group["KeyGroupConfig"]["Name"]) for group in holders)
    return named or (Holder("field-level encryption profile"),)


PUBLIC_KEY = Resource(
    token="cloudfront:PublicKey",
    noun="public key",
    doc="""A public key that CloudFront knows, to be put in a key group (or to encrypt fields with).

Only its comment can change in place: new key material is a new public key under a new id. Leave
`name` out and one update rotates the key: the new key is made and put in the groups before the old
one goes. CloudFront refuses links that the old key signed from then on.""",
    service=cloudfront.CLOUDFRONT,
    label="name",
    unique=("name",),
    id_doc="the public key's id, such as K3P2N9XAOU6Q1Y",
    id_members=("Id",),
    envelope=("PublicKey", "PublicKeyConfig"),
    create="CreatePublicKey",
    read="GetPublicKey",
    delete="DeletePublicKey",
    change=FullObject("UpdatePublicKey"),
    inputs=(
        Input(
            "encodedKey",
            Text(min_length=1, rule=pem.public_key, canonical=pem.canonical, sent=pem.repaired, hidden=True),
            "The key as PEM (`-----BEGIN PUBLIC KEY-----`): RSA with 2048 bits or ECDSA on P-256. "
            "How its lines end means nothing.",
            required=True,
            replaces=True,
        ),
        Input(
            "name",
            Text(min_length=1, max_length=128, rule=cloudfront.key_name),
            "The key's name, unique in the account. Left out, it is made from the resource's name.",
            replaces=True,
            auto_named=True,
            made_of=cloudfront.as_key_name,
        ),
        Input("comment", cloudfront.COMMENT, "What the key is for, at most 128 characters."),
    ),
    outputs=(
        cloudfront.etag("key"),
        cloudfront.moment("createdTime", "When the key was made", stable=True),
        Output(
            "callerReference",
            "The token that made the key's creation a single one.",
            stable=True,
            sent=True,
        ),
    ),
    settings=(ON_TAKEN,),
    refusals=(
        When("NoSuchPublicKey", Means.GONE),
        When("PublicKeyAlreadyExists", Means.TAKEN),
        When("PublicKeyInUse", Means.IN_USE),
        When("TooManyPublicKeys", Means.QUOTA),
    ),
    find=_find,
    holders=_holders,
)
