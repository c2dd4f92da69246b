"""Reading live objects: what of them is the program's, and in whose spelling."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from aws_groups.aws import Aws, AwsError, Config, Request
from aws_groups.local import LocalAws
from aws_groups.resources import RESOURCES
from aws_groups.resources.diff import diff
from aws_groups.resources.resource import MalformedId
from tests.resources import pems

KEY_GROUP, PUBLIC_KEY, GROUP = RESOURCES.values()
STORE = "d-1234567890"
ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"

Bag = dict[str, Any]


class Rig(NamedTuple):
    """The provider's AWS, and a hand behind it."""

    aws: Aws
    local: LocalAws


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One for all tests: the clients take longer to make than a test runs."""
    store = tmp_path_factory.mktemp("local") / "aws.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(store.parent))
        patch.setenv("AWS_GROUPS_LOCAL_STORE", str(store))
        aws, local = Aws(Config(endpoint="local")), LocalAws(store)
        local.set(public_keys=1000, key_groups=1000)
        yield Rig(aws, local)
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
        return GROUP.create(rig.aws, inputs).id, inputs

    def patched(self, rig: Rig, object_id: str, **attributes: str | None) -> None:
        """Someone else changes the group."""
        group = object_id.split("/")[1]
        patch = [{"AttributePath": path, "AttributeValue": value} for path, value in attributes.items()]
        params = {"IdentityStoreId": STORE, "GroupId": group, "Operations": patch}
        rig.aws.send(Request("identitystore", "UpdateGroup", params))

    def test_is_as_it_was_made(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="x")
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert (read.id, read.inputs) == (object_id, inputs)
        assert without(read.state, "revision") == {
            **inputs,
            "groupId": object_id.split("/")[1],
            "arn": f"arn:aws:identitystore:::group/{object_id.split('/')[1]}",
        }

    def test_with_a_description_that_was_never_declared_shows_none(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        self.patched(rig, object_id, description="theirs")
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs == inputs
        assert "description" not in read.state

    def test_whose_declared_description_changed_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="ours")
        self.patched(rig, object_id, description="theirs")
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs["description"] == read.state["description"] == "theirs"

    def test_whose_declared_description_was_removed_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="ours")
        self.patched(rig, object_id, description=None)
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs == without(inputs, "description")
        assert [entry.kind.value for entry in diff(GROUP, read.inputs, inputs).entries] == ["add"]

    def test_that_was_renamed_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        other = unique("renamed")
        self.patched(rig, object_id, displayName=other)
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs == {**inputs, "displayName": other}

    def test_imported_is_declared_whole(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, description="x")
        read = GROUP.read(rig.aws, object_id, None)
        assert read is not None
        assert (read.id, read.inputs) == (object_id, inputs)

    def test_imported_by_its_stores_arn_has_the_plain_id(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        read = GROUP.read(rig.aws, object_id.replace(STORE, ARN), None)
        assert read is not None
        assert (read.id, read.inputs) == (object_id, inputs)

    def test_declared_by_its_stores_arn_keeps_it(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        written = {**inputs, "identityStoreId": ARN}
        read = GROUP.read(rig.aws, object_id, written)
        assert read is not None
        assert read.inputs["identityStoreId"] == read.state["identityStoreId"] == ARN

    def test_made_by_its_stores_arn_keeps_it(self, rig: Rig) -> None:
        made = GROUP.create(rig.aws, {"identityStoreId": ARN, "displayName": unique("team")})
        assert made.id.startswith(f"{STORE}/")
        assert made.state["identityStoreId"] == ARN

    def test_from_another_directory_tells_its_ids_there(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        external = unique("id")
        rig.local.set_external_ids(object_id.split("/")[1], [("https://idp.example", external)])
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.state["externalIds"] == [{"issuer": "https://idp.example", "id": external}]
        assert "externalIds" not in read.inputs

    def test_of_an_older_api_has_neither_arn_nor_revision(self, rig: Rig) -> None:
        rig.local.set(old_replies=True)
        object_id, inputs = self.made(rig)
        read = GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.state == {**inputs, "groupId": object_id.split("/")[1]}

    def test_updated_by_an_older_api_loses_its_revision_and_keeps_its_arn(self, rig: Rig) -> None:
        inputs = {"identityStoreId": STORE, "displayName": unique("team")}
        made = GROUP.create(rig.aws, inputs)
        rig.local.set(old_replies=True)
        news = {**inputs, "description": "x"}
        state = GROUP.update(rig.aws, made.id, made.state, inputs, news)
        assert state == {**news, "groupId": made.state["groupId"], "arn": made.state["arn"]}

    def test_that_does_not_exist_is_none(self, rig: Rig) -> None:
        gone = f"{STORE}/1234567890-94482488-3041-7026-18f3-be45837cd0e4"
        assert GROUP.read(rig.aws, gone, None) is None

    def test_of_a_store_that_does_not_exist_is_an_error(self, rig: Rig) -> None:
        """A wrong store is no reason to drop its groups from the state."""
        object_id = "d-ffffffffff/94482488-3041-7026-18f3-be45837cd0e4"
        with pytest.raises(AwsError, match="ResourceNotFoundException"):
            GROUP.read(rig.aws, object_id, {})


class TestAKeyGroup:
    """The program owns all of it."""

    def made(self, rig: Rig, **more: Any) -> tuple[str, Bag]:
        keys = [
            PUBLIC_KEY.create(rig.aws, {"encodedKey": pems.ec_key(), "name": unique("key")}).id
            for _ in range(3)
        ]
        inputs = {"items": keys, "name": unique("group"), **more}
        return KEY_GROUP.create(rig.aws, inputs).id, inputs

    def replaced(self, rig: Rig, object_id: str, **config: Any) -> None:
        """Someone else changes the key group."""
        live = rig.aws.send(Request("cloudfront", "GetKeyGroup", {"Id": object_id}))
        whole = {**live["KeyGroup"]["KeyGroupConfig"], **config}
        params = {"Id": object_id, "KeyGroupConfig": whole, "IfMatch": live["ETag"]}
        rig.aws.send(Request("cloudfront", "UpdateKeyGroup", params))

    def test_keeps_the_programs_order(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        self.replaced(rig, object_id, Items=inputs["items"][::-1])
        read = KEY_GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs == inputs
        assert read.state["items"] == inputs["items"]

    def test_that_lost_a_key_has_drifted_by_that_key(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        one, _, three = inputs["items"]
        self.replaced(rig, object_id, Items=[three, one])
        read = KEY_GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs["items"] == [one, three]
        assert [entry.path for entry in diff(KEY_GROUP, read.inputs, inputs).entries] == ["items[1]"]

    def test_with_a_comment_that_was_never_declared_has_drifted(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        self.replaced(rig, object_id, Comment="theirs")
        read = KEY_GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert read.inputs == {**inputs, "comment": "theirs"}
        [entry] = diff(KEY_GROUP, read.inputs, inputs).entries
        assert (entry.path, entry.kind.value) == ("comment", "delete")

    def test_with_an_empty_comment_has_none(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, comment="")
        read = KEY_GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert diff(KEY_GROUP, read.inputs, inputs).entries == ()

    @pytest.mark.parametrize("comment", ["a\nb", "a\r\nb", "a\rb", "<&>\"' \u2028", " blank around "])
    def test_has_not_drifted_by_how_xml_carries_its_comment(self, rig: Rig, comment: str) -> None:
        object_id, inputs = self.made(rig, comment=comment)
        read = KEY_GROUP.read(rig.aws, object_id, inputs)
        assert read is not None
        assert diff(KEY_GROUP, read.inputs, inputs).entries == ()

    def test_keeps_its_internal_inputs(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig)
        read = KEY_GROUP.read(rig.aws, object_id, {**inputs, "__autonamed": inputs["name"]})
        assert read is not None
        assert read.inputs == {**inputs, "__autonamed": inputs["name"]}
        assert "__autonamed" not in read.state

    def test_imported_is_declared_whole_but_for_what_aws_makes(self, rig: Rig) -> None:
        object_id, inputs = self.made(rig, comment="x")
        read = KEY_GROUP.read(rig.aws, object_id, None)
        assert read is not None
        assert read.inputs == inputs
        assert set(read.state) == {*inputs, "etag", "lastModifiedTime"}


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
        made = PUBLIC_KEY.create(rig.aws, inputs)
        assert made.state["encodedKey"] == inputs["encodedKey"]
        read = PUBLIC_KEY.read(rig.aws, made.id, inputs)
        assert read is not None
        assert read.inputs == inputs
        assert read.state == made.state

    def test_imported_is_as_aws_spells_it(self, rig: Rig) -> None:
        inputs = {"encodedKey": pems.ec_key().rstrip(), "name": unique("key"), "comment": "x"}
        made = PUBLIC_KEY.create(rig.aws, inputs)
        read = PUBLIC_KEY.read(rig.aws, made.id, None)
        assert read is not None
        assert read.inputs == {**inputs, "encodedKey": f"{inputs['encodedKey']}\n"}
        assert set(read.state) == {*inputs, "etag", "createdTime", "callerReference"}
        assert read.state["createdTime"].endswith("Z")


MALFORMED = {
    "aws-groups:cloudfront:KeyGroup": ["", "a b", "key-group/2e1d9d3b", "2e1d9d3b\n", "../x", "x" * 129],
    "aws-groups:cloudfront:PublicKey": ["", "K1 ", "public-key/K3P2N9XAOU6Q1Y", "K1?x"],
    "aws-groups:identitystore:Group": [
        "",
        "94482488-3041-7026-18f3-be45837cd0e4",
        f"{STORE}",
        f"{STORE}/",
        f"{STORE}/admins",
        f"{STORE}:94482488-3041-7026-18f3-be45837cd0e4",
        f"{STORE}/94482488-3041-7026-18f3-be45837cd0e4/x",
        "arn:aws:identitystore:::group/94482488-3041-7026-18f3-be45837cd0e4",
    ],
}


@pytest.mark.parametrize(
    ("token", "object_id"), [(token, bad) for token, all_bad in MALFORMED.items() for bad in all_bad]
)
def test_what_can_be_no_id_is_told_apart_from_what_is_gone(token: str, object_id: str) -> None:
    resource = RESOURCES[token]
    with pytest.raises(MalformedId) as caught:
        resource.read_request(object_id)
    assert repr(object_id) in str(caught.value)
    assert resource.id_doc in str(caught.value)
