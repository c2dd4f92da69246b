"""The store's file: made, recognised, brought up to date, opened.

An SQLite file says in its header which program it belongs to (`application_id`) and which version
of the tables it has (`user_version`). Files of version 1 had no such marks.
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from pathlib import Path

# How long to wait for another process's transaction; theirs take well under a millisecond.
PATIENCE_SECONDS = 60.0

APPLICATION_ID = 0x61776C67
VERSION = 2

_TABLES = {"objects", "names", "uses", "counts", "settings", "faults", "calls"}
_SCHEMA = """
-- Everything AWS keeps: public keys, key groups, distributions, groups, users, sessions.
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
CREATE INDEX objects_listed ON objects (kind, scope, id);
-- What must be unique: names, caller references, external ids.
CREATE TABLE names (
  kind TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (kind, scope, name)
) WITHOUT ROWID;
CREATE INDEX names_of ON names (id);
-- Who holds whom: a key group its public keys, a membership its group and its user.
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
CREATE INDEX uses_of ON uses (user);
-- How many there are, so that a quota check does not count thousands of rows.
CREATE TABLE counts (
  kind TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, scope)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE faults (
  id INTEGER PRIMARY KEY,
  spec TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0,
  tokens REAL, filled REAL        -- a throttle's bucket, and when it was last filled
);
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL, operation TEXT NOT NULL, params TEXT NOT NULL,
  status INTEGER NOT NULL, error TEXT, request_id TEXT NOT NULL, at REAL NOT NULL, fault TEXT
);
"""


class StoreError(OSError):
    """The store's file cannot be used. The text is one line that names the file."""

    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(f"{path} cannot be the store of a local AWS: {problem}")


def open_store(path: Path) -> sqlite3.Connection:
    """Open the store at a path; make it if it is not there.

    Raises:
        StoreError: it cannot be made or opened, or is no such store.
    """
    try:
        _make(path)
        connection = sqlite3.connect(
            path, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
        )
    except OSError as error:
        raise StoreError(path, error.strerror or error) from None
    except sqlite3.Error as error:
        raise StoreError(path, error) from None
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(path, error) from None
    except StoreError:
        connection.close()
        raise
    return connection


def identity_of(path: Path) -> tuple[int, int] | None:
    """Which file is at a path; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _make(path: Path) -> None:
    """Make an empty file that only its owner can read: it keeps what programs call secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    # Of a store that was deleted without them: SQLite would bring its content back.
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # Looked at before anything is written: the file may be somebody else's.
    present = _version(connection, path)
    # What AWS loses in a power cut is not what this is for: the operating system's cache will do.
    connection.execute("PRAGMA synchronous = OFF")
    _use_wal(connection)
    if present == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster.
        _bring_up_to_date(connection, _version(connection, path))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the tables that are there; 0 for an empty file."""
    application_id = _pragma(connection, "application_id")
    if application_id == APPLICATION_ID:
        version = _pragma(connection, "user_version")
        if version > VERSION:
            raise StoreError(path, f"it is of a newer version ({version}; this one knows {VERSION})")
        return version
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = {name for (name,) in rows}
    if not application_id and tables >= _TABLES:
        return 1
    if application_id or tables:
        raise StoreError(path, "it is a database of another program")
    return 0


def _bring_up_to_date(connection: sqlite3.Connection, present: int) -> None:
    if present == 0:
        # Not executescript: that would commit first.
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
    if present < VERSION:
        connection.execute("INSERT INTO settings VALUES ('store_id', ?)", (str(uuid.uuid4()),))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _use_wal(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        # Switching to WAL does not wait for others who open the file at the same moment.
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
