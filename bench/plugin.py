"""The plugin as a process, spoken to over gRPC as the engine does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

import grpc
from google.protobuf.struct_pb2 import Struct

from aws_groups.plugin.protocol import provider_pb2, provider_pb2_grpc
from bench.cloud import BIN, STORE_ID, environment
from bench.processes import cpu_seconds, resident

T = TypeVar("T")
R = TypeVar("R")

COMMAND = (str(BIN / "pulumi-resource-aws-groups"),)
GROUP = "aws-groups:identitystore:Group"
LOCAL = {"endpoint": "local", "identityStoreId": STORE_ID}
TIMEOUT = 300


def struct(values: Mapping[str, Any]) -> Struct:
    """A property bag as it goes over the wire."""
    bag = Struct()
    bag.update(dict(values))
    return bag


class Object(NamedTuple):
    """A resource as the engine's state has it."""

    urn: str
    id: str
    inputs: Struct
    state: Struct


class Plugin:
    """One running plugin. Its resources are groups, unless ``token`` says otherwise."""

    def __init__(self, store: Path, command: Sequence[str] = COMMAND, **env: str) -> None:
        variables = {**environment(store), **env}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.stub: Any = None

    def __enter__(self) -> Plugin:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._channel.close()
        self.process.terminate()
        self.process.wait()

    def ready(self, **config: Any) -> Plugin:
        """Dial, shake hands and configure, as an engine does that has just started it."""
        self._channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Handshake(provider_pb2.ProviderHandshakeRequest(), timeout=TIMEOUT)
        args = struct({**LOCAL, **config})
        request = provider_pb2.ConfigureRequest(args=args, acceptSecrets=True)
        self.stub.Configure(request, timeout=TIMEOUT)
        return self

    @property
    def cpu(self) -> float:
        """CPU seconds so far."""
        return cpu_seconds(self.process.pid)

    @property
    def memory(self) -> float:
        """MB resident."""
        return resident(self.process.pid)

    def check(self, name: str, inputs: Mapping[str, Any], token: str = GROUP) -> Struct:
        """The checked inputs."""
        request = provider_pb2.CheckRequest(
            **_identity(name, token), news=struct(inputs), randomSeed=bytes(32)
        )
        reply = self.stub.Check(request, timeout=TIMEOUT)
        assert not reply.failures, reply.failures
        return Struct.FromString(reply.inputs.SerializeToString())

    def diff(self, old: Object, inputs: Mapping[str, Any], token: str = GROUP) -> bool:
        """Whether anything would change."""
        request = provider_pb2.DiffRequest(
            urn=old.urn, type=token, id=old.id, olds=old.state, old_inputs=old.inputs, news=struct(inputs)
        )
        reply = self.stub.Diff(request, timeout=TIMEOUT)
        return bool(reply.changes != provider_pb2.DiffResponse.DIFF_NONE)

    def create(self, name: str, inputs: Struct, token: str = GROUP, *, preview: bool = False) -> Object:
        """Make it."""
        identity = _identity(name, token)
        request = provider_pb2.CreateRequest(**identity, properties=inputs, preview=preview)
        reply = self.stub.Create(request, timeout=TIMEOUT)
        return Object(identity["urn"], reply.id, inputs, reply.properties)

    def read(self, old: Object, token: str = GROUP) -> Any:
        """Refresh it; the whole reply."""
        request = provider_pb2.ReadRequest(
            urn=old.urn, type=token, id=old.id, properties=old.state, inputs=old.inputs
        )
        return self.stub.Read(request, timeout=TIMEOUT)

    def update(
        self, old: Object, inputs: Mapping[str, Any], token: str = GROUP, *, preview: bool = False
    ) -> Object:
        """Change it."""
        news = struct(inputs)
        request = provider_pb2.UpdateRequest(
            urn=old.urn,
            type=token,
            id=old.id,
            olds=old.state,
            old_inputs=old.inputs,
            news=news,
            preview=preview,
        )
        reply = self.stub.Update(request, timeout=TIMEOUT)
        return Object(old.urn, old.id, news, reply.properties)

    def delete(self, old: Object, token: str = GROUP) -> None:
        """Delete it."""
        request = provider_pb2.DeleteRequest(
            urn=old.urn, type=token, id=old.id, properties=old.state, old_inputs=old.inputs
        )
        self.stub.Delete(request, timeout=TIMEOUT)


def group_inputs(number: int, description: str = "made by the bench") -> dict[str, Any]:
    """The inputs of a group."""
    return {"identityStoreId": STORE_ID, "displayName": f"group-{number}", "description": description}


def create_groups(plugin: Plugin, numbers: Iterable[int], threads: int) -> list[Object]:
    """Make a group for each number."""
    return many(threads, lambda n: plugin.create(f"g{n}", struct(group_inputs(n))), numbers)


def many(threads: int, work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Do the work for all items, so many at once as the engine's parallelism would."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))


def with_preparation(code: str) -> tuple[str, ...]:
    """The plugin's command with something done before: one of its economies turned off, say."""
    start = "from aws_groups.plugin.main import main; main()"
    return sys.executable, "-c", f"{code}\n{start}"


def _identity(name: str, token: str) -> dict[str, str]:
    return {"urn": f"urn:pulumi:dev::bench::{token}::{name}", "type": token, "name": name}
