"""The dynamic classes tell no secret that they can know: Pulumi gives them all values without the marks."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from aws_groups import dynamic, lifecycle
from tests.plugin.canary import Canaries, Canary
from tests.plugin.harness import GROUP, KEY_GROUP, PUBLIC_KEY, STORE, Bag
from tests.plugin.parrot import ANSWERS, Parrot
from tests.plugin.test_canaries import FORMS

SEED = 12
STATE: dict[str, Bag] = {
    GROUP: {"identityStoreId": STORE, "displayName": "it", "groupId": "g", "revision": "r"},
    KEY_GROUP: {"items": ["K1"], "name": "it", "etag": "E1"},
    PUBLIC_KEY: {"encodedKey": "key", "name": "it", "etag": "E1", "callerReference": "r"},
}
IDS = {GROUP: f"{STORE}/g", KEY_GROUP: "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d", PUBLIC_KEY: "K3P2N9XAOU6Q1Y"}
NOTES = {GROUP: "description", KEY_GROUP: "comment", PUBLIC_KEY: "comment"}


class Stage(NamedTuple):
    """An AWS that quotes, and what it knows."""

    parrot: Parrot
    canaries: list[Canary]
    config: dict[str, Any]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    canaries = Canaries(f"{SEED}")
    given = {
        "accessKey": canaries.text("/"),
        "secretKey": canaries.text("/+'\"\\ü"),
        "token": canaries.text("/+='\"\\%"),
    }
    environment = canaries.text("/+=")
    parrot = Parrot()
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", environment.text)
    password = canaries.text("-")
    config = {
        "endpoint": parrot.url.replace("://", f"://user:{password.text}@"),
        "region": "eu-central-1",
        "maxAttempts": "1",
        **{name: canary.text for name, canary in given.items()},
    }
    yield Stage(parrot, [*given.values(), environment, password], config)
    parrot.close()


def provider(token: str, config: dict[str, Any]) -> dynamic.Provider:
    """A provider as Pulumi's own process makes it."""
    made = dynamic.Provider(token)
    raw = {f"aws-groups:{name}": value for name, value in config.items()}
    made.configure(ConfigureRequest(config=Config(raw, "project")))
    return made


def told(call: Callable[[], object]) -> str:
    """What Pulumi prints of a call that fails."""
    try:
        call()
    except Exception:
        return traceback.format_exc()
    raise AssertionError("it went well")


def steps(token: str, config: dict[str, Any]) -> list[Callable[[], object]]:
    """What can be done with a resource."""
    made, state = provider(token, config), STATE[token]
    return [
        lambda: made.create(state),
        lambda: made.read(IDS[token], state),
        lambda: made.update(IDS[token], state, {**state, NOTES[token]: "new"}),
        lambda: made.delete(IDS[token], state),
    ]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("token", STATE)
def test_no_form_in_which_aws_quotes_a_secret_brings_it_out(stage: Stage, token: str, form: Any) -> None:
    wrong = ", ".join(f"'{form(canary.text)}'" for canary in stage.canaries)
    stage.parrot.says(ANSWERS[""]["an invalid value"], f"Wrong: {wrong}.")
    for step in steps(token, stage.config):
        text = told(step)
        assert re.search(r"Wrong: .*\[secret\]", text)
        assert [canary for canary in stage.canaries if canary.is_in(text)] == []


def test_what_nobody_foresaw_tells_no_secret(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(run: Any, *rest: Any, **more: Any) -> None:
        raise RuntimeError(f"{rest} {run.configuration}") from ValueError(stage.canaries[1].text)

    for name in ("create", "read", "update", "delete"):
        monkeypatch.setattr(lifecycle, name, fails)
    for step in steps(GROUP, stage.config):
        text = told(step)
        assert "RuntimeError: (" in text, "for a bug report"
        assert [canary for canary in stage.canaries if canary.is_in(text)] == []


WRONG: dict[str, Callable[[str], dict[str, Any]]] = {
    "a secret key": lambda text: {"secretKey": [text]},
    "a session token alone": lambda text: {"token": text, "region": text},
    "an external id": lambda text: {"assumeRole": {"externalId": text, "roleArn": text}},
    "an external id in JSON": lambda text: {"assumeRole": f'{{"externalId": "{text}", "roleArn": "{text}"}}'},
    "a password": lambda text: {"endpoint": f"ftp://user:{text}@host"},
}


@pytest.mark.parametrize("config", WRONG.values(), ids=WRONG)
def test_a_wrong_configuration_tells_no_secret(config: Callable[[str], dict[str, Any]]) -> None:
    canary = Canaries(f"{SEED}").text()
    text = told(lambda: provider(GROUP, config(canary.text)))
    assert "ValueError: " in text
    assert not canary.is_in(text)


def test_a_private_key_and_a_password_in_an_input_are_not_told() -> None:
    canaries = Canaries(f"{SEED}")
    key, password = canaries.private_key(), canaries.text()
    inputs = {"encodedKey": key.text, "comment": f"http://user:{password.text}@host\x07"}
    failures = provider(PUBLIC_KEY, {"endpoint": "local"}).check({}, inputs).failures
    assert [failure.property for failure in failures] == ['["encodedKey"]', '["comment"]']
    text = " ".join(failure.reason for failure in failures)
    assert "is a private key" in text
    assert not key.is_in(text)
    assert not password.is_in(text)


def test_what_a_secret_is_in_is_told_otherwise_in_full(stage: Stage) -> None:
    """So that the tests above are not true of a text that tells nothing."""
    stage.parrot.says(ANSWERS[""]["an invalid value"], "Wrong: the display name.")
    made = provider(GROUP, stage.config)
    text = told(lambda: made.create(STATE[GROUP]))
    assert 'creating group "it": ' in text
    assert "Wrong: the display name." in text
