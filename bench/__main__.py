"""Measure, draw, and write it down: ``python -m bench [NAME…]``; everything if nothing is named.

``report`` measures nothing: it draws and writes what was measured before.
"""

from __future__ import annotations

import argparse
import importlib
import time

from bench import charts, report, results
from bench.statistics import say

NAMES = ("start", "calls", "refresh", "directory", "overhead", "throughput", "pace", "size", "server")


def main() -> None:
    """Run the measurements named, and write results.json, the table and the charts anew."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*NAMES, "report"]))
    names = parser.parse_args().names or NAMES
    if unknown := set(names) - {*NAMES, "report"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    for name in names:
        if name != "report":
            measure(name)
    charts.draw(results.load())
    report.write(results.load())
    say("docs/performance.md is written")


def measure(name: str) -> None:
    """Run one measurement, keep it, and say what is beyond its bar."""
    began = time.perf_counter()
    result = importlib.import_module(f"bench.{name}").measure()
    results.keep(name, result, time.perf_counter() - began)
    missed = [row.what for row in result.rows if row.kept is False]
    say(f"{name}: {len(result.rows)} numbers, {len(missed)} beyond their bar")
    for what in missed:
        say(f"  {what}")


if __name__ == "__main__":
    main()
