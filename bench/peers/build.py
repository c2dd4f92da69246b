"""OpenTofu and terraform-provider-aws, built by Go from the modules beside this file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bench.results import ROOT
from bench.statistics import say
from tools.setup.golang import find_go

HERE = Path(__file__).parent
PEERS = ROOT / ".tools" / "peers"
TOFU = PEERS / "tofu"
PROVIDER = PEERS / "terraform-provider-aws"


def build() -> None:
    """Build what is not there; Go keeps what it compiled, so that a second try goes on where one ended."""
    PEERS.mkdir(parents=True, exist_ok=True)
    _build(HERE / "opentofu", TOFU, "5 to 10 minutes")
    _build(HERE / "aws", PROVIDER, "30 to 60 minutes on two processors, 12 GB of memory")


def _build(module: Path, binary: Path, long: str) -> None:
    if binary.exists():
        return
    say(f"peers: building {binary.name} with Go: {long}")
    # With go.sum checked in no checksum database is asked; no more than two compilers, for the memory.
    env = {**os.environ, "GOFLAGS": "-p=2 -buildvcs=false -mod=readonly", "GONOSUMDB": "*"}
    new = binary.with_suffix(".new")
    command = [find_go(), "build", "-ldflags", "-s -w", "-o", str(new), "tool"]
    subprocess.run(command, cwd=module, env=env, check=True)
    new.replace(binary)
