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
