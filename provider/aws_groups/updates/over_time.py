"""Keys over time: which keys a group has at an instant, which one is signed with, and until when the others
stay. All of it is pure.

CloudFront finds the key by the id in each link. So a key that is replaced has to stay until the last link
that it signed has run out; and nobody may sign with a new key before it is known everywhere
(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from aws_groups.model import times
from aws_groups.values import Properties

KEYS, SIGNING, OTHERS, ITEMS = "keys", "signingKeyId", "otherKeys", "__items"
"""The outputs that a state has of all this; the last is internal."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Key:
    """A key of the program's."""

    id: str
    fingerprint: str
    since: datetime | None = None
    """Since when it may be signed with; None where it was never given out."""
    until: datetime | None = None
    """Until when its links are taken; None for the one to sign with."""


@dataclass(frozen=True)
class Held:
    """What there is."""

    keys: tuple[Key, ...] = ()
    """The program's keys, oldest first."""
    signing: str | None = None
    """The id of the key that was given out to sign with."""
    others: tuple[Key, ...] = ()
    """The keys in the group that are somebody else's."""
    items: tuple[str, ...] = ()
    """The ids of the keys in the group. A key of the program's can be outside of it for a moment."""

    @classmethod
    def of(cls, state: Properties) -> Held:
        """What a state says."""
        keys, others, items = _keys(state.get(KEYS)), _keys(state.get(OTHERS)), state.get(ITEMS)
        known = tuple(key.id for key in (*keys, *others))
        inside = tuple(map(str, items)) if isinstance(items, list) else known
        return cls(keys, _text(state.get(SIGNING)), others, inside)

    def outputs(self) -> Properties:
        """As a state says it."""
        return {
            KEYS: [
                {
                    "id": key.id,
                    "fingerprint": key.fingerprint,
                    "since": times.written(key.since) if key.since else None,
                    "until": times.written(key.until) if key.until else None,
                }
                for key in self.keys
            ],
            SIGNING: self.signing,
            OTHERS: [{"id": key.id, "fingerprint": key.fingerprint} for key in self.others],
            ITEMS: list(self.items),
        }

    def find(self, fingerprint: str) -> Key | None:
        """The program's key with that fingerprint: the one to sign with, if several have it."""
        found = [key for key in self.keys if key.fingerprint == fingerprint]
        return next((key for key in found if key.id == self.signing), found[0] if found else None)

    def with_key(self, key: Key) -> Held:
        """With one more key, which is not in the group yet."""
        return replace(self, keys=(*self.keys, key))

    def without(self, ids: Iterable[str]) -> Held:
        """Without keys that are gone."""
        gone = set(ids)
        return replace(
            self,
            keys=tuple(key for key in self.keys if key.id not in gone),
            others=tuple(key for key in self.others if key.id not in gone),
            signing=None if self.signing in gone else self.signing,
        )

    def switched(self, id: str, now: datetime, overlap: timedelta) -> Held:
        """From ``now`` on the key ``id`` is signed with; all others stay for the overlap."""
        keys = tuple(self._turned(key, id, now, overlap) for key in self.keys)
        return replace(self, keys=keys, signing=id)

    def given_out(self, id: str) -> Held:
        """As it is where the key ``id`` is signed with already, since it was made."""
        keys = tuple(replace(key, until=None) if key.id == id else key for key in self.keys)
        return replace(self, keys=keys, signing=id)

    def _turned(self, key: Key, id: str, now: datetime, overlap: timedelta) -> Key:
        if key.id != id:
            return replace(key, until=key.until or now + overlap)
        return replace(key, since=key.since if id == self.signing and key.since else now, until=None)


def _keys(listed: object) -> tuple[Key, ...]:
    """The keys that a state lists, without what is none."""
    found = []
    for entry in listed if isinstance(listed, list) else []:
        if (id := listed_key(entry)) and (fingerprint := _text(entry.get("fingerprint"))):
            since = entry.get("since")
            # A key that was never given out goes at once. One of which it cannot be read when it was, stays.
            given_out = None if since is None else times.moment(since) or _LONG_AGO
            found.append(Key(id, fingerprint, given_out, times.moment(entry.get("until"))))
    return tuple(found)


def listed_key(entry: object) -> str | None:
    """The id of a key that a state lists; None where it is none."""
    return _text(entry.get("id")) if isinstance(entry, dict) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


class Wanted(NamedTuple):
    """What the program says."""

    fingerprint: str
    """Of the key to sign with."""
    revoked: frozenset[str]
    """The fingerprints of the keys that must go at once."""
    overlap: timedelta
    longer: timedelta = timedelta()
    """By how much the overlap is longer than it was when the state was written."""


class Plan(NamedTuple):
    """What an update is to do."""

    held: Held
    """What there is, with the ends that the overlap of now gives."""
    signing: Key | None
    """The key to sign with, if it is there already."""
    switches: bool
    """Whether another key was signed with so far."""
    clears: tuple[str, ...]
    """The ids of the program's keys that go: out of the group, and deleted."""
    drops: tuple[str, ...]
    """The ids of others' keys that go out of the group."""

    @property
    def gone(self) -> tuple[str, ...]:
        """The ids of all keys that go out of the group."""
        return (*self.clears, *self.drops)

    def items(self, new: str | None) -> list[str]:
        """The ids that the group is to have; ``new`` is the one to sign with, if it is not there yet."""
        stay = [id for id in self.held.items if id not in self.gone]
        signing = new or (self.signing.id if self.signing else None)
        return stay if signing is None or signing in stay else [*stay, signing]


def plan(held: Held, wanted: Wanted, now: datetime) -> Plan:
    """What is to be done to come from what there is to what the program says, at this instant."""
    keys = tuple(replace(key, until=key.until and key.until + wanted.longer) for key in held.keys)
    held = replace(held, keys=keys)
    signing = held.find(wanted.fingerprint)
    clears = [key.id for key in keys if key is not signing and _goes(key, held, wanted, now)]
    drops = [key.id for key in held.others if key.fingerprint in wanted.revoked]
    switches = signing is None or signing.id != held.signing
    return Plan(held, signing, switches, tuple(clears), tuple(drops))


def _goes(key: Key, held: Held, wanted: Wanted, now: datetime) -> bool:
    """Whether a key that is not to be signed with goes now."""
    if key.fingerprint in wanted.revoked or (key.until is not None and key.until <= now):
        return True
    never_given_out = key.since is None and key.id != held.signing
    return never_given_out


def observed(
    before: Held,
    live: dict[str, Key],
    items: Iterable[str],
    ours: Iterable[str],
    later: datetime,
    now: datetime,
) -> Held:
    """What there is, by what AWS tells now.

    Args:
        before: what the state says.
        live: every key of the account by id; its ``since`` is when it was made.
        items: the ids of the keys in the group.
        ours: the ids of keys that are the program's by their name, also where the state does not know them.
        later: until when a key stays of which it is not known when it was replaced.
        now: when a key that somebody has taken out of the group has ended.
    """
    items = tuple(items)
    known = {key.id: key for key in before.keys if key.id in live or key.id in items}
    keys = [_seen(key, before, items, now) for key in known.values()]
    for id in ours:
        if id in live and id not in known:
            found = live[id]
            keys.append(replace(found, until=later) if id in items else replace(found, since=None))
    mine = {key.id for key in keys}
    others = tuple(live.get(id, Key(id, "")) for id in items if id not in mine)
    signing = before.signing if before.signing in items and before.signing in mine else None
    return Held(tuple(keys), signing, tuple(replace(key, since=None) for key in others), items)


def _seen(key: Key, before: Held, items: tuple[str, ...], now: datetime) -> Key:
    """A key of the state, as it is now: one that is out of the group has ended."""
    if key.id in items or key.since is None:
        return key
    return replace(key, until=min(key.until or now, now))
