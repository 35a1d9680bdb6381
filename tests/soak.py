"""How much the long tests do: a sample with every change, the whole with `make soak`, which runs each night."""

from __future__ import annotations

import os


def amount(sample: int, whole: int) -> int:
    """The sample, or the whole where EXPLAINER_SOAK is set."""
    return whole if os.environ.get("EXPLAINER_SOAK") else sample
