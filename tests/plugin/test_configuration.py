"""The provider's own configuration, as the engine asks about it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.plugin.harness import GROUP, KEY_GROUP, STORE, UNKNOWN, Bag, Plugin, fails, secret, unique

ROLE = "arn:aws:iam::123456789012:role/deploy"
KEYS = {"accessKey": "AKIDEXAMPLE", "secretKey": "hush-hush-hush"}

WRONG = {
    "endpoint no URL": ({"endpoint": "localhost:4566"}, "endpoint", "must be a URL such as http://"),
    "endpoint of another scheme": ({"endpoint": "ftp://example.com"}, "endpoint", "must be a URL"),
    "endpoint without a host": ({"endpoint": "http://"}, "endpoint", "or `local`"),
    "endpoint with a port out of range": ({"endpoint": "http://host:99999"}, "endpoint", "must be a URL"),
    "endpoint that botocore refuses": ({"endpoint": "http://my_host:4566"}, "endpoint", "must be a URL"),
    "endpoint with a blank": ({"endpoint": "http://my host"}, "endpoint", "must be a URL"),
    "endpoint empty": ({"endpoint": ""}, "endpoint", "must be a URL"),
    "endpoint no string": ({"endpoint": 4566}, "endpoint", "must be a string"),
    "an endpoint no URL": ({"endpoints": {"sts": "local"}}, "endpoints.sts", "must be a URL"),
    "an endpoint of no service": (
        {"endpoints": {"sso": "http://x"}},
        "endpoints.sso",
        "is an unknown property",
    ),
    "endpoints no object": ({"endpoints": "http://x"}, "endpoints", "must be an object"),
    "region no region": ({"region": "Frankfurt"}, "region", "must be a region such as eu-central-1"),
    "region with a blank": ({"region": "eu-central-1 "}, "region", "must be a region"),
    "region that botocore refuses": ({"region": "-eu-1"}, "region", "must be a region"),
    "region empty": ({"region": ""}, "region", "must be a region"),
    "store id": ({"identityStoreId": "ssoins-123"}, "identityStoreId", "looks like d-1234567890"),
    "maxAttempts no number": ({"maxAttempts": "many"}, "maxAttempts", "must be a whole number"),
    "maxAttempts true": ({"maxAttempts": "true"}, "maxAttempts", "must be a whole number"),
    "maxAttempts a fraction": ({"maxAttempts": 1.5}, "maxAttempts", "must be a whole number"),
    "maxAttempts zero": ({"maxAttempts": "0"}, "maxAttempts", "must be at least 1"),
    "role without its ARN": ({"assumeRole": {"sessionName": "me"}}, "assumeRole.roleArn", "is required"),
    "role's ARN too short": ({"assumeRole": {"roleArn": "deploy"}}, "assumeRole.roleArn", "at least 20"),
    "role's session too long": (
        {"assumeRole": {"roleArn": ROLE, "sessionName": "s" * 65}},
        "assumeRole.sessionName",
        "must have at most 64 characters, has 65",
    ),
    "role's duration too short": (
        {"assumeRole": {"roleArn": ROLE, "durationSeconds": 60}},
        "assumeRole.durationSeconds",
        "must be at least 900",
    ),
    "role misspelt": (
        {"assumeRole": {"roleARN": ROLE, "roleArn": ROLE}},
        "assumeRole.roleARN",
        "did you mean roleArn?",
    ),
    "role no object": ({"assumeRole": ROLE}, "assumeRole", "must be an object"),
    "role as JSON with a mistake": (
        {"assumeRole": json.dumps({"roleArn": "deploy"})},
        "assumeRole.roleArn",
        "must have at least 20 characters",
    ),
    "access key alone": ({"accessKey": "AKID"}, "secretKey", "is required beside accessKey"),
    "secret key alone": ({"secretKey": "x"}, "accessKey", "is required beside secretKey"),
    "profile empty": ({"profile": ""}, "profile", "must have at least 1 character"),
    "a misspelt property": ({"regoin": "eu-central-1"}, '["regoin"]', "did you mean region?"),
    "pulumi-aws's property": (
        {"skipCredentialsValidation": True},
        '["skipCredentialsValidation"]',
        "is an unknown property",
    ),
}


@pytest.mark.parametrize(("news", "path", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_configuration(bare: Plugin, news: Bag, path: str, reason: str) -> None:
    _, failures = bare.check_config(**news)
    assert list(failures) == [path]
    assert reason in failures[path]


RIGHT = {
    "nothing": ({}, {}),
    "a region": ({"region": "us-gov-west-1"}, {"region": "us-gov-west-1"}),
    "the local AWS": ({"endpoint": "local"}, {"endpoint": "local"}),
    "a URL": ({"endpoint": "http://127.0.0.1:4566"}, {"endpoint": "http://127.0.0.1:4566"}),
    "a URL with a path": ({"endpoint": "https://[::1]/aws/"}, {"endpoint": "https://[::1]/aws/"}),
    "a number": ({"maxAttempts": 3}, {"maxAttempts": 3}),
    "a number as the CLI gives it": ({"maxAttempts": "3"}, {"maxAttempts": 3}),
    "a role": ({"assumeRole": {"roleArn": ROLE}}, {"assumeRole": {"roleArn": ROLE}}),
    "a role as JSON": (
        {"assumeRole": json.dumps({"roleArn": ROLE, "durationSeconds": 900})},
        {"assumeRole": {"roleArn": ROLE, "durationSeconds": 900}},
    ),
    "a role not known yet": ({"assumeRole": UNKNOWN}, {"assumeRole": UNKNOWN}),
    "a role's ARN not known yet": (
        {"assumeRole": {"roleArn": UNKNOWN}},
        {"assumeRole": {"roleArn": UNKNOWN}},
    ),
    "endpoints as JSON": (
        {"endpoints": json.dumps({"cloudfront": "http://127.0.0.1:1"})},
        {"endpoints": {"cloudfront": "http://127.0.0.1:1"}},
    ),
    "a text that looks like JSON": ({"profile": "123"}, {"profile": "123"}),
    "a null": ({"region": None}, {}),
    "what the engine adds": ({"version": "0.1.0"}, {"version": "0.1.0"}),
    "all not known yet": (
        dict.fromkeys(["region", "profile", "endpoint", "maxAttempts", "identityStoreId"], UNKNOWN),
        dict.fromkeys(["region", "profile", "endpoint", "maxAttempts", "identityStoreId"], UNKNOWN),
    ),
}


@pytest.mark.parametrize(("news", "inputs"), RIGHT.values(), ids=RIGHT)
def test_a_right_configuration(bare: Plugin, news: Bag, inputs: Bag) -> None:
    assert bare.check_config(**news) == (inputs, {})


def test_credentials_are_secret_whether_the_program_says_so_or_not(bare: Plugin) -> None:
    inputs, failures = bare.check_config(**KEYS, token=secret("t"), region=secret("eu-central-1"))
    assert failures == {}
    assert inputs == {
        "accessKey": secret(KEYS["accessKey"]),
        "secretKey": secret(KEYS["secretKey"]),
        "token": secret("t"),
        "region": secret("eu-central-1"),
    }


def test_what_is_wrong_with_a_secret_does_not_tell_it(bare: Plugin) -> None:
    given = {"accessKey": ["hush"], "secretKey": 4711, "region": secret("hush hush")}
    _, failures = bare.check_config(**given)
    assert set(failures) == {f'["{name}"]' for name in given}, "the engine does not find their values"
    for reason in failures.values():
        assert "hush" not in reason
        assert "4711" not in reason
        assert "[secret]" in reason


def test_what_is_wrong_is_quoted(bare: Plugin) -> None:
    _, failures = bare.check_config(endpoint="localhost:4566")
    assert failures["endpoint"].endswith('; got "localhost:4566"')


DIFFS: dict[str, tuple[Bag, Bag, dict[str, str]]] = {
    "nothing": ({"region": "a-1"}, {"region": "a-1"}, {}),
    "the region": ({"region": "a-1"}, {"region": "b-1"}, {"region": "UPDATE"}),
    "a region set": ({}, {"region": "b-1"}, {"region": "ADD"}),
    "a region not known yet": ({"region": "a-1"}, {"region": UNKNOWN}, {"region": "UPDATE"}),
    "the endpoint": ({"endpoint": "local"}, {}, {"endpoint": "DELETE"}),
    "credentials": (
        {"accessKey": secret("A"), "secretKey": secret("B")},
        {"accessKey": secret("C"), "secretKey": secret("D")},
        {"accessKey": "UPDATE", "secretKey": "UPDATE"},
    ),
    "the same credentials, now secret": (
        {"accessKey": "A"},
        {"accessKey": secret("A")},
        {"accessKey": "UPDATE"},
    ),
    "a token": ({}, {"token": secret("t")}, {"token": "ADD"}),
    "the profile": ({"profile": "a"}, {"profile": "b"}, {"profile": "UPDATE"}),
    "the role": (
        {"assumeRole": {"roleArn": ROLE}},
        {"assumeRole": json.dumps({"roleArn": f"{ROLE}2"})},
        {"assumeRole.roleArn": "UPDATE"},
    ),
    "the same role, as JSON": (
        {"assumeRole": {"roleArn": ROLE}},
        {"assumeRole": json.dumps({"roleArn": ROLE})},
        {},
    ),
    "the same number, as text": ({"maxAttempts": 3}, {"maxAttempts": "3"}, {}),
    "the default store": ({"identityStoreId": STORE}, {}, {"identityStoreId": "DELETE"}),
    "what the engine adds": ({"version": "0.1.0"}, {"version": "0.2.0"}, {}),
}


@pytest.mark.parametrize(("olds", "news", "detailed"), DIFFS.values(), ids=DIFFS)
def test_a_change_of_the_configuration(bare: Plugin, olds: Bag, news: Bag, detailed: dict[str, str]) -> None:
    """It never replaces the provider, and so no resource: an id is right wherever it can be reached."""
    diff = bare.diff_config(olds, news)
    assert diff.detailed == detailed
    assert set(diff.diffs) == {path.partition(".")[0] for path in detailed}
    assert diff.changes == bool(detailed)
    assert diff.replaces == []
    assert not diff.delete_before_replace


def test_the_default_identity_store_is_the_groups_that_name_none(bare: Plugin) -> None:
    bare.configure(endpoint="local", identityStoreId=STORE)
    inputs = bare.checked(GROUP, {"displayName": "ops"})
    assert inputs == {"displayName": "ops", "identityStoreId": STORE}


def test_no_default_identity_store_is_an_error_with_the_way_out(bare: Plugin) -> None:
    bare.configure(region="eu-central-1", maxAttempts=1)
    _, failures = bare.check(GROUP, {"displayName": "ops"})
    assert list(failures) == ["identityStoreId"]
    assert "pulumi config set aws-groups:identityStoreId" in failures["identityStoreId"]
    assert "no AWS credentials were found" in failures["identityStoreId"]


def test_a_provider_not_known_yet_can_be_previewed_with(bare: Plugin) -> None:
    bare.configure(endpoint=UNKNOWN, region=UNKNOWN, assumeRole={"roleArn": UNKNOWN})
    with bare.calls():
        inputs = bare.checked(GROUP, {"displayName": "ops", "identityStoreId": UNKNOWN})
        bare.create(GROUP, inputs, preview=True)


NOBODY: Bag = {"region": "eu-central-1", "maxAttempts": 1}
SOMEBODY: Bag = {**NOBODY, **KEYS}
NOWHERE = "http://127.0.0.1:9"

UNREACHABLE: dict[str, tuple[Bag, list[str]]] = {
    "no credentials": (NOBODY, ["no AWS credentials were found", "aws sso login", "`profile`"]),
    "no credentials to assume a role with": (
        {**NOBODY, "assumeRole": {"roleArn": ROLE}},
        ["no AWS credentials were found", "aws sso login", "`profile`"],
    ),
    "a profile that does not exist": (
        {**NOBODY, "profile": "nobody"},
        ["nobody", "does not exist", "~/.aws/config"],
    ),
    "an endpoint where nothing listens": ({**SOMEBODY, "endpoint": NOWHERE}, [NOWHERE, "cannot be reached"]),
    "an endpoint of the service where nothing listens": (
        {**SOMEBODY, "endpoints": {"cloudfront": NOWHERE}},
        [NOWHERE, "cannot be reached"],
    ),
    "an STS where nothing listens": (
        {
            **SOMEBODY,
            "assumeRole": {"roleArn": ROLE},
            "endpoint": "http://127.0.0.1:1",
            "endpoints": {"sts": NOWHERE},
        },
        [NOWHERE, "cannot be reached"],
    ),
}


@pytest.mark.parametrize(("args", "words"), UNREACHABLE.values(), ids=UNREACHABLE)
@pytest.mark.parametrize("rpc", ["create", "read"])
def test_no_way_to_aws_is_one_line_at_the_first_call(
    bare: Plugin, args: Bag, words: list[str], rpc: str
) -> None:
    bare.configure(**args)
    inputs = bare.checked(KEY_GROUP, {"items": ["K1"]})
    bare.create(KEY_GROUP, inputs, preview=True)
    with fails("KeyGroup", *words):
        if rpc == "create":
            bare.create(KEY_GROUP, inputs)
        else:
            bare.read(KEY_GROUP, "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d")


def test_no_region_is_one_line(bare: Plugin) -> None:
    bare.configure(**KEYS, maxAttempts=1)
    inputs = bare.checked(GROUP, {"displayName": "ops", "identityStoreId": STORE})
    with fails("CreateGroup", "no region", "pulumi config set aws-groups:region"):
        bare.create(GROUP, inputs)


def test_a_configuration_takes_the_place_of_the_one_before(bare: Plugin) -> None:
    """As a plugin is started once for a preview and an update."""
    bare.configure(**SOMEBODY, endpoint=NOWHERE)
    bare.configure(endpoint="local")
    inputs: dict[str, Any] = {"displayName": unique("ops"), "identityStoreId": STORE}
    with bare.calls("CreateGroup"):
        bare.create(GROUP, inputs)
