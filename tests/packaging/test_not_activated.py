"""A program whose environment is not activated: no plugin is on PATH, and none was installed.

The SDK tells the engine where to ask for its plugin (the schema's `pluginDownloadURL`). A server of this
test stands in for that place, and a proxy for all the others: nothing here leaves the machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aws_groups import __version__
from aws_groups.package.schema import DOWNLOAD_URL
from tests.engine.harness import ROOT, STORE, InlineStack
from tools.archive import archive, names

pytestmark = pytest.mark.engine

PROGRAM = """\
import pulumi_aws_groups as aws_groups

aws_groups.identitystore.Group("team", display_name="Team")
"""
PROJECT = f"""\
name: not-activated
runtime: python
config:
  aws-groups:endpoint: local
  aws-groups:identityStoreId: {STORE}
"""

INSTALL = f"`pulumi plugin install resource aws-groups v{__version__} --server {DOWNLOAD_URL}`"


class Answers(ThreadingHTTPServer):
    """A server that answers each GET with `body`, or with 404 if that is None; `asked` is what came."""

    def __init__(self, body: bytes | None) -> None:
        self.asked: list[str] = []
        self.body = body
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request, also one that a proxy gets for another host (CONNECT)."""

    server: Answers

    def do_GET(self) -> None:
        """Answer."""
        self.server.asked.append(self.path)
        body = self.server.body or b""
        self.send_response(404 if self.server.body is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_CONNECT = do_HEAD = do_GET

    def log_message(self, *what: object) -> None:
        """Print nothing."""


@contextmanager
def serving(body: bytes | None) -> Iterator[Answers]:
    """A server while the test needs it."""
    with Answers(body) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def stack_of(folder: Path, home: Path, release: Answers, elsewhere: Answers) -> InlineStack:
    """The stack of a Python program, with `release` for the place that its SDK names."""
    program = folder / "program"
    program.mkdir()
    (program / "__main__.py").write_text(PROGRAM)
    (program / "Pulumi.yaml").write_text(PROJECT)
    (folder / "stack").mkdir()
    stack = InlineStack(folder / "stack", home, program)
    stack.env["PATH"] = f"{ROOT / '.tools' / 'bin'}:/usr/bin:/bin"
    stack.env["PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES"] = f"^{DOWNLOAD_URL}/={release.url}"
    stack.env["HTTPS_PROXY"] = elsewhere.url
    return stack


def test_the_first_preview_fetches_the_plugin_from_the_release(
    plugin_wheel: Path, home: Path, tmp_path: Path
) -> None:
    with serving(archive(plugin_wheel)) as release, serving(None) as elsewhere:
        stack = stack_of(tmp_path, home, release, elsewhere)
        assert stack.preview().steps == ["create team"]
        assert stack.up().steps == ["create team"]
    assert [path.removeprefix("/") in names() for path in release.asked] == [True], "one GET, of one name"
    assert elsewhere.asked == []


def test_where_there_is_no_release_one_place_is_asked_once_and_the_error_says_what_to_install(
    home: Path, tmp_path: Path
) -> None:
    with serving(None) as release, serving(None) as elsewhere:
        failed = stack_of(tmp_path, home, release, elsewhere).preview(fails=True)
    assert INSTALL in failed.error
    assert len(release.asked) == 1
    assert elsewhere.asked == []


def test_nobody_else_is_asked_where_that_place_cannot_be_reached(home: Path, tmp_path: Path) -> None:
    with serving(None) as release, serving(None) as proxy:
        stack = stack_of(tmp_path, home, release, proxy)
        del stack.env["PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES"]
        failed = stack.preview(fails=True)
    assert INSTALL in failed.error
    assert set(proxy.asked) == {"api.github.com:443"}
