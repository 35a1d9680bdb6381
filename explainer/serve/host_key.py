"""The key by which a client knows this server again: made on first start, ed25519, for its owner's eyes alone."""

from __future__ import annotations

import base64
import hashlib
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.addresses import Address
from explainer.serve.whole_files import make_once

FILE = "host_key"


@dataclass(frozen=True, slots=True)
class HostKey:
    """The key as it stands in its file, and its public half as `known_hosts` writes it."""

    private: bytes
    public: str
    """`ssh-ed25519 AAAA…`, without a comment."""


def ensure(folder: Path) -> HostKey:
    """The key in a folder, made if there is none.

    Raises:
        Cannot: the key cannot be read or written, is no key, or others may read it.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return _read(path)
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


def _make(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    make_once(path, raw)  # of two servers that start at once the second takes the key of the first


def _read(path: Path) -> HostKey:
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
