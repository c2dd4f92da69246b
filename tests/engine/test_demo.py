"""`make demo`: it tells its story to the end, fails when a step goes wrong, and leaves nothing behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.harness import ROOT, TIMEOUT

pytestmark = pytest.mark.engine


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python with temporary files in `folder`, and somebody's settings in its way."""
    in_the_way = {"AWS_PROFILE": "nobody", "PULUMI_BACKEND_URL": "file:///nowhere", "PULUMI_STACK": "other"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **in_the_way, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def processes_of(folder: Path) -> list[str]:
    """The processes that work with files in `folder`, as far as this system tells."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{folder}".encode() in environ.read_bytes():
                found.append(environ.parent.name)
        except OSError:
            continue
    return found


def test_the_demo_tells_its_story_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run("tools/demo.py", folder=tmp_path)

    assert done.returncode == 0, done.stdout
    for part in (
        "── 1. A preview knows what it can, and calls nothing ──",
        "description removed",
        "412 PreconditionFailed",
        'AWS now "may sign links, says Dana", program "may sign links and cookies"',
        "contractors imported",
        "    - 6 deleted",
        "nothing is left of it",
    ):
        assert part in done.stdout, done.stdout
    assert done.stdout.count("AWS calls: none") == 3, "of three previews"
    assert "warning: using" not in done.stdout
    assert list(tmp_path.iterdir()) == []
    deadline = time.monotonic() + 5
    while processes_of(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes_of(tmp_path) == []


def test_a_demo_whose_step_does_something_else_fails(tmp_path: Path) -> None:
    otherwise = (
        "import tools.demo as demo\n"
        "demo.make_and_edit = lambda told: told.pulumi('preview', calls=['CreateGroup'])\n"
        "raise SystemExit(demo.main())\n"
    )

    done = run("-c", otherwise, folder=tmp_path)

    assert done.returncode == 1, done.stdout
    assert "The demo failed: `pulumi preview` called [], not ['CreateGroup']" in done.stdout
    assert list(tmp_path.iterdir()) == []
