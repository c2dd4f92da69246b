"""An explicit provider with every argument, in each language that has an SDK.

It is one program, three times (`programs`). Each is compiled, if its language is, and previewed and brought
up by the real engine through the language's Automation API, on a local AWS that listens. What is in the
state then tells whether each argument came through.

Python is in every run of the tests, and TypeScript where there is npm. Go is run by `make languages`: it
compiles Pulumi's own SDK first, for two minutes on a machine that has not done so yet.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_groups.local import Server, serve
from tests.engine.harness import STORE, InlineStack, LocalLife, install_plugins
from tests.test_schema import SCHEMA
from tools.archive import ROOT

pytestmark = pytest.mark.engine

PROGRAMS = Path(__file__).parent / "programs"
FETCHED = ROOT / ".tools" / "languages"
"""What npm has fetched, for the next run."""
SECRETS = {
    "accessKey": "AKIDEXPLICIT",
    "secretKey": "explicit-secret-key",
    "token": "explicit-token",
}
ENGINES = {"__internal", "version", "pluginDownloadURL"}
"""What the engine and the SDK put beside a provider's arguments."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PULUMI_HOME with the plugin."""
    home = tmp_path_factory.mktemp("home")
    install_plugins(home)
    return home


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A local AWS that listens, where the programs look for it."""
    server = serve(tmp_path / "aws.sqlite")
    monkeypatch.setenv("LOCAL_AWS", server.url)
    yield server
    server.close()


def python(folder: Path, home: Path) -> LocalLife:
    """Run the Python program, whose SDK is the one in this tree."""
    stack = InlineStack(folder, home, PROGRAMS / "python")
    sign_in(stack)
    stack.preview()
    stack.up()
    return stack


def typescript(folder: Path, home: Path) -> LocalLife:
    """Compile the SDK and the program, and run it; both have the packages that the lock pins."""
    life = LocalLife(folder, home, PROGRAMS / "nodejs")
    sign_in(life)
    sdk = folder / "sdk"
    shutil.copytree(ROOT / "sdk" / "nodejs", sdk)
    packages = folder / "node_modules"
    packages.symlink_to(npm_packages())
    compiler = str(packages / ".bin" / "tsc")
    run(life, compiler, "--project", str(sdk))
    shutil.copy(sdk / "package.json", sdk / "bin")
    (life.project / "node_modules").mkdir()
    (life.project / "node_modules" / "pulumi-aws-groups").symlink_to(sdk / "bin")
    run(life, compiler)
    run(life, "node", "bin/index.js")
    return life


def go(folder: Path, home: Path) -> LocalLife:
    """Compile the program with the SDK, and run it."""
    life = LocalLife(folder, home, None)
    sign_in(life)
    program = str(folder / "program")
    how = ("-C", str(PROGRAMS / "go"), "-mod=readonly", "-buildvcs=false")
    run(life, "go", "build", *how, "-o", program, ".")
    run(life, program)
    return life


def sign_in(life: LocalLife) -> None:
    """Give the program the profile that it names."""
    config = life.folder / "aws-config"
    config.write_text("[profile signing]\n")
    life.env["AWS_CONFIG_FILE"] = str(config)


def npm_packages() -> Path:
    """The packages of the lock, fetched once."""
    lock, place = PROGRAMS / "nodejs" / "package-lock.json", FETCHED / "nodejs"
    if not (place / "whole").exists() or (place / lock.name).read_bytes() != lock.read_bytes():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for file in (lock, PROGRAMS / "nodejs" / "package.json"):
            shutil.copy(file, place)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        if re.search(r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT)\b", done.stderr):
            pytest.skip("npm can't reach its registry")
        assert done.returncode == 0, done.stderr
        (place / "whole").touch()
    return place / "node_modules"


def run(life: LocalLife, *command: str) -> None:
    """Run a command in the program's folder; what it printed is told if it fails."""
    done = subprocess.run(
        command, cwd=life.project, env=life.env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def where_there_is(command: str, *, asked: bool = False) -> Any:
    """Skip where the command is missing, or where nobody `asked` for what takes minutes."""
    if asked and "LANGUAGES" not in os.environ:
        return pytest.mark.skip("takes minutes: `make languages` runs it")
    return pytest.mark.skipif(shutil.which(command) is None, reason=f"there is no {command} on this machine")


@pytest.mark.parametrize(
    "language",
    [
        python,
        pytest.param(typescript, marks=where_there_is("npm")),
        pytest.param(go, marks=where_there_is("go", asked=True)),
    ],
)
def test_every_argument_of_an_explicit_provider_comes_through(
    language: Any, tmp_path: Path, installed: Path, server: Server
) -> None:
    life = language(tmp_path, installed)

    (file,) = life.backend.glob(".pulumi/stacks/*/dev.json")
    stored = file.read_text()
    resources = {each["type"]: each for each in json.loads(stored)["checkpoint"]["latest"]["resources"]}
    inputs = resources["pulumi:providers:aws-groups"]["inputs"]
    given = {name: value for name, value in inputs.items() if name not in ENGINES}
    assert set(given) == set(SCHEMA["provider"]["inputProperties"]), "the programs give each"
    assert {name for name, value in given.items() if is_secret(value)} == set(SECRETS)
    assert [secret for secret in SECRETS.values() if secret in stored] == []
    assert {name: value for name, value in given.items() if name not in SECRETS} == {
        "region": "eu-central-1",
        "profile": "signing",
        "assumeRole": {
            "roleArn": "arn:aws:iam::123456789012:role/groups",
            "sessionName": "every-argument",
            "externalId": "explicit-external-id",
            "durationSeconds": 3600,
        },
        "endpoint": server.url,
        "endpoints": dict.fromkeys(("cloudfront", "identitystore", "ssoadmin", "sts"), server.url),
        "identityStoreId": STORE,
        "maxAttempts": 3,
        "requestsPerSecond": 12.5,
        "onConflict": "overwrite",
        "onTaken": "adopt",
        "allowedAccountIds": ["123456789012"],
        "maxRemovals": "10%",
        "neverDelete": ["AWS*"],
        "keepPopulatedGroups": True,
        "readTimeout": 7,
        "timeLimit": 70,
        "showRequests": False,
    }
    team = resources["aws-groups:identitystore:Group"]
    assert team["outputs"]["displayName"] == "Team"
    ada = resources["aws-groups:identitystore:User"]["outputs"]
    assert ada["emails"] == [{"value": "ada@example.org", "primary": True}]
    assert ada["enterprise"] == {"department": "Engines", "manager": {"value": "charles"}}
    exported = resources["pulumi:pulumi:Stack"]["outputs"]
    assert (exported["email"], exported["givenName"]) == ("ada@example.org", "Ada"), "typed, inside too"
    assert exported["foundId"] == team["id"], "a look-up waits for what it is given"
    assert exported["names"] == ["Team"]
    called = life.calls()
    assert called[:2] == ["AssumeRole", "GetCallerIdentity"], "a role, at the endpoint, of an allowed account"
    assert {"CreateGroup", "CreateUser"} <= {*called[2:]}


def is_secret(value: Any) -> bool:
    """Whether a value in the state is encrypted."""
    return isinstance(value, dict) and "ciphertext" in value
