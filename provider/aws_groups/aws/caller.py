"""Sending a request: the one place from which AWS is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_groups.aws.clients import Clients
from aws_groups.aws.config import Config
from aws_groups.aws.errors import translated
from aws_groups.aws.request import Request


class Aws:
    """AWS as one provider configuration sees it. Safe to share between threads."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._clients = Clients(config)

    def send(self, request: Request) -> Mapping[str, Any]:
        """Send ``request`` and return the reply's members.

        Raises:
            AwsRefused: AWS answered with an error.
            AwsUnreachable: no answer came.
            SetupError: there is no way to call (credentials, region, profile).
        """
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            client = self._clients.get(request.service)
            reply: Mapping[str, Any] = getattr(client, xform_name(request.operation))(**request.params)
        except (BotoCoreError, ClientError) as error:
            config = self._config
            endpoint = config.endpoints.get(request.service, config.endpoint)
            raise translated(request, error, region=config.region, endpoint=endpoint) from error
        return reply
