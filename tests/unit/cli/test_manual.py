"""The manual page: all commands, options and actions, in roff that says what it should."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from explainer.cli.main import COMMANDS, group, run
from explainer.cli.manual import manual_page, roff
from explainer.reading.actions import ACTIONS

ROOT = Path(__file__).resolve().parents[3]


def test_the_command_prints_what_is_committed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["manual"]) == 0
    assert capfdbinary.readouterr().out.decode() == manual_page()


def test_every_command_option_and_action_is_in_it() -> None:
    page = manual_page()
    context = click.Context(group)
    for name in COMMANDS:
        found = group.get_command(context, name)
        assert found is not None and f'.SS "explainer {roff(name)}"' in page
        for option in found.params:
            if isinstance(option, click.Option):
                assert all(roff(name) in page for name in option.opts)
    for spec in ACTIONS:
        assert roff(spec.description) in page
    for part in ("EXIT STATUS", "FILES", "ENVIRONMENT", "KEYS", "SYNOPSIS"):
        assert f"\n.SH {part}\n" in page
    for code in ("0", "1", "2", "75", "130"):
        assert f'.B "{code}"' in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".hidden", r"\&.hidden"),
        (r"a\b", r"a\eb"),
        ("it's", r"it\(aqs"),
        ("--to", r"\-\-to"),
        ('"x"', r"\(dqx\(dq"),
        ("two\nlines", "two lines"),
    ],
)
def test_nothing_in_a_text_is_a_request(text: str, expected: str) -> None:
    assert roff(text) == expected


def faults(page: str) -> list[str]:
    """Return what stops a reader of roff: requests that are not ours, escapes that are none."""
    known = {"TH", "SH", "SS", "TP", "PP", "B", "nf", "fi", '\\"'}
    found = []
    for number, line in enumerate(page.splitlines(), 1):
        request = re.match(r"\.(\S+)", line)
        if request and request[1] not in known:
            found.append(f"{number}: request {request[1]}")
        text = "" if line.startswith(r".\"") else line
        if re.search(r"\\(?![-e&]|f[BR]|\((?:aq|ga|ha|ti|dq))", text):
            found.append(f"{number}: escape in {line!r}")
    return found


def test_its_requests_and_escapes_are_known_ones() -> None:
    assert faults(manual_page()) == []
    assert faults(".XX\n\\q\n") == ["1: request XX", "2: escape in '\\\\q'"]


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff: apt-get install groff-base")
def test_groff_has_nothing_to_say_about_it() -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Kutf8", "-Tutf8"], input=manual_page().encode(), capture_output=True, timeout=60
    )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert b"takeaway" in done.stdout


@pytest.mark.skipif(not shutil.which("mandoc"), reason="needs mandoc: apt-get install mandoc")
def test_mandoc_has_nothing_to_say_about_it() -> None:
    done = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning"], input=manual_page().encode(), capture_output=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_wheel_installs_it() -> None:
    import tomllib

    shared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert shared["targets"]["wheel"]["shared-data"] == {"docs/explainer.1": "share/man/man1/explainer.1"}
    assert (ROOT / "docs" / "explainer.1").is_file()
