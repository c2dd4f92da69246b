"""A stack with one `SigningKeys`, run as the engine runs it, against the local AWS and by a clock that stands
still unless something waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
from botocore import xform_name

from aws_groups import lifecycle
from aws_groups.aws import Config, Connection, Sending
from aws_groups.lifecycle import Run, Unfinished
from aws_groups.local import serve
from aws_groups.local.cloudfront.edge import Answer, Edge, Viewing
from aws_groups.model.check import check
from aws_groups.model.naming import Naming
from aws_groups.model.paths import rendered
from aws_groups.resources.signing_keys import SIGNING_KEYS
from aws_groups.updates.objects import Objects
from aws_groups.values import Properties
from tests.local.helpers import distribution_config
from tests.local.signing import PrivateKey, verify

URN = "urn:pulumi:dev::project::aws-groups:cloudfront:SigningKeys::web"
START = 1_800_000_000.0
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass
class Clock:
    """A clock that stands until it is moved. What it is to tell of each move is called for each stop."""

    now: float = START
    watch: Callable[[], None] = lambda: None
    stops: Callable[[float], list[float]] = lambda until: []
    """The instants up to one at which something may change by itself."""

    def __call__(self) -> float:
        return self.now

    def instant(self) -> datetime:
        """The same as a moment."""
        return datetime.fromtimestamp(self.now, timezone.utc)

    def move(self, seconds: float) -> None:
        """Let time pass, and look at each stop on the way."""
        end = self.now + seconds
        for stop in sorted({*self.stops(end), end}):
            if self.now < stop <= end:
                self.now = stop
                self.watch()


class Waits(threading.Event):
    """An event that is waited for by moving the clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        self._clock.move(timeout or 0.0)
        return self.is_set()


class Killed(BaseException):
    """The plugin is killed: the engine gets no reply."""


@dataclass
class Stack:
    """One resource of one stack, as the engine keeps it."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    id: str | None = None
    state: Properties = field(default_factory=dict)
    inputs: Properties = field(default_factory=dict)
    unfinished: bool = False
    told: list[object] = field(default_factory=list)
    """The events of the last run."""
    calls_before_kill: int | None = None
    """After how many calls the plugin is killed."""
    timeout: float | None = None
    """The resource's customTimeouts."""
    distributions: list[str] = field(default_factory=list)
    """The ids of those that trust the group."""

    def __post_init__(self) -> None:
        self._server = serve(self.path, clock=self.clock)
        self.aws = self._server.aws
        self.clock.stops = self._stops
        self.edge = Edge(self.aws, verify)
        self._someone_else = boto3.Session("someone", "else", region_name="us-east-1")
        self.aws.attach(self._someone_else)

    def close(self) -> None:
        self._server.close()

    # What the engine does.

    def up(self, **program: Any) -> list[str]:
        """`pulumi up`; the paths of the diff. Raises what ends the run, as the engine would show it."""
        run = self._run()
        if self.unfinished:
            self.refresh(run)
        inputs = self._check(program)
        try:
            if self.id is None:
                made = lifecycle.create(run, SIGNING_KEYS, inputs)
                self.id, self.state, self.inputs = made.id, made.state, inputs
                return ["created"]
            found = lifecycle.differences(run, SIGNING_KEYS, self.state, self.inputs, inputs)
            if found.changes or self.unfinished:
                args = (SIGNING_KEYS, self.id, self.state, self.inputs, inputs)
                self.state = lifecycle.update(run, *args)
                self.inputs, self.unfinished = inputs, False
            return [rendered(change.path) for change in found.changes]
        except Unfinished as error:
            self.inputs = self.inputs if self.id else inputs
            self.id, self.state, self.unfinished = error.object_id, error.state or {}, True
            raise

    def preview(self, **program: Any) -> Properties:
        """What `pulumi preview` shows of the state after an update."""
        inputs = self._check(program)
        args = (SIGNING_KEYS, self.state, self.inputs, inputs)
        return lifecycle.previewed(*args, clock=self.clock.instant)

    def diff(self, **program: Any) -> dict[str, str]:
        """The detailed diff of `pulumi preview`."""
        run = self._run()
        found = lifecycle.differences(run, SIGNING_KEYS, self.state, self.inputs, self._check(program))
        return {rendered(change.path): change.kind.value for change in found.changes}

    def refresh(self, run: Run | None = None) -> bool:
        """`pulumi refresh`; whether the group is there."""
        assert self.id
        args = (SIGNING_KEYS, self.id, self.inputs, self.state)
        read = lifecycle.read(run or self._run(), *args, refresh=True)
        if read is None:
            self.id, self.state, self.inputs = None, {}, {}
            return False
        self.state, self.inputs = read.state, read.inputs
        return True

    def import_(self, id: str) -> None:
        """`pulumi import`."""
        read = lifecycle.read(self._run(), SIGNING_KEYS, id, None, {}, refresh=False)
        assert read
        self.id, self.state, self.inputs = read.id, read.state, read.inputs

    def destroy(self) -> None:
        """`pulumi destroy`."""
        assert self.id
        lifecycle.delete(self._run(), SIGNING_KEYS, self.id, self.state, self.inputs)
        self.id, self.state, self.inputs = None, {}, {}

    def _check(self, program: Properties) -> Properties:
        naming = Naming("web", b"seed", of_stack=True)
        found = check(SIGNING_KEYS, self.inputs, program, naming=naming, configuration={})
        assert not found.problems, found.problems
        return found.inputs

    def _run(self) -> Run:
        self.told.clear()
        connection = Connection(
            Config(endpoint=self._server.url, access_key="AKIDLOCAL", secret_key="secret", max_attempts=4),
            cancelled=Waits(self.clock),
        )
        left = self.calls_before_kill

        def listen(event: object) -> None:
            nonlocal left
            self.told.append(event)
            if left is not None and isinstance(event, Sending):
                left -= 1
                if left < 0:
                    raise Killed

        return Run(
            aws=connection.aws(listen, timeout=self.timeout),
            tell=listen,
            urn=URN,
            seed=b"seed",
            objects=Objects(),
            clock=self.clock.instant,
        )

    # What the state says.

    @property
    def signing(self) -> str:
        """The id of the key to sign with."""
        return str(self.state["signingKeyId"])

    @property
    def keys(self) -> dict[str, float | None]:
        """The ids of the keys, and in how many seconds from now each ends."""
        from aws_groups.model.times import moment

        ends = {key["id"]: key["until"] for key in self.state["keys"]}
        moments = {id: moment(end) for id, end in ends.items()}
        return {id: at.timestamp() - self.clock.now if at else None for id, at in moments.items()}

    # What others do and see.

    def outside(self, operation: str, **params: Any) -> Any:
        """A call by someone else."""
        client = self._someone_else.client("cloudfront")
        return getattr(client, xform_name(operation))(**params)

    def new_distribution(self, reference: str = "one", **more: Any) -> str:
        """A distribution that trusts the group; the host that it answers for."""
        assert self.id
        config = distribution_config(self.id, reference=reference) | more
        reply = self.outside("CreateDistribution", DistributionConfig=config)
        self.distributions.append(str(reply["Distribution"]["Id"]))
        self.clock.move(self.aws.settings.deployment_seconds)
        return str(reply["Distribution"]["DomainName"])

    def items(self) -> list[str]:
        """The ids of the keys in the group."""
        found: list[str] = self.outside("GetKeyGroupConfig", Id=self.id)["KeyGroupConfig"]["Items"]
        return found

    def public_keys(self) -> dict[str, str]:
        """The ids and names of the account's public keys."""
        found = self.outside("ListPublicKeys")["PublicKeyList"].get("Items", [])
        return {key["Id"]: key["Name"] for key in found}

    def put_items(self, *items: str, **more: Any) -> None:
        """Somebody changes the group at the console."""
        found = self.outside("GetKeyGroup", Id=self.id)
        config = {**found["KeyGroup"]["KeyGroupConfig"], "Items": list(items), **more}
        self.outside("UpdateKeyGroup", Id=self.id, IfMatch=found["ETag"], KeyGroupConfig=config)

    def view(self, url: str) -> Answer:
        """A viewer follows a link."""
        return self.edge.answer(Viewing(url))

    def _stops(self, until: float) -> list[float]:
        """The instants at which distributions are deployed, and a moment before each."""
        bodies = [self.aws.body(id) or {} for id in self.distributions]
        done = [deployment[0] for body in bodies for deployment in body.get("Deployments", [])]
        return [instant for moment in done for instant in (moment - 0.5, moment) if instant <= until]


def new_key(stack: Stack, key: PrivateKey, name: str) -> str:
    """A public key that somebody else makes; its id."""
    config = {"CallerReference": name, "Name": name, "EncodedKey": key.pem}
    return str(stack.outside("CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"])
