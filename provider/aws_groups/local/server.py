"""The local AWS over HTTP, for any AWS client: `aws --endpoint-url http://127.0.0.1:4566 …`."""

from __future__ import annotations

import os
import signal
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler
from typing import Any

from aws_groups.local.aws import LocalAws
from aws_groups.local.errors import ConnectionDropped
from aws_groups.local.faults import Fault
from aws_groups.local.wire.messages import HttpRequest, HttpResponse

# Closing with nothing to linger for sends a reset, as a peer that vanished would.
_RESET = struct.pack("ii", 1, 0)


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


def serve(store: str | os.PathLike[str], port: int = 0, *, host: str = "127.0.0.1") -> Server:
    """Serve the local AWS of that store from threads of this process; port 0 is any free one.

    Raises OSError if the port is taken.
    """
    aws = LocalAws(store)
    try:
        return Server(aws, host, port)
    except OSError:
        aws.close()
        raise


def main_local(port: int, store: str | os.PathLike[str], faults: Iterable[Fault] = ()) -> None:
    """Serve until SIGINT or SIGTERM. Prints the URL on a line of its own once it listens.

    The faults take the place of those an earlier run left in the store.
    """
    server = serve(store, port)
    server.aws.clear_faults()
    for fault in faults:
        server.aws.inject(fault)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print(server.url, flush=True)
    stop.wait()
    server.close()


class _Listener(socketserver.ThreadingTCPServer):
    # Not http.server's HTTPServer: that asks the DNS for the host's name first.
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], aws: LocalAws) -> None:
        self.aws = aws
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is its own business; anything else is worth a traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        request = HttpRequest(self.command, self.path, headers, body)
        try:
            self._write(self.server.aws.respond(request))
        except ConnectionDropped:
            self._reset()
        except ConnectionError:
            raise
        except Exception as error:
            # A defect of the local AWS: say so to the client, and all about it to the terminal.
            self._write(HttpResponse(500, body=f"{error!r}\n".encode()))
            raise

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def _write(self, response: HttpResponse) -> None:
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if response.status != 204:
            lines.append(f"content-length: {len(response.body)}")
        # In one piece, so that it is one packet.
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + response.body)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.close_connection = True
        # The socket closes with the last file made from it.
        self.rfile.close()
        self.connection.close()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the call log has it all."""
