"""The ways to AWS, and to the plugin: configured in the program, attached, or not there at all."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import PATH, STORE, Stack
from tests.engine.programs import group, resource, with_options

pytestmark = pytest.mark.engine

PLUGIN = "pulumi-resource-aws-groups"
REAL = {"aws-groups:identityStoreId": STORE, "aws-groups:region": "eu-central-1"}
"""The configuration of somebody who means a real account."""
KEYS = {"aws-groups:accessKey": "AKIDNOBODY", "aws-groups:secretKey": "none"}


@pytest.mark.parametrize(
    ("config", "told"),
    [
        pytest.param(
            {**REAL, **KEYS, "aws-groups:endpoint": "http://127.0.0.1:9", "aws-groups:maxAttempts": "2"},
            ["CreateGroup", "http://127.0.0.1:9", "cannot be reached", "the endpoint is up"],
            id="an endpoint where nobody listens",
        ),
        pytest.param(
            REAL, ["no AWS credentials were found", "`aws configure`", "AWS_PROFILE"], id="no credentials"
        ),
        pytest.param(
            {**KEYS, "aws-groups:identityStoreId": STORE},
            ["no region", "pulumi config set aws-groups:region", "AWS_REGION"],
            id="no region",
        ),
        pytest.param(
            {**REAL, "aws-groups:profile": "nobody"},
            ["the profile nobody does not exist"],
            id="a profile that does not exist",
        ),
    ],
)
def test_what_keeps_a_call_from_aws_is_one_clear_line(
    config: dict[str, str], told: list[str], sketch: Stack
) -> None:
    run = sketch.up({"team": group("Team")}, config=config, fails=True)

    assert [part for part in told if part not in run.error] == [], run.error
    assert "\n" not in run.error
    assert run.steps == ["create team"], "and no other step was tried"


def test_a_provider_in_the_program_has_a_configuration_of_its_own(stack: Stack) -> None:
    other_store = "d-0987654321"
    stack.aws.set(identity_stores=(STORE, other_store))
    own = resource("provider", endpoint="local", identityStoreId=other_store)
    own["type"] = "pulumi:providers:aws-groups"
    program = {
        "own": own,
        "ours": group("Team"),
        "theirs": with_options(group("Team"), provider="${own}"),
    }

    stack.up(program)

    assert stack.calls() == ["CreateGroup", "CreateGroup"]
    assert stack.state()["ours"]["id"].startswith(f"{STORE}/")
    assert stack.state()["theirs"]["id"].startswith(f"{other_store}/")

    own["properties"]["secretKey"], own["properties"]["accessKey"] = "rotated", "AKIDROTATED"
    assert stack.up(program).steps == [], "other credentials reach the same groups"
    assert stack.calls() == []

    own["properties"]["region"] = "eu-central-1"
    assert stack.up(program).steps == [], "another region makes no group anew"
    assert stack.calls() == []


@pytest.fixture
def port(stack: Stack) -> Iterator[str]:
    """The port of a plugin that was started by hand."""
    command = shutil.which(PLUGIN, path=PATH)
    assert command
    with subprocess.Popen([command], env=stack.env, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout
        try:
            yield plugin.stdout.readline().strip()
        finally:
            plugin.terminate()
        assert plugin.wait(timeout=10) == 0


def test_the_engine_attaches_to_a_plugin_that_runs_already(stack: Stack, port: str) -> None:
    elsewhere = [folder for folder in PATH.split(os.pathsep) if not Path(folder, PLUGIN).exists()]
    attached = {
        **nothing_installed(stack),
        "PATH": os.pathsep.join(elsewhere),
        "PULUMI_DEBUG_PROVIDERS": f"aws-groups:{port}",
    }

    assert stack.up({"team": group("Team")}, env=attached).steps == ["create team"]
    assert stack.destroy(env=attached).steps == ["delete team"]

    assert stack.calls() == ["CreateGroup", "DeleteGroup"]


def test_the_engine_finds_the_plugin_on_path(stack: Stack) -> None:
    run = stack.up({"team": group("Team")}, env=nothing_installed(stack))

    assert f"using {PLUGIN} from $PATH at {shutil.which(PLUGIN, path=PATH)}" in run.text
    assert stack.calls() == ["CreateGroup"]


def nothing_installed(stack: Stack) -> dict[str, str]:
    """The environment of somebody with no plugin in PULUMI_HOME."""
    return {"PULUMI_HOME": str(stack.folder / "empty"), "PULUMI_IGNORE_AMBIENT_PLUGINS": "false"}
