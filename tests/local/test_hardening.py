"""What must not get through the server, or break it: web pages, broken requests, slow clients."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from aws_groups.local import HttpRequest, HttpResponse, LocalAws, Server, serve
from aws_groups.local import server as server_module
from tests.local.helpers import STORE, signed

TARGET = {"X-Amz-Target": "AWSIdentityStore.ListIdentityStores"}
LIST = {**signed("identitystore"), **TARGET}


@pytest.fixture
def server(path: Path) -> Iterator[Server]:
    server = serve(path)
    yield server
    server.close()


@pytest.fixture
def local(path: Path) -> Iterator[LocalAws]:
    aws = LocalAws(path)
    yield aws
    aws.close()


def answer(server: Server, headers: dict[str, str], body: bytes = b"{}") -> tuple[int, str]:
    """The status and the body of the reply to a request."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("POST", "/", body, headers)
    reply = connection.getresponse()
    found = reply.status, reply.read().decode()
    connection.close()
    return found


def raw(server: Server, *lines: str) -> str:
    """All that comes back for a request in these lines, until the server closes the connection."""
    address = urlsplit(server.url)
    assert address.port
    with socket.create_connection(("127.0.0.1", address.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection.makefile("rb").read().decode()


def request_lines(**headers: str) -> list[str]:
    """The head of a signed request, with more headers."""
    named = {"Host": "localhost", **LIST, **{name.replace("_", "-"): headers[name] for name in headers}}
    return ["POST / HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({**LIST, "Origin": "http://127.0.0.1"}, "Requests of web pages are refused"),
        ({**LIST, "Origin": "null"}, "Requests of web pages are refused"),
        ({**LIST, "Host": "evil.example"}, "'evil.example' is no name of this machine's loopback"),
        ({**LIST, "Host": "127.0.0.1.evil.example:4566"}, "is no name of this machine's loopback"),
        ({**LIST, "Host": "192.0.2.1"}, "is no name of this machine's loopback"),
        ({**LIST, "Host": "["}, "is no name of this machine's loopback"),
        ({**LIST, "Host": ""}, "is no name of this machine's loopback"),
        (TARGET, "The request is not signed"),
        ({**TARGET, "Authorization": "Basic YTpi"}, "The request is not signed"),
    ],
    ids=str,
)
def test_who_is_no_aws_client_of_this_machine_is_refused(
    server: Server, headers: dict[str, str], words: str
) -> None:
    status, body = answer(server, headers)
    assert status == 403
    assert words in body
    assert server.aws.calls() == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:4566", "127.0.0.1", "127.8.8.8:1", "[::1]:4566"])
def test_a_loopback_name_is_taken(server: Server, host: str) -> None:
    assert answer(server, {**LIST, "Host": host})[0] == 200


def test_without_a_host_nothing_is_answered(server: Server) -> None:
    lines = [line for line in request_lines() if not line.startswith("Host")]
    assert raw(server, *lines).startswith("HTTP/1.1 403 ")


@pytest.mark.parametrize("length", ["-1", "ten", "1_0", "+2", "2.0", "0x10", "²", ""])
def test_a_content_length_that_is_no_number_is_an_aws_error(
    server: Server, length: str, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = raw(server, *request_lines(Content_Length=length))
    assert reply.startswith("HTTP/1.1 400 ")
    body = json.loads(reply.partition("\r\n\r\n")[2])
    assert body["__type"] == "InvalidRequest"
    assert "Content-Length is not valid" in body["Message"]
    assert capfd.readouterr().err == ""


def test_two_content_lengths_are_one_too_many(server: Server) -> None:
    reply = raw(server, *request_lines(), "Content-Length: 2", "Content-Length: 3")
    assert reply.startswith("HTTP/1.1 400 ")


def test_a_body_of_unsaid_length_is_refused(server: Server) -> None:
    reply = raw(server, *request_lines(Transfer_Encoding="chunked"))
    assert reply.startswith("HTTP/1.1 411 ")
    assert json.loads(reply.partition("\r\n\r\n")[2])["__type"] == "MissingContentLength"


@pytest.mark.parametrize("length", ["10485761", "1" + "0" * 5000], ids=["a byte more", "5001 digits"])
def test_a_body_over_ten_mebibytes_is_refused_unread(server: Server, length: str) -> None:
    reply = raw(server, *request_lines(Content_Length=length))
    assert reply.startswith("HTTP/1.1 413 ")
    assert json.loads(reply.partition("\r\n\r\n")[2])["__type"] == "RequestEntityTooLarge"


def test_cloudfront_is_refused_in_its_own_way(server: Server) -> None:
    lines = ["POST /2020-05-31/key-group HTTP/1.1", "Host: localhost", "Content-Length: -1"]
    lines += [f"{name}: {value}" for name, value in signed("cloudfront").items()]
    reply = raw(server, *lines)
    assert reply.startswith("HTTP/1.1 400 ")
    assert "<Code>InvalidRequest</Code>" in reply


def test_a_client_that_goes_in_the_middle_of_a_body_leaves_no_trace(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    address = urlsplit(server.url)
    assert address.port
    with socket.create_connection(("127.0.0.1", address.port)) as connection:
        connection.sendall("\r\n".join([*request_lines(Content_Length="100"), "", "{"]).encode())
    assert answer(server, LIST)[0] == 200
    assert len(server.aws.calls()) == 1
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("sent", ["", "POST / HTTP/1.1\r\nHost: local", "the whole head"])
def test_a_client_that_drips_is_cut_off(server: Server, sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(server_module, "_IDLE_SECONDS", 0.3)
    address = urlsplit(server.url)
    assert address.port
    if sent == "the whole head":
        sent = "\r\n".join([*request_lines(Content_Length="1000"), "", ""])
    with socket.create_connection(("127.0.0.1", address.port), timeout=10) as connection:
        connection.sendall(sent.encode())
        began = time.monotonic()
        connection.settimeout(0.05)
        ended = False
        while not ended and time.monotonic() - began < 5:
            try:
                if sent:
                    connection.sendall(b"x")
                ended = connection.recv(1) == b""
            except TimeoutError:
                pass
            except ConnectionError:
                ended = True
        assert ended
        assert time.monotonic() - began < 2


def identitystore_call(aws: LocalAws, body: bytes, operation: str = "GetGroupId") -> HttpResponse:
    headers = {**signed("identitystore"), "x-amz-target": f"AWSIdentityStore.{operation}"}
    return aws.respond(HttpRequest("POST", "/", headers, body))


def nested(depth: int) -> bytes:
    return b'{"IdentityStoreId": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    "body",
    [
        nested(200),
        nested(100_000),
        b'{"IdentityStoreId": NaN}',
        b'{"IdentityStoreId": ' + b"9" * 10_000 + b"}",
        b'{"IdentityStoreId": "\xff"}',
        b"\xff\xfe{",
        b'{"IdentityStoreId": "\\ud800"}',
        b"\x00" * 7,
    ],
    ids=["deep", "very deep", "NaN", "many digits", "no UTF-8", "half a UTF-16", "half a pair", "zeros"],
)
def test_json_of_any_kind_is_at_worst_a_serialization_exception(local: LocalAws, body: bytes) -> None:
    response = identitystore_call(local, body)
    assert response.status == 400
    assert json.loads(response.body)["__type"] == "SerializationException"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_json_may_be_in_another_encoding(local: LocalAws, encoding: str) -> None:
    body = json.dumps({"IdentityStoreId": STORE, "DisplayName": "Dévs 😀"}).encode(encoding)
    assert identitystore_call(local, body, "CreateGroup").status == 200
    assert local.calls()[-1].params["DisplayName"] == "Dévs 😀"


def test_a_document_of_any_json_is_no_reason_to_fail(local: LocalAws) -> None:
    values: list[Any] = [None, True, 1.5, [], {"a": [1]}, "\0", "x" * 100_000]
    for value in values:
        unique = {"AttributePath": "displayName", "AttributeValue": value}
        body = {"IdentityStoreId": STORE, "AlternateIdentifier": {"UniqueAttribute": unique}}
        assert identitystore_call(local, json.dumps(body).encode()).status == 400


def xml_of(inner: str) -> str:
    return f"<KeyGroupConfig>{inner}</KeyGroupConfig>"


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><KeyGroupConfig><Name>&b;</Name></KeyGroupConfig>'
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<a>" * 300_000,
        b"<a>" * 100_000 + b"</a>" * 100_000,
        LAUGHS.encode(),
        LAUGHS.encode("utf-16"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b'<?xml version="1.0" encoding="no-such"?><x/>',
        b'<?xml version="1.0" encoding="utf-7"?><x/>',
        b'<?xml version="1.0" encoding="gb2312"?><x/>',
        b"\xff\xfe\x00",
        xml_of("<Name>\x00</Name>").encode(),
        xml_of("<Name>\xff</Name>").encode("latin-1"),
        xml_of("<Name>n</Name><Items>text</Items>").encode(),
    ],
    ids=lambda body: body[:30],
)
def test_xml_of_any_kind_is_at_worst_a_clients_error(local: LocalAws, body: bytes) -> None:
    response = local.respond(HttpRequest("POST", "/2020-05-31/key-group", signed("cloudfront"), body))
    assert response.status == 400
    assert b"<Code>MalformedXML</Code>" in response.body or b"<Code>InvalidArgument</Code>" in response.body


def test_a_reply_in_xml_has_no_character_that_xml_cannot_hold(local: LocalAws) -> None:
    from xml.etree import ElementTree

    response = local.respond(HttpRequest("GET", "/\x01\x0b\x1f", signed("cloudfront")))
    assert response.status == 404
    assert "No operation" in "".join(ElementTree.fromstring(response.body).itertext())


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=1&" * 5000], ids=["no UTF-8", "too many fields"])
def test_a_form_that_cannot_be_read_is_a_clients_error(local: LocalAws, body: bytes) -> None:
    response = local.respond(HttpRequest("POST", "/", signed("sts"), body))
    assert response.status == 400
    assert b"<Code>MalformedQueryString</Code>" in response.body


def test_no_request_leads_to_a_traceback(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    bodies: list[Any] = [nested(100_000), b"<a>" * 100_000, b"\xff", b"", b"\x00" * 100]
    for service in ("cloudfront", "identitystore", "sts"):
        for body in bodies:
            status, _ = answer(server, {**signed(service), **TARGET}, body)
            assert 200 <= status < 500
    assert capfd.readouterr().err == ""
