"""The local AWS over HTTP, for any AWS client: `aws --endpoint-url http://127.0.0.1:4566 …`."""

from __future__ import annotations

import io
import os
import signal
import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

from aws_groups.local.aws import LocalAws
from aws_groups.local.errors import AwsError, ConnectionDropped
from aws_groups.local.faults import Fault, require_known
from aws_groups.local.http_rules import content_length, refusal
from aws_groups.local.services import OPERATIONS
from aws_groups.local.store_file import StoreError
from aws_groups.local.wire.messages import HttpRequest, HttpResponse

# Closing with nothing to linger for sends a reset, as a peer that vanished would.
_RESET = struct.pack("ii", 1, 0)


# How long a client may take to send a request, or to take its reply, and between two requests.
REQUEST_SECONDS = 30.0
_IDLE_SECONDS = 600.0
_LAST_PORT = 65535


class Server:
    """A local AWS that listens. `url` is where."""

    def __init__(self, aws: LocalAws, host: str, port: int) -> None:
        self.aws = aws
        self._listener = _Listener((host, port), aws)
        self.url = f"http://{host}:{self._listener.server_address[1]}"
        # The poll interval is how long close() may have to wait.
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.02,), name="local-aws", daemon=True
        )
        self._thread.start()

    def wait(self) -> None:
        """Return when the server is closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop listening and let go of the store. Requests under way are cut off."""
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
        self.aws.close()


def serve(
    store: str | os.PathLike[str],
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    clock: Callable[[], float] = time.time,
) -> Server:
    """Serve the local AWS of that store from threads of this process; port 0 is any free one.

    Raises:
        ValueError: there is no such port.
        OSError: the port cannot be had, or (a StoreError) the store.
    """
    if not 0 <= port <= _LAST_PORT:
        raise ValueError(f"no such port: {port}; there are 0 (any free one) to {_LAST_PORT}")
    aws = LocalAws(store, clock=clock)
    try:
        return Server(aws, host, port)
    except OSError as error:
        aws.close()
        told = OSError(f"port {port} of {host} cannot be had: {error.strerror}")
        told.errno = error.errno
        raise told from None


def main_local(
    port: int,
    store: str | os.PathLike[str],
    faults: Iterable[Fault] = (),
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. Prints the URL on a line of its own once it listens.

    The faults take the place of those an earlier run left in the store. The settings stay in it.

    Raises:
        ValueError: a fault, a setting or the port is none.
        OSError: the port cannot be had, or (a StoreError) the store.
    """
    faults = list(faults)
    for fault in faults:
        require_known(fault, OPERATIONS)
    server = serve(store, port)
    try:
        server.aws.set(**(settings or {}))
        server.aws.clear_faults()
        for fault in faults:
            server.aws.inject(fault)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        print(server.url, flush=True)
        stop.wait()
    finally:
        server.close()


class _Listener(socketserver.ThreadingTCPServer):
    # Not http.server's HTTPServer: that asks the DNS for the host's name first.
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], aws: LocalAws) -> None:
        self.aws = aws
        self.host = address[0]
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is its own business; anything else is worth a traceback."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Reader(io.RawIOBase):
    """What a client sends. A request must be there in time as a whole, not each byte of it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline: float | None = None

    def next_request(self) -> None:
        """The client may think before it sends the next request."""
        self._deadline = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes. Raises TimeoutError when the time is over."""
        left = _IDLE_SECONDS if self._deadline is None else self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        count = self._connection.recv_into(buffer)
        if self._deadline is None:
            self._deadline = time.monotonic() + REQUEST_SECONDS
        return count


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Read by way of a _Reader."""
        super().setup()
        self.rfile.close()
        self._reader = _Reader(self.connection)
        self.rfile = io.BufferedReader(self._reader)

    def handle_one_request(self) -> None:
        """Read and answer one request; a slow client is cut off (the base class sees to it)."""
        self._reader.next_request()
        super().handle_one_request()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = HttpRequest(self.command, self.path, headers)
        reason = refusal(request, self.server.host)
        if reason:
            self._refuse(HttpResponse(403, {"content-type": "text/plain"}, f"{reason}\n".encode()))
            return
        try:
            length = content_length(self.headers)
        except AwsError as error:
            self._refuse(self.server.aws.refuse(request, error))
            return
        body = self.rfile.read(length)
        if len(body) == length:  # else the client has gone
            self._respond(replace(request, body=body))

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def _respond(self, request: HttpRequest) -> None:
        try:
            self._write(self.server.aws.respond(request))
        except ConnectionDropped:
            self._reset()
        except StoreError as error:
            self._write(self.server.aws.refuse(request, AwsError("InternalFailure", str(error), status=500)))
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:
            # A defect of the local AWS: say so to the client, and all about it to the terminal.
            self._write(HttpResponse(500, body=f"{error!r}\n".encode()))
            raise

    def _refuse(self, response: HttpResponse) -> None:
        """Answer without having read the body: nothing more can be read on this connection."""
        self.close_connection = True
        response.headers["connection"] = "close"
        self._write(response)

    def _write(self, response: HttpResponse) -> None:
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if response.status != 204:
            lines.append(f"content-length: {len(response.body)}")
        self.connection.settimeout(REQUEST_SECONDS)
        # In one piece, so that it is one packet.
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + response.body)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the call log has it all."""
