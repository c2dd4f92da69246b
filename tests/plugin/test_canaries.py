"""No secret leaves the process: canaries in each input and each value of the configuration, every refusal and
every fault there is, and a look at all that was said."""

from __future__ import annotations

import base64
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

import grpc
import pytest

from aws_groups import configuration
from aws_groups.local import Fault, LocalAws
from aws_groups.local.server import Server
from aws_groups.resources import RESOURCES
from aws_groups.secrets import MASK
from tests.conflicts.wire import Ear
from tests.plugin import harness
from tests.plugin.canary import ODD, Canaries, Canary, Watched, marked
from tests.plugin.harness import (
    GROUP,
    KEY_GROUP,
    MEMBERS,
    MEMBERSHIP,
    PUBLIC_KEY,
    SIGNING_KEYS,
    STORE,
    Bag,
    Object,
    secret,
)
from tests.plugin.parrot import ANSWERS, Parrot
from tests.plugin.planted import PLANTERS, Program

SEED = 11
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "as Python quotes it": repr,
    "as Python quotes it in a text": lambda text: repr(f'say "{text}"'),
    "as JSON": json.dumps,
    "quoted for a shell": shlex.quote,
    "as Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in a URL": lambda text: quote(text, safe=""),
    "in a form": quote_plus,
    "on one line": lambda text: " ".join(text.split()),
}
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
each_odd = pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
each_token = pytest.mark.parametrize("token", RESOURCES, ids=lambda token: token.rpartition(":")[2])


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, ear: Ear) -> Iterator[Watched]:
    plugin = Watched(tmp_path_factory.mktemp("canaries") / "aws.sqlite", ear)
    plugin.aws.set(public_keys=10_000, key_groups=10_000)
    yield plugin
    assert plugin.close() == ("", ""), "nothing goes to stdout and stderr"


@pytest.fixture
def plugin(running: Watched) -> Iterator[Watched]:
    """A plugin on its local AWS, which shows each request."""
    running.configure(endpoint="local", showRequests=True, maxAttempts=1)
    yield running
    running.aws.clear_faults()
    running.leaks()


@pytest.fixture
def canaries(request: pytest.FixtureRequest) -> Canaries:
    """Each test has its own."""
    return Canaries(f"{SEED} {request.node.name}")


# The search itself.


@each_odd
@each_form
def test_a_canary_is_found_in_every_form_and_in_part(canaries: Canaries, form: Any, odd: str) -> None:
    canary = canaries.text(odd)
    assert canary.is_in(f"before {form(canary.text)} after")
    assert canary.is_in(f"before {form(canary.text[:6])}")
    assert canary.is_in(f"{form(canary.text[-6:])} after")
    assert not canary.is_in(f"before {form(canaries.text(odd).text)} after")


# What a check finds wrong.

SHAPES: dict[str, Callable[[str], Any]] = {
    "a text with a bell": lambda text: secret(f"{text}\x07"),
    "a text that is too long": lambda text: secret(text + "." * 2000),
    "a list": lambda text: secret([text]),
    "a list with a secret": lambda text: [secret(text), 1],
    "a list in a list": lambda text: [[secret(text)]],
    "an object": lambda text: secret({"it": text}),
    "an object with a secret": lambda text: {"it": secret(text)},
    "a secret name of a member": lambda text: secret({text: "it"}),
    "the same twice": lambda text: secret([text, text]),
}
"""Values that fit nothing."""
each_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


def settable(token: str) -> list[str]:
    """What a program can set of a resource."""
    resource = RESOURCES[token]
    return [*resource.input_names, *(setting.name for setting in resource.settings)]


@each_token
@each_shape
def test_a_wrong_input_is_not_told(plugin: Watched, canaries: Canaries, token: str, shape: Any) -> None:
    planted = {name: canaries.text() for name in settable(token)}
    assert plugin.wrong(token, {name: shape(canary.text) for name, canary in planted.items()})
    assert plugin.leaks(*planted.values()) == []


@each_token
def test_a_secret_number_is_not_told(plugin: Watched, canaries: Canaries, token: str) -> None:
    planted = {name: canaries.number() for name in settable(token)}
    for shape in (int, lambda text: [int(text)], lambda text: {"it": int(text)}):
        assert plugin.wrong(token, {name: secret(shape(number.text)) for name, number in planted.items()})
        assert plugin.leaks(*planted.values()) == []


@each_token
def test_a_secret_under_a_name_that_there_is_not_is_not_told(
    plugin: Watched, canaries: Canaries, token: str
) -> None:
    names = [f"{name}s" for name in settable(token)]
    names += [output.name for output in RESOURCES[token].outputs]
    planted = {name: canaries.text() for name in names}
    assert len(plugin.wrong(token, marked(planted))) >= len(names)
    assert plugin.leaks(*planted.values()) == []


PRIVATE: dict[str, Callable[[str], Any]] = {
    "as it is": str,
    "with more before it": lambda key: f"the key:\n{key}",
    "on one line": lambda key: " ".join(key.split("\n")),
    "with line ends as a variable has them": lambda key: key.replace("\n", "\\n"),
    "without line ends": lambda key: key.replace("\n", ""),
    "as a list with one item": lambda key: [key],
    "as a list of lines": str.splitlines,
    "as an object": lambda key: {"pem": key},
    "as an object of lines": lambda key: {f"line{n}": line for n, line in enumerate(key.splitlines())},
    "as names of members": lambda key: dict.fromkeys(key.splitlines(), 1),
    "deep inside": lambda key: [{"keys": [["x", key.splitlines()]]}],
}
"""A private key, given in the clear."""
each_place = pytest.mark.parametrize("shape", PRIVATE.values(), ids=PRIVATE)


@each_token
@each_place
def test_a_private_key_in_a_wrong_place_is_not_told(
    plugin: Watched, canaries: Canaries, token: str, shape: Any
) -> None:
    names = [*settable(token), "privateKey", RESOURCES[token].outputs[0].name]
    planted = {name: canaries.private_key().given_in(name) for name in names}
    assert plugin.wrong(token, {name: shape(key.text) for name, key in planted.items()})
    assert plugin.leaks(*planted.values()) == []


FIELDS = [field.name for field in configuration.CONFIGURATION]


@each_shape
def test_a_wrong_value_of_the_configuration_is_not_told(
    plugin: Watched, canaries: Canaries, shape: Any
) -> None:
    planted = {name: canaries.text() for name in FIELDS}
    assert plugin.wrong_configuration({name: shape(canary.text) for name, canary in planted.items()})
    assert plugin.leaks(*planted.values()) == []


@each_place
def test_a_private_key_in_the_configuration_is_not_told(
    plugin: Watched, canaries: Canaries, shape: Any
) -> None:
    planted = {name: canaries.private_key().given_in(name) for name in [*FIELDS, "privateKey"]}
    assert plugin.wrong_configuration({name: shape(key.text) for name, key in planted.items()})
    assert plugin.leaks(*planted.values()) == []


MISSPELT = [
    *("secretkey", "SecretKey", "secret_key", "secret-key", "SECRETKEY", "secretAccessKey", 'secret"Key'),
    *("accesskey", "AccessKey", "access_key", "Token", "sessionToken", "password", "external id"),
]


@pytest.mark.parametrize("name", MISSPELT)
@pytest.mark.parametrize("shape", [str, lambda text: [text], lambda text: {"it": text}])
def test_a_secret_under_a_misspelt_name_is_not_told_though_nobody_marked_it(
    plugin: Watched, canaries: Canaries, name: str, shape: Any
) -> None:
    canary = canaries.text("'\"\\")
    assert plugin.wrong_configuration({name: shape(canary.text)})
    assert plugin.leaks(canary) == []


ROLE = "arn:aws:iam::123456789012:role/deploy"
ROLES: dict[str, Callable[[str], Any]] = {
    "an external id": lambda text: {"roleArn": "short", "externalId": secret(text)},
    "an external id that is wrong": lambda text: {"externalId": secret([text])},
    "as JSON": lambda text: secret(json.dumps({"roleArn": "short", "externalId": text})),
    "as JSON, wrong inside": lambda text: secret(json.dumps({"roleArn": [text]})),
    "as JSON with a mistake": lambda text: secret(json.dumps({"externalId": text})[:-1]),
    "as JSON with a wrong name": lambda text: secret(json.dumps({"external_id": text, text: 1})),
    "under a wrong name": lambda text: {"roleArn": ROLE, "external_id": secret(text)},
    "a name that is secret too": lambda text: secret({"roleArn": ROLE, text: "it"}),
}
CLEAR_ROLES: dict[str, Callable[[str], Any]] = {
    "a wrong type": lambda text: {"roleArn": ROLE, "externalId": [text]},
    "a misspelt name": lambda text: {"roleArn": ROLE, "external_id": text},
    "a misspelt name in JSON": lambda text: json.dumps({"externalID": text}),
}


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_a_secret_inside_of_a_value_is_not_told(plugin: Watched, canaries: Canaries, role: Any) -> None:
    canary = canaries.text("'\"\\")
    assert plugin.wrong_configuration({"assumeRole": role(canary.text)})
    assert plugin.leaks(canary) == []


@pytest.mark.parametrize("role", CLEAR_ROLES.values(), ids=CLEAR_ROLES)
def test_an_external_id_is_not_told_though_nobody_marked_it(
    plugin: Watched, canaries: Canaries, role: Any
) -> None:
    canary = canaries.text().given_in("assumeRole")
    assert plugin.wrong_configuration({"assumeRole": role(canary.text)})
    assert plugin.leaks(canary) == []


URLS: dict[str, Callable[[str], str]] = {
    "a password": lambda text: f"http://user:{text}@bad host",
    "a name alone": lambda text: f"http://{text}@bad host",
    "of another scheme": lambda text: f"ftp://user:{text}@host",
    "percent-encoded": lambda text: f"http://user:{quote(text)}@bad_host/",
}


@pytest.mark.parametrize("url", URLS.values(), ids=URLS)
def test_the_password_in_a_url_is_not_told(plugin: Watched, canaries: Canaries, url: Any) -> None:
    canary = canaries.text("p@ss:w")
    for news in ({"endpoint": url(canary.text)}, {"endpoints": {"sts": url(canary.text)}}):
        assert plugin.wrong_configuration(news)
    assert plugin.leaks(canary.given_in("endpoint", "endpoints")) == []


# A whole life.


def test_each_input_of_each_resource_has_a_canary(plugin: Watched, canaries: Canaries) -> None:
    inputs = {token: set(plant(plugin, canaries, "-").planted) for token, plant in PLANTERS.items()}
    assert inputs == {token: set(resource.input_names) for token, resource in RESOURCES.items()}


ODD_IN_EVERY_WAY = "'\"\\ü$(x)%"
LIVES = [(GROUP, odd) for odd in ODD.values()] + [(token, ODD_IN_EVERY_WAY) for token in PLANTERS]


@pytest.mark.parametrize(("token", "odd"), LIVES)
def test_secret_inputs_stay_secret_through_a_whole_life(
    plugin: Watched, canaries: Canaries, token: str, odd: str
) -> None:
    program = PLANTERS[token](plugin, canaries, odd)
    plugin.leaks()
    inputs = plugin.checked(token, program.inputs)
    plugin.create(token, inputs, preview=True)
    made = plugin.create(token, inputs)
    news = plugin.checked(token, program.edited, made.inputs)
    plugin.diff(token, made.inputs, news, state=made.state, id=made.id)
    plugin.update(token, made, news, preview=True)
    updated = plugin.update(token, made, news)
    read = plugin.read(token, made.id, state=updated.state, inputs=updated.inputs)
    assert read.inputs == updated.inputs
    plugin.delete(token, updated)
    assert "to send: aws" in plugin.said()
    assert "sent: aws" in plugin.said()
    assert MASK in plugin.said()
    assert plugin.leaks(*program.canaries) == []


def test_the_configurations_secret_store_stays_secret_in_each_group(
    plugin: Watched, canaries: Canaries
) -> None:
    program = PLANTERS[GROUP](plugin, canaries, "-")
    store = program.planted["identityStoreId"]
    assert isinstance(store, Canary)
    plugin.configure(endpoint="local", identityStoreId=secret(store.text), showRequests=True)
    plugin.leaks()
    written = {name: value for name, value in program.inputs.items() if name != "identityStoreId"}
    inputs = plugin.checked(GROUP, written)
    assert inputs["identityStoreId"] == secret(store.text)
    plugin.create(GROUP, inputs, preview=True)
    made = plugin.create(GROUP, inputs)
    read = plugin.read(GROUP, made.id, state=made.state, inputs=made.inputs)
    assert read.inputs["identityStoreId"] == read.state["identityStoreId"] == secret(store.text)
    plugin.read(GROUP, made.id.partition("/")[2])
    plugin.delete(GROUP, read)
    assert plugin.leaks(store) == []


# What AWS refuses, and what the local AWS can do to a request.


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """The block fails, and the message has all of ``words``."""
    with pytest.raises(grpc.RpcError) as caught:
        yield
    for word in words:
        assert word in caught.value.details()


class Stage:
    """A program that was carried out, and somebody else who writes to the same AWS."""

    def __init__(self, plugin: Watched, program: Program) -> None:
        self.plugin, self.program, self.token = plugin, program, program.token
        self.made = plugin.create(program.token, program.inputs)

    def inject(self, fault: str) -> None:
        self.plugin.aws.inject(Fault.parse(fault))

    def update(self, **inputs: Any) -> Object:
        return self.plugin.update(self.token, self.made, {**self.program.edited, **inputs})

    def delete(self) -> None:
        self.plugin.delete(self.token, self.made)

    def spoil(self) -> None:
        """Another stack writes something in the place of a secret; of that we look at nothing."""
        self.plugin.update(self.token, self.made, {**self.program.inputs, self.program.note: "theirs"})
        self.plugin.leaks()


def taken(stage: Stage) -> None:
    with refused("creating", MASK):
        stage.plugin.create(stage.token, stage.program.inputs)


def taken_over(stage: Stage) -> None:
    """By a create of another resource, as the program says."""
    stage.plugin.create(stage.token, {**stage.program.edited, "onTaken": "adopt"})
    assert "took over" in stage.plugin.said()


def taken_after_a_lost_attempt(stage: Stage) -> None:
    stage.plugin.configure(endpoint="local", maxAttempts=2)
    stage.inject(f"{RESOURCES[stage.token].create}=drop-before,times=1")
    with refused("creating", MASK, "An attempt of this create got no answer"):
        stage.plugin.create(stage.token, stage.program.inputs)


def lost(stage: Stage) -> None:
    """And then AWS does not answer any more."""
    stage.inject("*=drop-before")
    with refused("not known"):
        stage.plugin.create(stage.token, stage.program.inputs)


def denied(stage: Stage) -> None:
    resource = RESOURCES[stage.token]
    for operation in (resource.create, resource.read, resource.delete):
        stage.inject(f"{operation}=error,code=AccessDeniedException,status=400")
    with refused("not allowed"):
        stage.plugin.create(stage.token, stage.program.inputs)
    with refused("not allowed"):
        stage.plugin.read(stage.token, stage.made.id, state=stage.made.state, inputs=stage.made.inputs)
    with refused("not allowed"):
        stage.delete()


def conflict(stage: Stage) -> None:
    stage.spoil()
    with refused(f"{stage.program.note}: state {MASK}, AWS now {MASK}, program {MASK}"):
        stage.update()
    with refused(f"{stage.program.note}: state {MASK}, AWS now {MASK}"):
        stage.delete()


def overwritten(stage: Stage) -> None:
    stage.plugin.configure(endpoint="local", onConflict="overwrite", showRequests=True)
    stage.spoil()
    stage.update()
    assert f"{stage.program.note}: state {MASK}, AWS now {MASK}, program {MASK}" in stage.plugin.said()


def gone(stage: Stage) -> None:
    stage.delete()
    with refused("no longer exists"):
        stage.update()


def broken_off(stage: Stage) -> None:
    stage.inject("*=drop-before")
    with refused("closed the connection"):
        stage.update()
    with refused("closed the connection"):
        stage.delete()


def failing(stage: Stage) -> None:
    stage.plugin.configure(endpoint="local", maxAttempts=2, showRequests=True)
    stage.inject("*=error,status=503")
    with refused("AWS failed"):
        stage.update()


def add_somebody(plugin: Watched, store: str, group: str) -> None:
    """Somebody else adds somebody to a group."""
    person = {"UserName": "ann", "DisplayName": "Ann", "Name": {"GivenName": "Ann", "FamilyName": "Lee"}}
    user = plugin.outside("identitystore", "CreateUser", IdentityStoreId=store, **person)["UserId"]
    member = {"GroupId": group, "MemberId": {"UserId": user}}
    plugin.outside("identitystore", "CreateGroupMembership", IdentityStoreId=store, **member)


def undeclared(stage: Stage) -> None:
    """Somebody is in the group whom the program does not declare."""
    store, group = stage.program.planted["identityStoreId"], stage.program.planted["groupId"]
    assert isinstance(store, Canary)
    assert isinstance(group, Canary)
    add_somebody(stage.plugin, store.text, group.text)
    with refused("has 1 member not declared"):
        stage.plugin.create(MEMBERS, stage.program.inputs)


def not_there(stage: Stage) -> None:
    """One of the users is gone, and so the set ends half done."""
    store, members = stage.program.planted["identityStoreId"], stage.program.planted["members"]
    assert isinstance(store, Canary)
    assert isinstance(members, list)
    first = members[0]
    assert isinstance(first, Canary)
    stage.delete()
    stage.plugin.outside("identitystore", "DeleteUser", IdentityStoreId=store.text, UserId=first.text)
    with refused(f"could not add {MASK}; 1 of 2 changes are done", f'there is no user "{MASK}"'):
        stage.plugin.create(MEMBERS, stage.program.inputs)
    with refused(f"could not add {MASK}"):
        stage.plugin.update(MEMBERS, stage.made._replace(state={"memberships": {}}), stage.program.inputs)


def no_group(stage: Stage) -> None:
    store, group = stage.program.planted["identityStoreId"], stage.program.planted["groupId"]
    assert isinstance(store, Canary)
    assert isinstance(group, Canary)
    stage.plugin.outside("identitystore", "DeleteGroup", IdentityStoreId=store.text, GroupId=group.text)
    with refused(f"there is no group {MASK}"):
        stage.plugin.create(MEMBERS, stage.program.inputs)
    stage.delete()


OF_ANY = [taken, taken_after_a_lost_attempt, lost, denied]
OF_WHAT_CHANGES = [taken_over, conflict, overwritten, gone, broken_off, failing]
SCENES = [(token, act) for token in PLANTERS if token != MEMBERS for act in OF_ANY]
SCENES.remove((MEMBERSHIP, taken_after_a_lost_attempt))  # which adopts it
SCENES += [
    (token, act) for token in PLANTERS if token not in (MEMBERSHIP, MEMBERS) for act in OF_WHAT_CHANGES
]
SCENES += [(MEMBERS, act) for act in (denied, undeclared, not_there, no_group)]
# A second create of the same signing keys finds those of the first: its key is the proof.
SCENES = [scene for scene in SCENES if scene[0] != SIGNING_KEYS or "taken" not in scene[1].__name__]


@pytest.mark.parametrize(("token", "act"), SCENES)
def test_what_stops_an_operation_tells_no_secret(
    plugin: Watched, canaries: Canaries, token: str, act: Callable[[Stage], None]
) -> None:
    program = PLANTERS[token](plugin, canaries, "'\"\\")
    plugin.leaks()
    stage = Stage(plugin, program)
    act(stage)
    assert plugin.leaks(*program.canaries, Canary.of("theirs", "theirs")) == []


def test_a_writer_that_is_always_faster_brings_no_secret_out(plugin: Watched, canaries: Canaries) -> None:
    stage = Stage(plugin, PLANTERS[PUBLIC_KEY](plugin, canaries, "-"))
    stage.inject("UpdatePublicKey=etag-move")
    with refused("its version changed"):
        stage.update()
    assert plugin.leaks(*stage.program.canaries) == []


def test_a_key_in_use_is_told_without_its_secrets(plugin: Watched, canaries: Canaries) -> None:
    key = PLANTERS[PUBLIC_KEY](plugin, canaries, "-")
    stage = Stage(plugin, key)
    plugin.create(KEY_GROUP, {"items": [stage.made.id], "name": canaries.letters(20)})
    plugin.leaks()
    with refused("it is in use by key group"):
        stage.delete()
    replacing = {**key.inputs, "encodedKey": secret(canaries.public_key().text)}
    with refused(f"name stays {MASK}", "it is in use by key group"):
        plugin.diff(PUBLIC_KEY, stage.made.inputs, replacing, state=stage.made.state, id=stage.made.id)
    assert plugin.leaks(*key.canaries) == []


def test_a_quota_is_told_without_a_secret(plugin: Watched, canaries: Canaries) -> None:
    program = PLANTERS[PUBLIC_KEY](plugin, canaries, "-")
    plugin.aws.set(public_keys=0)
    with refused(f"creating public key {MASK}", "as many public keys as it may have"):
        plugin.create(PUBLIC_KEY, program.inputs)
    plugin.aws.set(public_keys=10_000)
    assert plugin.leaks(*program.canaries) == []


@pytest.mark.parametrize("spelled", [str, "arn:aws:identitystore::123456789012:identitystore/{}".format])
def test_a_store_that_is_not_there_is_not_told(plugin: Watched, canaries: Canaries, spelled: Any) -> None:
    """Nor the id that is in its ARN."""
    store, name = canaries.store(), canaries.text()
    with refused(f"there is no identity store {MASK} here"):
        plugin.create(
            GROUP, marked({"identityStoreId": store._replace(text=spelled(store.text)), "displayName": name})
        )
    assert plugin.leaks(store, name) == []


@each_token
def test_another_aws_than_the_states_is_told_without_a_secret(
    plugin: Watched, canaries: Canaries, token: str, tmp_path: Path
) -> None:
    program, account = PLANTERS[token](plugin, canaries, "-"), canaries.number()
    stage = Stage(plugin, program)
    plugin.leaks()
    with closing(Server(LocalAws(tmp_path / "another.sqlite"), "127.0.0.1", 0)) as server:
        allowed = secret([account.text])
        plugin.configure(endpoint=server.url, **KEYS, allowedAccountIds=allowed, showRequests=True)
        for act in (lambda: plugin.create(token, program.inputs), stage.delete):
            with refused(MASK):
                act()
    assert plugin.leaks(*program.canaries, account) == []


def test_a_wait_is_told_without_a_secret(plugin: Watched, canaries: Canaries) -> None:
    program = PLANTERS[GROUP](plugin, canaries, "-")
    plugin.configure(endpoint="local", maxAttempts=2)
    plugin.leaks()
    plugin.aws.inject(Fault.parse("CreateGroup=throttle,times=1,retry_after=2"))
    plugin.create(GROUP, program.inputs)
    assert "throttled by AWS, trying again in 2 s" in plugin.said()
    assert plugin.leaks(*program.canaries) == []


@each_token
def test_an_id_that_is_none_and_a_token_that_is_none_tell_no_secret(
    plugin: Watched, canaries: Canaries, token: str
) -> None:
    program = PLANTERS[token](plugin, canaries, ODD_IN_EVERY_WAY)
    plugin.leaks()
    old = program.in_a_state()._replace(id="no id / at all")
    for name in (token, "aws-groups:no:Such"):
        with refused("no id / at all" if name == token else "has no resource"):
            plugin.read(name, old.id, state=old.state, inputs=old.inputs)
        with refused("no id / at all" if name == token else "has no resource"):
            plugin.delete(name, old)
    assert plugin.leaks(*program.canaries) == []


# What an AWS says that quotes everything.


class Abroad(NamedTuple):
    """A plugin that calls a parrot, with a configuration whose every value is a canary."""

    plugin: Watched
    parrot: Parrot
    configuration: list[Canary]


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory, ear: Ear) -> Iterator[Abroad]:
    canaries, parrot = Canaries(f"{SEED} abroad"), Parrot()
    user, path = canaries.text(), canaries.text()
    url = f"{parrot.url.replace('://', f'://{user.text}:{user.text}@')}/{path.text}"
    planted = {
        "accessKey": canaries.text("/"),
        "secretKey": canaries.text("/+'\"\\"),
        "token": canaries.text("/+='\"\\%"),
        "region": canaries.text(),
        "identityStoreId": canaries.store(),
        "endpoint": Canary.of(url, path.text),
    }
    plugin = Watched(tmp_path_factory.mktemp("abroad") / "aws.sqlite", ear)
    plugin.configure(**marked(planted), maxAttempts=1, showRequests=True)
    yield Abroad(plugin, parrot, [user, *planted.values()])
    assert plugin.close() == ("", "")
    parrot.close()


@pytest.fixture(scope="module")
def programs(running: Watched) -> dict[str, Program]:
    """A program for each resource, with canaries that are odd in every way."""
    running.configure(endpoint="local")
    canaries = Canaries(f"{SEED} programs")
    return {token: plant(running, canaries, ODD_IN_EVERY_WAY) for token, plant in PLANTERS.items()}


def steps(plugin: Watched, program: Program) -> list[tuple[Callable[[], object], list[Canary]]]:
    """What can be done with a resource, and what is secret in each request."""
    token, old, given = program.token, program.in_a_state(), program.canaries
    kept = [canary for canary in given if canary is not program.new_note]
    return [
        (lambda: plugin.create(token, program.inputs), kept),
        (lambda: plugin.read(token, old.id, state=old.state, inputs=old.inputs), kept),
        (lambda: plugin.update(token, old, program.edited), given),
        (lambda: plugin.delete(token, old), kept),
    ]


ANSWERED = [(token, name) for token in PLANTERS for name in (*ANSWERS[""], *ANSWERS[token.split(":")[1]])]


@pytest.mark.parametrize(("token", "name"), ANSWERED)
def test_no_answer_of_aws_brings_a_secret_out(
    abroad: Abroad, programs: dict[str, Program], token: str, name: str
) -> None:
    answer = (ANSWERS[""] | ANSWERS[token.split(":")[1]])[name]
    for step, secrets in steps(abroad.plugin, programs[token]):
        known = [*secrets, *abroad.configuration]
        abroad.parrot.says(answer, *(canary.text for canary in known))
        with suppress(grpc.RpcError):
            step()
        assert abroad.plugin.leaks(*known) == []


@each_form
@pytest.mark.parametrize("token", [GROUP, PUBLIC_KEY])
def test_no_form_in_which_aws_quotes_a_secret_brings_it_out(
    abroad: Abroad, programs: dict[str, Program], token: str, form: Any
) -> None:
    old = programs[token].in_a_state()
    for canaries in (programs[token].canaries, abroad.configuration):
        wrong = ", ".join(f"'{form(canary.text)}'" for canary in canaries)
        assert len(wrong) < 900, "all of it is shown"
        abroad.parrot.says(ANSWERS[""]["an invalid value"], f"Wrong: {wrong}.")
        with refused("Wrong: ", MASK):
            abroad.plugin.update(token, old, programs[token].edited)
        assert abroad.plugin.leaks(*canaries) == []


# What is in the way to AWS.


class Nomad(NamedTuple):
    """A plugin far from any AWS, with secrets in its environment and in its shared configuration."""

    plugin: Watched
    canaries: list[Canary]
    parrot: Parrot


@pytest.fixture(scope="module")
def nomad(tmp_path_factory: pytest.TempPathFactory, ear: Ear, abroad: Abroad) -> Iterator[Nomad]:
    folder = tmp_path_factory.mktemp("nomad")
    canaries = Canaries(f"{SEED} nomad")
    proxy, endpoint, process = canaries.text("/@:"), canaries.text("/@:"), canaries.text("/@:")
    keys = {
        f"AWS_{name}": canaries.text("/+") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
    }
    shared = folder / "config"
    shared.write_text(
        f"[profile talks]\ncredential_process = /bin/echo {process.text}\n"
        f'[profile half]\ncredential_process = /bin/echo \'{{"SecretAccessKey": "{process.text}"}}\'\n'
        f"[profile lost]\ncredential_process = /no/where --password {process.text}\n"
    )
    plugin = Watched(
        folder / "aws.sqlite",
        ear,
        AWS_CONFIG_FILE=str(shared),
        HTTPS_PROXY=f"http://user:{quote(proxy.text, safe='')}@127.0.0.1:9",
        AWS_ENDPOINT_URL_IDENTITYSTORE=f"http://user:{quote(endpoint.text, safe='')}@127.0.0.1:9",
        **{name: canary.text for name, canary in keys.items()},
    )
    yield Nomad(plugin, [process, proxy, endpoint, *keys.values()], abroad.parrot)
    assert plugin.close() == ("", "")


KEYS = {"accessKey": "AKIDNOBODY", "secretKey": "nobodys-secret-key"}
CANONICAL = (
    "The request signature we calculated does not match the signature you provided. The Canonical String for "
    "this request should have been 'POST\n/\n\nhost:h\nx-amz-security-token:{}\n\nhost;x-amz-security-token'"
)
WAYS: dict[str, tuple[Callable[[str, str], Bag], str]] = {
    "a proxy that is not there": (lambda url, text: {}, "cannot be reached through the proxy http://***"),
    "the environment's credentials, refused": (lambda url, text: {"endpoint": url}, "not allowed"),
    "a profile that is not there": (
        lambda url, text: {"profile": secret(text)},
        f"the profile {MASK} does not",
    ),
    "a program that gives no credentials": (lambda url, text: {"profile": "talks"}, "not JSON"),
    "a program that gives half of them": (lambda url, text: {"profile": "half"}, "did not give credentials"),
    "a program that is not there": (lambda url, text: {"profile": "lost"}, "cannot be started"),
    "a role that is refused": (
        lambda url, text: {"endpoint": url, "assumeRole": {"roleArn": ROLE, "externalId": secret(text)}},
        "AssumeRole is not allowed",
    ),
    "a role that is refused, as JSON": (
        lambda url, text: {
            "endpoint": url,
            "assumeRole": secret(json.dumps({"roleArn": ROLE, "externalId": text})),
        },
        "AssumeRole is not allowed",
    ),
    "a token with a line end": (
        lambda url, text: {"endpoint": url, **KEYS, "token": f"{text}\n"},
        "the session token has a line end",
    ),
    "a key with a line end": (
        lambda url, text: {"endpoint": url, "accessKey": f"{text}\n", "secretKey": text},
        "has a line end",
    ),
    "an endpoint that is not there": (
        lambda url, text: {"endpoint": f"http://user:{text}@127.0.0.1:9/"},
        f"http://{MASK}@127.0.0.1:9",
    ),
    "an endpoint of a service that is not there": (
        lambda url, text: {"endpoints": {"cloudfront": f"http://user:{text}@127.0.0.1:9/"}},
        "cannot be reached",
    ),
    "a secret endpoint": (lambda url, text: {"endpoint": secret(f"http://127.0.0.1:9/{text}")}, MASK),
}


@pytest.mark.parametrize(("config", "words"), WAYS.values(), ids=WAYS)
def test_what_is_in_the_way_to_aws_tells_no_secret(
    nomad: Nomad, canaries: Canaries, config: Callable[[str, str], Bag], words: str
) -> None:
    canary = canaries.text("=").given_in("endpoint", "endpoints")
    given = config(nomad.parrot.url, canary.text)
    known = [*([canary] if canary.text in json.dumps(given) else []), *nomad.canaries]
    # What a program is told on its command line, AWS does not know.
    nomad.parrot.says(
        ANSWERS[""]["denied"], *(found.text for found in known if found is not nomad.canaries[0])
    )
    nomad.plugin.configure(region="eu-central-1", maxAttempts=1, **given)
    with refused(words):
        nomad.plugin.create(KEY_GROUP, {"items": ["K1"], "name": "it"})
    assert nomad.plugin.leaks(*known) == []


def test_the_environments_endpoint_tells_no_password(nomad: Nomad) -> None:
    nomad.plugin.configure(region="eu-central-1", maxAttempts=1, **KEYS)
    with refused(f"http://{MASK}@127.0.0.1:9 cannot be reached"):
        nomad.plugin.create(GROUP, {"identityStoreId": STORE, "displayName": "it"})
    assert nomad.plugin.leaks(*nomad.canaries) == []


@pytest.mark.parametrize(
    "code", ["a wrong signature", "an invalid signature", "denied", "an incomplete signature"]
)
@pytest.mark.parametrize("token", [GROUP, KEY_GROUP])
def test_a_canonical_request_that_aws_quotes_tells_no_token(
    nomad: Nomad, canaries: Canaries, token: str, code: str
) -> None:
    canary = canaries.text("/+=")
    nomad.parrot.says(ANSWERS[""][code], CANONICAL.format(canary.text))
    nomad.plugin.configure(
        endpoint=nomad.parrot.url, region="eu-central-1", maxAttempts=1, **KEYS, token=canary.text
    )
    with refused("reading"):
        nomad.plugin.read(token, "d-1234567890/g" if token == GROUP else "K1")
    assert nomad.plugin.leaks(canary) == []


def test_no_credentials_tell_no_secret(plugin: Watched, canaries: Canaries) -> None:
    planted = {"region": canaries.text(), "identityStoreId": canaries.store()}
    plugin.configure(**marked(planted), maxAttempts=1)
    with refused("no AWS credentials were found"):
        plugin.create(
            GROUP, {"identityStoreId": secret(planted["identityStoreId"].text), "displayName": "it"}
        )
    assert plugin.leaks(*planted.values()) == []


# A defect of the provider.

FAULTY = """
from aws_groups import lifecycle
from aws_groups.plugin import main

def fails(run, resource, *rest, **more):
    raise RuntimeError(f"{rest} {more} {run.configuration}") from ValueError(str(rest), run)

for name in ("create", "read", "update", "delete"):
    setattr(lifecycle, name, fails)
main.main()
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, ear: Ear) -> Iterator[Watched]:
    """A plugin with a defect, whose exceptions have all that was given in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(harness, "COMMAND", [sys.executable, "-c", FAULTY])
        plugin = Watched(tmp_path_factory.mktemp("faulty") / "aws.sqlite", ear)
    yield plugin
    assert plugin.close() == ("", "")


@each_token
def test_a_defect_tells_no_secret(
    faulty: Watched, programs: dict[str, Program], canaries: Canaries, token: str
) -> None:
    """Neither does its trace, which the engine's debug log and the log file have."""
    given = {
        "accessKey": canaries.text("/"),
        "secretKey": canaries.text("'\"\\"),
        "token": canaries.text("\n"),
    }
    faulty.configure(endpoint="local", **{name: canary.text for name, canary in given.items()})
    for step, secrets in steps(faulty, programs[token]):
        with refused("this is a defect of the provider"):
            step()
        assert faulty.said().count("Traceback (most recent call last)") == 2
        assert faulty.leaks(*secrets, *given.values()) == []


# What is cut before it is masked: the beginning of a secret that a cut leaves is masked too.

CUTS = {
    "aws/refusals.py, _message": ("an invalid value", "x" * 988),
    "aws/answers.py, _title": ("a portal's page", "x" * 50),
}


@pytest.mark.parametrize(("name", "before"), CUTS.values(), ids=CUTS)
def test_the_beginning_of_a_secret_is_not_left_by_a_cut(
    abroad: Abroad, programs: dict[str, Program], name: str, before: str
) -> None:
    program = programs[GROUP]
    abroad.parrot.says(ANSWERS[""][name], f"{before} {program.canaries[-1].text}")
    with refused(before):
        abroad.plugin.create(GROUP, program.inputs)
    assert abroad.plugin.leaks(program.canaries[-1]) == []


@pytest.mark.parametrize("before", [100, 108, 112, 115])
def test_the_beginning_of_a_password_is_not_left_where_a_value_is_cut(
    plugin: Watched, canaries: Canaries, before: int
) -> None:
    canary = canaries.text("-").given_in("endpoint")
    assert plugin.wrong_configuration({"endpoint": f"ftp://{'x' * before}:{canary.text}@host"})
    assert plugin.leaks(canary) == []
