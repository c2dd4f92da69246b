"""Through the real engine: two stacks that share a key group, and what the second is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.harness import Stack, install_plugins
from tests.engine.programs import KEYS, key_group, with_options

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    install_plugins(home)
    return home


def stacks(folder: Path, home: Path) -> tuple[Stack, Stack]:
    """Two stacks, each in a folder of its own, that share the local AWS of the first."""
    first, second = folder / "first", folder / "second"
    first.mkdir()
    second.mkdir()
    one, other = Stack(first, home), Stack(second, home)
    other.env["AWS_GROUPS_LOCAL_STORE"] = one.env["AWS_GROUPS_LOCAL_STORE"]
    return one, other


def public_key(stack: Stack, number: int) -> str:
    """The id of a public key that is neither's."""
    config = {"CallerReference": f"{number}", "Name": f"key-{number}", "EncodedKey": KEYS[number]}
    made = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)
    return str(made["PublicKey"]["Id"])


def test_the_second_of_two_stacks_is_told_who_wants_what_and_then_has_its_way(
    tmp_path: Path, home: Path
) -> None:
    first, second = stacks(tmp_path, home)
    a, b, c = (public_key(first, number) for number in range(3))
    shared = key_group(a, name="downloads")
    first.up({"downloads": shared})
    id = first.state()["downloads"]["id"]
    second.up({"downloads": with_options(shared, import_=id)})
    first.up({"downloads": key_group(a, b, name="downloads", comment="Downloads and invoices")})
    first.calls()

    mine = {"downloads": key_group(a, c, name="downloads", comment="Downloads and videos")}
    loser = second.up(mine, fails=True)

    assert first.calls() == ["UpdateKeyGroup", "GetKeyGroup"]
    refused = [call for call in first.aws.calls() if call.error][-1]
    assert loser.error == (
        f"updating key group {id}: someone else changed it, so nothing was written.\n"
        f'  items: state ["{a}"], AWS now ["{a}", "{b}"], program ["{a}", "{c}"]\n'
        '  comment: state nothing, AWS now "Downloads and invoices", program "Downloads and videos"\n'
        "Run `pulumi refresh` to take what AWS has into the state, then `pulumi up` to see and write what "
        "differs; or set `onConflict: overwrite` to write over it.\n"
        "AWS said UpdateKeyGroup: PreconditionFailed: The request failed because it didn't meet the "
        f"preconditions in one or more request-header fields. (request id {refused.request_id})"
    )
    live = first.outside("cloudfront", "GetKeyGroup", Id=id)["KeyGroup"]["KeyGroupConfig"]
    assert live == {"Name": "downloads", "Items": [a, b], "Comment": "Downloads and invoices"}

    assert second.refresh().steps == ["update downloads"]
    assert second.up().steps == ["update downloads"]
    live = first.outside("cloudfront", "GetKeyGroup", Id=id)["KeyGroup"]["KeyGroupConfig"]
    assert live == {"Name": "downloads", "Items": [a, c], "Comment": "Downloads and videos"}
