"""What the operator is told once guests can come."""

from __future__ import annotations

from explainer.messages import _
from explainer.serve.addresses import Address
from explainer.serve.host_key import fingerprint, known_hosts_line


def announcement(listening: list[Address], public: str) -> list[str]:
    """Where the server listens, how its key is known, and who can reach it."""
    lines = [_("listening on ssh://{address}").format(address=address) for address in listening]
    lines.append(_("host key {fingerprint}").format(fingerprint=fingerprint(public)))
    lines += [
        _("for known_hosts: {line}").format(line=known_hosts_line(public, address)) for address in listening
    ]
    if not all(address.loopback for address in listening):
        lines.append(
            _(
                "Whoever can reach this address over the network can read here: no account, no password. "
                "Without --ssh only this machine can."
            )
        )
    return lines


def web_announcement(listening: list[Address], certificate: str, *, secure: bool) -> list[str]:
    """Where browsers are served, and how its certificate is known; nothing where they are not."""
    scheme = "https" if secure else "http"
    lines = [_("listening on {scheme}://{address}").format(scheme=scheme, address=one) for one in listening]
    if not lines:
        return []
    if certificate:
        lines.append(_("certificate SHA-256 {fingerprint}").format(fingerprint=certificate))
    if all(address.loopback for address in listening):
        return lines
    lines.append(_("Whoever can reach this address with a browser can read here: no account, no password."))
    if not secure:
        lines.append(
            _("Without TLS whoever shares the network can see what is read there, and change it on its way.")
        )
    return lines
