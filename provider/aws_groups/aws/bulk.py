"""Reading many objects of one store in few calls: a refresh of 1,000 groups is ten pages of
ListGroups, not 1,000 times DescribeGroup.

The engine asks for one object at a time. It does not say how many more it will ask for. So the first
read of a store is a call of its own. A read that comes while the first one is under way, or right
after it, begins a listing, which serves this read and all that follow. Reads that follow each other
so closely are a *series*.

Why no answer is stale:

- A listing begins after the first read of its series has begun, so it has all that was changed before
  the refresh that asks. A read that comes more than ``IDLE`` after the last one begins a new series.
  It is never answered from the pages of the old one.
- This process's own writes end each series when they begin and when they are done. So a page that was
  asked for before a write's end never answers a read that came after it.
- A new configuration of the provider, and so a new engine, begins with nothing.

An object that is not in the listing is read by itself before it is said to be gone. If a store has
many more objects than are asked for, the listing is given up for single reads: it never costs more
than ``PAGES_PER_READ`` calls for one read.
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
"""Seconds without a read after which a series is over."""
PAGES_PER_READ = 3
LOOK_AROUND = 0.2
"""Seconds after which a read that waits for another's page looks whether it is still wanted."""

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
class _Series:
    """The reads of one store that follow each other closely, and the pages that serve them."""

    changed: threading.Condition
    under_way: int = 0
    reads: int = 0
    pages: int = 0
    items: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    next_token: str | None = None
    paging: bool = False
    ended: bool = False
    """There are no more pages: this was the last one, or listing failed."""
    last: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        return not self.under_way and time.monotonic() - self.last > IDLE


class Bulk:
    """The series of reads of one provider configuration. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._series: dict[tuple[str, str], _Series] = {}

    def written(self) -> None:
        """Forget every page: this process is about to write, or has written."""
        if self._series:
            with self._lock:
                self._series.clear()

    def read(
        self, send: Send, request: Request, listing: Listing, check: Callable[[], None]
    ) -> Mapping[str, Any]:
        """The reply of ``request``, or the object's item from a page of ``listing``.

        Args:
            send: sends a request.
            request: reads the one object.
            listing: where the object is among many.
            check: is called now and then while another thread gets a page; raises if this read must
                not wait any longer.

        Raises:
            AwsError: as ``send`` of ``request``, and as ``check``.
        """
        series, alone = self._enter(listing)
        try:
            found = None if alone else self._listed(send, series, listing, check)
            return send(request) if found is None else found
        finally:
            with self._lock:
                series.under_way -= 1
                series.last = time.monotonic()

    def _enter(self, listing: Listing) -> tuple[_Series, bool]:
        """The series that a read belongs to, and whether it is the first of it."""
        with self._lock:
            series = self._series.get(listing.key)
            if series is None or series.over:
                series = self._series[listing.key] = _Series(threading.Condition(self._lock))
            series.under_way += 1
            series.reads += 1
            return series, series.reads == 1

    def _listed(
        self, send: Send, series: _Series, listing: Listing, check: Callable[[], None]
    ) -> Mapping[str, Any] | None:
        """The object's item, when a page has it; None when it is to be read by itself."""
        while True:
            with self._lock:
                while series.paging and listing.object_id not in series.items:
                    if not series.changed.wait(LOOK_AROUND):
                        check()
                if listing.object_id in series.items:
                    return series.items[listing.object_id]
                if series.ended or series.pages >= PAGES_PER_READ * series.reads:
                    return None
                series.paging = True
            self._page(send, series, listing)

    def _page(self, send: Send, series: _Series, listing: Listing) -> None:
        """Get the next page; whoever waits for it goes on when it is there, or has failed."""
        token = {"NextToken": series.next_token} if series.next_token else {}
        request = Request(
            listing.request.service, listing.request.operation, {**listing.request.params, **token}
        )
        reply: Mapping[str, Any] = {}
        try:
            reply = send(request)
        except AwsError:
            # Listing needs another permission than reading one object: reads go on one by one.
            pass
        finally:
            with self._lock:
                items = {item[listing.id_member]: item for item in reply.get(listing.member, ())}
                series.items.update(items)
                series.next_token = reply.get("NextToken")
                series.ended = not series.next_token
                series.pages += 1
                series.paging = False
                series.changed.notify_all()
