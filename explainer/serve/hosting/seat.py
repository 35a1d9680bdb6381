"""The place of the terminal that leads, in the state folder, for its owner alone: started again it is in the same
chair of the same room. It holds the room's secret, as the host key lies beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.processes.state_files import write_whole

FILE, LOCK = "workshop.json", "workshop.lock"


WAITED = 2.0
"""Seconds for one that is just ending."""


class Seat(msgspec.Struct, frozen=True):
    """What is kept."""

    room: str
    """The room's id."""
    secret: str
    """The leader's, for a co-leader and the projector."""
    token: str
    """Of this cockpit, in the room's chair."""
    host: str
    port: int
    """Where guests reach the server."""
    listens: str = ""
    """The host at which it listened, such as 0.0.0.0; empty: the same."""
    web: str = ""
    """`HOST:PORT` of the door for browsers; empty: there was none."""
    tls_cert: str = ""
    tls_key: str = ""
    insecure_web: bool = False


@contextlib.contextmanager
def taken(folder: Path) -> Iterator[None]:
    """Sit there, as the only one; the kernel lets go of it when the process ends, however it ends.

    Raises:
        Cannot: another does, or the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=WAITED, mode=0o600):
            yield
    except Timeout:
        said = _(
            "A workshop runs here already. One more room on its server: --no-serve. Another: --state FOLDER."
        )
        raise Cannot(said) from None
    except OSError as error:
        said = _("{path} cannot be written: {why}.").format(path=folder, why=error.strerror or error)
        raise Cannot(said) from error


def read(folder: Path) -> Seat | None:
    """The seat that was kept; None: none was, or it is none."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Seat)
    except (OSError, msgspec.MsgspecError):
        return None


def write(folder: Path, seat: Seat) -> None:
    """Keep a seat.

    Raises:
        Cannot: it cannot be written.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(seat), sync=True)
    except OSError as error:
        said = _("{path} cannot be written: {why}.").format(path=path, why=error.strerror or error)
        raise Cannot(said) from error


def forget(folder: Path) -> None:
    """Its room is closed."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink()
