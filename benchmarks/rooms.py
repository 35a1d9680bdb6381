"""Rooms: everything promised about many people in one, each part against its budget."""

from __future__ import annotations

from pathlib import Path

from benchmarks import rooms_store
from benchmarks.report import Table


def measure(table: Table, home: Path, quick: bool) -> None:
    """All parts, from the store upwards."""
    rooms_store.measure(table, home, quick)
