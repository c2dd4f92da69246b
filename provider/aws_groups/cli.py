"""``aws-groups``: putting the plugin in its place, the local AWS over HTTP, the schema and the reference."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from aws_groups import __version__


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it did what it was asked."""
    options = _parser().parse_args(arguments)
    if options.command == "local":
        return _local(options)
    if options.command == "install":
        return _install()
    print(_schema() if options.command == "schema" else _reference())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aws-groups", description=(__doc__ or "").replace("`", ""))
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="put the plugin where the engine finds it without PATH")
    local = commands.add_parser("local", help="serve the local AWS over HTTP until interrupted")
    local.add_argument("--port", type=int, default=0, help="the port; a free one if not given")
    local.add_argument("--store", type=Path, help="the SQLite file it keeps; the plugin's own if not given")
    local.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="OPERATION=KIND[,…]",
        help="a fault on demand, such as UpdateGroup=drop-after,times=1; may be given again",
    )
    local.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting, such as public_keys=50, which the store keeps; may be given again",
    )
    commands.add_parser("schema", help="print the Pulumi package schema")
    commands.add_parser("reference", help="print the reference of resources and configuration")
    return parser


def _install() -> int:
    from aws_groups.package.installation import EXECUTABLE, install

    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    try:
        link = install(home)
    except OSError as error:
        print(f"aws-groups install: {error}", file=sys.stderr)
        return 1
    print(f"{link}\n  links to {link.readlink()}; `pulumi plugin rm resource aws-groups` removes it.")
    if (on_path := shutil.which(EXECUTABLE)) and not os.environ.get("PULUMI_IGNORE_AMBIENT_PLUGINS"):
        print(
            f"The engine goes by PATH first, and finds {on_path} there, of which it warns in each run: "
            "set PULUMI_IGNORE_AMBIENT_PLUGINS=true to have it take the link."
        )
    return 0


def _local(options: argparse.Namespace) -> int:
    from aws_groups.aws.session import local_store
    from aws_groups.local import Fault, main_local, parse_settings

    try:
        faults = [Fault.parse(text) for text in options.fault]
        settings = parse_settings(options.set)
        main_local(options.port, options.store or local_store(), faults, settings)
    except (OSError, ValueError) as error:
        print(f"aws-groups local: {error}", file=sys.stderr)
        return 2 if isinstance(error, ValueError) else 1
    return 0


def _schema() -> str:
    from aws_groups.package.schema import package_schema

    return json.dumps(package_schema(), indent=2)


def _reference() -> str:
    from aws_groups.package.reference import reference

    return reference().rstrip()


if __name__ == "__main__":
    sys.exit(main())
