"""`aws-groups local` on the command line: what it takes, and the line that it says when it cannot."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from aws_groups.cli import main
from aws_groups.local import LocalAws
from tests.local.conftest import Rig
from tests.local.helpers import STORE, refused


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What the command said on stderr: one line."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("aws-groups local: ")
    assert err.count("\n") == 1
    return err.removeprefix("aws-groups local: ")


def test_a_port_that_is_taken(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["local", "--store", str(path), "--port", str(port)]) == 1
    assert said(capsys) == f"port {port} of 127.0.0.1 cannot be had: Address already in use\n"


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_there_is_not(path: Path, capsys: pytest.CaptureFixture[str], port: str) -> None:
    assert main(["local", "--store", str(path), f"--port={port}"]) == 2
    assert f"no such port: {port}" in said(capsys)
    assert not path.exists()


def test_a_store_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["local", "--store", str(tmp_path / "file" / "store")]) == 1
    assert "cannot be the store of a local AWS" in said(capsys)


def test_a_store_that_is_no_database(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("something else entirely, which is long enough to be looked at\n" * 20)
    assert main(["local", "--store", str(path)]) == 1
    assert f"{path} cannot be the store of a local AWS: file is not a database" in said(capsys)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("UpdateKeyGruop=error", "no such operation: 'UpdateKeyGruop'; did you mean UpdateKeyGroup"),
        ("sts:UpdateGroup=error", "no such operation of sts: 'UpdateGroup'; there are AssumeRole, Get"),
        ("cloudfrnt:*=error", "no such service: 'cloudfrnt'; did you mean cloudfront?"),
        ("s3:*=error", "no such service: 's3'; there are cloudfront, identitystore, sso-admin, sts"),
        ("UpdateGroup=drop-afer", "no such fault: 'drop-afer'; did you mean drop-after"),
        ("UpdateGroup=error,staus=503", "no such option of a fault: 'staus'; did you mean status?"),
        ("UpdateGroup=error,status=many", "status of a fault must be a number, not 'many'"),
        ("UpdateGroup", "'UpdateGroup' is not [SERVICE:]OPERATION=KIND"),
    ],
)
def test_a_fault_that_makes_no_sense(
    path: Path, capsys: pytest.CaptureFixture[str], fault: str, words: str
) -> None:
    assert main(["local", "--store", str(path), "--fault", fault]) == 2
    assert words in said(capsys)
    assert not path.exists()


def test_a_setting_that_makes_no_sense(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["local", "--store", str(path), "--set", "public_key=50"]) == 2
    assert "no such setting: public_key; did you mean public_keys" in said(capsys)
    assert not path.exists()


def test_settings_and_faults_are_taken_and_the_settings_stay(path: Path) -> None:
    other = "d-0000000000"
    command = [sys.executable, "-m", "aws_groups.cli", "local", "--store", str(path)]
    command += ["--set", "public_keys=50", "--set", f"identity_stores={STORE},{other}"]
    command += ["--fault", "CreateGroup=error,times=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        url = process.stdout.readline().strip()
        aws = LocalAws(path)
        identitystore = Rig(aws, path, url).client("identitystore")
        with refused("InternalServerException", 500):
            identitystore.create_group(IdentityStoreId=other, DisplayName="Devs")
        identitystore.create_group(IdentityStoreId=other, DisplayName="Devs")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    assert aws.settings.public_keys == 50
    assert aws.settings.identity_stores == (STORE, other)
    aws.close()
