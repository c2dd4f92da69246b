"""Reading many objects of one store in few calls, and never from a page that is too old."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import (
    AwsRefused,
    Cancelled,
    Config,
    Connection,
    Listing,
    OneOf,
    Request,
    TimedOut,
    Wanted,
    silent,
)
from aws_groups.aws.bulk import IDLE, PAGES_PER_READ
from aws_groups.local import Fault, LocalAws
from tests.aws.calling import STORE, WHO


def describe(group: str) -> Request:
    return Request("identitystore", "DescribeGroup", {"IdentityStoreId": STORE, "GroupId": group})


PAGES = Listing(
    Request("identitystore", "ListGroups", {"IdentityStoreId": STORE, "MaxResults": 10}), "Groups"
)


def listing(group: str) -> OneOf:
    return OneOf(PAGES, "GroupId", group)


class Scene:
    """Groups in a local AWS, and a connection that reads them."""

    def __init__(self, store: Path, groups: int) -> None:
        self.local = LocalAws(store)
        self.connection = Connection(Config(endpoint="local"))
        calls = self.connection.aws(silent)
        self.groups = [str(calls.send(self._create(number))["GroupId"]) for number in range(groups)]
        self._seen = self.local.calls()[-1].seq

    def _create(self, number: int) -> Request:
        name = f"group {number}"
        return Request("identitystore", "CreateGroup", {"IdentityStoreId": STORE, "DisplayName": name})

    def read(self, group: str) -> Mapping[str, Any]:
        return self.connection.aws(silent).read(describe(group), listing(group))

    def read_all(self) -> list[str]:
        """Read each group, a few at a time, as the engine does; returns their names."""
        with ThreadPoolExecutor(8) as pool:
            return [str(group["DisplayName"]) for group in pool.map(self.read, self.groups)]

    def write(self, group: str, name: str) -> None:
        operation = {"AttributePath": "displayName", "AttributeValue": name}
        params = {"IdentityStoreId": STORE, "GroupId": group, "Operations": [operation]}
        self.connection.aws(silent).send(Request("identitystore", "UpdateGroup", params))

    @property
    def operations(self) -> list[str]:
        """What was called since the last time."""
        calls = self.local.calls(after=self._seen)
        self._seen = calls[-1].seq if calls else self._seen
        return [call.operation for call in calls]


@pytest.fixture
def scene(store: Path) -> Scene:
    return Scene(store, 100)


def test_a_hundred_reads_are_a_page_of_ten_each(scene: Scene) -> None:
    assert scene.read_all() == [f"group {number}" for number in range(100)]
    operations = scene.operations
    assert operations.count("ListGroups") == 10
    assert operations.count("DescribeGroup") <= 8, "the first ones, which came at once"


def test_one_read_is_one_call(scene: Scene) -> None:
    scene.read(scene.groups[0])
    assert scene.operations == ["DescribeGroup"]


def test_reads_that_do_not_follow_closely_are_calls_each(scene: Scene) -> None:
    for group in scene.groups[:2]:
        scene.read(group)
        time.sleep(IDLE + 0.1)
    assert scene.operations == ["DescribeGroup"] * 2


def test_without_a_listing_each_read_is_a_call(scene: Scene) -> None:
    for group in scene.groups[:3]:
        scene.connection.aws(silent).read(describe(group), None)
    assert scene.operations == ["DescribeGroup"] * 3


def test_a_write_makes_all_pages_old(scene: Scene) -> None:
    scene.read_all()
    scene.write(scene.groups[50], "renamed")
    assert scene.read(scene.groups[50])["DisplayName"] == "renamed"
    assert scene.read(scene.groups[49])["DisplayName"] == "group 49"


def test_what_is_in_no_page_is_read_before_it_is_said_to_be_gone(scene: Scene) -> None:
    scene.read_all()
    _ = scene.operations
    with pytest.raises(AwsRefused, match="ResourceNotFoundException"):
        scene.read("1234567890-94482488-3041-7026-18f3-be45837cd0e4")
    assert scene.operations == ["DescribeGroup"]


def test_a_store_with_many_more_objects_is_not_read_through(scene: Scene) -> None:
    last = scene.local.calls()[-1]
    assert last.operation == "CreateGroup"
    in_order = sorted(scene.groups)
    for group in (in_order[0], in_order[-1]):
        scene.read(group)
    assert scene.operations.count("ListGroups") <= 2 * PAGES_PER_READ


def test_who_may_not_list_reads_one_by_one(scene: Scene) -> None:
    scene.local.inject(Fault("error", "ListGroups", code="AccessDeniedException", status=400))
    assert scene.read_all() == [f"group {number}" for number in range(100)]
    operations = scene.operations
    assert operations.count("DescribeGroup") == 100
    assert operations.count("ListGroups") == 1


def test_a_read_does_not_wait_for_anothers_page_longer_than_it_may(scene: Scene) -> None:
    connection = scene.connection
    scene.local.inject(Fault("delay", "ListGroups", seconds=2))
    scene.read(scene.groups[0])

    def page() -> None:
        with suppress(Cancelled):
            scene.read(scene.groups[1])

    other = threading.Thread(target=page)
    other.start()
    time.sleep(0.1)
    began = time.monotonic()
    with pytest.raises(TimedOut):
        connection.aws(silent, timeout=0.3).read(describe(scene.groups[2]), listing(scene.groups[2]))
    assert time.monotonic() - began < 1
    connection.cancel()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        connection.aws(silent).read(WHO, listing(scene.groups[3]))
    assert time.monotonic() - began < 1
    other.join(5)


# The whole list.


def all_names(scene: Scene) -> list[str]:
    return sorted(str(group["DisplayName"]) for group in scene.connection.aws(silent).all(PAGES))


NAMES = sorted(f"group {number}" for number in range(100))


def test_the_whole_list_is_each_page_once_however_many_ask_at_once(scene: Scene) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: all_names(scene), range(8))) == [NAMES] * 8
    assert scene.operations == ["ListGroups"] * 10


def test_the_whole_list_has_the_pages_that_reads_have_got(scene: Scene) -> None:
    scene.read_all()
    before = scene.operations.count("ListGroups")
    assert all_names(scene) == NAMES
    assert before + scene.operations.count("ListGroups") == 10


def test_a_write_makes_the_whole_list_old(scene: Scene) -> None:
    assert all_names(scene) == NAMES
    scene.write(scene.groups[50], "renamed")
    assert "renamed" in all_names(scene)


def test_a_list_that_comes_later_is_got_anew(scene: Scene) -> None:
    all_names(scene)
    time.sleep(IDLE + 0.1)
    all_names(scene)
    assert scene.operations == ["ListGroups"] * 20


def test_a_list_whose_page_is_refused_is_an_error(scene: Scene) -> None:
    scene.local.inject(Fault("error", "ListGroups", code="AccessDeniedException", status=400, skip=3))
    with pytest.raises(AwsRefused, match="AccessDeniedException"):
        all_names(scene)
    # The list is known to be broken, not to be short; single objects are read all the same.
    assert scene.read(scene.groups[99])["DisplayName"] == "group 99"
    scene.local.clear_faults()
    time.sleep(IDLE + 0.1)
    assert all_names(scene) == NAMES


def test_the_end_of_anothers_time_is_not_the_end_of_this_list(scene: Scene) -> None:
    scene.local.inject(Fault("delay", "ListGroups", seconds=1, times=1))
    ends: list[type[Exception]] = []

    def hurry() -> None:
        try:
            scene.connection.aws(silent, timeout=0.4).all(PAGES)
        except TimedOut as error:
            ends.append(type(error))

    other = threading.Thread(target=hurry)
    other.start()
    time.sleep(0.1)
    assert all_names(scene) == NAMES
    other.join(5)
    assert ends == [TimedOut]


def test_objects_that_are_looked_up_together_begin_with_a_page(scene: Scene) -> None:
    """Of many it is known at once that they are many; of the first single one it is not."""
    groups = scene.groups[:5]
    wanted = [Wanted(lambda: None, listing(group)) for group in groups]
    found = scene.connection.aws(silent).look_up(wanted)
    assert [item["GroupId"] if item else None for item in found] == groups
    assert set(scene.operations) == {"ListGroups"}


def test_one_list_serves_look_ups_by_different_values(scene: Scene) -> None:
    calls = scene.connection.aws(silent)
    assert all_names(scene) == NAMES
    _ = scene.operations
    by_name = OneOf(PAGES, "DisplayName", "group 7")
    by_end = OneOf(PAGES, "end", "42", lambda item: [str(item["DisplayName"])[-2:]])
    (one,), (other,) = (calls.look_up([Wanted(lambda: None, each)]) for each in (by_name, by_end))
    assert one is not None
    assert other is not None
    assert (one["GroupId"], other["DisplayName"]) == (scene.groups[7], "group 42")
    assert scene.operations == []
