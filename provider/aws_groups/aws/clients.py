"""botocore's clients, made when first needed and then shared by all threads."""

from __future__ import annotations

import threading
from typing import Any

from aws_groups import __version__
from aws_groups.aws.config import Config
from aws_groups.aws.hooks import hook
from aws_groups.aws.pace import AWS_PACE, Pace
from aws_groups.aws.session import make_session


class Clients:
    """One client a service. Importing and building them takes longer than all else at start, so
    neither happens before the first call."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._session: Any = None
        self._made: dict[str, Any] = {}

    def get(self, service: str) -> Any:
        """The client of ``service``.

        Raises:
            botocore.exceptions.BotoCoreError: the configuration chain is broken (no such profile, no region).
        """
        made = self._made.get(service)
        if made is not None:
            return made
        with self._lock:
            if service not in self._made:
                self._made[service] = self._make(service)
            return self._made[service]

    def _make(self, service: str) -> Any:
        from botocore.config import Config as BotoConfig

        if self._session is None:
            self._session = make_session(self._config)
        config = self._config
        client = self._session.client(
            service,
            endpoint_url=config.endpoint_of(service),
            config=BotoConfig(
                retries={"mode": "standard", "total_max_attempts": config.max_attempts},
                max_pool_connections=64,
                connect_timeout=10,
                read_timeout=60,
                # Said in full, or botocore composes it anew, twice for each request.
                user_agent=f"{self._session._session.user_agent()} pulumi-aws-groups/{__version__}",
            ),
        )
        hook(client, max_attempts=config.max_attempts, pace=self._pace(service))
        return client

    def _pace(self, service: str) -> Pace | None:
        config = self._config
        if config.requests_per_second is not None:
            return Pace(config.requests_per_second)
        elsewhere = config.endpoint or service in config.endpoints
        return None if elsewhere or service not in AWS_PACE else Pace(AWS_PACE[service])
