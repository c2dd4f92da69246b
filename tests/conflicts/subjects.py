"""The resources under test, each with what AWS calls the same things.

So that one table can say of all three what happens: `update: refused, read, update` is UpdateKeyGroup
answered by PreconditionFailed, GetKeyGroup, UpdateKeyGroup. A name that is taken is `refused` too: the
Identity Store has one code for both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol

from botocore.exceptions import ClientError

from aws_groups import lifecycle
from aws_groups.lifecycle import Made
from aws_groups.local import Call
from aws_groups.model.check import check
from aws_groups.model.declaration import Resource
from aws_groups.model.naming import Naming
from aws_groups.resources import RESOURCES
from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig
from tests.local.helpers import PERSON, STORE, pem

_FAULTS = ("drop-before", "drop-after", "throttle", "error")


class Logged(Protocol):
    """Something that the provider did, with its calls."""

    @property
    def log(self) -> list[Call]: ...


class Subject(ABC):
    """One resource: how someone else reads, makes, changes and deletes its objects, by boto3 alone."""

    token: ClassVar[str]
    label: ClassVar[str]
    """The input that names an object."""
    note: ClassVar[str]
    """The input that a program may leave out."""
    roles: ClassVar[Mapping[str, str]]
    """Operation to what it is for."""
    codes: ClassVar[Mapping[str, str]]
    """AWS's error code, with its Reason, to what it means."""
    since: ClassVar[str] = "made 20"
    """How a message begins to say since when an object is what it is."""
    not_found: ClassVar[str] = "find"
    """The call that looks for a name that nothing has."""

    @property
    def resource(self) -> Resource:
        return RESOURCES[f"aws-groups:{self.token}"]

    @property
    def operations(self) -> dict[str, str]:
        """What is done to its operation, the other way round than `roles`."""
        return {role: operation for operation, role in self.roles.items()}

    @property
    def noun(self) -> str:
        return self.resource.noun

    def held(self, name: str, holder: str) -> str:
        """How a message begins to say who has a name."""
        return f'{self.label} "{name}" is taken by the {self.noun} {holder}'

    def noted(self, text: str) -> Properties:
        """The input that a program may leave out, where there is one."""
        return {self.note: text} if self.note else {}

    def __repr__(self) -> str:
        return self.token.partition(":")[2]

    @abstractmethod
    def inputs(self, rig: Rig, **more: Any) -> Properties:
        """A program's inputs, which name an object that nobody has yet."""

    @abstractmethod
    def live(self, rig: Rig, id: str) -> Properties | None:
        """The object as a state has it that tells the truth; None if it is gone."""

    @abstractmethod
    def make(self, rig: Rig, inputs: Properties) -> str:
        """Someone else makes an object like that; its id."""

    @abstractmethod
    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        """Someone else changes inputs of the object; None clears."""

    @abstractmethod
    def remove(self, rig: Rig, id: str) -> None:
        """Someone else deletes the object."""

    @abstractmethod
    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        """The ids and names of all objects."""

    def all(self, rig: Rig) -> list[str]:
        """The ids of all objects."""
        return [id for id, _ in self._listed(rig)]

    def named(self, rig: Rig, name: str) -> list[str]:
        """The ids of all objects of that name."""
        return [id for id, found in self._listed(rig) if found == name]

    def unnamed(self, rig: Rig, **more: Any) -> Properties:
        """The same of a program that leaves the name to the provider, as the check completes them."""
        inputs = self.inputs(rig, **more)
        naming = Naming(inputs.pop(self.label), seed=b"a seed")
        checked = check(self.resource, {}, inputs, naming=naming, configuration={})
        assert checked.problems == []
        return checked.inputs

    def create(self, rig: Rig, inputs: Properties, **how: Any) -> Outcome:
        return rig.act(lambda run: lifecycle.create(run, self.resource, inputs), **how)

    def made(self, rig: Rig, inputs: Properties) -> Made:
        """An object that the provider made."""
        outcome = self.create(rig, inputs)
        assert isinstance(outcome.result, Made), outcome.message
        return outcome.result

    def calls(self, outcome: Logged) -> list[str]:
        """The provider's calls, each with what became of it unless it went well."""
        return [self._call(call) for call in outcome.log]

    def _call(self, call: Call) -> str:
        trouble = call.fault if call.fault in _FAULTS else call.error
        role = "who" if call.operation == "GetCallerIdentity" else self.roles[call.operation]
        return f"{role}: {self.codes.get(trouble, trouble)}" if trouble else role


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
            _must_be(error, "NoSuchResource")
            return None
        config = reply["KeyGroup"]["KeyGroupConfig"]
        return {
            "items": config["Items"],
            "name": config["Name"],
            "comment": config.get("Comment") or None,
            **rig.place,
            "etag": reply["ETag"],
            "lastModifiedTime": _time(reply["KeyGroup"]["LastModifiedTime"]),
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
            _must_be(error, "NoSuchPublicKey")
            return None
        config = reply["PublicKey"]["PublicKeyConfig"]
        return {
            "encodedKey": config["EncodedKey"],
            "name": config["Name"],
            "comment": config.get("Comment") or None,
            **rig.place,
            "etag": reply["ETag"],
            "createdTime": _time(reply["PublicKey"]["CreatedTime"]),
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
            _must_be(error, "ResourceNotFoundException")
            return None
        return {
            "identityStoreId": reply["IdentityStoreId"],
            "displayName": reply["DisplayName"],
            "description": reply.get("Description"),
            "groupId": reply["GroupId"],
            "arn": reply.get("GroupArn"),
            "revision": reply.get("Revision"),
            **rig.place,
            "externalIds": [
                {"issuer": one["Issuer"], "id": one["Id"]} for one in reply.get("ExternalIds", [])
            ],
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


class Memberships(Subject):
    """They never change, so they have rows only where creates do: there is one of a person in a group."""

    token = "identitystore:GroupMembership"
    label = "memberId"
    note = ""
    not_found = "find: gone"
    roles: ClassVar = {
        "CreateGroupMembership": "create",
        "DescribeGroupMembership": "read",
        "DeleteGroupMembership": "delete",
        "GetGroupMembershipId": "find",
    }
    codes: ClassVar = {"ResourceNotFoundException": "gone", "ConflictException": "refused"}

    def held(self, name: str, holder: str) -> str:
        return f"there is such a group membership already: {holder}"

    def inputs(self, rig: Rig, **more: Any) -> Properties:
        group = GROUPS.make(rig, GROUPS.inputs(rig)).rpartition("/")[2]
        person = {**PERSON, "UserName": rig.name("ann")}
        user = rig.other("identitystore", "create_user", IdentityStoreId=STORE, **person)["UserId"]
        return {"identityStoreId": STORE, "groupId": group, "memberId": user, **more}

    def live(self, rig: Rig, id: str) -> Properties | None:
        try:
            reply = rig.other("identitystore", "describe_group_membership", **_member(id))
        except ClientError as error:
            _must_be(error, "ResourceNotFoundException")
            return None
        return {
            "identityStoreId": reply["IdentityStoreId"],
            "groupId": reply["GroupId"],
            "memberId": reply["MemberId"]["UserId"],
            **rig.place,
            "membershipId": reply["MembershipId"],
            "arn": reply.get("MembershipArn"),
        }

    def make(self, rig: Rig, inputs: Properties) -> str:
        pair = {"GroupId": inputs["groupId"], "MemberId": {"UserId": inputs["memberId"]}}
        made = rig.other("identitystore", "create_group_membership", IdentityStoreId=STORE, **pair)
        return f"{STORE}/{made['MembershipId']}"

    def edit(self, rig: Rig, id: str, **changes: Any) -> None:
        raise TypeError("nothing of a membership changes")

    def remove(self, rig: Rig, id: str) -> None:
        rig.other("identitystore", "delete_group_membership", **_member(id))

    def _listed(self, rig: Rig) -> list[tuple[str, str | None]]:
        """Those of each group."""
        found = []
        for id in GROUPS.all(rig):
            listed = rig.other("identitystore", "list_group_memberships", **_where(id))["GroupMemberships"]
            found += [(f"{STORE}/{item['MembershipId']}", item["MemberId"]["UserId"]) for item in listed]
        return found


def _member(id: str) -> dict[str, str]:
    store, _, membership = id.partition("/")
    return {"IdentityStoreId": store, "MembershipId": membership}


def _must_be(error: ClientError, code: str) -> None:
    """Any other error is none of the test's."""
    if error.response["Error"]["Code"] != code:
        raise error


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


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


KEY_GROUPS, PUBLIC_KEYS, GROUPS, MEMBERSHIPS = KeyGroups(), PublicKeys(), Groups(), Memberships()
SUBJECTS: list[Subject] = [KEY_GROUPS, PUBLIC_KEYS, GROUPS]
"""Those that change."""
