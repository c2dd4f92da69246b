"""Wire fuzzing: every RPC of the plugin's process, over real gRPC, with whatever can come.

``fuzz(seed, calls)`` sends requests and tells what went wrong. Each has a number, and all of it is drawn from
the seed and that number alone (but for the names of what is made before it), so that it can be sent again
by itself: ``python -m tests.plugin.fuzz SEED NUMBER``.

Right is an answer that can be read, or a failure in words. Wrong is a crash, a hang, a trace, a defect, a
code without words, a secret in a text, and what a process has more of at the end: threads, files, memory.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import DecodeError

from aws_groups import configuration
from aws_groups.functions import FUNCTIONS
from aws_groups.plugin.protocol import provider_pb2
from aws_groups.resources import RESOURCES
from tests.conflicts.wire import Ear
from tests.plugin import hostile
from tests.plugin.canary import Canaries, Canary, Watched
from tests.plugin.cases import SAMPLES, Sample
from tests.plugin.harness import STORE, TIMEOUT, Bag, Object, secret, struct

METHODS = {m.name: m for m in provider_pb2.DESCRIPTOR.services_by_name["ResourceProvider"].methods}
OF_RESOURCES = ["Check", "Diff", "Create", "Read", "Update", "Delete"]
OF_THE_PROVIDER = [name for name in METHODS if name not in OF_RESOURCES]
_URN = "urn:pulumi:dev::project::{}::it"
_PROVIDER = _URN.format("pulumi:providers:aws-groups")
_TOKENS = ["", "x", "aws-groups:no:Such", "aws-groups:cloudfront:KeyGroup:x", "pulumi:pulumi:Stack"]

CODES = {
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.UNIMPLEMENTED,
}
"""How a request may fail; it has words with it."""
WORDLESS = ("Traceback", "Exception calling", "<class", " object at 0x", "aws_groups.", "defect")
"""What is in no words for people."""


class Attack(NamedTuple):
    """One request."""

    rpc: str
    data: bytes
    canary: Canary | None = None
    """A secret in it."""


class Size(NamedTuple):
    """What a process holds."""

    threads: int
    files: int
    kilobytes: int


class Fuzz:
    """Two plugins: one that is configured once and for all, as the engine does; and one that is
    configured anew for each number, and then with nonsense."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        self.failures: list[str] = []
        self._ear = Ear()
        # Nonsense must not go out to the world: what is no local AWS is behind a proxy that is not there.
        nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
        # gRPC's own log is about addresses of engines that are none.
        nowhere["GRPC_VERBOSITY"] = "NONE"
        self.settled, self.restless = (
            Watched(folder / f"{name}.sqlite", self._ear, **nowhere) for name in ("settled", "restless")
        )
        self.settled.aws.set(public_keys=1_000_000, key_groups=1_000_000)
        self.settled.configure(endpoint="local", maxAttempts=2)

    def close(self) -> None:
        """End both, which have said nothing beside gRPC."""
        for plugin in (self.settled, self.restless):
            if (left := plugin.close()) != ("", ""):
                self.failures.append(f"seed {self.seed}: on stdout and stderr: {left}")
        self._ear.close()

    def send(self, number: int) -> bool:
        """Send the request of that number, and what has to be before it; whether both plugins still run."""
        try:
            self._send(number, random.Random(f"{self.seed} {number}"))
        except grpc.RpcError as error:
            self.failures.append(f"seed {self.seed}, number {number}, before it: {error}")
        return all(plugin.process.poll() is None for plugin in (self.settled, self.restless))

    def _send(self, number: int, randomly: random.Random) -> None:
        canary = Canaries(f"{self.seed} {number}").text(randomly.choice(["-", "'\"\\", "ü\n"]))
        if randomly.random() < 0.75:
            case = randomly.choice(SAMPLES)
            made = case.made(self.settled) if randomly.random() < 0.5 else None
            self._strike(self.settled, number, _about(randomly, case, made, canary))
            return
        engine = provider_pb2.ProviderHandshakeRequest(engine_address=self._ear.address)
        self.restless.rpc("Handshake", engine)
        self.restless.rpc("Configure", provider_pb2.ConfigureRequest(args=struct({"endpoint": "local"})))
        for attack in _of_the_provider(randomly, canary):
            self._strike(self.restless, number, attack)
        self._strike(self.settled, number, _look_up(randomly, canary))

    def sizes(self) -> list[Size]:
        """What both processes hold now."""
        return [_size(plugin.process.pid) for plugin in (self.settled, self.restless)]

    def _strike(self, plugin: Watched, number: int, attack: Attack) -> None:
        wrong = self._wrong(plugin, attack)
        wrong += plugin.leaks(*([attack.canary] if attack.canary else []))
        self.failures += [f"seed {self.seed}, number {number}, {attack.rpc}: {text}" for text in wrong]

    def _wrong(self, plugin: Watched, attack: Attack) -> list[str]:
        """What is wrong with the answer to a request."""
        method = METHODS[attack.rpc]
        try:
            for reply in _answers(plugin, method, attack.data):
                message = method.output_type._concrete_class.FromString(reply)
                plugin.keep(f"{attack.rpc}: reply", hostile.plain(message))
                plugin.keep(f"{attack.rpc}: printed by the engine", _printed(attack, message))
        except grpc.RpcError as error:
            text = f"{error.code()} {error.details()}"
            plugin.keep(f"{attack.rpc}: error", text)
            return [] if _is_in_words(error) else [text]
        except DecodeError as error:
            return [f"the reply cannot be read: {error}"]
        return []


def _answers(plugin: Watched, method: Any, data: bytes) -> Iterator[bytes]:
    path = f"/pulumirpc.ResourceProvider/{method.name}"
    if method.server_streaming:
        yield from plugin.channel.unary_stream(path)(data, timeout=TIMEOUT)
    else:
        yield plugin.channel.unary_unary(path)(data, timeout=TIMEOUT)


def _printed(attack: Attack, reply: Any) -> str:
    """The values that the engine prints of what a check finds wrong: `canary` says which."""
    failing = [failure.property for failure in getattr(reply, "failures", ()) if attack.rpc != "Invoke"]
    request = METHODS[attack.rpc].input_type._concrete_class.FromString(attack.data)
    return str([hostile.plain(request.news).get(name) for name in failing]) if failing else ""


def _is_in_words(error: grpc.RpcError) -> bool:
    text = error.details() or ""
    return error.code() in CODES and bool(text.strip()) and not any(word in text for word in WORDLESS)


def _size(process: int) -> Size:
    status = Path(f"/proc/{process}/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    return Size(int(lines["Threads"]), files, int(lines["VmRSS"].split()[0]))


# Requests.


def _about(randomly: random.Random, case: Sample, made: Object | None, canary: Canary) -> Attack:
    """A request about a resource: of an object that is there, spoiled; or of none."""
    rpc, resource = randomly.choice(OF_RESOURCES), RESOURCES[case.token]
    names = [field.name for field in resource.properties]
    planted = randomly.random() < 0.5
    urn = _URN.format(case.token) if randomly.random() < 0.95 else randomly.choice(_TOKENS)
    request = METHODS[rpc].input_type._concrete_class(urn=urn)
    request.type = case.token if randomly.random() < 0.9 else randomly.choice(_TOKENS)

    def properties(sound: Bag | None) -> Any:
        whole: Any = dict(sound) if sound is not None else hostile.bag(randomly, names)
        for _ in range(randomly.choice([0, 1, 1, 2, 3])):
            spoiled = hostile.spoiled(randomly, whole, names)
            whole = spoiled if isinstance(spoiled, dict) else whole
        if planted and whole:
            whole[randomly.choice([*whole])] = secret(canary.text)
        return hostile.struct(whole)

    if "id" in request.DESCRIPTOR.fields_by_name:
        request.id = made.id if made and randomly.random() < 0.9 else randomly.choice(hostile.IDS)
    for field in request.DESCRIPTOR.fields:
        if _is_bag(field) and randomly.random() < 0.9:
            is_state = field.name in ("olds", "old_outputs") or (field.name, rpc) in _STATES
            sound = made and (made.state if is_state and rpc != "Check" else {**made.inputs, **case.edit})
            getattr(request, field.name).CopyFrom(properties(sound or None))
    hostile.fill(randomly, request, names, 0.2)
    return _sent(randomly, rpc, request, canary if planted else None)


_STATES = {("properties", "Read"), ("properties", "Delete")}


def _of_the_provider(randomly: random.Random, canary: Canary) -> Iterator[Attack]:
    """A configuration; one or two requests that are about no resource; and previews, which call nobody."""
    names = [field.name for field in configuration.CONFIGURATION]
    for rpc in ["Configure", *randomly.choices(OF_THE_PROVIDER, k=2)]:
        request = METHODS[rpc].input_type._concrete_class()
        fields = request.DESCRIPTOR.fields_by_name
        if "urn" in fields:
            request.urn = _PROVIDER
        for name in ("olds", "news", "old_inputs", "args"):
            if name in fields and _is_bag(fields[name]):
                odd = {key: randomly.choice(hostile.CONFIGURED) for key in names if randomly.random() < 0.2}
                getattr(request, name).CopyFrom(hostile.struct({**odd, "secretKey": secret(canary.text)}))
        hostile.fill(randomly, request, names)
        yield _sent(randomly, rpc, request, canary)
    case = randomly.choice(SAMPLES)
    request = provider_pb2.CheckRequest(urn=_URN.format(case.token), type=case.token)
    hostile.fill(randomly, request, [field.name for field in RESOURCES[case.token].inputs], 0.7)
    request.news["identityStoreId"] = STORE  # or it would be looked for
    yield _sent(randomly, "Check", request, canary)


def _look_up(randomly: random.Random, canary: Canary) -> Attack:
    """A look-up of anything."""
    token = randomly.choice([*FUNCTIONS])
    names = [field.name for field in FUNCTIONS[token].arguments]
    arguments = hostile.bag(randomly, names)
    if randomly.random() < 0.5:
        arguments[randomly.choice(names)] = secret(canary.text)
    request = provider_pb2.InvokeRequest(tok=token, args=hostile.struct(arguments))
    return _sent(randomly, "Invoke", request, canary)


def _is_bag(field: Any) -> bool:
    return field.message_type is not None and field.message_type.name == "Struct"


def _sent(randomly: random.Random, rpc: str, request: Any, canary: Canary | None) -> Attack:
    """A request as it is sent: one in ten is broken, so that nothing in it is known to be secret."""
    data = request.SerializeToString()
    if randomly.random() < 0.1:
        return Attack(rpc, hostile.mangled(randomly, data))
    return Attack(rpc, data, canary)


# A run.

MORE = Size(threads=8, files=8, kilobytes=64 * 1024)
"""How much more of each a process may have at the end than when it had done a little: the first calls of each
kind fill what is kept for the next ones."""


def fuzz(seed: int, calls: int) -> list[str]:
    """Send so many requests; what went wrong, each with the seed and the number to send it again by."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fuzz = Fuzz(folder, seed)
        stack.callback(fuzz.close)
        before: list[Size] = []
        for number in range(calls):
            if number == calls // 3:
                before = fuzz.sizes()
            if not fuzz.send(number):
                return fuzz.failures
        for begin, end in zip(before, fuzz.sizes(), strict=False):
            if any(now > then + more for then, now, more in zip(begin, end, MORE, strict=True)):
                fuzz.failures.append(f"seed {seed}: after a third of {calls} calls {begin}, at the end {end}")
    return fuzz.failures


def replay(seed: int, number: int) -> list[str]:
    """Send one request of a run again."""
    with tempfile.TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder), seed)
        fuzz.send(number)
        fuzz.close()
    return fuzz.failures


if __name__ == "__main__":
    print("\n".join(replay(int(sys.argv[1]), int(sys.argv[2]))) or "nothing went wrong")
