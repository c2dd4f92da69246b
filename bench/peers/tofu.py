"""OpenTofu with terraform-provider-aws, on groups: what each command costs."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench.cloud import STORE_ID, environment
from bench.peers.build import PROVIDER, TOFU
from bench.processes import Cost, cost_of, resident

VERSION = "6.47.0"
"""What the provider is called in the mirror; tofu wants a number, the build has none."""

STEPS = {
    "create": ("apply", "-auto-approve"),
    "plan, no change": ("plan",),
    "refresh": ("apply", "-refresh-only", "-auto-approve"),
    "update": ("apply", "-auto-approve"),
    "destroy": ("destroy", "-auto-approve"),
}


class Tofu:
    """A folder with a program of groups, initialised from a mirror as a user's is from the registry."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        platform = folder / "mirror" / "registry.opentofu.org" / "hashicorp" / "aws" / VERSION / "linux_amd64"
        platform.mkdir(parents=True)
        os.link(PROVIDER, platform / f"terraform-provider-aws_v{VERSION}")
        mirror = f'filesystem_mirror {{ path = "{folder / "mirror"}" }}'
        (folder / "tofurc").write_text(f"provider_installation {{ {mirror} }}\n")
        (folder / "main.tf.json").write_text(json.dumps(_program(url)))
        self._env = {
            **environment(folder / "none"),
            "TF_CLI_CONFIG_FILE": str(folder / "tofurc"),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
        }
        self._run("init")

    def life(self, groups: int, after: Callable[[str], None]) -> dict[str, Cost]:
        """Each step of the life of so many groups, and what it cost; ``after`` is called when it is done."""
        costs = {}
        for name, command in STEPS.items():
            description = "made by the bench"
            if name in ("update", "destroy"):
                description = "changed by the bench"
            costs[name] = self._run(*command, f"-var=groups={groups}", f"-var=description={description}")
            after(name)
        return costs

    def _run(self, *arguments: str) -> Cost:
        return cost_of([str(TOFU), *arguments, "-no-color"], cwd=self._folder, env=self._env)


def _program(url: str) -> dict[str, object]:
    skipped = ("credentials_validation", "requesting_account_id", "metadata_api_check", "region_validation")
    provider = {
        "region": "us-east-1",
        "access_key": "local",
        "secret_key": "local",
        "endpoints": {"identitystore": url},
        **{f"skip_{name}": True for name in skipped},
    }
    group = {
        "count": "${var.groups}",
        "identity_store_id": STORE_ID,
        "display_name": "group-${count.index}",
        "description": "${var.description}",
    }
    return {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "variable": {"groups": {"type": "number"}, "description": {"type": "string"}},
        "provider": {"aws": provider},
        "resource": {"aws_identitystore_group": {"it": group}},
    }


def size() -> float:
    """MB of the provider's binary."""
    return PROVIDER.stat().st_size / 1e6


def start() -> tuple[float, float]:
    """Seconds from exec to the provider's handshake on stdout, and the MB it then has."""
    cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
    env = {**os.environ, "TF_PLUGIN_MAGIC_COOKIE": cookie, "PLUGIN_PROTOCOL_VERSIONS": "5"}
    began = time.perf_counter()
    with subprocess.Popen([PROVIDER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds, memory = time.perf_counter() - began, resident(process.pid)
        process.kill()
    return seconds, memory
