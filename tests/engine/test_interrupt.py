"""Ctrl-C while AWS does not answer: Pulumi ends, the plugin with it, and nothing more is sent."""

from __future__ import annotations

import signal
import subprocess

from tests.aws.peers import peer
from tests.engine.harness import STORE, TIMEOUT, Stack
from tests.engine.programs import group

TEAMS = 12


def test_an_interrupt_ends_pulumi_while_calls_hang(stack: Stack) -> None:
    with peer(None) as silence:
        config = {
            "aws-groups:endpoint": silence.url,
            "aws-groups:region": "us-east-1",
            "aws-groups:accessKey": "AKID",
            "aws-groups:secretKey": "secret",
            "aws-groups:identityStoreId": STORE,
        }
        stack.write({f"team-{number}": group(f"Team {number}") for number in range(TEAMS)}, config)
        command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--color=never"]
        with subprocess.Popen(
            command,
            cwd=stack.project,
            env=stack.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as run:
            silence.wait_for(1)
            run.send_signal(signal.SIGINT)
            text, _ = run.communicate(timeout=TIMEOUT)
        sent = len(silence.requests)
    assert run.returncode != 0
    assert "cancelled" in text
    assert sent <= TEAMS + 1, "each call once at most"
    assert stack.state() == {}
