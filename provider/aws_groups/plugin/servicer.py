"""The servicer: every RPC the engine sends, a few lines each.

Decode, let the resource decide or act, encode. Secrets go off at decoding and back on at encoding;
failures become the status message that users read.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct

from aws_groups import __version__
from aws_groups.aws import Aws, AwsError, Secrets
from aws_groups.plugin import configuration, messages, wire
from aws_groups.plugin.engine import EngineLog, masked
from aws_groups.plugin.protocol import plugin_pb2, provider_pb2, provider_pb2_grpc
from aws_groups.plugin.schema import package_schema
from aws_groups.resources import PACKAGE, RESOURCES
from aws_groups.resources.check import check
from aws_groups.resources.diff import Diff, diff, entries
from aws_groups.resources.naming import Mode, Naming
from aws_groups.resources.resource import MalformedId, Resource
from aws_groups.resources.types import ChangeKind, Problem
from aws_groups.updates.guard import Conflict, Gone
from aws_groups.values import Properties

_KINDS = {
    (ChangeKind.ADD, False): provider_pb2.PropertyDiff.ADD,
    (ChangeKind.ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (ChangeKind.DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (ChangeKind.DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (ChangeKind.UPDATE, False): provider_pb2.PropertyDiff.UPDATE,
    (ChangeKind.UPDATE, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def _rpc(handler: Callable[[Servicer, Any], Any]) -> Callable[[Servicer, Any, Any], Any]:
    """An RPC from a function of the request; what it raises is told in words, never as a traceback."""

    @functools.wraps(handler)
    def answer(self: Servicer, request: Any, context: Any) -> Any:
        try:
            return handler(self, request)
        except (AwsError, Conflict, Gone, MalformedId, _NotOurs) as error:
            secrets = _secrets(*_bags(request))
            text = masked(messages.failure(error, secrets.names), secrets)
            context.abort(_STATUS.get(type(error), grpc.StatusCode.UNKNOWN), text)

    return answer


class _NotOurs(Exception):
    """A token that this package does not have."""


_STATUS: dict[type[Exception], grpc.StatusCode] = {
    Conflict: grpc.StatusCode.ABORTED,
    Gone: grpc.StatusCode.NOT_FOUND,
    MalformedId: grpc.StatusCode.INVALID_ARGUMENT,
    _NotOurs: grpc.StatusCode.INVALID_ARGUMENT,
}
"""What each failure is to gRPC; the engine shows users only the words."""


def _secrets(*bags: wire.Bag) -> Secrets:
    """What is secret in property bags."""
    names = {name for bag in bags for name in bag.secrets}
    return Secrets(names, {text for bag in bags for text in bag.secret_texts()})


def _bags(request: Any) -> Iterator[wire.Bag]:
    """The property bags of a request."""
    for name in ("olds", "news", "properties", "inputs", "old_inputs"):
        struct = getattr(request, name, None)
        if isinstance(struct, Struct):
            yield wire.decode(struct)


class Servicer(provider_pb2_grpc.ResourceProviderServicer):  # type: ignore[misc]
    """The provider, as the engine speaks to it (pulumi/provider.proto)."""

    def __init__(self, engine_address: str | None = None) -> None:
        self._log = EngineLog(engine_address)
        self._configuration: Properties = {}
        self._aws = Aws(configuration.config({}))

    # The plugin.

    @_rpc
    def Handshake(self, request: Any) -> Any:
        self._log = EngineLog(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            accept_resources=False,
            accept_outputs=False,
            supports_autonaming_configuration=True,
        )

    @_rpc
    def Attach(self, request: Any) -> Any:
        self._log = EngineLog(request.address)
        return Empty()

    @_rpc
    def GetPluginInfo(self, request: Any) -> Any:
        return plugin_pb2.PluginInfo(version=__version__)

    @_rpc
    def GetSchema(self, request: Any) -> Any:
        return provider_pb2.GetSchemaResponse(schema=json.dumps(package_schema()))

    @_rpc
    def GetMapping(self, request: Any) -> Any:
        return provider_pb2.GetMappingResponse()

    @_rpc
    def GetMappings(self, request: Any) -> Any:
        return provider_pb2.GetMappingsResponse()

    @_rpc
    def Cancel(self, request: Any) -> Any:
        self._aws.cancel()
        return Empty()

    # Its configuration.

    @_rpc
    def CheckConfig(self, request: Any) -> Any:
        bag = wire.decode(request.news)
        values, problems = configuration.check(bag.values)
        declared = {field.name for field in configuration.CONFIGURATION if field.secret}
        secrets = bag.secrets | (declared & values.keys())
        return provider_pb2.CheckResponse(
            inputs=wire.encode(values, secrets), failures=_failures(problems, Secrets(secrets))
        )

    @_rpc
    def DiffConfig(self, request: Any) -> Any:
        olds, news = wire.decode(request.olds).values, wire.decode(request.news).values
        olds, news = configuration.check(olds).values, configuration.check(news).values
        return _diff_response(
            Diff(entries(configuration.CONFIGURATION, olds, news), delete_before_replace=False)
        )

    @_rpc
    def Configure(self, request: Any) -> Any:
        values = configuration.known(configuration.check(wire.decode(request.args).values).values)
        self._configuration = values
        self._aws = Aws(configuration.config(values))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            acceptResources=False,
            acceptOutputs=False,
            supports_autonaming_configuration=True,
        )

    # Its resources.

    @_rpc
    def Check(self, request: Any) -> Any:
        resource = _resource(request)
        news = wire.decode(request.news)
        inputs, problems = check(
            resource,
            wire.decode(request.olds).values,
            news.values,
            naming=_naming(request),
            defaults=self._configuration,
        )
        return provider_pb2.CheckResponse(
            inputs=wire.encode(inputs, news.secrets), failures=_failures(problems, _secrets(news))
        )

    @_rpc
    def Diff(self, request: Any) -> Any:
        resource = _resource(request)
        found = diff(resource, _old_inputs(request, resource), wire.decode(request.news).values)
        stables = [field.name for field in resource.outputs if field.stable and not found.replaces]
        return _diff_response(found, stables)

    @_rpc
    def Create(self, request: Any) -> Any:
        resource = _resource(request)
        inputs = wire.decode(request.properties)
        aws = self._aws_for(request, inputs)
        if request.preview:
            state = resource.previewed({}, inputs.values)
            if aws.config.show_requests:
                aws.show(resource.create_request(state), "to send")
            return provider_pb2.CreateResponse(properties=wire.encode(state, inputs.secrets))
        made = resource.create(aws, inputs.values)
        return provider_pb2.CreateResponse(id=made.id, properties=wire.encode(made.state, inputs.secrets))

    @_rpc
    def Read(self, request: Any) -> Any:
        resource = _resource(request)
        inputs, state = wire.decode(request.inputs), wire.decode(request.properties)
        secrets = inputs.secrets | state.secrets
        read = resource.read(self._aws_for(request, inputs, state), request.id, inputs.values or None)
        if read is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=read.id,
            properties=wire.encode(read.state, secrets),
            inputs=wire.encode(read.inputs, secrets),
        )

    @_rpc
    def Update(self, request: Any) -> Any:
        resource = _resource(request)
        state, inputs = wire.decode(request.olds), wire.decode(request.news)
        secrets = inputs.secrets | (state.secrets - set(resource.input_names))
        old_inputs = _old_inputs(request, resource)
        aws = self._aws_for(request, state, inputs)
        if request.preview:
            if aws.config.show_requests and (
                planned := resource.planned(request.id, state.values, old_inputs, inputs.values)
            ):
                aws.show(planned, "to send")
            new = resource.previewed(state.values, inputs.values)
        else:
            new = resource.update(aws, request.id, state.values, old_inputs, inputs.values)
        return provider_pb2.UpdateResponse(properties=wire.encode(new, secrets))

    @_rpc
    def Delete(self, request: Any) -> Any:
        resource = _resource(request)
        state = wire.decode(request.properties)
        old_inputs = wire.decode(request.old_inputs).values or _inputs_in(resource, state.values)
        resource.delete(self._aws_for(request, state), request.id, state.values, old_inputs)
        return Empty()

    def _aws_for(self, request: Any, *bags: wire.Bag) -> Aws:
        """AWS, with what happens on the way told beside the request's resource, its secrets masked."""
        secrets = _secrets(*bags)
        return self._aws.telling(self._log.about(request.urn, secrets), secrets)


def _resource(request: Any) -> Resource:
    token = request.type or request.urn.split("::")[2].split("$")[-1]
    if token not in RESOURCES:
        raise _NotOurs(f"{PACKAGE} {__version__} has no resource {token}; it has {', '.join(RESOURCES)}")
    return RESOURCES[token]


def _old_inputs(request: Any, resource: Resource) -> Properties:
    """The inputs in the state; of an engine that does not send them, those among the outputs."""
    if request.HasField("old_inputs"):
        return wire.decode(request.old_inputs).values
    return _inputs_in(resource, wire.decode(request.olds).values)


def _inputs_in(resource: Resource, state: Properties) -> Properties:
    return {name: state[name] for name in resource.input_names if name in state}


def _naming(request: Any) -> Naming:
    naming = Naming(request.name or request.urn.rsplit("::", 1)[-1], bytes(request.randomSeed))
    if not request.HasField("autonaming"):
        return naming
    options = request.autonaming
    return Naming(naming.logical_name, naming.seed, options.proposed_name, Mode(options.mode))


def _failures(problems: list[Problem], secrets: Secrets) -> list[Any]:
    return [
        provider_pb2.CheckFailure(
            property=messages.failing_path(found, secrets.names),
            reason=masked(messages.problem(found, secrets.names), secrets),
        )
        for found in problems
    ]


def _diff_response(found: Diff, stables: list[str] | None = None) -> Any:
    some = provider_pb2.DiffResponse.DIFF_SOME if found.entries else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some,
        replaces=list(dict.fromkeys(entry.name for entry in found.entries if entry.replaces)),
        diffs=list(dict.fromkeys(entry.name for entry in found.entries)),
        detailedDiff={
            entry.path: provider_pb2.PropertyDiff(kind=_KINDS[entry.kind, entry.replaces], inputDiff=True)
            for entry in found.entries
        },
        hasDetailedDiff=True,
        deleteBeforeReplace=found.delete_before_replace,
        stables=stables or [],
    )
