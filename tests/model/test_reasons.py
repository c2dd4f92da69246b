"""The sentences of checks: one for each reason, and none that no reason needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import aws_groups
from aws_groups.aws import AwsRefused, Request
from aws_groups.model.paths import Path as PropertyPath
from aws_groups.model.problems import Problem, Reason, reason
from aws_groups.secrets import MASK, Secrets
from aws_groups.words.checks import SENTENCES, failures, problem, why

SOURCE = Path(aws_groups.__file__).parent
SAMPLES = {
    "character": "\x07",
    "choices": ("red", "green"),
    "error": AwsRefused(Request("sso-admin", "ListInstances", {}), code="Whatever", request_id="1"),
    "first": ("items", 0),
    "has": 7,
    "known": ["items", "name"],
    "limit": 2,
    "name": "region",
    "near": "items",
    "noun": "key",
    "other": "accessKey",
    "others": ("accessKey", "secretKey"),
    "store": "d-1234567890",
    "values": ["d-0987654321", "d-1234567890"],
}
"""A value of each thing that a sentence can name."""


class Use(NamedTuple):
    """A place that gives a reason: ``reason("too_short", limit=…)``."""

    key: str
    names: tuple[str, ...]
    place: str


def uses() -> Iterator[Use]:
    """Every reason that the provider's source gives."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        tables = {
            _name(node.targets[0]): node.value.values
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ("Reason", "reason") and node.args:
                names = tuple(keyword.arg for keyword in node.keywords if keyword.arg)
                for key in _keys(node.args[0], tables):
                    yield Use(key, names, f"{path.relative_to(SOURCE)}:{node.lineno}")


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _keys(argument: ast.expr, tables: Mapping[str, list[ast.expr]]) -> list[str]:
    """The key, the two of a conditional expression, or all of a table; none where it is a variable."""
    if isinstance(argument, ast.IfExp):
        return [*_keys(argument.body, tables), *_keys(argument.orelse, tables)]
    if isinstance(argument, ast.Subscript):
        return [key for value in tables[_name(argument.value)] for key in _keys(value, tables)]
    return [argument.value] if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else []


USES = list(uses())


def test_every_reason_has_a_sentence() -> None:
    assert {f"{use.key} ({use.place})" for use in USES if use.key not in SENTENCES} == set()


def test_every_sentence_has_a_reason() -> None:
    assert set(SENTENCES) - {use.key for use in USES} == set()


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.key} in {use.place}")
def test_a_reason_gives_all_that_its_sentence_names(use: Use) -> None:
    text = why(Reason(use.key, {name: SAMPLES[name] for name in use.names}))
    assert text == text.strip()
    assert not text.endswith(".")
    assert text[0].islower()
    sentence = SENTENCES[use.key]
    if isinstance(sentence, str):
        assert {name for _, name, _, _ in Formatter().parse(sentence) if name} == set(use.names)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Problem(("items", 1), Reason("not_text"), 7), "items[1] must be a string; got 7"),
        (Problem(("name",), Reason("required")), "name is required"),
        (Problem(("name",), reason("too_short", limit=1), ""), 'name must have at least 1 character; got ""'),
        (
            Problem(("x",), reason("unknown_near", near="items"), "y", hidden=True),
            "x is an unknown property; did you mean items?",
        ),
        (
            Problem(("x",), reason("unknown", known=["items", "name"]), hidden=True),
            "x is an unknown property; the properties are items, name",
        ),
        (
            Problem(("items", 2), reason("twice", noun="key", first=("items", 0)), "K1"),
            'items[2] is the same key as items[0]; each may be given once; got "K1"',
        ),
        (Problem(("tags", "a b"), Reason("not_text"), {}), 'tags["a b"] must be a string; got {}'),
        (
            Problem(("code",), reason("too_long", limit=2, has=3), "{x}"),
            'code must have at most 2 characters, has 3; got "{x}"',
        ),
    ],
)
def test_a_problem_is_a_sentence_that_begins_with_its_path(found: Problem, text: str) -> None:
    assert problem(found, Secrets()) == text


def test_a_secret_is_not_shown_as_what_was_given() -> None:
    secrets = Secrets(paths=frozenset({("role", "externalId")}))
    found = Problem(("role", "externalId"), Reason("not_text"), 1234567)
    assert problem(found, secrets) == f"role.externalId must be a string; got {MASK}"


@pytest.mark.parametrize(
    ("path", "hidden", "text"),
    [
        (("name",), False, "name"),
        (("items", 1), False, "items[1]"),
        (("name",), True, '["name"]'),
        (("name", "givenName"), True, '["name"].givenName'),
        (("a.b",), True, '["a.b"]'),
        (("secret",), False, '["secret"]'),
        (("secret", "part"), False, '["secret"].part'),
    ],
)
def test_the_path_of_a_hidden_value_is_one_at_which_the_engine_finds_no_value_to_print(
    path: PropertyPath, hidden: bool, text: str
) -> None:
    secrets = Secrets(paths=frozenset({("secret",)}))
    assert _path_of(Problem(path, Reason("required"), hidden=hidden), None, secrets) == text


def test_the_path_of_a_value_with_a_secret_in_it_is_such_a_one_too() -> None:
    secrets = Secrets(texts=frozenset({"hunter22"}))
    found = Problem(("items", 1), Reason("not_text"), 7)
    assert _path_of(found, ["hunter22", 7], secrets) == '["items"][1]'
    assert _path_of(found, [{"x": "hunter22"}, 7], secrets) == '["items"][1]'
    assert _path_of(found, ["hunter", 7], secrets) == "items[1]"


def _path_of(found: Problem, value: object, secrets: Secrets) -> str:
    """The path of a problem in a property that has ``value``."""
    ((path, _),) = failures([found], {str(found.path[0]): value}, secrets)
    return path
