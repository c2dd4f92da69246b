"""Reading many objects of one store in few calls: a refresh of 1,000 groups is ten pages of
ListGroups, not 1,000 times DescribeGroup. Looking for many by their names is the same.

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
than ``PAGES_PER_READ`` calls for one read. Who wants the whole list pages to its end; all of a series
share its pages.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aws_groups.aws.errors import AwsError, AwsRefused
from aws_groups.aws.request import Request
from aws_groups.model.paths import value_at

IDLE = 0.5
"""Seconds without a read after which a series is over."""
PAGES_PER_READ = 3
LOOK_AROUND = 0.2
"""Seconds after which a read that waits for another's page looks whether it is still wanted."""

Send = Callable[[Request], Mapping[str, Any]]
Check = Callable[[], None]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """A list whose items are whole objects."""

    request: Request
    """The list's first page; the next ones add a token."""
    member: str
    """The reply's member that holds the items, each of them a whole object: ``Groups``. Names with / between
    them are those of a member in other members."""
    token: str = "NextToken"
    """The member of a request that says which page it is for."""
    next_token: str = "NextToken"
    """The reply's member that has the next page's token."""

    @property
    def key(self) -> tuple[str, str]:
        """Which store's list it is."""
        return self.request.operation, str(self.request.params)

    def items_of(self, reply: Item) -> list[Item]:
        """The items of a page."""
        return value_at(reply, tuple(self.member.split("/"))) or []

    def next_token_of(self, reply: Item) -> str | None:
        """The token of the page after a page; None after the last one."""
        return value_at(reply, tuple(self.next_token.split("/"))) or None


@dataclass(frozen=True)
class OneOf:
    """How an object can be found among many: the item of a list that has one of its unique values."""

    listing: Listing
    by: str
    """What the value is: ``GroupId``, ``DisplayName``."""
    value: str
    values: Callable[[Item], Iterable[str]] | None = None
    """The values of an item; by default the one of the member ``by``."""

    def values_of(self, item: Item) -> Iterable[str]:
        """The values by which an item is found."""
        if self.values is not None:
            return self.values(item)
        return (item[self.by],) if self.by in item else ()


class Wanted(NamedTuple):
    """An object that is looked for."""

    alone: Callable[[], Item | None]
    """Reads it by itself; None where it does not exist."""
    one: OneOf
    """Where it is among many."""


@dataclass
class _Index:
    """The items of a series by one of their unique values."""

    entries: dict[str, Item] = field(default_factory=dict)
    upto: int = 0


@dataclass
class _Series:
    """The reads of one store that follow each other closely, and the pages that serve them."""

    changed: threading.Condition
    under_way: int = 0
    reads: int = 0
    pages: int = 0
    items: list[Item] = field(default_factory=list)
    indexes: dict[str, _Index] = field(default_factory=dict)
    next_token: str | None = None
    paging: bool = False
    ended: bool = False
    """There are no more pages: this was the last one, or listing failed."""
    failure: AwsError | None = None
    last: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        return not self.under_way and time.monotonic() - self.last > IDLE

    def find(self, one: OneOf) -> Item | None:
        """The item that has the value, if a page so far has it."""
        index = self.indexes.setdefault(one.by, _Index())
        for item in self.items[index.upto :]:
            for value in one.values_of(item):
                index.entries.setdefault(value, item)
        index.upto = len(self.items)
        return index.entries.get(one.value)


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

    def read(self, send: Send, wanted: Sequence[Wanted], check: Check) -> list[Item | None]:
        """What each of ``wanted`` is, by itself or from a page of their list.

        Args:
            send: sends a request.
            wanted: objects of one list.
            check: is called now and then while another thread gets a page; raises if this read must
                not wait any longer.

        Raises:
            AwsError: as ``check`` and as the reads of single objects.
        """
        if not wanted:
            return []
        series, first = self._enter(wanted[0].one.listing, len(wanted))
        try:
            return [self._read(send, series, each, check, alone=first) for each in wanted]
        finally:
            self._leave(series)

    def _read(self, send: Send, series: _Series, wanted: Wanted, check: Check, *, alone: bool) -> Item | None:
        found = None if alone else self._listed(send, series, wanted.one, check)
        return wanted.alone() if found is None else found

    def all(self, send: Send, listing: Listing, check: Check) -> tuple[Item, ...]:
        """All items of a list.

        Raises:
            AwsError: a page could not be had; what the others have is no list then.
        """
        while True:
            series, _ = self._enter(listing)
            try:
                own = self._to_the_end(send, series, listing, check)
                if series.failure is None:
                    return tuple(series.items)
                # What ended another call's page, such as its time limit, need not end this one's.
                if own or isinstance(series.failure, AwsRefused):
                    raise series.failure
                with self._lock:
                    if self._series.get(listing.key) is series:
                        del self._series[listing.key]
            finally:
                self._leave(series)

    def _enter(self, listing: Listing, reads: int = 1) -> tuple[_Series, bool]:
        """The series that some reads belong to, and whether they are one read, the first of it."""
        with self._lock:
            series = self._series.get(listing.key)
            if series is None or series.over:
                series = self._series[listing.key] = _Series(threading.Condition(self._lock))
            series.under_way += 1
            series.reads += reads
            return series, series.reads == 1

    def _leave(self, series: _Series) -> None:
        with self._lock:
            series.under_way -= 1
            series.last = time.monotonic()

    def _listed(self, send: Send, series: _Series, one: OneOf, check: Check) -> Item | None:
        """The object's item, when a page has it; None when it is to be read by itself."""
        while True:
            with self._lock:
                while (found := series.find(one)) is None and series.paging:
                    if not series.changed.wait(LOOK_AROUND):
                        check()
                if found is not None:
                    return found
                if series.ended or series.pages >= PAGES_PER_READ * series.reads:
                    return None
                series.paging = True
            self._page(send, series, one.listing)

    def _to_the_end(self, send: Send, series: _Series, listing: Listing, check: Check) -> bool:
        """Get the pages that are missing. Returns whether the last one was got here."""
        own = False
        while True:
            with self._lock:
                while series.paging:
                    if not series.changed.wait(LOOK_AROUND):
                        check()
                if series.ended:
                    return own
                series.paging = own = True
            self._page(send, series, listing)

    def _page(self, send: Send, series: _Series, listing: Listing) -> None:
        """Get the next page; whoever waits for it goes on when it is there, or has failed."""
        token = {listing.token: series.next_token} if series.next_token else {}
        request = Request(
            listing.request.service, listing.request.operation, {**listing.request.params, **token}
        )
        reply: Mapping[str, Any] = {}
        failure: AwsError | None = None
        try:
            reply = send(request)
        except AwsError as error:
            # Listing needs another permission than reading one object: reads go on one by one.
            failure = error
        finally:
            with self._lock:
                series.items += listing.items_of(reply)
                series.next_token = listing.next_token_of(reply)
                series.ended = not series.next_token
                series.failure = failure
                series.pages += 1
                series.paging = False
                series.changed.notify_all()
