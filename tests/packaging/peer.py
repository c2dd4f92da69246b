"""A stand-in for the plugin of pulumi-aws, whose five resource types here are all that it knows.

It makes nothing: a create finds the object that is there by its name, in the file PEER_OBJECTS. Each
call that would change something in AWS is written into the file PEER_CALLS.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
OBJECT = {"type": "object", "additionalProperties": TEXT}
TYPES = {
    "cloudfront/publicKey:PublicKey": {"name": TEXT, "encodedKey": TEXT},
    "cloudfront/keyGroup:KeyGroup": {"name": TEXT, "items": TEXTS, "comment": TEXT},
    "cloudfront/distribution:Distribution": {"trustedKeyGroup": TEXT},
    "identitystore/group:Group": {"identityStoreId": TEXT, "displayName": TEXT, "description": TEXT},
    "identitystore/user:User": {
        **{"identityStoreId": TEXT, "userName": TEXT, "displayName": TEXT},
        **{"name": OBJECT, "emails": OBJECT},
    },
}


class Peer(provider_pb2_grpc.ResourceProviderServicer):
    """What the engine calls."""

    inputs: ClassVar[dict[str, Any]] = TYPES
    """The inputs of each resource type, which are its outputs too."""
    outputs: ClassVar[dict[str, Any]] = {}
    """What else is an output, of some types."""
    shapes: ClassVar[dict[str, Any]] = {}
    """The types of nested properties, by token."""

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version="1.0.0")

    def GetSchema(self, request: Any, context: Any) -> Any:
        resources = {
            f"aws:{token}": {
                "inputProperties": properties,
                "properties": {**properties, **self.outputs.get(token, {})},
            }
            for token, properties in self.inputs.items()
        }
        schema = {"name": "aws", "version": "1.0.0", "meta": {"moduleFormat": "(.*)(?:/[^/]*)"}}
        return provider_pb2.GetSchemaResponse(
            schema=json.dumps({**schema, "types": self.shapes, "resources": resources})
        )

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> Any:
        return provider_pb2.ConfigureResponse()

    def Check(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> Any:
        same = request.old_inputs == request.news
        kind = provider_pb2.DiffResponse.DIFF_NONE if same else provider_pb2.DiffResponse.DIFF_SOME
        return provider_pb2.DiffResponse(changes=kind)

    def Create(self, request: Any, context: Any) -> Any:
        name = request.urn.rsplit("::", 1)[-1]
        found = json.loads(Path(os.environ["PEER_OBJECTS"]).read_text())
        record("create", request)
        return provider_pb2.CreateResponse(id=found[name], properties=request.properties)

    def Update(self, request: Any, context: Any) -> Any:
        record("update", request)
        return provider_pb2.UpdateResponse(properties=request.news)

    def Delete(self, request: Any, context: Any) -> Any:
        record("delete", request)
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()


def record(verb: str, request: Any) -> None:
    with Path(os.environ["PEER_CALLS"]).open("a") as file:
        file.write(f"{verb} {request.urn.rsplit('::', 1)[-1]}\n")


def serve(peer: Peer) -> None:
    """Serve until the engine is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    server = grpc.server(ThreadPoolExecutor())
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(peer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        threading.Event().wait(0.2)


if __name__ == "__main__":
    serve(Peer())
