"""The engine's protocol: the message and service modules that come with the ``pulumi`` package.

``import pulumi`` runs the whole SDK (0.4 s, 44 MB); the protocol modules need none of it. In a
process that has not imported ``pulumi`` they are loaded under bare parent packages, which are taken
away again, so that a later ``import pulumi`` is the real one.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_PROTO = "pulumi.runtime.proto"
_PARENTS = ("pulumi", "pulumi.runtime", _PROTO)


def _load(*names: str) -> list[Any]:
    if "pulumi" in sys.modules:
        return [importlib.import_module(f"{_PROTO}.{name}") for name in names]
    spec = importlib.util.find_spec("pulumi")
    if spec is None or spec.origin is None:
        raise ImportError("the package pulumi is not installed")
    folder = Path(spec.origin).parent
    for parent in _PARENTS:
        bare = ModuleType(parent)
        bare.__path__ = [str(folder.joinpath(*parent.split(".")[1:]))]
        sys.modules[parent] = bare
    try:
        return [importlib.import_module(f"{_PROTO}.{name}") for name in names]
    finally:
        for parent in _PARENTS:
            del sys.modules[parent]


plugin_pb2, provider_pb2, engine_pb2, errors_pb2, status_pb2, provider_pb2_grpc, engine_pb2_grpc = _load(
    "plugin_pb2",
    "provider_pb2",
    "engine_pb2",
    "errors_pb2",
    "status_pb2",
    "provider_pb2_grpc",
    "engine_pb2_grpc",
)
