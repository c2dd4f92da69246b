"""The nearest of many names."""

from __future__ import annotations

import random

import pytest

from aws_groups.functions.near import Near

NAMES = ["Key keepers", "Ops", "Team", "Team Berlin", "team-2", "ann.lee@example.org", "Ä ö", "x"]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("key-keeper", "Key keepers"),
        ("Tean", "Team"),
        ("team berlin", "Team Berlin"),
        ("op", "Ops"),
        ("anne.lee@example.org", "ann.lee@example.org"),
        ("ä Ö", "Ä ö"),
        ("zzzz", None),
        ("", None),
    ],
)
def test_the_nearest_is_the_most_alike_in_any_case(name: str, nearest: str | None) -> None:
    assert Near(NAMES).to(name) == nearest


def test_of_none_there_is_no_nearest() -> None:
    assert Near([]).to("Team") is None


def test_a_letter_that_is_wrong_missing_or_doubled_is_found_among_many() -> None:
    randomly = random.Random(1)
    names = ["".join(randomly.choices("abcdefghijklmnopqrst", k=12)) for _ in range(3000)]
    near = Near(names)
    for name in names[:200]:
        at = randomly.randrange(12)
        for wrong in (
            f"{name[:at]}z{name[at + 1 :]}",
            name[:at] + name[at + 1 :],
            name[: at + 1] + name[at:],
        ):
            assert near.to(wrong) == name
