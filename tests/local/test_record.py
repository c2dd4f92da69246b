"""What each behaviour rests on: every one says so, and docs/local-aws.md shows it as it is."""

from dataclasses import fields
from pathlib import Path

import pytest

from aws_groups.local import Settings
from aws_groups.local.faults import KINDS as FAULTS
from aws_groups.local.marks import ASSUMED, DOCUMENTED, OBSERVED
from aws_groups.local.record import MARKER, every_mark, record
from aws_groups.local.services import BEHAVIORS

DOC = (Path(__file__).parents[2] / "docs" / "local-aws.md").read_text()
OPERATIONS = [
    (behavior.name, name, operation.marks)
    for behavior in BEHAVIORS.values()
    for name, operation in behavior.operations.items()
]


@pytest.mark.parametrize(
    ("service", "name", "marks"), OPERATIONS, ids=[f"{service}-{name}" for service, name, _ in OPERATIONS]
)
def test_every_operation_says_what_it_rests_on(service: str, name: str, marks: tuple[object, ...]) -> None:
    assert marks
    assert f"[{name}]({BEHAVIORS[service].reference.format(name)})" in DOC


def test_what_is_documented_or_observed_says_where_and_what_is_assumed_cannot() -> None:
    for of, mark in every_mark():
        assert mark.basis in (DOCUMENTED, OBSERVED, ASSUMED)
        assert bool(mark.where) == (mark.basis != ASSUMED), (of, mark)


def test_a_behaviour_is_a_clause_said_once() -> None:
    rows = every_mark()
    assert len(set(rows)) == len(rows)
    assert not [mark.what for _, mark in rows if mark.what.endswith(".") or "\n" in mark.what]


def test_the_document_has_the_record_as_it_is() -> None:
    assert DOC.partition(MARKER)[2].strip() == record().strip(), (
        "run `.venv/bin/python -m aws_groups.local.record docs/local-aws.md`"
    )


@pytest.mark.parametrize("name", [*FAULTS, *(field.name for field in fields(Settings))])
def test_the_document_knows_every_fault_and_setting(name: str) -> None:
    assert f"`{name}`" in DOC.partition(MARKER)[0]
