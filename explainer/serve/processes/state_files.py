"""Files of the server's state, and those that a leader asks for: for their owner alone (0600), never half written.
Called where nothing else waits."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.problems import Cannot

if TYPE_CHECKING:
    from explainer.serve.processes.listening import Address


def make_once(path: Path, raw: bytes) -> None:
    """Make a file that stays as it was first made, such as a key: of two that make it at once the first counts.

    Raises:
        OSError: it cannot be written.
    """
    part = _part(path, raw, sync=True)
    try:
        # A link, not a rename, which would take the place of the first.
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        os.unlink(part)


def write_whole(path: Path, raw: bytes, *, sync: bool = False, modified: int | None = None) -> None:
    """Put a file in place of the one of that name.

    Args:
        path: in a folder that is there.
        raw: all of it.
        sync: on the disk when this returns, also after a power loss.
        modified: what the disk notes as its last change, in seconds since the epoch; None: now.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    part = _part(path, raw, sync=sync)
    try:
        if modified is not None:
            os.utime(part, (modified, modified))
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def write_named(path: Path, text: str) -> None:
    """Write a report or a card to a file that somebody named, in place of what was there, for them alone: what a room
    asked, and where it is, is nobody else's on a shared machine. They may give it other rights later.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    raw = text.encode()
    if path.exists() and not path.is_file():  # a pipe or a device is not to be replaced
        path.write_bytes(raw)
    else:
        write_whole(path.resolve(), raw)


def _part(path: Path, raw: bytes, *, sync: bool) -> str:
    """The file under a name that begins with a dot: what is left of it after a crash was torn."""
    handle, part = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise
    return part


# That a server uses a state folder: a lock on a file in it, which the kernel lets go of when the server's front
# ends, however it ends. Several servers may use one folder, so the lock is shared.

LOCK_FILE = "in-use.lock"


@contextlib.contextmanager
def state_lock(folder: Path) -> Iterator[None]:
    """Use a state folder; it is made where it is not there. One that cannot be written is used without a lock."""
    import fcntl  # where there is none nobody serves

    handle = -1
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    try:
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def is_locked(folder: Path) -> bool:
    """Whether a server uses it now. Writes nothing."""
    try:
        import fcntl

        handle = os.open(folder / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


# The key by which a client knows this server again: made on first start, ed25519, for its owner's eyes alone.

HOST_KEY_FILE = "host_key"


@dataclass(frozen=True, slots=True)
class HostKey:
    """The key as it stands in its file, and its public half as `known_hosts` writes it."""

    private: bytes
    public: str
    """`ssh-ed25519 AAAA…`, without a comment."""


def ensure_host_key(folder: Path) -> HostKey:
    """The key in a folder, made if there is none.

    Raises:
        Cannot: the key cannot be read or written, is no key, or others may read it.
    """
    path = folder / HOST_KEY_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_host_key(path)
        return _read_host_key(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Cannot(_("The host key {path}: {reason}.").format(path=path, reason=reason)) from error


def fingerprint(public: str) -> str:
    """As `ssh` shows it at the first connection: SHA256:…"""
    blob = base64.b64decode(public.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def known_hosts_line(public: str, address: Address) -> str:
    """The line that spares a guest the question; for an address of all interfaces it names this machine."""
    host = socket.gethostname() if address.host in ("0.0.0.0", "::") else address.host
    named = host if address.port == 22 else f"[{host}]:{address.port}"
    return f"{named} {public}"


def _make_host_key(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    make_once(path, raw)  # of two servers that start at once the second takes the key of the first


def _read_host_key(path: Path) -> HostKey:
    from cryptography.hazmat.primitives import serialization

    mode = path.stat().st_mode
    if stat.S_IMODE(mode) & 0o077:
        said = _("Others can read the host key {path}. If nobody has: chmod 600 {path}; else remove it.")
        raise Cannot(said.format(path=path))
    raw = path.read_bytes()
    try:
        key = serialization.load_ssh_private_key(raw, None)
        public = key.public_key().public_bytes(
            serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        )
    except (ValueError, TypeError) as error:
        said = _("{path} is no host key. Remove it, and a new one is made at the next start.")
        raise Cannot(said.format(path=path)) from error
    return HostKey(raw, public.decode())
