"""The host key: made once, for its owner alone, known by its fingerprint."""

from __future__ import annotations

import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from explainer.problems import Cannot
from explainer.serve.processes import state_files
from explainer.serve.processes.listening import Address


def test_made_on_first_start_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "server"
    made = state_files.ensure_host_key(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "host_key").stat().st_mode) == 0o600
    assert os.listdir(folder) == ["host_key"]
    assert state_files.ensure_host_key(folder) == made
    assert made.public.startswith("ssh-ed25519 ")


def test_the_mask_of_the_operator_does_not_matter(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        state_files.ensure_host_key(tmp_path / "server")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "server" / "host_key").stat().st_mode) == 0o600


def test_ssh_keygen_sees_the_same_fingerprint(tmp_path: Path) -> None:
    made = state_files.ensure_host_key(tmp_path)
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "host_key"], capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[1] == state_files.fingerprint(made.public)


def test_two_servers_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _number: state_files.ensure_host_key(tmp_path), range(16)))
    assert len({key.private for key in keys}) == 1
    assert os.listdir(tmp_path) == ["host_key"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    state_files.ensure_host_key(tmp_path)
    (tmp_path / "host_key").chmod(0o640)
    with pytest.raises(Cannot, match="chmod 600"):
        state_files.ensure_host_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])
def test_a_broken_key_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "host_key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(Cannot, match="is no host key"):
        state_files.ensure_host_key(tmp_path)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Cannot, match="The host key"):
        state_files.ensure_host_key(tmp_path / "file" / "server")


def test_the_line_for_known_hosts() -> None:
    assert (
        state_files.known_hosts_line("ssh-ed25519 A", Address("127.0.0.1", 2222))
        == "[127.0.0.1]:2222 ssh-ed25519 A"
    )
    assert (
        state_files.known_hosts_line("ssh-ed25519 A", Address("host.example", 22))
        == "host.example ssh-ed25519 A"
    )
    assert "0.0.0.0" not in state_files.known_hosts_line("ssh-ed25519 A", Address("0.0.0.0", 2222))
