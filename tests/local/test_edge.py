"""The edge of the local AWS: which signed links and cookies CloudFront takes at an instant."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from aws_groups.local import LocalAws
from aws_groups.local.cloudfront.edge import Answer, Edge, Viewing
from tests.local.conftest import Rig
from tests.local.helpers import distribution_config
from tests.local.signing import PrivateKey, verify
from tests.local.test_distributions import Clock

RSA, P256, OTHER = PrivateKey.rsa(), PrivateKey.p256(), PrivateKey.p256()


class Site:
    """A distribution whose files are private, but those under /open/; /films/ has a key of its own."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.aws = LocalAws(path, clock=self.clock)
        self.cloudfront = Rig(self.aws, path, None).client("cloudfront")
        self.edge = Edge(self.aws, verify)
        self.keys = {key: self.new_key(key) for key in (RSA, P256, OTHER)}
        self.group = self.new_group("group", RSA, P256)
        config = distribution_config(self.group)
        others = [distribution_config()["DefaultCacheBehavior"] | {"PathPattern": "/open/*"}]
        films = distribution_config(self.new_group("films", OTHER))["DefaultCacheBehavior"]
        others.append(films | {"PathPattern": "films/?.mp4"})
        config["CacheBehaviors"] = {"Quantity": 2, "Items": others}
        made = self.cloudfront.create_distribution(DistributionConfig=config)["Distribution"]
        self.id, self.host = made["Id"], made["DomainName"]

    def new_key(self, key: PrivateKey) -> str:
        config = {"CallerReference": key.pem, "Name": f"key{id(key)}", "EncodedKey": key.pem}
        return str(self.cloudfront.create_public_key(PublicKeyConfig=config)["PublicKey"]["Id"])

    def new_group(self, name: str, *keys: PrivateKey) -> str:
        config = {"Name": name, "Items": [self.keys[key] for key in keys]}
        return str(self.cloudfront.create_key_group(KeyGroupConfig=config)["KeyGroup"]["Id"])

    def set_keys(self, *keys: PrivateKey) -> None:
        etag = self.cloudfront.get_key_group(Id=self.group)["ETag"]
        config = {"Name": "group", "Items": [self.keys[key] for key in keys]}
        self.cloudfront.update_key_group(Id=self.group, IfMatch=etag, KeyGroupConfig=config)

    def url(self, path: str = "/a.jpg") -> str:
        return f"https://{self.host}{path}"

    def link(self, key: PrivateKey, path: str = "/a.jpg", seconds: int = 3600) -> str:
        return key.link(self.keys[key], self.url(path), self.clock.now + seconds)

    def answer(self, url: str, **more: Any) -> Answer:
        return self.edge.answer(Viewing(url, **more))

    def takes(self, url: str, **more: Any) -> bool:
        return self.answer(url, **more).taken


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "aws.sqlite")
    yield site
    site.aws.close()


def encoded(data: bytes) -> str:
    """Base64 as CloudFront has it in URLs and cookies."""
    return base64.b64encode(data).decode().translate(str.maketrans("+=/", "-_~"))


def custom(site: Site, key: PrivateKey, statement: Any, *, text: str = "") -> dict[str, str]:
    """The parameters of a custom policy."""
    policy = (text or json.dumps({"Statement": [statement]}, indent=1)).encode()
    signature = encoded(key.sign(policy))
    return {"Policy": encoded(policy), "Signature": signature, "Key-Pair-Id": site.keys[key]}


def cookies(parameters: dict[str, str]) -> dict[str, str]:
    return {f"CloudFront-{name}": value for name, value in parameters.items()}


def until(seconds: float, **more: Any) -> dict[str, Any]:
    return {"DateLessThan": {"AWS:EpochTime": int(seconds)}, **more}


@pytest.mark.parametrize("key", [RSA, P256], ids=["RSA", "ECDSA"])
@pytest.mark.parametrize("path", ["/a.jpg", "/a.jpg?size=large&v=1", "/"])
def test_a_signed_link_is_taken_until_it_runs_out(site: Site, key: PrivateKey, path: str) -> None:
    link = site.link(key, path)
    assert site.takes(link)
    site.clock.now += 3599
    assert site.takes(link)
    site.clock.now += 1
    assert site.answer(link).code == "AccessDenied"


def test_what_is_not_signed_is_refused_but_where_the_files_are_open(site: Site) -> None:
    assert site.answer(site.url()).code == "MissingKey"
    assert site.takes(site.url("/open/a.jpg"))
    assert site.answer("https://dnowhere.cloudfront.net/a.jpg").status == 404
    assert site.answer("https://www.example.com/a.jpg").status == 404


@pytest.mark.parametrize(
    ("one", "other"), [("a.jpg", "b.jpg"), ("Expires=1", "Expires=2"), ("Signature=", "Signature=AAAA")]
)
def test_a_link_that_was_changed_is_refused(site: Site, one: str, other: str) -> None:
    link = site.link(RSA)
    assert one in link
    assert not site.takes(link.replace(one, other))


def test_a_key_is_known_by_its_id_and_only_where_its_group_is_trusted(site: Site) -> None:
    link = site.link(RSA)
    assert site.answer(link.replace(site.keys[RSA], site.keys[P256])).code == "AccessDenied"
    assert site.answer(link.replace(site.keys[RSA], "K0000000000000")).code == "InvalidKey"
    assert site.answer(site.link(OTHER)).code == "InvalidKey"
    assert site.takes(site.link(OTHER, "/films/1.mp4"))
    assert site.answer(site.link(RSA, "/films/1.mp4")).code == "InvalidKey"
    assert site.takes(site.link(RSA, "/films/12.mp4")), "the pattern has one character"


def test_a_custom_policy_says_from_when_until_when_where_and_for_whom(site: Site) -> None:
    now = site.clock.now
    condition = until(
        now + 100,
        DateGreaterThan={"AWS:EpochTime": int(now + 50)},
        IpAddress={"AWS:SourceIp": "203.0.113.0/24"},
    )
    statement = {"Resource": site.url("/t?a/*"), "Condition": condition}
    parameters = "&".join(f"{name}={value}" for name, value in custom(site, P256, statement).items())

    def takes(path: str, address: str = "203.0.113.7") -> bool:
        return site.takes(f"{site.url(path)}{'&' if '?' in path else '?'}{parameters}", address=address)

    assert not takes("/tea/1.jpg"), "too early"
    site.clock.now = now + 50
    assert takes("/tea/1.jpg")
    assert takes("/tea/1.jpg?size=large")
    assert not takes("/coffee/1.jpg")
    assert not takes("/tea/1.jpg", address="192.0.2.1")
    site.clock.now = now + 100
    assert not takes("/tea/1.jpg"), "too late"


def test_signed_cookies_are_taken_as_links_are(site: Site) -> None:
    statement = {"Resource": site.url("/*"), "Condition": until(site.clock.now + 100)}
    signed = cookies(custom(site, RSA, statement))
    assert site.takes(site.url("/any/file.jpg?x=1"), cookies=signed)
    canned = dict(part.split("=") for part in urlsplit(site.link(RSA)).query.split("&"))
    assert site.takes(site.url(), cookies=cookies(canned))
    assert not site.takes(site.url("/other.jpg"), cookies=cookies(canned))
    assert not site.takes(site.link(RSA, seconds=-1), cookies=signed), "what is in the URL counts"
    site.clock.now += 100
    assert not site.takes(site.url("/any/file.jpg"), cookies=signed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        '{"Statement": []}',
        '{"Statement": [1]}',
        '{"Statement": [{"Condition": {}}]}',
        '{"Statement": [{"Condition": {"DateLessThan": {"AWS:EpochTime": "soon"}}}]}',
        '{"Statement": [{"Condition": {"DateLessThan": {"AWS:EpochTime": 1}, "IpAddress": 1}}]}',
    ],
)
def test_a_policy_that_is_none_is_refused(site: Site, text: str) -> None:
    signed = cookies(custom(site, RSA, None, text=text or " "))
    assert site.answer(site.url(), cookies=signed).code == "MalformedPolicy"
    broken = {**signed, "CloudFront-Signature": "A"}
    assert site.answer(site.url(), cookies=broken).code == "MalformedPolicy"


def test_a_key_is_taken_once_it_is_deployed_and_until_it_leaves_the_group(site: Site) -> None:
    site.set_keys(P256)
    site.aws.set(deployment_seconds=600)
    old, new = site.link(P256), site.link(RSA)
    assert site.takes(old)
    assert site.answer(new).code == "InvalidKey"

    site.set_keys(P256, RSA)
    site.clock.now += 599
    assert site.takes(old)
    assert not site.takes(new), "there can still be an edge that does not know the key"
    site.clock.now += 1
    assert site.takes(old)
    assert site.takes(new)

    site.set_keys(RSA)
    assert not site.takes(old), "there can be an edge already that does not know the key any more"
    assert site.takes(new)
    site.clock.now += 600
    assert site.answer(old).code == "InvalidKey"


def test_a_distribution_answers_once_it_is_deployed_and_enabled(site: Site) -> None:
    site.aws.set(deployment_seconds=60)
    config = distribution_config(site.group, reference="new") | {"Enabled": False}
    made = site.cloudfront.create_distribution(DistributionConfig=config)
    site.host = made["Distribution"]["DomainName"]
    link = site.link(RSA)
    assert site.answer(link).status == 404
    site.clock.now += 60
    assert site.answer(link).status == 403
    site.cloudfront.update_distribution(
        Id=made["Distribution"]["Id"],
        IfMatch=made["ETag"],
        DistributionConfig={**config, "Enabled": True},
    )
    site.clock.now += 60
    assert site.takes(link)
