"""The provider's configuration, declared as resources are: what can be set, its check, and what it makes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aws_groups.aws import AssumeRole, Config
from aws_groups.aws.config import LOCAL, SERVICES
from aws_groups.lifecycle import (
    ALLOWED_ACCOUNTS,
    KEEP_POPULATED,
    MAX_REMOVALS,
    NEVER_DELETE,
    ON_TAKEN,
    THIS_ONCE,
    OnConflict,
)
from aws_groups.model.check import field_problems
from aws_groups.model.containers import Member, Record
from aws_groups.model.declaration import Input
from aws_groups.model.problems import Problem, Reason, Wrong, reason, unknown_names
from aws_groups.model.types import Choice, Flag, Number, Text
from aws_groups.resources import identitystore
from aws_groups.secrets import Secrets
from aws_groups.values import UNKNOWN, Properties

_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)\Z")


def _url(text: str) -> Reason | None:
    """What is wrong with an endpoint's URL."""
    return None if _is_url(text) else Reason("url")


def _url_or_local(text: str) -> Reason | None:
    return None if text == LOCAL or _is_url(text) else Reason("url_or_local")


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and _is_host(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _is_host(name: str | None) -> bool:
    """Whether botocore takes a host's name: letters, digits and inner hyphens between the dots (RFC 1123)."""
    if not name or ":" in name:
        return bool(name)  # an IPv6 address, which urlsplit has parsed
    return all(_LABEL.match(label) for label in name.removesuffix(".").split("."))


def _region(text: str) -> Reason | None:
    right = "-" in text and _LABEL.match(text) and text == text.lower()
    return None if right else Reason("region")


ASSUME_ROLE = Record(
    "index:AssumeRole",
    "A role to take on before calling AWS.",
    (
        Member("roleArn", Text(min_length=20), "The ARN of the role.", required=True),
        Member(
            "sessionName",
            Text(min_length=2, max_length=64),
            "The name of the session, as CloudTrail shows it.",
        ),
        Member(
            "externalId",
            Text(min_length=2, hidden=True),
            "The external id that the role's trust policy asks for.",
        ),
        Member(
            "durationSeconds",
            Number(minimum=900, whole=True),
            "How long the role's credentials last, in seconds.",
        ),
    ),
)

_SERVICES = {service.replace("-", ""): service for service in SERVICES}
"""The services by their names in the configuration, which are those of pulumi-aws."""

ENDPOINTS = Record(
    "index:Endpoints",
    "Endpoints by service, each a URL.",
    tuple(
        Member(name, Text(rule=_url), f"The endpoint of {service}.") for name, service in _SERVICES.items()
    ),
)

CONFIGURATION: tuple[Input, ...] = (
    Input("region", Text(rule=_region), "The AWS region of the identity store."),
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
    ),
    Input("endpoints", ENDPOINTS, "Endpoints by service; they go before `endpoint`."),
    Input(
        "identityStoreId",
        Text(rule=identitystore.store_id, canonical=identitystore.bare_id),
        "The identity store of resources that name none, such as d-1234567890. If not set, it is the "
        "account's only one.",
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
        Choice(values=tuple(way.value for way in OnConflict)),
        "What to do about an object that someone else changed: `fail`, which names what differs and is "
        "what is done if not set, or `overwrite`, which writes over it with a warning.",
    ),
    ON_TAKEN,
    ALLOWED_ACCOUNTS,
    MAX_REMOVALS,
    NEVER_DELETE,
    KEEP_POPULATED,
    Input(
        "readTimeout",
        Number(minimum=0.1),
        "After how many seconds without an answer an attempt has failed and is tried again; 20 if not set.",
    ),
    Input(
        "timeLimit",
        Number(minimum=0.1),
        "How many seconds the calls of one operation may take together, without the waits between "
        "attempts; 120 if not set. A resource's `customTimeouts` count before it.",
    ),
    Input(
        "showRequests",
        Flag(),
        "Whether preview and update print each request as an AWS command line; the environment's "
        "AWS_GROUPS_SHOW_REQUESTS=1 does so too.",
    ),
)
"""What is not set follows boto3's own chain: environment, shared files, SSO, instance role."""

_SECRET_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
)
_REAL_KEY = 16
"""Characters. A shorter key is not one of AWS: it is `test` or its like, which is part of ordinary words."""

_FIELDS = {field.name: field for field in CONFIGURATION}
_ENGINES = {"version", "pluginDownloadURL", "pluginChecksums", "parameterization"}
"""What the engine itself puts beside a provider's configuration."""


class CheckedConfiguration(NamedTuple):
    """The configuration in its declared types, and what is wrong with it."""

    values: Properties
    problems: list[Problem]


def check(news: Properties) -> CheckedConfiguration:
    """Check the configuration as the engine gives it: what is no string comes as text."""
    values = {name: _typed(name, value) for name, value in news.items()}
    written = {name: value for name, value in values.items() if name not in _ENGINES}
    problems = [
        *unknown_names(written, _FIELDS, hidden=True),
        *field_problems(CONFIGURATION, values),
        *_together(values),
    ]
    return CheckedConfiguration(values, problems)


def _typed(name: str, value: object) -> object:
    """A value in its declared type; a text that is none of that type stays, and is found wrong."""
    field = _FIELDS.get(name)
    if field is None or isinstance(field.type, Text | Choice) or not isinstance(value, str):
        return value
    text = value.strip()
    if isinstance(field.type, Number):
        return _number(text)
    if isinstance(field.type, Flag):
        return {"true": True, "false": False}.get(text.lower(), value)
    try:
        found = json.loads(text)
        # JSON can have half a character in it, which nothing else can.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return value
    return found


def _number(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _together(values: Properties) -> Iterator[Problem]:
    for one, other in (("accessKey", "secretKey"), ("secretKey", "accessKey"), ("token", "accessKey")):
        if one in values and other not in values:
            yield Problem((other,), reason("required_beside", other=one))
    if values.get("endpoint") == LOCAL and values.get(ALLOWED_ACCOUNTS.name):
        yield Problem((ALLOWED_ACCOUNTS.name,), reason("local_is_no_account"))


def require_right(problems: Iterable[Problem]) -> None:
    """Refuse a configuration that cannot be used. The engine configures with what an older version has found
    right, and without a check; a property that has gone since is no reason not to.

    Raises:
        Wrong: a value cannot be used.
    """
    wrong = [found for found in problems if found.reason.key not in ("unknown", "unknown_near")]
    if wrong:
        raise Wrong("configuring the provider", wrong)


def known(values: Properties) -> Properties:
    """``values`` without what a preview does not know yet."""
    return {name: value for name, value in values.items() if value is not UNKNOWN}


def way_to_aws(values: Properties) -> Config:
    """How to reach AWS, as checked values describe it."""
    endpoints = values.get("endpoints") or {}
    given: dict[str, Any] = {
        "region": values.get("region"),
        "profile": values.get("profile"),
        "access_key": values.get("accessKey"),
        "secret_key": values.get("secretKey"),
        "token": values.get("token"),
        "assume_role": _role(values.get("assumeRole")),
        "endpoint": values.get("endpoint"),
        "endpoints": {_SERVICES[name]: url for name, url in endpoints.items() if name in _SERVICES},
        "max_attempts": values.get("maxAttempts"),
        "requests_per_second": values.get("requestsPerSecond"),
        "read_timeout": values.get("readTimeout"),
        "time_limit": values.get("timeLimit"),
    }
    return Config(**{name: value for name, value in given.items() if value is not None})


def _role(role: Properties | None) -> AssumeRole | None:
    if not role:
        return None
    given = {
        "role_arn": role["roleArn"],
        "session_name": role.get("sessionName"),
        "external_id": role.get("externalId"),
        "duration_seconds": role.get("durationSeconds"),
    }
    return AssumeRole(**{name: value for name, value in given.items() if value is not None})


def on_conflict(values: Properties) -> OnConflict:
    """What to do about an object that someone else changed."""
    return OnConflict(values.get("onConflict", OnConflict.FAIL))


def show_requests(values: Properties) -> bool:
    """Whether each request is shown as a command line."""
    return bool(values.get("showRequests", os.environ.get("AWS_GROUPS_SHOW_REQUESTS") == "1"))


def for_a_run(values: Properties) -> Properties:
    """The configuration of one run: the environment can set its guard rails, as the engine destroys with the
    configuration of the state. What cannot be read there changes nothing."""
    most, names = os.environ.get("AWS_GROUPS_MAX_REMOVALS"), os.environ.get("AWS_GROUPS_NEVER_DELETE")
    given = dict(values)
    if most is not None and not list(MAX_REMOVALS.type.problems((), most)):
        given[THIS_ONCE + MAX_REMOVALS.name] = most
    if names is not None:
        given[NEVER_DELETE.name] = [name.strip() for name in names.split(",") if name.strip()]
    if os.environ.get("AWS_GROUPS_KEEP_POPULATED_GROUPS") == "false":
        given[KEEP_POPULATED.name] = False
    return given


def secret_names(values: Properties) -> frozenset[tuple[str, ...]]:
    """The values that are declared as secrets. A name that the configuration does not have can be a
    misspelt one, so its value is secret too."""
    declared = {field.name for field in CONFIGURATION if field.secret}
    unknown = {name for name in values if name not in _FIELDS and name not in _ENGINES}
    return frozenset((name,) for name in values if name in declared | unknown)


def secrets_of_environment() -> Secrets:
    """What of the environment must not be shown: credentials, and passwords in URLs, such as a proxy's."""
    names = [name for name in _SECRET_VARIABLES if len(os.environ.get(name, "")) >= _REAL_KEY]
    return Secrets(texts=Secrets.of(dict(os.environ), [(name,) for name in names]).texts)
