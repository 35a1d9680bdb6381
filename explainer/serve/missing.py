"""What to say when a module is missing: which extra brings a library, or where the program itself is not whole."""

from __future__ import annotations

from explainer.messages import _
from explainer.serve.metrics import place_of

_EXTRAS = {
    "asyncssh": "ssh", "cryptography": "ssh", "psutil": "ssh", "segno": "ssh", "aiohttp": "web", "valkey": "cluster"
}  # fmt: skip
"""Libraries that are installed with an extra alone, and its name."""


def missing_words(error: ModuleNotFoundError) -> str:
    """A sentence for the operator.

    Any other module is one of ours, or one that is always installed: no extra brings it, and it would be no help to
    say so.
    """
    extra = _EXTRAS.get((error.name or "").partition(".")[0])
    if extra:
        said = _(
            "{name} is not installed. In the folder of the Makefile: make setup, or pip install '.[{extra}]'."
        )
        return said.format(name=error.name, extra=extra)
    said = _("Cannot start: {name} is missing ({place}). Install explainer anew.")
    return said.format(name=error.name or "?", place=place_of(error))
