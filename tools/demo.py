"""The whole life of a program, on the local AWS: `make demo`.

The program in tools/demo is previewed, made, edited, run into somebody else's change, refreshed and
destroyed by the real `pulumi`, in a folder that is gone afterwards. After each step stands what AWS
was called for; the demo fails if it is not what it should be.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

from aws_groups.local import Call, LocalAws
from aws_groups.package.installation import install, link

ROOT = Path(__file__).resolve().parent.parent
STORE = "d-1234567890"
BOLD, DIM, RED, GREEN, CYAN = "1", "2", "31", "32", "36"
COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ
QUIETLY = ("--suppress-progress", "--non-interactive", f"--color={'always' if COLOUR else 'never'}")
BORING = ("(0s)", "The resources in the stack have been deleted", "If you want to remove the stack")
"""Lines of Pulumi's that only a terminal, or a stack that stays, has use for."""


class Unexpected(Exception):
    """A step did not do what it should; says what instead."""


def main() -> int:
    """Run the demo; the exit status is 0 when every step did what it should."""
    started = time.monotonic()
    for name in [name for name in os.environ if name.startswith(("AWS_", "PULUMI_"))]:
        del os.environ[name]  # what is the user's own is no part of this
    with tempfile.TemporaryDirectory(prefix="aws-groups-demo-") as folder:
        try:
            demo = Demo(Path(folder))
            for chapter in (make_and_edit, meet_someone_else, import_and_destroy):
                chapter(demo)
        except Unexpected as unexpected:
            print(painted(f"\nThe demo failed: {unexpected}", RED))
            return 1
        except KeyboardInterrupt:
            return 130
    print(painted(f"\nThat was all, in {time.monotonic() - started:.0f} s; nothing is left of it.", BOLD))
    return 0


def make_and_edit(demo: Demo) -> None:
    """What everybody does."""
    demo.show_program()
    demo.step("A preview knows what it can, and calls nothing")
    demo.pulumi("preview", calls=[])
    demo.step("The first update: one call for each resource")
    made = ["CreatePublicKey", "CreatePublicKey", "CreateKeyGroup", "CreateGroup"]
    demo.pulumi("up", "--yes", "--skip-preview", calls=made)

    demo.step("An edit: a key for the TV replaces the one for mobiles, a description goes")
    demo.edit(("mobile", "tv"), ("      description: Hold the private keys\n", ""))
    demo.pulumi("preview", "--diff", calls=[])
    demo.step("Its update: the new key comes before the group changes, the old one goes after")
    changed = ["CreatePublicKey", "UpdateKeyGroup", "DeletePublicKey", "UpdateGroup"]
    demo.pulumi("up", "--yes", "--skip-preview", calls=changed)


def meet_someone_else(demo: Demo) -> None:
    """What happens to those who are not alone in an account."""
    demo.step("Meanwhile, somebody at the console writes a comment")
    demo.comment_outside("may sign links, says Dana")
    demo.step("An update that knows nothing of it stops: nobody's change is lost")
    demo.edit(("may sign links", "may sign links and cookies"))
    blocked = ["UpdateKeyGroup", "GetKeyGroup"]
    demo.pulumi("up", "--yes", "--skip-preview", calls=blocked, fails="someone else changed it")
    demo.step("A refresh takes what AWS has into the state, and shows the drift")
    read = ["GetPublicKey", "GetPublicKey", "GetKeyGroup", "DescribeGroup"]
    demo.pulumi("refresh", "--yes", "--skip-preview", "--diff", calls=read)
    demo.step("Now the update knows what it writes over")
    demo.pulumi("up", "--yes", "--skip-preview", "--diff", calls=["UpdateKeyGroup"])


def import_and_destroy(demo: Demo) -> None:
    """Where programs come from, and where they go."""
    demo.step("A group that somebody made by hand is taken in")
    group = demo.group_outside("Contractors")
    taking = ("import", "aws-groups:identitystore:Group", "contractors", group, "--yes", "--skip-preview")
    demo.pulumi(*taking, "--protect=false", "--out", "contractors.yaml", calls=["DescribeGroup"])
    demo.step("With the code that Pulumi wrote for it, there is nothing to do")
    demo.append("contractors.yaml")
    demo.pulumi("preview", "--expect-no-changes", calls=[])

    demo.step("The end: the key group goes before the keys that it holds")
    deleted = ["DeleteKeyGroup", "DeletePublicKey", "DeletePublicKey", "DeleteGroup", "DeleteGroup"]
    demo.pulumi("destroy", "--yes", "--skip-preview", calls=deleted)


class Demo:
    """A stack in a folder of its own, a local AWS, and somebody else who uses that too."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "program" / "Pulumi.yaml"
        self.aws = LocalAws(folder / "aws.sqlite")
        self.env = environment(folder)
        self.steps = self.told = 0
        self.someone_else = boto3.Session("someone", "else", region_name="us-east-1")
        self.aws.attach(self.someone_else)
        shutil.copytree(ROOT / "tools" / "demo", self.program.parent)
        status, text = self._run("stack", "init", "dev", shown=False)
        if status:
            raise Unexpected(text)

    def show_program(self) -> None:
        """The program as it begins."""
        print(painted("The program, Pulumi.yaml\n", BOLD))
        print(textwrap.indent(self.program.read_text(), "    "), end="")

    def step(self, title: str) -> None:
        """Begin a step."""
        self.steps += 1
        head = f"── {self.steps}. {title} "
        print("\n" + painted(head.ljust(100, "─"), CYAN, BOLD) + "\n", flush=True)

    def pulumi(self, *arguments: str, calls: list[str], fails: str = "") -> None:
        """Run `pulumi`; it makes these calls in any order, and with `fails` it fails and says that."""
        print(painted(f"$ pulumi {' '.join(arguments)}", BOLD), flush=True)
        status, text = self._run(*arguments, *QUIETLY)
        if bool(status) is not bool(fails) or fails not in text:
            raise Unexpected(f"`pulumi {arguments[0]}` ended with status {status}")
        made = [call.operation for call in self.show_calls()]
        if sorted(made) != sorted(calls):
            raise Unexpected(f"`pulumi {arguments[0]}` called {made}, not {calls}")

    def _run(self, *arguments: str, shown: bool = True) -> tuple[int, str]:
        """Run `pulumi` and print what it says as it says it; its exit status and its text."""
        text = blank = ""
        out: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        command, folder = ["pulumi", *arguments], self.program.parent
        with subprocess.Popen(command, cwd=folder, env=self.env, **out) as process:
            for line in process.stdout or ():
                text += line
                if not line.strip():
                    blank = "\n"
                elif shown and not any(boring in line for boring in BORING):
                    print(f"{blank}{line}", end="", flush=True)
                    blank = ""
        return process.returncode, text

    def show_calls(self, who: str = "AWS calls") -> list[Call]:
        """A table of the calls since the last one."""
        calls = self.aws.calls(after=self.told)
        print(painted(f"\n  {who}: {len(calls) or 'none'}", BOLD))
        for call in calls:
            self.told = call.seq
            answer = f"{call.status} {call.error or ''}".strip()
            colour = RED if call.error else GREEN
            print(painted(f"    {call.operation:<18}{answer:<24}{about(call.params)}", colour))
        return calls

    def edit(self, *changes: tuple[str, str]) -> None:
        """Change the program, and show the change."""
        text = before = self.program.read_text()
        for old, new in changes:
            text = text.replace(old, new)
        self.program.write_text(text)
        print(painted("The edit, in Pulumi.yaml", BOLD))
        diff = difflib.unified_diff(before.splitlines(), text.splitlines(), n=1, lineterm="")
        for line in list(diff)[2:]:
            print(painted(f"    {'…' if line[0] == '@' else line}", {"+": GREEN, "-": RED}.get(line[0], DIM)))
        print()

    def append(self, written: str) -> None:
        """Put the resources of a file that Pulumi wrote at the end of the program."""
        text = self.program.read_text()
        _, _, resources = (self.program.parent / written).read_text().partition("resources:\n")
        self.edit((text, text + resources.rstrip() + "\n"))

    def comment_outside(self, comment: str) -> None:
        """Someone else gives the key group a comment."""
        print(f"Dana, at the console: {comment!r}")
        cloudfront = self.someone_else.client("cloudfront")
        (listed,) = cloudfront.list_key_groups()["KeyGroupList"]["Items"]
        found = cloudfront.get_key_group(Id=listed["KeyGroup"]["Id"])
        config = {**found["KeyGroup"]["KeyGroupConfig"], "Comment": comment}
        cloudfront.update_key_group(Id=found["KeyGroup"]["Id"], IfMatch=found["ETag"], KeyGroupConfig=config)
        self.show_calls("Dana's calls")

    def group_outside(self, name: str) -> str:
        """Someone else makes a group; its id for `pulumi import`."""
        print(f"Dana, at the console: a group {name!r}")
        group = {"IdentityStoreId": STORE, "DisplayName": name, "Description": "Made by hand"}
        made = self.someone_else.client("identitystore").create_group(**group)
        self.show_calls("Dana's calls")
        print()
        return f"{STORE}/{made['GroupId']}"


def environment(folder: Path) -> dict[str, str]:
    """What `pulumi` runs with: a home, a state and an AWS in `folder`, and this tree's plugin, put
    where `aws-groups install` would (of one that it finds on PATH, the engine warns in each run)."""
    tools = (str(ROOT / ".tools" / "bin"), str(Path(sys.executable).parent))
    path = os.pathsep.join((*tools, os.environ.get("PATH", os.defpath)))
    install(folder / "home")
    # A Pulumi on PATH may have its languages elsewhere on PATH, which is ignored below.
    language = shutil.which("pulumi-language-yaml", path=path) or sys.exit("no Pulumi: run `make setup`")
    link(folder / "home", "language-yaml", "1.0.0", Path(language))
    (folder / "state").mkdir()
    return {
        **os.environ,
        "PATH": path,
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "demo",
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_GROUPS_LOCAL_STORE": str(folder / "aws.sqlite"),
    }


def about(params: Mapping[str, Any]) -> str:
    """What a call was about: the object, what it becomes, and the version that guards it."""
    config = params.get("PublicKeyConfig") or params.get("KeyGroupConfig") or {}
    name = config.get("Name") or params.get("DisplayName") or params.get("Id") or params.get("GroupId", "")
    parts = [str(name)]
    if "Items" in config:
        parts.append(f"{len(config['Items'])} keys")
    for patch in params.get("Operations", ()):
        value = patch["AttributeValue"]
        parts.append(f"{patch['AttributePath']} {'removed' if value is None else f'= {value!r}'}")
    parts += [f"{guard} {params[guard]}" for guard in ("IfMatch", "Revision") if guard in params]
    return ", ".join(parts)


def painted(text: str, *codes: str) -> str:
    """`text` in a colour, where there are colours."""
    return f"\033[{';'.join(codes)}m{text}\033[0m" if COLOUR else text


if __name__ == "__main__":
    sys.exit(main())
