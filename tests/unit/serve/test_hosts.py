"""What is written for hosts: the unit, the image and the pages say what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from explainer.cli.serve import command
from explainer.serve.parking import phrases, places
from explainer.serve.processes.metrics import Counters, FrontFigures
from explainer.serve.processes.settings import Limits
from explainer.serve.ssh import connection
from explainer.serve.ssh.guest_terminal import ENVIRONMENT

HOSTS = Path(__file__).resolve().parents[3] / "docs" / "hosts"
HELP = ["-h", "--help"]
"""As the program has them: a command remembers those of its first context, also for tests that come later."""


def text(name: str) -> str:
    return (HOSTS / name).read_text()


def options(words: list[str]) -> None:
    """Whether the command takes them; the words behind `serve`."""
    with command.make_context("serve", words, help_option_names=HELP):
        pass


def test_the_unit_starts_what_there_is() -> None:
    found = re.search(r"^ExecStart=(.*)$", text("explainer.service"), re.MULTILINE)
    assert found
    program, verb, *words = shlex.split(found[1].replace("${STATE_DIRECTORY}", "/var/lib/explainer"))
    assert program.endswith("/explainer") and verb == "serve"
    options(words)
    with pytest.raises(click.UsageError):
        options([*words, "--no-such-thing"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "explainer.service"
    unit.write_text(re.sub(r"/opt/explainer/bin/explainer", sys.executable, text("explainer.service")))
    ran = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60)
    # Of other units of this machine, which it looks through as well, it may have something to say.
    assert [line for line in (ran.stdout + ran.stderr).splitlines() if "explainer" in line] == []


def test_the_image_starts_what_there_is() -> None:
    found = re.search(r"^CMD (\[.*\])$", text("Containerfile"), re.MULTILINE)
    assert found
    verb, *words = [word.strip('" ') for word in found[1].strip("[]").split(",")]
    assert verb == "serve"
    options(words)


def test_the_page_names_each_option() -> None:
    cells = re.findall(r"^\| (`--[^|]*)\|", text("README.md"), re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`(--[a-z-]+)", cell)}
    known = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
    assert named == known


def test_the_limits_are_the_ones_in_force() -> None:
    page, limits = text("README.md"), Limits()
    for words in (
        f"| {limits.open_per_address} |",
        f"| {limits.burst_per_address}, then {limits.rate_per_address:.0f} a second |",
        f"up to {limits.waiting_seconds:.0f} s",
        f"| {limits.unauthenticated} open, {limits.handshakes} at work |",
        f"| time for a handshake | {limits.login_seconds:.0f} s |",
        f"| {limits.guests}, of them {limits.apps} with an app |",
        f"| {limits.idle_seconds / 60:.0f} minutes, warned a minute ahead |",
        f"| {limits.stalled_seconds / 60:.0f} minutes | cut and parked |",
        f"| {places.GUESSES} a minute |",
        f"| {limits.keys_per_second} a second, {limits.paste_bytes // 1024} KiB |",
        f"| {connection.WAITING_FULL // 1024} KiB | nothing more is read",
        f"| {connection.PACKET // 1024} KiB; {connection.FIRST_PACKETS // 1000} kB before",
        f"| a login name | {connection.LOGIN} characters |",
        f"hashed ahead ({phrases.MOST_IN_STOCK} a worker",
    ):
        assert words in page, words


def test_the_figures_that_are_named_exist() -> None:
    figures = {*Counters.__struct_fields__, *FrontFigures.__struct_fields__, "lag_seconds"}
    page = text("README.md")
    named = set(re.findall(r"`explainer_([a-z_]+?)(?:_total)?`", page))
    limits = re.search(r"`/metrics` \(([^)]*)\)", page)
    assert limits
    named |= set(re.findall(r"`([a-z_]+)`", limits[1]))
    assert len(named) > 8 and named <= figures


def test_the_page_for_guests_names_each_variable_that_is_read() -> None:
    assert f"`{' '.join(sorted(ENVIRONMENT, key=list(ENVIRONMENT).index))}`".replace("`", "") in text(
        "privacy.md"
    )
    for file in (places.SALT_FILE, places.WRONG_FILE):
        assert file in text("privacy.md")
