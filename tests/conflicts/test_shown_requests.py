"""`showRequests`: the preview's line, the update's line and the call that AWS got are one and the same."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from botocore import xform_name

from aws_groups.local import Call, Server
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import DIRECTORY, GROUPS, KEY_GROUPS, PUBLIC_KEYS, Subject
from tests.conflicts.wire import Line, Said, Wire, token
from tests.local.helpers import pem
from tests.plugin.harness import UNKNOWN, Bag, Object, Plugin, environment, secret

COMPUTED = "[computed]"
MASKED = "[secret]"


class Command(NamedTuple):
    """An AWS command line, taken apart as a shell and the AWS command line do it."""

    service: str
    operation: str
    options: dict[str, Any]


def parsed(line: str) -> Command:
    """The command in a line of the plugin's."""
    program, service, operation, *words = shlex.split(line)
    assert program == "aws"
    names, values = words[::2], words[1::2]
    assert len(names) == len(values)
    assert all(name.startswith("--") for name in names)
    return Command(
        service, operation, {name[2:]: _value(text) for name, text in zip(names, values, strict=True)}
    )


def _value(text: str) -> Any:
    """A structure is JSON, as the AWS command line takes it; all else stands for itself."""
    return json.loads(text) if text[:1] in ("{", "[") and text not in (COMPUTED, MASKED) else text


def logged(call: Call) -> Command:
    """A call in the local AWS's log, as a command."""
    options = {xform_name(name, "-"): value for name, value in call.params.items()}
    return Command(call.service, xform_name(call.operation, "-"), options)


def to_send(said: Said) -> list[Command]:
    return [
        parsed(line.text.removeprefix("to send: "))
        for line in said.lines
        if line.text.startswith("to send: ")
    ]


def sent(said: Said) -> list[Command]:
    return [parsed(line.text.removeprefix("sent: ")) for line in said.lines if line.text.startswith("sent: ")]


@pytest.fixture
def showing(wire: Wire) -> Wire:
    wire.configure(showRequests=True)
    return wire


def create(wire: Wire, subject: Subject, inputs: Bag, *, preview: bool = False) -> Said:
    return wire.act(lambda plugin: plugin.create(token(subject), inputs, preview=preview))


def update(wire: Wire, subject: Subject, made: Object, news: Bag, *, preview: bool = False) -> Said:
    return wire.act(lambda plugin: plugin.update(token(subject), made, news, preview=preview))


def delete(wire: Wire, subject: Subject, made: Object) -> Said:
    wire.configure(showRequests=True)  # in another run than the create
    return wire.act(lambda plugin: plugin.delete(token(subject), made))


# Three times the same.


def test_a_create_is_shown_as_it_is_sent(showing: Wire, subject: Subject) -> None:
    inputs = subject.inputs(showing.rig, **{subject.note: 'it\'s "new" & $HOME; `ls`\n*'})
    preview, made = create(showing, subject, inputs, preview=True), create(showing, subject, inputs)
    assert preview.log == []
    (planned,), (done,), (call,) = to_send(preview), sent(made), made.log
    assert done == logged(call)
    if subject is PUBLIC_KEYS:  # its token is made with the request, and not before
        assert planned.options["public-key-config"].pop("CallerReference") == COMPUTED
        assert done.options["public-key-config"].pop("CallerReference").startswith("pulumi-")
    assert planned == done


def test_an_update_is_shown_as_it_is_sent(showing: Wire, subject: Subject) -> None:
    made = showing.made(subject, **{subject.note: "old"})
    news = {**made.inputs, subject.note: 'it\'s "new" & $HOME; `ls`\n*'}
    preview = update(showing, subject, made, news, preview=True)
    updated = update(showing, subject, made, news)
    assert preview.log == []
    assert to_send(preview) == sent(updated) == [logged(call) for call in updated.log]
    assert [line.severity for line in preview.lines + updated.lines] == ["INFO", "INFO"]
    assert not any(line.passes for line in preview.lines + updated.lines)


def test_what_is_removed_is_shown_as_it_is_sent(showing: Wire, subject: Subject) -> None:
    made = showing.made(subject, **{subject.note: "old"})
    news = {name: value for name, value in made.inputs.items() if name != subject.note}
    preview = update(showing, subject, made, news, preview=True)
    updated = update(showing, subject, made, news)
    assert to_send(preview) == sent(updated) == [logged(call) for call in updated.log]


def test_a_read_and_a_delete_are_shown_as_they_were_sent(showing: Wire, subject: Subject) -> None:
    made = showing.made(subject)
    read = showing.act(
        lambda plugin: plugin.read(token(subject), made.id, state=made.state, inputs=made.inputs)
    )
    gone = delete(showing, subject, made)
    assert len(read.log) == len(gone.log) == 1
    assert sent(read) == [logged(call) for call in read.log]
    assert sent(gone) == [logged(call) for call in gone.log]


def test_every_request_of_a_conflict_is_shown(showing: Wire, subject: Subject) -> None:
    made = showing.made(subject, **{subject.note: "old"})
    showing.rig.local.move_etag(made.id.rpartition("/")[2])
    news = {**made.inputs, subject.note: "new"}
    preview = update(showing, subject, made, news, preview=True)
    updated = update(showing, subject, made, news)
    assert sent(updated) == [logged(call) for call in updated.log]
    assert subject.calls(updated) == ["update: refused", "read", "update"]
    assert to_send(preview) == sent(updated)[:1]


def test_a_request_that_is_tried_again_is_shown_once(showing: Wire, subject: Subject) -> None:
    inputs = subject.inputs(showing.rig)
    showing.rig.inject(f"{subject.operations['create']}=error,times=2")
    made = create(showing, subject, inputs)
    assert subject.calls(made) == ["create: error", "create: error", "create"]
    assert sent(made) == [logged(made.log[-1])]


def test_where_nothing_changes_nothing_is_shown(showing: Wire, subject: Subject) -> None:
    made = showing.made(subject, **{subject.note: "old"})
    for preview in (True, False):
        said = update(showing, subject, made, made.inputs, preview=preview)
        assert (said.lines, said.log) == ([], [])


# What a line does not tell.


def test_what_is_not_known_yet_is_computed(showing: Wire) -> None:
    inputs = {"items": [showing.rig.keys[0], UNKNOWN], "name": "group", "comment": UNKNOWN}
    (planned,) = to_send(create(showing, KEY_GROUPS, inputs, preview=True))
    config = {"Name": "group", "Items": [showing.rig.keys[0], COMPUTED], "Comment": COMPUTED}
    assert planned == Command("cloudfront", "create-key-group", {"key-group-config": config})


def test_what_an_update_does_not_know_yet_is_computed(showing: Wire) -> None:
    made = showing.made(GROUPS)
    news = {**made.inputs, "displayName": UNKNOWN, "description": UNKNOWN}
    (planned,) = to_send(update(showing, GROUPS, made, news, preview=True))
    assert planned.options["operations"] == [
        {"AttributePath": "displayName", "AttributeValue": COMPUTED},
        {"AttributePath": "description", "AttributeValue": COMPUTED},
    ]


def test_secrets_are_masked_in_every_line(showing: Wire, subject: Subject) -> None:
    """New and old ones, in requests sent and to be sent; what is not secret is told."""
    inputs = subject.inputs(showing.rig, **{subject.note: secret("hush one")})
    preview, created = create(showing, subject, inputs, preview=True), create(showing, subject, inputs)
    news = {**inputs, subject.note: secret("hush two")}
    planned = update(showing, subject, created.result, news, preview=True)
    updated = update(showing, subject, created.result, news)
    gone = delete(showing, subject, updated.result)
    lines = [line.text for said in (preview, created, planned, updated, gone) for line in said.lines]
    assert len(lines) == 5
    assert not any("hush" in line for line in lines)
    assert [line.count(MASKED) for line in lines] == [1, 1, 1, 1, 0]
    assert to_send(planned) == sent(updated)


def test_a_secret_key_is_masked_however_its_lines_end(showing: Wire) -> None:
    inputs = PUBLIC_KEYS.inputs(showing.rig, encodedKey=secret(pem().replace("\n", "\r\n").rstrip()))
    made = create(showing, PUBLIC_KEYS, inputs)
    (command,) = sent(made)
    assert command.options["public-key-config"]["EncodedKey"] == MASKED
    news = {**made.result.inputs, "comment": "new"}
    (command,) = sent(update(showing, PUBLIC_KEYS, made.result, news))
    assert command.options["public-key-config"]["EncodedKey"] == MASKED


def test_secret_items_are_masked_one_by_one(showing: Wire) -> None:
    inputs = KEY_GROUPS.inputs(showing.rig, items=secret(showing.rig.keys[:2]))
    (command,) = sent(create(showing, KEY_GROUPS, inputs))
    assert command.options["key-group-config"]["Items"] == [MASKED, MASKED]


# When it is said.


def test_by_default_nothing_is_said(wire: Wire, subject: Subject) -> None:
    made = create(wire, subject, subject.inputs(wire.rig))
    news = {**made.result.inputs, subject.note: "new"}
    preview = update(wire, subject, made.result, news, preview=True)
    assert made.lines + preview.lines == []


def test_the_environment_can_ask_for_it(tmp_path: Path, wire: Wire) -> None:
    plugin = Plugin(wire.rig.store, wire.ear.address, AWS_GROUPS_SHOW_REQUESTS="1")
    asked = Wire(wire.rig, plugin, wire.ear)
    asked.configure()
    assert len(to_send(create(asked, GROUPS, GROUPS.inputs(wire.rig), preview=True))) == 1
    asked.configure(showRequests=False)
    assert to_send(create(asked, GROUPS, GROUPS.inputs(wire.rig), preview=True)) == []
    plugin.close()


# Pasted.


def paste(server: Server, rig: Rig, line: Line) -> None:
    """Run a line as it stands in the shell. Awscli 1.46.3 is older than the Identity Store's Revision, and
    does not know the option: it goes without."""
    words = shlex.split(line.text.partition(": ")[2])
    if "--revision" in words:
        at = words.index("--revision")
        del words[at : at + 2]
    shell = shlex.join([*words, "--endpoint-url", server.url, "--region", "us-east-1"])
    path = f"PATH={Path(sys.executable).parent}:$PATH"
    env = environment(
        rig.store.parent, AWS_ACCESS_KEY_ID="someone", AWS_SECRET_ACCESS_KEY="else", AWS_PAGER=""
    )
    done = subprocess.run(
        f"{path} {shell}", shell=True, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_previewed_create_can_be_pasted(showing: Wire, server: Server) -> None:
    inputs = KEY_GROUPS.inputs(showing.rig, comment='it\'s "new" & $HOME; `ls`\n*')
    (line,) = create(showing, KEY_GROUPS, inputs, preview=True).lines
    paste(server, showing.rig, line)
    (id,) = KEY_GROUPS.named(showing.rig, inputs["name"])
    live = KEY_GROUPS.live(showing.rig, id)
    assert live is not None
    assert inputs.items() <= live.items()


@pytest.mark.parametrize("subject", [KEY_GROUPS, *DIRECTORY], ids=repr)
def test_a_previewed_update_can_be_pasted_and_is_then_done(
    showing: Wire, server: Server, subject: Subject
) -> None:
    made = showing.made(subject, **{subject.note: "old"})
    news = {**made.inputs, subject.note: 'it\'s "new" & $HOME; `ls`\n*'}
    (line,) = update(showing, subject, made, news, preview=True).lines
    paste(server, showing.rig, line)
    updated = update(showing, subject, made, news)
    assert subject.calls(updated) == ["update: refused", "read"]
    assert updated.result.state == subject.live(showing.rig, made.id)
    assert updated.result.state[subject.note] == news[subject.note]


def test_a_delete_that_was_sent_can_be_pasted(showing: Wire, server: Server) -> None:
    """It is refused, as it says which version it means, and that is gone."""
    made = showing.made(KEY_GROUPS)
    KEY_GROUPS.edit(showing.rig, made.id, comment="theirs")
    (line, _) = delete(showing, KEY_GROUPS, made).lines
    with pytest.raises(AssertionError, match="PreconditionFailed"):
        paste(server, showing.rig, line)
