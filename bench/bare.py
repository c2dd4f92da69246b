"""The same calls by bare boto3: what they cost without Pulumi and without us.

``python -m bench.bare ENDPOINT COUNT THREADS`` makes, changes and deletes groups and prints the CPU and
wall seconds of each step. ENDPOINT is a URL, or a store for a local AWS in this process, as the
plugin has it in its own.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config

from aws_groups.local import LocalAws

STORE_ID = "d-1234567890"
WARM = 200
"""Groups made and deleted before it counts."""


def main(endpoint: str, count: int, threads: int) -> None:
    """Make the calls and print what they took."""
    session = boto3.Session("local", "local", region_name="us-east-1")
    url = endpoint if "://" in endpoint else None
    if url is None:
        LocalAws(endpoint).attach(session)
    config = Config(retries={"mode": "standard"}, max_pool_connections=64)
    client: Any = session.client("identitystore", config=config, endpoint_url=url)

    def create(number: int) -> tuple[str, str]:
        made = client.create_group(
            IdentityStoreId=STORE_ID, DisplayName=f"bare-{number}", Description="made by the bench"
        )
        return made["GroupId"], made["Revision"]

    def update(group: tuple[str, str]) -> tuple[str, str]:
        patch = [{"AttributePath": "description", "AttributeValue": "changed"}]
        changed = client.update_group(
            IdentityStoreId=STORE_ID, GroupId=group[0], Revision=group[1], Operations=patch
        )
        return group[0], changed["Revision"]

    def delete(group: tuple[str, str]) -> None:
        client.delete_group(IdentityStoreId=STORE_ID, GroupId=group[0], Revision=group[1])

    told: dict[str, tuple[float, float]] = {}
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(delete, pool.map(create, range(-WARM, 0))))

        def step(name: str, work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
            cpu, wall = time.process_time(), time.perf_counter()
            done = list(pool.map(work, items))
            told[name] = time.process_time() - cpu, time.perf_counter() - wall
            return done

        groups = step("create", create, range(count))
        groups = step("update", update, groups)
        step("delete", delete, groups)
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
