"""What is generated and checked in is what the declarations say now: the schema, the SDKs, the reference."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import tomli

from aws_groups import __version__
from aws_groups.package.reference import reference
from aws_groups.package.schema import DOWNLOAD_URL, package_schema
from aws_groups.resources import RESOURCES

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools" / "bin"
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema.json").read_text())


def test_the_schema_is_what_the_classes_write() -> None:
    assert package_schema() == SCHEMA, "run `make schema`"


def test_the_schema_is_written_as_make_schema_writes_it() -> None:
    assert (ROOT / "schema.json").read_text() == json.dumps(SCHEMA, indent=2) + "\n", "run `make schema`"


def test_the_reference_is_what_the_classes_write() -> None:
    assert (ROOT / "docs" / "reference.md").read_text() == reference(), "run `make schema`"


def test_pulumi_finds_nothing_wrong_with_the_schema() -> None:
    done = subprocess.run(
        [TOOLS / "pulumi", "schema", "check", ROOT / "schema.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def files(tree: Path) -> dict[str, bytes]:
    """Every file in ``tree`` that is the generator's, by its path."""
    made_by_python = {"__pycache__", ".mypy_cache", "node_modules"}
    return {
        str(path.relative_to(tree)): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file()
        and not made_by_python & set(path.parts)
        and not any(part.endswith(".egg-info") for part in path.parts)
    }


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The SDKs as the generator writes them now. Builds the generator if it is not there."""
    subprocess.run([sys.executable, "-m", "tools.setup", "gen-sdk"], cwd=ROOT, check=True)
    out = tmp_path_factory.mktemp("sdk")
    subprocess.run([TOOLS / "gen-sdk", ROOT / "schema.json", out], check=True)
    return files(out)


def test_the_sdks_are_what_the_generator_makes_of_the_schema(generated: dict[str, bytes]) -> None:
    checked_in = files(ROOT / "sdk")
    assert sorted(checked_in) == sorted(generated), "run `make sdk`"
    stale = [path for path, content in checked_in.items() if content != generated[path]]
    assert stale == [], "run `make sdk`"


@pytest.mark.parametrize("language", ["python", "nodejs", "go"])
def test_there_is_an_sdk(generated: dict[str, bytes], language: str) -> None:
    assert any(path.startswith(f"{language}/") for path in generated)


def described() -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that users read about, by where it is in the schema."""
    yield "the package", SCHEMA
    yield "the provider", SCHEMA["provider"]
    for name, spec in SCHEMA["config"]["variables"].items():
        yield f"config {name}", spec
    for token, spec in {**SCHEMA["resources"], **SCHEMA["types"]}.items():
        if token in SCHEMA["resources"]:
            yield token, spec
        for group in ("inputProperties", "properties"):
            for name, property_spec in spec.get(group, {}).items():
                yield f"{token} {group} {name}", property_spec
    for token, spec in SCHEMA["functions"].items():
        yield token, spec
        for side in ("inputs", "outputs"):
            for name, property_spec in spec[side]["properties"].items():
                yield f"{token} {side} {name}", property_spec


@pytest.mark.parametrize(
    ("where", "spec"), list(described()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_everything_is_documented(where: str, spec: dict[str, Any]) -> None:
    text = spec.get("description", "")
    assert len(text) > 10, where
    assert text.rstrip().endswith("."), where


# The table of resources in the design: inputs, then the outputs besides them. "!" is required, "~" replaces,
# "-" is for the run alone, and no output.
TABLE = {
    "aws-groups:cloudfront:KeyGroup": ("items! name comment onTaken-", "etag lastModifiedTime"),
    "aws-groups:cloudfront:PublicKey": (
        "encodedKey!~ name~ comment onTaken-",
        "etag createdTime callerReference",
    ),
    "aws-groups:cloudfront:SigningKeys": (
        "encodedKey! overlap revoked name comment",
        "keyGroupId signingKeyId keys otherKeys etag",
    ),
    "aws-groups:identitystore:Group": (
        "identityStoreId~ displayName! description onTaken-",
        "groupId arn revision externalIds createdAt createdBy updatedAt updatedBy",
    ),
    "aws-groups:identitystore:User": (
        "identityStoreId~ userName! displayName name emails phoneNumbers addresses nickName profileUrl title "
        "userType preferredLanguage locale timezone website birthdate photos roles enterprise onTaken-",
        "userId arn revision userStatus externalIds createdAt createdBy updatedAt updatedBy",
    ),
    "aws-groups:identitystore:GroupMembership": (
        "identityStoreId~ groupId!~ memberId!~",
        "membershipId arn createdAt createdBy updatedAt updatedBy",
    ),
    "aws-groups:identitystore:GroupMembers": (
        "identityStoreId~ groupId!~ members! takeOver- maxRemovals-",
        "memberships",
    ),
}


def test_the_resources_are_those_of_the_design() -> None:
    assert set(SCHEMA["resources"]) == set(RESOURCES) == set(TABLE)


@pytest.mark.parametrize("token", TABLE)
def test_the_properties_are_those_of_the_design(token: str) -> None:
    inputs, outputs = (column.split() for column in TABLE[token])
    spec = SCHEMA["resources"][token]
    names = [name.rstrip("!~-") for name in inputs]
    assert list(spec["inputProperties"]) == names
    kept = [name.rstrip("!~") for name in inputs if not name.endswith("-")]
    assert list(spec["properties"]) == [*kept, *outputs]
    assert spec["requiredInputs"] == [name.rstrip("!~-") for name in inputs if "!" in name]
    replacing = [name for name, it in spec["inputProperties"].items() if it.get("willReplaceOnChanges")]
    assert replacing == [name.rstrip("!~-") for name in inputs if "~" in name]


CONFIGURATION = {
    "region",
    "profile",
    "accessKey",
    "secretKey",
    "token",
    "assumeRole",
    "endpoint",
    "endpoints",
    "identityStoreId",
    "maxAttempts",
    "requestsPerSecond",
    "onConflict",
    "onTaken",
    "allowedAccountIds",
    "maxRemovals",
    "neverDelete",
    "keepPopulatedGroups",
    "readTimeout",
    "timeLimit",
    "showRequests",
}


def of_resource(token: str) -> str:
    """The results of a function that finds what a resource has."""
    return f"id {' '.join(SCHEMA['resources'][f'aws-groups:{token}']['properties'])}"


FUNCTIONS_TABLE = {
    "aws-groups:cloudfront:getKeyGroup": ("id name", of_resource("cloudfront:KeyGroup")),
    "aws-groups:cloudfront:getPublicKey": ("id name", of_resource("cloudfront:PublicKey")),
    "aws-groups:identitystore:getIdentityStore": (
        "identityStoreId",
        "identityStoreId arn instanceArn name ownerAccountId status",
    ),
    "aws-groups:identitystore:getGroup": (
        "identityStoreId groupId displayName externalId",
        of_resource("identitystore:Group"),
    ),
    "aws-groups:identitystore:getGroups": (
        "identityStoreId displayNames namePrefix",
        "identityStoreId groups groupIds",
    ),
    "aws-groups:identitystore:getUser": (
        "identityStoreId userId userName email externalId",
        of_resource("identitystore:User"),
    ),
    "aws-groups:identitystore:getUsers": (
        "identityStoreId userNames namePrefix",
        "identityStoreId users userIds",
    ),
    "aws-groups:identitystore:getGroupMembers": (
        "identityStoreId groupId displayName",
        "identityStoreId groupId members userIds",
    ),
}


@pytest.mark.parametrize("token", sorted({*FUNCTIONS_TABLE, *SCHEMA["functions"]}))
def test_the_functions_are_those_of_the_design(token: str) -> None:
    arguments, results = (column.split() for column in FUNCTIONS_TABLE[token])
    spec = SCHEMA["functions"][token]
    assert list(spec["inputs"]["properties"]) == arguments
    assert list(spec["outputs"]["properties"]) == results
    assert spec["inputs"]["required"] == [], "each can be left out for another"


def test_the_configuration_is_that_of_the_design() -> None:
    variables = SCHEMA["config"]["variables"]
    assert set(variables) == CONFIGURATION
    assert variables == SCHEMA["provider"]["inputProperties"]
    assert {name for name, spec in variables.items() if spec.get("secret")} == {
        "accessKey",
        "secretKey",
        "token",
    }


def test_the_version_is_one_everywhere() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["hatch"]["version"]["path"] == "provider/aws_groups/__init__.py"
    assert metadata.version("aws-groups") == __version__
    assert metadata.version("pulumi-aws-groups") == __version__, "the SDK's"
    assert SCHEMA["version"] == __version__
    assert (
        tomli.loads((ROOT / "sdk" / "python" / "pyproject.toml").read_text())["project"]["version"]
        == __version__
    )


PLUGIN_FILES = {
    "python": "python/pulumi_aws_groups/pulumi-plugin.json",
    "nodejs": "nodejs/package.json",
    "go": "go/awsgroups/pulumi-plugin.json",
}


@pytest.mark.parametrize("language", PLUGIN_FILES)
def test_an_sdk_tells_the_engine_this_version_of_the_plugin_and_where_it_is(language: str) -> None:
    told = json.loads((ROOT / "sdk" / PLUGIN_FILES[language]).read_text())
    told = told.get("pulumi", told)
    assert told == {
        "resource": True,
        "name": "aws-groups",
        "version": __version__,
        "server": SCHEMA["pluginDownloadURL"],
    }


def test_a_release_is_looked_for_beside_the_source() -> None:
    assert SCHEMA["pluginDownloadURL"] == DOWNLOAD_URL
    owner = DOWNLOAD_URL.rpartition("/")[2]
    assert SCHEMA["repository"] == f"https://github.com/{owner}/pulumi-{SCHEMA['name']}", "the engine's rule"
