"""A request to AWS as a value: what planning returns and what ``Aws.send`` sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Request:
    """One AWS API call, spelled as in the service's API reference."""

    service: str
    """botocore's service name: ``cloudfront``, ``identitystore``, ``sts``."""
    operation: str
    """The operation: ``UpdateKeyGroup``."""
    params: Mapping[str, Any]
    """The operation's input members, as the API reference names them."""

    @property
    def writes(self) -> bool:
        """Whether the operation changes anything."""
        return self.operation.startswith(("Create", "Update", "Delete"))
