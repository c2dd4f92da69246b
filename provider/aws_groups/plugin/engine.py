"""The engine's log: what the plugin says while it works. Every text is masked here before it leaves."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import cached_property

import grpc

from aws_groups.aws import Sending
from aws_groups.plugin.protocol import engine_pb2, engine_pb2_grpc
from aws_groups.secrets import Secrets, shortened
from aws_groups.words.commands import command_line
from aws_groups.words.progress import progress
from aws_groups.words.warnings import remark, warning

# The engine is on this machine: gRPC would go to it by the proxy of `http_proxy`.
NO_PROXY = [("grpc.enable_http_proxy", 0)]


LONGEST_MESSAGE = 100_000
"""Characters of a line of the log."""
LONGEST_ERROR = 6000
"""Bytes, as they are sent. gRPC's own limit for all of its headers is 8 KiB."""


def sendable(text: str, longest: int) -> str:
    """A text that gRPC can send: not too long, and without half characters, which JSON can have."""
    return shortened(text, longest).encode("utf-8", "replace").decode()


class EngineLog:
    """Messages to the engine, shown beside the resource that they are about. Without an engine (a plugin
    started by hand) they are dropped."""

    def __init__(self, address: str | None) -> None:
        self._stub = None
        if address:
            self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address, options=NO_PROXY))

    def log(self, urn: str, message: str, *, severity: int, ephemeral: bool = False) -> None:
        """Send one message, which has no secrets in it."""
        if self._stub is None:
            return
        text = sendable(message, LONGEST_MESSAGE)
        request = engine_pb2.LogRequest(severity=severity, message=text, urn=urn, ephemeral=ephemeral)
        # A log line that can't be sent is no reason to fail an update.
        with contextlib.suppress(grpc.RpcError):
            self._stub.Log(request, timeout=5)


class ResourceLog:
    """What is said of one resource in one call. It listens to the events of the rooms below."""

    def __init__(
        self, log: EngineLog, urn: str, find_secrets: Callable[[], Secrets], *, show_requests: bool = False
    ) -> None:
        """``find_secrets`` is called once there is something to say, which of most calls there is not."""
        self._log = log
        self._urn = urn
        self._find_secrets = find_secrets
        self._show_requests = show_requests

    def __call__(self, event: object) -> None:
        """Say what an event means to the user."""
        if isinstance(event, Sending):
            if self._show_requests:
                self.info(f"sent: {command_line(event.request, self.secrets)}")
        elif text := remark(event):
            self.info(text)
        elif text := progress(event):
            self._say(text, engine_pb2.INFO, ephemeral=True)
        elif text := warning(event, self.secrets):
            self.warning(text)

    @cached_property
    def secrets(self) -> Secrets:
        """What its lines must not show."""
        return self._find_secrets()

    def info(self, text: str) -> None:
        """A line that stays, under the resource."""
        self._say(text, engine_pb2.INFO)

    def warning(self, text: str) -> None:
        """A warning that stays, under the resource."""
        self._say(text, engine_pb2.WARNING)

    def debug(self, text: str) -> None:
        """A text for the engine's debug log."""
        self._say(text, engine_pb2.DEBUG)

    def _say(self, text: str, severity: int, *, ephemeral: bool = False) -> None:
        self._log.log(self._urn, self.secrets.masked(text), severity=severity, ephemeral=ephemeral)
