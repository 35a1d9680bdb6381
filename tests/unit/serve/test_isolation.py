"""Two guests on one loop: whatever one does, the other's screen and the process are as before."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from explainer.serve.processes.worker_context import WorkerContext
from tests.unit.serve.screens import Seat, gone, traps_closed

SIGNALS = ("SIGWINCH", "SIGTSTP", "SIGCONT", "SIGTTOU", "SIGTTIN", "SIGINT", "SIGTERM")


@pytest.fixture(autouse=True)
def as_in_a_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    with traps_closed(monkeypatch):
        yield


def process(folder: Path) -> tuple[object, ...]:
    """What of the process one guest's doing could change."""
    return (
        sys.stdout,
        sys.stderr,
        dict(os.environ),
        os.getcwd(),
        [signal.getsignal(getattr(signal, name)) for name in SIGNALS],
        asyncio.get_running_loop().get_task_factory(),
        {thread.name for thread in threading.enumerate() if not thread.name.startswith("asyncio_")},
        sorted(path.name for path in folder.rglob("*") if path.parent.name != "parked"),
    )


class Two(NamedTuple):
    doer: Seat
    other: Seat


@contextlib.asynccontextmanager
async def two(host: WorkerContext, folder: Path) -> AsyncIterator[Two]:
    """A guest who does something, and another, of another profile, who must not notice."""
    other_terminal = {"NO_COLOR": "1", "LANG": "C.UTF-8"}
    with Seat(host) as doer, Seat(host, (100, 30), environment=other_terminal) as other:
        await doer.reads()
        await other.reads()
        before, words, sent = process(folder), other.look(), len(other.sent)
        yield Two(doer, other)
        await doer.still()
        await other.still()
        assert other.look() == words
        assert len(other.sent) == sent, other.sent[sent:]
        assert process(folder) == before
        other.guest.feed(b"?")
        await other.until(lambda: other.app.reading.view.screen == "help", "help")
    await gone(host)
    assert process(folder) == before


def prints(app: Any) -> None:
    print("words of a guest")
    print("words of a guest", file=sys.stderr)


def opens_a_link(app: Any) -> None:
    app.open_url("https://example.org/")
    app._driver.open_url("https://example.org/")


def takes_a_picture(app: Any) -> None:
    from io import StringIO

    app.action_screenshot()
    app.deliver_screenshot()
    app._driver.deliver_binary(StringIO("words"), delivery_key="1", save_path=Path.cwd() / "words")


def rings(app: Any) -> None:
    app.bell()
    app.notify("words of a guest")


def looks_for_colours(app: Any) -> None:
    app.console.print("words of a guest")
    app.error_console.print("words of a guest") if app._exit_renderables else None


@pytest.mark.parametrize("does", [prints, opens_a_link, takes_a_picture, rings, looks_for_colours])
async def test_what_code_in_an_app_does(
    host: WorkerContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    does: Callable[[Any], None],
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url, *_more: opened.append(url))
    async with two(host, tmp_path) as (doer, _other):
        app, sent = doer.app, len(doer.sent)
        with app._context():
            app.call_later(does, app)
        await doer.still()
        assert app.failure is None
        assert not doer.sent[sent:]
    assert not opened
    assert host.counters.crashes == 0


async def test_one_raises(host: WorkerContext, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        secret = "words of a guest"
        raise ValueError(secret)

    async with two(host, tmp_path) as (doer, _other):
        doer.app.call_later(fails)
        await doer.until(lambda: doer.line.code is not None, "the end")
        assert (doer.line.code, host.counters.crashes) == (1, 1)
    told = capfd.readouterr()
    assert "words of a guest" not in told.out + told.err
    assert not told.err


async def test_one_presses_ctrl_z(
    host: WorkerContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append(number))
    async with two(host, tmp_path) as (doer, _other):
        doer.guest.feed(b"\x1a")
        await doer.still()
        doer.app.call_later(doer.app.action_suspend_process)
        await doer.still()
        assert doer.app is not None
    assert not killed


async def test_one_changes_theme_and_size(host: WorkerContext, tmp_path: Path) -> None:
    async with two(host, tmp_path) as (doer, other):
        profile = other.app.profile
        doer.guest.feed(b"ttv<")
        await doer.shows("text at most")
        doer.screen.resize(20, 60)
        doer.guest.resize(60, 20)
        await doer.still()
        assert other.app.profile == profile
        assert other.app.size == (100, 30)


async def test_colours_are_each_guests_own(host: WorkerContext) -> None:
    """One came without colours: not even a default colour is sent to them, whoever else is here."""
    import re

    async def reads(seat: Seat) -> bytes:
        await seat.reads()
        seat.guest.feed(b"/storm")
        await seat.shows("Search storm")
        return b";".join(re.findall(rb"\x1b\[([0-9;]*)m", seat.sent))

    plain, some = {"NO_COLOR": "1", "LANG": "C.UTF-8"}, {"LANG": "C.UTF-8"}
    with Seat(host) as full, Seat(host, environment=plain) as none, Seat(host, environment=some) as fewer:
        assert b"38;2" in await reads(full)
        assert not {b"38", b"39", b"48", b"49"} & set((await reads(none)).split(b";"))
        told = await reads(fewer)
        assert b"38;5" in told and b"38;2" not in told


async def test_one_comes_and_goes_while_the_other_reads(host: WorkerContext, tmp_path: Path) -> None:
    with Seat(host, (100, 30)) as other:
        await other.reads()
        before = process(tmp_path)
        for key in (b"\x03", b"q"):
            with Seat(host) as doer:
                await doer.reads()
                doer.guest.feed(key)
                await doer.still()
                if doer.line.code is None:
                    doer.guest.feed(b"n")
                    await doer.until(lambda d=doer: d.line.code is not None, "the end")  # type: ignore[misc]
        assert process(tmp_path) == before
        other.guest.feed(b"?")
        await other.until(lambda: other.app.reading.view.screen == "help", "help")


async def test_one_spins(host: WorkerContext, tmp_path: Path) -> None:
    """Half a second of Python is half a second for all; nobody's screen is the worse for it afterwards."""
    async with two(host, tmp_path) as (doer, other):
        doer.app.call_later(time.sleep, 0.5)
        await doer.still()
        assert other.app is not None


async def test_what_is_made_in_one_app_belongs_to_it(host: WorkerContext) -> None:
    """A task made by one guest's doing must not carry that guest's app into another's."""
    from textual._context import active_app

    mark: contextvars.ContextVar[str] = contextvars.ContextVar("mark")
    with Seat(host) as one, Seat(host) as other:
        await one.reads()
        seen: list[object] = []
        # As when a line breaks or a room's news comes in the middle of another guest's handler.
        with one.app._context():
            token = mark.set("of the first guest")
            other.guest.feed(b"?")
            mark.reset(token)
        await other.until(lambda: other.app is not None and other.app.is_ready, "the app")
        await other.until(lambda: other.app.reading.view.screen == "help", "help")
        other.app.call_later(lambda: seen.extend((active_app.get(), mark.get("nobody's"))))
        await other.until(lambda: seen, "the call")
        assert seen == [other.app, "nobody's"]
        assert one.app.reading.view.screen == "scene"
        with pytest.raises(LookupError):
            active_app.get()
