"""``cloudfront:PublicKey``."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from aws_groups.aws import Aws, Request
from aws_groups.resources import cloudfront, pem_rules, rules
from aws_groups.resources.fields import Input, Output
from aws_groups.resources.naming import AUTONAMED
from aws_groups.resources.types import Problem, Text
from aws_groups.values import UNKNOWN, Properties, unless_unknown


class PublicKey(cloudfront.CloudFrontResource):
    """A public key that CloudFront knows, to be put in a key group (or to encrypt fields with).

    Only its comment can change in place: new key material is a new public key under a new id. Leave
    `name` out and a rotation just works: the new key is made and put in the groups before the old
    one goes.
    """

    token = "cloudfront:PublicKey"
    noun = "public key"
    id_doc = "the public key's id, such as K3P2N9XAOU6Q1Y"
    list_operation = "ListPublicKeys"
    taken_code = "PublicKeyAlreadyExists"
    gone_code = "NoSuchPublicKey"
    has_token = True
    inputs = (
        Input(
            "encodedKey",
            Text(min_length=1, rule=pem_rules.public_key, canonical=pem_rules.canonical, quoted=False),
            "The key as PEM (`-----BEGIN PUBLIC KEY-----`): RSA with 2048 bits or ECDSA on P-256. "
            "How its lines end means nothing.",
            required=True,
            replaces=True,
        ),
        Input(
            "name",
            Text(min_length=1, max_length=128, rule=rules.key_name),
            "The key's name, unique in the account. Left out, it is made from the resource's name.",
            replaces=True,
            auto_named=True,
            made_of=rules.as_key_name,
        ),
        Input("comment", cloudfront.COMMENT, "What the key is for, at most 128 characters."),
    )
    outputs = (
        Output("etag", "The version of the key, which guards the next update (If-Match)."),
        Output("createdTime", "When the key was made, in ISO 8601.", stable=True),
        Output("callerReference", "The token that made the key's creation a single one.", stable=True),
    )

    def problems(self, old_inputs: Properties, inputs: Properties, *, fixed_name: bool) -> Iterator[Problem]:
        """A name that stays while the key changes: the new key can't have it before the old one is
        gone, and the old one can't go while a key group holds it."""
        old_key, new_key = old_inputs.get("encodedKey"), inputs["encodedKey"]
        if old_key is None or new_key is UNKNOWN or not self.differ("encodedKey", old_key, new_key):
            return
        if fixed_name and inputs["name"] == old_inputs.get("name"):
            yield Problem(
                "encodedKey",
                f"can't change while name stays {inputs['name']!r}: a new public key can't take the name "
                "before the old one is deleted, which a key group prevents; leave name out (auto-naming) "
                "or give a new one",
            )

    def collides(self, old_inputs: Properties, inputs: Properties) -> bool:
        # A made name is made anew for the replacement; one that the program gives is not.
        return AUTONAMED not in inputs and bool(inputs.get("name") == old_inputs.get("name"))

    def create_request(self, inputs: Properties) -> Request:
        token = inputs.get("callerReference") or f"pulumi-{uuid.uuid4()}"
        config = _config(inputs, caller_reference=token)
        return Request("cloudfront", "CreatePublicKey", {"PublicKeyConfig": config})

    def read_request(self, object_id: str) -> Request:
        return Request("cloudfront", "GetPublicKey", {"Id": self.checked_id(object_id)})

    def update_request(
        self, object_id: str, state: Properties, wanted: Properties, version: str | None
    ) -> Request:
        config = _config(wanted, caller_reference=state["callerReference"])
        params = {"Id": object_id, "PublicKeyConfig": config}
        return Request("cloudfront", "UpdatePublicKey", cloudfront.if_match(params, version))

    def delete_request(self, object_id: str, version: str | None) -> Request:
        return Request("cloudfront", "DeletePublicKey", cloudfront.if_match({"Id": object_id}, version))

    def listed(self, item: Mapping[str, Any]) -> tuple[str, str]:
        return item["Id"], item["Name"]

    def holders(self, aws: Aws, object_id: str) -> str | None:
        groups = [item["KeyGroup"] for item in cloudfront.listing(aws, "ListKeyGroups")]
        names = [
            f"{group['KeyGroupConfig']['Name']} ({group['Id']})"
            for group in groups
            if object_id in group["KeyGroupConfig"]["Items"]
        ]
        return f"key group {', '.join(names)}" if names else "a field-level encryption profile"

    def is_as_asked(self, request: Request, inputs: Properties, reply: Mapping[str, Any]) -> bool:
        made = reply["PublicKey"]["PublicKeyConfig"]["CallerReference"]
        return bool(made == request.params["PublicKeyConfig"]["CallerReference"])

    def made_at(self, reply: Mapping[str, Any]) -> datetime | None:
        made: datetime = reply["PublicKey"]["CreatedTime"]
        return made

    def id_of(self, reply: Mapping[str, Any]) -> str:
        return str(reply["PublicKey"]["Id"])

    def state_of(self, reply: Mapping[str, Any]) -> Properties:
        key = reply["PublicKey"]
        config = key["PublicKeyConfig"]
        return cloudfront.present(
            encodedKey=config["EncodedKey"],
            name=config["Name"],
            comment=config.get("Comment"),
            etag=reply.get("ETag"),
            createdTime=cloudfront.time(key["CreatedTime"]),
            callerReference=config["CallerReference"],
        )


def _config(inputs: Properties, *, caller_reference: Any) -> dict[str, Any]:
    """The whole PublicKeyConfig; CloudFront wants the PEM to end in a newline."""
    return cloudfront.present(
        CallerReference=caller_reference,
        Name=inputs["name"],
        EncodedKey=unless_unknown(pem_rules.canonical, inputs["encodedKey"]),
        Comment=inputs.get("comment"),
    )
