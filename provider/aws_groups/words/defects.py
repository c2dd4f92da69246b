"""What is told of a defect of the provider itself, and of a request that is not for it."""

from __future__ import annotations

from aws_groups import __version__
from aws_groups.values import PACKAGE

REPORT = "https://github.com/pulumi-aws-groups/pulumi-aws-groups/issues"
"""Where a defect is reported."""

_DOING = {
    "Check": "checking",
    "CheckConfig": "checking the configuration",
    "Configure": "configuring the provider",
    "Create": "creating",
    "Delete": "deleting",
    "Diff": "comparing",
    "DiffConfig": "comparing the configuration",
    "Invoke": "looking up",
    "Read": "reading",
    "Update": "updating",
}


def defect(rpc: str, urn: str, exception: str) -> str:
    """Something that nobody foresaw."""
    name = urn.rpartition("::")[2]
    return (
        f"{_doing(rpc, name)}: {exception}: this is a defect of the provider {PACKAGE} {__version__}. Please "
        f"report it at {REPORT}\nwith what `AWS_GROUPS_LOG=FILE` writes when you run this again: the trace "
        "is in it, secrets are not."
    )


def too_deep(rpc: str, urn: str) -> str:
    """A request that cannot be read, or a reply that cannot be written: protobuf goes no deeper."""
    return (
        f"{_doing(rpc, urn.rpartition('::')[2])}: the properties cannot be read or written. The likely cause "
        "is a value with more than 30 lists or objects in each other, which no property has."
    )


def not_offered(rpc: str) -> str:
    """A part of the protocol that the provider does not have."""
    what = {
        "Call": "has no methods",
        "Construct": "has no components",
        "Parameterize": "has no parameters",
    }
    return f"{PACKAGE} {__version__} {what.get(rpc, f'does not do {rpc}')}"


def _doing(rpc: str, name: str) -> str:
    return f"{_DOING.get(rpc, rpc)} {name}".strip()


def no_such(noun: str, token: str) -> str:
    """A resource or a function that the package does not have."""
    from aws_groups.functions import FUNCTIONS
    from aws_groups.resources import RESOURCES

    known = FUNCTIONS if noun == "function" else RESOURCES
    return f"{PACKAGE} {__version__} has no {noun} {token!r}; it has {', '.join(known)}"
