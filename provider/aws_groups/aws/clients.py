"""botocore's clients, made when first needed and then shared by all threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aws_groups.aws.answers import Expected
from aws_groups.aws.attempt import Attempt, Stopped
from aws_groups.aws.config import Config
from aws_groups.aws.errors import AwsError, NotSent, NotSentCause, Stage
from aws_groups.aws.failures import Place, call_failure
from aws_groups.aws.not_sent import credentials_failure, setup_failure, store_failure
from aws_groups.aws.request import Request
from aws_groups.aws.session import load_credentials, make_session, region_for


@dataclass(frozen=True)
class _Operation:
    """One operation of one client."""

    method: Any
    expected: Expected
    place: Place


class Clients:
    """One client a service. Importing and building them takes longer than all else at start, so
    neither happens before the first call."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._core: Any = None
        self._credentials: Any = None
        self._failure: Exception | None = None
        """Why the session or the credentials could not be had the last time."""
        self._clients: dict[str, Any] = {}
        self._operations: dict[tuple[str, str], _Operation] = {}

    def make_attempt(self, attempt: Attempt) -> Mapping[str, Any] | AwsError:
        """Send an attempt's request. Returns the reply's members or the failure.

        Raises:
            Stopped: the attempt was not to go on.
            Exception: a defect.
        """
        request = attempt.request
        operation = self._ready(request)
        if isinstance(operation, AwsError):
            return operation
        attempt.enter(Stage.CONNECTING)
        try:
            reply: Mapping[str, Any] = operation.method(**request.params)
            operation.expected.check(reply)
            return reply
        except Exception as error:
            if attempt.was_stopped:
                raise Stopped from None
            if self._config.in_process(request.service) and isinstance(error, OSError | sqlite3.Error):
                return store_failure(request, error)
            sent = attempt.stage is Stage.SENT
            failure = call_failure(request, error, operation.place, sent=sent)
            if failure is None:
                raise
            return failure

    def problems(self) -> list[NotSent]:
        """What is wrong with the configuration, as far as that is known without any call."""
        if self._config.local:
            return []
        from botocore.utils import validate_region_name

        try:
            with self._lock:
                core = self._session()
            core.get_scoped_config()  # reads the profile
            region = core.get_config_variable("region")
            validate_region_name(region)
        except Exception as error:
            return [setup_failure(None, error)]
        return [] if region else [NotSent(None, NotSentCause.NO_REGION, subject="identitystore")]

    def _ready(self, request: Request) -> _Operation | AwsError:
        """The request's operation, with credentials that can be used now, or what is in the way."""
        try:
            if self._credentials is None:
                self._load()
            # Renewed here, and not while the request is signed, so that a failure is known to be
            # about the credentials, whatever it is.
            self._credentials.get_frozen_credentials()
        except Exception as error:
            return self._credentials_failure(request, error)
        try:
            key = request.service, request.operation
            return self._operations.get(key) or self._operation(*key)
        except Exception as error:
            return setup_failure(request, error, self._core)

    def _credentials_failure(self, request: Request, error: Exception) -> AwsError:
        if self._core is None:
            if self._config.local and isinstance(error, OSError | sqlite3.Error):
                return store_failure(request, error)
            return setup_failure(request, error)
        try:
            region = self._core.get_config_variable("region")
        except Exception as why:
            # The shared files are what is wrong.
            return setup_failure(request, why, self._core)
        place = Place(self._core, self._config.endpoint_of("sts"), region)
        failure = call_failure(request, error, place, sent=False)
        if failure is None or isinstance(failure, NotSent):
            return credentials_failure(request, error, self._core)
        return failure

    def _load(self) -> None:
        """Make the session and load its credentials.

        The chain can take seconds, and there may be hundreds of calls: those that wait for one which
        fails then fail with it.
        """
        before = self._failure
        with self._lock:
            if self._credentials is not None:
                return
            if self._failure is not None and self._failure is not before:
                raise self._failure
            try:
                self._credentials = load_credentials(self._session())
            except Exception as error:
                self._failure = error
                raise

    def _session(self) -> Any:
        if self._core is None:
            self._core = make_session(self._config)
        return self._core

    def _operation(self, service: str, name: str) -> _Operation:
        from botocore import xform_name

        with self._lock:
            client = self._clients.get(service)
            if client is None:
                client = self._clients[service] = self._core.create_client(
                    service,
                    region_for(self._core, service),
                    endpoint_url=self._config.endpoint_of(service),
                )
        # Raises for a port that is no number. botocore does so only when it sends, and as a plain
        # ValueError, that could be anything then.
        _ = urlsplit(client.meta.endpoint_url).port
        method = getattr(client, xform_name(name))
        expected = Expected.of(client.meta.service_model.operation_model(name))
        place = Place(self._core, client.meta.endpoint_url, client.meta.region_name)
        operation = self._operations[service, name] = _Operation(method, expected, place)
        return operation
