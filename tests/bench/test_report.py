"""What is written down of a measurement: the pure parts, nothing timed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bench import report, results, statistics
from bench.results import Result, Row


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (Row("a time", 1.4, bar=1.5), True),
        (Row("a time", 1.6, bar=1.5), False),
        (Row("a rate", 1.6, bar=1.5, at_least=True), True),
        (Row("a rate", 1.4, bar=1.5, at_least=True), False),
        (Row("a time that nothing is asked of", 1.4), None),
    ],
)
def test_a_bar_is_the_most_or_the_least(row: Row, kept: bool | None) -> None:
    assert row.kept is kept


def test_ratios_are_taken_pair_by_pair() -> None:
    assert statistics.ratios([2.0, 30.0], [1.0, 10.0]) == [2.0, 3.0]


def test_the_spread_is_the_quartiles_or_all_of_a_few() -> None:
    assert statistics.quartiles([1, 2, 3, 4, 5]) == (2, 4)
    assert statistics.quartiles([3, 1]) == (1, 3)


def test_sides_take_turns_and_the_first_round_does_not_count() -> None:
    turns: list[str] = []

    def side(name: str) -> int:
        turns.append(name)
        return len(turns)

    assert statistics.alternate(2, lambda: side("a"), lambda: side("b")) == [[3, 5], [4, 6]]
    assert turns == ["a", "b"] * 3


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (5000.0, "5,000"), (1.234, "1.23"), (12.34, "12.3"), (432.1, "432")]
)
def test_numbers_have_the_digits_that_say_anything(value: float, text: str) -> None:
    assert report.number(value) == text


def test_a_missed_bar_stands_out() -> None:
    row = Row("create", 1.6, "s", 1.5, spread=(1.5, 1.7), note="of five")
    assert report.line(row) == ["create", "1.60 s", "1.50 to 1.70", "≤ 1.50 s", "**no**", "of five"]


def test_what_was_measured_comes_back_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")
    rows = [Row("create", 1.5, "s", 2.0, spread=(1.0, 2.0)), Row("calls", 1)]
    results.keep("start", Result(rows), 3.4)
    results.keep("calls", Result(), 1.0)
    kept = results.load()
    assert list(kept) == ["start", "calls"]
    assert [dataclasses.asdict(row) for row in results.rows_of(kept["start"])] == list(
        map(dataclasses.asdict, rows)
    )
    assert "| create | 1.50 s | 1 to 2 | ≤ 2 s | yes |  |" in report.text(kept)


def test_only_what_is_between_the_markers_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    monkeypatch.setattr(report, "PAGE", page)
    report.write({})
    assert page.read_text() == f"before\n{report.BEGIN}\n\n{report.END}\nafter\n"
