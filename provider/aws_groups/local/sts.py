"""STS: who is calling, and becoming someone else. Signatures and role policies are not checked.

https://docs.aws.amazon.com/STS/latest/APIReference/
"""

from __future__ import annotations

import base64
import os

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.kinds import Kind
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Behavior, Operations

_SESSION = Kind(name="session")
_DEFAULT_SECONDS = 3600
_OPERATIONS = Operations()


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


@_OPERATIONS.add(
    documented("the account, the user id and the ARN of who signed"),
    assumed("who has not assumed a role is the user `local` of the account in the settings"),
)
def get_caller_identity(context: Context, params: Params) -> Result:
    """The account, the user id and the ARN of who signed the request."""
    return dict(caller(context))


@_OPERATIONS.add(
    documented("the reply's credentials then act as the role, for an hour if not said"),
    assumed("every role of every account can be assumed; one that is no role's ARN is ValidationError"),
)
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
    context.tx.create(_SESSION, access_key, identity)
    credentials = {
        "AccessKeyId": access_key,
        "SecretAccessKey": base64.b64encode(os.urandom(30)).decode(),
        "SessionToken": base64.b64encode(os.urandom(96)).decode(),
        "Expiration": context.now + params.get("DurationSeconds", _DEFAULT_SECONDS),
    }
    return {"Credentials": credentials, "AssumedRoleUser": {"AssumedRoleId": user_id, "Arn": arn}}


BEHAVIOR = Behavior(
    name="sts",
    operations=_OPERATIONS,
    kinds=(_SESSION,),
    reference="https://docs.aws.amazon.com/STS/latest/APIReference/API_{}.html",
    marks=(assumed("signatures are not checked, and no policy is"),),
)


def _key_id(prefix: str) -> str:
    return prefix + base64.b32encode(os.urandom(10)).decode()
