"""Requests that never leave this machine: what their failures have in common, and profiles for them."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from aws_groups.aws import Config, NotSent, NotSentCause, Request
from aws_groups.words.reaching import failure as words
from tests.aws.calling import LIST, failure

Cause = NotSentCause
REGION: dict[str, Any] = {"region": "eu-central-1"}


def not_sent(config: Config, request: Request = LIST) -> NotSent:
    """The failure, told in one line. There was one attempt, and it says of no write that it is lost."""
    error = failure(NotSent, config, request)
    text = words(error)
    assert text.startswith(f"{request.service} {request.operation}: ")
    assert len(text.splitlines()) == 1, text
    assert "None" not in text
    assert "  " not in text
    assert (error.attempts, error.lost) == (1, False)
    return error


def program(path: Path, output: str, status: int = 0) -> Path:
    """A program that prints that."""
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\necho 'this went wrong' >&2\nexit {status}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def profile(shared_config: Path, *lines: str) -> Config:
    """The configuration of a profile called ``work``."""
    shared_config.write_text("\n".join(["[profile work]", "region = eu-central-1", *lines, ""]))
    return Config(profile="work", max_attempts=3)
