"""The commands that the check of a key advises, run for real: what they write is accepted."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from aws_groups.model import pem
from aws_groups.words.checks import why

KINDS: dict[str, tuple[str, ...]] = {
    "a private key": ("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE",),
    "an RSA private key": ("openssl genrsa -traditional -out FILE 2048",),
    "an EC private key": ("openssl ecparam -name prime256v1 -genkey -noout -out FILE",),
    "an OpenSSH private key": ("ssh-keygen -q -t ecdsa -b 256 -N '' -f FILE",),
    "PKCS#1": ("openssl genrsa -out KEY 2048", "openssl rsa -in KEY -RSAPublicKey_out -out FILE"),
    "a certificate": (
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout KEY -subj /CN=it -days 1 -out FILE",
    ),
    "a certificate request": ("openssl req -newkey rsa:2048 -nodes -keyout KEY -subj /CN=it -out FILE",),
    "an SSH key of RSA": ("ssh-keygen -q -t rsa -b 2048 -N '' -f KEY", "mv KEY.pub FILE"),
    "an SSH key of ECDSA": ("ssh-keygen -q -t ecdsa -b 256 -N '' -f KEY", "mv KEY.pub FILE"),
    "an SSH2 key": ("ssh-keygen -q -t rsa -b 2048 -N '' -f KEY", "ssh-keygen -e -f KEY.pub > FILE"),
}
"""What people have in place of a public key, and how it is made."""


def run(command: str, folder: Path) -> str:
    """Run a command of ours or of the message in a folder."""
    program, *words = shlex.split(command)
    if not shutil.which(program):
        pytest.skip(f"there is no {program} here")
    to = None
    if ">" in words:
        *words, _, to = words
    done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if to:
        (folder / to).write_text(done.stdout)
    return done.stdout


def advised(text: str) -> list[str]:
    """The commands in what a check says of a key."""
    reason = pem.public_key(text)
    assert reason, "it is a right one"
    return re.findall(r"`([^`]+)`", why(reason))


@pytest.mark.parametrize("made", KINDS.values(), ids=KINDS)
def test_the_command_writes_a_key_that_is_accepted(tmp_path: Path, made: tuple[str, ...]) -> None:
    for command in made:
        run(command, tmp_path)
    *before, last = advised((tmp_path / "FILE").read_text())
    for command in before:
        run(command, tmp_path)
    assert pem.public_key(run(last, tmp_path)) is None


def test_the_lines_that_are_told_make_a_key_of_a_bare_one(tmp_path: Path) -> None:
    run("openssl genrsa -out KEY 2048", tmp_path)
    bare = "".join(run("openssl rsa -in KEY -pubout", tmp_path).splitlines()[1:-1])
    reason = pem.public_key(bare)
    assert reason
    before, after = re.findall(r"-----[A-Z ]+-----", why(reason))
    assert pem.public_key(f"{before}\n{bare}\n{after}\n") is None
