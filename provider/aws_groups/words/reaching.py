"""Why AWS could not be reached, or refused, in words: a line or two, with the next step.

AWS's own text comes last. The caller masks the secrets in it.
"""

from __future__ import annotations

from collections.abc import Callable

from aws_groups.aws import (
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Cancelled,
    NotSent,
    NotSentCause,
    Request,
    Stage,
    TimedOut,
    UnreachableCause,
)

_CHECK_CLOCK = "Set the clock of this machine (`timedatectl` shows whether it is synchronised)."


def failure(error: AwsError) -> str:
    """A failed call in words."""
    if isinstance(error, AwsRefused):
        return _refused(error)
    if isinstance(error, AwsUnreachable):
        return _unreachable(error)
    if isinstance(error, NotSent):
        return _not_sent(error)
    if isinstance(error, TimedOut):
        return _timed_out(error)
    if isinstance(error, Cancelled):
        return _cancelled(error)
    return f"{_call(error)}it failed{_tried(error)}.{_lost(error)}"


def said(refused: AwsRefused) -> str:
    """AWS's own words: the operation, the code, the text, the request id."""
    code = f"{refused.code} ({refused.reason})" if refused.reason else refused.code
    message = f": {refused.message}" if refused.message else ""
    request_id = f" (request id {refused.request_id})" if refused.request_id else ""
    return f"{refused.operation}: {code}{message}{request_id}"


def not_known(request: Request) -> str:
    """What to do about a write that AWS may or may not have carried out.

    What a create has made is in no state yet, so a refresh does not find it.
    """
    if request.operation.startswith("Create"):
        return (
            "Whether AWS carried it out is not known. Run `pulumi up` again: it takes what was made, or says "
            "which object has the name."
        )
    return "Whether AWS carried it out is not known. Run `pulumi refresh` to find out."


# Refusals.


def _refused(error: AwsRefused) -> str:
    meaning = _meaning(error)
    return f"{meaning}{_lost(error)}\nAWS said {said(error)}" if meaning else _bare(error)


def _bare(error: AwsRefused) -> str:
    return said(error) if not error.lost else f"{said(error)}\n{not_known(error.request)}"


def _meaning(error: AwsRefused) -> str | None:
    """What a refusal means that any call can meet."""
    if error.is_denial:
        return _denied(error)
    if error.is_throttling:
        return _throttled(error)
    if error.code in _REFUSED_CREDENTIALS:
        return f"AWS does not accept these credentials: {_REFUSED_CREDENTIALS[error.code]}."
    if error.is_server_failure:
        return f"AWS failed at {error.operation}{_tried(error)}. Try again later."
    return None


def _denied(error: AwsRefused) -> str:
    own = error.operation == error.request.operation
    service = error.request.service if own else _SERVICES.get(error.operation, "sts")
    owner = ""
    if error.caller is not None:
        owner = f" The credentials belong to account {error.caller.account} ({error.caller.arn})."
    if error.reason and error.reason.startswith("KMS"):
        return (
            f"{error.operation} was denied by the KMS key that encrypts the directory: "
            f"the key's policy must allow these credentials to use it.{owner}"
        )
    policy = f"their policy must allow {_PREFIXES.get(service, service)}:{error.operation}"
    if error.operation == "AssumeRole":
        policy += ", and the role's trust policy must allow them to take on the role"
    text = f"{error.operation} is not allowed to these credentials: {policy}.{owner}"
    if service == "identitystore":
        text += (
            " Only the organization's management account or the delegated administrator of IAM Identity "
            "Center owns the directory; in any other account, no policy helps."
        )
    return text


_PREFIXES = {"sso-admin": "sso"}
"""What IAM's actions begin with, where that is not botocore's name of the service."""
_SERVICES = {"GetRoleCredentials": "sso", "CreateToken": "sso"}
"""The services of the operations on the way to credentials that are not of sts."""


def _throttled(error: AwsRefused) -> str:
    text = f"AWS throttled {error.operation}{_tried(error)}."
    if error.retry_after is not None and error.retry_after > 1:
        return f"{text} It asks to wait {_seconds(error.retry_after)}: try again then."
    return f"{text} Try again later, lower requestsPerSecond or raise maxAttempts."


_EXPIRED = "they have expired; sign in again (`aws sso login`), or get new ones"
_NO_KEY = "the access key does not exist, or was deactivated"
_WRONG_SECRET = "the secret key does not belong to the access key"
_REFUSED_CREDENTIALS = {
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "InvalidClientTokenId": _NO_KEY,
    "InvalidAccessKeyId": _NO_KEY,
    "UnrecognizedClientException": "the access key does not exist, or the session token is not its own",
    "SignatureDoesNotMatch": _WRONG_SECRET,
    "InvalidSignatureException": _WRONG_SECRET,
    "InvalidIdentityToken": "the web identity token is not valid",
    "ExpiredTokenIssuer": "the web identity token has expired",
}


# No answer.


def _unreachable(error: AwsUnreachable) -> str:
    details = f" ({error.text.rstrip('.')})" if error.text else ""
    where = error.endpoint or _service_in_region(error)
    text = f"{_call(error)}{where} {_UNREACHABLE[error.cause](error)}{details}{_tried(error)}."
    text += f" {_ADVICE[error.cause]}" if error.cause in _ADVICE else ""
    text += _lost(error)
    return f"{text}\nAWS said {said(error.refused)}" if error.refused and error.refused.message else text


def _service_in_region(error: AwsUnreachable) -> str:
    region = f" in region {error.region}" if error.region else ""
    return f"{error.request.service}{region}"


def _through_proxy(error: AwsUnreachable) -> str:
    return f"cannot be reached through the proxy{f' {error.proxy}' if error.proxy else ''}"


def _by_clock(error: AwsUnreachable) -> str:
    differ = "its clock and this machine's differ"
    if error.skew is not None and abs(error.skew) >= 60:
        than = "ahead of" if error.skew > 0 else "behind"
        differ = f"its clock is {abs(error.skew) / 60:.0f} minutes {than} this machine's"
    return f"does not accept the signature, because {differ}"


def _fixed(text: str) -> Callable[[AwsUnreachable], str]:
    return lambda _: text


_UNREACHABLE: dict[UnreachableCause, Callable[[AwsUnreachable], str]] = {
    UnreachableCause.CONNECT: _fixed("cannot be reached"),
    UnreachableCause.TIMEOUT: _fixed("did not answer in time"),
    UnreachableCause.CLOSED: _fixed("closed the connection without an answer"),
    UnreachableCause.PROXY: _through_proxy,
    UnreachableCause.CERTIFICATE: _fixed("has a certificate that is not trusted"),
    UnreachableCause.TLS: _fixed("does not speak TLS as https needs it"),
    UnreachableCause.HALF_ANSWER: _fixed("broke off its answer"),
    UnreachableCause.EMPTY_ANSWER: _fixed("gave an answer without its content"),
    UnreachableCause.NOT_AWS: _fixed("gave an answer that is not one of AWS"),
    UnreachableCause.REDIRECT: _fixed("redirected the request, which AWS does not do"),
    UnreachableCause.CLOCK: _by_clock,
}
_ADVICE = {
    UnreachableCause.CONNECT: "Check that the region is right and has this service, that the endpoint is up, "
    "and that the network lets you through.",
    UnreachableCause.TIMEOUT: "Check the network, the proxy (HTTPS_PROXY) and the endpoint.",
    UnreachableCause.PROXY: "Check HTTPS_PROXY and NO_PROXY.",
    UnreachableCause.CERTIFICATE: "If a proxy on your network opens TLS connections, set AWS_CA_BUNDLE to "
    "its certificate.",
    UnreachableCause.TLS: "If the endpoint speaks plain HTTP, its URL must begin with http://.",
    UnreachableCause.EMPTY_ANSWER: "Check that the endpoint is one of AWS.",
    UnreachableCause.NOT_AWS: "Check that the endpoint is one of AWS, and that no proxy and no sign-in page "
    "of the network answers in its place.",
    UnreachableCause.REDIRECT: "Check that the endpoint is one of AWS, and that no proxy and no sign-in page "
    "of the network answers in its place.",
    UnreachableCause.CLOCK: _CHECK_CLOCK,
}


# Not sent.


def _not_sent(error: NotSent) -> str:
    text = error.text.rstrip(".")
    sentences = _NOT_SENT[error.cause].format(
        subject=error.subject,
        named=f" {error.subject}" if error.subject else "",
        profile=f" --profile {error.subject}" if error.subject else "",
        text=text,
        why=f": {text}" if text else "",
        details=f" ({text})" if text else "",
    )
    # An attempt before this one may have been sent.
    return f"{_call(error)}{sentences}{_lost(error)}"


_GET_CREDENTIALS = (
    "Run `aws configure` or `aws sso login`, set AWS_PROFILE, or set `profile` or `accessKey` and "
    "`secretKey` in the provider's configuration."
)
_NOT_SENT = {
    NotSentCause.NO_CREDENTIALS: f"no AWS credentials were found. {_GET_CREDENTIALS}",
    NotSentCause.PARTIAL_CREDENTIALS: f"the AWS credentials are not complete{{details}}. {_GET_CREDENTIALS}",
    NotSentCause.CREDENTIALS_FAILED: "the AWS credentials could not be had from{named}{why}. "
    "Check the profile in ~/.aws/config and the AWS_ variables of the environment.",
    NotSentCause.PROFILE: "the profile{named} does not exist. Look into ~/.aws/config, set `profile` in "
    "the provider's configuration, or set AWS_PROFILE.",
    NotSentCause.NO_REGION: "no region is set. Run `pulumi config set aws-groups:region REGION`, or set "
    "AWS_REGION.",
    NotSentCause.BAD_REGION: "the region is not valid{details}. Run `pulumi config set aws-groups:region "
    "REGION`, or set AWS_REGION.",
    NotSentCause.SHARED_CONFIG: "the AWS configuration{named} cannot be used{why}. Check ~/.aws/config, "
    "~/.aws/credentials and the AWS_ variables of the environment.",
    NotSentCause.CREDENTIAL_PROCESS_MISSING: "the profile's credential_process cannot be started: "
    "{subject}{why}. Check credential_process in ~/.aws/config.",
    NotSentCause.CREDENTIAL_PROCESS_ANSWER: "the profile's credential_process{named} did not give "
    "credentials{details}. Run it yourself: it must print JSON with Version, AccessKeyId and "
    "SecretAccessKey.",
    NotSentCause.WEB_IDENTITY_FILE: "the web identity token file{named} cannot be read{why}. Check "
    "AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file in ~/.aws/config.",
    NotSentCause.MFA: "the profile{named} needs a code from an MFA device, and nobody can be asked for it "
    "here. Get a session first (`aws sts get-session-token`, or your tool for it), or use another profile.",
    NotSentCause.SSO_LOGIN: "the AWS sign-in is missing or has expired{details}. Run "
    "`aws sso login{profile}`, or `aws login{profile}`.",
    NotSentCause.CA_BUNDLE: "the file of certificates{named} cannot be used{why}. Check "
    "AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, and ca_bundle in ~/.aws/config.",
    NotSentCause.PROXY_URL: "the proxy{named} is not a URL that can be used. Check HTTPS_PROXY and "
    "HTTP_PROXY.",
    NotSentCause.ENDPOINT_URL: "the endpoint is not a URL that can be used{details}. Check `endpoint` and "
    "`endpoints` in the provider's configuration, and AWS_ENDPOINT_URL.",
    NotSentCause.HEADER: "the{named} has a line end or a NUL in it, so it cannot be sent. Check how it "
    "was copied.",
    NotSentCause.STORE: "{text}. Check AWS_GROUPS_LOCAL_STORE, which names the file of the local AWS.",
    NotSentCause.PARAMETERS: "the request is not one that AWS knows{why}.",
    NotSentCause.OTHER: "the request could not be made ({subject}{why}).",
}


# Ended from outside.


def _timed_out(error: TimedOut) -> str:
    whose = "the resource's customTimeouts" if error.of_engine else "the provider's own limit"
    text = f"{_call(error)}it took longer than {_seconds(error.limit)}, {whose}, {_doing(error)}."
    if error.last is not None and not isinstance(error.last, TimedOut):
        text += f" The attempt before failed: {_short(error.last)}."
    text += _lost(error)
    if not error.lost and error.of_engine:
        text += " Raise customTimeouts, or try again later."
    elif not error.lost:
        text += " Try again later."
    last = error.last
    return f"{text}\nAWS said {said(last)}" if isinstance(last, AwsRefused) else text


def _cancelled(error: Cancelled) -> str:
    text = f"{_call(error)}cancelled {_doing(error)}."
    return text + (_lost(error) or " Nothing was changed.")


def _doing(error: Cancelled | TimedOut) -> str:
    return {
        Stage.WAITING: "while it waited to be sent" if error.request else "while it waited",
        Stage.CREDENTIALS: "while it got credentials",
        Stage.CONNECTING: "while it opened a connection",
        Stage.SENT: "while it waited for AWS to answer",
    }[error.stage]


def _short(error: AwsError) -> str:
    """An attempt's failure in a few words."""
    if isinstance(error, AwsRefused):
        return "AWS throttled it" if error.is_throttling else f"AWS answered {error.code}"
    if isinstance(error, AwsUnreachable):
        return f"{error.endpoint or error.request.service} {_UNREACHABLE[error.cause](error)}"
    return "it could not be sent"


# Parts of sentences.


def _call(error: AwsError) -> str:
    request = error.request
    return f"{request.service} {request.operation}: " if request else ""


def _tried(error: AwsError) -> str:
    if error.attempts < 2:
        return ""
    return f"; tried {error.attempts} times in {_seconds(error.seconds)}"


def _lost(error: AwsError) -> str:
    request = error.request
    return f" {not_known(request)}" if error.lost and request is not None and request.writes else ""


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds >= 1 else f"{seconds:.1g} s"
