"""The requests that a program comes to, to the last member."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.plugin.cases import public_key
from tests.plugin.harness import GROUP, KEY_GROUP, PUBLIC_KEY, STORE, Bag, Object, Plugin, secret, unique
from tests.resources import pems

ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"


class TestAKeyGroup:
    @pytest.fixture
    def made(self, plugin: Plugin) -> Object:
        inputs = {"items": [public_key(plugin), public_key(plugin)], "name": unique("g"), "comment": "c"}
        return plugin.create(KEY_GROUP, inputs)

    @pytest.mark.parametrize("comment", [{}, {"comment": ""}, {"comment": "c"}, {"comment": secret("c")}])
    def test_is_made_with_what_is_declared(self, plugin: Plugin, comment: Bag) -> None:
        items, name = [public_key(plugin)], unique("g")
        with plugin.calls("CreateKeyGroup") as calls:
            plugin.create(KEY_GROUP, {"items": items, "name": name, **comment})
        said = {"Comment": "c"} if comment.get("comment") else {}
        assert calls[0].params == {"KeyGroupConfig": {"Name": name, "Items": items, **said}}

    def test_is_replaced_whole(self, plugin: Plugin, made: Object) -> None:
        items = [public_key(plugin), made.inputs["items"][0]]
        with plugin.calls("UpdateKeyGroup") as calls:
            updated = plugin.update(KEY_GROUP, made, {**made.inputs, "items": items})
        assert calls[0].params == {
            "Id": made.id,
            "IfMatch": made.state["etag"],
            "KeyGroupConfig": {"Name": made.inputs["name"], "Items": items, "Comment": "c"},
        }
        assert updated.state["items"] == items

    def test_is_renamed_in_place(self, plugin: Plugin, made: Object) -> None:
        name = unique("g")
        diff = plugin.diff(KEY_GROUP, made.inputs, {**made.inputs, "name": name})
        assert (diff.detailed, diff.replaces) == ({"name": "UPDATE"}, [])
        with plugin.calls("UpdateKeyGroup") as calls:
            plugin.update(KEY_GROUP, made, {**made.inputs, "name": name})
        assert calls[0].params["KeyGroupConfig"]["Name"] == name

    def test_loses_a_comment_that_is_no_longer_declared(self, plugin: Plugin, made: Object) -> None:
        news = {name: made.inputs[name] for name in ("items", "name")}
        with plugin.calls("UpdateKeyGroup") as calls:
            plugin.update(KEY_GROUP, made, news)
        assert "Comment" not in calls[0].params["KeyGroupConfig"]

    def test_in_another_order_is_not_written(self, plugin: Plugin, made: Object) -> None:
        news = {**made.inputs, "items": made.inputs["items"][::-1]}
        assert not plugin.diff(KEY_GROUP, made.inputs, news).changes
        with plugin.calls():
            updated = plugin.update(KEY_GROUP, made, news)
        assert updated.state == {**made.state, "items": news["items"]}

    def test_is_deleted_by_the_etag_of_the_state(self, plugin: Plugin, made: Object) -> None:
        with plugin.calls("DeleteKeyGroup") as calls:
            plugin.delete(KEY_GROUP, made)
        assert calls[0].params == {"Id": made.id, "IfMatch": made.state["etag"]}


class TestAPublicKey:
    @pytest.fixture
    def made(self, plugin: Plugin) -> Object:
        return plugin.create(PUBLIC_KEY, {"encodedKey": pems.ec_key(), "name": unique("k"), "comment": "c"})

    def test_is_made_once_by_a_reference_of_its_own(self, plugin: Plugin) -> None:
        key, name = pems.ec_key(), unique("k")
        with plugin.calls("CreatePublicKey") as calls:
            made = plugin.create(PUBLIC_KEY, {"encodedKey": key.rstrip(), "name": name})
        reference = made.state["callerReference"]
        config = {"CallerReference": reference, "Name": name, "EncodedKey": key}
        assert calls[0].params == {"PublicKeyConfig": config}
        assert re.fullmatch(r"pulumi-[0-9a-f-]{36}", reference)

    def test_gets_another_comment_in_place(self, plugin: Plugin, made: Object) -> None:
        diff = plugin.diff(PUBLIC_KEY, made.inputs, {**made.inputs, "comment": "d"})
        assert (diff.detailed, diff.replaces) == ({"comment": "UPDATE"}, [])
        assert set(diff.stables) == {"createdTime", "callerReference"}
        with plugin.calls("UpdatePublicKey") as calls:
            plugin.update(PUBLIC_KEY, made, {**made.inputs, "comment": "d"})
        assert calls[0].params == {
            "Id": made.id,
            "IfMatch": made.state["etag"],
            "PublicKeyConfig": {
                "CallerReference": made.state["callerReference"],
                "Name": made.inputs["name"],
                "EncodedKey": made.inputs["encodedKey"],
                "Comment": "d",
            },
        }

    def test_is_deleted_by_the_etag_of_the_state(self, plugin: Plugin, made: Object) -> None:
        with plugin.calls("DeletePublicKey") as calls:
            plugin.delete(PUBLIC_KEY, made)
        assert calls[0].params == {"Id": made.id, "IfMatch": made.state["etag"]}

    def test_with_a_made_name_is_rotated_without_a_gap(self, plugin: Plugin) -> None:
        """The new key is made and put in the group before the old one goes."""
        name = unique("k")
        old = plugin.create(PUBLIC_KEY, plugin.checked(PUBLIC_KEY, {"encodedKey": pems.ec_key()}, name=name))
        group = plugin.create(KEY_GROUP, {"items": [old.id], "name": unique("g")})
        news = {"encodedKey": pems.ec_key()}
        kept = plugin.checked(PUBLIC_KEY, news, old.inputs, name=name)
        diff = plugin.diff(PUBLIC_KEY, old.inputs, kept, state=old.state, id=old.id)
        assert diff.detailed == {"encodedKey": "UPDATE_REPLACE"}
        assert diff.replaces == ["encodedKey"]
        assert diff.stables == []
        assert not diff.delete_before_replace
        again = plugin.checked(PUBLIC_KEY, news, name=name, seed=b"another")
        with plugin.calls("CreatePublicKey", "UpdateKeyGroup", "DeletePublicKey"):
            new = plugin.create(PUBLIC_KEY, again)
            plugin.update(KEY_GROUP, group, {**group.inputs, "items": [new.id]})
            plugin.delete(PUBLIC_KEY, old)


class TestAGroup:
    @pytest.fixture
    def made(self, plugin: Plugin) -> Object:
        inputs = {"identityStoreId": STORE, "displayName": unique("t"), "description": "d"}
        return plugin.create(GROUP, inputs)

    @pytest.mark.parametrize("more", [{}, {"description": "d"}])
    def test_is_made_with_what_is_declared(self, plugin: Plugin, more: Bag) -> None:
        name = unique("t")
        with plugin.calls("CreateGroup") as calls:
            made = plugin.create(GROUP, {"identityStoreId": STORE, "displayName": name, **more})
        said = {"Description": "d"} if more else {}
        assert calls[0].params == {"IdentityStoreId": STORE, "DisplayName": name, **said}
        assert made.id == f"{STORE}/{made.state['groupId']}"
        assert made.state["arn"] == f"arn:aws:identitystore:::group/{made.state['groupId']}"

    def test_of_a_store_by_its_arn_is_asked_for_by_its_id(self, plugin: Plugin) -> None:
        inputs = {"identityStoreId": ARN, "displayName": unique("t")}
        with plugin.calls("CreateGroup") as calls:
            made = plugin.create(GROUP, inputs)
        assert calls[0].params["IdentityStoreId"] == STORE
        assert made.id.startswith(f"{STORE}/")
        assert made.state["identityStoreId"] == ARN
        assert not plugin.diff(GROUP, inputs, {**inputs, "identityStoreId": STORE}).changes

    @pytest.mark.parametrize(
        ("edit", "operations"),
        [
            pytest.param({"description": "e"}, [("description", "e")], id="one attribute"),
            pytest.param({"description": None}, [("description", None)], id="one no longer declared"),
            pytest.param(
                {"displayName": "NEW", "description": None},
                [("displayName", "NEW"), ("description", None)],
                id="both in one call",
            ),
        ],
    )
    def test_is_patched_by_what_changed(
        self, plugin: Plugin, made: Object, edit: Bag, operations: list[tuple[str, Any]]
    ) -> None:
        new = unique("t")
        news = {name: new if value == "NEW" else value for name, value in {**made.inputs, **edit}.items()}
        news = {name: value for name, value in news.items() if value is not None}
        with plugin.calls("UpdateGroup") as calls:
            plugin.update(GROUP, made, news)
        patch = [
            {"AttributePath": path, "AttributeValue": new if value == "NEW" else value}
            for path, value in operations
        ]
        assert calls[0].params == {
            "IdentityStoreId": STORE,
            "GroupId": made.state["groupId"],
            "Revision": made.state["revision"],
            "Operations": patch,
        }

    def test_keeps_a_description_that_was_never_declared(self, plugin: Plugin, made: Object) -> None:
        inputs = {name: made.inputs[name] for name in ("identityStoreId", "displayName")}
        read = plugin.read(GROUP, made.id, state=made.state, inputs=inputs)
        assert read.state["description"] == "d"
        assert "description" not in read.inputs
        new = unique("t")
        with plugin.calls("UpdateGroup") as calls:
            plugin.update(GROUP, read, {**inputs, "displayName": new})
        assert calls[0].params["Operations"] == [{"AttributePath": "displayName", "AttributeValue": new}]
        assert plugin.read(GROUP, made.id).inputs["description"] == "d"

    def test_is_deleted_by_the_revision_of_the_state(self, plugin: Plugin, made: Object) -> None:
        with plugin.calls("DeleteGroup") as calls:
            plugin.delete(GROUP, made)
        assert calls[0].params == {
            "IdentityStoreId": STORE,
            "GroupId": made.state["groupId"],
            "Revision": made.state["revision"],
        }
