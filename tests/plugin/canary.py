"""Canaries: texts that nobody else has, planted as secrets, and a plugin of which all that leaves it is kept.

A canary is looked for in every form that a text can take, and in part: its first six characters, or its
last six, are a leak too.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from aws_groups.plugin.protocol import provider_pb2
from tests.conflicts.wire import Ear
from tests.plugin.harness import DETAILS, SEED, TIMEOUT, Bag, Plugin, init_failures, plain, secret, struct
from tests.resources import pems

ODD = {
    "nothing": "-",
    "quotes": "'\"it's\"",
    "a backslash": "\\n\\",
    "unicode": "üß🔑é",
    "a shell's": "$(x)`y`;&|*!#~",
    "percents": "%s%41%%",
    "blanks": "  \u00a0 ",
    "XML's": "<&amp;>]]>",
    "a URL's": "/?a=b&c#@:",
    "a line end": "\n",
    "line ends of Windows": "\r\n\r\n",
    "a tab": "\t",
}
"""What stands in the middle of a canary."""
_LETTERS = "ghjkmnpqrstvwxyz"
"""None that a hexadecimal number has, so that no id looks like a canary."""
_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
_LEAST = 6
"""Characters. So much of a canary is a leak."""


class Canary(NamedTuple):
    """A text that must not be seen."""

    text: str
    parts: frozenset[str]
    """In any case, each of them tells that the canary is there. All are in small letters."""
    encoded: frozenset[str]
    """The same of its parts as Base64."""
    clear: frozenset[str] = frozenset()
    """The properties that the program gave it in the clear in. A reply may give it back there."""

    @classmethod
    def of(cls, text: str, *parts: str) -> Canary:
        """A canary that is known by ``parts`` of it."""
        encoded = frozenset(form for part in parts for form in _encoded(part))
        return cls(text, frozenset(part.lower() for part in parts), encoded)

    def is_in(self, text: str) -> bool:
        """Whether the canary, or a part of it, is in ``text`` in any form."""
        small = text.lower()
        return any(part in small for part in self.parts) or any(form in text for form in self.encoded)

    def given_in(self, *properties: str) -> Canary:
        """The same canary, given in the clear."""
        return self._replace(clear=frozenset(properties))


def _encoded(part: str) -> Iterator[str]:
    """``part`` in Base64, wherever among the bytes that were encoded it began."""
    data = part.encode()
    for begin in range(3):
        whole = data[begin : begin + (len(data) - begin) // 3 * 3]
        if len(whole) >= _LEAST:
            yield base64.b64encode(whole).decode()


class Canaries:
    """Makes canaries, the same ones in each run."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def letters(self, number: int = 9) -> str:
        return "".join(self._random.choices(_LETTERS, k=number))

    def text(self, odd: str = "-") -> Canary:
        """A canary with something odd in its middle."""
        begin, end = self.letters(), self.letters()
        return Canary.of(f"{begin}{odd}{end}", begin, begin[:_LEAST], end, end[-_LEAST:])

    def number(self) -> Canary:
        """A canary that is a number."""
        digits = "7" + "".join(self._random.choices("0123456789", k=11))
        return Canary.of(digits, digits[:_LEAST])

    def seconds(self) -> Canary:
        """A canary that is a duration."""
        digits = "2" + "".join(self._random.choices("0123456789", k=8))
        return Canary.of(f"{digits}s", digits)

    def store(self) -> Canary:
        """The id of an identity store. Its digits alone are a part of the ids of what is in it."""
        text = f"d-{''.join(self._random.choices('0123456789', k=10))}"
        return Canary.of(text, text[:_LEAST], text[:9])

    def public_key(self) -> Canary:
        """A key that CloudFront takes."""
        return _key(pems.pem(_P256 + self._random.randbytes(64)))

    def private_key(self) -> Canary:
        """A key that it does not."""
        return _key(pems.pem(self._random.randbytes(130), "PRIVATE KEY"))


def _key(text: str) -> Canary:
    """A canary that is known by what is in the middle and at the ends of its lines."""
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    parts = [line[at : at + 9] for line in lines for at in (0, 40, 46, 55) if line[at + 8 :]]
    # A public key begins as all do.
    return Canary.of(text, *parts[1:])


class Left(NamedTuple):
    """Something that has left the process."""

    where: str
    content: str | Bag
    """A text; or a reply, in which what is marked as a secret does not count."""

    def as_seen(self, clear: frozenset[str]) -> str:
        """The text, but for what stands in properties that the program gave in the clear."""
        if isinstance(self.content, str):
            return self.content
        return json.dumps(_unmarked(self.content, clear), ensure_ascii=False)


def _unmarked(value: Any, clear: frozenset[str]) -> Any:
    """``value`` without what is in a secret mark, and without the properties in ``clear``."""
    if isinstance(value, dict):
        if secret("").items() - {("value", "")} <= {(name, str(item)) for name, item in value.items()}:
            return "[marked]"
        return {name: _unmarked(item, clear) for name, item in value.items() if name not in clear}
    return [_unmarked(item, clear) for item in value] if isinstance(value, list) else value


class Watched(Plugin):
    """A plugin of which all that leaves the process is kept."""

    def __init__(self, store: Path, ear: Ear, **env: str) -> None:
        self.left: list[Left] = []
        self._ear, self.log = ear, store.with_suffix(".log")
        self._read: dict[Path, int] = {}
        self._args: Bag | None = None
        super().__init__(store, ear.address, AWS_GROUPS_LOG=str(self.log), **env)

    def rpc(self, name: str, request: Any) -> Any:
        """Send one request, and keep what comes of it."""
        try:
            reply, call = getattr(self._stub, name).with_call(request, timeout=TIMEOUT)
        except grpc.RpcError as error:
            self.keep(f"{name}: error", f"{error.code()} {error.details()}")
            texts = [one for one in error.trailing_metadata() if one.key != DETAILS]
            self.keep(f"{name}: error in full", f"{texts} {error.debug_error_string()}")
            for left in init_failures(error):
                self.keep(f"{name}: reasons", str(left.reasons))
                self.keep(f"{name}: what is true now", MessageToDict(left.properties))
                self.keep(f"{name}: the inputs then", MessageToDict(left.inputs))
            raise
        self.keep(f"{name}: trailer", f"{call.trailing_metadata()} {call.details()}")
        self.keep(f"{name}: reply", MessageToDict(reply))
        for failure in getattr(reply, "failures", ()):
            self.keep(f"{name}: printed by the engine", _printed(request.news, failure.property))
        return reply

    def configure(self, **args: Any) -> None:
        """Configure it, if it is not configured so."""
        if args != self._args:
            super().configure(**args)
            self._args = args

    def wrong(self, token: str, news: Bag) -> list[str]:
        """What a check finds wrong with the inputs of a resource."""
        urn = f"urn:pulumi:dev::project::{token}::it"
        request = provider_pb2.CheckRequest(
            urn=urn, type=token, name="it", news=struct(news), randomSeed=SEED
        )
        return [failure.reason for failure in self.rpc("Check", request).failures]

    def wrong_configuration(self, news: Bag) -> list[str]:
        """What a check finds wrong with the configuration."""
        urn = "urn:pulumi:dev::project::pulumi:providers:aws-groups::default"
        request = provider_pb2.CheckRequest(urn=urn, news=struct(news))
        return [failure.reason for failure in self.rpc("CheckConfig", request).failures]

    def leaks(self, *canaries: Canary) -> list[str]:
        """Where one of the canaries is in what has left since this was asked last."""
        self._gather()
        left, self.left = self.left, []
        return [
            f"{canary.text!r} in {item.where}: {seen}"
            for item in left
            for canary in canaries
            if canary.is_in(seen := item.as_seen(canary.clear))
        ]

    def said(self) -> str:
        """All texts that have left since ``leaks`` was asked last."""
        self._gather()
        return "\n".join(item.content for item in self.left if isinstance(item.content, str))

    def keep(self, where: str, content: str | Bag) -> None:
        self.left.append(Left(where, content))

    def _gather(self) -> None:
        lines, self._ear.lines = self._ear.lines, []
        for line in lines:
            self.keep(f"engine's log, {line.severity}", line.text)
        for file in (self.log, self._stderr):
            with file.open("rb") as written:
                written.seek(self._read.get(file, 0))
                self.keep(file.suffix, written.read().decode())
                self._read[file] = written.tell()


def _printed(news: Struct, name: str) -> str:
    """What the engine prints of a failure: the value of the property that has this very name, also when
    it is secret (issueCheckFailures in pulumi's pkg/resource/deploy/step_generator.go)."""
    return json.dumps(plain(news).get(name), ensure_ascii=False)


def marked(canaries: Mapping[str, Canary]) -> Bag:
    """Inputs whose values are canaries, all secret."""
    return {name: secret(canary.text) for name, canary in canaries.items()}
