"""One store, several processes and threads."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aws_groups.local import Fault, LocalAws
from tests.local.conftest import Rig
from tests.local.helpers import STORE, new_group, new_key_group, new_public_key, refused

# Makes groups from a number of processes at once, and tells what each was answered.
WRITER = """
import sys
import boto3
from aws_groups.local import LocalAws
path, prefix, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
aws = LocalAws(path)
session = boto3.Session("AKID", "secret", region_name="us-east-1")
aws.attach(session)
client = session.client("identitystore")
for number in range(count):
    client.create_group(IdentityStoreId="d-1234567890", DisplayName=f"{prefix} {number}")
    try:
        client.create_group(IdentityStoreId="d-1234567890", DisplayName=f"shared {number}")
        print(number)
    except client.exceptions.ConflictException:
        pass
"""


def test_processes_share_groups_and_only_one_gets_a_name(path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, f"writer {number}", "40"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    answers = [writer.communicate()[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    won = sorted(int(number) for answer in answers for number in answer)
    assert won == list(range(40))
    aws = LocalAws(path)
    calls = aws.calls()
    assert [call.seq for call in calls] == list(range(1, 241))
    assert sum(call.error is None for call in calls) == 160
    aws.close()


def test_what_one_process_sets_another_keeps_to(rig: Rig) -> None:
    code = (
        "import sys; from aws_groups.local import Fault, LocalAws; aws = LocalAws(sys.argv[1]);"
        " aws.set(account='222222222222'); aws.inject(Fault.parse('CreateGroup=error,times=1'))"
    )
    identitystore = rig.client("identitystore")
    identitystore.list_identity_stores()
    subprocess.run([sys.executable, "-c", code, rig.path], check=True)
    found = identitystore.list_identity_stores()["IdentityStores"]
    assert ":222222222222:" in found[0]["IdentityStoreArn"]
    with refused("InternalServerException", 500):
        new_group(identitystore, "Devs")


def test_the_call_log_is_read_from_another_process(rig: Rig) -> None:
    new_group(rig.client("identitystore"), "Devs")
    code = (
        "import json, sys; from aws_groups.local import LocalAws;"
        " print(json.dumps([vars(call) for call in LocalAws(sys.argv[1]).calls()]))"
    )
    done = subprocess.run([sys.executable, "-c", code, rig.path], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [vars(call) for call in rig.aws.calls()]


def test_what_is_made_is_there_when_the_store_is_opened_again(path: Path) -> None:
    first = LocalAws(path)
    first.set(key_groups=3)
    first.close()
    second = LocalAws(path)
    assert second.settings.key_groups == 3
    second.close()


def test_a_setting_that_is_none_is_a_value_error(aws: LocalAws) -> None:
    with pytest.raises(ValueError, match="no such setting: keygroups"):
        aws.set(keygroups=3)


def test_of_many_writers_with_one_etag_one_wins(cloudfront: Any) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)

    def write(number: int) -> str | None:
        config = {"Name": "group", "Items": [key], "Comment": str(number)}
        try:
            cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
        except cloudfront.exceptions.PreconditionFailed:
            return None
        return str(number)

    with ThreadPoolExecutor(8) as pool:
        winners = [winner for winner in pool.map(write, range(24)) if winner]
    assert len(winners) == 1
    assert cloudfront.get_key_group_config(Id=id)["KeyGroupConfig"]["Comment"] == winners[0]


def test_a_throttles_bucket_is_one_for_all(rig: Rig) -> None:
    rig.aws.inject(Fault("throttle", rate=0.001))
    other = LocalAws(rig.path)
    outcomes = []
    for aws in (rig.aws, other):
        client = Rig(aws, rig.path, None).client("identitystore")
        try:
            client.list_groups(IdentityStoreId=STORE)
            outcomes.append("passed")
        except client.exceptions.ThrottlingException:
            outcomes.append("refused")
    other.close()
    assert outcomes == ["passed", "refused"]
