"""The replies of Check and Diff, made from problems and changes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from aws_groups.model.diff import Diff
from aws_groups.model.paths import Path, rendered
from aws_groups.model.problems import Problem
from aws_groups.model.types import ChangeKind
from aws_groups.plugin.property_values import encode
from aws_groups.plugin.protocol import provider_pb2
from aws_groups.secrets import Secrets
from aws_groups.values import Properties
from aws_groups.words.checks import failures, top_level

_KINDS = {
    (ChangeKind.ADD, False): provider_pb2.PropertyDiff.ADD,
    (ChangeKind.ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (ChangeKind.DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (ChangeKind.DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (ChangeKind.UPDATE, False): provider_pb2.PropertyDiff.UPDATE,
    (ChangeKind.UPDATE, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def checked(
    inputs: Properties, problems: Sequence[Problem], secret_paths: Iterable[Path], secrets: Secrets
) -> Any:
    """The reply of a check."""
    failed = [
        provider_pb2.CheckFailure(property=path, reason=text)
        for path, text in failures(problems, inputs, secrets)
    ]
    return provider_pb2.CheckResponse(inputs=encode(inputs, secret_paths), failures=failed)


def different(found: Diff, stables: Iterable[str] = (), *, inputs: Container[str] | None = None) -> Any:
    """The reply of a diff; ``inputs`` are the names of the inputs, where outputs can be among the changes.

    The engine has no new outputs yet when it shows a diff. Of a part of one that goes it would show the
    whole as gone, but for a path of one name.
    """
    some = provider_pb2.DiffResponse.DIFF_SOME if found.changes else provider_pb2.DiffResponse.DIFF_NONE
    replacing = (change for change in found.changes if change.replaces)
    of_inputs = [inputs is None or change.path[0] in inputs for change in found.changes]
    paths = [
        change.path if of_input else (rendered(change.path),)
        for change, of_input in zip(found.changes, of_inputs, strict=True)
    ]
    return provider_pb2.DiffResponse(
        changes=some,
        replaces=list(dict.fromkeys(top_level(change.path) for change in replacing)),
        diffs=list(dict.fromkeys(top_level(change.path) for change in found.changes)),
        detailedDiff={
            rendered(path): provider_pb2.PropertyDiff(
                kind=_KINDS[change.kind, change.replaces], inputDiff=path == change.path
            )
            for change, path in zip(found.changes, paths, strict=True)
        },
        hasDetailedDiff=True,
        deleteBeforeReplace=found.delete_before_replace,
        stables=list(stables),
    )
