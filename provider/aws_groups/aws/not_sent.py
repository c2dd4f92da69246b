"""What kept a request on this machine, as facts: credentials, region, shared files, proxy, store."""

from __future__ import annotations

import os
import re
import shlex
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from aws_groups.aws.errors import NotSent, NotSentCause
from aws_groups.aws.request import Request
from aws_groups.aws.session import NeedsMfa, local_store, profile_chain
from aws_groups.secrets import shortened

_LONGEST_TEXT = 200


def setup_failure(request: Request | None, error: Exception, core: Any = None) -> NotSent:
    """An exception of botocore's from before the request was sent, by its class.

    Args:
        request: what was to be sent, if anything.
        error: what was raised while the session, the client or the request was made.
        core: botocore's session; None if there is none yet.
    """
    details: dict[str, Any] = getattr(error, "kwargs", {})
    for kinds, cause, about in _causes():
        if not isinstance(error, kinds):
            continue
        subject = str(details.get(about) or "")
        if cause is NotSentCause.SSO_LOGIN and core is not None:
            subject = core.profile or ""
        if cause is NotSentCause.CREDENTIALS_FAILED and core is not None:
            subject = subject or f"profile {core.profile or 'default'}"
        return NotSent(request, cause, subject=subject, text=_text(cause, details.get("error_msg") or error))
    cause = NotSentCause.ENDPOINT_URL if isinstance(error, ValueError) else NotSentCause.OTHER
    return NotSent(request, cause, subject=type(error).__name__, text=_text(cause, error))


@cache
def _causes() -> list[tuple[tuple[type[Exception], ...], NotSentCause, str]]:
    """botocore's classes, what they mean, and the detail that says what it is about.

    Special classes come before general ones.
    """
    from botocore import exceptions as botocore

    sign_in = (botocore.SSOError, botocore.LoginError, botocore.TokenRetrievalError)
    failed = (
        botocore.CredentialRetrievalError,
        botocore.MetadataRetrievalError,
        botocore.MissingDependencyException,
    )
    region = (botocore.InvalidRegionError, botocore.UnknownRegionError)
    settings = (
        botocore.InvalidConfigError,
        botocore.InvalidRetryConfigurationError,
        botocore.InvalidDefaultsMode,
        botocore.InvalidSTSRegionalEndpointsConfigError,
        botocore.InvalidChecksumConfigError,
        botocore.InvalidIMDSEndpointError,
        botocore.InvalidIMDSEndpointModeError,
    )
    parameters = (botocore.ParamValidationError, botocore.MissingParametersError, botocore.ValidationError)
    return [
        ((botocore.NoCredentialsError,), NotSentCause.NO_CREDENTIALS, ""),
        ((botocore.PartialCredentialsError,), NotSentCause.PARTIAL_CREDENTIALS, "cred_var"),
        ((botocore.RefreshWithMFAUnsupportedError,), NotSentCause.MFA, ""),
        (sign_in, NotSentCause.SSO_LOGIN, ""),
        (failed, NotSentCause.CREDENTIALS_FAILED, "provider"),
        ((botocore.ProfileNotFound,), NotSentCause.PROFILE, "profile"),
        ((botocore.NoRegionError,), NotSentCause.NO_REGION, ""),
        (region, NotSentCause.BAD_REGION, "region_name"),
        ((botocore.ConfigParseError, botocore.ConfigNotFound), NotSentCause.SHARED_CONFIG, "path"),
        (settings, NotSentCause.SHARED_CONFIG, ""),
        ((botocore.InvalidProxiesConfigError,), NotSentCause.PROXY_URL, ""),
        (parameters, NotSentCause.PARAMETERS, ""),
    ]


def _text(cause: NotSentCause, error: object) -> str:
    text = " ".join(str(error).split())
    if cause is NotSentCause.PARAMETERS:
        # botocore prints the value that it does not take. It may be a secret.
        text = re.sub(r", value: .*?, (?=type: |valid )", ", ", text)
        text = text.removeprefix("Parameter validation failed: ")
    return shortened(text, _LONGEST_TEXT)


def credentials_failure(request: Request, error: Exception, core: Any) -> NotSent:
    """An exception from loading or renewing credentials.

    The chain runs programs, reads files and parses what others wrote. It lets through whatever comes
    of that, so each exception here is about the credentials.
    """
    from botocore.exceptions import BotoCoreError, CredentialRetrievalError

    profile = core.profile or "default"
    process = _credential_process(core)
    if isinstance(error, NeedsMfa):
        return NotSent(request, NotSentCause.MFA, subject=profile, text=str(error))
    if isinstance(error, CredentialRetrievalError) and error.kwargs.get("provider") == "custom-process":
        text = _text(NotSentCause.CREDENTIAL_PROCESS_ANSWER, error.kwargs.get("error_msg", ""))
        return NotSent(request, NotSentCause.CREDENTIAL_PROCESS_ANSWER, subject=process, text=text)
    if isinstance(error, BotoCoreError):
        return setup_failure(request, error, core)
    if isinstance(error, OSError):
        return _file_failure(request, error, core, process)
    if process and not isinstance(error, RuntimeError):
        # Its output is no JSON (ValueError), not an object, or lacks a member. It may hold secrets.
        return NotSent(request, NotSentCause.CREDENTIAL_PROCESS_ANSWER, subject=process, text="not JSON")
    # botocore raises a plain RuntimeError about new credentials that have expired already.
    text = str(error) if isinstance(error, RuntimeError) else f"{type(error).__name__}: {error}"
    subject = process or f"profile {profile}"
    return NotSent(
        request, NotSentCause.CREDENTIALS_FAILED, subject=subject, text=shortened(text, _LONGEST_TEXT)
    )


def _file_failure(request: Request, error: OSError, core: Any, process: str) -> NotSent:
    """A file that the credential chain could not open, or a program that it could not start."""
    name = str(error.filename or "")
    if name == process and name:
        cause = NotSentCause.CREDENTIAL_PROCESS_MISSING
    elif name and name in _token_files(core):
        cause = NotSentCause.WEB_IDENTITY_FILE
    else:
        cause = NotSentCause.CREDENTIALS_FAILED
    return NotSent(request, cause, subject=name, text=error.strerror or str(error))


def _credential_process(core: Any) -> str:
    """The program that the profile gets its credentials from, without its arguments, which may hold
    secrets; "" if there is none."""
    try:
        profiles = list(profile_chain(core))
    except Exception:
        # The shared files cannot be read, and so name no program.
        return ""
    for profile in profiles:
        if command := str(profile.get("credential_process") or "").strip():
            try:
                words = shlex.split(command)
            except ValueError:
                words = command.split()
            # What is set for the program before its name may be a secret.
            return next((word for word in words if "=" not in word), "")
    return ""


def _token_files(core: Any) -> set[str]:
    found = {os.environ.get("AWS_WEB_IDENTITY_TOKEN_FILE")}
    found |= {profile.get("web_identity_token_file") for profile in profile_chain(core)}
    return {name for name in found if name}


def store_failure(request: Request, error: Exception) -> NotSent:
    """An exception from the local AWS in this process about its file."""
    path, text = str(local_store()), " ".join(str(error).split())
    return NotSent(
        request, NotSentCause.STORE, subject=path, text=text if path in text else f"{path}: {text}"
    )


def unsendable(request: Request, inner: BaseException, url: str | None, core: Any) -> NotSent | None:
    """What on this machine kept a request from being written to a connection; None if it was not that.

    Args:
        request: what was to be sent.
        inner: the exception below botocore's.
        url: where it was to be sent.
        core: botocore's session.
    """
    if isinstance(inner, ValueError):
        # Of http.client, about a header; its text has the header's value. Or of urllib3, about a URL.
        if header := _bad_header(core):
            return NotSent(request, NotSentCause.HEADER, subject=header)
        if proxy := _proxy(url):
            return NotSent(request, NotSentCause.PROXY_URL, subject=proxy)
        return NotSent(request, NotSentCause.ENDPOINT_URL, subject=url or "")
    if url is not None and url.startswith("https:"):
        return _bad_ca_bundle(request, core)
    return None


def _bad_header(core: Any) -> str | None:
    """Which of the credentials has a line end in it: they are headers, and that can't be sent."""
    credentials = core.get_credentials().get_frozen_credentials()
    for name, value in (("session token", credentials.token), ("access key", credentials.access_key)):
        if value and re.search(r"[\r\n\0]", value):
            return name
    return None


def _proxy(url: str | None) -> str | None:
    """The environment's proxy for a URL, without its user name and password."""
    from botocore.utils import get_environ_proxies

    if url is None:
        return None
    proxy = get_environ_proxies(url).get(urlsplit(url).scheme)
    return re.sub(r"(?<=//).*@|^[^/].*@", "***@", proxy) if proxy else None


def _bad_ca_bundle(request: Request, core: Any) -> NotSent | None:
    path = core.get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
    if not path:
        return None
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one
        text = error.strerror or str(error)
        return NotSent(request, NotSentCause.CA_BUNDLE, subject=path, text=text)
    return None
