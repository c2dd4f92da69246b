"""Secrets: masked in every form that a text can have, and told apart from what may be shown."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aws_groups.secrets import CUT, MASK, Secrets
from aws_groups.values import UNKNOWN
from aws_groups.words.showing import LONGEST, shown
from tests.resources import pems

PROPERTY = settings(deadline=None)


def hiding(*texts: str) -> Secrets:
    return Secrets.of({"it": list(texts)}, [("it",)])


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "as Python quotes it": repr,
    "as Python quotes bytes": lambda text: repr(text.encode()),
    "as JSON": json.dumps,
    "as JSON that is not ASCII": lambda text: json.dumps(text, ensure_ascii=False),
    "in JSON": lambda text: json.dumps({"Value": [text]}),
    "quoted for a shell": shlex.quote,
    "as JSON quoted for a shell": lambda text: shlex.quote(json.dumps([text])),
    "as JSON that is not ASCII quoted for a shell": lambda text: shlex.quote(
        json.dumps([text], ensure_ascii=False)
    ),
    "as Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "as Base64 without its end": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "in a URL's path": quote,
    "in a URL's query": lambda text: quote(text, safe=""),
    "in a form": quote_plus,
    "as XML": html.escape,
    "as XML's text": lambda text: html.escape(text, quote=False),
    "on one line": lambda text: " ".join(text.split()),
    "without the white space around it": str.strip,
}

TEXTS = [
    "hunter22",
    "d-1234567890/9448a4d8-0061-7027-4712-0a1b2c3d4e5f",
    "a'b\"c\\d",
    "it's",
    'say "x"',
    "a&b<c>d",
    "schlüssel 🔑",
    "p@ss/w+rd=?&x",
    " blanks around ",
    "$(echo x) `y`",
    "tab\tbell\x07",
    "two\nlines of it",
    pems.pem(b"\x01" * 300, "PRIVATE KEY"),
]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_secret_is_masked_in_every_form(text: str, form: Callable[[str], str]) -> None:
    masked = hiding(text).masked(f"before {form(text)} after")
    assert MASK in masked
    left = masked.replace(MASK, "")
    assert re.fullmatch(r"before\W*(b\W*|Value\W*)?after", left), left


PASSWORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Z"]), min_size=4, max_size=40
) | st.from_regex(r"[0-9A-Za-z_.~/-]{4,40}", fullmatch=True)


@PROPERTY
@given(PASSWORDS, st.sampled_from(list(FORMS)))
def test_no_form_of_any_secret_gets_through(text: str, form: str) -> None:
    written = FORMS[form](text)
    assume(len(text.strip()) >= 4)
    masked = hiding(text).masked(f"before {written} after")
    assert MASK in masked
    assert all(written not in piece for piece in masked.split(MASK))


@PROPERTY
@given(st.lists(st.text(st.sampled_from("abc"), min_size=4, max_size=9), min_size=1), st.integers(0, 3))
def test_secrets_that_are_parts_of_each_other_hide_each_other(texts: list[str], places: int) -> None:
    """Whichever overlaps whichever, no four characters of one that stands whole in a text are left."""
    secrets = hiding(*texts)
    text = " ".join([*texts, "".join(texts)][places:])
    left = secrets.masked(text).split(MASK)
    assert all(secret not in piece for secret in texts for piece in left)


class TestASecretOfManyLines:
    LINES = ("-----BEGIN PRIVATE KEY-----", "A" * 64, "B" * 64, "CCCC==", "-----END PRIVATE KEY-----")

    def test_is_masked_line_by_line(self) -> None:
        """AWS's texts quote lines."""
        masked = hiding("\n".join(self.LINES)).masked(f"line 2 is {'A' * 64}, line 3 is {'B' * 64}")
        assert masked == f"line 2 is {MASK}, line 3 is {MASK}"

    def test_is_masked_whatever_its_line_ends_are(self) -> None:
        masked = hiding("\r\n".join(self.LINES)).masked("got " + "\n".join(self.LINES[:3]))
        assert "A" * 16 not in masked
        assert "B" * 16 not in masked

    def test_has_short_lines_that_are_no_secrets(self) -> None:
        assert hiding("\n".join(self.LINES)).masked("CCCC== is fine") == "CCCC== is fine"

    def test_has_a_frame_that_is_no_secret(self) -> None:
        text = "must begin with -----BEGIN PRIVATE KEY-----"
        assert hiding("\n".join(self.LINES)).masked(text) == text

    def test_is_known_without_its_white_space(self) -> None:
        secrets = hiding("\n".join(self.LINES))
        assert secrets.is_secret("\r\n".join(self.LINES))
        assert secrets.is_secret("  " + " ".join(self.LINES))
        assert not secrets.is_secret("A" * 64)


class TestATextThatWasCut:
    def test_does_not_end_in_the_beginning_of_a_secret(self) -> None:
        assert hiding("correct horse battery").masked(f"got correct hor{CUT}") == f"got {MASK}{CUT}"

    def test_has_less_than_four_characters_of_it_at_most(self) -> None:
        assert hiding("correct horse").masked(f"got cor{CUT}") == f"got cor{CUT}"

    def test_may_go_on(self) -> None:
        masked = hiding("correct horse").masked(f"a correct{CUT} b correct ho{CUT}, c")
        assert masked == f"a {MASK}{CUT} b {MASK}{CUT}, c"

    def test_does_not_end_in_the_beginning_of_a_secret_that_has_another_in_it(self) -> None:
        secrets = hiding("abcd", "abcdefghijkl")
        assert secrets.masked(f"got abcdefgh{CUT}") == f"got {MASK}{CUT}"

    def test_does_not_end_in_a_secret_that_ends_as_another_begins(self) -> None:
        secrets = hiding("wordpass-and-much-more", "password-1")
        assert secrets.masked(f"got password{CUT}") == f"got {MASK}{CUT}"

    @pytest.mark.parametrize("length", range(20, 200, 7))
    def test_shows_nothing_of_a_long_secret_however_much_of_it_was_left(self, length: int) -> None:
        key = pems.pem(os_like(length), "PRIVATE KEY")
        masked = hiding(key).masked(f"got {shown('x' * (LONGEST - length % LONGEST) + key)}")
        body = "".join(key.splitlines()[1:-1])
        assert all(body[at : at + 8] not in masked for at in range(len(body) - 8))


def os_like(seed: int) -> bytes:
    """Bytes that repeat nothing soon."""
    return bytes((seed * 31 + at * at * 7 + at) % 256 for at in range(200))


class TestAShortSecret:
    """It is a part of ordinary words too."""

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("an abc of abcs", "an abc of abcs"),
            ('got "abc"', f'got "{MASK}"'),
            ("got 'abc', 'abcd'", f"got '{MASK}', 'abcd'"),
            ('{"a": "abc"}', f'{{"a": "{MASK}"}}'),
        ],
    )
    def test_is_masked_only_between_quotes(self, text: str, masked: str) -> None:
        assert hiding("abc").masked(text) == masked

    def test_that_is_blank_is_none(self) -> None:
        assert hiding("", " ", "\n").masked('got "" or " "') == 'got "" or " "'


class TestWhatIsSecret:
    def test_is_what_a_path_names_at_any_depth(self) -> None:
        values = {"role": {"arn": "role-arn", "more": ["one-more", 12345]}, "region": "eu-central-1"}
        secrets = Secrets.of(values, [("role",)])
        assert secrets.texts == {"role-arn", "one-more", "12345"}
        assert secrets.masked("role-arn one-more 12345 eu-central-1") == f"{MASK} {MASK} {MASK} eu-central-1"

    def test_is_an_item_of_a_list(self) -> None:
        assert Secrets.of({"items": ["left", "right"]}, [("items", 1)]).texts == {"right"}

    def test_is_nothing_where_the_value_is_absent_unknown_or_a_flag(self) -> None:
        values = {"a": None, "b": UNKNOWN, "c": True}
        assert Secrets.of(values, [("a",), ("b",), ("c",), ("d",)]).texts == frozenset()

    @pytest.mark.parametrize("place", [{"a": "KEY"}, {"a": ["x", "KEY"]}, {"a": {"b": {"c": "KEY"}}}])
    def test_is_each_private_key_wherever_it_is(self, place: object) -> None:
        key = pems.pem(b"\x01" * 100, "EC PRIVATE KEY")
        values = json.loads(json.dumps({"it": place}).replace('"KEY"', json.dumps(f"my key:\n{key}")))
        secrets = Secrets.of(values)
        assert secrets.paths == {("it",)}
        assert key.splitlines()[1] not in secrets.masked(f"got {key}")

    def test_is_a_private_key_in_pieces(self) -> None:
        lines = pems.pem(b"\x01" * 100, "EC PRIVATE KEY").splitlines()
        secrets = Secrets.of({"items": lines, "name": "a-name-of-a-key-group"})
        assert secrets.hides(("items", 1))
        assert lines[1] not in secrets.masked(f"got {lines}")
        assert secrets.masked("a-name-of-a-key-group") == "a-name-of-a-key-group"

    def test_is_a_private_key_in_the_name_of_a_member(self) -> None:
        key = pems.pem(b"\x01" * 100, "EC PRIVATE KEY")
        secrets = Secrets.of({"tags": {key: "x"}})
        assert secrets.hides(("tags",))
        assert key.splitlines()[1] not in secrets.masked(f"got {json.dumps({key: 'x'})}")

    def test_is_the_password_in_a_url(self) -> None:
        secrets = Secrets.of({"endpoint": "https://me:hunter22@proxy.example:8080/x"})
        assert secrets.masked("https://me:hunter22@proxy.example") == f"https://{MASK}@proxy.example"
        assert secrets.masked("hunter22 of me at proxy.example") == f"{MASK} of me at proxy.example"

    def test_is_no_public_key(self) -> None:
        assert Secrets.of({"encodedKey": pems.ec_key()}).texts == frozenset()

    def test_of_two_calls_is_what_either_has(self) -> None:
        both = Secrets.of({"a": "one-secret"}, [("a",)]) | Secrets.of({"b": "another"}, [("b",)])
        assert both.masked("one-secret another") == f"{MASK} {MASK}"
        assert both.hides(("a",))
        assert both.hides(("b",))


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        (("role", "arn"), True),
        (("role", "arn", "part"), True),
        (("role",), True),
        (("role", "name"), False),
        (("rolex",), False),
        (("items", 0), False),
    ],
)
def test_a_property_is_hidden_that_is_secret_in_a_secret_or_has_one_in_it(
    path: tuple[str | int, ...], hidden: bool
) -> None:
    assert Secrets(paths=frozenset({("role", "arn")})).hides(path) is hidden


@pytest.mark.parametrize("text", ["secret", "cret"])
def test_what_is_masked_stays_as_it_is_when_it_is_masked_again(text: str) -> None:
    secrets = hiding(text)
    once = secrets.masked(f"got {text!r}, and {MASK} from before")
    assert once == f"got '{MASK}', and {MASK} from before"
    assert secrets.masked(once) == once


def test_no_secrets_change_nothing() -> None:
    assert Secrets().masked(f"a {CUT} b '' \"\"") == f"a {CUT} b '' \"\""
