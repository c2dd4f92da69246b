"""botocore's clients, made when first needed and then shared by all threads."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from aws_groups.aws.config import AssumeRole, Config
from aws_groups.aws.hooks import hook
from aws_groups.aws.pace import AWS_PACE, Pace

LOCAL_REGION = "us-east-1"


def local_store() -> Path:
    """The SQLite file of the local AWS: ``$AWS_GROUPS_LOCAL_STORE``, else one in the user's state folder."""
    if named := os.environ.get("AWS_GROUPS_LOCAL_STORE"):
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "aws-groups" / "local.sqlite"


class Clients:
    """One client a service. Importing and building them takes longer than all else at start, so
    neither happens before the first call."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._session: Any = None
        self._made: dict[str, Any] = {}

    def get(self, service: str) -> Any:
        """The client of ``service``.

        Raises:
            botocore.exceptions.BotoCoreError: the configuration chain is broken (no such profile, no region).
        """
        made = self._made.get(service)
        if made is not None:
            return made
        with self._lock:
            if service not in self._made:
                self._made[service] = self._make(service)
            return self._made[service]

    def _make(self, service: str) -> Any:
        from botocore.config import Config as BotoConfig

        if self._session is None:
            self._session = _session(self._config)
        config = self._config
        client = self._session.client(
            service,
            endpoint_url=config.endpoints.get(service, None if config.local else config.endpoint),
            config=BotoConfig(
                retries={"mode": "standard", "total_max_attempts": config.max_attempts},
                max_pool_connections=64,
                connect_timeout=10,
                read_timeout=60,
                user_agent_extra="pulumi-aws-groups",
            ),
        )
        hook(client, max_attempts=config.max_attempts, pace=self._pace(service))
        return client

    def _pace(self, service: str) -> Pace | None:
        config = self._config
        if config.requests_per_second is not None:
            return Pace(config.requests_per_second)
        elsewhere = config.endpoint or service in config.endpoints
        return None if elsewhere or service not in AWS_PACE else Pace(AWS_PACE[service])


def _session(config: Config) -> Any:
    import boto3

    if config.local:
        return _local_session(config)
    session = boto3.Session(
        region_name=config.region,
        profile_name=config.profile,
        aws_access_key_id=config.access_key,
        aws_secret_access_key=config.secret_key,
        aws_session_token=config.token,
    )
    if config.assume_role:
        return _as_role(session, config, config.assume_role)
    return session


def _local_session(config: Config) -> Any:
    import boto3
    from botocore.session import Session

    from aws_groups.local import LocalAws

    core = Session(profile=None)
    LocalAws(local_store()).attach(core)
    return boto3.Session(
        botocore_session=core,
        region_name=config.region or LOCAL_REGION,
        aws_access_key_id=config.access_key or "local",
        aws_secret_access_key=config.secret_key or "local",
    )


def _as_role(session: Any, config: Config, role: AssumeRole) -> Any:
    """A session whose credentials are the role's, asked for at the first call and renewed before they end."""
    import boto3
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.session import Session

    def sts(service: str, **options: Any) -> Any:
        options.setdefault("endpoint_url", config.endpoints.get("sts", config.endpoint))
        return session.client(service, **options)

    extra: dict[str, Any] = {"RoleSessionName": role.session_name}
    if role.external_id:
        extra["ExternalId"] = role.external_id
    if role.duration_seconds:
        extra["DurationSeconds"] = role.duration_seconds
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=sts,
        source_credentials=session.get_credentials(),
        role_arn=role.role_arn,
        extra_args=extra,
    )
    core = Session()
    core._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    return boto3.Session(botocore_session=core, region_name=session.region_name)
