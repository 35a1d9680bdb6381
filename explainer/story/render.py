"""One problem as text: where, what, the line with a caret, what to do about it.

Everything that comes out of a story is cleaned first: what an author wrote must not steer the terminal that
shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import files
from explainer.story.clean import clean_line

_WIDEST = 100
_BEFORE = 60
"""A long line is shown from this many characters before the caret."""


def render(folder: Path, problem: Problem, texts: Mapping[str, str] | None = None) -> str:
    """A problem on a few lines.

    Args:
        folder: the story's folder; its file is read for the source line.
        problem: what to show.
        texts: the text of each file as it was read, which saves reading it again.
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
    lines += _source(folder, problem, texts or {})
    if problem.hint:
        lines.append(f"  {_('hint')}: {clean_line(problem.hint)}")
    return "\n".join(lines)


def _source(folder: Path, problem: Problem, texts: Mapping[str, str]) -> list[str]:
    """The line of the problem and a caret under its column."""
    line = _line(folder, problem, texts) if problem.line else None
    if line is None:
        return []
    column = min(problem.column, len(line) + 1)
    start = max(0, column - _BEFORE) if len(line) > _WIDEST else 0
    shown = line[start : start + _WIDEST]
    number = str(problem.line)
    rows = [f"  {number} | {clean_line(shown)}"]
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
