"""Record what stacks of a release leave behind, for `test_recorded.py` to go on from.

    python -m tests.recorded.record [NAME ...]

records anew with the plugin that is on PATH: all of it, or what is named. It is run by hand, in a
checkout of the release, after its `make setup` and with its `.venv/bin` first on PATH. The recordings
go into a folder that is called by the plugin's version; each is a folder in it with

- ``Pulumi.yaml``: the last program that was run, and its configuration (JSON, which is YAML); of the
  dynamic classes, ``program.txt`` in Python;
- ``Pulumi.dev.yaml``: the stack's settings, with the salt of its secrets, whose passphrase is that of
  all engine tests (`tests/engine/harness.py`);
- ``state.json``: what `pulumi stack export` prints, without paths of the machine;
- ``aws.sql``: the local AWS's store, without its call log.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engine.harness import CONFIG, STORE, InlineStack, LocalLife, Stack, environment, install_plugins
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, resource, secret, with_options
from tests.recorded.recording import (
    FOLDER,
    PROGRAM,
    PYTHON_PROGRAM,
    SETTINGS,
    STATE,
    STORE_DUMP,
    as_text,
    dumped,
    without_traces,
)
from tests.recorded.recording import STORE as STORE_FILE

OTHER_STORE = "d-0987654321"
PLUGIN = "resource-aws-groups"
EXECUTABLE = f"pulumi-{PLUGIN}"
MAIN = "__main__.py"

DYNAMIC = f'''"""One of each kind as a dynamic class."""

from aws_groups import dynamic

WEB = """\\
{KEYS[0]}"""

web = dynamic.PublicKey("web", encoded_key=WEB, comment="signs for the web shop")
signers = dynamic.KeyGroup("signers", items=[web.id], name="the signers")
team = dynamic.Group("team", display_name="Team", description="those who ship")
'''


def made_names(stack: Stack) -> None:
    """Keys and their group with names that Pulumi made, and with comments."""
    stack.up(
        {
            "web": public_key(KEYS[0], comment="signs for the web shop"),
            "mobile": public_key(KEYS[2], comment="signs for the mobile apps"),
            "signers": key_group("${web.id}", "${mobile.id}", comment="who may sign links"),
        }
    )


def fixed_names(stack: Stack) -> None:
    """The same with names of the program's, without comments, in an order; PEMs in three spellings."""
    stack.up(
        {
            "a": public_key(KEYS[0], name="key-a"),
            "b": public_key(KEYS[1].rstrip("\n"), name="key-b"),
            "c": public_key(KEYS[2].replace("\n", "\r\n"), name="key-c"),
            "signers": key_group("${c.id}", "${a.id}", "${b.id}", name="the signers"),
        }
    )


def groups(stack: Stack) -> None:
    """Groups with and without a description, in the store of the configuration and in one they name."""
    stack.aws.set(identity_stores=(STORE, OTHER_STORE))
    arn = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"
    stack.up(
        {
            "team": group("Team", description="those who ship"),
            "bare": group("Bare"),
            "unicode": group("Équipe «Ж» 組", description="naïve façade — «größer» 日本語"),
            "named-store": group("Elsewhere", description="in another store", identityStoreId=OTHER_STORE),
            "store-by-arn": group("By ARN", identityStoreId=arn),
        }
    )


def drifted(stack: Stack) -> None:
    """What others did, as a refresh took it into the state; the last is no drift of the program's."""
    stack.up(
        {
            "web": public_key(KEYS[0], name="web", comment="ours"),
            "signers": key_group("${web.id}", name="signers"),
            "team": group("Team", description="ours"),
            "bare": group("Bare"),
        }
    )
    _comment_outside(stack, "PublicKey", "web", "theirs")
    _comment_outside(stack, "KeyGroup", "signers", "theirs")
    _describe_outside(stack, "team", "theirs")
    _describe_outside(stack, "bare", "theirs, and nobody minds")
    stack.refresh()


def imported(stack: Stack) -> None:
    """One of each kind by `pulumi import`, and a group by the resource option."""
    config = {"CallerReference": "by hand", "Name": "old-key", "EncodedKey": KEYS[0], "Comment": "old"}
    key = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    signers = stack.outside(
        "cloudfront", "CreateKeyGroup", KeyGroupConfig={"Name": "old-signers", "Items": [key]}
    )["KeyGroup"]["Id"]
    team, option = (_group_outside(stack, name) for name in ("Old team", "Old friends"))

    for token, name, object_id in (
        ("cloudfront:PublicKey", "key", key),
        ("cloudfront:KeyGroup", "signers", signers),
        ("identitystore:Group", "team", team),
    ):
        stack.import_(f"aws-groups:{token}", name, object_id, "--protect=false")
    stack.up(
        {
            "key": public_key(KEYS[0], name="old-key", comment="old"),
            "signers": key_group("${key.id}", name="old-signers"),
            "team": group("Old team", description="old", identityStoreId=STORE),
            "friends": with_options(group("Old friends", description="old"), import_=option),
        }
    )


def secrets(stack: Stack) -> None:
    """Inputs that are secrets, of each kind."""
    stack.up(
        {
            "web": public_key(secret(KEYS[0]), comment=secret("hush")),
            "signers": key_group("${web.id}", comment=secret("hush, hush")),
            "team": group(secret("Project Nightingale"), description=secret("nobody knows")),
            "open": group("In the open", description=secret("but what for?")),
        }
    )


def own_provider(stack: Stack) -> None:
    """Resources under a provider that the program makes, with credentials of its own."""
    keys = {"accessKey": "AKIDOFTHEPROGRAM", "secretKey": secret("the-programs-secret-key")}
    own = resource("", endpoint="local", region="eu-central-1", identityStoreId=STORE, maxAttempts=3, **keys)
    own["type"] = "pulumi:providers:aws-groups"
    under_own: dict[str, Any] = {"provider": "${own}"}
    stack.up(
        {
            "own": own,
            "web": with_options(public_key(KEYS[0]), **under_own),
            "signers": with_options(key_group("${web.id}", comment="who may sign"), **under_own),
            "team": with_options(group("Team", description="those who ship"), **under_own),
        }
    )


def conflicted(stack: Stack) -> None:
    """An update that did its first half, and failed as someone else had changed the other half."""
    before, after = (_half_and_half(text) for text in ("ours", "ours, changed"))
    stack.up(before)
    _comment_outside(stack, "KeyGroup", "signers", "theirs")
    stack.up(after, fails=True)


def half_rotated(stack: Stack) -> None:
    """A rotation that could not delete the old key, as someone else's key group held it; it is free now."""
    program = {"web": public_key(KEYS[0]), "signers": key_group("${web.id}")}
    stack.up(program)
    config = {"Name": "theirs", "Items": [stack.state()["web"]["id"]]}
    theirs = stack.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=config)
    stack.up({**program, "web": public_key(KEYS[1])}, fails=True)
    stack.outside("cloudfront", "DeleteKeyGroup", Id=theirs["KeyGroup"]["Id"], IfMatch=theirs["ETag"])


SCENES: dict[str, Callable[[Stack], None]] = {
    "made-names": made_names,
    "fixed-names": fixed_names,
    "groups": groups,
    "drifted": drifted,
    "imported": imported,
    "secrets": secrets,
    "own-provider": own_provider,
    "conflicted": conflicted,
    "half-rotated": half_rotated,
}


def main() -> None:
    """Record what the command line names, or everything."""
    names = sys.argv[1:] or [*SCENES, "dynamic"]
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        version = _install_plugin_on_path(work, work / "home")
        for name in names:
            stack = _play(name, work)
            _keep(stack, FOLDER / version / name)
            print(f"recorded {version}/{name}")


def _install_plugin_on_path(work: Path, home: Path) -> str:
    """Put the plugin that is on PATH where the engine looks, in place of this tree's; its version."""
    executable = shutil.which(EXECUTABLE)
    if executable is None:
        sys.exit(f"there is no {EXECUTABLE} on PATH")
    install_plugins(home)
    for trees_own in (home / "plugins").glob(f"{PLUGIN}-v*"):
        shutil.rmtree(trees_own)
    command = ["pulumi", "package", "get-schema", executable]
    done = subprocess.run(command, env=environment(work, home), capture_output=True, check=True)
    version = str(json.loads(done.stdout)["version"])
    place = home / "plugins" / f"{PLUGIN}-v{version}" / EXECUTABLE
    place.parent.mkdir()
    place.symlink_to(Path(executable).resolve())
    return version


def _play(name: str, work: Path) -> LocalLife:
    """A new stack, in which the scene of that name has been played."""
    folder = work / name
    folder.mkdir()
    if name == "dynamic":
        return _dynamic(folder, work / "home")
    stack = Stack(folder, work / "home")
    SCENES[name](stack)
    return stack


def _dynamic(folder: Path, home: Path) -> InlineStack:
    """One of each kind as a dynamic class."""
    example = folder / "example"
    example.mkdir()
    config = {name: {"value": value} for name, value in CONFIG.items()}
    project = {"name": "life", "runtime": "python", "config": config}
    (example / PROGRAM).write_text(json.dumps(project, indent=1))
    (example / MAIN).write_text(DYNAMIC)
    stack = InlineStack(folder, home, example)
    stack.up()
    return stack


def _keep(stack: LocalLife, folder: Path) -> None:
    """Write the recording."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(stack.project / SETTINGS, folder)
    if (stack.project / MAIN).exists():
        shutil.copy(stack.project / MAIN, folder / PYTHON_PROGRAM)
    program = json.loads((stack.project / PROGRAM).read_text())
    (folder / PROGRAM).write_text(as_text(program))
    (folder / STATE).write_text(without_traces(_exported(stack)))
    (folder / STORE_DUMP).write_text(dumped(stack.folder / STORE_FILE))


def _exported(stack: LocalLife) -> str:
    """The state, whichever kind of stack it is."""
    command = ["pulumi", "stack", "export"]
    done = subprocess.run(command, cwd=stack.project, env=stack.env, capture_output=True, check=True)
    return done.stdout.decode()


def _half_and_half(text: str) -> dict[str, Resource]:
    """A group, and a key group that is updated after it."""
    signers = key_group("${web.id}", name="signers", comment=text)
    return {
        "web": public_key(KEYS[0], name="web"),
        "team": group("Team", description=text),
        "signers": with_options(signers, dependsOn=["${team}"]),
    }


def _comment_outside(stack: Stack, kind: str, name: str, comment: str) -> None:
    """Comment a public key or key group as someone else at the console does."""
    object_id = stack.state()[name]["id"]
    found = stack.outside("cloudfront", f"Get{kind}", Id=object_id)
    config = {**found[kind][f"{kind}Config"], "Comment": comment}
    stack.outside(
        "cloudfront", f"Update{kind}", Id=object_id, IfMatch=found["ETag"], **{f"{kind}Config": config}
    )


def _describe_outside(stack: Stack, name: str, description: str) -> None:
    """Describe a group as someone else does."""
    store, _, group_id = stack.state()[name]["id"].partition("/")
    operation = {"AttributePath": "description", "AttributeValue": description}
    stack.outside(
        "identitystore", "UpdateGroup", IdentityStoreId=store, GroupId=group_id, Operations=[operation]
    )


def _group_outside(stack: Stack, name: str) -> str:
    """A group that someone made by hand; its id as Pulumi's import takes it."""
    made = stack.outside(
        "identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName=name, Description="old"
    )
    return f"{STORE}/{made['GroupId']}"


if __name__ == "__main__":
    main()
