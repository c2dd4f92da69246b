"""What is wrong with a property, in words. A reason has one sentence, which follows the property's path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_groups.model.paths import Path, rendered
from aws_groups.model.problems import MalformedId, Problem, Reason, Wrong
from aws_groups.secrets import MASK, Secrets
from aws_groups.values import Properties
from aws_groups.words.reaching import failure as call_failure
from aws_groups.words.showing import counted, shown

_Sentence = str | Callable[[Mapping[str, Any]], str]

_PUBLIC_KEY = "give the public key (`openssl pkey -in FILE -pubout` writes it)"


def _choose(name: str) -> str:
    return f"set it here, or for the whole stack with `pulumi config set aws-groups:{name} VALUE`"


SENTENCES: Mapping[str, _Sentence] = {
    # Of any property.
    "required": "is required",
    "required_or_configured": "is required: set it here, or for the whole stack with "
    "`pulumi config set aws-groups:{name} VALUE`",
    "only_of_none": "is required, and this account has no IAM Identity Center in this region; are these the "
    "right region and credentials?",
    "only_of_several": lambda values: (
        f"is required, as there are several: {', '.join(values['values'])}; {_choose(values['name'])}"
    ),
    "only_not_known": lambda values: (
        f"is required ({_choose(values['name'])}), as the account's own could not be found out: "
        f"{call_failure(values['error'])}"
    ),
    "required_or_other": lambda values: f"is required, or {' or '.join(values['others'])} in its place",
    "beside": "can't be given beside {other}: give one of them",
    "required_unnamed": "is required: auto-naming is disabled for this resource",
    "not_known": "is not known yet",
    "naming_mode": "is of a kind that this version of the provider does not know",
    "not_in_state": "is not in the state, and AWS wants it with each update; run `pulumi refresh` to get it",
    "not_version": "is none that AWS has given; run `pulumi refresh` to get the object's",
    "lost": "is not in the state; run `pulumi refresh` to get it",
    "required_beside": "is required beside {other}",
    "local_is_no_account": "names accounts, and the local AWS is none: set `allowedAccountIds` to `[]` "
    "beside `endpoint: local`",
    "unknown": lambda values: f"is an unknown property; the properties are {', '.join(values['known'])}",
    "unknown_near": "is an unknown property; did you mean {near}?",
    "made_by_aws": "is made by AWS and can't be set",
    "not_text": "must be a string",
    "not_text_list": "must be a list of strings",
    "not_list": "must be a list",
    "not_object": "must be an object",
    "not_number": "must be a number",
    "not_whole": "must be a whole number",
    "not_amount": "must be a whole number or a percentage, such as 10 or 10%",
    "not_flag": "must be true or false",
    "not_one_of": lambda values: f"must be {' or '.join(values['choices'])}",
    "too_small": lambda values: f"must be at least {values['limit']:g}",
    "too_short": lambda values: f"must have at least {counted(values['limit'], 'character')}",
    "too_long": lambda values: (
        f"must have at most {counted(values['limit'], 'character')}, has {values['has']}"
    ),
    "too_few_items": lambda values: f"must have at least {counted(values['limit'], values['noun'])}",
    "too_many_items": lambda values: (
        f"must have at most {counted(values['limit'], 'item')}, has {values['has']}"
    ),
    "twice": lambda values: (
        f"is the same {values['noun']} as {rendered(values['first'])}; each may be given once"
    ),
    "same_in_program": lambda values: (
        f"is the same as that of {values['other']} in this program; AWS allows it once"
    ),
    "members_alone_too": lambda values: (
        f"is also the group of {values['other']}, a single membership in this program: declare all members "
        "here and no single ones, or only single ones"
    ),
    "members_whole_too": lambda values: (
        f"is also the group of {values['other']}, which has all its members in this program: declare this "
        "member there"
    ),
    # Of texts.
    "character": lambda values: f"must not have the character {values['character']!r}",
    "control_character": lambda values: f"must not have the control character {values['character']!r}",
    "one_line": "must be on one line",
    "outer_space": "must not begin or end with a space",
    "white_space": "must not have white space",
    "blank": "must not be blank",
    "key_name": "may have only letters, digits, - and _",
    "doubtful_name": "has characters other than letters, digits, - and _: CloudFront refuses them in the "
    "names of other objects, and may refuse them here",
    "reserved_name": "is a name that the Identity Store keeps for itself",
    # Of ids.
    "empty_id": "is empty, and an id is not",
    "id_space": "can't be an id: it has white space or a / too many",
    "id_without_store": "has no identity store: write STORE/ID",
    "store_id": "is not an identity store id, which looks like d-1234567890",
    "other_store": "is of another identity store than {store}, the resource's own",
    "nested_group": "is a group: AWS has no groups in groups, so a member is a user",
    "account": "is not an account id, which has 12 digits",
    # Of keys.
    "private_key": f"is a private key, which must stay with you: {_PUBLIC_KEY}",
    "ssh_private_key": "is a private key, which must stay with you: give the public key "
    "(`ssh-keygen -e -m PKCS8 -f FILE` writes it)",
    "pkcs1_key": "is an RSA key of PKCS#1: `openssl rsa -RSAPublicKey_in -in FILE -pubout` writes it as "
    "CloudFront takes it",
    "certificate": "is a certificate: `openssl x509 -in FILE -noout -pubkey` writes its public key",
    "certificate_request": "is a certificate request: `openssl req -in FILE -noout -pubkey` writes its "
    "public key",
    "ssh_key": "is a key as SSH writes it: `ssh-keygen -e -m PKCS8 -f FILE` writes it as CloudFront takes it",
    "ssh2_key": "is a key as SSH2 programs write it: `ssh-keygen -i -f FILE > NEW`, and then "
    "`ssh-keygen -e -m PKCS8 -f NEW`, write it as CloudFront takes it",
    "key_file": "is the name of a file: give what is in the file",
    "bare_key": "is a key without the lines around it: put -----BEGIN PUBLIC KEY----- in a line before it "
    "and -----END PUBLIC KEY----- in a line after it",
    "several_keys": "has {has} PEM blocks: give one public key",
    "not_pem": "must be one PEM block that begins with -----BEGIN PUBLIC KEY-----",
    "not_base64": "is not a PEM: its body is not Base64",
    "rsa_size": "is an RSA key of another size than 2048 bits",
    "key_kind": "is neither an RSA 2048 nor an ECDSA P-256 key",
    # Of keys that take turns.
    "duration": "must be a duration such as 7d, 12h or 1d12h",
    "long_duration": "must be at most {limit}",
    "fingerprint": "must be a public key as PEM, or its fingerprint, which has 64 hexadecimal digits",
    "revoked_signing": "is the key to sign with: give another encodedKey, or take it out of revoked",
    # Of the configuration.
    "region": "must be a region such as eu-central-1",
    "url": "must be a URL such as http://127.0.0.1:4566",
    "url_or_local": "must be a URL such as http://127.0.0.1:4566, or `local`",
}
"""Every reason; a sentence is a template of what the reason names, or a function of it."""


def why(reason: Reason) -> str:
    """The sentence of a reason."""
    sentence = SENTENCES[reason.key]
    return sentence.format(**reason.values) if isinstance(sentence, str) else sentence(reason.values)


def problem(found: Problem, secrets: Secrets) -> str:
    """``items[1] must be …; got …``"""
    text = f"{rendered(_path(found, secrets))} {why(found.reason)}"
    if found.given is None or found.hidden:
        return text
    return f"{text}; got {shown(found.given, secret=secrets.hides(found.path))}"


def wrong(error: Wrong, secrets: Secrets) -> str:
    """What is wrong with values that no check has kept away."""
    return f"{error.doing}: {'; '.join(problem(found, secrets) for found in error.problems)}"


def failures(found: Sequence[Problem], values: Properties, secrets: Secrets) -> list[tuple[str, str]]:
    """Each problem with ``values``: its path, as the engine takes it, and what is wrong, masked.

    The engine prints the value of a property that it finds by the path's text, also when it is secret.
    In brackets, which mean the same, it does not find it.
    """
    properties = {top_level(one.path) for one in found}
    with_secret = {name for name in properties if secrets.in_value(values.get(name))}
    return [
        (
            _failing_path(one, secrets, in_brackets=one.hidden or top_level(one.path) in with_secret),
            secrets.masked(problem(one, secrets)),
        )
        for one in found
    ]


def _failing_path(found: Problem, secrets: Secrets, *, in_brackets: bool) -> str:
    text = rendered(_path(found, secrets))
    if not (in_brackets or secrets.hides(found.path)):
        return text
    name = str(found.path[0])
    bracketed = f'["{name}"]'
    return text if text.startswith("[") else bracketed + text.removeprefix(name)


def _path(found: Problem, secrets: Secrets) -> Path:
    """The path of a problem; a name that the program has put into a secret value is secret too."""
    own = found.own_name and secrets.hides_names(found.path)
    return (*found.path[:-1], MASK) if own else found.path


def malformed_id(error: MalformedId) -> str:
    """A text that cannot be an id, and what an id looks like."""
    return f"{shown(error.text)} {why(error.reason)}. The id of a {error.noun} is {error.id_doc}."


def top_level(path: Path) -> str:
    """The property that a path is in: ``items`` of ``items[2]``."""
    return str(path[0])
