"""The soak: every kill, random lives with kills, and wire fuzzing, for an hour at most.

    make soak ARGS="--minutes 10 --lives 50 --seed 7"

It prints its seed, each failure as the command that lives through it again, and the table of outcomes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from tests.engine.harness import Stack, install_plugins
from tests.kills import cases, lives
from tests.kills.account import Harm, Harmed
from tests.kills.aws import Step
from tests.kills.cases import KINDS

PROCESSES = 2
MINUTES = 60.0
LIVES = 400
FUZZ = "tests.plugin.fuzz"
FUZZ_CALLS = 2_500
FUZZ_TIMES = 20

AT_ONCE, TAKEN, AGAIN, STUCK = "at once", "taken: way out", "told: again", "other failure"
"""How it came out: `up` was green at once; a name was taken, and its message was followed; another message
was; there was no way out, or it hung."""
COLUMNS = [AT_ONCE, TAKEN, AGAIN, *(harm.value for harm in Harm), STUCK]
LIFE, FUZZING = "random life", "wire fuzzing"


class Task(NamedTuple):
    """One thing to live through."""

    row: str
    """Its row in the table."""
    replay: str
    """The arguments that do it again."""
    what: cases.Case | lives.Plan | int
    """A case, a life, or the seed of some wire fuzzing."""


class Outcome(NamedTuple):
    """How it came out."""

    task: Task
    column: str
    text: str
    """What was wrong."""
    counts: Counter[str]


def main() -> int:
    """Run the soak. Returns 1 if anything was wrong."""
    asked = arguments()
    todo = list(tasks(asked))
    print(f"{len(todo)} to do, {PROCESSES} at a time, {asked.minutes:g} minutes at most, seed {asked.seed}")
    began, outcomes = time.monotonic(), list[Outcome]()
    for outcome in _outcomes(todo, until=began + asked.minutes * 60):
        outcomes.append(outcome)
        if outcome.text:
            print(f'\nFAILED: make soak ARGS="{outcome.task.replay}"\n{outcome.text}\n', flush=True)
        if len(outcomes) % 20 == 0:
            print(f"{time.monotonic() - began:.0f} s: {len(outcomes)} of {len(todo)} done", flush=True)
    print(f"\n{len(outcomes)} of {len(todo)} done in {(time.monotonic() - began) / 60:.1f} minutes\n")
    print(*_table(outcomes), sep="\n")
    counts = sum((outcome.counts for outcome in outcomes), Counter[str]())
    print("\nin the lives:", ", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing")
    return int(any(outcome.text for outcome in outcomes))


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="after these nothing more is begun")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--lives", type=int, default=LIVES, help="how many random lives")
    parser.add_argument("--case", type=int, help="only the case of this number, with its seed")
    parser.add_argument("--life", type=int, help="only the life of this seed")
    parser.add_argument("--updates", type=int, default=lives.MOST_UPDATES, help="of that life, at most")
    parser.add_argument("--names", default=",".join(lives.NAMES), help="the resources of that life")
    parser.add_argument("--fuzz", type=int, help="only the wire fuzzing of this seed")
    return parser.parse_args(words)


def tasks(asked: argparse.Namespace) -> Iterator[Task]:
    """What is to be done, mixed: where the time ends before the tasks do, there is some of each."""
    if asked.life is not None:
        yield life(lives.Plan(asked.life, asked.updates, tuple(asked.names.split(","))))
        return
    if asked.fuzz is not None:
        yield _fuzzing(asked.fuzz)
        return
    every = [
        Task(_row(case), f"--seed {asked.seed} --case {number}", case)
        for number, case in enumerate(cases.all_cases(asked.seed))
    ]
    if asked.case is not None:
        yield every[asked.case]
        return
    every += [life(lives.Plan(asked.seed + number)) for number in range(asked.lives)]
    if find_spec(FUZZ):
        every += [_fuzzing(asked.seed + number) for number in range(FUZZ_TIMES)]
    yield from random.Random(asked.seed).sample(every, len(every))


def _row(case: cases.Case) -> str:
    return f"{case.kind}: {case.step.value}"


def life(plan: lives.Plan) -> Task:
    return Task(LIFE, str(plan), plan)


def _fuzzing(seed: int) -> Task:
    return Task(FUZZING, f"--fuzz {seed}", seed)


def _outcomes(todo: list[Task], until: float) -> Iterator[Outcome]:
    """How each task came out. After `until` none is begun."""
    with (
        tempfile.TemporaryDirectory(prefix="soak") as folder,
        ProcessPoolExecutor(PROCESSES, get_context("spawn"), _begin, (folder,)) as processes,
    ):
        waiting, running = iter(todo), set[Future[Outcome]]()
        while True:
            while len(running) < PROCESSES and time.monotonic() < until and (task := next(waiting, None)):
                running.add(processes.submit(play, task))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)


class _Place(NamedTuple):
    """What the lives of one process share."""

    folder: Path
    home: Path
    newborn: Stack


_place: _Place


def _begin(folder: str) -> None:
    """Make a process ready: nobody's AWS account, a PULUMI_HOME, and a stack to be copied."""
    global _place
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    own = Path(tempfile.mkdtemp(dir=folder))
    home, newborn = own / "home", own / "newborn"
    home.mkdir()
    newborn.mkdir()
    install_plugins(home)
    _place = _Place(own, home, Stack(newborn, home))


def play(task: Task, played: Callable[[Task], Outcome] | None = None) -> Outcome:
    """Live through one task; a life that fails is made smaller for as long as it fails.

    Args:
        played: how a task is lived through, but for that.
    """
    played = played or _played
    outcome = played(task)
    while outcome.text and isinstance(task.what, lives.Plan):
        smaller = (played(life(plan)) for plan in task.what.smaller())
        failed = next((one for one in smaller if one.text), None)
        if failed is None:
            break
        outcome, task = failed, failed.task
    return outcome


def _played(task: Task) -> Outcome:
    counts = Counter[str]()
    try:
        if isinstance(task.what, int):
            return _fuzzed(task, task.what)
        folder = Path(tempfile.mkdtemp(dir=_place.folder))
        try:
            if isinstance(task.what, cases.Case):
                done = cases.play(task.what, folder, _place.home, _place.newborn)
            else:
                done, counts = lives.play(task.what, folder, _place.home, _place.newborn)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except Harmed as error:
        return Outcome(task, error.harm.value, f"{task.what}\n{error}", counts)
    except Exception as error:
        return Outcome(task, STUCK, f"{task.what}\n{type(error).__name__}: {error}", counts)
    return Outcome(task, _column(done), "", counts)


def _fuzzed(task: Task, seed: int) -> Outcome:
    # Its module comes with its own tests.
    fuzz: Any = __import__(FUZZ, fromlist=["fuzz"]).fuzz
    failures = fuzz(seed, FUZZ_CALLS)
    return Outcome(task, STUCK if failures else AT_ONCE, "\n".join(failures), Counter())


def _column(done: list[str]) -> str:
    """The column of what went well, by what the messages told to do."""
    if {"import", "onTaken: adopt", "another name"} & set(done):
        return TAKEN
    return AGAIN if done else AT_ONCE


def _table(outcomes: list[Outcome]) -> Iterator[str]:
    """The outcomes, a line for each kind and step, in Markdown."""
    rows = [f"{kind}: {step.value}" for kind in KINDS for step in Step]
    count = Counter((outcome.task.row, outcome.column) for outcome in outcomes)
    yield "| | " + " | ".join(COLUMNS) + " |"
    yield "|---|" + "---|" * len(COLUMNS)
    for row in [*rows, LIFE, FUZZING]:
        yield f"| {row} | " + " | ".join(str(count[row, column]) for column in COLUMNS) + " |"


if __name__ == "__main__":
    sys.exit(main())
