"""The sentences of a prose: where one ends and the next begins, in whatever language it is written.

A mark that stands right behind a full stop belongs to the sentence before it. Abbreviations, initials and decimals end
nothing; in doubt a sentence goes on, since the lens folds both halves then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.story.model.structs import Prose, Span

_PRINTED, _MARK = "\ufffc", "\ufffd"
"""What stands for a printed claim and for a mark while ends are looked for."""

_CLOSING = "\"'”’»)\\]」』）】›"
_END = re.compile(
    rf"(?P<sign>[.!?…؟۔։।]+)[{_CLOSING}{_MARK}]*(?=\s|{_MARK}|$)|(?P<wide>[。！？]+)[{_CLOSING}{_MARK}]*"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'‘«\[-])(?:St|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Messrs|Mt|Gov|Sen|Rep|Rev|Hon|Art|Fig|Sec|Dept"
    r"|Vol|e\.g|i\.e|cf|ca|vs|approx|z\.B|bzw|ул|им|обл|просп|пр|тыс|млн|млрд|т\.е|ст|см|мыс)\.$"
)
_BEFORE_A_NUMBER = re.compile(
    r"(?:^|[\s(“\"])(?:nos?|nr|pp?|ch|cl|arts?|vol|figs?|sec|para|app|n°|№|г|стр|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(“\"'‘«.-])[^\W\d_]\.$")
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_GERMAN_DAY = re.compile(r"(?:^|\s)\d{1,2}\.$")
_GERMAN_MONTH = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)


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
    for match in _END.finditer(text):
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
    before = text[max(0, stop - 24) : stop]
    if (following.isdigit() or following == _PRINTED) and _BEFORE_A_NUMBER.search(before):
        return False
    if _GERMAN_DAY.search(before) and _GERMAN_MONTH.match(text, after):
        return False
    if _CLOCK.search(before):
        return True
    return not (_ABBREVIATION.search(before) or _is_initial(before))


def _is_initial(before: str) -> bool:
    """`N. Surname`; but `2022 г. Потом` ends one."""
    return bool(_INITIAL.search(before)) and not re.search(r"\d\s?[гж]\.$", before)


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
        return re.sub(r"[.!?…。！？؟]", "x", span.text)
    return span.text
