"""`.venv/`: a Python that will do, and the packages of the lock."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import textwrap
from collections.abc import Sequence

from tools.setup.commands import ROOT, VENV, Missing, digest, read_stamp, run, say, search_path, write_stamp

LOCK = ROOT / "requirements" / "dev.txt"
SDK = ROOT / "sdk" / "python"
DISTRIBUTIONS = {"aws-groups": ROOT, "pulumi-aws-groups": SDK}
"""The plugin and its SDK, by where each is built from."""
PROJECT = (
    ROOT / "pyproject.toml",
    ROOT / "provider" / "aws_groups" / "__init__.py",
    SDK / "pyproject.toml",
)
PYTHONS = ((3, 13), (3, 14), (3, 12), (3, 11), (3, 10))
"""The versions that will do, those first that the tests have run on."""
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
    raise Missing(f"no Python 3.10 to 3.14 with its venv module; name one with `make setup PYTHON=…`:{tried}")


def get_packages() -> None:
    """Install the lock, and over it the plugin and its SDK, both editable."""
    stamp = read_stamp(VENV_STAMP)
    lock, project = digest(LOCK), digest(*PROJECT)
    if stamp.get("lock") != lock:
        say("installing the Python packages of requirements/dev.txt: about a minute")
        command = [*pip("install"), "--require-hashes", "-r", LOCK]
        run(command, failure="pip could not install the packages")
        stamp["lock"] = lock
        write_stamp(VENV_STAMP, stamp)
    if stamp.get("project") != project:
        say("installing the plugin and its SDK, editable")
        install_project()
        write_stamp(VENV_STAMP, {**stamp, "project": project, "root": str(ROOT)})


def install_project() -> None:
    """Install what is developed here, after removing it: until 0.1.0 the plugin had the SDK's name,
    and pip, which goes by names, would take its files away later."""
    run([*pip("uninstall"), "--yes", *DISTRIBUTIONS], failure="pip could not remove the old installation")
    command = [*pip("install"), "--no-deps", "--no-build-isolation"]
    # setuptools then writes the folder's path, and no import hook that each Python would run.
    command += ["--config-settings", "editable_mode=compat"]
    for place in DISTRIBUTIONS.values():
        command += ["--editable", place]
    run(command, failure="pip could not install the project")


def pip(command: str) -> list[object]:
    """The beginning of a pip command in `.venv/`."""
    quietly = ["--quiet", "--disable-pip-version-check"]
    return [VENV / "bin" / "python", "-m", "pip", command, *quietly]
