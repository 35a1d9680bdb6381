"""The blocks of a Markdown page, for tests that do what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code with its language, or of prose without one."""

    language: str
    """`yaml`, `sh`, ...; `?` for a block of code that names none, empty for prose."""
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    """Prose and code in their order; a table is prose, its rows in one block."""
    for token in MarkdownIt("commonmark").parse(page):
        line = token.map[0] + 1 if token.map else 0
        if token.type in ("fence", "code_block"):
            yield Block(token.info.strip() or "?", token.content, line)
        elif token.type == "inline":
            yield Block("", token.content, line)


def fits(shown: str, said: str) -> bool:
    """Whether an output is what a page shows; `...` stands for any lines, or inside a line for anything."""
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "...":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += re.escape(line.rstrip()).replace(r"\.\.\.", r"[^\n]*") + r"[ ]*\n"
    return re.fullmatch(pattern, said) is not None
