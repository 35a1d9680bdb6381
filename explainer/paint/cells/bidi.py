"""Right-to-left text on a terminal: in the order the eye meets it, letters joined, right at the right.

Most terminals put characters where they are sent; who writes for them orders the line, as Unicode's annex 9 says.
Rules of it that need control characters are left out, since none ever gets here (`explainer.story.text`). It is our
own code because a line here is runs with styles and references, which must stay with their letters: the kept package
(python-bidi, LGPL) gives a string for a string, and so does the one that joins letters. The tests hold these rules to
Unicode's own cases. Loaded with the first right-to-left letter; a story without one never pays for it.

Chrome stays left to right. A paragraph is right-to-left where more of its letters are than not: the first letter, by
which annex 9 decides, is often a Latin name in a story that is told in Arabic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from explainer.paint.cells.bidi_levels import MARK, MIRRORED, levels
from explainer.paint.cells.rows import LEFT_TO_RIGHT, RIGHT_TO_LEFT, SET, Row, Run
from explainer.paint.cells.wrapping import cell_width, width
from explainer.story.model.dates import MONTHS
from explainer.story.text import begins_right_to_left

# Arabic letters in the form that their neighbours give them, since most terminals show each by itself. The
# forms are those that Unicode keeps for old systems (its presentation forms), from the tables that Python
# carries. Lam before alef is one sign, and one cell. Joints are looked for in reading order, before a line is
# turned round.

_LAM = "\u0644"
_STRETCH = "\u0640"
_APART = "\u200c"
"""Persian's sign for letters that stand together and are not joined."""


class Forms(NamedTuple):
    """The forms of a letter; empty where it has none."""

    isolated: str = ""
    final: str = ""
    initial: str = ""
    medial: str = ""


@cache
def forms() -> dict[str, Forms]:
    """Every letter, and lam with each alef, with its forms."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(chr(code)).split()[:3] or [""]
        base = "".join(chr(int(letter, 16)) for letter in letters)
        ligature = len(base) == 2 and base[0] == _LAM and base[1] in "\u0622\u0623\u0625\u0627"
        if kind[1:-1] in Forms._fields and (len(base) == 1 or ligature):
            found.setdefault(base, {}).setdefault(kind[1:-1], chr(code))
    return {base: Forms(**kinds) for base, kinds in found.items() if base[0] not in " \u0640"}


def joined(clusters: list[Cluster]) -> list[Cluster]:
    """Clusters in reading order with the form of each letter; the sign that keeps letters apart is gone."""
    table = forms()
    merged = _ligatures(clusters, table)
    made: list[Cluster] = []
    for at, cluster in enumerate(merged):
        key, _marks = _key(cluster.text, table)
        known = table.get(key)
        if known is None:
            made.append(cluster)
            continue
        before = at > 0 and _joins_on(merged[at - 1].text, table) and bool(known.final)
        after = at + 1 < len(merged) and bool(known.initial) and _joins_back(merged[at + 1].text, table)
        after = after and _APART not in cluster.text
        form = (
            (known.medial if before else known.initial)
            if after
            else known.final
            if before
            else known.isolated
        )
        made.append(cluster._replace(text=(form or key) + cluster.text[len(key) :]))
    return [c._replace(text=c.text.replace(_APART, "") or " ") if _APART in c.text else c for c in made]


def _ligatures(clusters: list[Cluster], table: dict[str, Forms]) -> list[Cluster]:
    """Lam and alef as one, unless a style or a reference ends between them."""
    found: list[Cluster] = []
    for cluster in clusters:
        last = found[-1] if found else None
        alike = last is not None and last.text == _LAM and last[1:] == cluster[1:]
        if last is not None and alike and _LAM + cluster.text[0] in table:
            found[-1] = last._replace(text=_LAM + cluster.text)
        else:
            found.append(cluster)
    return found


def _key(text: str, table: dict[str, Forms]) -> tuple[str, str]:
    size = 2 if text[:2] in table and len(text) > 1 else 1
    return text[:size], text[size:]


def _joins_on(text: str, table: dict[str, Forms]) -> bool:
    """Whether a letter joins the one after it."""
    known = table.get(_key(text, table)[0])
    return _APART not in text and (text[0] == _STRETCH or bool(known and known.initial))


def _joins_back(text: str, table: dict[str, Forms]) -> bool:
    """Whether a letter joins the one before it."""
    known = table.get(_key(text, table)[0])
    return text[0] == _STRETCH or bool(known and known.final)


class Visual(NamedTuple):
    """A line as it is sent."""

    runs: Row
    points: dict[str, int]
    """By reference, cells from the line's left end to its first letter: there the cursor stands."""


class Cluster(NamedTuple):
    """A character with its combining ones, or a mark such as `[12]`, which stays as it is."""

    text: str
    style: str
    reference: str


_COLUMNS = re.compile(r"( {2,})")
"""Between the columns of a list in one row: each is a text of its own, as on both sides of a tab."""
_SIGNS = re.compile(r"[●○◇×≠▸▾→←■+!*>-]+ +")
"""A sign at the head of a row of chrome: it stays in its column."""

_LAM_ALEF = "\ufef5\ufef6\ufef7\ufef8\ufef9\ufefa\ufefb\ufefc"
_OBJECT = "\ufffc"
"""What annex 9 takes a thing without letters for."""
_DATE = re.compile(rf"\d{{1,2}}(?=[ -](?:\d{{1,2}} )?(?:{'|'.join(name[:3] for name in MONTHS)}))")
"""The day of a date in the program's words: in a right-to-left line its number would be parted from its month."""


def laid(runs: Sequence[Run], *, reorders: bool) -> tuple[Row, dict[str, int]]:
    """Runs as they are put from some column on: ordered and joined, right-to-left lines at the right of their measure.

    Args:
        runs: in reading order; an empty run may say how the rest is read (`explainer.paint.cells.rows`).
        reorders: whether the order is ours to make; else the terminal makes it, and only the alignment is ours.
    """
    made: list[Run] = []
    points: dict[str, int] = {}
    used = 0
    for said, part in _parts(runs):
        if said == SET or not reorders:
            found = Visual(part, {})
        elif said:
            found = visual(part, said.startswith(RIGHT_TO_LEFT))
        else:
            found = _by_columns(part)
        if said.startswith(RIGHT_TO_LEFT):
            blank = int(said[len(RIGHT_TO_LEFT) :]) - sum(width(run.text) for run in found.runs)
            if blank > 0:
                made.append(Run(" " * blank, "text"))
                used += blank
        points |= {reference: used + at for reference, at in found.points.items()}
        made += found.runs
        used += sum(width(run.text) for run in found.runs)
    return tuple(made), points


def label(text: str, *, reorders: bool) -> str:
    """A name in a picture in the order in which it is seen; the row it stands in says `SET`."""
    runs, _points = laid((Run(text, "text"),), reorders=reorders)
    return "".join(run.text for run in runs)


def _by_columns(runs: Row) -> Visual:
    """A row of chrome: each column by itself, as its first letter tells, after the sign at its head."""
    columns: list[list[Run]] = [[]]
    for text, style, reference in runs:
        for piece in _COLUMNS.split(text):
            if piece.startswith("  "):
                columns += [[Run(piece, style, reference)], []]
            elif piece:
                columns[-1].append(Run(piece, style, reference))
    made: list[Run] = []
    points: dict[str, int] = {}
    for column in columns:
        if column and (sign := _SIGNS.match(column[0].text)):
            made.append(column[0]._replace(text=sign[0]))
            column[0] = column[0]._replace(text=column[0].text[sign.end() :])
        rest = tuple(run for run in column if run.text)
        used = sum(width(run.text) for run in made)
        found = visual(rest, begins_right_to_left(MARK.sub("", "".join(run.text for run in rest))))
        points = {reference: used + at for reference, at in found.points.items()} | points
        made += found.runs
    at = 0
    for text, _style, reference in made:
        points.setdefault(reference, at)
        at += width(text)
    return Visual(_joined(made), points)


def _joined(runs: Iterable[Run]) -> Row:
    """Runs of one style and reference that touch, as one."""
    made: list[Run] = []
    for run in runs:
        if made and made[-1].style == run.style and made[-1].reference == run.reference:
            made[-1] = run._replace(text=made[-1].text + run.text)
        else:
            made.append(run)
    return tuple(made)


def _parts(runs: Iterable[Run]) -> list[tuple[str, Row]]:
    """The runs after each empty one that says how they are read, with what it says."""
    found: list[tuple[str, list[Run]]] = [("", [])]
    for run in runs:
        if run.text:
            found[-1][1].append(run)
        elif run.reference in (SET, LEFT_TO_RIGHT) or run.reference.startswith(RIGHT_TO_LEFT):
            found.append((run.reference, []))
    return [(said, tuple(part)) for said, part in found if part]


@lru_cache(maxsize=4_096)
def visual(runs: Row, right_to_left: bool) -> Visual:
    """A line in the order it is seen from left to right."""
    clusters = joined(_clusters(runs))
    level = levels(_told(clusters), right_to_left)
    order = _reordered(level)
    made: list[Run] = []
    points: dict[str, tuple[int, int]] = {}
    at = 0
    for index in order:
        text, style, reference = clusters[index]
        if level[index] % 2 and not MARK.fullmatch(text):
            text = MIRRORED.get(text[0], text[0]) + text[1:]
        if index < points.get(reference, (len(order), 0))[0]:
            points[reference] = (index, at)
        at += width(text)
        made.append(Run(text, style, reference))
    return Visual(_joined(made), {key: column for key, (_first, column) in points.items()})


def caret(text: str, position: int) -> int:
    """Cells from the left end of a typed line, as it is seen, to the caret before a character of it.

    Before a letter that is read from the right the caret stands at its right edge; after all, beyond the last one.
    """
    written = _clusters((Run(text, "text"),))
    clusters = joined(written)
    level = levels(_told(clusters), begins_right_to_left(text))
    at = 0
    starts = {}
    for index in _reordered(level):
        starts[index] = at
        at += width(clusters[index].text)
    if not clusters:
        return 0
    sizes = _letters(written, clusters)
    index, used = 0, 0
    while index < len(clusters) and used + sizes[index] <= position:
        used += sizes[index]
        index += 1
    if index < len(clusters):
        return starts[index] + (width(clusters[index].text) if level[index] % 2 else 0)
    last = len(clusters) - 1
    return starts[last] + (0 if level[last] % 2 else width(clusters[last].text))


def _letters(written: Iterable[Cluster], seen: Iterable[Cluster]) -> list[int]:
    """How many typed characters each cluster stands for, once it is joined: what keeps letters apart is no longer in
    it, and lam and alef are one sign of two.
    """
    each = iter(written)
    sizes = []
    for cluster in seen:
        text = next(each).text
        is_one_of_two = text == "\u0644" and cluster.text[0] in _LAM_ALEF
        sizes.append(len(text) + (len(next(each).text) if is_one_of_two else 0))
    return sizes


def typed(parts: Sequence[tuple[str, str]]) -> Row:
    """A line that is being typed, in parts with their styles, as it is seen."""
    runs = tuple(Run(text, style) for text, style in parts if text)
    return visual(runs, begins_right_to_left("".join(run.text for run in runs))).runs


def _told(clusters: Sequence[Cluster]) -> str:
    """A character for each cluster, as the rules are to take it."""
    text = "".join(_OBJECT if MARK.fullmatch(c.text) else c.text[0] for c in clusters)
    return _DATE.sub(lambda found: "a" * len(found[0]), text)


def _clusters(runs: Row) -> list[Cluster]:
    found: list[Cluster] = []
    for text, style, reference in runs:
        for piece in MARK.split(text):
            if MARK.fullmatch(piece):
                found.append(Cluster(piece, style, reference))
                continue
            for character in piece:
                if found and not cell_width(character):
                    found[-1] = found[-1]._replace(text=found[-1].text + character)
                else:
                    found.append(Cluster(character, style, reference))
    return found


def _reordered(level: Sequence[int]) -> list[int]:
    """Rule L2: from the highest level down to the lowest odd one, what is at it or above it is turned round."""
    order = list(range(len(level)))
    odd = [each for each in level if each % 2]
    for depth in range(max(level, default=0), min(odd, default=1) - 1, -1):
        start = 0
        while start < len(order):
            if level[order[start]] < depth:
                start += 1
                continue
            end = start
            while end < len(order) and level[order[end]] >= depth:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return order
