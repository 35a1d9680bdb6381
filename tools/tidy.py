"""Lists what grew out of hand: long files and functions, modules without a docstring, lines written twice.

`python -m tools.tidy` looks at every Python file that git knows and exits 1 where something stands without a reason. A
reason stands where it holds, as a comment `# tidy: why`: for a file before its first import, for a function in its
body, for lines written twice just above or within one of the two places. `--reasons` prints those too.

Lines written twice are found by pylint's `symilar`, comments, docstrings, imports and signatures aside. It compares
lines: what is alike but for its names is not found.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FILE, FUNCTION, TWICE = 400, 45, 6
"""The most lines of a file and of a function; how many lines in a row may not stand twice."""
SIGN = "# tidy: "
_PLACE = re.compile(r"^==(.+):\[(\d+):(\d+)\]$", re.MULTILINE)


class Finding(NamedTuple):
    """One thing out of hand."""

    place: str
    """file:line"""
    what: str
    reason: str
    """Empty: there is none."""


def python_files(root: Path) -> list[Path]:
    """Every Python file that git knows, or would with the next commit; of an unpacked archive every one of ours."""
    known = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    if (root / ".git").exists():
        listed = subprocess.run(known, cwd=root, capture_output=True, text=True, check=True).stdout.split()
        found = {root / name for name in listed}
    else:
        found = {path for folder in root.glob("[!.]*") for path in (folder, *folder.rglob("*.py"))}
    return sorted(path for path in found if path.suffix == ".py" and path.is_file())


def long_or_untold(root: Path, path: Path) -> Iterator[Finding]:
    """Of one file: its length, its docstring, its functions."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    name = str(path.relative_to(root))
    module = ast.parse(text, name)
    if text.strip() and not ast.get_docstring(module):
        yield Finding(f"{name}:1", "no docstring", "")
    if len(lines) > FILE:
        first = next((node.lineno for node in module.body[1:]), len(lines))
        yield Finding(f"{name}:1", f"{len(lines)} lines", _reason(lines[:first]))
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            end = node.end_lineno or node.lineno
            if end - node.lineno + 1 > FUNCTION:
                own = _reason(lines[node.lineno - 1 : end])
                yield Finding(f"{name}:{node.lineno}", f"{node.name}: {end - node.lineno + 1} lines", own)


def written_twice(root: Path, paths: list[Path]) -> Iterator[Finding]:
    """Runs of lines that stand in two places, the longest first."""
    asked = ["--ignore-comments", "--ignore-docstrings", "--ignore-imports", "--ignore-signatures"]
    names = [str(path.relative_to(root)) for path in paths]
    finder = Path(sys.executable).with_name("symilar")
    done = subprocess.run(
        [finder, "--duplicates", str(TWICE), *asked, *names],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for block in done.stdout.split("\n\n"):
        found = [(name, int(start), int(end)) for name, start, end in _PLACE.findall(block)]
        if found:
            where = [f"{name}:{start + 1}" for name, start, _end in found]
            reasons = [_reason(_around(root / name, start, end)) for name, start, end in found]
            what = f"{found[0][2] - found[0][1]} lines also in {', '.join(where[1:])}"
            yield Finding(where[0], what, next(filter(None, reasons), ""))


def _around(path: Path, start: int, end: int) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[max(0, start - 2) : end]


def _reason(lines: list[str]) -> str:
    return next((line.partition(SIGN)[2].strip() for line in lines if SIGN in line), "")


def main() -> int:
    """Prints what is out of hand; 1 where something has no reason."""
    parser = argparse.ArgumentParser(prog="python -m tools.tidy", description=__doc__)
    parser.add_argument("--reasons", action="store_true", help="also what has a reason, with it")
    asked = parser.parse_args()
    paths = python_files(ROOT)
    found = [finding for path in paths for finding in long_or_untold(ROOT, path)]
    found += written_twice(ROOT, paths)
    bare = [finding for finding in found if not finding.reason]
    for finding in found if asked.reasons else bare:
        print(f"{finding.place}: {finding.what}" + (f" ({finding.reason})" if finding.reason else ""))
    print(f"{len(paths)} files, {len(found) - len(bare)} with a reason, {len(bare)} without")
    return 1 if bare else 0


if __name__ == "__main__":
    sys.exit(main())
