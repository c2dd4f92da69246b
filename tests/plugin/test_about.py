"""What the plugin tells of itself."""

from __future__ import annotations

import json
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from aws_groups import __version__
from aws_groups.plugin.protocol import plugin_pb2, provider_pb2
from tests.plugin.harness import GROUP, KEY_GROUP, PUBLIC_KEY, Plugin, fails

SCHEMA = Path(__file__).parents[2] / "schema.json"


def test_the_schema_is_the_one_that_is_checked_in(plugin: Plugin) -> None:
    reply = plugin.rpc("GetSchema", provider_pb2.GetSchemaRequest(version=0))
    assert json.loads(reply.schema) == json.loads(SCHEMA.read_text())


def test_the_version_is_the_packages(plugin: Plugin) -> None:
    assert plugin.rpc("GetPluginInfo", Empty()).version == __version__


def test_what_handshake_claims_configure_claims_too(bare: Plugin) -> None:
    handshake = plugin_handshake(bare)
    configure = bare.configure(endpoint="local")
    assert handshake.accept_secrets
    assert configure.acceptSecrets
    assert handshake.supports_autonaming_configuration
    assert configure.supports_autonaming_configuration
    assert handshake.accept_resources == configure.acceptResources
    assert handshake.accept_outputs == configure.acceptOutputs
    assert configure.supportsPreview


def plugin_handshake(plugin: Plugin) -> provider_pb2.ProviderHandshakeResponse:
    request = provider_pb2.ProviderHandshakeRequest(
        engine_address="127.0.0.1:1", configure_with_urn=True, supports_views=True
    )
    return plugin.rpc("Handshake", request)


def test_an_engine_can_attach_to_a_plugin_that_runs(bare: Plugin) -> None:
    assert bare.rpc("Attach", plugin_pb2.PluginAttach(address="127.0.0.1:1")) == Empty()
    assert plugin_handshake(bare).accept_secrets


def test_there_are_no_mappings_from_other_providers(plugin: Plugin) -> None:
    reply = plugin.rpc("GetMapping", provider_pb2.GetMappingRequest(key="terraform", provider="aws"))
    assert (reply.provider, reply.data) == ("", b"")
    assert not plugin.rpc("GetMappings", provider_pb2.GetMappingsRequest(key="terraform")).providers


def test_cancel_returns_at_once(tmp_path: Path) -> None:
    other = Plugin(tmp_path / "aws.sqlite")
    assert other.rpc("Cancel", Empty()) == Empty()
    assert other.close() == ("", "")


@pytest.mark.parametrize("rpc", ["Check", "Diff", "Create", "Read", "Update", "Delete"])
def test_a_resource_that_there_is_not_is_named(plugin: Plugin, rpc: str) -> None:
    token = "aws-groups:cloudfront:Distribution"
    request = getattr(provider_pb2, f"{rpc}Request")(
        urn=f"urn:pulumi:dev::project::{token}::it", type=token, name="it"
    )
    with fails(token, KEY_GROUP, PUBLIC_KEY, GROUP), plugin.calls():
        plugin.rpc(rpc, request)


@pytest.mark.parametrize("rpc", ["Check", "Diff"])
def test_the_token_may_be_in_the_urn_alone(plugin: Plugin, rpc: str) -> None:
    """Of an older engine; and a resource may have a parent."""
    urn = f"urn:pulumi:dev::project::my:component:Thing${GROUP}::it"
    plugin.rpc(rpc, getattr(provider_pb2, f"{rpc}Request")(urn=urn))


def test_what_it_does_not_do_is_said_to_be_so(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.rpc("Construct", provider_pb2.ConstructRequest())
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
