"""botocore's session: credentials and region, by the configuration or by botocore's own chain."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aws_groups import __version__
from aws_groups.aws.answers import check_raw_answer
from aws_groups.aws.attempt import check_before_answering, check_before_sending
from aws_groups.aws.config import SERVICES, AssumeRole, Config

LOCAL_REGION = "us-east-1"
RENEW_ROLE = 300
"""Seconds before its end that the configuration's role is asked for again. botocore does so 15 minutes
before, so it asks for a role of 15 minutes, which AWS allows, before each call."""

_CREDENTIAL_SERVICES = ("sso", "sso-oidc", "signin")
"""The services from which the credential chain gets credentials, beside sts."""

_REGIONAL = ("identitystore", "sso-admin")

_NO_FILES = {
    "profile": (None, None, None, None),
    "region": ("region", None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""botocore's session variables without the shared files, and without the environment's profile and
region: those are for AWS accounts, not for the local AWS."""


class NeedsMfa(Exception):
    """The profile's role needs a code that a person has to type. The argument is the device."""


def local_store() -> Path:
    """The SQLite file of the local AWS: ``$AWS_GROUPS_LOCAL_STORE``, else one in the user's state folder."""
    if named := os.environ.get("AWS_GROUPS_LOCAL_STORE"):
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "aws-groups" / "local.sqlite"


def close_stdin() -> None:
    """Replace this process's standard input by nothing, for itself and for all that it starts.

    The credential chain starts programs (``credential_process``), and one that asks a person for a
    password would wait forever.
    """
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    if nothing != 0:
        os.close(nothing)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115


def local_store_id() -> str:
    """The id of the local AWS's file, which is made if it is not there.

    Raises:
        OSError: it cannot be opened, or is none.
    """
    from aws_groups.local import LocalAws

    local = LocalAws(local_store())
    try:
        return local.store_id
    finally:
        local.close()


def make_session(config: Config) -> Any:
    """A ``botocore.session.Session``, for clients that make one attempt and check each answer.

    Raises:
        botocore.exceptions.BotoCoreError: the configuration's credentials are not complete, its
            profile does not exist, or the shared files cannot be read.
        OSError: the local AWS cannot use its file.
    """
    import boto3

    core = _session(config)
    keys = _keys(config)
    # This puts boto3's name, the region and the keys into the session.
    boto3.Session(
        botocore_session=core,
        region_name=config.region or (LOCAL_REGION if config.local else None),
        **({} if config.assume_role else keys),
    )
    core.set_default_client_config(_client_config(config, core))
    _register_checks(config, core)
    if config.local:
        _attach_local_aws(config, core)
    if config.assume_role:
        _take_on_role(core, config, config.assume_role, keys)
    return core


def region_for(core: Any, service: str) -> str | None:
    """The region to make a client for. CloudFront is in no region and STS answers in each, so neither
    needs one to be configured; what belongs to a directory is in the directory's."""
    region: str | None = core.get_config_variable("region")
    return LOCAL_REGION if region is None and service not in _REGIONAL else region


def load_credentials(core: Any) -> Any:
    """The session's credentials. They are got now, or when they are first used, and then renewed.

    Raises:
        NeedsMfa: a person would have to type a code.
        Exception: whatever the chain raises; it lets through what is below it.
    """
    from botocore.exceptions import NoCredentialsError

    credentials = core.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    _refuse_mfa(core, credentials)
    return credentials


def profile_chain(core: Any) -> Iterator[Mapping[str, Any]]:
    """The settings of the session's profile, then of the profiles that it gets credentials from."""
    profiles = core.full_config.get("profiles", {})
    name, seen = core.profile or "default", set()
    while name in profiles and name not in seen:
        seen.add(name)
        yield profiles[name]
        name = profiles[name].get("source_profile")


def _session(config: Config) -> Any:
    from botocore.session import Session

    if config.local:
        core = Session(session_vars=_NO_FILES)
    else:
        core = Session(session_vars=_variables(), profile=config.profile or None)
    core.register_component("data_loader", _loader())
    return core


@cache
def _loader() -> Any:
    """botocore's loader of service models, which keeps what it has loaded.

    It looks for no other services than those that are called: a list of all of them is 900
    directories, for each client.
    """
    from botocore.loaders import Loader

    class OurLoader(Loader):  # type: ignore[misc]
        def list_available_services(self, type_name: str) -> list[str]:
            return [*SERVICES, *_CREDENTIAL_SERVICES]

    return OurLoader()


def _variables() -> dict[str, tuple[str | None, list[str], str | None, None]]:
    """botocore's session variables, with names in the environment that are set to something.

    botocore takes a blank variable for a value: a profile, a region or a file without a name, and a
    blank AWS_CA_BUNDLE even for the wish to check no certificate. It also does not read AWS_REGION,
    as all other AWS SDKs do.
    """

    def variable(
        in_file: str | None, *names: str, default: str | None = None
    ) -> tuple[str | None, list[str], str | None, None]:
        return in_file, [name for name in names if os.environ.get(name, "").strip()], default, None

    return {
        "profile": variable(None, "AWS_DEFAULT_PROFILE", "AWS_PROFILE"),
        "region": variable("region", "AWS_REGION", "AWS_DEFAULT_REGION"),
        "ca_bundle": variable("ca_bundle", "AWS_CA_BUNDLE"),
        "config_file": variable(None, "AWS_CONFIG_FILE", default="~/.aws/config"),
        "credentials_file": variable(None, "AWS_SHARED_CREDENTIALS_FILE", default="~/.aws/credentials"),
    }


def _keys(config: Config) -> dict[str, str | None]:
    """The configuration's own credentials, as boto3 and botocore name them.

    Raises:
        botocore.exceptions.PartialCredentialsError: a part of them is missing.
    """
    from botocore.exceptions import PartialCredentialsError

    default = "local" if config.local else None
    parts = {"accessKey": config.access_key, "secretKey": config.secret_key}
    missing = [name for name, value in parts.items() if not value]
    if missing and (len(missing) == 1 or config.token) and not config.local:
        raise PartialCredentialsError(provider="the provider's configuration", cred_var=missing[0])
    return {
        "aws_access_key_id": config.access_key or default,
        "aws_secret_access_key": config.secret_key or default,
        "aws_session_token": config.token,
    }


def _client_config(config: Config, core: Any) -> Any:
    from botocore.config import Config as ClientConfig

    return ClientConfig(
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=64,
        connect_timeout=config.connect_timeout,
        read_timeout=config.read_timeout,
        # Said in full, or botocore composes it anew, twice for each request.
        user_agent=f"{core.user_agent()} pulumi-aws-groups/{__version__}",
    )


def _register_checks(config: Config, core: Any) -> None:
    events = core.get_component("event_emitter")
    for service in [*SERVICES, *_CREDENTIAL_SERVICES]:
        check = check_before_answering if config.in_process(service) else check_before_sending
        events.register_first(f"before-send.{service}", check)
        events.register(f"before-parse.{service}", check_raw_answer)


def _attach_local_aws(config: Config, core: Any) -> None:
    from aws_groups.local import LocalAws

    LocalAws(local_store()).attach(core, [name for name in SERVICES if config.in_process(name)])


def _take_on_role(core: Any, config: Config, role: AssumeRole, keys: Mapping[str, str | None]) -> None:
    """Let the session's credentials be the role's, which are asked for at the first call."""
    from botocore.credentials import CredentialResolver

    resolver = core.get_component("credential_provider")
    source = CredentialResolver(list(resolver.providers))
    resolver.providers.insert(0, _RoleProvider(core, config, role, keys, source))


class _RoleProvider:
    """A provider for botocore's credential chain, which goes before all others."""

    METHOD = "aws-groups-assume-role"

    def __init__(
        self, core: Any, config: Config, role: AssumeRole, keys: Mapping[str, str | None], source: Any
    ) -> None:
        self._core = core
        self._config = config
        self._role = role
        self._keys = keys
        self._source = source

    def load(self) -> Any:
        """The role's credentials; the chain calls this once."""
        from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

        class RoleCredentials(DeferredRefreshableCredentials):  # type: ignore[misc]
            def refresh_needed(self, refresh_in: float | None = None) -> bool:
                return bool(super().refresh_needed(RENEW_ROLE))

        fetcher = AssumeRoleCredentialFetcher(
            client_creator=self._sts,
            source_credentials=self._own_credentials(),
            role_arn=self._role.role_arn,
            extra_args=self._parameters(),
        )
        return RoleCredentials(fetcher.fetch_credentials, "assume-role")

    def _own_credentials(self) -> Any:
        """The credentials to ask for the role with."""
        from botocore.credentials import Credentials
        from botocore.exceptions import NoCredentialsError

        if self._keys["aws_access_key_id"]:
            return Credentials(*self._keys.values())
        own = self._source.load_credentials()
        if own is None:
            raise NoCredentialsError
        _refuse_mfa(self._core, own)
        return own

    def _parameters(self) -> dict[str, Any]:
        role = self._role
        given = {
            "RoleSessionName": role.session_name,
            "ExternalId": role.external_id,
            "DurationSeconds": role.duration_seconds,
        }
        return {name: value for name, value in given.items() if value}

    def _sts(self, service: str, **options: Any) -> Any:
        options.setdefault("endpoint_url", self._config.endpoint_of(service))
        return self._core.create_client(service, region_for(self._core, service), **options)


def _refuse_mfa(core: Any, credentials: Any) -> None:
    """Refuse a profile's role that needs a code: botocore would ask for it on the terminal and wait."""
    if credentials.method != "assume-role":
        return
    for depth, profile in enumerate(profile_chain(core)):
        # The role of a source profile which has keys of its own is not taken on.
        has_keys = "aws_access_key_id" in profile or "aws_secret_access_key" in profile
        if "role_arn" not in profile or "web_identity_token_file" in profile or (depth and has_keys):
            return
        if device := profile.get("mfa_serial"):
            raise NeedsMfa(device)
