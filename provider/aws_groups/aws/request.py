"""A request to AWS as a value: what planning returns and what ``Aws.send`` sends."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from aws_groups.values import MASK, UNKNOWN

COMPUTED = "[computed]"


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

    def command_line(self, secrets: Collection[str] = ()) -> str:
        """The request as an AWS command line that can be pasted.

        What a preview does not know yet is ``[computed]``; texts in ``secrets`` are masked.
        """
        hidden = {_bare(secret) for secret in secrets}
        words = ["aws", self.service, _kebab(self.operation)]
        for name, value in self.params.items():
            shown = _shown(value, hidden)
            words += [f"--{_kebab(name)}", shown if isinstance(shown, str) else json.dumps(shown)]
        return shlex.join(words)


def _shown(value: Any, hidden: Collection[str]) -> Any:
    if value is UNKNOWN:
        return COMPUTED
    if isinstance(value, str):
        return MASK if _bare(value) in hidden else value
    if isinstance(value, Mapping):
        return {name: _shown(item, hidden) for name, item in value.items()}
    return [_shown(item, hidden) for item in value] if isinstance(value, list) else value


def _bare(text: str) -> str:
    """``text`` without white space: a PEM is the same secret however its lines end."""
    return "".join(text.split())


def _kebab(name: str) -> str:
    """``IfMatch`` as ``if-match``, as the AWS command line spells it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
