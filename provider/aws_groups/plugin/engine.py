"""The engine's log: what the plugin has to say while it works."""

from __future__ import annotations

import contextlib

import grpc

from aws_groups.plugin.protocol import engine_pb2, engine_pb2_grpc


class EngineLog:
    """Messages to the engine, shown beside the resource they are about. Without an engine (a plugin
    started by hand) they are dropped."""

    def __init__(self, address: str | None) -> None:
        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address)) if address else None

    def warning(self, urn: str, message: str) -> None:
        """A line that stays, under the resource."""
        self._log(urn, message, severity=engine_pb2.WARNING, ephemeral=False)

    def status(self, urn: str, message: str) -> None:
        """The text of the resource's progress column, until the next one."""
        self._log(urn, message, severity=engine_pb2.INFO, ephemeral=True)

    def _log(self, urn: str, message: str, *, severity: int, ephemeral: bool) -> None:
        if self._stub is None:
            return
        request = engine_pb2.LogRequest(severity=severity, message=message, urn=urn, ephemeral=ephemeral)
        # A log line that can't be said is no reason to fail an update.
        with contextlib.suppress(grpc.RpcError):
            self._stub.Log(request, timeout=5)
