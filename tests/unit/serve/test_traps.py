"""What Textual does to a whole process is undone, and is still worth undoing: each fails where a trap is open."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
import textual.app
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.color import Color

import explainer
from explainer.serve.processes.template import FOREIGN, clean_environment
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.connection import server_options
from explainer.serve.ssh.guest_app import GuestDriver
from tests.unit.serve.screens import Seat, gone, traps_closed

_ENGINE = Path(explainer.__file__).parent
_HOSTING = _ENGINE / "serve" / "hosting"


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with traps_closed(monkeypatch):
        yield


def test_the_operators_terminal_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ.update(dict.fromkeys(FOREIGN, "1"), TEXTUAL_LOG="log", TEXTUAL_PRESS="q", LANG="C.UTF-8")
    clean_environment()
    assert not [name for name in os.environ if name in FOREIGN or name.startswith("TEXTUAL")]
    assert os.environ["LANG"] == "C.UTF-8"


def test_a_user_without_a_home_may_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {name: told for name, told in os.environ.items() if name != "HOME"})

    def nobody(number: int) -> object:
        raise KeyError(number)

    monkeypatch.setattr("pwd.getpwuid", nobody)
    key = asyncssh.generate_private_key("ssh-ed25519")
    with pytest.raises(RuntimeError, match="home"):
        server_options(key)
    clean_environment()
    assert server_options(key)


def test_the_template_cleans_before_textual_is_imported() -> None:
    """Some of it is read at import."""
    import subprocess

    code = (
        "import sys; from explainer.serve.processes import template\n"
        "assert 'textual' not in sys.modules and 'rich' not in sys.modules\n"
        "template.clean_environment(); template._import_all(); template.patch_textual()\n"
        "from textual import constants, _xterm_parser\n"
        "assert constants.LOG_FILE is None and not _xterm_parser.IS_ITERM"
    )
    environment = os.environ | {"TEXTUAL_LOG": "/nowhere/log", "TERM_PROGRAM": "iTerm.app"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


@pytest.mark.usefixtures("closed")
async def test_nothing_stands_in_for_the_standard_streams(host: WorkerContext) -> None:
    before = sys.stdout, sys.stderr
    with Seat(host) as one, Seat(host) as other:
        await one.reads(0.02)
        await other.reads(0.02)
        assert (sys.stdout, sys.stderr) == before
        one.guest.feed(b"\x03\x03")
        await one.until(lambda: one.line.code is not None, "the end")
        assert (sys.stdout, sys.stderr) == before
    await gone(host)
    assert (sys.stdout, sys.stderr) == before


async def test_that_trap_is_still_there(host: WorkerContext) -> None:
    """Without us the streams are those of an app; if not, Textual has changed and `traps` can shrink."""
    before = sys.stdout
    with Seat(host) as seat:
        await seat.reads(0.02)
        assert sys.stdout is not before
        seat.guest.feed(b"\x03\x03")
        await seat.until(lambda: seat.line.code is not None, "the end")


@pytest.mark.usefixtures("closed")
async def test_the_loops_task_factory_stays(host: WorkerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """From Python 3.12 on Textual's `run_async` makes all tasks of the loop eager; before it one stands in for that."""
    if not hasattr(asyncio, "eager_task_factory"):
        monkeypatch.setattr(asyncio, "eager_task_factory", lambda *_a, **_n: None, raising=False)
    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    with Seat(host) as one, Seat(host, (100, 30), "vt100", environment={}) as other:
        await one.reads(0.02)
        await other.reads(0.02)
        assert loop.get_task_factory() is before
        begun: list[int] = []

        async def begins() -> None:
            begun.append(1)

        task = loop.create_task(begins())
        assert not begun, "a task of the server's begins with the next turn, as it does without Textual"
        await task
        one.guest.feed(b"\x03\x03")
        await one.until(lambda: one.line.code is not None, "the end")
        assert loop.get_task_factory() is before
    await gone(host)
    assert loop.get_task_factory() is before


@pytest.mark.skipif(not hasattr(asyncio, "eager_task_factory"), reason="eager tasks came with Python 3.12")
async def test_that_trap_is_still_there_as_well() -> None:
    """If not, Textual has changed, and our own runner may be its again."""

    class Leaves(textual.app.App[None]):
        def on_mount(self) -> None:
            self.exit()

    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    try:
        await Leaves().run_async(headless=True)
        assert loop.get_task_factory() is asyncio.eager_task_factory  # type: ignore[attr-defined,unused-ignore]
    finally:
        loop.set_task_factory(before)


@pytest.mark.usefixtures("closed")
def test_caches_hold_nobody() -> None:
    one, other = StylesCache(), StylesCache()
    red, blue = Color(255, 0, 0), Color(0, 0, 255)
    grounds = one.get_inner_outer(red, blue)
    assert other.get_inner_outer(red, blue) is grounds
    assert grounds[1].background == red
    assert not hasattr(XTermParser._parse_extended_key, "cache_info")
    assert [key.key for key in XTermParser().feed("\x1b[97;5u")] == ["ctrl+a"]


def test_closing_twice_is_closing_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from explainer.serve.processes.template import patch_textual

    with traps_closed(monkeypatch):
        parse = XTermParser._parse_extended_key
        patch_textual()
        assert XTermParser._parse_extended_key is parse


def test_what_is_replaced_is_still_where_it_was() -> None:
    """A version of Textual that moved them would leave the traps open without a word."""
    assert callable(textual.app.redirect_stdout) and callable(textual.app.redirect_stderr)
    assert hasattr(StylesCache.__dict__["get_inner_outer"], "cache_info")
    assert hasattr(XTermParser.__dict__["_parse_extended_key"], "__wrapped__")


def test_the_driver_has_nothing_of_a_processs_own() -> None:
    import inspect

    from explainer.serve.ssh import guest_app

    source = inspect.getsource(guest_app)
    for word in ("import signal", "import termios", "import threading", "os.kill", "webbrowser"):
        assert word not in source
    assert {"open_url", "deliver_binary", "can_suspend", "send_message", "write"} <= set(vars(GuestDriver))


def test_nothing_that_is_the_processs_own_is_changed_by_what_guests_reach() -> None:
    """One guest's locale, folder or seed would be everybody's.

    `serve/hosting` is the process of the one who leads, who alone is there: the next test says that no worker loads it.
    """
    words = (
        "setlocale(",
        "chdir(",
        "random.seed(",
        "basicConfig(",
        "PAUSE_GC_ON_SCROLL",
        "run_async(",
    )
    floors = ("reading", "paint", "tui", "linear", "serve")
    for floor in floors:
        for file in (_ENGINE / floor).rglob("*.py"):
            if file.parent == _HOSTING:
                continue
            code = "\n".join(line.split("#")[0] for line in file.read_text().splitlines())
            assert not [word for word in words if word in code], file


def test_no_worker_loads_what_runs_in_the_process_of_the_one_who_leads() -> None:
    import subprocess

    code = (
        "import sys\nfrom explainer.serve import web\nfrom explainer.serve.processes import template, worker\n"
        "template._import_all()\n"
        "assert [name for name in sys.modules if name.startswith('explainer.serve.rooms.')]\n"
        "leaders = ('explainer.serve.hosting.', 'explainer.serve.rehearsal.')\n"
        "sys.exit(' '.join(name for name in sys.modules if name.startswith(leaders)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    # Nor later, when a guest first needs something.
    leaders = (_HOSTING, _ENGINE / "serve" / "rehearsal", _ENGINE / "cli")
    others = [file for file in _ENGINE.rglob("*.py") if file.parent not in leaders]
    loads = ("serve.hosting", "serve.rehearsal")
    assert [file for file in others if any(name in file.read_text() for name in loads)] == []


def test_what_textual_offers_by_itself_is_off_in_a_guests_app() -> None:
    from explainer.serve.ssh.guest_app import GuestApp

    assert not GuestApp.ENABLE_COMMAND_PALETTE, "it offers screenshots, which are written on the server"
    assert not GuestApp.PAUSE_GC_ON_SCROLL, "the collector is the process's"
