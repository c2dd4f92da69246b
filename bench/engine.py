"""The real engine on a YAML program of groups: what a command costs, all processes together."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_groups import __version__
from aws_groups.package import installation
from bench.cloud import BIN, STORE_ID, environment
from bench.plugin import LOCAL
from bench.processes import Cost, cost_of
from bench.results import ROOT

TOOLS = ROOT / ".tools" / "bin"
PLUGIN = BIN / installation.EXECUTABLE

STEPS = {
    "create": ("up", "--yes", "--skip-preview"),
    "preview, no change": ("preview",),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "update": ("up", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
"""The life of a stack. Between `refresh` and `update` every description changes."""


class Stack:
    """A stack of nothing but groups, its state in files, its plugins installed as users have them.

    Pulumi writes a state that is in files whole at each step of each resource, so that its own time
    grows with the square of their number; without ``checkpoints`` it does so once, at the end.
    """

    def __init__(
        self,
        folder: Path,
        *,
        store: Path,
        config: Mapping[str, str] = LOCAL,
        checkpoints: bool = True,
        plugin: Path = PLUGIN,
    ) -> None:
        self._folder = folder / "project"
        self._config = {f"aws-groups:{name}": value for name, value in config.items()}
        self._folder.mkdir(parents=True)
        (folder / "state").mkdir()
        installation.link(folder / "home", installation.PLUGIN, __version__, plugin)
        installation.link(folder / "home", "language-yaml", "1.0.0", TOOLS / "pulumi-language-yaml")
        inherited = environment(store)
        self._env = {
            **inherited,
            "PATH": os.pathsep.join([str(TOOLS), inherited.get("PATH", os.defpath)]),
            "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
            "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        if not checkpoints:
            self._env |= {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
        self.write(0, "")
        self.run("stack", "init", "dev")

    def write(self, groups: int, description: str) -> None:
        """Make the program one of so many groups, all with that description."""
        self.write_resources(
            {
                f"group-{number}": {
                    "type": "aws-groups:identitystore:Group",
                    "properties": {
                        "identityStoreId": STORE_ID,
                        "displayName": f"group-{number}",
                        "description": description,
                    },
                }
                for number in range(groups)
            }
        )

    def write_resources(self, resources: Mapping[str, Any]) -> None:
        """Make the program one of these resources."""
        project = {"name": "bench", "runtime": "yaml", "config": self._config, "resources": resources}
        (self._folder / "Pulumi.yaml").write_text(json.dumps(project))

    def run(self, *arguments: str) -> Cost:
        """Run pulumi and measure it."""
        return cost_of(
            ["pulumi", *arguments, "--non-interactive", "--color=never"], cwd=self._folder, env=self._env
        )

    def adopt(self, ids: Sequence[str]) -> None:
        """Have the groups of these ids in the state, as if the stack had made them.

        Needs a stack of one group, which is what their state is modelled on.
        """
        file = self._folder / "state.json"
        self.run("stack", "export", "--file", str(file))
        state = json.loads(file.read_text())
        resources = state["deployment"]["resources"]
        model = resources.pop()
        for number, id in enumerate(ids):
            urn = model["urn"].rpartition("::")[0] + f"::group-{number}"
            told = {"displayName": f"made-{number}", "description": "made"}
            inputs = {**model["inputs"], **told}
            outputs = {**model["outputs"], **told, "groupId": id.partition("/")[2]}
            resources.append({**model, "urn": urn, "id": id, "inputs": inputs, "outputs": outputs})
        file.write_text(json.dumps(state))
        self.run("stack", "import", "--file", str(file))

    def life(
        self,
        groups: int,
        steps: Mapping[str, tuple[str, ...]] = STEPS,
        after: Callable[[str], None] = lambda step: None,
    ) -> dict[str, Cost]:
        """Each step of the life of so many groups, and what it cost; ``after`` is called when it is done."""
        self.write(groups, "made by the bench")
        costs = {}
        for name, command in steps.items():
            if name == "update":
                self.write(groups, "changed by the bench")
            quiet = () if command[0] == "preview" else ("--suppress-outputs",)
            costs[name] = self.run(*command, *quiet)
            after(name)
        return costs
