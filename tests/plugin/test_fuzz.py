"""A share of the fuzzing in each run of the tests, and whether it finds what is wrong."""

from __future__ import annotations

import re
import sys

import pytest

from tests.plugin import fuzz, harness


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_comes_is_answered_or_refused_in_words(seed: int) -> None:
    assert fuzz.fuzz(seed, 500) == []


FAULTY = """
import os, sys, threading
from aws_groups.plugin import answers, main, rpc, servicer

encode, keeps = servicer.encode, []

def trace(*any, **more):
    raise rpc.NotOurs("resource", "Traceback")

def stays(*any, **more):
    for _ in range(4):
        keeps.append(os.open("/dev/null", 0))
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    raise rpc.NotOurs("resource", "it")

def instead(room, name, by):
    getattr(room, name)  # a name that is gone would put nothing in its place
    setattr(room, name, by)

print("odd", file=sys.stderr)
instead(servicer, "encode", lambda bag, paths=(): encode(bag))
instead(answers, "encode", servicer.encode)
instead(rpc, "failure", lambda error, secrets: f"{error} {secrets.texts}")
instead(rpc.Secrets, "masked", lambda self, text: text)
instead(servicer.lifecycle, "read", None)
instead(servicer.lifecycle, "delete", trace)
instead(servicer.lifecycle, "update", lambda *any, **more: threading.Event().wait())
instead(servicer.lifecycle, "differences", stays)
main.main()
"""
FOUND = {
    "a defect": r"number \d+, Read: StatusCode.UNKNOWN .* defect",
    "a trace": r"number \d+, Delete: StatusCode.INVALID_ARGUMENT .*Traceback",
    "a hang": r"number \d+, Update: StatusCode.DEADLINE_EXCEEDED",
    "a secret in a text": r"number \d+, \w+: '.*' in \w+: error: ",
    "a secret in the clear": r"number \d+, \w+: '.*' in \w+: reply: ",
    "what stays": r"after a third of 200 calls Size\(threads=.*, at the end Size",
    "what is on stderr": "on stdout and stderr: .*odd",
}


def test_what_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "COMMAND", [sys.executable, "-c", FAULTY])
    monkeypatch.setattr(fuzz, "TIMEOUT", 1)
    found = fuzz.fuzz(1, 200)
    assert {name for name, text in FOUND.items() if any(re.search(text, line, re.S) for line in found)} == {
        *FOUND
    }


CRASHING = """
import os
from aws_groups.plugin import main, servicer

servicer.check = lambda *any, **more: os._exit(1)
main.main()
"""


def test_a_crash_is_found_and_can_be_had_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "COMMAND", [sys.executable, "-c", CRASHING])
    first = fuzz.fuzz(1, 20)[0]
    assert "UNAVAILABLE" in first
    number = int(first.split("number ")[1].partition(",")[0])
    assert fuzz.replay(1, number)[0] == first
