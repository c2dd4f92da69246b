"""A forced replacement that adopted its own object, in a run that ended before it could say so."""

from __future__ import annotations

import pytest

from tests.engine.advice import as_the_program_says, keys
from tests.engine.harness import STORE, Program, Stack
from tests.engine.programs import KEYS, group, public_key
from tests.kills.life import all_ids

pytestmark = pytest.mark.engine

WEB = {"web": public_key(KEYS[0], name="web")}
NOTED = {"web": public_key(KEYS[0], name="web", comment="new")}


@pytest.fixture
def twice(stack: Stack) -> Stack:
    """A stack whose state has one key twice: as the resource's, and as one that waits to be deleted."""
    stack.up(WEB)
    stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Taken")
    stack.pulumi("state", "taint", stack.state()["web"]["urn"], "--yes")
    stack.up({**WEB, "fails": group("Taken")}, fails=True)
    assert len(all_ids(stack)) == 2
    assert len(set(all_ids(stack))) == 1
    return stack


@pytest.mark.parametrize("program", [WEB, NOTED], ids=["nothing changed", "an update"])
def test_the_live_object_is_not_deleted_as_the_old_one(twice: Stack, program: Program) -> None:
    before = keys(twice)
    run = twice.up(program)
    assert f"warning: replacing public key: {before['web']} stays, as AWS has" in run.text
    assert keys(twice) == before
    assert all_ids(twice) == [before["web"]]
    as_the_program_says(twice, program, beside=["Taken"])


def test_it_is_deleted_with_its_resource(twice: Stack) -> None:
    twice.up({})
    assert keys(twice) == {}
    assert all_ids(twice) == []


def test_it_is_deleted_once_it_is_replaced_by_another(twice: Stack) -> None:
    twice.up({"web": public_key(KEYS[0], name="another")})
    assert keys(twice).keys() == {"another"}
    assert len(all_ids(twice)) == 1


def test_a_refresh_in_the_same_run_keeps_no_resource_that_the_program_lets_go(stack: Stack) -> None:
    """The refresh compares it too, and finds no difference."""
    stack.up(WEB)
    stack.up({}, "--refresh")
    assert keys(stack) == {}
