"""A stand-in for Pulumi's Python language host, which is in no package registry.

It does the two things that the engine asks of the host for a plugin: it installs the plugin's
environment, and runs its program there. It shows that the engine finds, installs and starts what this
tree has; it does not show what the genuine host makes of it. Unlike that host it needs no network:
instead of fetching what the plugin depends on, it lends it the packages of the tests' environment.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

ROOT = Path(__file__).resolve().parents[2]


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    """What the engine calls."""

    def Handshake(self, request: Any, context: Any) -> Any:
        """Nothing is agreed on."""
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        """The host's version."""
        return plugin_pb2.PluginInfo(version="1.0.0")

    def Cancel(self, request: Any, context: Any) -> Any:
        """There is nothing to end that does not end by itself."""
        return empty_pb2.Empty()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        """Make the environment that PulumiPlugin.yaml names, as the host does for its toolchain pip."""
        folder = Path(request.info.program_directory)
        options = dict(request.info.options)
        assert options["toolchain"] == "pip"
        install(folder, folder / options["virtualenv"])
        yield language_pb2.InstallDependenciesResponse(stdout=b"installed\n")

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        """Run the program in the plugin's folder, and hand on what it prints, until the call is ended."""
        folder = Path(request.info.program_directory)
        python = folder / dict(request.info.options)["virtualenv"] / "bin" / "python"
        process = subprocess.Popen(
            [python, "-u", folder, *request.args],
            cwd=request.pwd,
            env=dict(variable.split("=", 1) for variable in request.env),
            stdout=subprocess.PIPE,
        )
        context.add_callback(process.terminate)
        for line in process.stdout or ():
            yield language_pb2.RunPluginResponse(stdout=line)
        yield language_pb2.RunPluginResponse(exitcode=process.wait())


def install(folder: Path, target: Path) -> None:
    """Install the plugin in `folder`: by its requirements.txt if there is one, else by its pyproject.toml."""
    sys.path.insert(0, str(ROOT))
    from tests.packaging.environments import Environment

    environment = Environment(target)
    if (folder / "requirements.txt").exists():
        os.chdir(folder)
        environment.pip("install", "--no-deps", "--no-index", "-r", "requirements.txt")
    else:
        assert (folder / "pyproject.toml").exists()
        (environment.packages / "plugin.pth").write_text(f"{folder / 'provider'}\n")
    environment.borrow_dependencies()


def main() -> None:
    """Serve until the engine is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    server = grpc.server(ThreadPoolExecutor())
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        threading.Event().wait(0.2)


if __name__ == "__main__":
    main()
