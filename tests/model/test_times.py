"""Durations and moments."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from aws_groups.model import times


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7d", 7 * 86400),
        ("12h", 12 * 3600),
        ("90m", 5400),
        ("45s", 45),
        ("1d12h", 36 * 3600),
        ("1d2h3m4s", 93784),
        ("0s", 0),
        (" 7d ", 7 * 86400),
    ],
)
def test_a_duration(text: str, seconds: int) -> None:
    assert times.duration(text) == timedelta(seconds=seconds)
    assert times.duration_rule(text) is None
    assert times.same_duration(text) == f"{seconds}s"


@pytest.mark.parametrize("text", ["", "7", "d", "-7d", "1.5h", "7 days", "12h7d", "7d\n8d", "7D", "7w", "d7"])
def test_a_text_that_is_no_duration(text: str) -> None:
    assert times.duration(text) is None
    assert times.duration_rule(text) == ("duration", {})
    assert times.same_duration(text) == text


def test_a_duration_can_be_too_long() -> None:
    assert times.duration_rule("3650d") is None
    wrong = times.duration_rule("3651d")
    assert wrong
    assert wrong.key == "long_duration"
    assert times.duration_rule("999999999d")


def test_a_moment_is_read_as_it_was_written() -> None:
    when = datetime(2027, 1, 15, 8, 0, 1, tzinfo=timezone.utc)
    assert times.written(when) == "2027-01-15T08:00:01Z"
    assert times.moment(times.written(when)) == when
    assert times.whole_second(when - timedelta(seconds=0.3)) == when
    assert times.whole_second(when) == when


@pytest.mark.parametrize("text", [None, "", "soon", "2027-01-15T08:00:01X", 3, [], {"a": 1}, float("nan")])
def test_what_is_no_moment_is_none(text: object) -> None:
    assert times.moment(text) is None


def test_a_moment_without_its_zone_is_one_of_utc() -> None:
    assert times.moment("2027-01-15T08:00:01") == datetime(2027, 1, 15, 8, 0, 1, tzinfo=timezone.utc)
