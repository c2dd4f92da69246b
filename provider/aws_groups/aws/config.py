"""How to reach AWS: the provider's configuration, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class OnConflict(Enum):
    """What to do about an object that someone else changed since the state was written."""

    FAIL = "fail"
    OVERWRITE = "overwrite"


LOCAL = "local"
"""The ``endpoint`` that is the local AWS in this process."""
SERVICES = ("cloudfront", "identitystore", "sts")
"""What is called, as botocore names it; each can have an endpoint of its own."""


@dataclass(frozen=True, kw_only=True)
class AssumeRole:
    """A role to take on before calling (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)."""

    role_arn: str
    session_name: str = "pulumi-aws-groups"
    external_id: str | None = None
    duration_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Config:
    """Where and as whom to call. What is None follows botocore's own chain (environment, shared
    files, SSO, instance role)."""

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
    on_conflict: OnConflict = OnConflict.FAIL
    show_requests: bool = False
    """Whether every request is told, as an ``aws`` command line."""

    def endpoint_of(self, service: str) -> str | None:
        """The URL to call ``service`` at; None for AWS's own, or the local AWS."""
        return self.endpoints.get(service, None if self.local else self.endpoint)

    @property
    def local(self) -> bool:
        """Whether calls go to the local AWS in this process."""
        return self.endpoint == LOCAL
