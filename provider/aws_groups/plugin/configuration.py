"""The provider's own configuration: what can be set, its check, and the ``Config`` it makes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from aws_groups.aws import AssumeRole, Config, OnConflict
from aws_groups.aws.config import LOCAL, SERVICES
from aws_groups.resources import rules
from aws_groups.resources.check import field_problems
from aws_groups.resources.fields import Input
from aws_groups.resources.types import Flag, Member, Number, Problem, Record, Text, unknown_names
from aws_groups.values import UNKNOWN, Properties

_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)\Z")


def _url(text: str) -> str | None:
    """What is wrong with an endpoint's URL."""
    try:
        parts = urlsplit(text)
        right = parts.scheme in {"http", "https"} and _is_host(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        right = False
    return None if right else "must be a URL such as http://127.0.0.1:4566"


def _is_host(name: str | None) -> bool:
    """Whether botocore takes a host's name: letters, digits and inner hyphens between the dots (RFC 1123)."""
    if not name or ":" in name:
        return bool(name)  # an IPv6 address, which urlsplit has parsed
    return all(_LABEL.match(label) for label in name.removesuffix(".").split("."))


def _url_or_local(text: str) -> str | None:
    return None if text == LOCAL or not _url(text) else f"{_url(text)}, or `{LOCAL}`"


def _region(text: str) -> str | None:
    return (
        None
        if "-" in text and _LABEL.match(text) and text == text.lower()
        else "must be a region such as eu-central-1"
    )


def _on_conflict(text: str) -> str | None:
    ways = [way.value for way in OnConflict]
    return None if text in ways else f"must be {' or '.join(ways)}"


ASSUME_ROLE = Record(
    "config:AssumeRole",
    "A role to take on before calling AWS.",
    (
        Member("roleArn", Text(min_length=20), "The ARN of the role.", required=True),
        Member(
            "sessionName",
            Text(min_length=2, max_length=64),
            "The name of the session, as CloudTrail shows it.",
        ),
        Member("externalId", Text(min_length=2), "The external id that the role's trust policy asks for."),
        Member(
            "durationSeconds",
            Number(minimum=900, whole=True),
            "How long the role's credentials last, in seconds.",
        ),
    ),
)

ENDPOINTS = Record(
    "config:Endpoints",
    "Endpoints by service, each a URL.",
    tuple(Member(service, Text(rule=_url), f"The endpoint of {service}.") for service in SERVICES),
)

CONFIGURATION: tuple[Input, ...] = (
    Input("region", Text(rule=_region), "The AWS region of the identity store.", replaces=True),
    Input("profile", Text(min_length=1), "The profile in the shared AWS configuration."),
    Input("accessKey", Text(min_length=1), "The access key id.", secret=True),
    Input("secretKey", Text(min_length=1), "The secret access key.", secret=True),
    Input("token", Text(min_length=1), "The session token of temporary credentials.", secret=True),
    Input("assumeRole", ASSUME_ROLE, "A role to take on before calling AWS."),
    Input(
        "endpoint",
        Text(rule=_url_or_local),
        "Where to call instead of AWS: a URL, or `local` for the local AWS in the plugin itself, "
        "which needs no account.",
        replaces=True,
    ),
    Input("endpoints", ENDPOINTS, "Endpoints by service; they go before `endpoint`."),
    Input(
        "identityStoreId",
        Text(rule=rules.store_id, canonical=rules.bare_store_id),
        "The identity store of resources that name none, such as d-1234567890.",
    ),
    Input(
        "maxAttempts",
        Number(minimum=1, whole=True),
        "How often one call is tried before its error is the answer; 8 if not set.",
    ),
    Input(
        "requestsPerSecond",
        Number(minimum=0.01),
        "How many requests a second each service gets at most. If not set: 20 for the Identity Store, "
        "which is AWS's own limit, and as many as there are for CloudFront.",
    ),
    Input(
        "onConflict",
        Text(rule=_on_conflict),
        "What to do about an object that someone else changed: `fail`, which names what differs and is "
        "what is done if not set, or `overwrite`, which writes over it with a warning.",
    ),
    Input(
        "showRequests",
        Flag(),
        "Whether preview and update print each request as an AWS command line; the environment's "
        "AWS_GROUPS_SHOW_REQUESTS=1 does so too.",
    ),
)
"""What is not set follows boto3's own chain: environment, shared files, SSO, instance role."""

_FIELDS = {field.name: field for field in CONFIGURATION}
_ENGINES = {"version", "pluginDownloadURL", "pluginChecksums", "parameterization"}
"""What the engine itself puts beside a provider's configuration."""


class CheckedConfiguration(NamedTuple):
    """The configuration in its declared types, and what is wrong with it."""

    values: Properties
    problems: list[Problem]


def check(news: Properties) -> CheckedConfiguration:
    """Check the configuration as the engine gives it: what is no string may come as JSON text."""
    values = {name: _typed(name, value) for name, value in news.items()}
    written = [name for name in values if name not in _ENGINES]
    problems = [*unknown_names(written, _FIELDS), *field_problems(CONFIGURATION, values), *_pairs(values)]
    return CheckedConfiguration(values, problems)


def _typed(name: str, value: object) -> object:
    field = _FIELDS.get(name)
    if field is None or isinstance(field.type, Text) or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _pairs(values: Properties) -> Iterator[Problem]:
    for one, other in (("accessKey", "secretKey"), ("secretKey", "accessKey"), ("token", "accessKey")):
        if one in values and other not in values:
            yield Problem(other, f"is required beside {one}")


def known(values: Properties) -> Properties:
    """``values`` without what a preview does not know yet."""
    return {name: value for name, value in values.items() if value is not UNKNOWN}


def config(values: Properties) -> Config:
    """The way to AWS that checked values describe."""
    role = values.get("assumeRole")
    return Config(
        region=values.get("region"),
        profile=values.get("profile"),
        access_key=values.get("accessKey"),
        secret_key=values.get("secretKey"),
        token=values.get("token"),
        assume_role=role
        and AssumeRole(
            role_arn=role["roleArn"],
            session_name=role.get("sessionName", AssumeRole.session_name),
            external_id=role.get("externalId"),
            duration_seconds=role.get("durationSeconds"),
        ),
        endpoint=values.get("endpoint"),
        endpoints=values.get("endpoints", {}),
        max_attempts=values.get("maxAttempts", Config.max_attempts),
        requests_per_second=values.get("requestsPerSecond"),
        on_conflict=OnConflict(values.get("onConflict", OnConflict.FAIL)),
        show_requests=values.get("showRequests", os.environ.get("AWS_GROUPS_SHOW_REQUESTS") == "1"),
    )
