"""The boto3 session: credentials and region, by the configuration or by botocore's own chain."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from aws_groups.aws.config import SERVICES, AssumeRole, Config

LOCAL_REGION = "us-east-1"

_ALL_SERVICES = [*SERVICES, "sso", "sso-oidc", "signin"]
"""What is called: our services, and those from which the credential chain gets credentials."""


_NO_FILES = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""botocore's session variables without the shared files, and without the environment's profile: they
are an AWS account's, and none of the local AWS's."""


def local_store() -> Path:
    """The SQLite file of the local AWS: ``$AWS_GROUPS_LOCAL_STORE``, else one in the user's state folder."""
    if named := os.environ.get("AWS_GROUPS_LOCAL_STORE"):
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "aws-groups" / "local.sqlite"


def make_session(config: Config) -> Any:
    """A ``boto3.Session``.

    Raises:
        botocore.exceptions.BotoCoreError: the configuration names a profile that does not exist.
    """
    session = _local(config) if config.local else _of_account(config)
    return _as_role(session, config, config.assume_role) if config.assume_role else session


def _of_account(config: Config) -> Any:
    return _over(
        _core(profile=config.profile),
        # botocore itself reads only AWS_DEFAULT_REGION; every other AWS SDK reads this one.
        region_name=config.region or os.environ.get("AWS_REGION"),
        aws_access_key_id=config.access_key,
        aws_secret_access_key=config.secret_key,
        aws_session_token=config.token,
    )


def _core(**options: Any) -> Any:
    """botocore's session, which looks for no other services than ours: listing all of them is 900
    directories, for each client."""
    from botocore.loaders import Loader
    from botocore.session import Session

    class OurLoader(Loader):  # type: ignore[misc]
        def list_available_services(self, type_name: str) -> list[str]:
            return _ALL_SERVICES

    core = Session(**options)
    core.register_component("data_loader", OurLoader())
    return core


def _over(core: Any, **options: Any) -> Any:
    import boto3

    return boto3.Session(botocore_session=core, **options)


def _local_core(config: Config) -> Any:
    """botocore's session, whose requests the local AWS answers, but for services with an endpoint."""
    from aws_groups.local import LocalAws

    core = _core(session_vars=_NO_FILES)
    LocalAws(local_store()).attach(core, [name for name in SERVICES if name not in config.endpoints])
    return core


def _local(config: Config) -> Any:
    core = _local_core(config)
    return _over(
        core,
        region_name=config.region or LOCAL_REGION,
        aws_access_key_id=config.access_key or "local",
        aws_secret_access_key=config.secret_key or "local",
    )


def _as_role(session: Any, config: Config, role: AssumeRole) -> Any:
    """A session whose credentials are the role's, asked for at the first call and renewed before they end."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.exceptions import NoCredentialsError

    def sts(service: str, **options: Any) -> Any:
        options.setdefault("endpoint_url", config.endpoint_of("sts"))
        return session.client(service, **options)

    own = session.get_credentials()
    if own is None:
        raise NoCredentialsError
    extra: dict[str, Any] = {"RoleSessionName": role.session_name}
    if role.external_id:
        extra["ExternalId"] = role.external_id
    if role.duration_seconds:
        extra["DurationSeconds"] = role.duration_seconds
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=sts,
        source_credentials=own,
        role_arn=role.role_arn,
        extra_args=extra,
    )
    core = _local_core(config) if config.local else _core(profile=config.profile)
    core._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    return _over(core, region_name=session.region_name)
