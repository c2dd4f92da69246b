"""``cloudfront:SigningKeys``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aws_groups.model import pem, times
from aws_groups.model.containers import ListOf, Member, Record, TextSet
from aws_groups.model.declaration import Ask, Input, Means, Output, OverTime, Resource, When
from aws_groups.model.problems import Problem, Reason
from aws_groups.model.types import Text
from aws_groups.resources import cloudfront
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.values import UNKNOWN, Properties

DEFAULT_OVERLAP = "7d"
_PRINT_LENGTH = 16
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


def _key_name(group: str, fingerprint: str) -> str:
    return f"{group}-{fingerprint[:_PRINT_LENGTH]}"


def _as_fingerprint(text: str) -> str:
    """A key as its fingerprint, which it can be given by."""
    if _FINGERPRINT.match(text.strip().lower()):
        return text.strip().lower()
    try:
        return pem.fingerprint(text)
    except ValueError:
        return text


def _key_or_fingerprint(text: str) -> Reason | None:
    if _FINGERPRINT.match(text.strip().lower()):
        return None
    return pem.public_key(text) if "-----" in text else Reason("fingerprint")


def _knows(ask: Ask, holder: str, group: str, key: str) -> bool:
    """Whether a distribution has deployed a key of a group. One that is gone or disabled needs none."""
    found = (ask("GetDistribution", Id=holder) or {}).get("Distribution")
    if found is None or not found["DistributionConfig"].get("Enabled", True):
        return True
    active = found.get("ActiveTrustedKeyGroups", {}).get("Items", [])
    keys = [id for one in active if one["KeyGroupId"] == group for id in one["KeyPairIds"].get("Items", [])]
    return found["Status"] == "Deployed" and key in keys


def _all_keys(ask: Ask) -> Iterator[Mapping[str, Any]]:
    """The public keys, each as GetPublicKey tells it."""
    for item in cloudfront.pages(ask, "ListPublicKeys"):
        yield {"PublicKey": {**item, "PublicKeyConfig": item}}


def _problems(old_inputs: Properties, inputs: Properties) -> Iterator[Problem]:
    signing, revoked = inputs["encodedKey"], inputs.get("revoked") or []
    if UNKNOWN in (signing, revoked):
        return
    for index, key in enumerate(revoked):
        if key is not UNKNOWN and _as_fingerprint(key) == _as_fingerprint(signing):
            yield Problem(("revoked", index), Reason("revoked_signing"))


_KEY = Record(
    "cloudfront:SigningKey",
    "A key of a group whose keys take turns.",
    (
        Member("id", Text(), "The key's id, which links name as Key-Pair-Id.", required=True),
        Member("fingerprint", Text(), "The SHA-256 of the key, in hexadecimal.", required=True),
        Member("since", Text(), "Since when it is signed with, in ISO 8601; none where it never was."),
        Member("until", Text(), "Until when its links are taken; none for the one to sign with."),
    ),
)
_OTHER_KEY = Record(
    "cloudfront:OtherKey",
    "A key in the group that is not this resource's.",
    (
        Member("id", Text(), "The key's id.", required=True),
        Member("fingerprint", Text(), "The SHA-256 of the key, in hexadecimal.", required=True),
    ),
)

SIGNING_KEYS = Resource(
    token="cloudfront:SigningKeys",
    noun="signing keys",
    doc="""A CloudFront key group whose keys take turns, without a refused link.

A new `encodedKey` is put beside the old one. When every distribution that uses the group has it,
`signingKeyId` becomes the new key's id; what depends on it, such as the signer's settings, is updated
after that. The old key stays for `overlap`, so that links signed with it live on. The first update after
that removes it, and its preview says so.""",
    service=cloudfront.CLOUDFRONT,
    label="name",
    unique=("name",),
    id_doc="the key group's id, such as 2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d",
    id_members=("Id",),
    envelope=("KeyGroup", "KeyGroupConfig"),
    create="CreateKeyGroup",
    read="GetKeyGroup",
    delete="DeleteKeyGroup",
    change=OverTime(KEY_GROUP, PUBLIC_KEY, _key_name, _knows, _all_keys, DEFAULT_OVERLAP),
    inputs=(
        Input(
            "encodedKey",
            Text(min_length=1, rule=pem.public_key, canonical=pem.canonical, sent=pem.repaired, hidden=True),
            "The public key to sign with, as PEM (`-----BEGIN PUBLIC KEY-----`): RSA with 2048 bits or ECDSA "
            "on P-256. How its lines end means nothing.",
            required=True,
        ),
        Input(
            "overlap",
            Text(min_length=1, rule=times.duration_rule, canonical=times.same_duration),
            "How long a key that is replaced goes on being accepted, such as `7d` or `12h`: the longest life "
            f"of a link, and a while for the signers to get the new key. {DEFAULT_OVERLAP} if not set.",
        ),
        Input(
            "revoked",
            TextSet(
                element=Text(rule=_key_or_fingerprint, canonical=_as_fingerprint, hidden=True), noun="key"
            ),
            "Keys that must go at once, as PEM or by their fingerprints. Links that they signed are refused.",
        ),
        Input(
            "name",
            Text(min_length=1, max_length=128 - _PRINT_LENGTH - 1, rule=cloudfront.key_name),
            "The group's name, unique in the account; those of its keys begin with it. Left out, it is made "
            "from the resource's name.",
            auto_named=True,
            made_of=cloudfront.as_key_name,
        ),
        Input("comment", cloudfront.COMMENT, "What the group is for, at most 128 characters."),
    ),
    outputs=(
        Output("keyGroupId", "The key group's id, which never changes.", stable=True, api="Id"),
        Output("signingKeyId", "The id of the key to sign with: the Key-Pair-Id of new links."),
        Output("keys", "The keys, and until when the links of each are taken.", ListOf(element=_KEY)),
        Output(
            "otherKeys",
            "Keys in the group that somebody else has put there; they are left alone.",
            ListOf(element=_OTHER_KEY),
        ),
        cloudfront.etag("group"),
    ),
    refusals=(
        *KEY_GROUP.refusals,
        When("NoSuchPublicKey", Means.GONE),
        When("NoSuchDistribution", Means.GONE),
    ),
    find=KEY_GROUP.find,
    holders=KEY_GROUP.holders,
    problems=_problems,
)
