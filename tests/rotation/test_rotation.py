"""Keys take turns: the switch, the clearing away, going back, and what others do meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aws_groups.aws import Sending, Waiting
from aws_groups.lifecycle import Crowded, Failed, LeftInUse, NotDeployed, RotationEnded
from aws_groups.local import Fault
from aws_groups.model.pem import fingerprint
from aws_groups.updates.guard import Conflict
from aws_groups.values import UNKNOWN
from tests.local.signing import PrivateKey
from tests.rotation.rig import DAY, HOUR, Killed, Stack, new_key

A, B, C, D, E, F = (PrivateKey.p256() for _ in range(6))


def calls(stack: Stack) -> list[str]:
    """The calls of the last run, without the waiting."""
    sent = [event.request.operation for event in stack.told if isinstance(event, Sending)]
    return [name for name in sent if name not in ("ListDistributionsByKeyGroup", "GetDistribution")]


# The switch.


def test_the_first_key_is_signed_with_at_once(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, comment="downloads")
    assert calls(stack) == ["CreatePublicKey", "CreateKeyGroup"]
    assert stack.state["keyGroupId"] == stack.id
    assert stack.items() == [stack.signing]
    assert stack.keys == {stack.signing: None}
    assert stack.state["keys"][0]["fingerprint"] == fingerprint(A.pem)
    name = stack.state["name"]
    assert stack.public_keys() == {stack.signing: f"{name}-{fingerprint(A.pem)[:16]}"}
    assert stack.diff(encodedKey=A.pem, comment="downloads") == {}


def test_without_a_distribution_a_new_key_is_signed_with_at_once(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    group, old, then = stack.id, stack.signing, stack.clock.now
    assert stack.diff(encodedKey=B.pem) == {"encodedKey": "update"}
    stack.up(encodedKey=B.pem)
    assert calls(stack) == ["CreatePublicKey", "UpdateKeyGroup"]
    assert stack.clock.now == then
    assert stack.id == stack.state["keyGroupId"] == group
    assert sorted(stack.items()) == sorted([old, stack.signing])
    assert stack.keys == {old: 7 * DAY, stack.signing: None}


def test_a_new_key_is_signed_with_when_every_distribution_has_it(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, overlap="12h")
    stack.aws.set(deployment_seconds=300)
    hosts = [stack.new_distribution(str(number)) for number in range(3)]
    old, began = stack.signing, stack.clock.now
    links = [A.link(old, f"https://{host}/a.jpg", began + HOUR) for host in hosts]

    preview = stack.preview(encodedKey=B.pem, overlap="12h")
    assert preview["signingKeyId"] is preview["keys"] is UNKNOWN
    assert preview["keyGroupId"] == stack.id
    stack.up(encodedKey=B.pem, overlap="12h")

    assert 300 <= stack.clock.now - began < 330
    assert stack.keys == {old: 12 * HOUR, stack.signing: None}, "the overlap begins with the switch"
    waits = [event for event in stack.told if isinstance(event, Waiting)]
    assert waits[0].detail == "0 of 3 distributions have the new key, after 1 s"
    links += [B.link(stack.signing, f"https://{host}/a.jpg", began + HOUR) for host in hosts]
    assert all(stack.view(link).taken for link in links)


@pytest.mark.parametrize("setting", ["status_tells", "active_keys_tell"])
def test_the_status_and_the_active_keys_are_waited_for(stack: Stack, setting: str) -> None:
    stack.up(encodedKey=A.pem)
    stack.aws.set(deployment_seconds=300, **{setting: False})
    stack.new_distribution()
    began = stack.clock.now
    stack.up(encodedKey=B.pem)
    assert stack.clock.now - began >= 300


def test_a_disabled_distribution_and_one_that_goes_are_not_waited_for(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.new_distribution("disabled", Enabled=False)
    stack.new_distribution("goes")
    stack.aws.set(deployment_seconds=10 * int(DAY))
    (goes,) = [
        item["Id"]
        for item in stack.outside("ListDistributions")["DistributionList"]["Items"]
        if item["Enabled"]
    ]

    def delete_it() -> None:
        stack.clock.watch = lambda: None
        etag = stack.outside("GetDistribution", Id=goes)["ETag"]
        stack.outside("DeleteDistribution", Id=goes, IfMatch=etag)

    stack.clock.watch = delete_it
    began = stack.clock.now
    stack.up(encodedKey=B.pem)
    assert stack.clock.now - began < 60


def test_a_wait_that_takes_too_long_ends_and_the_next_update_goes_on(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.aws.set(deployment_seconds=3 * int(HOUR))
    stack.new_distribution()
    old, began = stack.signing, stack.clock.now
    with pytest.raises(RotationEnded) as caught:
        stack.up(encodedKey=B.pem)
    assert isinstance(caught.value.cause, NotDeployed)
    assert 3600 <= stack.clock.now - began < 3700
    new = caught.value.cause.key_id
    assert stack.signing == old
    assert stack.keys == {old: None, new: None}

    stack.clock.move(2 * HOUR)
    assert stack.up(encodedKey=B.pem) == ["encodedKey"]
    assert "CreatePublicKey" not in calls(stack)
    assert "UpdateKeyGroup" not in calls(stack)
    assert stack.signing == new
    assert stack.keys == {old: 7 * DAY, new: None}
    assert stack.diff(encodedKey=B.pem) == {}


def test_custom_timeouts_are_kept(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.aws.set(deployment_seconds=600)
    stack.new_distribution()
    stack.timeout = 3
    with pytest.raises(RotationEnded) as caught:
        stack.up(encodedKey=B.pem)
    assert isinstance(caught.value.cause, NotDeployed)
    assert [holder.noun for holder in caught.value.cause.pending] == ["distribution"]


# The clearing away.


def test_a_key_past_its_time_is_shown_and_removed_and_never_before(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, overlap="2d")
    old = stack.signing
    stack.up(encodedKey=B.pem, overlap="2d")
    program = {"encodedKey": B.pem, "overlap": "2d"}
    stack.clock.move(2 * DAY - 1)
    assert stack.diff(**program) == {}
    stack.clock.move(1)
    assert stack.diff(**program) == {"keys[0]": "delete"}
    after = stack.preview(**program)
    assert [key["id"] for key in after["keys"]] == [stack.signing] == [after["signingKeyId"]]
    stack.up(**program)
    assert calls(stack) == ["UpdateKeyGroup", "GetPublicKey", "DeletePublicKey"]
    assert stack.state["keys"] == after["keys"]
    assert stack.items() == list(stack.public_keys()) == [stack.signing]
    assert old not in stack.keys
    assert stack.diff(**program) == {}


@pytest.mark.parametrize(
    ("overlap", "ends"), [("3d", 2 * DAY), ("30d", 29 * DAY), ("168h", 6 * DAY), ("1d", 0.0)]
)
def test_another_overlap_moves_the_ends(stack: Stack, overlap: str, ends: float) -> None:
    stack.up(encodedKey=A.pem, overlap="7d")
    old = stack.signing
    stack.up(encodedKey=B.pem, overlap="7d")
    stack.clock.move(DAY)
    diff = stack.diff(encodedKey=B.pem, overlap=overlap)
    stack.up(encodedKey=B.pem, overlap=overlap)
    if ends:
        assert stack.keys == {old: ends, stack.signing: None}
        assert diff == ({} if overlap == "168h" else {"overlap": "update"})
        assert calls(stack) == []
    else:
        assert stack.keys == {stack.signing: None}
        assert diff == {"overlap": "update", "keys[0]": "delete"}
    assert stack.diff(encodedKey=B.pem, overlap=overlap) == {}


@pytest.mark.parametrize("how", ["as PEM", "by fingerprint"])
def test_a_revoked_key_goes_at_once(stack: Stack, how: str) -> None:
    stack.up(encodedKey=A.pem)
    stack.up(encodedKey=B.pem)
    revoked = [A.pem if how == "as PEM" else fingerprint(A.pem).upper()]
    assert stack.diff(encodedKey=B.pem, revoked=revoked) == {"revoked": "add", "keys[0]": "delete"}
    stack.up(encodedKey=B.pem, revoked=revoked)
    assert stack.items() == list(stack.public_keys()) == [stack.signing]
    assert stack.diff(encodedKey=B.pem, revoked=revoked) == {}


def test_the_leaked_key_that_is_signed_with_goes_before_the_new_one_is_waited_for(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.aws.set(deployment_seconds=300)
    host = stack.new_distribution()
    link = A.link(stack.signing, f"https://{host}/", stack.clock.now + DAY)
    refused_after: list[float] = []
    began = stack.clock.now
    stack.clock.watch = lambda: (
        None if stack.view(link).taken else refused_after.append(stack.clock.now - began)
    )
    stack.up(encodedKey=B.pem, revoked=[A.pem])
    assert refused_after[0] <= 1, "at once"
    assert calls(stack).index("DeletePublicKey") > calls(stack).index("UpdateKeyGroup")
    assert stack.keys == {stack.signing: None}


# Going back.


def test_going_back_to_a_key_that_is_still_there_makes_nothing(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    first = stack.signing
    stack.up(encodedKey=B.pem)
    second = stack.signing
    stack.clock.move(DAY)
    assert stack.preview(encodedKey=A.pem)["signingKeyId"] == first, "the preview knows it"
    stack.up(encodedKey=A.pem)
    assert calls(stack) == []
    assert stack.keys == {first: None, second: 7 * DAY}


def test_going_back_to_a_key_whose_time_is_over_but_is_still_there_makes_nothing(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    first = stack.signing
    stack.up(encodedKey=B.pem)
    stack.clock.move(30 * DAY)
    stack.up(encodedKey=A.pem)
    assert calls(stack) == []
    assert stack.signing == first


def test_another_spelling_of_the_key_is_no_change(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, revoked=[B.pem])
    spelled = A.pem.replace("\n", "\r\n").rstrip()
    assert stack.diff(encodedKey=spelled, revoked=[B.pem.replace("\n", "\r\n")]) == {}
    assert stack.diff(encodedKey=A.pem, revoked=[fingerprint(B.pem)]) == {}


def test_more_keys_than_a_group_may_have_is_told_at_preview_with_the_way_out(stack: Stack) -> None:
    for key in (A, B, C, D, E):
        stack.diff(encodedKey=key.pem) if stack.id else None
        assert not any(isinstance(event, Crowded) for event in stack.told)
        stack.up(encodedKey=key.pem)
    stack.diff(encodedKey=F.pem)
    (crowded,) = [event for event in stack.told if isinstance(event, Crowded)]
    assert crowded.count == 6
    before = stack.state
    with pytest.raises(Failed):
        stack.up(encodedKey=F.pem)
    assert stack.state == before
    assert len(stack.public_keys()) == 5, "the key that was made for nothing is deleted"

    stack.up(encodedKey=F.pem, revoked=[A.pem])
    assert len(stack.items()) == 5
    stack.aws.set(public_keys_per_key_group=6)
    stack.up(encodedKey=A.pem)
    assert len(stack.items()) == 6


def test_a_key_past_its_time_makes_room_for_a_new_one(stack: Stack) -> None:
    stack.aws.set(public_keys=2, public_keys_per_key_group=2)
    stack.up(encodedKey=A.pem)
    stack.up(encodedKey=B.pem)
    stack.clock.move(7 * DAY)
    stack.up(encodedKey=C.pem)
    assert len(stack.items()) == 2


# Others.


def test_a_key_of_somebody_else_is_drift_that_stays(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    other = new_key(stack, C, "other")
    stack.put_items(stack.signing, other)
    stack.refresh()
    assert stack.state["otherKeys"] == [{"id": other, "fingerprint": fingerprint(C.pem)}]
    assert list(stack.keys) == [stack.signing]
    stack.up(encodedKey=B.pem)
    stack.clock.move(8 * DAY)
    stack.up(encodedKey=B.pem)
    assert sorted(stack.items()) == sorted([other, stack.signing])

    assert stack.diff(encodedKey=B.pem, revoked=[C.pem])["otherKeys[0]"] == "delete"
    stack.up(encodedKey=B.pem, revoked=[C.pem])
    assert stack.items() == [stack.signing]
    assert other in stack.public_keys(), "it is somebody else's to delete"


def test_an_update_into_somebody_elses_change_writes_nothing_until_a_refresh(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, comment="mine")
    other = new_key(stack, C, "other")
    stack.put_items(stack.signing, other, Comment="theirs")
    before = stack.items()
    with pytest.raises(Conflict):
        stack.up(encodedKey=B.pem, comment="mine")
    assert stack.items() == before
    assert len(stack.public_keys()) == 2
    stack.refresh()
    assert stack.diff(encodedKey=A.pem, comment="mine") == {"comment": "update"}
    stack.up(encodedKey=B.pem, comment="mine")
    assert other in stack.items()


def test_a_key_that_somebody_took_out_is_not_put_back_without_a_refresh(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    other = new_key(stack, C, "other")
    stack.put_items(other)
    for program in ({"encodedKey": B.pem}, {"encodedKey": A.pem, "comment": "mine"}):
        with pytest.raises(Conflict):
            stack.up(**program)
    assert stack.items() == [other]


def test_what_a_killed_update_of_another_program_has_done_is_no_conflict(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    first = stack.signing
    stack.calls_before_kill = 2
    with pytest.raises(Killed):
        stack.up(encodedKey=B.pem)
    stack.calls_before_kill = None
    stack.up(encodedKey=C.pem)
    assert len(stack.items()) == 3
    (left,) = set(stack.items()) - {first, stack.signing}
    assert stack.keys == {first: 7 * DAY, left: 7 * DAY, stack.signing: None}


def test_an_etag_that_moved_by_itself_is_no_conflict(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.aws.move_etag(str(stack.id))
    stack.up(encodedKey=B.pem)
    assert calls(stack) == ["CreatePublicKey", "UpdateKeyGroup", "GetKeyGroup", "UpdateKeyGroup"]


def test_a_key_that_somebody_took_out_has_ended_and_the_one_to_sign_with_is_put_back(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    first = stack.signing
    stack.up(encodedKey=B.pem)
    second = stack.signing
    stack.put_items(second)
    stack.refresh()
    assert stack.keys == {first: 0.0, second: None}
    assert stack.diff(encodedKey=B.pem) == {"keys[0]": "delete"}
    stack.up(encodedKey=B.pem)
    assert list(stack.public_keys()) == [second]

    other = new_key(stack, C, "other")
    stack.put_items(other)
    stack.refresh()
    assert stack.diff(encodedKey=B.pem) == {"encodedKey": "add"}
    stack.up(encodedKey=B.pem)
    assert stack.signing == second
    assert sorted(stack.items()) == sorted([second, other])


def test_a_key_that_is_in_use_elsewhere_stays(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    first = stack.signing
    config = {"Name": "elsewhere", "Items": [first]}
    stack.outside("CreateKeyGroup", KeyGroupConfig=config)
    stack.up(encodedKey=B.pem, revoked=[A.pem])
    assert [event.key_id for event in stack.told if isinstance(event, LeftInUse)] == [first]
    assert stack.items() == [stack.signing]
    assert first in stack.public_keys()


# Beginning and end.


def test_an_import_takes_the_newest_key_as_the_one_that_is_signed_with(stack: Stack) -> None:
    keys = []
    for key, name in ((A, "one"), (B, "two")):
        stack.clock.move(60)
        keys.append(new_key(stack, key, name))
    made = stack.outside("CreateKeyGroup", KeyGroupConfig={"Name": "site", "Items": keys[::-1]})
    stack.import_(made["KeyGroup"]["Id"])
    assert stack.signing == keys[1]
    assert [key["id"] for key in stack.state["otherKeys"]] == [keys[0]]
    assert stack.inputs == {"encodedKey": B.pem, "name": "site"}
    assert stack.diff(encodedKey=B.pem, name="site") == {}
    stack.up(encodedKey=C.pem, name="site")
    assert stack.keys == {keys[1]: 7 * DAY, stack.signing: None}
    assert keys[0] in stack.items(), "nobody has said that it may go"


def test_an_import_knows_the_keys_that_such_a_resource_has_made(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, name="site")
    first = stack.signing
    stack.clock.move(60)
    stack.up(encodedKey=B.pem, name="site")
    second, id = stack.signing, str(stack.id)
    stack.id, stack.state, stack.inputs = None, {}, {}
    stack.import_(id)
    assert stack.signing == second
    assert stack.keys == {first: 7 * DAY, second: None}
    assert stack.diff(encodedKey=B.pem, name="site") == {}


def test_name_and_comment_change_in_place(stack: Stack) -> None:
    stack.up(encodedKey=A.pem, name="one", comment="first")
    group, signing = stack.id, stack.signing
    assert stack.diff(encodedKey=A.pem, name="two") == {"name": "update", "comment": "delete"}
    stack.up(encodedKey=A.pem, name="two")
    assert calls(stack) == ["UpdateKeyGroup"]
    config = stack.outside("GetKeyGroupConfig", Id=group)["KeyGroupConfig"]
    assert config == {"Name": "two", "Items": [signing]}
    stack.up(encodedKey=B.pem, name="two")
    stack.refresh()
    assert set(stack.keys) == set(stack.items()), "keys that have the old name are still known"


def test_a_destroy_deletes_the_group_and_its_keys_and_nobody_elses(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.up(encodedKey=B.pem)
    other = new_key(stack, C, "other")
    stack.put_items(*stack.items(), other)
    with pytest.raises(Conflict):
        stack.destroy()
    stack.refresh()
    stack.destroy()
    assert list(stack.public_keys()) == [other]


def test_a_group_that_a_distribution_uses_cannot_be_destroyed(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    stack.new_distribution()
    with pytest.raises(Failed) as caught:
        stack.destroy()
    assert caught.value.meaning is not None
    assert stack.items() == [stack.signing]


def test_a_group_that_is_gone_is_gone_at_refresh_and_made_anew(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    found = stack.outside("GetKeyGroup", Id=stack.id)
    stack.outside("DeleteKeyGroup", Id=stack.id, IfMatch=found["ETag"])
    assert not stack.refresh()
    stack.up(encodedKey=A.pem)
    assert stack.items() == list(stack.public_keys()) == [stack.signing]


def test_a_refused_group_leaves_no_key(stack: Stack) -> None:
    stack.aws.set(key_groups=0)
    with pytest.raises(Failed):
        stack.up(encodedKey=A.pem)
    assert stack.public_keys() == {}


def test_a_first_write_that_is_refused_changes_nothing(stack: Stack) -> None:
    stack.up(encodedKey=A.pem)
    before = dict(stack.state)
    stack.aws.inject(Fault("error", "UpdateKeyGroup", status=403, code="AccessDenied", times=1))
    with pytest.raises(Failed):
        stack.up(encodedKey=B.pem)
    assert stack.state == before
    assert list(stack.public_keys()) == [stack.signing]


def test_the_page_names_what_it_calls(stack: Stack) -> None:
    page = (Path(__file__).parents[2] / "docs" / "key-rotation.md").read_text()
    named = set(re.findall(r"`cloudfront:((?:Create|Get|Update|Delete|List)\w+)`", page))
    called: set[str] = set()

    def note() -> None:
        called.update(event.request.operation for event in stack.told if isinstance(event, Sending))

    stack.up(encodedKey=A.pem)
    note()
    stack.new_distribution(Enabled=False)
    stack.new_distribution("two")
    stack.aws.move_etag(str(stack.id))
    stack.up(encodedKey=B.pem)
    note()
    stack.up(encodedKey=B.pem, revoked=[A.pem])
    note()
    stack.refresh()
    note()
    for item in stack.outside("ListDistributions")["DistributionList"]["Items"]:
        etag = stack.outside("GetDistribution", Id=item["Id"])["ETag"]
        stack.outside("DeleteDistribution", Id=item["Id"], IfMatch=etag)
    stack.destroy()
    note()
    assert called == named - {"ListKeyGroups"}
