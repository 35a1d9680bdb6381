"""A takeaway as plain text, as Markdown, and as one HTML page that needs nothing else; the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from markupsafe import Markup, escape

from explainer.export.takeaway import Takeaway
from explainer.export.templating import escape_markdown, fill
from explainer.paint.cells import wrapping

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+[^\s<>\"'`\\.,;:!?)\]]")
"""A web address inside a sentence, without what ends the sentence."""


def to_text(takeaway: Takeaway, width: int = 72) -> str:
    """Plain text in lines of at most so many cells; an address that is longer keeps a line of its own whole."""

    def fold(text: str, first: str = "", rest: str | None = None) -> str:
        return folded(text, width, first, rest)

    def underlined(text: str, sign: str) -> str:
        lines = folded(text, width)
        return f"{lines}\n{sign * max(map(wrapping.width, lines.splitlines()))}"

    return spaced(fill("takeaway.txt.j2", t=takeaway, fold=fold, underlined=underlined, ended=_ended))


def to_markdown(takeaway: Takeaway) -> str:
    """CommonMark; nothing that is filled in can become a mark."""
    helpers = {"linked": linked_markdown, "lined": lined_markdown, "quote": quoted_markdown, "ended": _ended}
    return spaced(fill("takeaway.md.j2", t=takeaway, **helpers))


def to_html(takeaway: Takeaway) -> str:
    """One page without script, for light, dark and print."""
    return fill("takeaway.html.j2", **page_parts(takeaway))


def page_parts(takeaway: Takeaway) -> dict[str, Any]:
    """What `takeaway_sections.html.j2` asks for, for a page that has its own head."""
    return {"t": takeaway, "linked": linked_html, "ended": _ended}


FORMS: dict[str, Callable[[Takeaway], str]] = {"text": to_text, "markdown": to_markdown, "html": to_html}


def form_of(file: PurePath) -> str:
    """The form that a file's name asks for by its ending; text where it asks for none."""
    return {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}.get(
        file.suffix.lower(), "text"
    )


def folded(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """A text in lines, the first after `first`, the others after `rest`; its own line ends stay."""
    rest = " " * wrapping.width(first) if rest is None else rest
    lines: list[str] = []
    for part in text.split("\n"):
        lines.extend(_folded_line(part, width, first if not lines else rest, rest))
    return "\n".join(lines)


def _folded_line(text: str, width: int, first: str, rest: str) -> list[str]:
    lines: list[str] = []
    line, begun = first, False
    for word in wrapping.clean(text).split():
        if begun and wrapping.width(line) + 1 + wrapping.width(word) > width:
            lines.append(line)
            line, begun = rest, False
        line += f" {word}" if begun else word
        begun = True
    return [*lines, line.rstrip()]


def spaced(text: str) -> str:
    """One empty line where a template left several, none at the ends."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _ended(text: str) -> str:
    """A title as a sentence."""
    return text if text.rstrip("”").endswith((".", "?", "!", "…")) else f"{text}."


def linked_markdown(text: str) -> str:
    """Plain text for Markdown, its web addresses as links."""
    return _linked(text, escape_markdown, lambda address: f"<{address}>")


def lined_markdown(text: str) -> str:
    """The same, with each line of it on a line of its own; an empty line parts paragraphs."""
    lines = [linked_markdown(line.strip()) for line in text.strip().split("\n")]
    return "\n".join(
        f"{line}\\" if line and after else line for line, after in zip(lines, [*lines[1:], ""], strict=True)
    )


def quoted_markdown(text: str) -> str:
    """A text of several lines as a quotation."""
    return "\n".join(f"> {line}".rstrip(" ") for line in lined_markdown(text).split("\n"))


def linked_html(text: str) -> Markup:
    """Plain text for HTML, its web addresses as links that tell nobody where they were followed from."""
    return Markup(_linked(text, lambda part: str(escape(part)), _link))


def _link(address: str) -> str:
    return f'<a href="{escape(address)}" rel="noreferrer noopener">{escape(address)}</a>'


def _linked(text: str, plain: Callable[[str], str], link: Callable[[str], str]) -> str:
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        parts += [plain(text[at : found.start()]), link(found[0])]
        at = found.end()
    return "".join([*parts, plain(text[at:])])
