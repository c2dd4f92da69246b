"""How to reach AWS: the provider's configuration, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LOCAL = "local"
"""The ``endpoint`` that is the local AWS in this process."""
SERVICES = ("cloudfront", "identitystore", "sso-admin", "sts")
"""The services that we call, as botocore names them; each can have an endpoint of its own."""


@dataclass(frozen=True, kw_only=True)
class AssumeRole:
    """A role to take on before calling (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)."""

    role_arn: str
    session_name: str = "pulumi-aws-groups"
    external_id: str | None = None
    duration_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Config:
    """Where to call and as whom. What is None is looked for by botocore's own chain (environment,
    shared files, SSO, instance role)."""

    region: str | None = None
    profile: str | None = None
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    assume_role: AssumeRole | None = None
    endpoint: str | None = None
    endpoints: Mapping[str, str] = field(default_factory=dict)
    max_attempts: int = 8
    """Attempts of one call, the first included."""
    requests_per_second: float | None = None
    """The pace for each service; None for AWS's own, where it is known and AWS is what is called."""
    connect_timeout: float = 5.0
    """Seconds until a connection must be open."""
    read_timeout: float = 20.0
    """Seconds without a byte of the answer after which an attempt has failed. All calls that we make
    are answered in less than a second as a rule."""
    time_limit: float = 120.0
    """Seconds that the calls of one RPC may take together where the engine sets no limit. Waits
    between attempts do not count: ``max_attempts`` limits those."""

    def endpoint_of(self, service: str) -> str | None:
        """The URL to call ``service`` at; None for AWS's own, or the local AWS."""
        return self.endpoints.get(service, None if self.local else self.endpoint)

    def in_process(self, service: str) -> bool:
        """Whether the local AWS in this process answers for ``service``."""
        return self.local and service not in self.endpoints

    @property
    def local(self) -> bool:
        """Whether calls go to the local AWS in this process."""
        return self.endpoint == LOCAL
