"""The provider's AWS on a local one, and someone else's hands on the same.

`Rig.act` does one thing through the provider and tells what came of it: the result or the error, the
calls made, what the engine was told on the way, and how long it would have waited.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from aws_groups.aws import Config, Connection, Request, Waiting, silent
from aws_groups.lifecycle import OnConflict, Run
from aws_groups.local import Call, Fault, LocalAws, Settings
from aws_groups.secrets import Secrets
from aws_groups.updates.run import now
from aws_groups.words.failures import TELLABLE, failure
from aws_groups.words.progress import progress
from aws_groups.words.warnings import warning
from tests.local.helpers import STORE, distribution_config, new_public_key

LOCAL = Config(endpoint="local", max_attempts=4)
"""The provider's configuration in most tests; none has more than three faults to get over."""
URN = "urn:pulumi:dev::rig::any::NAME"
"""The resource that everything is done for."""
KEYS: dict[str, Any] = {"access_key": "AKIDLOCAL", "secret_key": "secret", "region": "eu-central-1"}
"""What a configuration of the real AWS has."""
SETTINGS = Settings(public_keys=1000, key_groups=1000)
MOST_TESTS = 25
"""How many tests may leave their objects: few enough that a list of them is one page."""


class Waits(threading.Event):
    """What the provider waits with, and what ends its waits when the engine cancels; but each wait is only
    noted, and over at once.

    A `Connection` takes it for its own: waits are random and up to 20 s, and this is what lets hundreds of
    faults be tested in seconds. `meanwhile` happens once, in the next wait: someone else acts, or the
    engine cancels.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.meanwhile: Callable[[Waits], object] | None = None

    def begin_anew(self, meanwhile: Callable[[Waits], object] | None = None) -> None:
        """Forget what was, a cancel too."""
        self.clear()
        self.seconds = []
        self.meanwhile = meanwhile

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act(self)
        return self.is_set()


@dataclass
class Told:
    """What is told on the way, as the engine shows it."""

    secrets: Secrets = field(default_factory=Secrets)
    events: list[object] = field(default_factory=list)

    def __call__(self, event: object) -> None:
        self.events.append(event)

    @property
    def statuses(self) -> list[str | None]:
        """What is said of waits, in the place of what was said before."""
        return [progress(event) for event in self.events if isinstance(event, Waiting)]

    @property
    def warnings(self) -> list[str]:
        """What stays."""
        return [text for event in self.events if (text := warning(event, self.secrets))]


class Outcome(NamedTuple):
    """What came of one thing that the provider did."""

    result: Any
    error: Exception | None
    log: list[Call]
    """The provider's own calls."""
    told: Told
    waited: list[float]

    @property
    def message(self) -> str:
        """The error as users read it."""
        assert self.error is not None, f"it went well: {self.result}"
        return failure(self.error, self.told.secrets)

    @property
    def lines(self) -> list[str]:
        return self.message.splitlines()

    def says(self, *parts: str) -> None:
        """The message has all of `parts`, in that order."""
        rest = self.message
        for part in parts:
            assert part in rest, f"{part!r} is not in, or not at its place in: {self.message}"
            rest = rest.partition(part)[2]

    def ends_in_request_id(self) -> None:
        """AWS's words come last, with the id of a refused call of this very action."""
        ends = tuple(f"(request id {call.request_id})" for call in self.log if call.error)
        assert self.message.endswith(ends), self.message


class Rig:
    """A local AWS with three public keys in it, the provider's way to it, and someone else's."""

    def __init__(self, store: Path) -> None:
        self.local = LocalAws(store)
        self.store = store
        someone = boto3.Session("someone", "else", region_name="us-east-1")
        self.local.attach(someone)
        self._clients = {service: someone.client(service) for service in ("cloudfront", "identitystore")}
        self._names = 0
        self._seen = 0
        self._provider_log: list[Call] = []
        self._distributions: list[str] = []
        self._tests = 0
        self.local.set(**asdict(SETTINGS))
        self.connection = self.configured(LOCAL)
        self.keys = [new_public_key(self._clients["cloudfront"], f"pool-{number}") for number in range(3)]

    def configured(self, config: Config, waits: threading.Event | None = None) -> Connection:
        """The provider's way to AWS by a configuration, its clients made: the store's name is read then."""
        connection = Connection(config, cancelled=waits or Waits())
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_GROUPS_LOCAL_STORE", str(self.store))
            connection.aws(silent).place()
            for request in _LOOKS:
                connection.aws(silent).send(request)
        return connection

    def as_real(self, config: Config, waits: threading.Event | None = None) -> Connection:
        """The same for a configuration of the real AWS, which goes no further than the local one."""
        connection = Connection(config, cancelled=waits or Waits())
        self.local.attach(connection._clients._session(), self._clients)
        return connection

    @property
    def place(self) -> dict[str, str]:
        """What the state of each object says of the AWS that it is in."""
        return {"__aws": f"local:{self.local.store_id}"}

    def name(self, prefix: str = "it") -> str:
        """A name that nothing else has."""
        self._names += 1
        return f"{prefix}-{self._names}"

    def inject(self, *faults: str) -> None:
        """Let faults strike, each said as on the command line, until the provider has acted."""
        for fault in faults:
            self.local.inject(Fault.parse(fault))

    def act(
        self,
        action: Callable[[Run], Any],
        *,
        connection: Connection | None = None,
        on_conflict: OnConflict = OnConflict.FAIL,
        meanwhile: Callable[[Waits], object] | None = None,
        secret: Collection[str] = (),
        clock: Callable[[], datetime] = now,
    ) -> Outcome:
        """Do something through the provider; an error is a part of the outcome.

        Args:
            connection: another configuration than usual.
            meanwhile: what happens while it waits for the first time.
            secret: the names of secret properties.
            clock: what time it is to the provider.
        """
        connection = connection or self.connection
        told, waits = Told(Secrets(frozenset((name,) for name in secret))), connection.cancelled
        assert isinstance(waits, Waits)
        waits.begin_anew(meanwhile)
        run = Run(aws=connection.aws(told), tell=told, on_conflict=on_conflict, urn=URN, clock=clock)
        result, error = None, None
        with self.watching() as log:
            try:
                result = action(run)
            except TELLABLE as caught:
                error = caught
        seconds = waits.seconds
        waits.begin_anew()
        return Outcome(result, error, log, told, seconds)

    @contextmanager
    def watching(self) -> Iterator[list[Call]]:
        """The provider's calls in the block, once it is over; faults injected before end with it."""
        self._new_calls()
        log = self._provider_log = []
        yield log
        log += self._new_calls()
        self.local.clear_faults()

    def other(self, service: str, operation: str, **params: Any) -> Any:
        """One call by someone else, who may come while the provider acts."""
        self._provider_log += self._new_calls()
        try:
            return getattr(self._clients[service], operation)(**params)
        finally:
            self._new_calls()

    def _new_calls(self) -> list[Call]:
        new = self.local.calls(after=self._seen)
        self._seen = new[-1].seq if new else self._seen
        return new

    def distribution(self, *key_groups: str) -> str:
        """A distribution of someone else's that trusts key groups; its id."""
        config = distribution_config(*key_groups, reference=self.name("distribution"))
        made = self.other("cloudfront", "create_distribution", DistributionConfig=config)
        self._distributions.append(made["Distribution"]["Id"])
        return self._distributions[-1]

    def rest(self) -> None:
        """After a test: no fault, the settings as at first, and not too many objects."""
        self.local.clear_faults()
        self.local.set(**asdict(SETTINGS))
        self._tests += 1
        if self._tests % MOST_TESTS == 0:
            self.empty()

    def empty(self) -> None:
        """Delete everything but the three public keys."""
        for id in self._distributions:
            etag = self.other("cloudfront", "get_distribution", Id=id)["ETag"]
            self.other("cloudfront", "delete_distribution", Id=id, IfMatch=etag)
        self._distributions = []
        while key_groups := self.other("cloudfront", "list_key_groups")["KeyGroupList"].get("Items"):
            for item in key_groups:
                id = item["KeyGroup"]["Id"]
                etag = self.other("cloudfront", "get_key_group", Id=id)["ETag"]
                self.other("cloudfront", "delete_key_group", Id=id, IfMatch=etag)
        while keys := self._foreign_keys():
            for id in keys:
                etag = self.other("cloudfront", "get_public_key", Id=id)["ETag"]
                self.other("cloudfront", "delete_public_key", Id=id, IfMatch=etag)
        while groups := self.other("identitystore", "list_groups", IdentityStoreId=STORE)["Groups"]:
            for item in groups:
                self.other("identitystore", "delete_group", IdentityStoreId=STORE, GroupId=item["GroupId"])
        while users := self.other("identitystore", "list_users", IdentityStoreId=STORE)["Users"]:
            for item in users:
                self.other("identitystore", "delete_user", IdentityStoreId=STORE, UserId=item["UserId"])

    def _foreign_keys(self) -> list[str]:
        """The ids on the first page of public keys, without the three."""
        page = self.other("cloudfront", "list_public_keys")["PublicKeyList"]["Items"]
        return [item["Id"] for item in page if item["Id"] not in self.keys]

    def close(self) -> None:
        self.local.close()


_LOOKS = (
    Request("cloudfront", "ListKeyGroups", {}),
    Request("identitystore", "ListIdentityStores", {}),
)
