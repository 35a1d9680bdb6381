"""Prose: a small Markdown subset with terms, excerpts and claims, parsed once into spans.

Paragraphs, strong and emphasis; `[[term]]`, `[[term|shown]]`, `[^excerpt]`, `{claim}`, `{claim@2022-01-05}`,
`{^claim}`. Everything else that Markdown knows is refused, so that nothing an author writes is lost without a
word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from explainer.messages import _
from explainer.story.model.dates import parts
from explainer.story.model.structs import Prose, Span
from explainer.story.text import closes_up, unspaced

_TERM = re.compile(r"\[\[(?P<term>[^\[\]|]*)(?P<bar>\|(?P<shown>[^\[\]|]*))?\]\]")
_EXCERPT = re.compile(r"\[\^(?P<id>[^\[\]\s]*)\]")
_BARE = re.compile(r"(?<![\\\[\]])\[(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\](?![\](])")
_CLAIM = re.compile(r"\{(?P<mark>\^?)(?P<id>[A-Za-z0-9_-]+)(?:@(?P<on>[^{}\s]*))?\}")
_LINK = re.compile(r"(?P<image>!?)\[[^\[\]]*\]\([^()]*\)")
_ADDRESS = re.compile(r"\b[a-z][a-z+.-]*://[^\s<>()\[\]]*|\bwww\.[^\s<>()\[\]]+")

_REFUSED = {
    "heading_open": "a heading",
    "bullet_list_open": "a list",
    "ordered_list_open": "a list",
    "blockquote_open": "a block quotation",
    "code_block": "a block of code",
    "fence": "a block of code",
    "hr": "a line across",
    "html_block": "HTML",
    "html_inline": "HTML",
    "link_open": "a link",
    "image": "an image",
    "code_inline": "code",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in prose: the words it stands at, and which occurrence of them."""

    snippet: str
    occurrence: int
    message: str
    hint: str
    rule: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference in prose: `kind` is term, excerpt, claim or bare (`[word]`); `ref` as the author wrote it."""

    kind: str
    ref: str
    snippet: str
    occurrence: int


@dataclass(slots=True)
class Parsed:
    """What one text holds."""

    spans: Prose = ()
    faults: list[Fault] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def parse(text: str) -> Parsed:
    """Read one text; the `ref` of a term is as written, the loader turns it into an id."""
    return _Reader(text).read()


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    # `link` and `image` take time that grows with the square of the brackets; a plain search finds them as well.
    parser.disable(["entity", "reference", "link", "image"])
    # Before `escape` would be wrong: `\[` and `\{` must stay plain characters.
    parser.inline.ruler.before("link", "explainer_term", _rule("[[", _TERM, "term"))
    parser.inline.ruler.before("link", "explainer_excerpt", _rule("[^", _EXCERPT, "excerpt"))
    parser.inline.ruler.before("link", "explainer_claim", _rule("{", _CLAIM, "claim"))
    return parser


def _rule(opening: str, shape: re.Pattern[str], kind: str):  # type: ignore[no-untyped-def]
    """An inline rule of the Markdown parser for one of our marks; a broken one becomes a `broken` token."""

    def rule(state: StateInline, silent: bool) -> bool:
        if not state.src.startswith(opening, state.pos):
            return False
        found = shape.match(state.src, state.pos)
        if not silent:
            token = state.push(kind if found else "broken", "", 0)
            token.content = found[0] if found else opening
        state.pos = found.end() if found else state.pos + len(opening)
        return True

    return rule


class _Reader:
    """Turns Markdown tokens into spans, faults and marks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[Span] = []
        self._parsed = Parsed()
        self._style: list[str] = []
        self._count: dict[str, int] = {}

    def read(self) -> Parsed:
        for token in _markdown().parse(self._text):
            if token.type in _REFUSED:
                self._refuse(token.type, self._line_of(token))
            elif token.type == "inline":
                if self._spans:
                    self._spans.append(Span("break"))
                self._inline(token.children or [])
                self._trim()
        self._addresses()
        for match in _BARE.finditer(self._text):
            occurrence = self._text.count(match[0], 0, match.start())
            self._parsed.marks.append(Mark("bare", match["id"], match[0], occurrence))
        self._close_up()
        self._parsed.spans = tuple(
            span for span in self._spans if span.kind == "break" or span.text or span.ref
        )
        return self._parsed

    def _close_up(self) -> None:
        """Where a line of the file ended between two ideographs there is no space, also beside a mark."""
        if self._text.isascii():
            return
        last = -1
        for index, span in enumerate(self._spans):
            if span.kind in ("break", "claim"):
                last = -1
            elif span.text:
                self._spans[index] = Span(span.kind, unspaced(span.text), span.ref, span.on)
                if last >= 0:
                    self._close_pair(last, index)
                last = index

    def _close_pair(self, one: int, other: int) -> None:
        before, after = self._spans[one], self._spans[other]
        if closes_up(before.text.rstrip(" "), after.text.lstrip(" ")):
            self._spans[one] = Span(before.kind, before.text.rstrip(" "), before.ref, before.on)
            self._spans[other] = Span(after.kind, after.text.lstrip(" "), after.ref, after.on)

    def _inline(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type in ("text", "text_special"):
                self._add_text(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                self._add_text(" ")
            elif token.type in ("strong_open", "em_open"):
                self._style.append("strong" if token.type == "strong_open" else "emphasis")
            elif token.type in ("strong_close", "em_close"):
                self._style.pop()
            elif token.type in ("term", "excerpt", "claim", "broken"):
                self._mark(token)
            elif token.type in _REFUSED and not token.content.startswith("</"):
                self._refuse(token.type, self._inline_snippet(token))

    def _add_text(self, text: str) -> None:
        kind = "strong" if "strong" in self._style else "emphasis" if self._style else "text"
        text = re.sub(r"\s+", " ", text)
        last = self._spans[-1] if self._spans else None
        if last is None or last.kind == "break" or last.text.endswith(" "):
            text = text.lstrip(" ")
        if last is not None and last.kind == kind:
            self._spans[-1] = Span(kind, last.text + text)
        elif text:
            self._spans.append(Span(kind, text))

    def _mark(self, token: Token) -> None:
        snippet = " ".join(token.content.split())
        occurrence = self._count.get(snippet, 0)
        self._count[snippet] = occurrence + 1
        if token.type == "term":
            self._term(token.content, snippet, occurrence)
        elif token.type == "excerpt":
            self._excerpt(token.content, snippet, occurrence)
        elif token.type == "claim":
            self._claim(token.content, snippet, occurrence)
        else:
            self._broken(snippet, occurrence)

    def _term(self, content: str, snippet: str, occurrence: int) -> None:
        found = _TERM.fullmatch(content)
        assert found is not None
        term = " ".join(found["term"].split())
        shown = " ".join((found["shown"] if found["bar"] else term).split())
        if not term or not shown:
            message = _("`{mark}` names no term").format(mark=snippet)
            hint = _("Write [[term]] or [[term|the words to show]].")
            self._fault(snippet, occurrence, message, hint, "inline")
            return
        self._spans.append(Span("term", shown, term))
        self._parsed.marks.append(Mark("term", term, snippet, occurrence))

    def _excerpt(self, content: str, snippet: str, occurrence: int) -> None:
        found = _EXCERPT.fullmatch(content)
        assert found is not None
        if not found["id"]:
            message = _("`{mark}` names no excerpt").format(mark=snippet)
            self._fault(snippet, occurrence, message, _("Write [^excerpt]."), "inline")
            return
        self._trim()
        self._spans.append(Span("excerpt", ref=found["id"]))
        self._parsed.marks.append(Mark("excerpt", found["id"], snippet, occurrence))

    def _claim(self, content: str, snippet: str, occurrence: int) -> None:
        found = _CLAIM.fullmatch(content)
        assert found is not None
        on = found["on"]
        if on is not None and (found["mark"] or not _is_day(on)):
            message = _("`{mark}`: after @ comes a day").format(mark=snippet)
            hint = _("Write {claim@2022-01-05}; the letter alone, {^claim}, takes no day.")
            self._fault(snippet, occurrence, message, hint, "bad-date")
            on = None
        if found["mark"]:
            self._trim()
        self._spans.append(Span("mark" if found["mark"] else "claim", ref=found["id"], on=on or ""))
        self._parsed.marks.append(Mark("claim", found["id"], snippet, occurrence))

    def _broken(self, snippet: str, occurrence: int) -> None:
        message = _("`{mark}` opens nothing that a text can hold").format(mark=snippet)
        hint = _(
            "A term is [[term]], an excerpt [^excerpt], a claim {claim}; a bracket itself is \\[ or \\{."
        )
        whole = sum(count for mark, count in self._count.items() if mark.startswith(snippet)) - 1
        self._fault(snippet, max(whole, occurrence), message, hint, "inline")
        self._add_text(snippet)

    def _trim(self) -> None:
        """A mark stays with the words before it, and a paragraph ends without a space."""
        last = self._spans[-1] if self._spans else None
        if last is not None and last.kind in ("text", "strong", "emphasis"):
            self._spans[-1] = Span(last.kind, last.text.rstrip(" "))

    def _addresses(self) -> None:
        for match in _LINK.finditer(self._text):
            kind = "image" if match["image"] else "link_open"
            self._refuse(kind, match[0], self._text.count(match[0], 0, match.start()))
        for match in _ADDRESS.finditer(_LINK.sub("", self._text)):
            self._refuse("link_open", match[0], 0)

    def _refuse(self, kind: str, snippet: str, occurrence: int = 0) -> None:
        if any(fault.snippet == snippet for fault in self._parsed.faults) and not occurrence:
            return
        message = _("{what} is not allowed in a text").format(what=_(_REFUSED[kind]))
        hint = _("Only paragraphs, **strong** and *emphasis*.")
        if kind == "link_open":
            hint = _("An address belongs to a source; cite an excerpt of it with [^excerpt].")
        elif kind.endswith("list_open"):
            hint = _("Use a step with items; or do not begin a line with this sign.")
        self._fault(snippet, occurrence, message, hint, "markup")

    def _fault(self, snippet: str, occurrence: int, message: str, hint: str, rule: str) -> None:
        self._parsed.faults.append(Fault(snippet, occurrence, message, hint, rule))

    def _line_of(self, token: Token) -> str:
        lines = self._text.splitlines()
        first = token.map[0] if token.map else 0
        return lines[first].strip() if first < len(lines) else ""

    @staticmethod
    def _inline_snippet(token: Token) -> str:
        return str(token.attrs.get("href", "")) if token.type == "link_open" else token.content


def _is_day(text: str) -> bool:
    try:
        return bool(parts(text)[2])
    except ValueError:
        return False
