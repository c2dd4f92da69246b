"""Anything unforeseen ends in words: never in a trace, never in gRPC's own text."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import pytest

from aws_groups import __version__
from aws_groups.plugin.protocol import provider_pb2
from aws_groups.resources import RESOURCES
from tests.aws.peers import http, peer
from tests.conflicts.wire import Ear
from tests.plugin import harness
from tests.plugin.canary import Watched
from tests.plugin.cases import Case, each_resource, each_that_changes
from tests.plugin.harness import (
    GROUP,
    KEY_GROUP,
    PUBLIC_KEY,
    STORE,
    TIMEOUT,
    UNKNOWN,
    Bag,
    Object,
    Plugin,
    assert_for_people,
    fails,
    struct,
)

REPORT = "https://github.com/pulumi-aws-groups/pulumi-aws-groups/issues"


def failure_of(call: Callable[[], object]) -> grpc.RpcError | None:
    """How a call fails; None if it does not."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    return None


WORDLESS = ("Traceback", "Exception calling application", "<class", "aws_groups.", "defect")
CODES = {
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.NOT_FOUND,
}


def assert_in_words(plugin: Plugin, rpc: str, request: Any) -> None:
    """The RPC has an answer, or fails in words. None of this is a defect."""
    error = failure_of(lambda: plugin.rpc(rpc, request))
    if error is not None:
        assert error.code() in CODES, (error, request)
        assert error.details()
        assert [word for word in WORDLESS if word in error.details()] == [], (error, request)


# States and programs in odd shapes: test_fuzz has any of them.


@each_resource
def test_half_a_state_is_enough_or_what_is_missing_is_told(plugin: Plugin, case: Case) -> None:
    """An output that a state has lost: by hand, or because an older version did not know it."""
    for lost in RESOURCES[case.token].outputs:
        first, second = without(case.made(plugin), lost.name), without(case.made(plugin), lost.name)
        plugin.delete(case.token, first)
        news = {**second.inputs, **case.edit}
        if lost.sent:
            with fails(f"{lost.name} is not in the state", "`pulumi refresh`"), plugin.calls():
                plugin.update(case.token, second, news)
        else:
            assert plugin.update(case.token, second, news).state.items() >= case.edit.items()


@each_resource
@pytest.mark.parametrize("broken", [None, 7, "", [{"odd": 1}]])
def test_an_input_that_the_state_has_lost_makes_nothing_anew(plugin: Plugin, case: Case, broken: Any) -> None:
    """By hand: what every object has is among the outputs too."""
    made = case.made(plugin)
    always = {f.name for f in RESOURCES[case.token].inputs if f.required or f.replaces or f.auto_named}
    for name in always & made.inputs.keys():
        olds = {**made.inputs, name: broken}
        diff = plugin.diff(case.token, olds, {**made.inputs, **case.edit}, state=made.state, id=made.id)
        assert set(diff.detailed) == set(case.edit)


@each_resource
def test_a_state_with_nothing_in_it_is_refreshed_before_it_is_compared(plugin: Plugin, case: Case) -> None:
    """Where the object would be made anew if it had changed, and nobody knows whether it has."""
    made = case.made(plugin)
    fixed = [f.name for f in RESOURCES[case.token].inputs if f.replaces and f.name in made.inputs]
    if case.token == KEY_GROUP:
        assert fixed == [], "a key group is never made anew"
        return
    with fails(
        f"comparing {RESOURCES[case.token].noun} {made.id}: ", "is not in the state; run `pulumi refresh`"
    ):
        plugin.diff(case.token, {}, made.inputs, id=made.id)
    read = plugin.read(case.token, made.id, state={}, inputs={})
    assert not plugin.diff(case.token, read.inputs, made.inputs, state=read.state, id=made.id).changes


@each_resource
@pytest.mark.parametrize("broken", ["nonsense", "", ":", "aws:", ":1", 7, None, ["aws:123456789012"], {}])
def test_a_state_that_does_not_say_in_which_aws_it_is_learns_it(
    plugin: Plugin, case: Case, broken: Any
) -> None:
    """As a state of 0.1.0 does not."""
    made = case.made(plugin)
    old = made._replace(state={**made.state, "__aws": broken})
    read = plugin.read(case.token, made.id, state=old.state, inputs=old.inputs)
    assert read.state["__aws"] == made.state["__aws"]
    if case.edit:
        old = plugin.update(case.token, old, {**made.inputs, **case.edit})
        assert old.state["__aws"] == made.state["__aws"]
    plugin.delete(case.token, old._replace(state={**old.state, "__aws": broken}))


@each_that_changes
def test_a_version_that_is_none_is_told_and_a_refresh_gets_it(plugin: Plugin, case: Case) -> None:
    made = case.made(plugin)
    broken = made._replace(state={**made.state, case.version: [{"odd": 1}]})
    news = {**made.inputs, **case.edit}
    acts: list[Callable[[], object]] = [
        lambda: plugin.update(case.token, broken, news),
        lambda: plugin.delete(case.token, broken),
    ]
    for act in acts:
        with fails(f"{case.version} is none that AWS has given; run `pulumi refresh`"), plugin.calls():
            act()
    read = plugin.read(case.token, made.id, state=broken.state, inputs=broken.inputs)
    plugin.delete(case.token, read._replace(state=plugin.update(case.token, read, news).state))


@pytest.mark.parametrize("broken", [7, True, ["key"], {"a": "key"}])
def test_a_made_name_that_is_none_is_made_anew(plugin: Plugin, broken: Any) -> None:
    inputs, failures = plugin.check(KEY_GROUP, {"items": ["K1"]}, {"items": ["K1"], "__autonamed": broken})
    assert failures == {}
    anew, _ = plugin.check(KEY_GROUP, {"items": ["K1"]}, {"items": ["K1"]})
    assert inputs["name"] == inputs["__autonamed"] == anew["name"]


def without(made: Object, name: str) -> Object:
    return made._replace(state={key: value for key, value in made.state.items() if key != name})


@each_resource
def test_inputs_that_no_check_has_seen_are_told_before_anything_is_sent(plugin: Plugin, case: Case) -> None:
    inputs = case.inputs(plugin)
    for name in inputs:
        with fails(f"creating {RESOURCES[case.token].noun}: {name} must be"), plugin.calls():
            plugin.create(case.token, {**inputs, name: 7})
        with fails(f"{name} is not known yet"), plugin.calls():
            plugin.create(case.token, {**inputs, name: UNKNOWN})


def test_a_replacement_of_what_has_no_name_is_compared(plugin: Plugin) -> None:
    assert plugin.diff(PUBLIC_KEY, {"encodedKey": "a"}, {"encodedKey": "b"}, id="K1").replaces == [
        "encodedKey"
    ]


# The configuration.

WRONG: dict[str, tuple[Bag, str]] = {
    "a role without its ARN": ({"assumeRole": {"sessionName": "me"}}, "assumeRole.roleArn is required"),
    "a role that is a text": ({"assumeRole": "me"}, "assumeRole must be an object"),
    "endpoints that are a list": ({"endpoints": ["x"]}, "endpoints must be an object"),
    "attempts that are a text": ({"maxAttempts": "many"}, "maxAttempts must be a whole number"),
    "a choice that there is not": ({"onConflict": "ask"}, "onConflict must be fail or overwrite"),
}


@pytest.mark.parametrize(("args", "words"), WRONG.values(), ids=WRONG)
def test_a_configuration_that_was_never_checked_is_refused(bare: Plugin, args: Bag, words: str) -> None:
    """The engine configures with what is in the state, which another version may have written."""
    with fails("configuring the provider", words):
        bare.rpc("Configure", provider_pb2.ConfigureRequest(args=struct(args)))


def test_a_property_that_another_version_had_is_no_reason_to_refuse(bare: Plugin) -> None:
    args = struct({"endpoint": "local", "retries": 7})
    assert bare.rpc("Configure", provider_pb2.ConfigureRequest(args=args)).acceptSecrets


# What cannot be read, and what is not there.


def deep_request(depth: int) -> bytes:
    """A CheckRequest with lists in lists, byte by byte: protobuf does not write what is so deep."""

    def field(number: int, content: bytes) -> bytes:
        size, length = b"", len(content)
        while length > 0x7F:
            size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
        return bytes([number << 3 | 2]) + size + bytes([length]) + content

    value = field(3, b"x")
    for _ in range(depth):
        value = field(6, field(1, value))
    urn = f"urn:pulumi:dev::project::{KEY_GROUP}::it".encode()
    return field(1, urn) + field(3, field(1, field(1, b"items") + field(2, value)))


@pytest.mark.parametrize("depth", [2, 20, 48, 49, 100, 1000])
def test_a_value_of_any_depth_is_checked_or_told_to_be_too_deep(plugin: Plugin, depth: int) -> None:
    error = failure_of(lambda: in_bytes(plugin, "Check", deep_request(depth)))
    assert (error is not None) == (depth > 48), "Python's protobuf goes so far"
    if error is not None:
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert_for_people(error.details())
        assert "more than 30 lists or objects in each other" in error.details()


@pytest.mark.parametrize("depth", [1, 25, 28, 29, 30, 31, 32, 33, 34, 60, 10_000])
def test_json_of_any_depth_is_checked_or_told_to_be_too_deep(bare: Plugin, depth: int) -> None:
    role = '{"sessionName":' + '{"a":' * depth + "1" + "}" * depth + "}"
    urn = "urn:pulumi:dev::project::pulumi:providers:aws-groups::default"
    assert_in_words(
        bare, "CheckConfig", provider_pb2.CheckRequest(urn=urn, news=struct({"assumeRole": role}))
    )


def in_bytes(plugin: Plugin, rpc: str, data: bytes) -> bytes:
    """Send a request, whatever is in it."""
    reply: bytes = plugin.channel.unary_unary(f"/pulumirpc.ResourceProvider/{rpc}")(data, timeout=TIMEOUT)
    return reply


def test_bytes_that_are_no_request_are_told_so(plugin: Plugin) -> None:
    with fails("the properties cannot be read"):
        in_bytes(plugin, "Check", b"\xff\xff")


def test_a_stream_of_answers_is_not_offered_whatever_the_request_is(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        list(plugin.channel.unary_stream("/pulumirpc.ResourceProvider/List")(b"\xff\xff", timeout=TIMEOUT))
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert caught.value.details() == f"aws-groups {__version__} does not do List"


METHODS = provider_pb2.DESCRIPTOR.services_by_name["ResourceProvider"].methods


@pytest.mark.parametrize("rpc", [method.name for method in METHODS if method.name != "Cancel"])
def test_an_empty_request_of_any_kind_ends_in_words(bare: Plugin, rpc: str) -> None:
    """Each field of a message can be left out."""
    with suppress(grpc.RpcError):
        in_bytes(bare, rpc, b"")
        return
    with fails():
        in_bytes(bare, rpc, b"")


OTHERS = {
    "Call": "has no methods",
    "Construct": "has no components",
    "Parameterize": "has no parameters",
    "List": "does not do List",
}


@pytest.mark.parametrize(("rpc", "words"), OTHERS.items())
def test_what_the_provider_does_not_have_is_said_in_words(plugin: Plugin, rpc: str, words: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        in_bytes(plugin, rpc, b"")
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED, "the engine does without some of them"
    assert caught.value.details() == f"aws-groups {__version__} {words}"


# What texts can be that no other program has.


HALF = {
    "its reason": '{"__type": "ConflictException", "message": "no", "Reason": "half of it: \\ud83d"}',
    "its message": '{"__type": "ValidationException", "message": "half of it: \\ud83d"}',
}


@pytest.mark.parametrize("part", HALF)
def test_half_a_character_in_what_aws_says_ends_in_words(bare: Plugin, part: str) -> None:
    """JSON can have one; no text that is sent can."""
    with peer(http(400, HALF[part])) as aws:
        bare.configure(endpoint=aws.url, region="eu-central-1", accessKey="A", secretKey="B", maxAttempts=1)
        with fails("half of it: ?"):
            bare.read(GROUP, f"{STORE}/g")


def test_half_a_character_in_what_aws_has_ends_in_words(bare: Plugin) -> None:
    """It is read as a question mark, as in an error."""
    reply = {"GroupId": "g", "IdentityStoreId": STORE, "DisplayName": "half of it: \ud83d"}
    with peer(http(200, json.dumps(reply))) as aws:
        bare.configure(endpoint=aws.url, region="eu-central-1", accessKey="A", secretKey="B", maxAttempts=1)
        assert bare.read(GROUP, f"{STORE}/g").inputs["displayName"] == "half of it: ?"


@pytest.mark.parametrize("text", ['{"roleArn": "\\ud83d"}', '{"\\udc00": "x"}'])
def test_half_a_character_in_json_is_told(bare: Plugin, text: str) -> None:
    _, failures = bare.check_config(assumeRole=text)
    assert failures == {"assumeRole": f"assumeRole must be an object; got {json.dumps(text)}"}


def test_no_text_is_searched_again_from_each_of_its_places(bare: Plugin) -> None:
    """It would take hours to look for the password of each of these URLs in all that follows it."""
    _, failures = bare.check_config(profile=["://a:" * 400_000])
    assert "profile must be a string" in failures["profile"]


@pytest.mark.parametrize("text", ["-----BEGIN PUBLIC KEY-----\n" * 10_000, f"{'A' * 50}{chr(10) * 200_000}!"])
def test_no_text_is_searched_for_a_key_again_and_again(plugin: Plugin, text: str) -> None:
    _, failures = plugin.check(PUBLIC_KEY, {"encodedKey": text})
    assert "must be one PEM block" in failures['["encodedKey"]']


def test_a_way_of_auto_naming_of_a_later_engine_is_refused_in_words(plugin: Plugin) -> None:
    later = provider_pb2.CheckRequest.AutonamingOptions(proposed_name="it", mode=7)
    with fails("autonaming is of a kind that this version of the provider does not know; got 7"):
        plugin.check(KEY_GROUP, {"items": ["K1"]}, autonaming=later)


@pytest.mark.parametrize("letter", ["x", "%", "ü", "🔑"])
def test_a_long_error_is_sent_whatever_its_letters_are(plugin: Plugin, letter: str) -> None:
    """gRPC sends it as a header, in which most of them take more than a byte."""
    with fails("has no resource", f"{letter * 100}", "…"):
        plugin.read(f"aws-groups:{letter * 20_000}", "it")


# A real defect.

FAULTY = """
from aws_groups import lifecycle
from aws_groups.plugin import main

def fails(*arguments, **more):
    raise RuntimeError("something that nobody foresaw")

for name in ("create", "read", "update", "delete"):
    setattr(lifecycle, name, fails)
main.main()
"""


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, ear: Ear) -> Iterator[Watched]:
    """A plugin whose every operation has a defect."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(harness, "COMMAND", [sys.executable, "-c", FAULTY])
        plugin = Watched(tmp_path_factory.mktemp("faulty") / "aws.sqlite", ear)
    plugin.configure(endpoint="local")
    yield plugin
    assert plugin.close() == ("", "")


INPUTS = {"identityStoreId": STORE, "displayName": "it"}
OLD = Object(f"{STORE}/g", INPUTS, INPUTS)
DEFECTS: dict[str, Callable[[Plugin], object]] = {
    "creating": lambda plugin: plugin.create(GROUP, INPUTS),
    "reading": lambda plugin: plugin.read(GROUP, OLD.id),
    "updating": lambda plugin: plugin.update(GROUP, OLD, INPUTS),
    "deleting": lambda plugin: plugin.delete(GROUP, OLD),
}


@pytest.mark.parametrize("doing", DEFECTS)
def test_a_defect_is_told_as_one(faulty: Watched, doing: str) -> None:
    """What was being done, whose defect it is, the version, where to report it, and with what."""
    with pytest.raises(grpc.RpcError) as caught:
        DEFECTS[doing](faulty)
    assert_for_people(caught.value.details())
    assert caught.value.details() == (
        f"{doing} it: RuntimeError: this is a defect of the provider aws-groups {__version__}. Please report "
        f"it at {REPORT}\nwith what `AWS_GROUPS_LOG=FILE` writes when you run this again: the trace is "
        "in it, secrets are not."
    )


def test_the_trace_of_a_defect_is_in_the_engines_debug_log_and_in_the_log_file(
    faulty: Watched, ear: Ear
) -> None:
    faulty.leaks()
    with suppress(grpc.RpcError):
        faulty.create(GROUP, INPUTS)
    traces = [line for line in ear.lines if "RuntimeError: something that nobody foresaw" in line.text]
    assert [(line.severity, line.resource, line.passes) for line in traces] == [("DEBUG", "it", False)]
    assert traces[0].text.startswith("Traceback (most recent call last)")
    written = faulty.log.read_text()
    assert (
        "aws_groups.rpc Create urn:pulumi:dev::project::aws-groups:identitystore:Group::it: unforeseen"
        in written
    )
    assert traces[0].text.strip() in written


def test_the_log_file_has_a_line_for_each_rpc_and_each_call(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path / "aws.sqlite", AWS_GROUPS_LOG=str(tmp_path / "log"))
    plugin.configure(endpoint="local")
    plugin.delete(GROUP, plugin.create(GROUP, INPUTS))
    assert plugin.close() == ("", "")
    lines = [
        re.sub(r"\d+ ms.*", "", line).split(" ", 3)[3] for line in (tmp_path / "log").read_text().splitlines()
    ]
    about = "urn:pulumi:dev::project::aws-groups:identitystore:Group::it"
    assert lines == [
        "aws_groups.rpc CheckConfig urn:pulumi:dev::project::pulumi:providers:aws-groups::default in ",
        "aws_groups.rpc Configure  in ",
        "aws_groups.calls identitystore CreateGroup attempt 1: 200 in ",
        f"aws_groups.rpc Create {about} in ",
        "aws_groups.calls identitystore DeleteGroup attempt 1: 200 in ",
        f"aws_groups.rpc Delete {about} in ",
    ]


def test_a_log_file_that_cannot_be_written_is_told_and_no_reason_to_fail(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path / "aws.sqlite", AWS_GROUPS_LOG=str(tmp_path / "no" / "log"))
    plugin.configure(endpoint="local")
    out, err = plugin.close()
    assert (out, err) == (
        "",
        f"AWS_GROUPS_LOG: {tmp_path / 'no' / 'log'} cannot be written: No such file or directory\n",
    )


def test_a_profile_that_is_not_there_is_told_where_no_region_is_set_either(bare: Plugin) -> None:
    bare.configure(profile="nobody", maxAttempts=1)
    with fails("the profile nobody does not exist"):
        bare.read(KEY_GROUP, "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d")


def test_a_shared_configuration_that_is_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile p\n")
    plugin = Plugin(tmp_path / "aws.sqlite", AWS_CONFIG_FILE=str(tmp_path / "config"))
    plugin.configure(region="eu-central-1", maxAttempts=1)
    with fails(str(tmp_path / "config"), "cannot be used"):
        plugin.read(KEY_GROUP, "K1")
    assert plugin.close() == ("", "")
