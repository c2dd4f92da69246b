"""The servicer: every RPC that the engine sends, a few lines each.

Decode, let a declaration's functions decide or act, encode. ``rpc`` has what is around each of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Set
from typing import Any

from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct

from aws_groups import __version__, configuration, lifecycle
from aws_groups.aws import Answered, Connection, Request
from aws_groups.functions import FUNCTIONS
from aws_groups.lifecycle import Run
from aws_groups.model.check import check, require_right
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import Diff, changes, differ
from aws_groups.model.naming import AUTONAMED
from aws_groups.model.paths import Path, value_at
from aws_groups.model.types import Change, ChangeKind
from aws_groups.package.schema import package_schema
from aws_groups.plugin.answers import checked, different
from aws_groups.plugin.engine import EngineLog, ResourceLog
from aws_groups.plugin.invoking import invoked
from aws_groups.plugin.names import naming, seed
from aws_groups.plugin.presence import Cancelled, Engine
from aws_groups.plugin.property_values import Bag, decode, encode, secret_outputs
from aws_groups.plugin.protocol import plugin_pb2, provider_pb2, provider_pb2_grpc
from aws_groups.plugin.rpc import NotOurs, not_there, rpc
from aws_groups.plugin.views import Views, both
from aws_groups.resources import RESOURCES, SERVICES
from aws_groups.secrets import Secrets
from aws_groups.updates.objects import Objects
from aws_groups.values import Properties, has_unknown, is_absent, is_internal
from aws_groups.words.checks import problem
from aws_groups.words.commands import command_line
from aws_groups.words.warnings import replacing

_BAGS = ("olds", "news", "properties", "inputs", "old_inputs", "args")
"""The property bags that a request can have."""


class Servicer(provider_pb2_grpc.ResourceProviderServicer):  # type: ignore[misc]
    """The provider, as the engine speaks to it (pulumi/provider.proto)."""

    def __init__(self, engine_address: str | None = None, engine: Engine | None = None) -> None:
        """``engine`` is the one that started this process, if one did: nothing is sent without it."""
        self._engine = engine
        self._log = EngineLog(engine_address)
        self._secrets_of_environment = configuration.secrets_of_environment()
        self._configuration = Bag({}, frozenset())
        self._connection = self._connected({})
        self._objects = Objects()
        self._id: str | None = None
        """The engine's id of this provider: the same in each run of a stack, from the first one on."""
        self._is_declared = False
        """Whether the program has declared this provider."""
        self._not_known: Set[str] = frozenset()
        """What of the configuration only the update will bring."""

    def _connected(self, values: Properties) -> Connection:
        return Connection(configuration.way_to_aws(values), cancelled=Cancelled(self._engine))

    def secrets_of(self, request: Any) -> Secrets:
        """What must not be shown in the texts of a call."""
        found = self._configuration.secrets | self._secrets_of_environment
        for bag in _bags(request):
            found |= bag.secrets
            if not hasattr(request, "tok") and (not hasattr(request, "urn") or ":providers:" in request.urn):
                found |= Secrets.of(bag.values, configuration.secret_names(bag.values))
        return found

    def cancel(self) -> None:
        """End every wait, and send nothing more to AWS."""
        self._connection.cancel()

    def debug(self, urn: str, text: str) -> None:
        """A text for the engine's debug log."""
        ResourceLog(self._log, urn, lambda: self._configuration.secrets).debug(text)

    # The plugin.

    @rpc
    def Handshake(self, request: Any) -> Any:
        self._log = EngineLog(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            accept_resources=False,
            accept_outputs=False,
            supports_autonaming_configuration=True,
        )

    @rpc
    def Attach(self, request: Any) -> Any:
        self._log = EngineLog(request.address)
        return Empty()

    @rpc
    def GetPluginInfo(self, request: Any) -> Any:
        return plugin_pb2.PluginInfo(version=__version__)

    @rpc
    def GetSchema(self, request: Any) -> Any:
        return provider_pb2.GetSchemaResponse(schema=json.dumps(package_schema()))

    @rpc
    def GetMapping(self, request: Any) -> Any:
        return provider_pb2.GetMappingResponse()

    @rpc
    def GetMappings(self, request: Any) -> Any:
        return provider_pb2.GetMappingsResponse()

    @rpc
    def Cancel(self, request: Any) -> Any:
        self.cancel()
        return Empty()

    # Its configuration.

    @rpc
    def CheckConfig(self, request: Any) -> Any:
        bag = decode(request.news)
        values, problems = configuration.check(bag.values)
        secret = bag.secret_paths | configuration.secret_names(values)
        return checked(values, problems, secret, Secrets.of(values, secret))

    @rpc
    def DiffConfig(self, request: Any) -> Any:
        """No change of the configuration makes a new object: an id is right wherever it can be reached.

        After the answer that nothing differs, the engine configures with the old inputs and keeps them
        in the state. So each difference is an update, also one of spelling, and a value that is a
        secret now.
        """
        old = decode(request.old_inputs if request.HasField("old_inputs") else request.olds)
        new = decode(request.news)
        olds, news = configuration.check(old.values).values, configuration.check(new.values).values
        found = changes(configuration.CONFIGURATION, olds, news)
        hidden = sorted(path for path in new.secret_paths - old.secret_paths if path[0] in news)
        changed = {change.path[0] for change in found}
        found += tuple(Change(path, ChangeKind.UPDATE) for path in hidden if path[0] not in changed)
        return different(Diff(found))

    @rpc
    def Configure(self, request: Any) -> Any:
        bag = decode(request.args)
        self._id = request.id if request.HasField("id") else None
        # The engine's own providers are called default_0_1_0, or default.
        self._is_declared = bool(request.urn) and not re.search("::default(_[^:]*)?$", request.urn)
        checked_values, problems = configuration.check(bag.values)
        configuration.require_right(problems)
        values = configuration.known(checked_values)
        self._not_known = checked_values.keys() - values.keys()
        self._configuration = Bag(values, bag.secret_paths | configuration.secret_names(values))
        self._connection.close()
        self._connection = self._connected(values)
        self._objects = Objects()
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            acceptResources=False,
            acceptOutputs=False,
            supports_autonaming_configuration=True,
        )

    # Its resources.

    @rpc
    def Check(self, request: Any) -> Any:
        resource, news = _resource(request), decode(request.news)
        olds, hidden = decode(request.olds)
        self._objects.note_declared(request.urn, again=bool(olds))
        if isinstance(name := olds.get(resource.label), str):
            self._objects.note_old_name(request.urn, name)
        inputs, problems, defaulted, doubts = check(
            resource,
            olds,
            news.values,
            naming=naming(request, self._id, None if olds else self._objects.old_name(request.urn)),
            configuration=self._configuration.values,
            found=lifecycle.only_ones(
                self._run(request), resource, "checking", resource.inputs, olds, news.values
            ),
        )
        secret = news.secret_paths | {
            path for path in self._configuration.secret_paths if path[0] in defaulted
        }
        # What is kept from the inputs before is as secret as it was.
        kept = {name for name in inputs if name not in news.values or is_internal(name)}
        secret |= {path for path in hidden if path[0] in kept}
        if (AUTONAMED,) in hidden:
            secret |= {
                (name,) for name in (AUTONAMED, resource.label) if inputs.get(name) == olds.get(AUTONAMED)
            }
        if not problems:
            problems = list(lifecycle.program_problems(resource, inputs, self._objects, request.urn))
        secrets = self._configuration.secrets | Secrets.of(inputs, secret)
        log = self._log_of(request)
        for doubt in doubts:
            log.warning(problem(doubt, secrets))
        return checked(inputs, problems, secret, secrets)

    @rpc
    def Diff(self, request: Any) -> Any:
        resource = _resource(request)
        news = decode(request.news)
        state = decode(request.olds).values
        old_inputs = _old_inputs(request, resource, state)
        lifecycle.note(self._objects, resource, request.id, request.urn, state)
        lifecycle.require_comparable(resource, request.id, old_inputs, news.values)
        run = self._run(request)
        found = lifecycle.differences(run, resource, state, old_inputs, news.values)
        event = lifecycle.contested(resource, request.id, state, old_inputs, news.values)
        if event and self._objects.is_new(request.urn, event.paths):
            run.tell(event)
        if not found.changes:
            self._objects.note_stays(resource, request.id, request.urn)
        if found.replaces and found.delete_before_replace:
            lifecycle.require_replaceable(run, resource, request.id, news.values.get(resource.label, ""))
        stables = [output.name for output in resource.outputs if output.stable and not found.replaces]
        return different(found, stables, inputs=resource.fields)

    @rpc
    def Create(self, request: Any) -> Any:
        resource, inputs = _resource(request), decode(request.properties)
        if resource.goes_with_it and self._objects.has_object(request.urn):
            self._log_of(request).warning(replacing(resource))
        if request.preview:
            self._require_region(resource)
            state = lifecycle.previewed(resource, {}, {}, inputs.values)
            self._show(request, lifecycle.to_send(self._run(request), resource, "", {}, {}, inputs.values))
            return provider_pb2.CreateResponse(properties=encode(state, secret_outputs(resource, inputs)))
        require_right(f"creating {resource.noun}", resource.inputs, inputs.values)
        made = lifecycle.create(self._run(request), resource, inputs.values)
        lifecycle.note(self._objects, resource, made.id, request.urn, made.state)
        return provider_pb2.CreateResponse(
            id=made.id, properties=encode(made.state, secret_outputs(resource, inputs))
        )

    @rpc
    def Read(self, request: Any) -> Any:
        resource = _resource(request)
        inputs, state = decode(request.inputs), decode(request.properties)
        # Of an import the engine sends no inputs, of a get empty ones, of a refresh the state's.
        run, old_inputs = self._run(request), inputs.values or None
        read = lifecycle.read(
            run, resource, request.id, old_inputs, state.values, refresh=old_inputs is not None
        )
        if read is None:
            return provider_pb2.ReadResponse()
        lifecycle.note(self._objects, resource, read.id, request.urn, read.state)
        secret = inputs.secret_paths | state.secret_paths | self._secret_defaults(resource, read.state)
        return provider_pb2.ReadResponse(
            id=read.id, properties=encode(read.state, secret), inputs=encode(read.inputs, secret)
        )

    @rpc
    def Update(self, request: Any) -> Any:
        resource = _resource(request)
        state, inputs = decode(request.olds), decode(request.news)
        run, old_inputs = self._run(request), _old_inputs(request, resource, state.values)
        if request.preview:
            self._require_region(resource)
            self._show(
                request, lifecycle.to_send(run, resource, request.id, state.values, old_inputs, inputs.values)
            )
            new = lifecycle.previewed(resource, state.values, old_inputs, inputs.values)
        else:
            require_right(f"updating {resource.noun} {request.id}", resource.inputs, inputs.values)
            new = lifecycle.update(run, resource, request.id, state.values, old_inputs, inputs.values)
            self._objects.note_stays(resource, request.id, request.urn)
        # What the program does not declare, and what is internal, comes from the state, as secret as there.
        kept = {
            path
            for path in state.secret_paths
            if is_internal(str(path[0])) or is_absent(value_at(inputs.values, path))
        }
        return provider_pb2.UpdateResponse(properties=encode(new, secret_outputs(resource, inputs) | kept))

    @rpc
    def Delete(self, request: Any) -> Any:
        resource, state = _resource(request), decode(request.properties)
        old_inputs = decode(request.old_inputs).values or _inputs_in(resource, state.values)
        lifecycle.delete(self._run(request), resource, request.id, state.values, old_inputs)
        return Empty()

    # Its functions.

    @rpc
    def Invoke(self, request: Any) -> Any:
        if request.tok not in FUNCTIONS:
            raise NotOurs("function", request.tok)
        arguments = decode(request.args)
        if self._not_known or has_unknown(arguments.values):
            # The engine takes no unknowns from a function, and answers so itself where it does not ask.
            return provider_pb2.InvokeResponse()
        function, run = FUNCTIONS[request.tok], self._run(request)
        preview = getattr(request, "preview", False)  # which an older protocol does not say
        return invoked(function, run, arguments, lambda: self.secrets_of(request), preview=preview)

    def _run(self, request: Any) -> Run:
        """What one operation works with; what happens on the way is told beside the request's resource."""
        log = self._log_of(request)
        timeout, urn = getattr(request, "timeout", 0) or None, getattr(request, "urn", "")
        return Run(
            aws=self._connection.aws(both(log, self._hear_names), timeout=timeout),
            tell=both(log, Views(request, lambda: log.secrets)),
            on_conflict=configuration.on_conflict(self._configuration.values),
            configuration=configuration.for_a_run(self._configuration.values),
            urn=urn,
            seed=seed(self._id, urn),
            own_provider=self._is_declared,
            objects=self._objects,
        )

    def _hear_names(self, event: object) -> None:
        """Note what people call the objects in AWS's replies."""
        if isinstance(event, Answered) and event.request.service in SERVICES:
            for object_id, name in SERVICES[event.request.service].names(event.reply):
                self._objects.note_name(object_id, name)

    def _secret_defaults(self, resource: Resource, values: Properties) -> set[Path]:
        """The inputs that have a secret value of the configuration: an import does not say that it is one."""
        given, defaulted = self._configuration, (f for f in resource.inputs if f.default_from_config)
        return {
            (field.name,)
            for field in defaulted
            if (field.name,) in given.secret_paths
            and not differ(resource, (field.name,), values.get(field.name), given.values.get(field.name))
        }

    def _require_region(self, resource: Resource) -> None:
        """Tell at preview what can be known without a call: that there is no region to call in.

        Raises:
            NotSent: there is none, or the shared configuration that may name one cannot be read.
        """
        given = self._configuration.values
        if resource.service.regional and "region" not in given and "region" not in self._not_known:
            for missing in self._connection.problems():
                raise missing

    def _log_of(self, request: Any) -> ResourceLog:
        show = configuration.show_requests(self._configuration.values)
        urn = getattr(request, "urn", "")
        return ResourceLog(self._log, urn, lambda: self.secrets_of(request), show_requests=show)

    def _show(self, request: Any, planned: Iterable[Request]) -> None:
        """Show the requests that an update will send, if the configuration asks for it."""
        if configuration.show_requests(self._configuration.values):
            log = self._log_of(request)
            for one in planned:
                log.info(f"to send: {command_line(one, log.secrets)}")


for _method in provider_pb2.DESCRIPTOR.services_by_name["ResourceProvider"].methods:
    if _method.name not in vars(Servicer):
        setattr(Servicer, _method.name, not_there(_method.name))


def _bags(request: Any) -> Iterator[Bag]:
    """The property bags of a request."""
    for name in _BAGS:
        struct = getattr(request, name, None)
        if isinstance(struct, Struct):
            yield decode(struct)


def _resource(request: Any) -> Resource:
    parts = request.urn.split("::")
    token = request.type or (parts[2].split("$")[-1] if len(parts) > 2 else request.urn)
    if token not in RESOURCES:
        raise NotOurs("resource", token)
    return RESOURCES[token]


def _old_inputs(request: Any, resource: Resource, state: Properties) -> Properties:
    """The inputs in the state; of an engine that does not send them, those among the outputs."""
    if request.HasField("old_inputs"):
        return lifecycle.inputs_in(resource, state, decode(request.old_inputs).values)
    return _inputs_in(resource, state)


def _inputs_in(resource: Resource, state: Properties) -> Properties:
    return {name: state[name] for name in resource.input_names if name in state}
