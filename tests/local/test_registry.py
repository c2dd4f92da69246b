"""What a service registers, and that the rest of the local AWS knows none."""

import ast
from pathlib import Path

import pytest

import aws_groups.local
from aws_groups.local.services import BEHAVIORS, KINDS

ROOM = Path(aws_groups.local.__file__).parent
SERVICES = ("cloudfront", "identitystore", "sso-admin", "sts")
GENERAL = [path for path in ROOM.glob("*.py") if path.stem not in ("services", "sso_admin", "sts")]


def imported(path: Path) -> set[str]:
    """The modules and names that a module imports, with dots."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", [*GENERAL, *ROOM.glob("wire/*.py")], ids=lambda path: path.name)
def test_a_general_module_imports_no_service(path: Path) -> None:
    services = tuple(f"aws_groups.local.{name.replace('-', '_')}." for name in SERVICES)
    assert not [name for name in imported(path) if f"{name}.".startswith(services)]


def test_every_module_of_operations_is_registered() -> None:
    assert tuple(BEHAVIORS) == SERVICES
    registered = {name for behavior in BEHAVIORS.values() for name in behavior.operations}
    assert {"UpdateKeyGroup", "GetDistribution", "IsMemberInGroups", "GetUserId", "AssumeRole"} <= registered


def test_what_goes_along_is_a_kind_of_the_same_service() -> None:
    for behavior in BEHAVIORS.values():
        names = {kind.name for kind in behavior.kinds}
        assert {name for kind in behavior.kinds for name in kind.takes_along} <= names
    assert len(KINDS) == sum(len(behavior.kinds) for behavior in BEHAVIORS.values())
