"""A run as bytes: JSON with a check, so that no fault goes unseen; encrypted under a passphrase when asked.

The check is the SHA-256 of the run's own JSON without white space, as it lies in the file: a later version that writes
more fields is still matched, and so is a file whose lines an editor wrapped.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode

import msgspec

from explainer.messages import _
from explainer.problems import ExplainerError
from explainer.reading.run import Run

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
