"""How guests reach the door for browsers, for join cards and one line of JSON. Needs none of the door's libraries."""

from __future__ import annotations

from pathlib import Path

from explainer.problems import ExplainerError
from explainer.serve.addresses import Address
from explainer.serve.settings import Settings
from explainer.serve.web import certificate

PAIRS = 4
"""Pairs of digits of a fingerprint that a card shows; a browser shows all of them."""


def address_for(settings: Settings, host: str) -> str:
    """`https://192.0.2.10:8443`; empty where browsers are not served.

    Args:
        settings: of the server; its port must not be one that the kernel is yet to choose.
        host: by which guests reach this machine.
    """
    if settings.web is None or not settings.web.port:
        return ""
    scheme = "https" if settings.web_secure else "http"
    return f"{scheme}://{Address(host, settings.web.port)}"


def fingerprint_start(settings: Settings) -> str:
    """How the SHA-256 of the server's own certificate begins, such as `4F:1A:C0:77`; empty: browsers need not compare.

    A given certificate is one that browsers know, or that its owner has told of. Reads or makes a file.
    """
    if settings.web is None or not settings.web_secure or settings.tls_cert:
        return ""
    try:
        found = certificate.own(Path(settings.state), settings.web.host)
    except ExplainerError:
        return ""
    return ":".join(found.fingerprint.split(":")[:PAIRS])
