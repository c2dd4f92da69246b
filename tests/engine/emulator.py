"""An AWS of another make: its groups have ids like ``group-00000001``, and a conflict has no Reason."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aws_groups.local import LocalAws
from aws_groups.local.wire.messages import HttpRequest

_OURS = re.compile(rb"[0-9a-f]{10}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_THEIRS = re.compile(rb"(?:group)-[0-9]{8}")


class Names:
    """The ids of the local AWS as the other one has them, and back."""

    def __init__(self) -> None:
        self._theirs: dict[bytes, bytes] = {}

    def out(self, body: bytes) -> bytes:
        """A reply as the other AWS gives it."""
        body = _OURS.sub(self._their, body)
        if body[:1] == b"{":
            members: dict[str, Any] = json.loads(body)
            members.pop("Reason", None)
            body = json.dumps(members).encode()
        return body

    def back(self, body: bytes) -> bytes:
        """A request as the local AWS knows it."""
        ours = {theirs: ours for ours, theirs in self._theirs.items()}
        return _THEIRS.sub(lambda found: ours.get(found[0], found[0]), body)

    def _their(self, found: re.Match[bytes]) -> bytes:
        return self._theirs.setdefault(found[0], b"group-%08d" % (len(self._theirs) + 1))


@contextmanager
def emulator(aws: LocalAws) -> Iterator[str]:
    """Such an AWS, which keeps its objects in `aws`; its URL."""
    names = Names()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            reply = aws.respond(HttpRequest(self.command, self.path, headers, names.back(body)))
            answer = names.out(reply.body)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                if name.lower() != "content-length":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
