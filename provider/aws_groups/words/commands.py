"""A request as an AWS command line that can be pasted into a POSIX shell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from aws_groups.aws import Request
from aws_groups.secrets import MASK, Secrets
from aws_groups.values import UNKNOWN

COMPUTED = "[computed]"
"""What a preview has in the place of what it does not know yet."""


def command_line(request: Request, secrets: Secrets) -> str:
    """The request as the AWS command line takes it; secrets are masked.

    A text that the command line would read as an option, or as the name of a file or a URL to read, is
    given as ``--option=text`` or inside of ``--cli-input-json``, which take any text.
    """
    params = {name: _shown(value, secrets) for name, value in request.params.items()}
    words = ["aws", request.service, _kebab(request.operation)]
    if any(_is_read_by_cli(value) for value in params.values()):
        words += ["--cli-input-json", json.dumps(params, ensure_ascii=False)]
        return shlex.join(words)
    for name, value in params.items():
        text = value if isinstance(value, str) else json.dumps(value)
        option = f"--{_kebab(name)}"
        words += [f"{option}={text}"] if text.startswith("-") else [option, text]
    return shlex.join(words)


def _is_read_by_cli(value: Any) -> bool:
    """Whether the command line would read a file or a URL in the value's place."""
    return isinstance(value, str) and value.lower().startswith(("file://", "fileb://", "http://", "https://"))


def _shown(value: Any, secrets: Secrets) -> Any:
    if value is UNKNOWN:
        return COMPUTED
    if isinstance(value, str):
        return MASK if secrets.is_secret(value) else value
    if isinstance(value, Mapping):
        return {name: _shown(item, secrets) for name, item in value.items()}
    return [_shown(item, secrets) for item in value] if isinstance(value, list) else value


def _kebab(name: str) -> str:
    """``IfMatch`` as ``if-match``, as the AWS command line writes it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
