"""The list of what grew out of hand: what is told, and what a reason in the code takes off it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.tidy import FILE, FUNCTION, long_or_untold, python_files, written_twice

RUN = "\n".join(f"    total = total * {n} + other_{n}(total, {n})" for n in range(8))


def told(root: Path, name: str, text: str) -> list[tuple[str, str]]:
    (root / name).write_text(text)
    return [(finding.what, finding.reason) for finding in long_or_untold(root, root / name)]


def test_a_file_in_hand_tells_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, "a.py", '"""What it is."""\n\nONE = 1\n') == []
    assert told(tmp_path, "__init__.py", "") == []


def test_long_files_and_functions_and_what_has_no_docstring(tmp_path: Path) -> None:
    long = "def long():\n" + "    pass\n" * FUNCTION
    assert told(tmp_path, "a.py", long) == [("no docstring", ""), (f"long: {FUNCTION + 1} lines", "")]
    assert told(tmp_path, "a.py", '"""What."""\n' + "\n" * FILE) == [(f"{FILE + 1} lines", "")]


def test_a_reason_holds_where_it_stands(tmp_path: Path) -> None:
    body = "    pass\n" * FUNCTION
    first = f'"""What."""\n\n\ndef one():\n    # tidy: a table\n{body}\n\n'
    assert told(tmp_path, "a.py", f"{first}def two():\n{body}") == [
        (f"one: {FUNCTION + 2} lines", "a table"),
        (f"two: {FUNCTION + 1} lines", ""),
    ]
    assert (
        told(tmp_path, "a.py", '"""What."""\n\n# tidy: twenty\n\nimport os\n' + "\n" * FILE)[0][1] == "twenty"
    )


@pytest.mark.parametrize("reason", ["", "    # tidy: two protocols\n"])
def test_lines_written_twice_are_found_once_with_both_places(tmp_path: Path, reason: str) -> None:
    paths = [tmp_path / name for name in ("a.py", "b.py")]
    paths[0].write_text(f'"""A."""\n\n\ndef one(total):\n{reason}{RUN}\n    return total\n')
    paths[1].write_text(f'"""B."""\n\nX = 1\n\n\ndef two(total):\n{RUN}\n    return -total\n')
    [finding] = written_twice(tmp_path, paths)
    assert "lines also in b.py:" in finding.what
    assert finding.reason == reason.strip().removeprefix("# tidy: ")


def test_files_are_those_git_knows_or_would(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in ("known.py", "new.py", "ignored.py", "notes.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    subprocess.run(["git", "add", "known.py"], cwd=tmp_path, check=True)
    assert [path.name for path in python_files(tmp_path)] == ["known.py", "new.py"]


def test_an_unpacked_archive_has_its_files_too(tmp_path: Path) -> None:
    for name in ("made.py", "part/inner.py", ".venv/theirs.py", "part/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert [path.name for path in python_files(tmp_path)] == ["made.py", "inner.py"]
