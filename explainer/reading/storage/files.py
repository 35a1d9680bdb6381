"""A run as bytes, encrypted under a passphrase when asked, and the files that a reader names."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from base64 import b64decode
from pathlib import Path

import msgspec

from explainer.messages import _
from explainer.problems import Cannot, ExplainerError
from explainer.reading.run import Run

# A run is written as JSON with a check, so that no fault goes unseen. The check is the SHA-256 of the run's own JSON
# without white space, as it lies in the file: a later version that writes more fields is still matched, and so is a
# file whose lines an editor wrapped.

FORMAT = 2
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_BINARY = b"age-encryption.org/v1"
_SCRYPT = re.compile(rb"\n-> scrypt \S+ (\d+)\n")
_MOST_WORK = 22
"""Two to this power of steps to open a file: four gigabytes; more would be a file made to harm."""


class RunUnreadable(ExplainerError):
    """A run file that cannot be read; the message says why in one sentence."""


class NeedsPassphrase(RunUnreadable):
    """The file is encrypted and no passphrase was given."""


class WrongPassphrase(RunUnreadable):
    """The passphrase does not open the file."""


class _Numbered(msgspec.Struct, frozen=True):
    """What every format begins with."""

    explainer_run: int


class _First(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Format 1, without a check; still read."""

    explainer_run: int
    run: Run


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run as it lies in a file; JSON, so that a reader can see what is kept about them."""

    explainer_run: int
    check: str
    run: msgspec.Raw


def encode(run: Run, passphrase: str = "") -> bytes:
    """A run as the bytes of a file; encrypted where a passphrase is given."""
    raw = msgspec.json.encode(run)
    whole = _File(FORMAT, _check(raw), msgspec.Raw(raw))
    plain = msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"
    if not passphrase:
        return plain
    import pyrage  # type: ignore[import-untyped]  # loaded with the first passphrase

    return bytes(pyrage.passphrase.encrypt(plain, _composed(passphrase), armored=True))


def decode(raw: bytes, passphrase: str = "") -> Run:
    """A run from the bytes of a file.

    Raises:
        NeedsPassphrase: it is encrypted and none is given.
        WrongPassphrase: it is not the one; a file damaged at its head looks the same.
        RunUnreadable: damaged, not a run, or written by a newer version.
    """
    if is_encrypted(raw):
        if not passphrase:
            raise NeedsPassphrase(_("This file is encrypted; its passphrase is needed."))
        raw = _decrypted(raw, passphrase)
    try:
        number = msgspec.json.decode(raw, type=_Numbered).explainer_run
        if number == 1:
            return msgspec.json.decode(raw, type=_First).run
        if number == FORMAT:
            return _checked(msgspec.json.decode(raw, type=_File))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RunUnreadable(
            _("This file holds no run that can be read: {reason}.").format(reason=error)
        ) from error
    raise RunUnreadable(_("This run was written by another version of explainer; take the newer one."))


def is_encrypted(raw: bytes) -> bool:
    """Whether bytes are an encrypted file."""
    return raw.lstrip().startswith((_ARMOUR, _BINARY))


def _checked(found: _File) -> Run:
    if found.check != _check(bytes(found.run)):
        raise RunUnreadable(
            _("This file was changed or damaged after it was written; it is not used. Take another copy.")
        )
    return msgspec.json.decode(found.run, type=Run)


def _check(raw: bytes) -> str:
    import hashlib  # brings OpenSSL along, 2 ms; a start without a kept place needs no hash

    return hashlib.sha256(msgspec.json.format(raw, indent=-1)).hexdigest()


def _composed(passphrase: str) -> str:
    """One passphrase is the same bytes, whichever keyboard composed its letters."""
    return unicodedata.normalize("NFC", passphrase)


def _decrypted(raw: bytes, passphrase: str) -> bytes:
    import pyrage

    damaged = _("This encrypted file is damaged; take another copy.")
    if _work(raw) > _MOST_WORK:
        raise RunUnreadable(damaged)
    try:
        return bytes(pyrage.passphrase.decrypt(raw, _composed(passphrase)))
    except pyrage.DecryptError as error:
        if str(error) == "Decryption failed":  # pyrage has no type of its own for it
            raise WrongPassphrase(
                _("The passphrase does not open this file, or the file is damaged.")
            ) from error
        raise RunUnreadable(damaged) from error


def _work(raw: bytes) -> int:
    """How much work, and so memory, the file says that opening it takes, as a power of two; 0: it does not say."""
    head = raw.lstrip()
    if head.startswith(_ARMOUR):
        text = b"".join(head[len(_ARMOUR) :].partition(b"-----")[0].split())
        try:
            head = b64decode(text[:400])
        except ValueError:
            return 0  # pyrage refuses it
    found = _SCRYPT.search(head[:200])
    return int(found[1]) if found and len(found[1]) < 4 else (999 if found else 0)


# A run may take the place of a run in a file that a reader names; nothing else is overwritten.


def named(name: str) -> Path:
    """The path that a reader typed, `~` for the home folder.

    Raises:
        Cannot: no name, a folder, or something that cannot be looked at.
    """
    if not name.strip():
        raise Cannot(_("Name a file."))
    try:
        path = Path(name.strip()).expanduser()
        if path.is_dir():
            raise Cannot(_("That is a folder; name a file in it."))
    except (OSError, ValueError, RuntimeError) as error:  # too long, a null in it, no such home
        raise Cannot(_("That name cannot be used: {reason}.").format(reason=_reason(error))) from error
    return path


def may_hold_a_run(path: Path, passphrase: str | None = None) -> None:
    """Whether a run may be written to a path: it is free, or holds a run.

    Args:
        path: where the run is to go.
        passphrase: that of the run to be written; None: not asked for yet. An encrypted file shows whether it is a
            run only under its passphrase, so that nothing but a run under the same one takes its place.

    Raises:
        Cannot: the file holds something else, does not open, or cannot be read.
    """
    try:
        if not path.exists():
            return
        raw = path.read_bytes() if path.is_file() else b""  # a pipe would wait for its other end
        if passphrase is not None or not is_encrypted(raw):
            decode(raw, passphrase or "")
    except (NeedsPassphrase, WrongPassphrase) as error:
        raise Cannot(
            _("That file is there already, encrypted with another passphrase; name another.")
        ) from error
    except (OSError, RunUnreadable) as error:
        raise Cannot(_("That file is there already and is no saved run; name another.")) from error


def must_be_free(path: Path) -> None:
    """Whether nothing stands at a path.

    Raises:
        Cannot: something does.
    """
    if os.path.lexists(path):
        raise Cannot(_("That file is there already; name another."))


def write_new(path: Path, text: str) -> None:
    """Write a text to a file that is not there yet, for its owner alone; whole or not at all.

    Raises:
        Cannot: something stands there, or it cannot be written.
    """
    made = False
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        made = True
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Cannot(_("That file is there already; name another.")) from error
    except (OSError, ValueError) as error:
        if made:
            with contextlib.suppress(OSError):
                path.unlink()
        raise Cannot(_("That file cannot be written: {reason}.").format(reason=_reason(error))) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
