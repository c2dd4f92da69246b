"""The local AWS over HTTP, as a process and on the socket."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aws_groups.local import Fault, LocalAws, Server, serve
from tests.local.conftest import Rig
from tests.local.helpers import STORE, new_group, new_public_key, signed

MAIN = (
    "import sys; from aws_groups.local import Fault, main_local;"
    " main_local(0, sys.argv[1], [Fault.parse(text) for text in sys.argv[2:]])"
)
LIST = {**signed("identitystore"), "X-Amz-Target": "AWSIdentityStore.ListIdentityStores"}


@pytest.fixture
def server(path: Path) -> Iterator[Server]:
    server = serve(path)
    yield server
    server.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_process_prints_its_url_serves_and_ends_on_a_signal(path: Path, number: signal.Signals) -> None:
    aws = LocalAws(path)
    aws.inject(Fault("error"))  # of an earlier run
    command = [sys.executable, "-c", MAIN, str(path), "DeleteGroup=error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        identitystore = Rig(aws, path, url).client("identitystore")
        id = new_group(identitystore, "Devs")
        with pytest.raises(identitystore.exceptions.InternalServerException):
            identitystore.delete_group(IdentityStoreId=STORE, GroupId=id)
        process.send_signal(number)
        assert process.wait(10) == 0
    assert [call.operation for call in aws.calls()] == ["CreateGroup", "DeleteGroup"]
    aws.close()


def test_a_connection_is_kept_for_the_next_request(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    connection.request("POST", "/", b"{}", LIST)
    first = connection.getresponse()
    assert (first.status, first.version) == (200, 11)
    assert int(first.headers["content-length"]) == len(first.read())
    port = connection.sock.getsockname()[1]
    connection.request("POST", "/", b"{}", LIST)
    assert connection.getresponse().read()
    assert connection.sock.getsockname()[1] == port
    connection.close()


def test_a_reply_without_a_body_keeps_the_connection_too(rig: Rig) -> None:
    cloudfront = rig.client("cloudfront")
    key = new_public_key(cloudfront)
    etag = cloudfront.get_public_key(Id=key)["ETag"]
    reply = cloudfront.delete_public_key(Id=key, IfMatch=etag)["ResponseMetadata"]
    assert reply["HTTPStatusCode"] == 204
    assert "content-length" not in reply["HTTPHeaders"]
    assert cloudfront.list_public_keys()["PublicKeyList"]["Quantity"] == 0


@pytest.mark.parametrize("kind", ["drop-before", "drop-after"])
def test_a_dropped_connection_is_really_reset(server: Server, kind: str) -> None:
    server.aws.inject(Fault(kind))
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    connection.request("POST", "/", b"{}", LIST)
    # On the socket itself: http.client calls a mere end of the stream a reset as well.
    with pytest.raises(ConnectionResetError):
        connection.sock.recv(1)
    connection.close()


def test_a_closed_server_takes_no_connections(path: Path) -> None:
    server = serve(path)
    address = urlsplit(server.url)
    assert address.port
    server.close()
    server.wait()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", address.port))


def test_a_port_that_is_taken_is_an_os_error(server: Server, tmp_path: Path) -> None:
    port = urlsplit(server.url).port
    assert port
    with pytest.raises(OSError, match="in use"):
        serve(tmp_path / "other", port)


def test_a_request_for_no_aws_service_is_told_what_there_is(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    connection.request("GET", "/", headers=signed("s3"))
    reply = connection.getresponse()
    assert reply.status == 501
    assert b"only cloudfront, identitystore, sso-admin, sts" in reply.read()
    connection.close()
