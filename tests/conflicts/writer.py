"""One of many writers of a key group: a process of its own, which does as `pulumi refresh` and `up` do."""

from __future__ import annotations

import os
from typing import NamedTuple

from aws_groups import lifecycle
from aws_groups.aws import Config, Connection, silent
from aws_groups.lifecycle import Run
from aws_groups.resources import RESOURCES
from aws_groups.updates.guard import Conflict

TRIES = 5


class Report(NamedTuple):
    """What a writer says of its updates, by the key that each was to add."""

    done: list[str]
    failed: list[str]
    conflicts: int


def write(store: str, id: str, keys: list[str]) -> Report:
    """Add each key to what is there, one by one; again, after another look, when someone else was faster."""
    os.environ["AWS_GROUPS_LOCAL_STORE"] = store
    connection, resource = Connection(Config(endpoint="local")), RESOURCES["aws-groups:cloudfront:KeyGroup"]
    done, failed, conflicts = [], [], 0
    for key in keys:
        for _ in range(TRIES):
            run = Run(aws=connection.aws(silent))
            read = lifecycle.read(run, resource, id, None, {}, refresh=False)
            assert read is not None
            wanted = {**read.inputs, "items": [*read.inputs["items"], key]}
            try:
                lifecycle.update(run, resource, id, read.state, read.inputs, wanted)
            except Conflict:
                conflicts += 1
            else:
                done.append(key)
                break
        else:
            failed.append(key)
    return Report(done, failed, conflicts)
