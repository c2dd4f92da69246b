"""Putting the plugin where the engine looks for plugins."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from aws_groups import __version__
from aws_groups.values import PACKAGE

PLUGIN = f"resource-{PACKAGE}"
EXECUTABLE = f"pulumi-{PLUGIN}"
DISTRIBUTION = PACKAGE
"""What pip calls the plugin. The generated SDK has the name ``pulumi-aws-groups``."""


def install(home: Path) -> Path:
    """Link this environment's plugin into ``home``, Pulumi's; returns the link.

    There the engine finds it without PATH, and keeps its schema, which it asks a plugin on PATH
    for in each run; a link made anew is a plugin made anew to it. But one on PATH goes before it
    (https://www.pulumi.com/docs/iac/concepts/plugins/).

    Raises:
        FileNotFoundError: pip has put no plugin anywhere.
    """
    return link(home, PLUGIN, __version__, _executable())


def link(home: Path, plugin: str, version: str, executable: Path) -> Path:
    """Link ``executable`` into ``home`` as the plugin of that name (``language-yaml``); returns the link."""
    place = home / "plugins" / f"{plugin}-v{version}" / f"pulumi-{plugin}{executable.suffix}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(executable)
    return place


def _executable() -> Path:
    """The plugin's executable where pip put it, which may be no folder of this interpreter's."""
    try:
        ours = files(DISTRIBUTION) or []
    except PackageNotFoundError:
        ours = []
    for file in ours:
        if file.stem == EXECUTABLE:
            return Path(os.path.normpath(file.locate()))
    raise FileNotFoundError(f"there is no {EXECUTABLE}: install {DISTRIBUTION} with pip first")
