"""Servers that do what no AWS does: hang, hang up, answer anything."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "peer.pem"
"""A certificate for 127.0.0.1 until 2125, and its key."""

Answer = Callable[[int, bytes], "bytes | None"]
"""From the number of a request (the first is 0) and its text to the answer. None says nothing at all
until the server is closed; b"" hangs up."""


def http(status: int = 200, body: str | bytes = b"", **headers: str) -> bytes:
    """An HTTP answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", "connection: close", f"content-length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


class Peer:
    """A server. ``requests`` are those that have arrived whole."""

    def __init__(self, answer: Answer, *, tls: bool = False, hold: threading.Event | None = None) -> None:
        """``hold`` keeps each connection waiting, before its TLS begins, until it is set."""
        self.requests: list[bytes] = []
        self.connections = 0
        self._answer = answer
        self._hold = hold
        self._closing = threading.Event()
        self._tls = None
        if tls:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATE)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._hold is not None:
                self._hold.wait()
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            request = _received(connection)
            if request is None:
                return
            self.requests.append(request)
            answer = self._answer(len(self.requests) - 1, request)
            if answer is None:
                self._closing.wait(60)
            else:
                connection.sendall(answer)

    def wait_for(self, requests: int) -> None:
        """Return when so many have arrived."""
        end = time.monotonic() + 20
        while len(self.requests) < requests:
            assert time.monotonic() < end, f"{len(self.requests)} of {requests} have arrived"
            time.sleep(0.01)

    def close(self) -> None:
        self._closing.set()
        self._listener.close()


def _received(connection: socket.socket) -> bytes | None:
    """A whole request; None if the client hung up in it."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    return head + b"\r\n\r\n" + body


@contextmanager
def peer(
    answer: Answer | bytes | None, *, tls: bool = False, hold: threading.Event | None = None
) -> Iterator[Peer]:
    """A server that gives each request that answer."""
    always = answer if callable(answer) else lambda _number, _request: answer
    server = Peer(always, tls=tls, hold=hold)
    yield server
    server.close()


@contextmanager
def accepting_nothing() -> Iterator[str]:
    """The URL of a host that no connection to can be opened, as its packets get lost."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        # Fill the queue, so that the kernel drops what comes next.
        waiting = []
        with suppress(OSError):
            for _ in range(3):
                waiting.append(socket.create_connection(address, timeout=0.05))
        yield f"http://127.0.0.1:{address[1]}"
        for connection in waiting:
            connection.close()
