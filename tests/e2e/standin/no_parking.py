"""Keeps nothing."""

from __future__ import annotations

from typing import Any


class Parking:
    def __init__(self, *_given: Any) -> None: ...

    def sweep(self) -> None: ...
