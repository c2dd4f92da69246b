"""Build the peers if they are not there, measure both sides, write it down."""

from __future__ import annotations

import time

from bench import charts, report, results
from bench.peers import build, compare, sdk


def main() -> None:
    """Run it all."""
    build.build()
    began = time.perf_counter()
    found = sdk.measure()
    result = compare.measure()
    result.rows += found.rows
    result.tables.update(found.tables)
    results.keep("peers", result, time.perf_counter() - began)
    charts.draw(results.load())
    report.write(results.load())


if __name__ == "__main__":
    main()
