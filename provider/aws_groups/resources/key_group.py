"""``cloudfront:KeyGroup``."""

from __future__ import annotations

from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Ask, FullObject, Holder, Input, Means, Resource, When
from aws_groups.model.types import Text
from aws_groups.resources import cloudfront
from aws_groups.updates.run import ON_TAKEN
from aws_groups.values import Properties


def _find(ask: Ask, inputs: Properties) -> str | None:
    groups = (item["KeyGroup"] for item in cloudfront.pages(ask, "ListKeyGroups"))
    return next((g["Id"] for g in groups if g["KeyGroupConfig"]["Name"] == inputs["name"]), None)


def _holders(ask: Ask, object_id: str) -> tuple[Holder, ...]:
    ids = cloudfront.pages(ask, "ListDistributionsByKeyGroup", KeyGroupId=object_id)
    return tuple(Holder("distribution", str(distribution)) for distribution in ids)


KEY_GROUP = Resource(
    token="cloudfront:KeyGroup",
    noun="key group",
    doc="""A CloudFront key group: the public keys whose private keys may sign URLs and cookies.

The program owns the whole key group: a comment or key that it does not declare is drift. The
order of `items` means nothing.""",
    service=cloudfront.CLOUDFRONT,
    label="name",
    unique=("name",),
    id_doc="the key group's id, such as 2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d",
    id_members=("Id",),
    envelope=("KeyGroup", "KeyGroupConfig"),
    create="CreateKeyGroup",
    read="GetKeyGroup",
    delete="DeleteKeyGroup",
    change=FullObject("UpdateKeyGroup"),
    inputs=(
        Input(
            "items",
            TextSet(element=cloudfront.ID, min_items=1, noun="public key id"),
            "The ids of the public keys in the group, in any order. AWS allows five a group by default.",
            required=True,
        ),
        Input(
            "name",
            Text(min_length=1, max_length=128, rule=cloudfront.one_line),
            "The group's name, unique in the account. Left out, it is made from the resource's name.",
            auto_named=True,
            made_of=cloudfront.as_key_name,
            doubt=cloudfront.doubtful_name,
        ),
        Input("comment", cloudfront.COMMENT, "What the group is for, at most 128 characters."),
    ),
    outputs=(
        cloudfront.etag("group"),
        cloudfront.moment("lastModifiedTime", "When the group was last changed"),
    ),
    settings=(ON_TAKEN,),
    refusals=(
        When("NoSuchResource", Means.GONE),
        When("KeyGroupAlreadyExists", Means.TAKEN),
        When(
            "TooManyPublicKeysInKeyGroup",
            Means.QUOTA,
            about={"what": "public keys", "per": "key group", "default": 5, "counted_by": "items"},
        ),
        When("TooManyKeyGroups", Means.QUOTA, about={"default": 10}),
    ),
    find=_find,
    holders=_holders,
)
