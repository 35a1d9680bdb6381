"""The certificate that browsers are shown: a given one, or one of the server's own, which guests compare once.

The own one is valid from long before today: the clock of a guest's machine may be wrong, and no page depends on it.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import ipaddress
import socket
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.processes.state_files import make_once

if TYPE_CHECKING:
    from cryptography import x509

FILE = "web_certificate"
"""Certificate and private key in one file, for its owner's eyes alone."""
VALID_FROM, VALID_UNTIL = datetime.datetime(2000, 1, 1), datetime.datetime(2049, 12, 31)
"""2049 is the last year that every program reads in a certificate without a second form of dates."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Ready to be served; workers share it, so that a browser that goes on with another one needs no new handshake."""

    context: ssl.SSLContext
    fingerprint: str
    """`4F:1A:…`, as browsers show it."""


def given(cert: Path, key: Path) -> Certificate:
    """A certificate in two PEM files; a chain stands behind it in the first.

    Raises:
        Cannot: one cannot be read, or they do not go together.
    """
    return _loaded(cert, key)


def own(folder: Path, host: str) -> Certificate:
    """The server's own, made if there is none.

    Args:
        folder: of the server's state.
        host: where it listens, named in a new one.

    Raises:
        Cannot: it cannot be read or written, is none, or others may read it.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            make_once(path, _signed(host))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            said = _(
                "{path} holds the private key of this server's certificate; others may read it: chmod 600."
            )
            raise Cannot(said.format(path=path))
    except OSError as error:
        raise Cannot(_about(path, error)) from error
    return _loaded(path, path)


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate, in pairs of digits."""
    return hashlib.sha256(der).digest().hex(":").upper()


def _loaded(cert: Path, key: Path) -> Certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])

    def no_password() -> bytes:
        raise Cannot(_("{path} is locked with a password; the server cannot ask for one.").format(path=key))

    try:
        context.load_cert_chain(cert, key, password=no_password)
        pem = cert.read_text("ascii", errors="replace")
        end = "-----END CERTIFICATE-----"
        first = pem[pem.index("-----BEGIN CERTIFICATE-----") : pem.index(end) + len(end)]
        return Certificate(context, fingerprint(ssl.PEM_cert_to_DER_cert(first)))
    except OSError as error:  # ssl.SSLError is one
        raise Cannot(_about(cert, error)) from error
    except ValueError as error:
        raise Cannot(_("{path} holds no certificate.").format(path=cert)) from error


def _about(path: Path, error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        said = _("{path}: no certificate with its private key in PEM form, or the two do not go together.")
        return said.format(path=path)
    return _("The certificate {path}: {reason}.").format(path=path, reason=error.strerror or str(error))


def _signed(host: str) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())  # the one kind that every browser takes
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "explainer")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _names(host: str) -> list[x509.GeneralName]:
    from cryptography import x509

    found: list[x509.GeneralName] = [x509.DNSName("localhost")]
    found += [x509.IPAddress(ipaddress.ip_address(one)) for one in ("127.0.0.1", "::1")]
    for one in dict.fromkeys((host, socket.gethostname())):
        try:
            address = ipaddress.ip_address(one)
        except ValueError:
            with contextlib.suppress(ValueError):
                if one and one != "localhost":
                    found.append(x509.DNSName(one))
        else:
            if not address.is_unspecified and not address.is_loopback:
                found.append(x509.IPAddress(address))
    return found
