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
from functools import cached_property
from types import FrameType
from typing import Any

import grpc

from aws_groups.plugin.presence import Engine

MOST_THREADS = 100_000
"""Calls at once: as many as come. A thread is started only where none is idle. Cancel is a call too, and
must be heard however many others wait."""
MAX_MESSAGE = 400 * 1024 * 1024
"""The engine's own limit."""
COLLECT_AFTER = 20_000
"""New objects between two searches for garbage in cycles, of which there is hardly any. With Python's
own 700 the searches, through all that was imported, take a tenth of the start."""
LOOK_EVERY = 0.5
"""Seconds between two looks whether the engine is still there. (Each wait between attempts ends with one.)"""
LAST_SECONDS = 3.0
"""How long calls have to end after they were cancelled. The engine kills the plugin after five."""


def main() -> None:
    """Serve until interrupted, or until the engine that started this process is gone."""
    gc.set_threshold(COLLECT_AFTER)
    stop = _stopped_by_signals()
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    limits = [("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(max_workers=MOST_THREADS), options=limits)
    engine = Engine(addresses[0]) if addresses else None
    provider = _Provider(addresses[0] if addresses else None, engine)
    server.add_generic_rpc_handlers((provider,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    provider.load()
    # What was imported stays, so the searches for garbage need not look at it.
    gc.freeze()
    _wait(stop, engine)
    # Nothing more is sent to AWS: nobody would hear what comes of it.
    provider.cancel()
    server.stop(grace=1).wait(LAST_SECONDS)
    # Threads that wait for AWS must not keep the process alive.
    sys.stdout.flush()
    os._exit(0)


class _Provider(grpc.GenericRpcHandler):  # type: ignore[misc]
    """The provider's RPCs, whose code is imported by ``load``, or by the first call if that is sooner."""

    def __init__(self, engine_address: str | None, engine: Engine | None) -> None:
        self._engine_address, self._engine = engine_address, engine
        self._loading = threading.Lock()

    def service(self, handler_call_details: Any) -> Any:
        """The handler of one RPC; None for one that there is not."""
        handler = self.load().service(handler_call_details)
        from aws_groups.plugin.rpc import in_bytes

        return handler and in_bytes(handler, handler_call_details.method.rpartition("/")[2])

    def load(self) -> Any:
        """The generated handler of the protocol's service."""
        with self._loading:
            return self._handlers

    def cancel(self) -> None:
        """End every wait, and send nothing more."""
        self._servicer.cancel()

    @cached_property
    def _servicer(self) -> Any:
        from aws_groups.aws import close_stdin
        from aws_groups.plugin.rpc import log_to_file
        from aws_groups.plugin.servicer import Servicer

        close_stdin()
        log_to_file()
        return Servicer(self._engine_address, self._engine)

    @cached_property
    def _handlers(self) -> Any:
        from aws_groups.plugin.protocol import provider_pb2_grpc

        register = _Registered()
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(self._servicer, register)
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


def _wait(stop: threading.Event, engine: Engine | None) -> None:
    """Wait until stopped, or until the engine is gone."""
    while not stop.wait(LOOK_EVERY):
        if engine and engine.has_gone():
            return


if __name__ == "__main__":
    main()
