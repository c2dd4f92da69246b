"""CPU and memory of processes, read from /proc; and of a command with everything it starts.

``python -m bench.processes COMMAND…`` runs a command and prints what it cost as JSON. It is a process
of its own because it adopts what the command leaves behind (plugins outlive the engine by a moment),
so that nothing is missed.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PR_SET_CHILD_SUBREAPER = 36
MB = 1e6


def cpu_seconds(pid: int) -> float:
    """The CPU time that a running process has used, in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> float:
    """The resident memory of a process, in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / MB


@dataclass(frozen=True)
class Cost:
    """What a command and all that it started took."""

    ok: bool
    wall: float
    cpu: float
    """Seconds, of all processes together."""
    peak: float
    """MB resident at once, of all processes together, by samples."""
    by_name: dict[str, float]
    """Process name to the most MB that its processes had together."""
    output: str


def cost_of(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Cost:
    """Run a command and measure it.

    Raises:
        RuntimeError: it failed.
    """
    measuring = [sys.executable, "-m", "bench.processes", *command]
    here = str(Path(__file__).resolve().parent.parent)
    path = {**env, "PYTHONPATH": here, "BENCH_CWD": str(cwd)}
    done = subprocess.run(measuring, cwd=here, env=path, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    cost = Cost(**json.loads(done.stdout))
    if not cost.ok:
        raise RuntimeError(f"{' '.join(command)}:\n{cost.output}")
    return cost


def _main(command: list[str]) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "BENCH_CWD")}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=os.environ["BENCH_CWD"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    sampler = _Sampler()
    sampler.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - began
    _reap()
    sampler.over.set()
    sampler.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    cost = Cost(process.returncode == 0, wall, cpu, sampler.peak, dict(sampler.by_name), output[-20_000:])
    print(json.dumps(cost.__dict__))


def _reap() -> None:
    """Wait for every process that the command left behind."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


class _Sampler(threading.Thread):
    """Looks ten times a second how much memory this process's descendants have."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.peak = 0.0
        self.by_name: dict[str, float] = {}

    def run(self) -> None:
        while not self.over.wait(0.1):
            sizes: defaultdict[str, float] = defaultdict(float)
            for pid, name in _descendants(os.getpid()):
                try:
                    sizes[name] += resident(pid)
                except OSError:
                    continue
            self.peak = max(self.peak, sum(sizes.values()))
            for name, size in sizes.items():
                self.by_name[name] = max(size, self.by_name.get(name, 0.0))


def _descendants(root: int) -> Iterator[tuple[int, str]]:
    children: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            name = text.partition("(")[2].rpartition(")")[0]
            children[int(text.rpartition(")")[2].split()[1])].append((int(entry), name))
    waiting = list(children[root])
    while waiting:
        found = waiting.pop()
        yield found
        waiting += children[found[0]]


if __name__ == "__main__":
    _main(sys.argv[1:])
