"""The sentences of a prose: where one ends and the next begins, in whatever language it is written.

A mark that stands right behind a full stop belongs to the sentence before it. Abbreviations, initials and decimals end
nothing; in doubt a sentence goes on, since the lens folds both halves then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from explainer.story.model.structs import Prose, Span

_PRINTED, _MARK = "\ufffc", "\ufffd"
"""What stands for a printed claim and for a mark while ends are looked for."""

_CLOSING = "\"'”’»)\\]」』）】›"


class _Shapes:
    """How sentences end and what only seems to be an end. To compile these takes a start's while, so that it is done
    with the first text that is cut.
    """

    def __init__(self) -> None:
        after, word, closing = r"(?:^|[\s(“\"'‘«\[-])", r"(?:^|[\s(“\"])", f"[{_CLOSING}{_MARK}]*"
        self.end = re.compile(rf"(?P<sign>[.!?…؟۔։।]+){closing}(?=\s|{_MARK}|$)|(?P<wide>[。！？]+){closing}")
        self.abbreviation = re.compile(
            after
            + r"(?:St|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Messrs|Mt|Gov|Sen|Rep|Rev|Hon|Art|Fig|Sec|Dept"
            r"|Vol|e\.g|i\.e|cf|ca|vs|approx|z\.B|bzw|ул|им|обл|просп|пр|тыс|млн|млрд|т\.е|ст|см|мыс)\.$"
        )
        self.before_a_number = re.compile(
            word + r"(?:nos?|nr|pp?|ch|cl|arts?|vol|figs?|sec|para|app|n°|№|г|стр"
            r"|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.$",
            re.IGNORECASE,
        )
        self.initial = re.compile(r"(?:^|[\s(“\"'‘«.-])[^\W\d_]\.$")
        self.year = re.compile(r"\d\s?[гж]\.$")
        self.clock = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
        self.german_day = re.compile(r"(?:^|\s)\d{1,2}\.$")
        self.german_month = re.compile(
            r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
        )
        self.stop = re.compile(r"[.!?…。！？؟]")


@cache
def _shapes() -> _Shapes:
    return _Shapes()


def sentences(prose: Prose) -> tuple[Prose, ...]:
    """The sentences of a prose in their order, whole; the space between two stays with the first."""
    return tuple(sentence for paragraph in paragraphs(prose) for sentence in paragraph)


def paragraphs(prose: Prose) -> tuple[tuple[Prose, ...], ...]:
    """The same by paragraph; a break between two stands in none."""
    found: list[tuple[Prose, ...]] = []
    spans: list[Span] = []
    for span in (*prose, Span("break")):
        if span.kind == "break":
            found.append(tuple(_cut(spans)))
            spans = []
        else:
            spans.append(span)
    return tuple(found)


def joined(spans: Iterable[Span]) -> Prose:
    """Spans with those that were cut apart made one again."""
    made: list[Span] = []
    for span in spans:
        last = made[-1] if made else None
        if last is not None and last.kind == span.kind and span.kind in ("text", "strong", "emphasis"):
            made[-1] = Span(span.kind, last.text + span.text)
        else:
            made.append(span)
    return tuple(made)


def ends(text: str) -> tuple[int, ...]:
    """Where the sentences of a plain text end, the space after each counted in."""
    found = []
    for match in _shapes().end.finditer(text):
        after = match.end()
        while after < len(text) and text[after].isspace():
            after += 1
        if after == len(text) or match["wide"] or _is_end(text, match.end("sign"), after):
            found.append(after)
    return tuple(found) if found and found[-1] == len(text) else (*found, len(text))


def _is_end(text: str, stop: int, after: int) -> bool:
    following = text[after:].lstrip("\"'“‘«([¿¡")[:1]
    if following.islower():
        return False
    if text[stop - 1] != "." or text[stop - 2 : stop] == "..":
        return True
    before, shapes = text[max(0, stop - 24) : stop], _shapes()
    if (following.isdigit() or following == _PRINTED) and shapes.before_a_number.search(before):
        return False
    if shapes.german_day.search(before) and shapes.german_month.match(text, after):
        return False
    if shapes.clock.search(before):
        return True
    initial = shapes.initial.search(before) and not shapes.year.search(before)  # `2022 г. Потом` ends one
    return not (initial or shapes.abbreviation.search(before))


def _cut(spans: list[Span]) -> Iterator[Prose]:
    """The sentences of one paragraph."""
    text = "".join(_said(span) for span in spans)
    if not text:
        return
    cuts = iter(ends(text))
    cut, at, sentence = next(cuts), 0, list[Span]()
    for span in spans:
        rest = _said(span)
        whole = rest
        while at + len(rest) > cut:
            taken = cut - at
            if taken:
                sentence.append(Span(span.kind, rest[:taken]))
            yield tuple(sentence)
            sentence, rest, at, cut = [], rest[taken:], cut, next(cuts)
        sentence.append(span if rest == whole else Span(span.kind, rest))
        at += len(rest)
    if sentence:
        yield tuple(sentence)


def _said(span: Span) -> str:
    """A span as ends are looked for: a term is one thing, whatever full stops its name holds."""
    if span.kind == "claim":
        return _PRINTED
    if span.kind in ("excerpt", "mark"):
        return _MARK
    if span.kind == "term":
        return _shapes().stop.sub("x", span.text)
    return span.text
