"""The real engine on a local AWS of its own.

`Stack` runs a YAML program through the `pulumi` command line, `InlineStack` a Python one through the
Automation API, with this process as its language host. Both tell what a run did as a `Run`, and by
`calls` what AWS was called for.
"""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from botocore import xform_name
from pulumi import automation
from pulumi.automation.events import EngineEvent, StepEventMetadata

from aws_groups.local import LocalAws
from aws_groups.package.installation import install, link

ROOT = Path(__file__).resolve().parents[2]
STORE = "d-1234567890"
"""The identity store that a new local AWS has."""
CONFIG = {"aws-groups:endpoint": "local", "aws-groups:identityStoreId": STORE}
"""The configuration of a stack, unless a test says otherwise."""
TIMEOUT = 120
"""Seconds after which a run of the CLI hangs, and its test fails."""
ECHOES = ("update failed", "preview failed")
"""What the engine says of the whole when a resource has failed."""

Program = Mapping[str, Mapping[str, Any]]
"""A YAML program: logical name to resource, as the functions of `tests.engine.programs` make them."""


class Step(NamedTuple):
    """One step of the engine's, finished or failed."""

    op: str
    name: str
    metadata: StepEventMetadata


@dataclass(frozen=True)
class Run:
    """What one run of Pulumi did."""

    ok: bool
    text: str
    """What it printed, without colours."""
    all_steps: tuple[Step, ...]
    errors: tuple[str, ...]
    """The errors it told, each once."""

    @property
    def steps(self) -> list[str]:
        """What happened to resources, in order: ``create web``. To stay the same is no step."""
        return [f"{step.op} {step.name}" for step in self.all_steps if step.op != "same"]

    def diff(self, name: str) -> dict[str, str]:
        """The detailed diff of the resource `name`: path to kind."""
        detailed = self._first(name).detailed_diff or {}
        return {path: change.diff_kind.value for path, change in detailed.items()}

    def inputs(self, name: str) -> Mapping[str, Any]:
        """The inputs of the resource `name` as they were checked, made name and all."""
        new = self._first(name).new
        assert new
        assert new.inputs
        return new.inputs

    def _first(self, name: str) -> StepEventMetadata:
        return next(step.metadata for step in self.all_steps if step.name == name)

    @property
    def error(self) -> str:
        """The one error it told."""
        (only,) = self.errors
        return only


PATH = os.pathsep.join(
    [str(ROOT / ".tools" / "bin"), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
)
"""The tree's own Pulumi and plugin before all others."""


def install_plugins(home: Path) -> None:
    """Put the plugins where an installation has them: ours by its own command. One on PATH would be
    asked for its schema in each run, which makes runs longer by half."""
    install(home)
    for kind in ("language-yaml", "resource-pulumi-python"):
        found = shutil.which(f"pulumi-{kind}", path=PATH)
        assert found, f"no pulumi-{kind}: run `make setup`"
        link(home, kind, "1.0.0", Path(found))


def environment(folder: Path, home: Path) -> dict[str, str]:
    """Nobody's AWS account and nobody's Pulumi: what a run of `pulumi` sees."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
    return {
        **ours,
        "PATH": PATH,
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_HOME": str(home),
        "PULUMI_STACK": "dev",
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "PULUMI_CONFIG_PASSPHRASE": "correct horse",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_GROUPS_LOCAL_STORE": str(folder / "aws.sqlite"),
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class LocalLife:
    """A folder with a program, and a local AWS whose calls are counted."""

    def __init__(self, folder: Path, home: Path, example: Path | None) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.backend = folder / "state"
        self.backend.mkdir()
        if example:
            shutil.copytree(example, self.project)
        else:
            self.project.mkdir()
        self.env = environment(folder, home)
        self.aws = LocalAws(folder / "aws.sqlite")
        self._someone_else = boto3.Session("someone", "else", region_name="us-east-1")
        self.aws.attach(self._someone_else)
        self._seen = 0
        self._untold: list[str] = []

    def calls(self) -> list[str]:
        """The operations that AWS was called for since this was last asked, in order."""
        told, self._untold = [*self._untold, *self._new_calls()], []
        return told

    def outside(self, service: str, operation: str, **params: Any) -> Any:
        """A call by someone else, behind Pulumi's back; `calls` does not tell of it."""
        self._untold += self._new_calls()
        reply = getattr(self._someone_else.client(service), xform_name(operation))(**params)
        self._new_calls()
        return reply

    def state(self) -> dict[str, dict[str, Any]]:
        """The resources in the state, by logical name, as the backend keeps them."""
        (file,) = self.backend.glob(".pulumi/stacks/*/dev.json")
        resources = json.loads(file.read_text())["checkpoint"]["latest"].get("resources", [])
        return {_name(resource["urn"]): resource for resource in resources if _is_ours(resource["type"])}

    def _new_calls(self) -> list[str]:
        new = self.aws.calls(after=self._seen)
        self._seen = new[-1].seq if new else self._seen
        return [call.operation for call in new]


class Stack(LocalLife):
    """A stack of a YAML program."""

    def __init__(
        self, folder: Path, home: Path, example: Path | None = None, *, newborn: Stack | None = None
    ) -> None:
        """A new stack of `example`, or of nothing: then by copying `newborn`, which takes no time."""
        super().__init__(folder, home, example)
        if not example:
            self.write({})
        if newborn:
            shutil.copytree(newborn.backend, self.backend, dirs_exist_ok=True)
            shutil.copy(newborn.project / "Pulumi.dev.yaml", self.project)
        else:
            self.pulumi("stack", "init", "dev")

    def write(self, program: Program, config: Mapping[str, Any] = CONFIG) -> None:
        """Make `program` the stack's."""
        project = {"name": "life", "runtime": "yaml", "config": config, "resources": program}
        (self.project / "Pulumi.yaml").write_text(json.dumps(project, indent=1))  # JSON is YAML

    def preview(self, program: Program | None = None, **how: Any) -> Run:
        """`pulumi preview`, of `program` if one is given."""
        return self._run("preview", "--diff", program=program, **how)

    def up(self, program: Program | None = None, *options: str, **how: Any) -> Run:
        """`pulumi up`, of `program` if one is given."""
        return self._run("up", "--yes", "--skip-preview", *options, program=program, **how)

    def refresh(self, **how: Any) -> Run:
        """`pulumi refresh`."""
        return self._run("refresh", "--yes", "--skip-preview", **how)

    def destroy(self, **how: Any) -> Run:
        """`pulumi destroy`."""
        return self._run("destroy", "--yes", "--skip-preview", **how)

    def import_(self, *arguments: str, **how: Any) -> Run:
        """`pulumi import`."""
        return self._run("import", "--yes", "--skip-preview", *arguments, **how)

    def export(self) -> str:
        """The state as `pulumi stack export` prints it."""
        return self.pulumi("stack", "export").stdout

    def _run(
        self,
        *command: str,
        program: Program | None = None,
        config: Mapping[str, Any] = CONFIG,
        env: Mapping[str, str] | None = None,
        fails: bool | None = False,
    ) -> Run:
        """Run `pulumi`, of `program` under `config` if one is given; it `fails` when that is said, or may
        (None)."""
        if program is not None:
            self.write(program, config)
        events = self.folder / "events"
        events.unlink(missing_ok=True)
        arguments = [*command, "--suppress-progress", "--non-interactive", "--event-log", str(events)]
        done = self.pulumi(*arguments, check=False, env={"PULUMI_DEBUG_COMMANDS": "true", **(env or {})})
        lines = events.read_text().splitlines() if events.exists() else []
        found = [EngineEvent.from_json(json.loads(line)) for line in lines]
        return _told(found, done.stdout + done.stderr, ok=done.returncode == 0, fails=fails)

    def pulumi(
        self, *arguments: str, check: bool = True, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line in the program's folder."""
        done = subprocess.run(
            ["pulumi", *arguments, "--color=never"],
            cwd=self.project,
            env={**self.env, **(env or {})},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done


class InlineStack(LocalLife):
    """A stack of the Python program in a folder."""

    def __init__(self, folder: Path, home: Path, example: Path) -> None:
        super().__init__(folder, home, example)
        options = automation.LocalWorkspaceOptions(
            work_dir=str(self.project),
            env_vars=self.env,
            pulumi_command=automation.PulumiCommand(str(ROOT / ".tools")),
        )
        # The project's name is the one in its Pulumi.yaml.
        self._stack = automation.create_stack("dev", project_name="", program=self._main, opts=options)

    def _main(self) -> None:
        """Run the program as Pulumi's own language host does."""
        runpy.run_path(str(self.project), run_name="__main__")

    def preview(self, **how: Any) -> Run:
        """`pulumi preview`."""
        return self._run(self._stack.preview, diff=True, **how)

    def up(self, **how: Any) -> Run:
        """`pulumi up`."""
        return self._run(self._stack.up, **how)

    def refresh(self, **how: Any) -> Run:
        """`pulumi refresh`."""
        return self._run(self._stack.refresh, **how)

    def destroy(self, **how: Any) -> Run:
        """`pulumi destroy`."""
        return self._run(self._stack.destroy, **how)

    def _run(self, operation: Callable[..., Any], *, fails: bool = False, **how: Any) -> Run:
        events: list[EngineEvent] = []
        try:
            done = operation(on_event=events.append, color="never", suppress_progress=True, **how)
        except automation.CommandError as error:
            return _told(events, str(error), ok=False, fails=fails)
        return _told(events, done.stdout + done.stderr, ok=True, fails=fails)


def _told(events: Iterable[EngineEvent], text: str, *, ok: bool, fails: bool | None) -> Run:
    """What the engine's events and its output tell; a run that does not end as it has to fails the test."""
    assert fails is None or ok is not fails, text
    steps, errors = [], []
    for event in events:
        step = event.res_outputs_event or event.res_op_failed_event
        if step and _is_ours(step.metadata.type):
            steps.append(Step(step.metadata.op.value, _name(step.metadata.urn), step.metadata))
        said = event.diagnostic_event
        if said and said.severity == "error" and not said.message.startswith(ECHOES):
            errors.append(said.message.strip())
    assert "Traceback" not in text, text
    return Run(ok, text, tuple(steps), tuple(dict.fromkeys(errors)))


def _is_ours(token: str) -> bool:
    """Whether a resource is neither the stack nor a provider."""
    return not token.startswith(("pulumi:pulumi:", "pulumi:providers:"))


def _name(urn: str) -> str:
    """The logical name in a URN."""
    return urn.rsplit("::", 1)[-1]
