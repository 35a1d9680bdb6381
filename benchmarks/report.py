"""What was measured, against what was promised."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    name: str
    values: Sequence[float]
    unit: str
    budget: float | None = None
    """In the unit, or as a ratio where `against` is there; None: only reported."""
    against: Measure | None = None
    """What the same run took for the thing it is compared with."""
    of: str = "median"
    """Which figure the budget binds: median, p95 or max."""
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def judged(self) -> float:
        """The figure that the budget binds."""
        if self.against:  # the best of each: a busy machine only ever adds, and never to both alike
            return min(self.values) / min(self.against.values)
        return {"median": self.median, "p95": percentile(self.values, 95), "max": max(self.values)}[self.of]

    @property
    def missed(self) -> bool:
        return self.budget is not None and self.judged > self.budget

    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        figures = tuple(f"{value:.{0 if self.unit == 'B' else 1}f}" for value in self._figures())
        ratio = f"{self.judged:.2f}x" if self.against else ""
        if self.budget is None:
            promise, verdict = "", ""
        elif self.against:
            promise, verdict = f"{self.budget:g}x {self.against.name}", "MISS" if self.missed else "ok"
        else:
            promise, verdict = f"{self.of} {self.budget:g} {self.unit}", "MISS" if self.missed else "ok"
        return (self.name, *figures, self.unit, ratio, promise, verdict, self.note)

    def _figures(self) -> tuple[float, ...]:
        return min(self.values), self.median, percentile(self.values, 95), max(self.values)


@dataclass
class Table:
    """Prints as it grows, so that one sees how far it is."""

    measures: list[Measure] = field(default_factory=list)

    def head(self) -> None:
        self._print(("", "min", "median", "p95", "max", "", "ratio", "budget", "", ""))

    def add(self, measure: Measure) -> Measure:
        self.measures.append(measure)
        self._print(measure.row())
        return measure

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def misses(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.missed]

    def _print(self, cells: tuple[str, ...]) -> None:
        name, low, median, late, high, unit, ratio, promise, verdict, note = cells
        figures = f"{low:>9}{median:>9}{late:>9}{high:>9} {unit:<3}{ratio:>7}"
        line = f"  {name:<46}{figures}  {promise:<40}{verdict:<5}{note}"
        print(line.rstrip(), flush=True)


def percentile(values: Sequence[float], share: int) -> float:
    """By nearest rank, so that it is always a value that was measured."""
    ordered = sorted(values)
    rank = -(-len(ordered) * share // 100)
    return ordered[max(0, rank - 1)]
