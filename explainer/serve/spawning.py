"""Starting the template as a program of its own, in an environment that says nothing about the operator's terminal."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import explainer
from explainer.serve.channel import Begin, Given, Message, Stop, pair
from explainer.serve.settings import Settings

_TERMINAL = ("NO_COLOR", "COLORTERM", "TERM", "TERM_PROGRAM", "LC_TERMINAL", "COLUMNS", "LINES", "PYTHONPATH")
"""What Textual, Rich and we would read for every guest alike; each guest brings its own."""
_SECRET = ("EXPLAINER_ROOMS",)
"""May hold a password; who needs it has it from the settings."""


class Template:
    """The template as the front knows it."""

    def __init__(
        self,
        settings: Settings,
        heard: Callable[[Template, Message], None],
        lost: Callable[[Template], None],
    ) -> None:
        self.ready = False
        self.public = ""
        self.certificate = ""
        self.channel, there = pair()
        with there:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "explainer.serve.template", str(there.fileno())],
                pass_fds=(there.fileno(),),
                env=environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C in the operator's terminal is for the front alone
            )
        self.pid = process.pid
        process.returncode = 0  # the front takes in all its children itself; this object must not complain

        def told(message: Message, _given: Given) -> None:
            heard(self, message)

        self.channel.attach(told, lambda: lost(self))
        self.channel.send(Begin(settings))

    def end(self) -> None:
        """It is no longer needed. Its workers live on."""
        self.channel.send(Stop())


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The variables of template and workers."""
    kept = {
        name: value
        for name, value in own.items()
        if name not in (*_TERMINAL, *_SECRET)
        and not name.startswith(("TEXTUAL", "PYTHONASYNCIO", "PYTHONDEV"))
    }
    kept["TEXTUAL_ANIMATIONS"] = "none"
    # glibc: the 16 MiB of each slow hash go back at once. Left to itself it keeps them, once a thread: 100 MiB.
    kept["MALLOC_MMAP_THRESHOLD_"] = "1048576"
    # Found wherever the program was started from, without Python searching the working folder for modules.
    here = str(Path(explainer.__file__).parents[1])
    kept["PYTHONPATH"] = os.pathsep.join([here, *filter(None, own.get("PYTHONPATH", "").split(os.pathsep))])
    return kept


def take_in_children() -> None:
    """Templates, and in a container, where the front is the first process, workers whose template is gone."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
