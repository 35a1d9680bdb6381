"""What was measured, against what was promised."""

from __future__ import annotations

import statistics
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.budgets import BUDGETS


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
    """Which figure the budget binds: median, p95 or max; for a ratio mostly best, the least of each, since a busy
    machine only ever adds, and never to both alike.
    """
    note: str = ""
    id: str = ""
    """Of the promise in `budgets`; empty: only reported."""
    other: Measure | None = None
    """What it was the other time, where it was measured twice."""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def judged(self) -> float:
        """The figure that the budget binds."""
        of_all = self._at(self.of)
        return of_all / self.against._at(self.of) if self.against else of_all

    def _at(self, of: str) -> float:
        if of == "p95":
            return percentile(self.values, 95)
        return {"best": min(self.values), "median": self.median, "max": max(self.values)}[of]

    @property
    def missed(self) -> bool:
        return self.budget is not None and self.judged > self.budget

    @property
    def remark(self) -> str:
        """The note, and the other figure where it was measured twice."""
        if self.other is None:
            return self.note
        twice = f"measured twice, the other time {self.other.shown}"
        return f"{self.note}; {twice}" if self.note else twice

    @property
    def shown(self) -> str:
        """The judged figure, with its unit."""
        return (
            f"{self.judged:.2f}x" if self.against else f"{figure(self.judged, self.unit)} {self.unit}".strip()
        )

    @property
    def promise(self) -> str:
        """The budget in words; empty where there is none."""
        if self.budget is None:
            return ""
        if self.against:
            return f"{self.budget:g}x {self.against.name}"
        return f"{self.of} {self.budget:g} {self.unit}".strip()

    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        figures = tuple(figure(value, self.unit) for value in self.figures())
        verdict = "" if self.budget is None else "MISS" if self.missed else "ok"
        ratio = self.shown if self.against else ""
        return (self.name, *figures, self.unit, ratio, self.promise, verdict, self.remark)

    def figures(self) -> tuple[float, ...]:
        """Minimum, median, p95, maximum."""
        return min(self.values), self.median, percentile(self.values, 95), max(self.values)


@dataclass
class Table:
    """Prints as it grows, so that one sees how far it is."""

    measures: list[Measure] = field(default_factory=list)
    titles: list[tuple[str, int]] = field(default_factory=list)
    """Each with the number of measures that stand before it."""
    missing: list[str] = field(default_factory=list)
    """Programs that are not installed here."""

    def head(self) -> None:
        self._print(("", "min", "median", "p95", "max", "", "ratio", "budget", "", ""))

    def add(self, measure: Measure) -> Measure:
        self.measures.append(measure)
        self._print(measure.row())
        return measure

    def report(self, name: str, values: Sequence[float], unit: str, note: str = "") -> Measure:
        """Add what nobody promised."""
        return self.add(Measure(name, values, unit, note=note))

    def promise(
        self, key: str, values: Sequence[float], against: Measure | None = None, note: str = ""
    ) -> Measure:
        """Add what a promise of `budgets` is about.

        Raises:
            KeyError: it stands not in the list.
            ValueError: it needs a yardstick and has none, or has one and needs none.
        """
        budget = BUDGETS[key]
        if bool(budget.against) != (against is not None):
            raise ValueError(f"{key}: {budget.against or 'no yardstick'} is what it is judged against")
        if against is not None:
            against = replace(against, name=budget.against)
        return self.add(
            Measure(
                budget.what, values, budget.unit, budget.limit, against,
                budget.of, note, key,
            )
        )  # fmt: skip

    def title(self, text: str) -> None:
        self.titles.append((text, len(self.measures)))
        print(f"\n{text}", flush=True)

    def misses(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.missed]

    def take(self, other: Table) -> None:
        """What another table has, behind what is here; it was printed already."""
        here = len(self.measures)
        self.titles += [(text, here + at) for text, at in other.titles]
        self.measures += other.measures
        self.missing += other.missing

    def _print(self, cells: tuple[str, ...]) -> None:
        name, low, median, late, high, unit, ratio, promise, verdict, note = cells
        figures = f"{low:>9}{median:>9}{late:>9}{high:>9} {unit:<3}{ratio:>7}"
        line = f"  {name:<52}{figures}  {promise:<34} {verdict:<5}{note}"
        print(line.rstrip(), flush=True)


TIMED = ("µs", "ms", "s", "x", "KiB", "MiB")
Unit = Callable[[Table], object]
"""The least that can be measured by itself: with its yardstick, in one go."""


def measured(run: Unit) -> Table:
    """What a unit measures; once more where it misses, each promise then by the better of both.

    Other work on the machine only ever adds to a figure. Both figures stand in the table. Bytes and counts are the
    same each time.
    """
    first = Table()
    run(first)
    if not any(measure.unit in TIMED for measure in first.misses()):
        return first
    missed = ", ".join(measure.name for measure in first.misses())
    print(f"  Over its budget: {missed}. Measured once more.", flush=True)
    second = Table()
    try:
        run(second)
    except Exception:
        traceback.print_exc()
        return first
    return better(first, second)


def better(first: Table, second: Table) -> Table:
    """The second table, but for promises that were kept, or missed by less, the first time."""
    before = {measure.id or measure.name: measure for measure in first.measures if measure.budget is not None}
    for at, again in enumerate(second.measures):
        was = before.get(again.id or again.name)
        if was is None or not (was.missed or again.missed):
            continue
        best, other = (was, again) if was.judged < again.judged else (again, was)
        second.measures[at] = replace(best, other=other)
    return second


def figure(value: float, unit: str) -> str:
    """Whole bytes and counts, one digit behind the point for the rest; two for small ones."""
    if unit in ("B", ""):
        return f"{value:.0f}"
    return f"{value:.2f}" if unit in ("s", "x") else f"{value:.1f}"


def percentile(values: Sequence[float], share: int) -> float:
    """By nearest rank, so that it is always a value that was measured."""
    ordered = sorted(values)
    rank = -(-len(ordered) * share // 100)
    return ordered[max(0, rank - 1)]
