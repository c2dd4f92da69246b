"""Reading many objects of one store in few calls: a refresh of 1,000 groups is ten pages of
ListGroups, not 1,000 times DescribeGroup.

The engine asks for one object at a time and says nothing of what else it will ask. So the first read
of a store is a call of its own, and one that comes while that is under way, or right after, begins a
listing which serves it and all that follow. Reads that follow each other so closely are a *burst*.

Why no answer is stale:

- A listing begins after its burst's first read did, so it sees whatever was changed before the
  refresh that asks. A read that comes later than ``IDLE`` after the last one is another burst's: it
  is never answered from this one's pages.
- This process's own writes end all bursts of their service when they begin and when they are done:
  no page that was asked for before a write's end answers a read that came after it.
- Every new configuration of the provider, so every new engine, begins with nothing.

What a listing does not have is read by itself before it is said to be gone. Where a store has far
more objects than are asked for, the listing is left off for single reads, so that it never costs
more than ``PAGES_PER_READ`` calls for one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_groups.aws.errors import AwsError
from aws_groups.aws.request import Request

IDLE = 0.5
"""Seconds without a read after which a burst is over."""
PAGES_PER_READ = 3

Send = Callable[[Request], Mapping[str, Any]]


@dataclass(frozen=True)
class Listing:
    """How an object can be read among many: the item of a list that has its id."""

    request: Request
    """The list's first page; the next ones add a NextToken."""
    member: str
    """The reply's member that holds the items, each of them a whole object: ``Groups``."""
    id_member: str
    """The items' member that holds the id: ``GroupId``."""
    object_id: str

    @property
    def key(self) -> tuple[str, str]:
        """Which store's list it is."""
        return self.request.operation, str(self.request.params)


@dataclass
class _Burst:
    """The reads of one store that follow each other closely, and the pages that serve them."""

    changed: threading.Condition
    under_way: int = 0
    reads: int = 0
    pages: int = 0
    items: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    next_token: str | None = None
    paging: bool = False
    ended: bool = False
    """No page is to come: all are there, or listing failed."""
    last: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        return not self.under_way and time.monotonic() - self.last > IDLE


class Bulk:
    """The bursts of one provider configuration. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bursts: dict[tuple[str, str], _Burst] = {}

    def written(self) -> None:
        """Forget every page: this process is about to write, or has written."""
        with self._lock:
            self._bursts.clear()

    def read(self, send: Send, request: Request, listing: Listing) -> Mapping[str, Any]:
        """The reply of ``request``, from a page of ``listing`` where one can have it.

        Raises:
            AwsError: as ``send`` of ``request``.
        """
        burst, alone = self._enter(listing)
        try:
            found = None if alone else self._listed(send, burst, listing)
            return send(request) if found is None else found
        finally:
            with self._lock:
                burst.under_way -= 1
                burst.last = time.monotonic()

    def _enter(self, listing: Listing) -> tuple[_Burst, bool]:
        """The burst that a read belongs to, and whether it is the first of it."""
        with self._lock:
            burst = self._bursts.get(listing.key)
            if burst is None or burst.over:
                burst = self._bursts[listing.key] = _Burst(threading.Condition(self._lock))
            burst.under_way += 1
            burst.reads += 1
            return burst, burst.reads == 1

    def _listed(self, send: Send, burst: _Burst, listing: Listing) -> Mapping[str, Any] | None:
        """The object's item, when a page has it; None when it is to be read by itself."""
        while True:
            with self._lock:
                while burst.paging and listing.object_id not in burst.items:
                    burst.changed.wait()
                if listing.object_id in burst.items:
                    return burst.items[listing.object_id]
                if burst.ended or burst.pages >= PAGES_PER_READ * burst.reads:
                    return None
                burst.paging = True
            self._page(send, burst, listing)

    def _page(self, send: Send, burst: _Burst, listing: Listing) -> None:
        """Fetch the next page; whoever waits for it goes on when it is there, or has failed."""
        token = {"NextToken": burst.next_token} if burst.next_token else {}
        request = Request(
            listing.request.service, listing.request.operation, {**listing.request.params, **token}
        )
        reply: Mapping[str, Any] = {}
        try:
            reply = send(request)
        except AwsError:
            # To list is another permission than to describe: reads go on one by one.
            pass
        finally:
            with self._lock:
                items = {item[listing.id_member]: item for item in reply.get(listing.member, ())}
                burst.items.update(items)
                burst.next_token = reply.get("NextToken")
                burst.ended = not burst.next_token
                burst.pages += 1
                burst.paging = False
                burst.changed.notify_all()
