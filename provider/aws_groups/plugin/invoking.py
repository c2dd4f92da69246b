"""The reply of Invoke: what a function found, or which of its arguments is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_groups.functions import Function, NotThere, call, check
from aws_groups.lifecycle import Run
from aws_groups.model.paths import rendered
from aws_groups.plugin.property_values import Bag, encode
from aws_groups.plugin.protocol import provider_pb2
from aws_groups.secrets import Secrets
from aws_groups.values import Properties
from aws_groups.words.checks import failures
from aws_groups.words.failures import failure


def invoked(
    function: Function, run: Run, written: Bag, find_secrets: Callable[[], Secrets], *, preview: bool
) -> Any:
    """Look up what a program asks for.

    What this program will make is not there at its first preview, and nothing is known of it then.

    All that is wrong is one failure: the SDKs of some languages tell the first one only.

    Raises:
        Exception: AWS could not be asked, or refused.
    """
    arguments, problems = check(function, run, written.values)
    if problems:
        secrets = find_secrets()
        told = failures(problems, arguments, secrets)
        return _failed(told[0][0], "; ".join(text for _, text in told), secrets)
    try:
        results = call(function, run, arguments)
    except NotThere as error:
        if preview and _is_yet_to_be_made(function, run, arguments, error):
            return provider_pb2.InvokeResponse()
        secrets = find_secrets()
        return _failed(rendered(error.missed[0].path), failure(error, secrets), secrets)
    secret = [(name,) for name in results if written.secret_paths]
    return provider_pb2.InvokeResponse(**{"return": encode(results, secret)})


def _is_yet_to_be_made(function: Function, run: Run, arguments: Properties, error: NotThere) -> bool:
    """Whether all that is missing is a name that a resource of this program has or gets."""
    resource = function.resource
    return resource is not None and all(
        isinstance(missed.value, str) and run.objects.has_name(resource, missed.value, arguments)
        for missed in error.missed
    )


def _failed(path: str, text: str, secrets: Secrets) -> Any:
    found = provider_pb2.CheckFailure(property=path, reason=secrets.masked(text))
    return provider_pb2.InvokeResponse(failures=[found])
