"""docs/performance.md, written from what a bench measured; what people say about it comes from `notes.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.budgets import BUDGETS
from benchmarks.machine import ROOT
from benchmarks.report import Measure, Table, figure

PAGE = ROOT / "docs" / "performance.md"
NOTES = Path(__file__).with_name("notes.md")
HEAD = """\
# Performance

<!-- Written by `make bench`. What people say about it stands in benchmarks/notes.md, at the end of this page. -->

Every promise on speed and size, measured by one command. `make bench` prints these figures, writes this page and
fails where a promise is not kept. This run took {took}.

{verdict}

## The machine

| | |
| --- | --- |
{machine}

## How to read the tables

- Nobody's figures in milliseconds hold on another machine. So where it can be, a promise is a ratio: what is compared
  with what runs in the same minutes on the same cores, in turns. A ratio takes the best of each side, since other
  work on the machine only ever adds time.
- "Judged" is what the promise binds: the ratio, or the median, the 95th percentile (p95) or the largest figure.
- What misses is measured once more; both figures are told then.
- Server, guests and leader share the cores. A host who only serves has more of them.
- B are bytes, KiB and MiB go by 1,024. Rows without a promise are there to compare with.
"""
COLUMNS = """\
| what | min | median | max | | judged | promise | kept | id |
| --- | ---: | ---: | ---: | --- | ---: | --- | --- | --- |
"""
SOURCES = """
## Every promise, and where it was made

| id | promised in | part | kept |
| --- | --- | --- | --- |
"""
Parts = Mapping[str, tuple[Table, str, float]]
Rows = Sequence[tuple[str, str]]


def write(page: Path, table: Table, parts: Parts, machine: Rows) -> None:
    """Write the page.

    Args:
        page: the file.
        table: everything.
        parts: of each part what it measured, what it is about, and the seconds it took.
        machine: what is told of it, in rows.
    """
    took = _lasting(sum(seconds for _table, _about, seconds in parts.values()))
    rows = "\n".join(f"| {name} | {_cell(told)} |" for name, told in machine)
    text = HEAD.format(took=took, verdict=_verdict(table), machine=rows)
    for part, (measured, about, seconds) in parts.items():
        text += f"\n## {about}\n\n`python -m benchmarks --only {part}`, {_lasting(seconds)}\n"
        text += "".join(f"\n{name} is not here: `apt-get install {name}`.\n" for name in measured.missing)
        text += _tables(measured)
    text += _sources(table) + "\n" + NOTES.read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8")


def renew_notes(page: Path) -> None:
    """What people say about the figures, without measuring anew."""
    notes = NOTES.read_text(encoding="utf-8")
    first = notes.partition("\n")[0]
    figures = page.read_text(encoding="utf-8").partition(f"\n{first}\n")[0]
    page.write_text(f"{figures}\n{notes}", encoding="utf-8")


def _verdict(table: Table) -> str:
    """How many are kept, and which are not."""
    bound = [measure for measure in table.measures if measure.budget is not None]
    said = f"**{len(bound) - len(table.misses())} of {len(bound)} promises are kept.**"
    for measure in table.misses():
        said += (
            f" Missed: {measure.name} (`{measure.id}`), {measure.shown} where {measure.promise} is promised."
        )
    never = len(BUDGETS) - len({measure.id for measure in bound} & BUDGETS.keys())
    return f"{said} Not measured this time: {never}, told in the last table." if never else said


def _tables(table: Table) -> str:
    """A table under each title."""
    if not table.titles:
        return "\nNot measured: it failed.\n"
    text = ""
    ends = [at for _title, at in table.titles[1:]] + [len(table.measures)]
    for (title, begin), end in zip(table.titles, ends, strict=True):
        text += f"\n### {title}\n\n{COLUMNS}"
        text += "".join(_row(measure) for measure in table.measures[begin:end])
    return text


def _row(measure: Measure) -> str:
    low, median, _late, high = (figure(value, measure.unit) for value in measure.figures())
    name = f"{measure.name} ({measure.remark})" if measure.remark else measure.name
    verdict = "" if measure.budget is None else "**no**" if measure.missed else "yes"
    judged = "" if measure.budget is None else measure.shown
    key = f"`{measure.id}`" if measure.id else ""
    cells = (name, low, median, high, measure.unit, judged, measure.promise, verdict, key)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _lasting(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def _sources(table: Table) -> str:
    """Every promise and where it was made; whether it was measured this time."""
    measured = {measure.id: measure for measure in table.measures}
    text = SOURCES
    for key, budget in BUDGETS.items():
        found = measured.get(key)
        kept = "not measured" if found is None else "**no**" if found.missed else "yes"
        text += f"| `{key}` | {budget.source} | {budget.part} | {kept} |\n"
    return text
