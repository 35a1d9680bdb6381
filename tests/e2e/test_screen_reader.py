"""Linear mode heard through Fenrir, a screen reader that runs in a terminal: what it says, word for word.

Fenrir is not among the pinned packages: its package needs D-Bus's headers to build and writes to /etc while it is
installed. Its unpacked source is enough, with this project's own pyte and pexpect:

    pip download --no-deps --no-binary :all: fenrir-screenreader==1.9.6.post1 && tar xf fenrir-screenreader-*.tar.gz
    EXPLAINER_FENRIR=fenrir-screenreader-1.9.6.post1 python -m pytest tests/e2e/test_screen_reader.py
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.e2e.reader import ROOT
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

FENRIR = Path(os.environ.get("EXPLAINER_FENRIR", "nowhere")).absolute()

pytestmark = pytest.mark.skipif(
    not (FENRIR / "src" / "fenrir").is_file(),
    reason="EXPLAINER_FENRIR does not name the unpacked source of Fenrir 1.9.6, a screen reader",
)

WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")


def words(text: str) -> list[str]:
    return WORD.findall(text)


class Listener:
    """A reader at a terminal with Fenrir in it; what is spoken is a file."""

    def __init__(self, folder: Path, command: list[str]) -> None:
        self.spoken = folder / "spoken"
        self.spoken.touch()
        voice = folder / "voice"
        voice.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$1\" >> {shlex.quote(str(self.spoken))}\n")
        voice.chmod(0o700)
        settings = RawConfigParser()
        settings.optionxform = str  # type: ignore[assignment, method-assign]
        settings.read(FENRIR / "config" / "settings" / "settings-pty.conf")
        settings["speech"]["genericSpeechCommand"] = f'{voice} "fenrirText"'
        settings["sound"]["enabled"] = settings["braille"]["enabled"] = "False"
        settings["general"]["shell"] = shlex.join(command)
        settings["general"]["commandPath"] = ""
        settings["remote"]["enable"] = "False"
        settings["remote"]["socketpath"] = f"{folder}/"
        with (folder / "settings.conf").open("w") as file:
            settings.write(file)
        started = [sys.executable, str(FENRIR / "src" / "fenrir"), "-e", "-s", str(folder / "settings.conf")]
        path = os.pathsep.join((str(FENRIR / "src"), str(ROOT)))
        self.terminal = Terminal(started, 80, 24, os.environ | {"PYTHONPATH": path, "LANG": "C.UTF-8"})
        self.heard("Enter reads on")

    def heard(self, last: str, before: str = "") -> str:
        """What was said since, up to some words and what still comes after them."""
        end = time.monotonic() + 30
        while last not in self._text()[len(before) :]:
            assert time.monotonic() < end, f"{last!r} was not said:\n{self._text()}\n{self.terminal.text}"
            self.terminal.pump(0.1)
        quiet = self._text()
        while True:
            self.terminal.pump(1.0)
            if self._text() == quiet:
                return quiet[len(before) :]
            quiet = self._text()

    def _text(self) -> str:
        """Fenrir says a comma for a new line."""
        return " ".join(self.spoken.read_text(encoding="utf-8").replace("  , ", " ").split())

    def type(self, line: str, last: str) -> str:
        """Type as people do: a line that comes all at once is a paste, which Fenrir says."""
        before = self._text()
        for key in f"{line}\r":
            self.terminal.send(key)
            self.terminal.pump(0.2)
        return self.heard(last, before)


@pytest.fixture
def listener(tmp_path: Path, isolated_home: Path) -> Iterator[Listener]:
    story = write_story(tmp_path / "story")
    command = [sys.executable, "-m", "explainer", "read", str(story), "--linear", "--private"]
    one = Listener(tmp_path, command)
    yield one
    one.terminal.send("\x04")
    one.terminal.pump(1)
    one.terminal.close()


def test_each_word_is_said_once_and_nothing_else(listener: Listener) -> None:
    """No "blank" for the row of the typed line, no "greater" for the prompt, nothing twice."""
    for last in ("References: 5.", "References"):
        at = listener.terminal.raw.count(b"\n")
        said = listener.type("", last)
        shown = b"\n".join(listener.terminal.raw.split(b"\n")[at:]).decode().replace(">", "")
        assert "blank" not in words(said)
        assert "greater" not in words(said)
        assert len(words(said.replace(" dash ", "").replace(" slash ", ""))) <= len(words(shown)), (
            said,
            shown,
        )


def test_a_typed_line_is_not_said_again(listener: Listener) -> None:
    said = listener.type("where", "step 1 of")
    assert "where" not in words(said)
    assert "blank" not in words(said)
