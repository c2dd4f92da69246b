"""Two stacks, each with a plugin process of its own, race for the same names over connections that break.

``races(seed)`` lets them, and tells what went wrong. Right is, at the end: each object is in the state of one
stack, which made it; or in none, and the one that made it was told so; and who has lost was told to whom. A
membership can be in both states: whoever made it, it is the same one, so that a lost reply adopts it.

What each connection does is drawn from the seed; who comes first is not, so a seed that found something may
have to be run a few times: ``python -m tests.conflicts.races SEED``.
"""

from __future__ import annotations

import random
import re
import socket
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import grpc

from aws_groups.local import serve
from aws_groups.plugin.protocol import provider_pb2
from tests.aws.peers import Peer
from tests.plugin.cases import person, public_key, team
from tests.plugin.harness import GROUP, KEY_GROUP, MEMBERSHIP, PUBLIC_KEY, STORE, Bag, Object, Plugin, struct
from tests.plugin.parrot import Quoted, Refusal
from tests.resources import pems

WORDS = (
    "is taken",
    "there is such a group membership already",
    "someone else changed it",
    "it no longer exists",
    "not known",
    "AWS throttled",
    "closed the connection",
    "broke off its answer",
)
"""How a step may end that does not do what it should."""
_IDS = re.compile(rb"<(?:KeyGroup|PublicKey)[^>]*><Id>([^<]+)|\"(?:GroupId|MembershipId)\": ?\"([^\"]+)\"")
MEMBER = "member"
_CREATES = (b"CreateGroup", b"POST /2020-05-31/key-group", b"POST /2020-05-31/public-key")


class Road(Peer):
    """One stack's way to the local AWS. ``made`` are the objects that AWS made on its requests."""

    def __init__(self, url: str, weather: random.Random) -> None:
        self.made: set[str] = set()
        self.calm = False
        parts = urlsplit(url)
        self._aws = (str(parts.hostname), int(parts.port or 0))
        self._weather, self._lock = weather, threading.Lock()
        super().__init__(self._carry)

    def _carry(self, number: int, request: bytes) -> bytes:
        with self._lock:
            fate = 1.0 if self.calm else self._weather.random()
            delay = 0.0 if self.calm else self._weather.random() * 0.02
        time.sleep(delay)
        if fate < 0.1:
            return b""
        if fate < 0.115:
            return Refusal("Throttling")(Quoted("Rate exceeded", ""), request)
        reply = self._reply(request)
        if fate < 0.28:
            return b""
        return reply[: len(reply) - 9] if fate < 0.34 else reply

    def _reply(self, request: bytes) -> bytes:
        """What AWS answers."""
        with socket.create_connection(self._aws) as connection:
            connection.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            reply = b""
            while data := connection.recv(65536):
                reply += data
        head = request.partition(b"\r\n\r\n")[0]
        if any(create in head for create in _CREATES) and reply.split(b" ", 2)[1].startswith(b"2"):
            self.made |= {(one or other).decode() for one, other in _IDS.findall(reply)[-1:]}
        return reply


class Prize(NamedTuple):
    """What both stacks want."""

    name: str
    """The resource's name in both programs."""
    token: str
    inputs: Bag
    note: str = ""
    """An input that each stack fills differently; empty where there is none."""

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass
class Entry:
    """What one stack has of a prize, and what it was told."""

    object: Object | None = None
    told: list[str] = field(default_factory=list)


class Stack(Plugin):
    """A stack: a plugin process, its provider's id, and the state."""

    def __init__(self, store: Path, road: Road, prizes: list[Prize], name: str) -> None:
        super().__init__(store)
        self.road, self.name = road, name
        self.entries = {prize: Entry() for prize in (prize.name for prize in prizes)}
        self._thread = threading.local()
        keys = {"accessKey": f"AKID{name}", "secretKey": "secret", "region": "eu-central-1"}
        args = struct({"endpoint": road.url, "maxAttempts": 3, **keys})
        self._configuration = provider_pb2.ConfigureRequest(args=args, id=str(uuid.uuid4()))

    def rpc(self, name: str, request: Any) -> Any:
        """Send one request, about the resource whose turn it is in this thread."""
        if resource := getattr(self._thread, "resource", None):
            request.urn = f"urn:pulumi:dev::project::{request.type}::{resource}"
            request.name = resource
        return super().rpc(name, request)

    def command(self, steps: dict[Prize, Step]) -> None:
        """One command of Pulumi's: a step for each of the resources, all at once."""
        super().rpc("Configure", self._configuration)
        with ThreadPoolExecutor(len(steps)) as threads:
            list(threads.map(self._take, steps, steps.values()))

    def _take(self, prize: Prize, step: Step) -> None:
        """Take a step; how it fails is kept."""
        self._thread.resource = prize.name
        try:
            step(self, prize)
        except grpc.RpcError as error:
            self.entries[prize.name].told.append(str(error.details()))


Step = Callable[[Stack, Prize], None]


def up(stack: Stack, prize: Prize) -> None:
    """Make the object, or change its note."""
    entry = stack.entries[prize.name]
    note = {prize.note: f"{stack.name} {uuid.uuid4().hex}"} if prize.note else {}
    old = entry.object
    inputs = stack.checked(prize.token, {**prize.inputs, **note}, old.inputs if old else None)
    entry.object = stack.update(prize.token, old, inputs) if old else stack.create(prize.token, inputs)


def refresh(stack: Stack, prize: Prize) -> None:
    """Read the object into the state."""
    entry = stack.entries[prize.name]
    if old := entry.object:
        read = stack.read(prize.token, old.id, state=old.state, inputs=old.inputs)
        entry.object = read if read.id else None


def destroy(stack: Stack, prize: Prize) -> None:
    """Delete the object."""
    entry = stack.entries[prize.name]
    if entry.object:
        stack.delete(prize.token, entry.object)
        entry.object = None


def prizes(judge: Plugin) -> list[Prize]:
    """Each kind of object, with a fixed name and with a made one where it can be made."""
    keys, key = [public_key(judge), public_key(judge)], pems.ec_key()
    group = {"identityStoreId": STORE}
    membership = {**group, "groupId": team(judge), "memberId": person(judge)}
    return [
        Prize("fixed-key", PUBLIC_KEY, {"encodedKey": key, "name": "key"}, "comment"),
        Prize("bare-key", PUBLIC_KEY, {"encodedKey": key, "name": "bare"}),
        Prize("made-key", PUBLIC_KEY, {"encodedKey": key}, "comment"),
        Prize("fixed-group", KEY_GROUP, {"items": keys, "name": "keys"}, "comment"),
        Prize("bare-group", KEY_GROUP, {"items": keys, "name": "bare"}),
        Prize("made-group", KEY_GROUP, {"items": keys}, "comment"),
        Prize("team", GROUP, {**group, "displayName": "team"}, "description"),
        Prize("bare-team", GROUP, {**group, "displayName": "bare"}),
        Prize(MEMBER, MEMBERSHIP, membership),
    ]


def live(judge: Plugin, member_of: str) -> set[str]:
    """The ids of all objects, without their stores."""
    keys = judge.outside("cloudfront", "ListPublicKeys")["PublicKeyList"].get("Items", [])
    groups = judge.outside("cloudfront", "ListKeyGroups")["KeyGroupList"].get("Items", [])
    teams = judge.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    where = {"IdentityStoreId": STORE, "GroupId": member_of}
    members = judge.outside("identitystore", "ListGroupMemberships", **where)["GroupMemberships"]
    ids = [item["Id"] for item in keys] + [item["KeyGroup"]["Id"] for item in groups]
    return {*ids, *(item["GroupId"] for item in teams), *(item["MembershipId"] for item in members)}


def races(seed: int) -> list[str]:
    """Let two stacks race for all prizes at once; what went wrong."""
    randomly = random.Random(f"races {seed}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        judge = Plugin(folder / "aws.sqlite")
        stack.callback(judge.close)
        judge.aws.set(public_keys=1000, key_groups=1000)
        judge.configure(endpoint="local")
        wanted = prizes(judge)
        member_of = next(prize.inputs["groupId"] for prize in wanted if prize.token == MEMBERSHIP)
        before = live(judge, member_of)
        server = serve(folder / "aws.sqlite")
        stack.callback(server.close)
        stacks = []
        for name in ("ONE", "OTHER"):
            road = Road(server.url, random.Random(f"{seed} {name}"))
            stack.callback(road.close)
            stacks.append(Stack(folder / "aws.sqlite", road, wanted, name))
            stack.callback(stacks[-1].close)
        _race(stacks, wanted, randomly)
        there = live(judge, member_of) - before
        wrong = [*_owners(stacks, there), *_losers(stacks, there)]
        for one in stacks:
            one.command(dict.fromkeys(wanted, destroy))
        after = live(judge, member_of) - before
        wrong += [f"{id} is left after both destroyed theirs" for id in after if not _told(stacks, id)]
        wrong += [f"{id} was no stack's, and is gone" for id in before - live(judge, member_of)]
        return [f"seed {seed}: {text}" for text in wrong]


def _race(stacks: list[Stack], wanted: list[Prize], randomly: random.Random) -> None:
    """Some commands of each stack in the storm, those of one while the other's run; then calm ones."""
    steps = [up, up, up, refresh, destroy]
    plans = [[{prize: randomly.choice(steps) for prize in wanted} for _ in range(3)] for _ in stacks]

    def run(one: Stack, plan: list[dict[Prize, Step]]) -> None:
        for command in plan:
            one.command(command)

    with ThreadPoolExecutor(len(stacks)) as threads:
        list(threads.map(run, stacks, plans))
    for one in stacks:
        one.road.calm = True
        one.command(dict.fromkeys(wanted, refresh))
        one.command(dict.fromkeys(wanted, up))


def _has(stack: Stack, id: str, prize: str | None = None) -> bool:
    entries = stack.entries.values() if prize is None else [stack.entries[prize]]
    return any(entry.object and entry.object.id.endswith(id) for entry in entries)


def _told(stacks: list[Stack], id: str) -> bool:
    """Whether the one that made an object was told of it, as it could not prove that it is its own."""
    makers = [one for one in stacks if id in one.road.made]
    return any(id in text for one in makers for entry in one.entries.values() for text in entry.told)


def _owners(stacks: list[Stack], there: set[str]) -> Iterator[str]:
    """Each object belongs to one stack, which made it; a membership can be the other one's too, or instead,
    where the one that made it was told."""
    for id in there:
        makers = [one.name for one in stacks if id in one.road.made]
        holders = [one.name for one in stacks if _has(one, id)]
        shared = any(_has(one, id, MEMBER) for one in stacks)
        right = set(makers) <= set(holders) if shared else makers == holders
        if not right and ((holders and not shared) or not _told(stacks, id)):
            yield f"{id} was made by {makers} and is in the state of {holders}"
    for one in stacks:
        for name, entry in one.entries.items():
            if entry.object and entry.object.id.rpartition("/")[2] not in there:
                yield f"{name} of {one.name} is not in AWS: {entry.object.id}"


def _losers(stacks: list[Stack], there: set[str]) -> Iterator[str]:
    """Each failure has words; and who has nothing at the end was told who has it."""
    for one in stacks:
        for name, entry in one.entries.items():
            yield from (f"{name} of {one.name}: {text}" for text in entry.told if not _is_in_words(text))
            if entry.object is None and not any(id in entry.told[-1] for id in there):
                yield f"{name} of {one.name} has nothing, and was told {entry.told}"


def _is_in_words(text: str) -> bool:
    return any(words in text for words in WORDS)


if __name__ == "__main__":
    print("\n".join(races(int(sys.argv[1]))) or "nothing went wrong")
