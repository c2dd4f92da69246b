"""The account finds what must not be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import STORE, Stack
from tests.engine.programs import KEYS, group, key_group, public_key
from tests.kills.account import Harm, Harmed, require_in_order
from tests.kills.cases import their_key
from tests.kills.life import Life, Object

pytestmark = pytest.mark.engine

PROGRAM = {
    "key": public_key(KEYS[0]),
    "set": key_group("${key.id}", comment="signs"),
    "team": group("Team", description="ships"),
}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, home: Path, newborn: Stack) -> Iterator[Life]:
    with Life(tmp_path_factory.mktemp("lived"), home, newborn) as life:
        their_key(life)
        life.declare(PROGRAM)
        assert life.run("up").ok
        yield life


@pytest.fixture
def life(lived: Life, tmp_path: Path) -> Iterator[Life]:
    """A life whose AWS and state are put back afterwards."""
    kept = tmp_path / "kept"
    shutil.copytree(lived.folder, kept)
    yield lived
    shutil.copytree(kept, lived.folder, dirs_exist_ok=True)


def others(life: Life) -> dict[str, Object]:
    return {id: it for id, it in life.objects().items() if it.properties.get("Name") == "theirs"}


def change_state(life: Life, change: Callable[[list[dict[str, Any]]], None]) -> None:
    (file,) = life.backend.glob(".pulumi/stacks/*/dev.json")
    state = json.loads(file.read_text())
    change(state["checkpoint"]["latest"]["resources"])
    file.write_text(json.dumps(state))


def test_nothing_is_wrong_after_an_update(life: Life) -> None:
    require_in_order(life, PROGRAM, others(life))


def delete_team(life: Life) -> None:
    id = life.ids()["team"].rpartition("/")[2]
    life.outside("identitystore", "DeleteGroup", IdentityStoreId=STORE, GroupId=id)


def make_another(life: Life) -> None:
    life.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Another")


def have_it_twice(life: Life) -> None:
    change_state(life, lambda all: all.append({**all[-1], "delete": True}))


def take_theirs(life: Life) -> None:
    (theirs,) = others(life)
    change_state(life, lambda all: all[-1].update(id=theirs))


def edit(life: Life) -> None:
    id = life.ids()["team"].rpartition("/")[2]
    change = [{"AttributePath": "description", "AttributeValue": "theirs"}]
    life.outside("identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=id, Operations=change)


HARMS = {
    Harm.LOST: delete_team,
    Harm.ORPHAN: make_another,
    Harm.DOUBLED: have_it_twice,
    Harm.OTHERS: take_theirs,
    Harm.WRONG: edit,
}


@pytest.mark.parametrize("harm", Harm)
def test_each_harm_is_found(life: Life, harm: Harm) -> None:
    theirs = others(life)
    HARMS[harm](life)
    with pytest.raises(Harmed) as found:
        require_in_order(life, PROGRAM, theirs)
    assert found.value.harm is harm


def test_a_state_that_a_kill_made_unreadable_is_read_again_once_its_owner_does_what_the_docs_say(
    lived: Life,
) -> None:
    (attributes,) = lived.backend.glob(".pulumi/stacks/*/dev.json.attrs")
    attributes.write_bytes(b"")
    assert "failed to load checkpoint: EOF" in lived.pulumi("stack", check=False).stderr
    assert lived.mend()
    assert lived.pulumi("stack").stdout
    assert not lived.mend()
