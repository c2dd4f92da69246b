"""The resources under test: how someone else handles their objects, by boto3 alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from aws_groups.values import Properties
from tests.conflicts.rig import Rig
from tests.conflicts.subject import Subject, iso, must_be
from tests.local.helpers import STORE, pem

__all__ = ["DIRECTORY", "GROUPS", "KEY_GROUPS", "PUBLIC_KEYS", "SUBJECTS", "USERS", "Subject"]


class KeyGroups(Subject):
    token = "cloudfront:KeyGroup"
    label = "name"
    note = "comment"
    since = "last changed 20"
    roles: ClassVar = {
        "CreateKeyGroup": "create",
        "GetKeyGroup": "read",
        "UpdateKeyGroup": "update",
        "DeleteKeyGroup": "delete",
        "ListKeyGroups": "find",
        "ListDistributionsByKeyGroup": "holders",
    }
    codes: ClassVar = {
        "PreconditionFailed": "refused",
        "InvalidIfMatchVersion": "refused",
        "NoSuchResource": "gone",
        "KeyGroupAlreadyExists": "refused",
        "ResourceInUse": "in use",
    }

    def inputs(self, rig: Rig, **more: Any) -> Properties:
        return {"items": rig.keys[:2], "name": rig.name("group"), **more}

    def live(self, rig: Rig, id: str) -> Properties | None:
        try:
            reply = rig.other("cloudfront", "get_key_group", Id=id)
        except ClientError as error:
            must_be(error, "NoSuchResource")
            return None
        config = reply["KeyGroup"]["KeyGroupConfig"]
        return {
            "items": config["Items"],
            "name": config["Name"],
            "comment": config.get("Comment") or None,
            **rig.place,
            "etag": reply["ETag"],
            "lastModifiedTime": iso(reply["KeyGroup"]["LastModifiedTime"]),
        }

    def make(self, rig: Rig, inputs: Properties) -> str:
        made = rig.other("cloudfront", "create_key_group", KeyGroupConfig=_key_group_config(inputs))
        return str(made["KeyGroup"]["Id"])

    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        live = self.live(rig, id) or {}
        config = _key_group_config({**live, **changes})
        rig.other("cloudfront", "update_key_group", Id=id, IfMatch=live["etag"], KeyGroupConfig=config)

    def remove(self, rig: Rig, id: str) -> None:
        rig.other("cloudfront", "delete_key_group", Id=id, IfMatch=(self.live(rig, id) or {})["etag"])

    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        listed = rig.other("cloudfront", "list_key_groups")["KeyGroupList"]
        groups = [item["KeyGroup"] for item in listed.get("Items", [])]
        return [(group["Id"], group["KeyGroupConfig"]["Name"]) for group in groups]


class PublicKeys(Subject):
    token = "cloudfront:PublicKey"
    label = "name"
    note = "comment"
    roles: ClassVar = {
        "CreatePublicKey": "create",
        "GetPublicKey": "read",
        "UpdatePublicKey": "update",
        "DeletePublicKey": "delete",
        "ListPublicKeys": "find",
        "ListKeyGroups": "holders",
    }
    codes: ClassVar = {
        "PreconditionFailed": "refused",
        "InvalidIfMatchVersion": "refused",
        "NoSuchPublicKey": "gone",
        "PublicKeyAlreadyExists": "refused",
        "PublicKeyInUse": "in use",
    }

    def inputs(self, rig: Rig, **more: Any) -> Properties:
        return {"encodedKey": pem(), "name": rig.name("key"), **more}

    def live(self, rig: Rig, id: str) -> Properties | None:
        try:
            reply = rig.other("cloudfront", "get_public_key", Id=id)
        except ClientError as error:
            must_be(error, "NoSuchPublicKey")
            return None
        config = reply["PublicKey"]["PublicKeyConfig"]
        return {
            "encodedKey": config["EncodedKey"],
            "name": config["Name"],
            "comment": config.get("Comment") or None,
            **rig.place,
            "etag": reply["ETag"],
            "createdTime": iso(reply["PublicKey"]["CreatedTime"]),
            "callerReference": config["CallerReference"],
        }

    def make(self, rig: Rig, inputs: Properties) -> str:
        config = _public_key_config({"callerReference": rig.name("reference"), **inputs})
        made = rig.other("cloudfront", "create_public_key", PublicKeyConfig=config)
        return str(made["PublicKey"]["Id"])

    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        live = self.live(rig, id) or {}
        config = _public_key_config({**live, **changes})
        rig.other("cloudfront", "update_public_key", Id=id, IfMatch=live["etag"], PublicKeyConfig=config)

    def remove(self, rig: Rig, id: str) -> None:
        rig.other("cloudfront", "delete_public_key", Id=id, IfMatch=(self.live(rig, id) or {})["etag"])

    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        keys = rig.other("cloudfront", "list_public_keys")["PublicKeyList"]["Items"]
        return [(key["Id"], key["Name"]) for key in keys]


@dataclass(frozen=True, eq=False)
class OnceRead:
    """A value that a state has after a read, and not before: both tell the truth."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return other in (None, self.value) or (isinstance(other, OnceRead) and other.value == self.value)

    __hash__ = None  # type: ignore[assignment]


def _written(reply: Mapping[str, Any]) -> Properties:
    """When and by whom an object was made and changed."""
    return {
        **{name: OnceRead(iso(reply[name[0].upper() + name[1:]])) for name in ("createdAt", "updatedAt")},
        **{name: OnceRead(reply[name[0].upper() + name[1:]]) for name in ("createdBy", "updatedBy")},
    }


def _external_ids(reply: Mapping[str, Any]) -> list[Properties]:
    return [{"issuer": one["Issuer"], "id": one["Id"]} for one in reply.get("ExternalIds", [])]


class Groups(Subject):
    token = "identitystore:Group"
    label = "displayName"
    note = "description"
    not_found = "find: gone"
    roles: ClassVar = {
        "CreateGroup": "create",
        "DescribeGroup": "read",
        "ListGroups": "list",
        "UpdateGroup": "update",
        "DeleteGroup": "delete",
        "GetGroupId": "find",
    }
    codes: ClassVar = {"ResourceNotFoundException": "gone", "ConflictException": "refused"}

    def inputs(self, rig: Rig, **more: Any) -> Properties:
        return {"identityStoreId": STORE, "displayName": rig.name("group"), **more}

    def live(self, rig: Rig, id: str) -> Properties | None:
        try:
            reply = rig.other("identitystore", "describe_group", **_where(id))
        except ClientError as error:
            must_be(error, "ResourceNotFoundException")
            return None
        return {
            "identityStoreId": reply["IdentityStoreId"],
            "displayName": reply["DisplayName"],
            "description": reply.get("Description"),
            "groupId": reply["GroupId"],
            "arn": reply.get("GroupArn"),
            "revision": reply.get("Revision"),
            **rig.place,
            "externalIds": _external_ids(reply),
            **_written(reply),
        }

    def make(self, rig: Rig, inputs: Properties) -> str:
        params = {"IdentityStoreId": STORE, "DisplayName": inputs["displayName"]}
        if "description" in inputs:
            params["Description"] = inputs["description"]
        return f"{STORE}/{rig.other('identitystore', 'create_group', **params)['GroupId']}"

    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        patch = [{"AttributePath": path, "AttributeValue": value} for path, value in changes.items()]
        rig.other("identitystore", "update_group", **_where(id), Operations=patch)

    def remove(self, rig: Rig, id: str) -> None:
        rig.other("identitystore", "delete_group", **_where(id))

    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        groups = rig.other("identitystore", "list_groups", IdentityStoreId=STORE)["Groups"]
        return [(f"{STORE}/{group['GroupId']}", group.get("DisplayName")) for group in groups]


class Users(Subject):
    token = "identitystore:User"
    label = "userName"
    note = "title"
    not_found = "find: gone"
    roles: ClassVar = {
        "CreateUser": "create",
        "DescribeUser": "read",
        "ListUsers": "list",
        "UpdateUser": "update",
        "DeleteUser": "delete",
        "GetUserId": "find",
    }
    codes: ClassVar = Groups.codes

    def inputs(self, rig: Rig, **more: Any) -> Properties:
        name = {"givenName": "Ada", "familyName": "Lovelace"}
        named = {"userName": rig.name("user"), "displayName": "Ada", "name": name}
        return {"identityStoreId": STORE, **named, **more}

    def live(self, rig: Rig, id: str) -> Properties | None:
        try:
            reply = rig.other("identitystore", "describe_user", **_user(id))
        except ClientError as error:
            must_be(error, "ResourceNotFoundException")
            return None
        outputs = [output.name for output in self.resource.outputs]
        lists = ("emails", "phoneNumbers", "addresses", "photos", "roles")
        return {
            **dict.fromkeys([*self.resource.input_names, *outputs]),
            **{name: [] for name in lists},
            "identityStoreId": reply["IdentityStoreId"],
            "userName": reply["UserName"],
            "displayName": reply["DisplayName"],
            "name": {name[0].lower() + name[1:]: part for name, part in reply["Name"].items()},
            "title": reply.get("Title"),
            "userId": reply["UserId"],
            "arn": reply.get("UserArn"),
            "revision": reply.get("Revision"),
            "userStatus": OnceRead(reply["UserStatus"]),
            "externalIds": _external_ids(reply),
            **rig.place,
            **_written(reply),
        }

    def make(self, rig: Rig, inputs: Properties) -> str:
        given = inputs.get("name", {}).get("givenName", "Ada")
        name = {"GivenName": given, "FamilyName": "Lovelace"}
        title = {"Title": inputs["title"]} if "title" in inputs else {}
        named = {"UserName": inputs["userName"], "DisplayName": "Ada", "Name": name, **title}
        return (
            f"{STORE}/{rig.other('identitystore', 'create_user', IdentityStoreId=STORE, **named)['UserId']}"
        )

    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        patch = [{"AttributePath": path, "AttributeValue": value} for path, value in changes.items()]
        rig.other("identitystore", "update_user", **_user(id), Operations=patch)

    def remove(self, rig: Rig, id: str) -> None:
        rig.other("identitystore", "delete_user", **_user(id))

    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        users = rig.other("identitystore", "list_users", IdentityStoreId=STORE)["Users"]
        return [(f"{STORE}/{user['UserId']}", user.get("UserName")) for user in users]


def _user(id: str) -> dict[str, str]:
    store, _, user = id.partition("/")
    return {"IdentityStoreId": store, "UserId": user}


def _where(id: str) -> dict[str, str]:
    store, _, group = id.partition("/")
    return {"IdentityStoreId": store, "GroupId": group}


def _key_group_config(inputs: Properties) -> dict[str, Any]:
    members = {"Name": inputs["name"], "Items": inputs["items"], "Comment": inputs.get("comment")}
    return {name: value for name, value in members.items() if value is not None}


def _public_key_config(inputs: Properties) -> dict[str, Any]:
    members = {
        "CallerReference": inputs["callerReference"],
        "Name": inputs["name"],
        "EncodedKey": inputs["encodedKey"],
        "Comment": inputs.get("comment"),
    }
    return {name: value for name, value in members.items() if value is not None}


KEY_GROUPS, PUBLIC_KEYS, GROUPS, USERS = KeyGroups(), PublicKeys(), Groups(), Users()
SUBJECTS: list[Subject] = [KEY_GROUPS, PUBLIC_KEYS, GROUPS, USERS]
DIRECTORY: list[Subject] = [GROUPS, USERS]
"""Those of the Identity Store."""
