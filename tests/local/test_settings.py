"""Settings: their types, and how the command line says them."""

from typing import Any

import pytest

from aws_groups.local import LocalAws, Settings, parse_settings
from aws_groups.local.settings import MARKS


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("public_keys=50", "public_keys", 50),
        ("public-keys=0", "public_keys", 0),
        ("identity_stores=d-1,d-2", "identity_stores", ("d-1", "d-2")),
        ("identity_stores=", "identity_stores", ()),
        ("managed_ad=true", "managed_ad", True),
        ("old_replies=False", "old_replies", False),
        ("memberships_per_group=3", "memberships_per_group", 3),
        ("memberships_per_group=", "memberships_per_group", None),
        ("account=999999999999", "account", "999999999999"),
    ],
)
def test_a_setting_is_said_on_the_command_line(aws: LocalAws, text: str, name: str, value: Any) -> None:
    changes = parse_settings([text])
    assert changes == {name: value}
    aws.set(**changes)
    assert getattr(aws.settings, name) == value


def test_of_a_setting_said_twice_the_last_counts() -> None:
    assert parse_settings(["key_groups=1", "public_keys=2", "key_groups=3"]) == {
        "key_groups": 3,
        "public_keys": 2,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("public_keys", "'public_keys' is not NAME=VALUE"),
        ("publickeys=5", "no such setting: publickeys; did you mean public_keys"),
        ("colour=red", "no such setting: colour; there are account, active_keys_tell"),
        ("public_keys=many", "public_keys must be a number from 0 on, not 'many'"),
        ("public_keys=-1", "public_keys must be a number from 0 on, not '-1'"),
        ("public_keys=", "public_keys must be a number from 0 on, not ''"),
        ("managed_ad=yes", "managed_ad must be true or false, not 'yes'"),
        ("account=12", "account must be 12 digits, not '12'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_a_value_error(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_settings([text])


@pytest.mark.parametrize(
    "change",
    [
        {"public_keys": "50"},
        {"public_keys": True},
        {"public_keys": None},
        {"public_keys": -1},
        {"identity_stores": "d-1234567890"},
        {"identity_stores": (1,)},
        {"managed_ad": "false"},
    ],
    ids=str,
)
def test_a_value_of_another_type_is_refused_and_changes_nothing(
    aws: LocalAws, change: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="must be"):
        aws.set(key_groups=3, **change)
    assert aws.settings == Settings()


def test_every_setting_but_what_is_ours_alone_says_what_it_rests_on() -> None:
    assert set(MARKS) == set(vars(Settings())) - {"account", "identity_stores"}
