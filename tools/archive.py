"""The archive that Pulumi installs the plugin from: `make archive`.

In it are the wheel, what Pulumi needs to install it (PulumiPlugin.yaml, requirements.txt), and the
executable that the engine starts. `pulumi plugin install` unpacks it, makes the environment `venv/`
beside these and installs the wheel there. Its content is the same for every system; a release has it
once for each, under the names that the engine asks for.
"""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from aws_groups import __version__
from aws_groups.package.installation import EXECUTABLE

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
SYSTEMS = [f"{name}-{kind}" for name in ("linux", "darwin", "windows") for kind in ("amd64", "arm64")]
"""The systems that the engine asks for, in Go's words."""

START = """\
#!/bin/sh
# Start the plugin in the environment that `pulumi plugin install` has made beside this file.
exec "$(dirname "$0")/venv/bin/python" -m aws_groups.plugin.main "$@"
"""
"""On Windows, where this does not run, the engine takes __main__.py instead."""


def main() -> None:
    """Write the archive for each system into dist/."""
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        content = archive(build_wheel(Path(folder)))
    for name in names():
        (DIST / name).write_bytes(content)
        print(f"dist/{name}")


def names() -> list[str]:
    """The files of a release."""
    return [f"{EXECUTABLE}-v{__version__}-{system}.tar.gz" for system in SYSTEMS]


def build_wheel(folder: Path, project: Path = ROOT) -> Path:
    """Build the wheel of `project` into `folder`; needs no network."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), str(project)]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def archive(wheel: Path) -> bytes:
    """The archive around `wheel`: a gzipped tar, the same bytes for the same content."""
    content = {
        "PulumiPlugin.yaml": (ROOT / "PulumiPlugin.yaml").read_bytes(),
        "__main__.py": (ROOT / "__main__.py").read_bytes(),
        "requirements.txt": f"./{wheel.name}\n".encode(),
        wheel.name: wheel.read_bytes(),
        EXECUTABLE: START.encode(),
    }
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755 if name == EXECUTABLE else 0o644
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


if __name__ == "__main__":
    main()
