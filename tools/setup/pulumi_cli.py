"""The Pulumi CLI in `.tools/bin`: the one on PATH, or its own installer's, or built by Go."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.setup.commands import (
    BIN,
    TOOLS,
    VENV,
    Missing,
    digest,
    read_stamp,
    replacing,
    run,
    say,
    search_path,
    write_stamp,
)
from tools.setup.golang import CLI_MODULE, GO_FILES, YAML_MODULE, build_with_go

OLDEST_PULUMI = (3, 200)
PULUMI = ("pulumi", "pulumi-language-yaml", "pulumi-resource-pulumi-python")
UNREACHABLE_AFTER = 15  # seconds without a word from Pulumi's site
INSTALLER_ENDS_AFTER = 600  # seconds for its download of about 200 MB
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
