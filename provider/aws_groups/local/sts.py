"""STS: who is calling, and becoming someone else. Signatures and role policies are not checked.

https://docs.aws.amazon.com/STS/latest/APIReference/
"""

from __future__ import annotations

import base64
import os

from aws_groups.local.context import Context, Handler, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.store import Object

_SESSION = "session"
_DEFAULT_SECONDS = 3600


def caller(context: Context) -> dict[str, str]:
    """Who signed the request: an assumed role, or the user `local`."""
    session = context.tx.find(_SESSION, context.access_key)
    if session:
        return dict(session.body)
    account = context.settings.account
    return {
        "UserId": "AIDALOCALLOCALLOCAL00",
        "Account": account,
        "Arn": f"arn:aws:iam::{account}:user/local",
    }


def get_caller_identity(context: Context, params: Params) -> Result:
    """The account, the user id and the ARN of who signed the request."""
    return dict(caller(context))


def assume_role(context: Context, params: Params) -> Result:
    """Credentials of any role: whether the caller may have them is not checked."""
    parts = params["RoleArn"].split(":", 5)
    if len(parts) != 6 or parts[2] != "iam" or not parts[5].startswith("role/"):
        raise AwsError("ValidationError", f"{params['RoleArn']} is invalid")
    account, role, name = parts[4], parts[5].rpartition("/")[2], params["RoleSessionName"]
    arn = f"arn:aws:sts::{account}:assumed-role/{role}/{name}"
    user_id = f"{_key_id('AROA')}:{name}"
    access_key = _key_id("ASIA")
    identity = {"UserId": user_id, "Account": account, "Arn": arn}
    context.tx.insert(Object(_SESSION, access_key, "", identity))
    credentials = {
        "AccessKeyId": access_key,
        "SecretAccessKey": base64.b64encode(os.urandom(30)).decode(),
        "SessionToken": base64.b64encode(os.urandom(96)).decode(),
        "Expiration": context.now + params.get("DurationSeconds", _DEFAULT_SECONDS),
    }
    return {"Credentials": credentials, "AssumedRoleUser": {"AssumedRoleId": user_id, "Arn": arn}}


OPERATIONS: dict[str, Handler] = {
    "GetCallerIdentity": get_caller_identity,
    "AssumeRole": assume_role,
}


def _key_id(prefix: str) -> str:
    return prefix + base64.b32encode(os.urandom(10)).decode()
