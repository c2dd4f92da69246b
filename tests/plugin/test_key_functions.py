"""Look-ups of key groups, public keys and the identity store on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_groups.local import Fault
from tests.engine.programs import KEYS
from tests.plugin.harness import KEY_GROUP, PUBLIC_KEY, STORE, Plugin, fails

GET_KEY_GROUP = "cloudfront:getKeyGroup"
GET_PUBLIC_KEY = "cloudfront:getPublicKey"
GET_STORE = "identitystore:getIdentityStore"
NO_GROUP = "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d"


def make_key(plugin: Plugin, name: str) -> str:
    """Make a public key as somebody else; its id."""
    config = {"CallerReference": name, "Name": name, "EncodedKey": KEYS[0]}
    return str(plugin.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"])


def make_key_group(plugin: Plugin, name: str, *keys: str) -> str:
    """Make a key group as somebody else; its id."""
    config = {"Name": name, "Items": list(keys)}
    return str(plugin.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=config)["KeyGroup"]["Id"])


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[Plugin]:
    """A plugin on a local AWS of its own, with room for many keys."""
    plugin = Plugin(tmp_path / "aws.sqlite")
    plugin.aws.set(public_keys=500, key_groups=500)
    plugin.configure(endpoint="local")
    yield plugin
    _, err = plugin.close()
    assert "Traceback" not in err


def test_a_key_group_is_found_by_id_and_by_name_as_the_resource_reads_it(plugin: Plugin) -> None:
    id = make_key_group(plugin, "signers", make_key(plugin, "web"))
    read = plugin.read(KEY_GROUP, id)
    with plugin.calls("GetKeyGroup", "ListKeyGroups", "GetKeyGroup"):
        by_id = plugin.invoke(GET_KEY_GROUP, id=id)
        by_name = plugin.invoke(GET_KEY_GROUP, name="signers")
    outputs = {name: value for name, value in read.state.items() if not name.startswith("__")}
    assert by_id == by_name == {"id": id, **outputs}


def test_a_public_key_is_found_by_id_and_by_name_as_the_resource_reads_it(plugin: Plugin) -> None:
    id = make_key(plugin, "web")
    read = plugin.read(PUBLIC_KEY, id)
    outputs = {name: value for name, value in read.state.items() if not name.startswith("__")}
    assert plugin.invoke(GET_PUBLIC_KEY, id=id) == plugin.invoke(GET_PUBLIC_KEY, name="web")
    assert plugin.invoke(GET_PUBLIC_KEY, name="web") == {"id": id, **outputs}


def test_l2_a_key_is_found_on_the_last_page(plugin: Plugin) -> None:
    ids = {name: make_key(plugin, name) for name in (f"key-{number:03}" for number in range(120))}
    pages = {name: plugin.invoke(GET_PUBLIC_KEY, name=name)["id"] for name in ids}
    assert pages == ids
    lists = [call.params for call in plugin.aws.calls() if call.operation == "ListPublicKeys"]
    assert 1 < len(lists) < 10, "120 keys are more than one page, and the look-ups share them"


def test_l1_l7_a_name_that_is_not_there_names_the_number_and_the_nearest(plugin: Plugin) -> None:
    make_key_group(plugin, "signers", make_key(plugin, "web"))
    _, failures = plugin.ask(GET_KEY_GROUP, name="signer")
    assert failures["name"].splitlines()[0] == (
        'name "signer" (did you mean "signers"?): this account has no such key group among its 1 key group.'
    )
    _, failures = plugin.ask(GET_PUBLIC_KEY, id="K2JCJMDEHXQW5F")
    assert 'id "K2JCJMDEHXQW5F": this account has no such public key.' in failures["id"]


def test_an_empty_account_has_no_name(plugin: Plugin) -> None:
    _, failures = plugin.ask(GET_KEY_GROUP, name="signers")
    assert "this account has no such key group among its 0 key groups." in failures["name"]


def test_a_wrong_argument_is_told_without_a_call(plugin: Plugin) -> None:
    with plugin.calls():
        assert plugin.ask(GET_KEY_GROUP)[1] == {"id": "id is required, or name in its place"}
        assert "can't be given beside id" in plugin.ask(GET_PUBLIC_KEY, id="K1", name="web")[1]["name"]
        assert "white space" in plugin.ask(GET_KEY_GROUP, id="a b")[1]["id"]


def test_l6_the_only_identity_store_is_found_with_its_instance(plugin: Plugin) -> None:
    with plugin.calls("ListInstances"):
        found = plugin.invoke(GET_STORE)
    assert found.pop("instanceArn").startswith("arn:aws:sso:::instance/ssoins-")
    assert found == {
        "identityStoreId": STORE,
        "arn": f"arn:aws:identitystore::123456789012:identitystore/{STORE}",
        "name": None,
        "ownerAccountId": "123456789012",
        "status": "ACTIVE",
    }


def test_l6_of_several_stores_none_is_picked_and_each_can_be_named(plugin: Plugin) -> None:
    plugin.aws.set(identity_stores=(STORE, "d-0987654321"))
    _, failures = plugin.ask(GET_STORE)
    assert f"is required, as there are several: d-0987654321, {STORE}" in failures["identityStoreId"]
    assert plugin.invoke(GET_STORE, identityStoreId="d-0987654321")["identityStoreId"] == "d-0987654321"
    _, failures = plugin.ask(GET_STORE, identityStoreId="d-0987654322")
    assert failures["identityStoreId"].splitlines()[0] == (
        'identityStoreId "d-0987654322" (did you mean "d-0987654321"?): this account has no such identity '
        "store among its 2 identity stores."
    )
    plugin.configure(endpoint="local", identityStoreId=STORE)
    assert plugin.invoke(GET_STORE)["identityStoreId"] == STORE


def test_l6_none_is_told(plugin: Plugin) -> None:
    plugin.aws.set(identity_stores=())
    _, failures = plugin.ask(GET_STORE)
    assert "this account has no IAM Identity Center in this region" in failures["identityStoreId"]


def test_a_refused_list_is_told_with_what_the_policy_must_allow(plugin: Plugin) -> None:
    plugin.aws.inject(Fault("error", "ListKeyGroups", status=403, code="AccessDenied"))
    with fails('looking up key group "signers"', "their policy must allow cloudfront:ListKeyGroups"):
        plugin.ask(GET_KEY_GROUP, name="signers")
