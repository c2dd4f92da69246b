"""Faults on demand: what goes wrong, how often, and that AWS's state is right afterwards."""

import time
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from aws_groups.local import Fault, LocalAws
from tests.local.conftest import Rig
from tests.local.helpers import (
    STORE,
    new_group,
    new_key_group,
    new_public_key,
    new_user,
    patch,
    refused,
)


def names(identitystore: Any) -> list[str]:
    groups = identitystore.list_groups(IdentityStoreId=STORE)["Groups"]
    return sorted(group["DisplayName"] for group in groups)


def test_a_connection_dropped_before_leaves_nothing_done(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("drop-before", "CreateGroup", times=1))
    with pytest.raises(ConnectionClosedError):
        new_group(identitystore, "Devs")
    assert names(identitystore) == []
    new_group(identitystore, "Devs")
    first = aws.calls()[0]
    assert (first.operation, first.status, first.fault) == ("CreateGroup", 0, "drop-before")


def test_a_connection_dropped_after_loses_only_the_reply(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("drop-after", "CreateGroup", times=1))
    with pytest.raises(ConnectionClosedError):
        new_group(identitystore, "Devs")
    assert names(identitystore) == ["Devs"]
    first = aws.calls()[0]
    assert (first.status, first.error, first.fault) == (200, None, "drop-after")


def test_botocore_retries_a_dropped_connection_as_a_real_one(rig: Rig) -> None:
    rig.aws.inject(Fault("drop-before", "CreateGroup", times=1))
    new_group(rig.client("identitystore", attempts=2), "Devs")
    assert [call.fault for call in rig.aws.calls()] == ["drop-before", None]


def test_a_create_retried_after_its_reply_was_lost_finds_the_name_taken(rig: Rig) -> None:
    identitystore = rig.client("identitystore", attempts=2)
    rig.aws.inject(Fault("drop-after", "CreateGroup", times=1))
    taken = "UNIQUENESS_CONSTRAINT_VIOLATION"
    with refused("ConflictException", 400, Reason=taken):
        new_group(identitystore, "Devs")
    assert names(identitystore) == ["Devs"]


def test_an_update_retried_after_its_reply_was_lost_has_a_stale_etag(rig: Rig) -> None:
    cloudfront = rig.client("cloudfront", attempts=2)
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    rig.aws.inject(Fault("drop-after", "UpdateKeyGroup", times=1))
    config = {"Name": "group", "Items": [key], "Comment": "applied"}
    with refused("PreconditionFailed", 412):
        cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    assert cloudfront.get_key_group_config(Id=id)["KeyGroupConfig"] == config


@pytest.mark.parametrize(
    ("service", "status", "code"),
    [
        ("identitystore", 500, "InternalServerException"),
        ("cloudfront", 500, "InternalError"),
        ("identitystore", 503, "ServiceUnavailable"),
        ("cloudfront", 503, "ServiceUnavailable"),
        ("sts", 500, "InternalError"),
    ],
)
def test_an_error_is_answered_in_the_services_own_way(rig: Rig, service: str, status: int, code: str) -> None:
    rig.aws.inject(Fault("error", status=status))
    call = {
        "identitystore": "list_identity_stores",
        "cloudfront": "list_key_groups",
        "sts": "get_caller_identity",
    }[service]
    with refused(code, status):
        getattr(rig.client(service), call)()
    logged = rig.aws.calls()[0]
    assert (logged.status, logged.error, logged.fault) == (status, code, "error")


def test_any_code_can_be_answered_and_nothing_is_done(identitystore: Any, aws: LocalAws) -> None:
    text = "CreateGroup=error,status=400,code=ConflictException,reason=CONCURRENT_MODIFICATION"
    aws.inject(Fault.parse(text))
    with refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION"):
        new_group(identitystore, "Devs")
    assert names(identitystore) == []


def test_a_fault_strikes_so_many_times_after_so_many_passes(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("error", "CreateGroup", skip=2, times=2))
    outcomes = []
    for number in range(6):
        try:
            new_group(identitystore, f"group {number}")
            outcomes.append("done")
        except identitystore.exceptions.InternalServerException:
            outcomes.append("failed")
    assert outcomes == ["done", "done", "failed", "failed", "done", "done"]


def test_a_fault_of_one_operation_or_service_spares_the_others(rig: Rig) -> None:
    rig.aws.inject(Fault("error", "CreateGroup"))
    rig.aws.inject(Fault("error", service="cloudfront"))
    identitystore = rig.client("identitystore")
    assert names(identitystore) == []
    with refused("InternalServerException", 500):
        new_group(identitystore, "Devs")
    with refused("InternalError", 500):
        rig.client("cloudfront").list_key_groups()
    rig.client("sts").get_caller_identity()


def test_cleared_faults_strike_no_more(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("error"))
    aws.clear_faults()
    new_group(identitystore, "Devs")


def test_a_throttle_without_a_rate_refuses_everything(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("throttle", retry_after=7, times=1))
    with refused("ThrottlingException", 400, "Rate exceeded", RetryAfterSeconds=7):
        new_group(identitystore, "Devs")
    new_group(identitystore, "Devs")


def test_cloudfront_says_throttling_in_its_own_way(cloudfront: Any, aws: LocalAws) -> None:
    aws.inject(Fault("throttle", times=1))
    with refused("Throttling", 400, "Rate exceeded"):
        cloudfront.list_key_groups()


def test_a_throttle_lets_a_burst_pass_and_then_its_rate(identitystore: Any, aws: LocalAws) -> None:
    now = time.time()
    aws.clock = lambda: now
    aws.inject(Fault("throttle", "CreateGroup", rate=3))

    def passed(round: int) -> int:
        count = 0
        for number in range(6):
            try:
                new_group(identitystore, f"{round}.{number}")
                count += 1
            except identitystore.exceptions.ThrottlingException:
                pass
        return count

    assert passed(1) == 3
    assert passed(2) == 0
    now += 0.7
    assert passed(3) == 2
    now += 100
    assert passed(4) == 3


def test_a_delayed_reply_comes_late_but_comes(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("delay", "CreateGroup", seconds=0.05))
    began = time.monotonic()
    new_group(identitystore, "Devs")
    assert time.monotonic() - began >= 0.05


def test_a_stale_read_answers_with_the_version_before(cloudfront: Any, aws: LocalAws) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key, Comment="old")
    config = {"Name": "group", "Items": [key], "Comment": "new"}
    updated = cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    aws.inject(Fault("stale-read", times=2))
    read = cloudfront.get_key_group(Id=id)
    assert (read["ETag"], read["KeyGroup"]["KeyGroupConfig"]["Comment"]) == (etag, "old")
    listed = cloudfront.list_key_groups()["KeyGroupList"]["Items"][0]["KeyGroup"]
    assert listed["KeyGroupConfig"]["Comment"] == "old"
    assert cloudfront.get_key_group(Id=id)["ETag"] == updated["ETag"]


def test_a_stale_read_never_strikes_a_write(identitystore: Any, aws: LocalAws) -> None:
    id = new_group(identitystore, "Devs", Description="old")
    for text in ("older", "new"):
        aws.inject(Fault("stale-read"))
        identitystore.update_group(IdentityStoreId=STORE, GroupId=id, Operations=[patch("description", text)])
    aws.clear_faults()
    read = identitystore.describe_group(IdentityStoreId=STORE, GroupId=id)
    assert read["Description"] == "new"


def test_an_etag_moves_just_before_the_update_that_names_it(cloudfront: Any, aws: LocalAws) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    config = {"Name": "group", "Items": [key]}
    aws.inject(Fault("etag-move", "UpdateKeyGroup", times=1))
    with refused("PreconditionFailed", 412):
        cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    read = cloudfront.get_key_group(Id=id)
    assert read["ETag"] != etag
    assert read["KeyGroup"]["KeyGroupConfig"] == config
    cloudfront.update_key_group(Id=id, IfMatch=read["ETag"], KeyGroupConfig=config)


def test_a_revision_moves_too(identitystore: Any, aws: LocalAws) -> None:
    made = identitystore.create_group(IdentityStoreId=STORE, DisplayName="Devs")
    aws.inject(Fault("etag-move", times=1))
    with refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION"):
        identitystore.delete_group(IdentityStoreId=STORE, GroupId=made["GroupArn"], Revision=made["Revision"])


def test_faults_add_up_on_one_call(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("delay", seconds=0.01))
    aws.inject(Fault("drop-after", "CreateGroup"))
    with pytest.raises(ConnectionClosedError):
        new_group(identitystore, "Devs")
    assert aws.calls()[0].fault == "delay,drop-after"


def test_a_refused_request_goes_no_further(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("throttle", times=1))
    aws.inject(Fault("drop-after", times=1))
    with refused("ThrottlingException", 400):
        new_group(identitystore, "Devs")
    with pytest.raises(ConnectionClosedError):
        new_group(identitystore, "Devs")
    assert [call.fault for call in aws.calls()] == ["throttle", "drop-after"]


@pytest.mark.parametrize(
    "fault",
    [Fault("error", "CreateGruop"), Fault("error", service="s3"), Fault("error", "CreateGroup", "sts")],
    ids=lambda fault: f"{fault.service}:{fault.operation}",
)
def test_a_fault_for_what_there_is_not_is_refused(aws: LocalAws, fault: Fault) -> None:
    with pytest.raises(ValueError, match="no such"):
        aws.inject(fault)


def test_a_question_for_memberships_is_a_read(identitystore: Any, aws: LocalAws) -> None:
    aws.inject(Fault("stale-read"))
    group, user = new_group(identitystore, "Devs"), new_user(identitystore, "ann")
    member = {"MemberId": {"UserId": user}, "GroupIds": [group]}
    identitystore.is_member_in_groups(IdentityStoreId=STORE, **member)
    assert [call.fault for call in aws.calls()] == [None, None, "stale-read"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("UpdateGroup=drop-after,times=1", Fault("drop-after", "UpdateGroup", times=1)),
        ("*=throttle,rate=20", Fault("throttle", rate=20.0)),
        (
            "identitystore:*=throttle,rate=0.5,retry-after=3",
            Fault("throttle", service="identitystore", rate=0.5, retry_after=3),
        ),
        (
            "CreateGroup=error,status=503,code=Busy,skip=2",
            Fault("error", "CreateGroup", status=503, code="Busy", skip=2),
        ),
        ("sts:GetCallerIdentity=delay,seconds=0.2", Fault("delay", "GetCallerIdentity", "sts", seconds=0.2)),
    ],
)
def test_a_fault_is_said_on_the_command_line(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "drop-after",
        "UpdateGroup=explode",
        "UpdateGroup=delay",
        "UpdateGroup=drop-after,often=1",
        "UpdateGroup=drop-after,times=many",
        "UpdateGroup=drop-after,times=0",
        "UpdateGroup=drop-after,kind=error",
        "*=throttle,rate=-1",
    ],
)
def test_a_fault_that_makes_no_sense_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fault.parse(text)
