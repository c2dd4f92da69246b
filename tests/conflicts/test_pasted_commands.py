"""`showRequests`: a shown line, pasted as it stands into a POSIX shell with the real `aws`, makes AWS have
exactly the value, whatever the shell or the command line could take it for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aws_groups.local import Server
from tests.conflicts.subjects import DIRECTORY, GROUPS, KEY_GROUPS, Subject
from tests.conflicts.wire import Said, Wire, token
from tests.plugin.harness import environment

HOSTILE = {
    "a dash": "-",
    "an option": "--help",
    "an option with a value": "-o 'x'",
    "a file": "file:///etc/hostname",
    "a file in capitals": "FILE:///etc/hostname",
    "a binary file": "fileb:///etc/hostname",
    "a URL": "http://127.0.0.1:9/nothing",
    "a secure URL": "https://127.0.0.1:9/nothing",
    "a file after a space": " file:///etc/hostname",
    "an apostrophe": "it's",
    "apostrophes": "'''",
    "quotes": 'so "called"',
    "newlines": "one\n\n  two\n",
    "a tab": "one\ttwo",
    "a command": "$(touch pwned) `touch pwned` ${HOME} $HOME",
    "another command": "x'; touch pwned; echo '",
    "an end and a background": "& touch pwned | cat > pwned",
    "a comment": "# no comment",
    "a pattern": "* ? [a-z] ~ {a,b}",
    "history": "!! !x",
    "backslashes": "\\ \\n \\\\ \\'",
    "a format": "%s %d %%",
    "JSON": '{"a": ["b"]}',
    "a list": "[1]",
    "null": "null",
    "a shorthand": "Name=x,Items=[a,b],Comment@=file:///etc/hostname",
    "unicode": "Zürich, 日本語 🙂",
    "spaces at both ends": " x ",
}


@pytest.fixture
def showing(wire: Wire) -> Wire:
    """A plugin that shows its requests. The Identity Store is one without revisions, as the `aws` that is
    installed does not know that option."""
    wire.rig.local.set(old_replies=True)
    wire.configure(showRequests=True)
    return wire


def shown(said: Said) -> str:
    """The one command that a preview shows."""
    (line,) = said.lines
    return line.text.removeprefix("to send: ")


def paste(server: Server, folder: Path, command: str) -> None:
    """Paste a command into a shell; it leaves nothing behind in the shell's folder."""
    home, here = folder / "home", folder / "here"
    home.mkdir()
    here.mkdir()
    env = environment(
        home,
        PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin",
        AWS_ACCESS_KEY_ID="someone",
        AWS_SECRET_ACCESS_KEY="else",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ENDPOINT_URL=server.url,
        AWS_PAGER="",
    )
    shell = shutil.which("sh")
    assert shell is not None
    done = subprocess.run(
        [shell],
        input=f"{command}\n",
        cwd=here,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    assert list(here.iterdir()) == [], f"{command}\ndid more than it says"


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_create_brings_exactly_the_value(showing: Wire, server: Server, tmp_path: Path, value: str) -> None:
    inputs = GROUPS.inputs(showing.rig, description=value)
    said = showing.act(lambda plugin: plugin.create(token(GROUPS), inputs, preview=True))
    paste(server, tmp_path, shown(said))
    (id,) = GROUPS.named(showing.rig, inputs["displayName"])
    live = GROUPS.live(showing.rig, id)
    assert live is not None
    assert inputs.items() <= live.items()


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("subject", [*DIRECTORY, KEY_GROUPS], ids=repr)
def test_an_update_brings_exactly_the_value(
    showing: Wire, server: Server, tmp_path: Path, subject: Subject, value: str
) -> None:
    made = showing.made(subject, **{subject.note: "old"})
    news = {**made.inputs, subject.note: value}
    said = showing.act(lambda plugin: plugin.update(token(subject), made, news, preview=True))
    paste(server, tmp_path, shown(said))
    live = subject.live(showing.rig, made.id)
    assert live is not None
    assert news.items() <= live.items()


@pytest.mark.parametrize("what", ["an option", "a file", "a URL", "a command", "unicode"])
def test_a_name_is_taken_as_it_is(showing: Wire, server: Server, tmp_path: Path, what: str) -> None:
    name = f"{HOSTILE[what]} {showing.rig.name()}"
    inputs = GROUPS.inputs(showing.rig, displayName=name)
    said = showing.act(lambda plugin: plugin.create(token(GROUPS), inputs, preview=True))
    paste(server, tmp_path, shown(said))
    assert len(GROUPS.named(showing.rig, name)) == 1
