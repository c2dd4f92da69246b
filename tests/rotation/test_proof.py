"""The proof: at no instant of any life is a link refused that was signed with `signingKeyId` as it was given,
has not run out, and whose key was not revoked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aws_groups.aws import AwsError
from aws_groups.lifecycle import Failed, Unfinished
from aws_groups.local import Fault
from aws_groups.model.pem import fingerprint
from aws_groups.updates.guard import WriteFailed
from tests.local.signing import PrivateKey
from tests.rotation.rig import DAY, HOUR, MINUTE, Killed, Stack, new_key

KEYS = [PrivateKey.p256() for _ in range(3)] + [PrivateKey.rsa()]
PRIVATE = {fingerprint(key.pem): key for key in KEYS}
SHORTEST_OVERLAP = HOUR
"""No link lives longer: that is what whoever writes the program has to keep to."""


@dataclass
class Link:
    """A link that was handed out."""

    url: str
    key_id: str
    ends: float


@dataclass
class Life:
    """A stack, a signer that signs with what the state says, and viewers who try each link all the time."""

    stack: Stack
    hosts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    program: dict[str, Any] = field(default_factory=dict)
    tried: int = 0

    def __post_init__(self) -> None:
        self.stack.clock.watch = self.try_links

    @property
    def revoked(self) -> set[str]:
        """The fingerprints of the keys that the program revokes."""
        return {fingerprint(pem) for pem in self.program.get("revoked", ())}

    def try_links(self) -> None:
        """Follow every link that is to be taken now."""
        now = self.stack.clock.now
        self.links = [link for link in self.links if link.ends > now]
        for link in self.links:
            answer = self.stack.view(link.url)
            assert answer.taken, (answer, link, self.stack.state)
            self.tried += 1

    def sign(self, minutes: int) -> None:
        """The signer hands out a link to each distribution. It lives as long as a link may, at most."""
        if not self.stack.id or not self.stack.state.get("signingKeyId"):
            return
        prints = {key["id"]: key["fingerprint"] for key in self.stack.state["keys"]}
        if prints[self.stack.signing] in self.revoked:
            # An update that revokes it has failed half way: its links are refused, as the program says.
            return
        key, ends = PRIVATE[prints[self.stack.signing]], self.stack.clock.now + minutes * MINUTE
        for host in self.hosts:
            url = key.link(self.stack.signing, f"https://{host}/a.jpg", ends)
            self.links.append(Link(url, self.stack.signing, ends))
        self.links = self.links[-8:]
        self.try_links()

    def up(self, trouble: Any = None, **program: Any) -> None:
        """`pulumi up`, perhaps with something that goes wrong in it."""
        self.program = program or self.program
        prints = {key["id"]: key["fingerprint"] for key in self.stack.state.get("keys", ())}
        self.links = [link for link in self.links if prints.get(link.key_id) not in self.revoked]
        with self.in_trouble(trouble):
            self.stack.up(**self.program)
        self.try_links()

    @contextmanager
    def in_trouble(self, trouble: Any) -> Iterator[None]:
        """Within, the plugin is killed after a number of calls, or a fault strikes."""
        if isinstance(trouble, int):
            self.stack.calls_before_kill = trouble
        elif trouble:
            self.stack.aws.inject(trouble)
        try:
            yield
        except (AwsError, Failed, Unfinished, WriteFailed, Killed):
            assert trouble is not None
        finally:
            self.stack.calls_before_kill = None
            self.stack.aws.clear_faults()


FAULTS = st.builds(
    Fault,
    st.sampled_from(["drop-before", "drop-after", "etag-move"]),
    st.sampled_from(["CreatePublicKey", "UpdateKeyGroup", "GetDistribution", "DeletePublicKey", "*"]),
    times=st.integers(1, 5),
    skip=st.integers(0, 3),
)
TROUBLE = st.one_of(st.none(), st.integers(0, 9), FAULTS)
PROGRAMS = st.tuples(
    st.integers(0, 3),
    st.sampled_from(["1h", "6h", "2d"]),
    st.one_of(st.just([]), st.lists(st.integers(0, 3), max_size=2, unique=True)),
)
ACTS = st.one_of(
    st.tuples(st.just("program"), PROGRAMS, TROUBLE),
    st.tuples(st.just("again"), st.none(), TROUBLE),
    st.tuples(st.just("sign"), st.integers(1, 60), st.none()),
    st.tuples(st.just("sign"), st.just(60), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([MINUTE, 59 * MINUTE, HOUR, 5 * HOUR, 2 * DAY]), st.none()),
    st.tuples(st.just("refresh"), st.none(), st.none()),
)


def act(life: Life, name: str, what: Any, trouble: Any) -> None:
    """One thing that happens."""
    if name == "program":
        number, overlap, revoked = what
        pems = [KEYS[one].pem for one in revoked if one != number]
        life.up(trouble, encodedKey=KEYS[number].pem, overlap=overlap, name="site", revoked=pems)
    elif name == "again":
        life.up(trouble)
    elif name == "sign":
        life.sign(what)
    elif name == "wait":
        life.stack.clock.move(what)
    elif name == "refresh":
        life.stack.refresh()


LIVES = os.environ.get("AWS_GROUPS_LIVES")
"""Every run of the tests has the same lives; `AWS_GROUPS_LIVES=500` makes as many new ones."""


@settings(
    max_examples=int(LIVES or 12),
    derandomize=LIVES is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(st.lists(ACTS, min_size=4, max_size=12))
def test_at_no_instant_is_a_link_refused_that_was_signed_as_the_state_said(acts: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Stack(Path(folder) / "aws.sqlite"))
        try:
            live(life, acts)
        finally:
            life.stack.close()


def live(life: Life, acts: list[Any]) -> None:
    """A life from its first key to an end in which nothing is left over."""
    stack = life.stack
    life.up(encodedKey=KEYS[0].pem, overlap="1h", name="site")
    stack.aws.set(deployment_seconds=20)
    life.hosts = [stack.new_distribution(reference) for reference in ("one", "two")]
    other = new_key(stack, PrivateKey.p256(), "somebody-elses")
    stack.put_items(*stack.items(), other)
    stack.clock.move(MINUTE)
    stack.refresh()
    life.sign(60)
    for name, what, trouble in acts:
        act(life, name, what, trouble)

    stack.refresh()
    life.up()
    life.sign(60)
    stack.clock.move(4 * DAY)
    life.up()
    assert sorted(stack.items()) == sorted([stack.signing, other])
    assert sorted(stack.public_keys()) == sorted([stack.signing, other]), "nothing is left over"
    assert stack.diff(**life.program) == {}
    assert life.tried > 0


def test_the_proof_would_notice_a_switch_that_does_not_wait(tmp_path: Path) -> None:
    """The same life with a signer that takes the new key before the state has it."""
    stack = Stack(tmp_path / "aws.sqlite")
    life = Life(stack)
    life.up(encodedKey=KEYS[0].pem, overlap="1h", name="site")
    life.hosts = [stack.new_distribution()]
    stack.aws.set(deployment_seconds=20)
    early: list[str] = []

    def look() -> None:
        (new,) = [id for id in stack.items() if id != stack.signing]
        url = KEYS[1].link(new, f"https://{life.hosts[0]}/", stack.clock.now + HOUR)
        early.append(stack.view(url).code)

    stack.clock.watch = look
    stack.up(encodedKey=KEYS[1].pem, overlap="1h", name="site")
    assert early[0] == "InvalidKey"
    stack.close()
