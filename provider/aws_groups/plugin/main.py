"""The plugin's process: a gRPC server whose port is the first line on stdout.

The engine starts it with its own address as argument; started by hand it needs none
(``PULUMI_DEBUG_PROVIDERS=aws-groups:PORT`` then makes the engine attach to it).

The port is printed before the provider's own modules are imported: the engine takes a while to dial,
and they are there by then.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any

import grpc

THREADS = 64
"""Calls at once; the engine's default parallelism is four per processor."""
MAX_MESSAGE = 400 * 1024 * 1024
"""The engine's own limit."""
COLLECT_AFTER = 200_000
"""New objects between two searches for garbage in cycles, of which there is hardly any. With Python's
own 700 the searches, through all that was imported, take a tenth of the start."""


def main() -> None:
    """Serve until interrupted, or until the engine that started this process is gone."""
    keep_to_one_processor()
    gc.set_threshold(COLLECT_AFTER)
    stop, parent = _stopped_by_signals(), os.getppid()
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    limits = [("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(max_workers=THREADS), options=limits)
    provider = _Provider(*addresses[:1])
    server.add_generic_rpc_handlers((provider,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    provider.load()
    _wait(stop, parent if addresses else None)
    server.stop(grace=1).wait()


def keep_to_one_processor() -> None:
    """Have all threads, of which only one at a time runs Python, take turns on the processor that this
    process was started on (the idlest, by the kernel's choice).

    On several, each turn wakes another processor up and moves what it works on there: that took more
    time than the work. Linux only, and where it may; elsewhere nothing changes.
    """
    with suppress(AttributeError, OSError):
        processor = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[36]
        os.sched_setaffinity(0, {int(processor)})


class _Provider(grpc.GenericRpcHandler):  # type: ignore[misc]
    """The provider's RPCs, whose code is imported by ``load``, or by the first call if that is sooner."""

    def __init__(self, engine_address: str | None = None) -> None:
        self._engine_address = engine_address
        self._loading = threading.Lock()

    def service(self, handler_call_details: Any) -> Any:
        """The handler of one RPC; None for one that there is not."""
        return self.load().service(handler_call_details)

    def load(self) -> Any:
        """The generated handler of the protocol's service."""
        with self._loading:
            return self._handlers

    @cached_property
    def _handlers(self) -> Any:
        from aws_groups.plugin.protocol import provider_pb2_grpc
        from aws_groups.plugin.servicer import Servicer

        register = _Registered()
        servicer = Servicer(self._engine_address)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, register)
        return register.handlers


class _Registered:
    """What the generated code takes for a server: it keeps the handlers it is given."""

    handlers: Any = None

    def add_generic_rpc_handlers(self, handlers: tuple[Any]) -> None:
        (self.handlers,) = handlers

    def add_registered_method_handlers(self, service_name: str, method_handlers: Any) -> None:
        """Newer generated code says the same twice; once is enough."""


def _stopped_by_signals() -> threading.Event:
    """An event that an interrupt or a termination sets."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    return stop


def _wait(stop: threading.Event, parent: int | None) -> None:
    """Wait until stopped, or, with ``parent``, until that process is no longer this one's parent."""
    while not stop.wait(2):
        if parent is not None and os.getppid() != parent:
            return


if __name__ == "__main__":
    main()
