"""The plugin as a process, on the same local AWS as the rig; and an engine that hears what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import grpc
from google.protobuf.empty_pb2 import Empty

from aws_groups.local import Call
from aws_groups.plugin.protocol import engine_pb2, engine_pb2_grpc
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import Subject
from tests.plugin.harness import Bag, Object, Plugin, secret


class Line(NamedTuple):
    """One message of the plugin's."""

    severity: str
    text: str
    resource: str
    """The logical name of the resource it is about."""
    passes: bool
    """Whether it is a status, which the next one takes the place of."""


class Ear(engine_pb2_grpc.EngineServicer):  # type: ignore[misc]
    """An engine that only listens, at `address`."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: Any, context: Any) -> Any:
        severity = engine_pb2.LogSeverity.Name(request.severity)
        line = Line(severity, request.message, request.urn.rpartition("::")[2], request.ephemeral)
        self.lines.append(line)
        return Empty()

    def close(self) -> None:
        self._server.stop(grace=None)


class Said(NamedTuple):
    """What came of one RPC."""

    result: Any
    code: grpc.StatusCode | None
    message: str
    log: list[Call]
    lines: list[Line]


@dataclass
class Wire:
    """A plugin, and what goes on around it."""

    rig: Rig
    plugin: Plugin
    ear: Ear

    def configure(self, **config: Any) -> None:
        """Configure the plugin, as for a new `pulumi` command."""
        self.plugin.configure(endpoint="local", maxAttempts=4, **config)

    def act(self, action: Callable[[Plugin], Any]) -> Said:
        """Do something through the plugin."""
        self.ear.lines = []
        result, code, message = None, None, ""
        with self.rig.watching() as log:
            try:
                result = action(self.plugin)
            except grpc.RpcError as error:
                code, message = error.code(), error.details()
        return Said(result, code, message, log, self.ear.lines)

    def made(self, subject: Subject, secrets: Collection[str] = (), /, **inputs: Any) -> Object:
        """An object that the plugin made; the inputs named in `secrets` are secret."""
        bag = marked(subject.inputs(self.rig, **inputs), secrets)
        return self.plugin.create(token(subject), bag)


def token(subject: Subject) -> str:
    return f"aws-groups:{subject.token}"


def marked(inputs: Bag, secrets: Collection[str]) -> Bag:
    """Inputs as the engine sends them, some of them secret."""
    return {name: secret(value) if name in secrets else value for name, value in inputs.items()}
