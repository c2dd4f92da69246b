"""STS on the local AWS."""

from datetime import datetime, timedelta, timezone
from typing import Any

from aws_groups.local import LocalAws
from tests.local.conftest import Rig
from tests.local.helpers import STORE, new_group, refused

ROLE = "arn:aws:iam::210987654321:role/path/deployer"


def test_the_caller_is_a_user_of_the_account_in_the_settings(sts: Any, aws: LocalAws) -> None:
    aws.set(account="999999999999")
    identity = sts.get_caller_identity()
    assert identity["Account"] == "999999999999"
    assert identity["Arn"] == "arn:aws:iam::999999999999:user/local"


def test_who_assumed_a_role_is_seen_as_the_role(rig: Rig, sts: Any) -> None:
    reply = sts.assume_role(
        RoleArn=ROLE,
        RoleSessionName="me",
        DurationSeconds=900,
        Tags=[{"Key": "team", "Value": "a+b"}],
    )
    arn = "arn:aws:sts::210987654321:assumed-role/deployer/me"
    assert reply["AssumedRoleUser"]["Arn"] == arn
    left = reply["Credentials"]["Expiration"] - datetime.now(timezone.utc)
    assert timedelta(seconds=800) < left <= timedelta(seconds=900)
    key = reply["Credentials"]["AccessKeyId"]
    identity = rig.client("sts", access_key=key).get_caller_identity()
    assert (identity["Arn"], identity["Account"]) == (arn, "210987654321")
    identitystore = rig.client("identitystore", access_key=key)
    id = new_group(identitystore, "Devs")
    read = identitystore.describe_group(IdentityStoreId=STORE, GroupId=id)
    assert read["CreatedBy"] == arn
    assert rig.aws.calls()[0].params["Tags"] == [{"Key": "team", "Value": "a+b"}]


def test_a_role_that_is_none_is_refused(sts: Any) -> None:
    with refused("ValidationError", 400):
        sts.assume_role(RoleArn="arn:aws:iam::210987654321:user/me", RoleSessionName="me")


def test_the_models_limits_hold(sts: Any) -> None:
    message = "Value '99999' at 'durationSeconds' failed to satisfy constraint: Member must have value"
    with refused("ValidationError", 400, message):
        sts.assume_role(RoleArn=ROLE, RoleSessionName="me", DurationSeconds=99999)
