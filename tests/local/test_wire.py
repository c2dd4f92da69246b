"""The protocols, where boto3 alone does not reach: what cannot be read, and what is not there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from aws_groups.local import HttpRequest, HttpResponse, LocalAws
from aws_groups.local.wire.routes import Routes
from tests.local.helpers import STORE, refused, signed


@pytest.fixture
def local(path: Path) -> Iterator[LocalAws]:
    aws = LocalAws(path)
    yield aws
    aws.close()


def identitystore_call(aws: LocalAws, operation: str, body: bytes) -> HttpResponse:
    headers = {**signed("identitystore"), "x-amz-target": f"AWSIdentityStore.{operation}"}
    return aws.respond(HttpRequest("POST", "/", headers, body))


def test_an_operation_of_the_model_that_is_not_implemented_says_so(
    identitystore: Any, cloudfront: Any, sts: Any
) -> None:
    with refused("NotImplemented", 501, "does not implement UpdateIdentityStore"):
        identitystore.update_identity_store(IdentityStoreId=STORE)
    with refused("NotImplemented", 501, "does not implement ListFunctions"):
        cloudfront.list_functions()
    with refused("NotImplemented", 501, "does not implement GetSessionToken"):
        sts.get_session_token()


@pytest.mark.parametrize("target", ["AWSIdentityStore.MakeCoffee", "Other.CreateGroup", ""])
def test_an_unknown_json_operation_is_named_in_the_error(local: LocalAws, target: str) -> None:
    headers = {**signed("identitystore"), "x-amz-target": target}
    response = local.respond(HttpRequest("POST", "/", headers, b"{}"))
    body = json.loads(response.body)
    assert (response.status, body["__type"]) == (400, "UnknownOperationException")
    assert body["RequestId"] == response.headers["x-amzn-requestid"]


def test_an_unknown_path_is_an_unknown_operation(local: LocalAws) -> None:
    request = HttpRequest("GET", "/2020-05-31/coffee", signed("cloudfront"))
    response = local.respond(request)
    assert response.status == 404
    assert b"<Code>UnknownOperationException</Code>" in response.body


def test_an_unknown_action_is_invalid(local: LocalAws) -> None:
    request = HttpRequest("POST", "/", signed("sts"), b"Action=MakeCoffee&Version=2011-06-15")
    response = local.respond(request)
    assert response.status == 400
    assert b"<Code>InvalidAction</Code>" in response.body


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"IdentityStoreId": 7}',
        b'{"IdentityStoreId": "d-1234567890", "MaxResults": "7"}',
        b'{"IdentityStoreId": "d-1234567890", "MaxResults": true}',
    ],
)
def test_json_of_the_wrong_type_is_a_serialization_exception(local: LocalAws, body: bytes) -> None:
    response = identitystore_call(local, "ListGroups", body)
    assert response.status == 400
    assert json.loads(response.body)["__type"] == "SerializationException"


def test_a_null_counts_as_not_sent_and_what_is_unknown_is_let_be(local: LocalAws) -> None:
    body = b'{"IdentityStoreId": "d-1234567890", "DisplayName": "A", "Description": null, "X": 1}'
    assert identitystore_call(local, "CreateGroup", body).status == 200
    assert local.calls()[0].params == {"IdentityStoreId": STORE, "DisplayName": "A"}


def test_a_missing_member_is_told_as_null(local: LocalAws) -> None:
    response = identitystore_call(local, "UpdateGroup", b'{"GroupId": "%s"}' % (b"0" * 8))
    message = json.loads(response.body)["Message"]
    assert message.startswith("3 validation errors detected: ")
    wanted = "Value null at 'identityStoreId' failed to satisfy constraint: Member must not be null"
    assert wanted in message


def test_a_union_takes_one_of_its_members(local: LocalAws) -> None:
    body = {"IdentityStoreId": STORE, "AlternateIdentifier": {}}
    response = identitystore_call(local, "GetGroupId", json.dumps(body).encode())
    assert json.loads(response.body)["__type"] == "ValidationException"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<KeyGroupConfig", b"MalformedXML"),
        (b"<KeyGroupConfig><Name>n</Name></KeyGroupConfig>", b"InvalidArgument"),
        (b"", b"InvalidArgument"),
    ],
)
def test_xml_that_is_broken_or_incomplete_is_refused(local: LocalAws, body: bytes, code: bytes) -> None:
    request = HttpRequest("POST", "/2020-05-31/key-group", signed("cloudfront"), body)
    response = local.respond(request)
    assert response.status == 400
    assert b"<Code>" + code + b"</Code>" in response.body


def test_another_service_is_told_to_be_missing(local: LocalAws) -> None:
    response = local.respond(HttpRequest("GET", "/", signed("s3")))
    assert response.status == 501
    assert b"no service 's3'" in response.body


def test_an_unsigned_request_is_told_by_its_host(local: LocalAws) -> None:
    headers = {"host": "cloudfront.amazonaws.com"}
    response = local.respond(HttpRequest("GET", "/2020-05-31/key-group", headers))
    assert response.status == 200


def test_every_rest_operation_is_found_by_its_own_path() -> None:
    data, _ = Loader().load_data_with_path("cloudfront/2020-05-31/service-2")
    model = ServiceModel(data, "cloudfront")
    routes = Routes(model)
    for name in model.operation_names:
        http = model.operation_model(name).http
        target = http["requestUri"].replace("{", "a%20").replace("}", "")
        found = routes.find(http["method"], target)
        assert found is not None, name
        assert found[0] == name
        assert all(value.startswith("a ") for value in found[1].values())
