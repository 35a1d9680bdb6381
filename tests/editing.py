"""Random edits of the tiny story's folder: what authors, editors and version controls do to files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st

from tests.tiny import ASKING, FILES, write_story

NAMES = sorted(FILES | ASKING)
WORDS = (
    "", " ", "\n", "#", "x", "[[lightkeeper]]", "[[nobody]]", "{boats-lost}", "[^first-count]", "[^none]",
    "next: return",
    "7", "1931-02-31", "the-lamp", "\t", "'", "- ", "  ", ": ", "id: oda-berg\n", "\x07", "é",
)  # fmt: skip


class Edit:
    """Something an author, an editor or a version control does to a folder."""

    def __init__(self, kind: str, name: str, at: float, length: int, words: str) -> None:
        self.kind, self.name, self.at, self.length, self.words = kind, name, at, length, words

    def __repr__(self) -> str:
        return f"{self.kind}({self.name!r}, {self.at:.2f}, {self.length}, {self.words!r})"

    def do(self, folder: Path) -> None:
        path = folder / self.name
        if self.kind == "mend" or not path.exists():
            whole = Path(tempfile.mkdtemp()) / "whole"
            write_story(whole, ASKING)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(whole / self.name, path)
            shutil.rmtree(whole.parent)
        elif self.kind == "remove":
            path.unlink()
        elif self.kind == "copy":
            shutil.copyfile(path, path.with_name(f"copy-of-{path.name}"))
        elif self.kind == "truncate":
            data = path.read_bytes()
            path.write_bytes(data[: int(len(data) * self.at)])
        else:
            text = path.read_bytes().decode("utf-8", "replace")
            start = int(len(text) * self.at)
            end = start + (self.length if self.kind == "replace" else 0)
            path.write_bytes((text[:start] + self.words + text[end:]).encode())


EDITS = st.builds(
    Edit,
    st.sampled_from(("insert", "insert", "replace", "replace", "truncate", "remove", "copy", "mend", "mend")),
    st.sampled_from(NAMES),
    st.floats(0, 0.999),
    st.integers(0, 12),
    st.sampled_from(WORDS),
)
