"""``aws-groups``: the local AWS over HTTP, and the package's schema."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from aws_groups import __version__


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it did what it was asked."""
    options = _parser().parse_args(arguments)
    if options.command == "local":
        return _local(options)
    return _schema()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aws-groups", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
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
    commands.add_parser("schema", help="print the Pulumi package schema")
    return parser


def _local(options: argparse.Namespace) -> int:
    from aws_groups.aws.session import local_store
    from aws_groups.local import Fault, main_local

    try:
        faults = [Fault.parse(text) for text in options.fault]
    except ValueError as error:
        print(f"aws-groups local: {error}", file=sys.stderr)
        return 2
    main_local(port=options.port, store=options.store or local_store(), faults=faults)
    return 0


def _schema() -> int:
    from aws_groups.plugin.schema import package_schema

    print(json.dumps(package_schema(), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
