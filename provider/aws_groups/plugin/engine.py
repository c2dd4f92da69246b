"""The engine's log: what the plugin has to say while it works."""

from __future__ import annotations

import contextlib

import grpc

from aws_groups.aws import Secrets
from aws_groups.plugin.protocol import engine_pb2, engine_pb2_grpc
from aws_groups.values import MASK


class EngineLog:
    """Messages to the engine, shown beside the resource they are about. Without an engine (a plugin
    started by hand) they are dropped."""

    def __init__(self, address: str | None) -> None:
        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address)) if address else None

    def about(self, urn: str, secrets: Secrets) -> ResourceLog:
        """The log as one resource's, which never shows its secrets."""
        return ResourceLog(self, urn, secrets)

    def log(self, urn: str, message: str, *, severity: int, ephemeral: bool) -> None:
        """Send one message."""
        if self._stub is None:
            return
        request = engine_pb2.LogRequest(severity=severity, message=message, urn=urn, ephemeral=ephemeral)
        # A log line that can't be said is no reason to fail an update.
        with contextlib.suppress(grpc.RpcError):
            self._stub.Log(request, timeout=5)


class ResourceLog:
    """What is told of one resource: ``aws.Tell``, spoken to the engine."""

    def __init__(self, log: EngineLog, urn: str, secrets: Secrets) -> None:
        self._log = log
        self._urn = urn
        self._secrets = secrets

    def status(self, text: str) -> None:
        """The text of the resource's progress column, until the next one."""
        self._say(text, engine_pb2.INFO, ephemeral=True)

    def info(self, text: str) -> None:
        """A line that stays, under the resource."""
        self._say(text, engine_pb2.INFO, ephemeral=False)

    def warning(self, text: str) -> None:
        """A warning that stays, under the resource."""
        self._say(text, engine_pb2.WARNING, ephemeral=False)

    def _say(self, text: str, severity: int, *, ephemeral: bool) -> None:
        self._log.log(self._urn, masked(text, self._secrets), severity=severity, ephemeral=ephemeral)


_SHORTEST = 4
"""Characters; a shorter secret is also a part of ordinary words, which masking would spoil."""


def masked(text: str, secrets: Secrets) -> str:
    """``text`` without the secrets that stand in it."""
    for secret in sorted(secrets.texts, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, MASK)
    return text
