"""Reading live objects: what of them is the program's, and in whose spelling."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from aws_groups import lifecycle
from aws_groups.aws import AwsRefused, Config, Connection, Request, silent
from aws_groups.lifecycle import Failed, Made, NoContainer, Read, Run
from aws_groups.local import LocalAws
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import diff
from aws_groups.model.naming import IMPORTED
from aws_groups.model.problems import MalformedId
from aws_groups.resources import RESOURCES
from aws_groups.resources.group import GROUP
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.updates.requests import read_request
from aws_groups.words.checks import malformed_id
from tests.resources import pems

STORE = "d-1234567890"
ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"

WRITERS = ("createdAt", "createdBy", "updatedAt", "updatedBy")
"""What only a read tells."""

Bag = dict[str, Any]


class Rig(NamedTuple):
    """The provider's AWS, and a hand behind it."""

    connection: Connection
    local: LocalAws

    def run(self) -> Run:
        """What one operation of the engine works with."""
        return Run(aws=self.connection.aws(silent))

    def send(self, operation: str, **params: Any) -> Any:
        """Someone else calls AWS."""
        service = "identitystore" if "IdentityStoreId" in params else "cloudfront"
        return self.connection.aws(silent).send(Request(service, operation, params))

    def make(self, resource: Resource, inputs: Bag) -> Made:
        return lifecycle.create(self.run(), resource, inputs)

    def read(self, resource: Resource, object_id: str, old_inputs: Bag | None) -> Read | None:
        return lifecycle.read(self.run(), resource, object_id, old_inputs, {}, refresh=False)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One for all tests: the clients take longer to make than a test runs."""
    store = tmp_path_factory.mktemp("local") / "aws.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(store.parent))
        patch.setenv("AWS_GROUPS_LOCAL_STORE", str(store))
        connection, local = Connection(Config(endpoint="local")), LocalAws(store)
        local.set(public_keys=1000, key_groups=1000)
        yield Rig(connection, local)
        local.close()


@pytest.fixture
def rig(shared: Rig) -> Iterator[Rig]:
    """The local AWS, and its API as old as before afterwards."""
    yield shared
    shared.local.set(old_replies=False)


def unique(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def without(bag: Bag, *names: str) -> Bag:
    return {name: value for name, value in bag.items() if name not in names}


class TestAGroup:
    """The program owns what it declares."""

    def made(self, rig: Rig, **more: str) -> tuple[str, Bag]:
        inputs = {"identityStoreId": STORE, "displayName": unique("team"), **more}
        return rig.make(GROUP, inputs).id, inputs

    def patched(self, rig: Rig, object_id: str, **attributes: str | None) -> None:
        """Someone else changes the group."""
        group = object_id.split("/")[1]
        patch = [{"AttributePath": path, "AttributeValue": value} for path, value in attributes.items()]
        rig.send("UpdateGroup", IdentityStoreId=STORE, GroupId=group, Operations=patch)

    def test_is_as_it_was_made(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="x")
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        assert (read.id, read.inputs) == (object_id, inputs)
        assert without(read.state, "revision", "__aws", *WRITERS) == {
            **inputs,
            "groupId": object_id.split("/")[1],
            "arn": f"arn:aws:identitystore:::group/{object_id.split('/')[1]}",
            "externalIds": [],
        }

    def test_with_a_description_that_was_never_declared_tells_it_and_declares_none(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        self.patched(rig, object_id, description="theirs")
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs == inputs
        assert read.state["description"] == "theirs"

    def test_whose_declared_description_changed_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="ours")
        self.patched(rig, object_id, description="theirs")
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs["description"] == read.state["description"] == "theirs"

    def test_whose_declared_description_was_removed_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="ours")
        self.patched(rig, object_id, description=None)
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs == without(inputs, "description")
        assert [change.kind.value for change in diff(GROUP, read.inputs, inputs).changes] == ["add"]

    def test_that_was_renamed_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        other = unique("renamed")
        self.patched(rig, object_id, displayName=other)
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs == {**inputs, "displayName": other}

    def test_imported_is_declared_whole(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="x")
        read = rig.read(GROUP, object_id, None)
        assert read is not None
        assert (read.id, read.inputs) == (object_id, {**inputs, IMPORTED: True})
        assert IMPORTED not in read.state

    def test_imported_by_its_stores_arn_has_the_plain_id(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        read = rig.read(GROUP, object_id.replace(STORE, ARN), None)
        assert read is not None
        assert (read.id, read.inputs) == (object_id, {**inputs, IMPORTED: True})

    def test_declared_by_its_stores_arn_keeps_it(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        written = {**inputs, "identityStoreId": ARN}
        read = rig.read(GROUP, object_id, written)
        assert read is not None
        assert read.inputs["identityStoreId"] == read.state["identityStoreId"] == ARN

    def test_made_by_its_stores_arn_keeps_it(self, rig: Rig) -> None:
        made = rig.make(GROUP, {"identityStoreId": ARN, "displayName": unique("team")})
        assert made.id.startswith(f"{STORE}/")
        assert made.state["identityStoreId"] == ARN

    def test_from_another_directory_tells_its_ids_there(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        external = unique("id")
        rig.local.set_external_ids(object_id.split("/")[1], [("https://idp.example", external)])
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        assert read.state["externalIds"] == [{"issuer": "https://idp.example", "id": external}]
        assert "externalIds" not in read.inputs

    def test_of_an_older_api_has_neither_arn_nor_revision(self, rig: Rig) -> None:
        rig.local.set(old_replies=True)
        object_id, inputs = self.made(rig)
        read = rig.read(GROUP, object_id, inputs)
        assert read is not None
        absent: Bag = {"description": None, "arn": None, "revision": None, "externalIds": []}
        assert without(read.state, "__aws", *WRITERS) == {
            **inputs,
            **absent,
            "groupId": object_id.split("/")[1],
        }

    def test_updated_by_an_older_api_loses_its_revision_and_keeps_its_arn(self, rig: Rig) -> None:
        inputs = {"identityStoreId": STORE, "displayName": unique("team")}
        made = rig.make(GROUP, inputs)
        rig.local.set(old_replies=True)
        news = {**inputs, "description": "x"}
        state = lifecycle.update(rig.run(), GROUP, made.id, made.state, inputs, news)
        kept = {"groupId": made.state["groupId"], "arn": made.state["arn"]}
        unread = dict.fromkeys(WRITERS)
        assert without(state, "__aws") == {**news, **kept, **unread, "revision": None, "externalIds": []}

    def test_imported_keeps_what_the_program_does_not_declare(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="theirs")
        read = rig.read(GROUP, object_id, None)
        assert read is not None
        program = {**without(inputs, "description"), "displayName": unique("renamed")}
        state = lifecycle.update(rig.run(), GROUP, object_id, read.state, read.inputs, program)
        assert state["description"] == "theirs"
        again = rig.read(GROUP, object_id, program)
        assert again is not None
        assert (again.inputs, again.state["description"]) == (program, "theirs")

    def test_that_does_not_exist_is_none(self, rig: Rig) -> None:
        gone = f"{STORE}/1234567890-94482488-3041-7026-18f3-be45837cd0e4"
        assert rig.read(GROUP, gone, None) is None

    def test_of_a_store_that_does_not_exist_is_an_error(self, rig: Rig) -> None:
        """A wrong store is no reason to drop its groups from the state."""
        object_id = "d-ffffffffff/94482488-3041-7026-18f3-be45837cd0e4"
        with pytest.raises(Failed) as caught:
            rig.read(GROUP, object_id, {})
        assert isinstance(caught.value.cause, AwsRefused)
        assert caught.value.cause.code == "ResourceNotFoundException"
        assert caught.value.meaning == NoContainer("identityStoreId", "d-ffffffffff")


class TestAKeyGroup:
    """The program owns all of it."""

    def made(self, rig: Rig, **more: Any) -> tuple[str, Bag]:
        keys = [
            rig.make(PUBLIC_KEY, {"encodedKey": pems.ec_key(), "name": unique("key")}).id for _ in range(3)
        ]
        inputs = {"items": keys, "name": unique("group"), **more}
        return rig.make(KEY_GROUP, inputs).id, inputs

    def replaced(self, rig: Rig, object_id: str, **config: Any) -> None:
        """Someone else changes the key group."""
        live = rig.send("GetKeyGroup", Id=object_id)
        whole = {**live["KeyGroup"]["KeyGroupConfig"], **config}
        rig.send("UpdateKeyGroup", Id=object_id, KeyGroupConfig=whole, IfMatch=live["ETag"])

    def test_keeps_the_programs_order(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        self.replaced(rig, object_id, Items=inputs["items"][::-1])
        read = rig.read(KEY_GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs == inputs
        assert read.state["items"] == inputs["items"]

    def test_that_lost_a_key_has_drifted_by_that_key(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        one, _, three = inputs["items"]
        self.replaced(rig, object_id, Items=[three, one])
        read = rig.read(KEY_GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs["items"] == [one, three]
        [change] = diff(KEY_GROUP, read.inputs, inputs).changes
        assert change.path == ("items", 1)

    def test_with_a_comment_that_was_never_declared_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        self.replaced(rig, object_id, Comment="theirs")
        read = rig.read(KEY_GROUP, object_id, inputs)
        assert read is not None
        assert read.inputs == {**inputs, "comment": "theirs"}
        [change] = diff(KEY_GROUP, read.inputs, inputs).changes
        assert (change.path, change.kind.value) == (("comment",), "delete")

    def test_with_an_empty_comment_has_none(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, comment="")
        read = rig.read(KEY_GROUP, object_id, inputs)
        assert read is not None
        assert diff(KEY_GROUP, read.inputs, inputs).changes == ()

    @pytest.mark.parametrize("comment", ["a\nb", "a\r\nb", "a\rb", "<&>\"' \u2028", " blank around "])
    def test_has_not_drifted_by_how_xml_carries_its_comment(self, rig: Rig, comment: str) -> None:
        object_id, inputs = self.made(rig, comment=comment)
        read = rig.read(KEY_GROUP, object_id, inputs)
        assert read is not None
        assert diff(KEY_GROUP, read.inputs, inputs).changes == ()

    def test_keeps_its_internal_inputs(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        read = rig.read(KEY_GROUP, object_id, {**inputs, "__autonamed": inputs["name"]})
        assert read is not None
        assert read.inputs == {**inputs, "__autonamed": inputs["name"]}
        assert "__autonamed" not in read.state

    def test_imported_is_declared_whole_but_for_what_aws_makes(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, comment="x")
        read = rig.read(KEY_GROUP, object_id, None)
        assert read is not None
        assert read.inputs == inputs
        assert set(read.state) == {*inputs, "etag", "lastModifiedTime", "__aws"}


class TestAPublicKey:
    @pytest.mark.parametrize(
        "spelling",
        [
            pytest.param(lambda pem: pem.rstrip(), id="without the last newline"),
            pytest.param(lambda pem: pem.replace("\n", "\r\n"), id="from Windows"),
            pytest.param(lambda pem: pem.replace("\n", "\n  "), id="indented"),
        ],
    )
    def test_keeps_the_programs_spelling(self, rig: Rig, spelling: Any) -> None:
        inputs = {"encodedKey": spelling(pems.rsa_key()), "name": unique("key")}
        made = rig.make(PUBLIC_KEY, inputs)
        assert made.state["encodedKey"] == inputs["encodedKey"]
        read = rig.read(PUBLIC_KEY, made.id, inputs)
        assert read is not None
        assert read.inputs == inputs
        assert read.state == made.state

    def test_imported_is_as_aws_spells_it(self, rig: Rig) -> None:
        inputs = {"encodedKey": pems.ec_key().rstrip(), "name": unique("key"), "comment": "x"}
        made = rig.make(PUBLIC_KEY, inputs)
        read = rig.read(PUBLIC_KEY, made.id, None)
        assert read is not None
        assert read.inputs == {**inputs, "encodedKey": f"{inputs['encodedKey']}\n"}
        assert set(read.state) == {*inputs, "etag", "createdTime", "callerReference", "__aws"}
        assert read.state["createdTime"].endswith("Z")


GROUP_ID = "94482488-3041-7026-18f3-be45837cd0e4"

MALFORMED = {
    "aws-groups:cloudfront:KeyGroup": ["", " \n", "a b", "key-group/2e1d9d3b", "../x"],
    "aws-groups:cloudfront:PublicKey": ["", "K1 K2", "public-key/K3P2N9XAOU6Q1Y"],
    "aws-groups:identitystore:Group": [
        "",
        GROUP_ID,
        f"{STORE}",
        f"{STORE}/",
        f"{STORE}/the admins",
        f"d-12345 67890/{GROUP_ID}",
        f"{STORE}:{GROUP_ID}",
        f"{STORE}/{GROUP_ID}/x",
        f"arn:aws:identitystore:::group/{GROUP_ID}",
    ],
}


@pytest.mark.parametrize(
    ("token", "object_id"), [(token, bad) for token, all_bad in MALFORMED.items() for bad in all_bad]
)
def test_what_can_be_no_id_is_told_apart_from_what_is_gone(token: str, object_id: str) -> None:
    resource = RESOURCES[token]
    with pytest.raises(MalformedId) as caught:
        read_request(resource, object_id)
    assert json.dumps(object_id) in malformed_id(caught.value)
    assert resource.id_doc in malformed_id(caught.value)


OPAQUE: dict[str, dict[str, tuple[str, ...]]] = {
    "aws-groups:cloudfront:KeyGroup": {"2e1d9d3b\n": ("2e1d9d3b",), "x" * 129: ("x" * 129,)},
    "aws-groups:cloudfront:PublicKey": {"K1 ": ("K1",), "K1?x": ("K1?x",)},
    "aws-groups:identitystore:Group": {
        f"{STORE}/admins": (STORE, "admins"),
        f" {STORE}/{GROUP_ID}\n": (STORE, GROUP_ID),
        f"{ARN}/{GROUP_ID}": (STORE, GROUP_ID),
        GROUP_ID: ("d-0000000000", GROUP_ID),
        f"arn:aws:identitystore:::group/{GROUP_ID}": ("d-0000000000", GROUP_ID),
        f"{STORE}/arn:aws:identitystore:::group/{GROUP_ID}": (STORE, GROUP_ID),
        f"{ARN}/arn:aws:identitystore:::group/{GROUP_ID}": (STORE, GROUP_ID),
    },
}


@pytest.mark.parametrize(
    ("token", "text", "parts"),
    [(token, text, parts) for token, texts in OPAQUE.items() for text, parts in texts.items()],
)
def test_an_id_is_opaque_and_the_store_that_it_leaves_out_is_the_configurations(
    token: str, text: str, parts: tuple[str, ...]
) -> None:
    resource = RESOURCES[token]
    request = read_request(resource, text, {"identityStoreId": "d-0000000000"})
    assert request.params == dict(zip(resource.id_members, parts, strict=True))
