"""A stack whose engine or plugin is killed, and somebody who then does what the messages say."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aws_groups.local.server import Server
from aws_groups.resources import RESOURCES
from tests.engine.advice import advised, holder, option
from tests.engine.harness import STORE, TIMEOUT, Program, Run, Stack
from tests.kills.aws import Blow, KillingAws, wait_until_gone

_OPTIONS = ["--yes", "--skip-preview"]
AGAIN = ("AWS failed at", "AWS throttled", "closed the connection", "Run `pulumi up` again")
"""What is over when it is tried again."""
MOST_STEPS = 6
"""How often somebody follows a message before he gives up."""


class Object(NamedTuple):
    """A live object."""

    token: str
    properties: Mapping[str, Any]


class Struck(NamedTuple):
    """A run in which a blow was to be struck."""

    killed: bool
    """Whether it was: the run may have made no such call."""
    ok: bool
    text: str


class Life(Stack):
    """A stack on a local AWS behind a port."""

    def __init__(self, folder: Path, home: Path, newborn: Stack) -> None:
        super().__init__(folder, home, newborn=newborn)
        log = folder / "plugin.log"
        log.touch()
        self.env["AWS_GROUPS_LOG"] = str(log)
        self.killing = KillingAws(folder / "aws.sqlite", log)
        self.killing.set(public_keys=100, key_groups=100)
        self.server = Server(self.killing, "127.0.0.1", 0)
        self.mended = 0
        """How often Pulumi could not read its state any more."""
        self.renames: Callable[[str, str], bool] = lambda name, error: False
        """Give a resource another name where the holder of its name is somebody else's; whether it is."""
        self.own_provider = False
        """Whether the program declares its provider."""
        self._settings = {
            "endpoint": self.server.url,
            "region": "us-east-1",
            "accessKey": "AKIDOURS",
            "secretKey": "secret",
            "identityStoreId": STORE,
        }

    def close(self) -> None:
        """End the local AWS."""
        self.server.close()
        self.killing.close()
        self.aws.close()

    def __enter__(self) -> Life:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def declare(self, program: Program) -> None:
        """Make `program` the stack's."""
        if self.own_provider:
            provider = {"type": "pulumi:providers:aws-groups", "properties": self._settings}
            by = {"provider": "${ours}"}
            program = {
                name: {**one, "options": {**one.get("options", {}), **by}} for name, one in program.items()
            }
            program = {"ours": provider, **program}
        self.write(program, {f"aws-groups:{name}": value for name, value in self._settings.items()})

    def struck(self, blow: Blow, command: str = "up") -> Struck:
        """A run of `pulumi`, in which a blow is struck if the call is made. Returns once all is over."""
        self.unlock()
        self.killing.arm(blow)
        output = self.folder / "struck.txt"
        words = ["pulumi", *command.split(), *_OPTIONS, "--non-interactive", "--suppress-progress"]
        with output.open("w") as out:
            run = subprocess.Popen(words, cwd=self.project, env=self.env, stdout=out, stderr=out)
            self.killing.engine = lambda: run.pid
            try:
                run.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                run.kill()
                raise AssertionError(f"{blow}: pulumi hangs\n{output.read_text()}") from None
        killed = self.killing.began
        if not killed:
            self.killing.arm(None)
        else:
            assert self.killing.struck.wait(TIMEOUT)
            assert self.killing.plugin is not None
            wait_until_gone(self.killing.plugin)
            self.mended += self.mend()
        return Struck(killed, run.returncode == 0, output.read_text())

    # What is there.

    def objects(self) -> dict[str, Object]:
        """All that is in AWS, by id in the state's form, whoever made it."""
        found = {}
        for key in self._all("ListPublicKeys", "PublicKeyList"):
            config = self._see("GetPublicKey", Id=key["Id"])["PublicKey"]["PublicKeyConfig"]
            found[key["Id"]] = Object("cloudfront:PublicKey", config)
        for item in self._all("ListKeyGroups", "KeyGroupList"):
            group = item["KeyGroup"]
            found[group["Id"]] = Object("cloudfront:KeyGroup", group["KeyGroupConfig"])
        groups = self.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
        for group in groups:
            found[f"{STORE}/{group['GroupId']}"] = Object("identitystore:Group", group)
        return found

    def _all(self, operation: str, member: str) -> list[dict[str, Any]]:
        return list(self._see(operation, MaxItems="1000")[member].get("Items", []))

    def _see(self, operation: str, **params: Any) -> Any:
        return self.outside("cloudfront", operation, **params)

    def ids(self) -> dict[str, str]:
        """The id of each resource in the state, by logical name."""
        return {name: resource["id"] for name, resource in self.state().items()}

    # What the backend of files needs after a kill; Pulumi's service does it by itself.

    def mend(self) -> bool:
        """Take away a file of attributes that a killed engine has left empty: Pulumi cannot read the state
        beside it then. (It puts a whole new state in the place of the old one, but writes these in place.)"""
        empty = [file for file in self.backend.glob(".pulumi/**/*.attrs") if not file.stat().st_size]
        for file in empty:
            file.unlink()
        return bool(empty)

    def unlock(self) -> None:
        """Take away the lock that a killed engine has left, as Pulumi tells to."""
        if any(self.backend.glob(".pulumi/locks/**/*.json")):
            self.pulumi("cancel", "--yes")

    # What somebody does who reads what is printed.

    def settle(self, *before: str) -> list[str]:
        """Run the commands ``before`` and `pulumi up`, and follow each message, until `up` is green.

        Returns what the messages told to do.
        """
        done: list[str] = []
        for command in before:
            self._follow(self.run(command), done)
        for _ in range(MOST_STEPS):
            run = self.run("up")
            if run.ok:
                return done
            self._follow(run, done)
        raise AssertionError(f"{done} did not help:\n{run.text}")

    def run(self, command: str) -> Run:
        """A run of `pulumi`, green or not."""
        self.unlock()
        return self._run(*command.split(), *_OPTIONS, fails=None)

    def _follow(self, run: Run, done: list[str]) -> None:
        """Do what the messages of a run say."""
        if run.ok:
            return
        assert run.errors, run.text
        for error in run.errors:
            done.append(self._advice(error))

    def _advice(self, error: str) -> str:
        """Do what one message says; what that was, in a word."""
        if " is taken" in error:
            return self._taken(error)
        if "Run `pulumi refresh`" in error:
            run = self.run("refresh")
            assert run.ok, run.text
            return "refresh"
        assert any(words in error for words in AGAIN), f"no way out is named: {error}"
        return "again"

    def _taken(self, error: str) -> str:
        assert holder(error) not in self.ids().values(), f"it is this stack's own: {error}"
        for name, id in self.ids().items():
            if re.match(f"updating [a-z ]+ {re.escape(id)}:", error):
                assert self.renames(name, error), error
                return "another name"
        asks = re.search(r"Listed as (\S+), it is", error)
        assert asks, error
        if self.renames(asks[1], error):
            return "another name"
        if "`pulumi import " in error:
            words = shlex.split(advised(error, "pulumi import"))[1:]
            done = self.pulumi(*words, *_OPTIONS, check=False)
            if done.returncode == 0:
                return "import"
            assert "already exists" in done.stdout + done.stderr, f"{error}\n{done.stdout}{done.stderr}"
        assert option(error, "onTaken") == {"onTaken": "adopt"}
        self._adopt(asks[1])
        return "onTaken: adopt"

    def _adopt(self, name: str) -> None:
        """Give a resource `onTaken: adopt` for one update."""
        file = self.project / "Pulumi.yaml"
        before = file.read_text()
        project = json.loads(before)
        project["resources"][name]["properties"]["onTaken"] = "adopt"
        file.write_text(json.dumps(project))
        run = self.run("up")
        # Of another resource there can be a message of its own.
        assert name in self.ids(), run.text
        file.write_text(before)


def all_ids(stack: Stack) -> list[str]:
    """The id of each object in the state: also of those that are replaced and wait to be deleted."""
    resources = json.loads(_state_file(stack).read_text())["checkpoint"]["latest"].get("resources", [])
    return [one["id"] for one in resources if one["type"] in RESOURCES and one.get("id")]


def _state_file(stack: Stack) -> Path:
    (file,) = stack.backend.glob(".pulumi/stacks/*/dev.json")
    return file
