"""One problem as text: where, what, the line with a caret, what to do about it.

Everything that comes out of a story is cleaned first: what an author wrote must not steer the terminal that
shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.clean import clean_line
from explainer.story.load import files

_WIDEST = 100
_LEAST = 24
"""Cells of the shortest piece of a line in which one knows it again."""


def render(
    folder: Path, problem: Problem, texts: Mapping[str, str] | None = None, columns: int = _WIDEST
) -> str:
    """A problem on a few lines.

    Args:
        folder: the story's folder; its file is read for the source line.
        problem: what to show.
        texts: the text of each file as it was read, which saves reading it again.
        columns: cells that the story's own line may take; of a longer one the part around the caret is shown.
    """
    place = [problem.file or str(folder)]
    if problem.line:
        place.append(str(problem.line))
        if problem.column:
            place.append(str(problem.column))
    severity = _("error") if problem.severity == "error" else _("warning")
    lines = [f"{clean_line(':'.join(place))}: {severity}: {clean_line(problem.message)}"]
    if problem.path:
        lines.append(f"  {_('in')} {clean_line(problem.path)}")
    lines += _source(folder, problem, texts or {}, columns)
    if problem.hint:
        lines.append(f"  {_('hint')}: {clean_line(problem.hint)}")
    return "\n".join(lines)


def _source(folder: Path, problem: Problem, texts: Mapping[str, str], columns: int) -> list[str]:
    """The line of the problem and a caret under its column."""
    line = _line(folder, problem, texts) if problem.line else None
    if line is None:
        return []
    column = min(problem.column, len(line) + 1)
    number = str(problem.line)
    room = max(_LEAST, columns - len(f"  {number} | ") if columns < _WIDEST else _WIDEST)
    start = max(0, column - room * 3 // 5) if _cells(clean_line(line)) > room else 0
    while start < column - 1 and _cells(clean_line(line[start : column - 1])) >= room - 1:
        start += 1  # signs of two cells: the caret stays inside the room
    shown = clean_line(line[start : start + room])
    while _cells(shown) > room:
        shown = shown[:-1]
    rows = [f"  {number} | {shown}"]
    if column:
        indent = _cells(clean_line(line[start : column - 1]))
        rows.append(f"  {' ' * len(number)} | {' ' * indent}^")
    return rows


def _line(folder: Path, problem: Problem, texts: Mapping[str, str]) -> str | None:
    text = texts.get(problem.file)
    if text is None:
        if files.check_file(folder, problem.file):
            return None
        data = files.read_bytes(folder, problem.file)
        text = data.decode("utf-8-sig", "replace") if isinstance(data, bytes) else ""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[problem.line - 1] if problem.line <= len(lines) else None


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes: the caret must stand under its character."""
    from wcwidth import wcswidth

    return max(0, wcswidth(text))
