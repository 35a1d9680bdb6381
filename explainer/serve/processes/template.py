"""The process that workers are copies of: it imports everything, loads the story and the host key, and forks.

Started by the front with `python -m explainer.serve.processes.template DESCRIPTOR`, so that what an operator's program
has imported or set is not in it. It serves nobody, runs no event loop and has one thread: a fork copies no other.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pkgutil
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

import explainer
from explainer.messages import _
from explainer.problems import ExplainerError, StoryFaulty
from explainer.serve.processes import state_files
from explainer.serve.processes.ipc import Begin, Channel, Failed, Fork, Forked, Message, Ready, Stop
from explainer.serve.processes.metrics import missing_library, place_of
from explainer.serve.processes.settings import Settings
from explainer.story.model.structs import Story

if TYPE_CHECKING:
    from explainer.serve.parking.parked_runs import Parking
    from explainer.serve.web.certificate import Certificate


# What Textual 8.2.8 does to the whole process, undone once before the first app: many guests share it. Each of
# these was seen: a dead guest's capture as `sys.stdout`, colours taken from the server's own terminal, rows of
# guests who left held by a cache. What an app can be told by itself is in `guest_app`.

FOREIGN = (
    "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM", "TERM_PROGRAM", "LC_TERMINAL",
    "LINES", "COLUMNS", "ESCDELAY",
)  # fmt: skip
"""Of the operator's terminal: Textual and Rich read them for every app, some at import."""


def clean_environment() -> None:
    """Take out of this process what tells of the operator's terminal; before Textual is imported.

    A user that systemd makes for a service alone (`DynamicUser`) may have no home, and asyncssh 2.24 asks for one
    before it looks at anything: it gets the root folder, of which nothing is read.
    """
    if os.path.expanduser("~") == "~":
        os.environ["HOME"] = "/"
    for name in list(os.environ):
        # TEXTUAL_LOG, _PRESS, _SCREENSHOT and the like act on every app.
        if name in FOREIGN or name.startswith("TEXTUAL"):
            del os.environ[name]


def patch_textual() -> None:
    """Undo the rest; once a process, but twice does no harm."""
    import textual.app
    from textual._styles_cache import StylesCache
    from textual._xterm_parser import XTermParser

    clean_environment()
    # Overlapping lives of apps unwind them in the wrong order: the last one out leaves a dead app's capture behind.
    changed: Any = textual.app
    changed.redirect_stdout = changed.redirect_stderr = _not_redirected
    # Cached methods hold `self`: 564 objects and 80 KB of a guest who left, up to 1,024 guests.
    caching: Any = StylesCache
    caching.get_inner_outer = _inner_outer
    parsing: Any = XTermParser
    parsing._parse_extended_key = getattr(
        XTermParser._parse_extended_key, "__wrapped__", XTermParser._parse_extended_key
    )


@contextmanager
def _not_redirected(target: Any) -> Iterator[Any]:
    yield target


def _inner_outer(_cache: Any, base_background: Any, background: Any) -> Any:
    return _grounds(base_background, background)


@lru_cache(1_024)
def _grounds(base_background: Any, background: Any) -> Any:
    from textual.style import Style

    return Style(background=base_background + background), Style(background=base_background)


OPEN_FILES = 8192
USED = tuple(
    f"explainer.{floor}."
    for floor in (
        "reading",
        "paint",
        "tui",
        "linear",
        "workshop",
        "serve.rooms",
        "serve.processes",
        "serve.ssh",
        "serve.parking",
    )
)
"""Floors that a guest's session reaches, which one's own reader imports bit by bit to start sooner."""
THIS = "explainer.serve.processes.template"
PARKED = "parked"
"""The folder of the parked runs, in the state folder."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a worker is born with."""

    settings: Settings
    story: Story
    key: state_files.HostKey
    parking: Parking
    certificate: Certificate | None
    """Of the door for browsers, where it speaks TLS."""


def main(descriptor: int) -> None:
    """Talk to the front until it says stop or is gone."""
    # Ctrl+C and a terminal that hangs up are the front's to answer; a dead worker is told by its own channel. A service
    # manager tells all processes at once to end: the front then says so, and workers hear it for themselves.
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    _bound()
    channel = Channel(socket.socket(fileno=descriptor))
    lent: Lent | None = None
    with contextlib.suppress(EOFError):
        while True:
            for message, given in channel.wait():
                if isinstance(message, Stop):
                    return
                if isinstance(message, Begin):
                    lent = _begin(channel, message.settings)
                elif isinstance(message, Fork) and given and lent:
                    channel.send(Forked(message.number, _fork(channel, given, lent)))


def _bound() -> None:
    """More open files than the usual 1024, and no core dumps: memory holds what guests are reading."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    for kind, limit in ((resource.RLIMIT_CORE, (0, 0)), (resource.RLIMIT_NOFILE, (wanted, hard))):
        with contextlib.suppress(ValueError, OSError):  # a sandbox may forbid the call; it then sets its own
            resource.setrlimit(kind, limit)


def _begin(channel: Channel, settings: Settings) -> Lent | None:
    answer: Message
    lent: Lent | None = None
    try:
        lent = _load(settings)
        shown = lent.certificate.fingerprint if lent.certificate else ""
        answer = Ready(str(lent.story.edition), lent.key.public, shown)
    except StoryFaulty as faults:
        answer = Failed(_faults(Path(settings.story), faults), faults.exit_code)
    except ExplainerError as error:
        answer = Failed(str(error), error.exit_code)
    except ModuleNotFoundError as error:
        answer = Failed(missing_library(error), 1)
    except OSError as error:
        said = _("{path}: {reason}.").format(path=error.filename or settings.state, reason=error.strerror)
        answer = Failed(said, 1)
    except Exception as error:  # the front must hear of it, whatever it is; no guest is here yet
        answer = Failed(_("The server could not start: {place}.").format(place=place_of(error)), 1)
    channel.send(answer)
    # Whatever is here now stays for good: no collection walks through it, so no worker copies its pages.
    gc.collect()
    gc.freeze()
    return lent


def _load(settings: Settings) -> Lent:
    from explainer.story.load import cache
    from explainer.story.model import lazy
    from explainer.story.model.translation import forms
    from explainer.story.search.finder import search

    clean_environment()
    _import_all()
    patch_textual()
    from explainer.serve.parking.parked_runs import Parking

    state = Path(settings.state)
    key = state_files.ensure_host_key(state)
    # Here, so that all workers find one salt, and a folder that cannot be written is told at the start.
    parking = Parking(state / PARKED, time.time, settings.limits, settings.rooms)
    kept = Path(settings.cache) if settings.cache else None
    opened = cache.open_story(Path(settings.story), cache_folder=kept)
    story = lazy.read_all(opened)  # now, so that all workers share it
    settings = _spoken(settings, story)
    for form in reversed(list(forms(story))):  # the story's own last: of many languages it is to be kept
        search(form, form.title)  # builds the index, which the first search of each worker took 57 ms for
    return Lent(settings, story, key, parking, _web(settings, story))


def _spoken(settings: Settings, story: Story) -> Settings:
    """The settings with the code of their language; the story made in each of its languages, so that workers share it.

    Raises:
        UsageError: the story is not in it.
    """
    from explainer.export.as_text.asked import code_of
    from explainer.story.model.translation import forms

    for _form in forms(story):
        pass
    if not settings.language:
        return settings
    return msgspec.structs.replace(settings, language=code_of(story, settings.language))


def _web(settings: Settings, story: Story) -> Certificate | None:
    """Make the door for browsers ready: its library, the pages' book, its certificate."""
    if settings.web is None:
        return None
    for module in pkgutil.iter_modules(import_module("explainer.serve.web").__path__, "explainer.serve.web."):
        import_module(module.name)
    from explainer.serve.web import certificate, pages

    pages.warm_books(story)
    if not settings.web_secure:
        return None
    if settings.tls_cert:
        return certificate.given(Path(settings.tls_cert), Path(settings.tls_key or settings.tls_cert))
    return certificate.own(Path(settings.state), settings.name or settings.web.host)


def _import_all() -> None:
    """All that guests use before the first fork, also what is imported late: workers share the pages.

    Measured: 61 MiB instead of 85 for front and two workers, and nobody waits while a guest's first list, search or
    note is imported: 0.3 s for the first of each worker.
    """
    for module in pkgutil.walk_packages(explainer.__path__, "explainer."):
        # Valkey's library need not be installed; this module runs under another name.
        if module.name.startswith(USED) and "valkey" not in module.name and module.name != THIS:
            import_module(module.name)
    import_module("wcwidth")


def _faults(folder: Path, faults: StoryFaulty) -> str:
    from explainer.story.load.files import render

    return "\n".join(render(folder, problem) for problem in faults.problems)


def _fork(channel: Channel, end: socket.socket, lent: Lent) -> int:
    """A new worker on that socket; its process id."""
    pid = os.fork()
    if pid == 0:
        _be_worker(channel, end, lent)
    end.close()
    return pid


def _be_worker(channel: Channel, end: socket.socket, lent: Lent) -> NoReturn:
    code = 1
    try:
        channel.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        from explainer.serve.processes import worker

        code = worker.run(Channel(end), lent.settings, lent.story, lent.key, lent.parking, lent.certificate)
    finally:
        os._exit(code)  # nothing of the template's own ending may run here


if __name__ == "__main__":
    main(int(sys.argv[1]))
