"""The process that workers are copies of: it imports everything, loads the story and the host key, and forks.

Started by the front with `python -m explainer.serve.template DESCRIPTOR`, so that what an operator's program has
imported or set is not in it. It serves nobody, runs no event loop and has one thread: a fork copies no other.
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
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

import explainer.serve
from explainer.messages import _
from explainer.problems import ExplainerError, StoryFaulty
from explainer.serve import host_key, traps
from explainer.serve.channel import Begin, Channel, Failed, Fork, Forked, Message, Ready, Stop
from explainer.serve.metrics import place_of
from explainer.serve.missing import missing_words
from explainer.serve.settings import Settings
from explainer.story.model.structs import Story

if TYPE_CHECKING:
    from explainer.serve.parking import Parking
    from explainer.serve.web.certificate import Certificate

OPEN_FILES = 8192
USED = tuple(
    f"explainer.{floor}." for floor in ("reading", "paint", "tui", "linear", "workshop", "serve.rooms")
)
"""Floors that a guest's session reaches, which one's own reader imports bit by bit to start sooner."""
PARKED = "parked"
"""The folder of the parked runs, in the state folder."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a worker is born with."""

    settings: Settings
    story: Story
    key: host_key.HostKey
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
        answer = Failed(missing_words(error), 1)
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

    traps.clean_environment()
    _import_all()
    traps.close_traps()
    from explainer.serve.parking import Parking

    state = Path(settings.state)
    key = host_key.ensure(state)
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
    from explainer.serve.web import certificate, library

    library.warm(story)
    if not settings.web_secure:
        return None
    if settings.tls_cert:
        return certificate.given(Path(settings.tls_cert), Path(settings.tls_key or settings.tls_cert))
    return certificate.own(Path(settings.state), settings.web.host)


def _import_all() -> None:
    """All that guests use before the first fork, also what is imported late: workers share the pages.

    Measured: 61 MiB instead of 85 for front and two workers, and nobody waits while a guest's first list, search or
    note is imported: 0.3 s for the first of each worker.
    """
    for module in pkgutil.walk_packages(explainer.__path__, "explainer."):
        if module.name.startswith(USED) and "valkey" not in module.name:  # its library need not be installed
            import_module(module.name)
    import_module("wcwidth")
    for module in pkgutil.iter_modules(explainer.serve.__path__, "explainer.serve."):
        # Not this module, which runs under another name.
        if not module.name.endswith(".template") and "valkey" not in module.name:
            import_module(module.name)


def _faults(folder: Path, faults: StoryFaulty) -> str:
    from explainer.story.load.render import render

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
        from explainer.serve import worker

        code = worker.run(Channel(end), lent.settings, lent.story, lent.key, lent.parking, lent.certificate)
    finally:
        os._exit(code)  # nothing of the template's own ending may run here


if __name__ == "__main__":
    main(int(sys.argv[1]))
