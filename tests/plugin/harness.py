"""The plugin as a process, spoken to over gRPC as the engine does, with its local AWS beside it.

Property bags are written and read here without the provider's own code: plain dicts, in which
``secret(…)`` and ``UNKNOWN`` are the engine's marks as they are on the wire.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import boto3
import grpc
import pytest
from botocore import xform_name
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct

from aws_groups.local import Call, LocalAws
from aws_groups.plugin.protocol import provider_pb2, provider_pb2_grpc, status_pb2

Bag: TypeAlias = dict[str, Any]

KEY_GROUP = "aws-groups:cloudfront:KeyGroup"
PUBLIC_KEY = "aws-groups:cloudfront:PublicKey"
SIGNING_KEYS = "aws-groups:cloudfront:SigningKeys"
GROUP = "aws-groups:identitystore:Group"
USER = "aws-groups:identitystore:User"
MEMBERSHIP = "aws-groups:identitystore:GroupMembership"
MEMBERS = "aws-groups:identitystore:GroupMembers"
STORE = "d-1234567890"

COMMAND = [sys.executable, "-m", "aws_groups.plugin.main"]
SEED = bytes(range(32))
TIMEOUT = 30

# From pulumi's sdk/go/common/resource/sig/sig.go and sdk/go/common/resource/plugin/rpc.go.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def secret(value: Any) -> Bag:
    """``value`` marked as a secret."""
    return {_SIGNATURE: _SECRET, "value": value}


def output(*value: Any, secret: bool = False) -> Bag:
    """``value`` as an output, or one that is not known yet."""
    return {
        _SIGNATURE: _OUTPUT,
        **({"value": value[0]} if value else {}),
        **({"secret": True} if secret else {}),
        "dependencies": ["urn:pulumi:dev::project::some:other:Thing::it"],
    }


def struct(bag: Bag) -> Struct:
    """``bag`` as it goes over the wire."""
    return ParseDict(bag, Struct())


def plain(message: Struct) -> Bag:
    """A bag as it came over the wire, marks and all."""
    return MessageToDict(message)


def unique(prefix: str) -> str:
    """A name that nothing else in the store has."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment, without what it says of AWS."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "XDG_"))}
    # Without this, botocore waits seconds for the metadata service of an instance it isn't on.
    return {**clean, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", **more}


class Object(NamedTuple):
    """A resource as a reply describes it."""

    id: str
    state: Bag
    inputs: Bag


class Diff(NamedTuple):
    """A DiffResponse in plain words."""

    changes: bool
    detailed: dict[str, str]
    """Path to kind: ``{"items[0]": "ADD"}``."""
    diffs: list[str]
    replaces: list[str]
    delete_before_replace: bool
    stables: list[str]


class Calls(list[Call]):
    """The AWS calls of a block, once it is over."""

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self]


class Plugin:
    """One running plugin. What its methods do not say of a request is as the engine has it."""

    def __init__(self, store: Path, *arguments: str, **env: str) -> None:
        variables = environment(store.parent, AWS_GROUPS_LOCAL_STORE=str(store), **env)
        self._stderr = store.with_suffix(f".{uuid.uuid4().hex}.stderr")
        with self._stderr.open("w") as stderr:
            command = [*COMMAND, *arguments]
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=stderr, text=True, env=variables
            )
        assert self.process.stdout is not None
        self._connect(int(self.process.stdout.readline()), store)

    @classmethod
    def attached(cls, port: int, store: Path) -> Plugin:
        """A provider that listens already, on the local AWS of ``store``."""
        plugin = cls.__new__(cls)
        plugin._connect(port, store)
        return plugin

    def detach(self) -> None:
        """Let go of a provider that was attached to."""
        self.channel.close()
        self.aws.close()

    def _connect(self, port: int, store: Path) -> None:
        self.port = port
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self.channel)
        self.aws = LocalAws(store)
        self._someone_else = boto3.Session("someone", "else", region_name="us-east-1")
        self.aws.attach(self._someone_else)

    def outside(self, service: str, operation: str, **params: Any) -> Any:
        """A call by someone else."""
        return getattr(self._someone_else.client(service), xform_name(operation))(**params)

    def close(self) -> tuple[str, str]:
        """End the process; the rest of its stdout, and its stderr."""
        self.channel.close()
        self.process.terminate()
        out, _ = self.process.communicate(timeout=TIMEOUT)
        self.aws.close()
        return out, self._stderr.read_text()

    def rpc(self, name: str, request: Any) -> Any:
        """Send one request."""
        return getattr(self._stub, name)(request, timeout=TIMEOUT)

    @contextmanager
    def calls(self, *expected: str) -> Iterator[Calls]:
        """The block makes exactly the AWS calls ``expected``, in that order."""
        before = self.aws.calls()
        seen = Calls()
        yield seen
        seen += self.aws.calls(after=before[-1].seq if before else 0)
        assert seen.operations == list(expected)

    # Its configuration.

    def configure(self, **args: Any) -> Any:
        """Configure it as ``pulumi up`` does, after a check."""
        checked, failures = self.check_config(**args)
        assert failures == {}
        request = provider_pb2.ConfigureRequest(args=struct(checked), acceptSecrets=True)
        return self.rpc("Configure", request)

    def check_config(self, **news: Any) -> tuple[Bag, dict[str, str]]:
        """The checked configuration, and path to reason of what is wrong with it."""
        urn = "urn:pulumi:dev::project::pulumi:providers:aws-groups::default"
        request = provider_pb2.CheckRequest(urn=urn, olds=struct({}), news=struct(news))
        return _checked(self.rpc("CheckConfig", request))

    def diff_config(self, olds: Bag, news: Bag) -> Diff:
        """What a change of the configuration comes to."""
        urn = "urn:pulumi:dev::project::pulumi:providers:aws-groups::default"
        request = provider_pb2.DiffRequest(
            urn=urn, olds=struct(olds), old_inputs=struct(olds), news=struct(news)
        )
        return _diff(self.rpc("DiffConfig", request))

    # Its resources.

    def check(
        self,
        token: str,
        news: Bag,
        olds: Bag | None = None,
        *,
        name: str = "it",
        seed: bytes = SEED,
        autonaming: Any = None,
    ) -> tuple[Bag, dict[str, str]]:
        """The checked inputs, and path to reason of what is wrong with them."""
        request = provider_pb2.CheckRequest(
            **_identity(token, name),
            olds=struct(olds or {}),
            news=struct(news),
            randomSeed=seed,
            autonaming=autonaming,
        )
        return _checked(self.rpc("Check", request))

    def checked(self, token: str, news: Bag, olds: Bag | None = None, **more: Any) -> Bag:
        """The checked inputs of a right program."""
        inputs, failures = self.check(token, news, olds, **more)
        assert failures == {}
        return inputs

    def diff(self, token: str, olds: Bag, news: Bag, *, state: Bag | None = None, id: str = "id") -> Diff:
        """What would change from the inputs ``olds`` to ``news``."""
        request = provider_pb2.DiffRequest(
            **_identity(token),
            id=id,
            olds=struct(state if state is not None else olds),
            old_inputs=struct(olds),
            news=struct(news),
        )
        return _diff(self.rpc("Diff", request))

    def create(self, token: str, inputs: Bag, *, preview: bool = False) -> Object:
        request = provider_pb2.CreateRequest(**_identity(token), properties=struct(inputs), preview=preview)
        reply = self.rpc("Create", request)
        return Object(reply.id, plain(reply.properties), inputs)

    def read(self, token: str, id: str, *, state: Bag | None = None, inputs: Bag | None = None) -> Object:
        """A refresh; with neither ``state`` nor ``inputs``, an import."""
        request = provider_pb2.ReadRequest(
            **_identity(token), id=id, properties=struct(state or {}), inputs=struct(inputs or {})
        )
        reply = self.rpc("Read", request)
        return Object(reply.id, plain(reply.properties), plain(reply.inputs))

    def update(self, token: str, old: Object, news: Bag, *, preview: bool = False) -> Object:
        request = provider_pb2.UpdateRequest(
            **_identity(token),
            id=old.id,
            olds=struct(old.state),
            old_inputs=struct(old.inputs),
            news=struct(news),
            preview=preview,
        )
        return Object(old.id, plain(self.rpc("Update", request).properties), news)

    def delete(self, token: str, old: Object) -> None:
        request = provider_pb2.DeleteRequest(
            **_identity(token), id=old.id, properties=struct(old.state), old_inputs=struct(old.inputs)
        )
        self.rpc("Delete", request)

    # Its functions.

    def invoke(self, token: str, **arguments: Any) -> Bag:
        """What a function finds, by a right call of it."""
        results, failures = self.ask(token, **arguments)
        assert failures == {}
        return results

    def ask(self, token: str, *, preview: bool = False, **arguments: Any) -> tuple[Bag, dict[str, str]]:
        """What a function finds, and path to reason of what is wrong."""
        args = struct(arguments)
        request = provider_pb2.InvokeRequest(tok=f"aws-groups:{token}", args=args, preview=preview)
        reply = self.rpc("Invoke", request)
        return plain(getattr(reply, "return")), {each.property: each.reason for each in reply.failures}


DETAILS = "grpc-status-details-bin"
"""The trailing metadata that tells the engine more of a failure."""


@contextmanager
def fails(*words: str) -> Iterator[None]:
    """The block fails with a message for people that has all of ``words`` in it."""
    with pytest.raises(grpc.RpcError) as caught:
        yield
    message = caught.value.details()
    assert_for_people(message)
    for word in words:
        assert word in message


def assert_for_people(message: str) -> None:
    """A line or two, and none of Python's own words."""
    assert message
    assert len(message.splitlines()) <= 2
    for word in ("Traceback", 'File "', "Exception calling application", "None", "<class"):
        assert word not in message


def init_failures(error: grpc.RpcError) -> list[Any]:
    """What the details of a failure say of an object that was made, but not finished."""
    details = {one.key: one.value for one in error.trailing_metadata()}.get(DETAILS, b"")
    found = []
    for packed in status_pb2.Status.FromString(details).details:
        found.append(provider_pb2.ErrorResourceInitFailed())
        assert packed.Unpack(found[-1])
    return found


def _identity(token: str, name: str = "it") -> dict[str, str]:
    return {"urn": f"urn:pulumi:dev::project::{token}::{name}", "type": token, "name": name}


def _checked(reply: Any) -> tuple[Bag, dict[str, str]]:
    failures = {failure.property: failure.reason for failure in reply.failures}
    assert len(failures) == len(reply.failures)
    return plain(reply.inputs), failures


def _diff(reply: Any) -> Diff:
    kind = provider_pb2.PropertyDiff.Kind.Name
    assert reply.changes in (provider_pb2.DiffResponse.DIFF_NONE, provider_pb2.DiffResponse.DIFF_SOME)
    assert reply.hasDetailedDiff
    assert all(entry.inputDiff for entry in reply.detailedDiff.values())
    return Diff(
        changes=reply.changes == provider_pb2.DiffResponse.DIFF_SOME,
        detailed={path: kind(entry.kind) for path, entry in reply.detailedDiff.items()},
        diffs=list(reply.diffs),
        replaces=list(reply.replaces),
        delete_before_replace=reply.deleteBeforeReplace,
        stables=list(reply.stables),
    )
