"""The front as a program of its own, for a terminal that leads: `python -m explainer.serve.hosting.apart`.

Its settings come by stdin, in msgpack behind four bytes of length; stdin then stays open as long as whoever started
it lives, and when it ends, however it ends, the server stops as if it had been told to.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
import threading

import msgspec

from explainer.problems import ExplainerError
from explainer.serve.processes import front
from explainer.serve.processes.settings import Settings

LENGTH = struct.Struct("!I")


def packed(settings: Settings) -> bytes:
    """Settings as they are sent."""
    raw = msgspec.msgpack.encode(settings)
    return LENGTH.pack(len(raw)) + raw


def main() -> int:
    """Serve; the exit code."""
    given = sys.stdin.buffer
    (length,) = LENGTH.unpack(given.read(LENGTH.size))
    settings = msgspec.msgpack.decode(given.read(length), type=Settings)
    os.umask(0o077)
    threading.Thread(target=_end_with, args=(given.fileno(),), daemon=True).start()
    try:
        return front.run(settings, _say)
    except ExplainerError as error:
        _say(str(error))
        return error.exit_code


def _end_with(stdin: int) -> None:
    """Wait until nobody holds the other end any more."""
    with contextlib.suppress(OSError):
        while os.read(stdin, 64):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


def _say(words: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(words + "\n")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
