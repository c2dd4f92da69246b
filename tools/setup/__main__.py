"""Get what the project is worked on with: `.venv/`, and the Pulumi CLI in `.tools/bin/`.

    python3 -m tools.setup [--python PYTHON]    all of it; a second time it only looks (make setup)
    python3 -m tools.setup gen-sdk              the SDK generator, which only `make sdk` needs

The Python packages are those of requirements/dev.txt, by their hashes. Pulumi is the one on PATH if
it is recent and whole, else what Pulumi's own installer brings, else built by Go from tools/pulumi
and tools/pulumi-yaml, whose go.mod and go.sum say exactly what is built.

Only the standard library, and nothing newer than Python 3.8: the bare python3 runs this.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import sys
from collections.abc import Iterator

from tools.setup.commands import TOOLS, Missing, say
from tools.setup.golang import get_gen_sdk
from tools.setup.packages import get_packages, get_venv
from tools.setup.pulumi_cli import get_pulumi


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="?", choices=["gen-sdk"], help="only this piece")
    parser.add_argument("--python", help="the Python 3.10 to 3.14 to use")
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


if __name__ == "__main__":
    main()
