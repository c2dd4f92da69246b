"""The state of a local AWS: one SQLite file that processes and threads share.

Every operation is one transaction that takes the write lock at once (each writes the call log at
least), so operations happen one after the other, whoever asks. Within a process a lock keeps
threads from meeting in SQLite's busy handler, which sleeps; between processes that handler waits.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_groups.local.kinds import Body, Kind
from aws_groups.local.store_file import StoreError, identity_of, open_store


@dataclass(frozen=True)
class Object:
    """One object of AWS. `version` is its ETag or revision: new at every write."""

    kind: Kind
    id: str
    version: str
    body: Body
    scope: str = ""


class Store:
    """One process's way into the file at `path`, which is made if it is not there.

    Raises StoreError if it cannot be made or opened. Safe to share between threads, not across a
    fork: a child opens its own.
    """

    def __init__(self, path: str | os.PathLike[str], kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds
        self.path = Path(path).absolute()
        self._lock = threading.Lock()
        self._connection = open_store(self.path)
        self._identity = identity_of(self.path)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing: committed when the block ends, undone when it raises.

        Raises StoreError if the file is gone, or SQLite cannot read or write it.
        """
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                if identity_of(self.path) != self._identity:
                    # SQLite would go on in the old file, which nobody finds any more.
                    raise StoreError(self.path, "it was deleted or replaced while it was in use")
                yield Transaction(self._connection, self._kinds)
            except BaseException:
                # SQLite has undone it already when the disk fails.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @property
    def id(self) -> str:
        """The store's own id. It was made with the file and never changes."""
        with self.transaction() as tx:
            row = tx.execute("SELECT value FROM settings WHERE name = 'store_id'").fetchone()
        return str(row[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what is wrong with the file as a StoreError; a mistake of ours stays what it is."""
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
            raise
        except sqlite3.DatabaseError as error:
            raise StoreError(self.path, error) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


class Transaction:
    """What an operation sees of the store: objects, their names, and who uses whom."""

    def __init__(self, connection: sqlite3.Connection, kinds: Mapping[str, Kind]) -> None:
        self.execute = connection.execute
        self._kinds = kinds
        self.stale = False
        """Read each object as it was before its last write (the `stale-read` fault)."""

    def find(self, kind: Kind, id: str, scope: str = "") -> Object | None:
        """The object of that kind and id, if it is there."""
        found = self.get(id)
        return found if found and found.kind is kind and found.scope == scope else None

    def get(self, id: str) -> Object | None:
        """The object of that id, whatever it is."""
        row = self.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
        return self._object(row) if row else None

    def find_named(self, kind: Kind, name: str, scope: str = "") -> Object | None:
        """The object that holds a unique name."""
        query = "SELECT id FROM names WHERE kind = ? AND scope = ? AND name = ?"
        row = self.execute(query, (kind.name, scope, name)).fetchone()
        return self.find(kind, row[0], scope) if row else None

    def page(self, kind: Kind, *, after: str, limit: int, scope: str = "") -> list[Object]:
        """Up to `limit` objects of a kind in the order of their ids, those after an id."""
        query = f"{_SELECT} WHERE kind = ? AND scope = ? AND id > ? ORDER BY id LIMIT ?"
        return self._objects(query, kind.name, scope, after, limit)

    def users_of(self, id: str, kind: Kind, *, after: str = "", limit: int = -1) -> list[Object]:
        """The objects of a kind that use an object, in the order of their ids."""
        query = (
            f"{_SELECT} JOIN uses ON user = id WHERE used = ? AND user > ? AND kind = ? ORDER BY user LIMIT ?"
        )
        return self._objects(query, id, after, kind.name, limit)

    def count_users_of(self, id: str) -> int:
        """How many objects use an object."""
        return int(self.execute("SELECT count(*) FROM uses WHERE used = ?", (id,)).fetchone()[0])

    def count(self, kind: Kind, scope: str = "") -> int:
        """How many objects of a kind there are."""
        query = "SELECT n FROM counts WHERE kind = ? AND scope = ?"
        row = self.execute(query, (kind.name, scope)).fetchone()
        return int(row[0]) if row else 0

    def create(self, kind: Kind, id: str, body: Body, scope: str = "") -> Object:
        """Add an object, with the names that it holds and what it uses."""
        new = Object(kind, id, kind.version(), body, scope)
        self.execute(
            "INSERT INTO objects (id, kind, scope, version, body) VALUES (?, ?, ?, ?, ?)",
            (id, kind.name, scope, new.version, json.dumps(body)),
        )
        self._count(new, 1)
        self._claim(new)
        return new

    def write(self, old: Object, body: Body) -> Object:
        """Give an object a new body and a new version."""
        new = self._replace(old, body)
        self._let_go(old)
        self._claim(new)
        return new

    def touch(self, old: Object) -> Object:
        """Give an object a new version, and leave the rest as it is."""
        return self._replace(old, old.body)

    def delete(self, old: Object) -> None:
        """Remove an object, its names and what it uses, and the objects that go with it."""
        for name in old.kind.takes_along:
            for user in self.users_of(old.id, self._kinds[name]):
                self.delete(user)
        self.execute("DELETE FROM objects WHERE id = ?", (old.id,))
        self._let_go(old)
        self._count(old, -1)

    def _objects(self, query: str, *values: str | int) -> list[Object]:
        return [self._object(row) for row in self.execute(query, values).fetchall()]

    def _object(self, row: Sequence[Any]) -> Object:
        id, kind, scope, version, body, earlier_version, earlier_body = row
        if self.stale and earlier_version is not None:
            version, body = earlier_version, earlier_body
        return Object(self._kinds[kind], id, version, json.loads(body), scope)

    def _replace(self, old: Object, body: Body) -> Object:
        new = Object(old.kind, old.id, old.kind.version(), body, old.scope)
        self.execute(
            "UPDATE objects SET earlier_version = version, earlier_body = body,"
            " version = ?, body = ? WHERE id = ?",
            (new.version, json.dumps(body), new.id),
        )
        return new

    def _claim(self, owner: Object) -> None:
        for name in owner.kind.names(owner.body):
            values = (owner.kind.name, owner.scope, name, owner.id)
            self.execute("INSERT INTO names VALUES (?, ?, ?, ?)", values)
        for used in set(owner.kind.uses(owner.body)):
            self.execute("INSERT INTO uses VALUES (?, ?)", (used, owner.id))

    def _let_go(self, owner: Object) -> None:
        self.execute("DELETE FROM names WHERE id = ?", (owner.id,))
        self.execute("DELETE FROM uses WHERE user = ?", (owner.id,))

    def _count(self, one: Object, change: int) -> None:
        self.execute(
            "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (kind, scope) DO UPDATE SET n = n + excluded.n",
            (one.kind.name, one.scope, change),
        )


_SELECT = "SELECT id, kind, scope, version, body, earlier_version, earlier_body FROM objects"
