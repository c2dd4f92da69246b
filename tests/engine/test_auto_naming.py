"""Names that the program leaves out: made from the resource's name, or as the project says.

https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
"""

import re
from typing import Any

import pytest

from tests.engine.harness import CONFIG, Stack
from tests.engine.programs import KEYS, key_group, public_key
from tests.plugin.harness import UNKNOWN

pytestmark = pytest.mark.engine

PROGRAM = {"web-key": public_key(KEYS[0]), "signers": key_group("${web-key.id}")}


def as_the_project_says(**autonaming: Any) -> dict[str, Any]:
    return {**CONFIG, "pulumi:autonaming": {"value": autonaming}}


@pytest.mark.parametrize(
    ("config", "names"),
    [
        pytest.param(as_the_project_says(mode="verbatim"), ["web-key", "signers"], id="verbatim"),
        pytest.param(
            as_the_project_says(pattern="${project}-${name}-${hex(4)}"),
            ["life-web-key-[0-9a-f]{4}", "life-signers-[0-9a-f]{4}"],
            id="a pattern",
        ),
        pytest.param(
            as_the_project_says(pattern="x" * 200 + "-${hex(6)}"),
            ["x{121}-[0-9a-f]{6}"] * 2,
            id="a pattern too long for CloudFront, whose random end stays",
        ),
    ],
)
def test_a_name_that_is_left_out_is_made(config: dict[str, Any], names: list[str], sketch: Stack) -> None:
    run = sketch.preview(PROGRAM, config=config)

    made = [run.inputs(name)["name"] for name in ("web-key", "signers")]
    assert all(re.fullmatch(*both) for both in zip(names, made, strict=True)), made


def test_a_made_name_is_the_stacks_own_and_known_as_soon_as_the_provider_is(stack: Stack) -> None:
    """It is a hash of the provider's id, which the first update makes, so a preview before it knows none."""
    first = stack.preview(PROGRAM)
    assert {first.inputs(name)["name"] for name in ("web-key", "signers")} == {UNKNOWN}

    stack.up({"other": PROGRAM["web-key"]})
    second = stack.preview({"other": PROGRAM["web-key"], **PROGRAM})
    made = [second.inputs(name)["name"] for name in ("web-key", "signers")]
    assert re.fullmatch("web-key-[0-9a-f]{7}", made[0])
    assert re.fullmatch("signers-[0-9a-f]{7}", made[1])
    run = stack.up({"other": PROGRAM["web-key"], **PROGRAM})
    assert [run.inputs(name)["name"] for name in ("web-key", "signers")] == made, "as the preview said"


def test_a_name_is_required_where_auto_naming_is_disabled(sketch: Stack) -> None:
    disabled = as_the_project_says(mode="disabled")

    run = sketch.preview({"web": public_key(KEYS[0])}, config=disabled, fails=True)
    assert "name" in run.error
    assert "is required: auto-naming is disabled" in run.error

    assert sketch.preview({"web": public_key(KEYS[0], name="web")}, config=disabled).steps == ["create web"]


def test_a_made_name_stays_when_the_projects_rule_changes(stack: Stack) -> None:
    stack.up(PROGRAM)
    stack.calls()

    assert stack.up(PROGRAM, config=as_the_project_says(mode="verbatim")).steps == []
    assert stack.calls() == []


def test_a_verbatim_name_is_a_fixed_one_that_stands_in_the_way_of_a_rotation(stack: Stack) -> None:
    verbatim = as_the_project_says(mode="verbatim")
    stack.up(PROGRAM, config=verbatim)
    stack.calls()

    rotated = {**PROGRAM, "web-key": public_key(KEYS[1])}
    refused = stack.preview(rotated, config=verbatim, fails=True)

    assert "is in use by key group" in refused.error
    assert "give a new one" in refused.error, "the way out"
    assert stack.calls() == ["ListKeyGroups"]
