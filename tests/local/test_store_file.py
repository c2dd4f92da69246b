"""The store's file: whose it is, which version it has, and what is said when it cannot be used."""

import os
import sqlite3
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from aws_groups.local import LocalAws, Server, StoreError, serve
from aws_groups.local.store_file import APPLICATION_ID, VERSION
from tests.local.conftest import Rig
from tests.local.helpers import STORE, new_group, refused

MARKS = ("application_id", "user_version")


def pragmas(path: Path) -> tuple[int, ...]:
    connection = sqlite3.connect(path)
    found = tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in MARKS)
    connection.close()
    return found


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_new_file_says_whose_it_is_and_is_its_owners_alone(path: Path) -> None:
    previous = os.umask(0)
    try:
        aws = LocalAws(path)
        assert aws.calls() == []
        files = list(path.parent.glob("aws.sqlite*"))
        assert {file.name for file in files} == {"aws.sqlite", "aws.sqlite-wal", "aws.sqlite-shm"}
        assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
        aws.close()
    finally:
        os.umask(previous)
    assert pragmas(path) == (APPLICATION_ID, VERSION)


def test_a_file_of_the_version_before_is_brought_up_to_date_with_its_content(path: Path) -> None:
    aws = LocalAws(path)
    id = new_group(Rig(aws, path, None).client("identitystore"), "Devs")
    aws.close()
    execute(
        path,
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 0",
        "DELETE FROM settings WHERE name = 'store_id'",
    )
    again = LocalAws(path)
    identitystore = Rig(again, path, None).client("identitystore")
    assert identitystore.describe_group(IdentityStoreId=STORE, GroupId=id)["DisplayName"] == "Devs"
    assert again.store_id
    again.close()
    assert pragmas(path) == (APPLICATION_ID, VERSION)


def test_a_store_has_an_id_of_its_own(tmp_path: Path) -> None:
    one, same, other = (LocalAws(tmp_path / name) for name in ("one", "one", "other"))
    assert one.store_id == same.store_id != other.store_id
    kept = one.store_id
    for aws in (one, same, other):
        aws.close()
    again = LocalAws(tmp_path / "one")
    assert again.store_id == kept
    again.close()


def test_many_who_make_one_store_at_once_make_one(path: Path) -> None:
    ids: list[str] = []

    def make() -> None:
        aws = LocalAws(path)
        ids.append(aws.store_id)
        aws.close()

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


def other_program(path: Path) -> None:
    execute(path, "CREATE TABLE recipes (name TEXT)")


def other_application(path: Path) -> None:
    execute(path, "PRAGMA application_id = 7", "CREATE TABLE objects (id TEXT)")


def newer(path: Path) -> None:
    LocalAws(path).close()
    execute(path, f"PRAGMA user_version = {VERSION + 1}")


def text(path: Path) -> None:
    path.write_text("name: my-project\n" * 100)


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (other_program, "a database of another program"),
        (other_application, "a database of another program"),
        (newer, f"of a newer version ({VERSION + 1}"),
        (text, "file is not a database"),
        (folder, "unable to open"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_store_is_told_in_a_line_and_left_as_it_is(path: Path, made: Any, words: str) -> None:
    made(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError) as caught:
        LocalAws(path)
    told = str(caught.value)
    assert str(path) in told
    assert words in told
    assert "\n" not in told
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_store_below_what_is_no_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be the store of a local AWS"):
        LocalAws(tmp_path / "file" / "aws.sqlite")


@pytest.fixture
def server(path: Path) -> Any:
    server = serve(path)
    yield server
    server.close()


@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
def test_a_store_that_goes_under_a_server_is_told_to_the_client(
    server: Server, path: Path, replaced: bool
) -> None:
    identitystore = Rig(server.aws, path, server.url).client("identitystore")
    new_group(identitystore, "Devs")
    path.rename(path.with_name("moved"))
    if replaced:
        LocalAws(path).close()
    with refused("InternalFailure", 500, "it was deleted or replaced while it was in use"):
        new_group(identitystore, "Ops")


def test_a_store_that_goes_in_process_is_a_store_error(path: Path) -> None:
    aws = LocalAws(path)
    identitystore = Rig(aws, path, None).client("identitystore")
    path.unlink()
    with pytest.raises(StoreError, match="deleted or replaced"):
        new_group(identitystore, "Devs")
    aws.close()


def test_a_store_made_anew_has_nothing_of_the_deleted_one(path: Path) -> None:
    aws = LocalAws(path)
    new_group(Rig(aws, path, None).client("identitystore"), "Devs")
    # Its newest pages are in the -wal file, which is still there.
    path.unlink()
    fresh = LocalAws(path)
    groups = Rig(fresh, path, None).client("identitystore").list_groups(IdentityStoreId=STORE)["Groups"]
    assert groups == []
    fresh.close()
    aws.close()
    LocalAws(path).close()


def test_a_broken_store_is_told_with_its_name(path: Path) -> None:
    LocalAws(path).close()
    aws = LocalAws(path)
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE calls")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="no such table: calls") as caught:
        aws.calls()
    assert str(path) in str(caught.value)
    aws.close()
