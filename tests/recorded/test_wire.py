"""What the state of earlier releases holds is to this one what its program says: on the wire, resource
by resource, without an engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.plugin.harness import STORE, Bag, Plugin, secret
from tests.recorded.recording import Recording, recordings

PENDING = {
    ("drifted", "web"): {"comment": "UPDATE"},
    ("drifted", "signers"): {"comment": "DELETE"},
    ("drifted", "team"): {"description": "UPDATE"},
    ("conflicted", "signers"): {"comment": "UPDATE"},
}
"""Where the program and the recorded state differ."""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """A plugin configured as the recorded stacks' was."""
    plugin = Plugin(tmp_path_factory.mktemp("plugin") / "aws.sqlite")
    plugin.configure(endpoint="local", identityStoreId=STORE)
    yield plugin
    _, err = plugin.close()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("recording", "name"),
    [
        pytest.param(recording, name, id=f"{recording}-{name}")
        for recording in recordings()
        for name in recording.resources()
    ],
)
def test_the_recorded_inputs_and_the_programs_differ_in_nothing_else(
    recording: Recording, name: str, plugin: Plugin
) -> None:
    recorded = recording.resources()[name]
    token = recorded["type"]
    program = written(recording, name)
    inputs, state = (revealed(recorded[bag], program) for bag in ("inputs", "outputs"))

    with plugin.calls():
        checked = plugin.checked(token, program, inputs, name=name)
        diff = plugin.diff(token, inputs, checked, state=state, id=recorded["id"])

    pending = PENDING.get((recording.name, name), {})
    assert diff.detailed == pending
    assert diff.changes is bool(pending)
    assert diff.replaces == []


def written(recording: Recording, name: str) -> Bag:
    """What the program says of a resource, as the engine sends it: with ids in place of references."""
    references = {f"${{{other}.id}}": one["id"] for other, one in recording.resources().items()}

    def sent(value: Any) -> Any:
        if isinstance(value, dict):
            return secret(value["fn::secret"])
        if isinstance(value, list):
            return [sent(item) for item in value]
        return references.get(value, value)

    return {key: sent(value) for key, value in recording.program()[name]["properties"].items()}


def revealed(bag: Bag, program: Bag) -> Bag:
    """A recorded bag as the engine sends it: with secrets in the clear, which are the program's."""
    return {
        key: program[key] if isinstance(value, dict) and "ciphertext" in value else value
        for key, value in bag.items()
    }
