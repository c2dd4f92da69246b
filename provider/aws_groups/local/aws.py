"""The local AWS itself: one request in, one transaction, one reply out."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterable, Iterator
from email.utils import formatdate
from typing import Any

from aws_groups.local import calls, faults, settings
from aws_groups.local.calls import Call
from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError, ConnectionDropped
from aws_groups.local.faults import Fault, Strike
from aws_groups.local.kinds import Body
from aws_groups.local.registry import Behavior
from aws_groups.local.services import BEHAVIORS, KINDS, OPERATIONS
from aws_groups.local.settings import Settings
from aws_groups.local.store import Store, Transaction
from aws_groups.local.validate import message, violations
from aws_groups.local.wire.messages import HttpRequest, HttpResponse, new_request_id
from aws_groups.local.wire.services import Service, Services, signer_of


class LocalAws:
    """AWS's behaviour on a SQLite file, as far as the registered services go (services.py).

    Any number of these, in any number of processes, may share one `store`; it is made if it is
    not there. Safe to share between threads. Signatures are not checked.
    """

    def __init__(self, store: str | os.PathLike[str], *, clock: Callable[[], float] = time.time) -> None:
        """``clock`` gives the seconds since 1970 that this one goes by."""
        self.clock = clock
        self._store = Store(store, KINDS)
        self._services = Services(BEHAVIORS)

    def attach(self, session: Any, services: Iterable[str] = ()) -> None:
        """Answer the requests of the clients made from `session`, without a port.

        `services` are the ones to answer for, as botocore names them; all if none is named.

        `session` is a botocore or boto3 session, or anything whose events can be registered for.
        """
        session = getattr(session, "_session", session)  # boto3's wraps one of botocore
        if hasattr(session, "get_component"):
            self._services.loader = session.get_component("data_loader")
        register = getattr(session, "register", None) or session.events.register
        for event in [f"before-send.{service}" for service in services] or ["before-send"]:
            register(event, self.before_send, unique_id=f"local-aws {self._store.path} {event}")

    def before_send(self, request: Any, **_: Any) -> Any:
        """Answer an AWSPreparedRequest by an AWSResponse: a handler for botocore's `before-send`.

        Raises botocore's ConnectionClosedError where a fault drops the connection, for botocore
        to deal with as it does with a real one.
        """
        from botocore.awsrequest import AWSResponse
        from botocore.exceptions import ConnectionClosedError

        try:
            response = self.respond(_http_request(request))
        except ConnectionDropped:
            raise ConnectionClosedError(endpoint_url=request.url, request=request) from None
        body = _Body(response.body)
        return AWSResponse(request.url, response.status, response.headers, body)

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Answer a request.

        Raises ConnectionDropped where a fault says so, and StoreError if the store's file is gone
        or broken.
        """
        access_key, name = signer_of(request)
        service = self._services.get(name)
        if service is None:
            text = f"The local AWS has no service {name!r}, only {', '.join(BEHAVIORS)}.\n"
            return HttpResponse(501, {"content-type": "text/plain"}, text.encode())
        response = self._answered(service, request, new_request_id(), access_key)
        response.headers["date"] = formatdate(usegmt=True)
        return response

    def refuse(self, request: HttpRequest, error: AwsError) -> HttpResponse:
        """The error reply of the service that a request was signed for, without reading more of it."""
        service = self._services.get(signer_of(request)[1])
        if service is None:
            text = f"{error.message}\n"
            return HttpResponse(error.status or 400, {"content-type": "text/plain"}, text.encode())
        return service.wire.error(error, new_request_id(), service.status_of(error))

    def _answered(
        self, service: Service, request: HttpRequest, request_id: str, access_key: str
    ) -> HttpResponse:
        try:
            operation, params = service.wire.parse(request)
        except AwsError as error:
            self._record_unreadable(service, error, request_id)
            return service.wire.error(error, request_id, service.status_of(error))
        return self._answer(service, operation, params, request_id, access_key)

    def _answer(
        self, service: Service, operation: str, params: Params, request_id: str, access_key: str
    ) -> HttpResponse:
        with self._store.transaction() as tx:
            now = self.clock()
            strike = faults.strike(tx, service.name, operation, now)
            context = Context(tx, settings.load(tx), service.model, access_key, now)
            outcome = _outcome(context, BEHAVIORS[service.name], service, operation, params, strike)
            error = outcome if isinstance(outcome, AwsError) else None
            model = service.model.operation_model(operation)
            status = service.status_of(error) if error else model.http.get("responseCode", 200)
            call = Call(
                seq=0,
                service=service.name,
                operation=operation,
                params=params,
                status=0 if strike.has("drop-before") else status,
                error=error.code if error else None,
                request_id=request_id,
                at=now,
                fault=strike.kinds,
            )
            calls.record(tx, call)
        if strike.delay:
            time.sleep(strike.delay)
        if strike.has("drop-before") or strike.has("drop-after"):
            raise ConnectionDropped
        if isinstance(outcome, AwsError):
            return service.wire.error(outcome, request_id, status)
        return service.wire.reply(model, outcome, request_id)

    def _record_unreadable(self, service: Service, error: AwsError, request_id: str) -> None:
        status, now = service.status_of(error), self.clock()
        call = Call(0, service.name, "", {}, status, error.code, request_id, now, fault=None)
        with self._store.transaction() as tx:
            calls.record(tx, call)

    @property
    def store_id(self) -> str:
        """The store's own id: random, made with the file, the same for every process."""
        return self._store.id

    def calls(self, *, after: int = 0) -> list[Call]:
        """Every attempt seen through this store, by any process, oldest first.

        `after` is a Call's `seq`: only those after it.
        """
        with self._store.transaction() as tx:
            return calls.read(tx, after)

    def inject(self, fault: Fault) -> None:
        """Let a fault strike from now on, in every process that shares the store.

        Raises ValueError if it is for a service or an operation that there is not.
        """
        faults.require_known(fault, OPERATIONS)
        with self._store.transaction() as tx:
            faults.inject(tx, fault)

    def clear_faults(self) -> None:
        """Let no fault strike any more."""
        with self._store.transaction() as tx:
            faults.clear(tx)

    @property
    def settings(self) -> Settings:
        """The store's settings as they are now."""
        with self._store.transaction() as tx:
            return settings.load(tx)

    def set(self, **changes: Any) -> Settings:
        """Change settings by name, for every process that shares the store.

        Raises ValueError for a name that is no setting, and for a value of another type.
        """
        with self._store.transaction() as tx:
            return settings.save(tx, changes)

    def move_etag(self, id: str) -> str:
        """Give an object a new ETag or revision, with its content as it is.

        CloudFront does so by itself. Returns the new one. Raises KeyError if no object of that id
        has any.
        """
        with self._store.transaction() as tx:
            found = tx.get(id)
            if found is None or found.kind.new_version is None:
                raise KeyError(id)
            return tx.touch(found).version

    def set_external_ids(self, id: str, external_ids: list[tuple[str, str]]) -> None:
        """Make a group or a user one that is synced from other directories: (issuer, id) in each.

        Raises KeyError if there is no such object, or its kind has no such ids.
        """
        self.change_outside(id, ExternalIds=[{"Issuer": issuer, "Id": id} for issuer, id in external_ids])

    def change_outside(self, id: str, **members: Any) -> None:
        """Change members of an object for which the API has no operation.

        For example `change_outside(user_id, UserStatus="DISABLED")`, as one does in the console.
        Raises KeyError if there is no such object, or its kind does not register such a member.
        """
        with self._store.transaction() as tx:
            found = tx.get(id)
            if found is None or not members.keys() <= set(found.kind.outside):
                raise KeyError(id)
            tx.write(found, {**found.body, **members})

    def body(self, id: str) -> Body | None:
        """What the store keeps of an object; None if there is none of that id."""
        with self._store.transaction() as tx:
            found = tx.get(id)
            return found.body if found else None

    def close(self) -> None:
        """Let go of the store's file."""
        self._store.close()


def _outcome(
    context: Context,
    behavior: Behavior,
    service: Service,
    operation: str,
    params: Params,
    strike: Strike,
) -> Result | AwsError:
    """What the operation answers."""
    refusal = strike.refusal(service)
    if refusal or strike.has("drop-before"):
        return refusal or {}
    tx = context.tx
    if strike.has("etag-move"):
        _move_named(tx, behavior, params)
    tx.stale = strike.has("stale-read")
    try:
        return _run(context, behavior, service, operation, params)
    except AwsError as error:
        return error


def _run(context: Context, behavior: Behavior, service: Service, operation: str, params: Params) -> Result:
    registered = behavior.operations.get(operation)
    if registered is None:
        text = f"The local AWS does not implement {operation} of {service.name}."
        raise AwsError("NotImplemented", text, status=501)
    shape = service.model.operation_model(operation).input_shape
    wrong = violations(shape, params) if shape else []
    if wrong:
        raise AwsError(service.wire.validation_error, message(wrong))
    return registered.handler(context, params)


def _move_named(tx: Transaction, behavior: Behavior, params: Params) -> None:
    """Give the object that a request names, by its id or its ARN, a new version."""
    for kind in behavior.kinds:
        found = tx.get(str(params.get(kind.id_member)).rpartition("/")[2])
        if found and found.kind is kind and kind.new_version:
            tx.touch(found)


def _http_request(request: Any) -> HttpRequest:
    scheme_and_host, _, target = request.url.partition("://")[2].partition("/")
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    headers.setdefault("host", scheme_and_host)
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else bytes(body)
    return HttpRequest(request.method, f"/{target}", headers, body)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


class _Body(io.BytesIO):
    """A body as AWSResponse reads it: in one piece."""

    def stream(self) -> Iterator[bytes]:
        """The whole body."""
        yield self.read()
