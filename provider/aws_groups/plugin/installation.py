"""Putting the plugin where the engine looks for plugins."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from aws_groups import __version__
from aws_groups.resources import PACKAGE

EXECUTABLE = f"pulumi-resource-{PACKAGE}"


def install(home: Path) -> Path:
    """Link this environment's plugin into ``home``, Pulumi's; returns the link.

    There the engine finds it whatever is on PATH, and keeps its schema, which it asks a plugin on PATH
    for in each run; a link made anew is a plugin made anew to it. But one on PATH goes before it
    (https://www.pulumi.com/docs/iac/concepts/plugins/).

    Raises:
        FileNotFoundError: this environment has no such executable.
    """
    executable = Path(sysconfig.get_path("scripts"), EXECUTABLE)
    if not executable.exists():
        raise FileNotFoundError(f"there is no {executable}: install pulumi-aws-groups with pip first")
    link = home / "plugins" / f"resource-{PACKAGE}-v{__version__}" / EXECUTABLE
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(executable)
    return link
