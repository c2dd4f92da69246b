"""The plugin's process: a gRPC server whose port is the first line on stdout.

The engine starts it with its own address as argument; started by hand it needs none
(``PULUMI_DEBUG_PROVIDERS=aws-groups:PORT`` then makes the engine attach to it).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import grpc

from aws_groups.plugin.protocol import provider_pb2_grpc
from aws_groups.plugin.servicer import Servicer

THREADS = 64
"""Calls at once; the engine's default parallelism is four per processor."""
MAX_MESSAGE = 400 * 1024 * 1024
"""The engine's own limit."""


def main() -> None:
    """Serve until interrupted, or until the engine that started this process is gone."""
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    limits = [("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(max_workers=THREADS), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(*addresses[:1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    _wait(orphan=bool(addresses))
    server.stop(grace=1).wait()


def _wait(*, orphan: bool) -> None:
    """Wait for a signal, or, with ``orphan``, for the parent process to end."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    parent = os.getppid()
    while not stop.wait(2):
        if orphan and os.getppid() != parent:
            return


if __name__ == "__main__":
    main()
