"""Ties of a network as seen from one name: what they are, from when to when, and whether they hold on a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.sight import Options, Sight
from explainer.story.figures.data import Datum, Shown, is_name
from explainer.story.model.dates import first_day, last_day, said

_STROKES = {"heavy": "━━━", "light": "───", "dashed": "┄┄┄", "crossed": "─×─"}
_ASCII = {"━━━": "===", "───": "---", "┄┄┄": "...", "─×─": "-x-"}


class Relation(NamedTuple):
    """A tie as seen from one of its ends."""

    tie: Datum
    other: Datum
    outward: bool
    """It leads from the name in the middle to the other."""
    dates: str
    state: str
    """On the day in hand: held, ended, later, or empty where the tie has no dates."""


def relations(shown: Shown, centre: str, sight: Sight) -> tuple[Relation, ...]:
    """The ties of a name: those that lead to it, then those that lead from it, each in the author's order."""
    names = {d.key: d for d in shown.rows if is_name(d)}
    found = []
    for tie in shown.rows:
        if is_name(tie) or len(tie.links) != 2 or centre not in tie.links:
            continue
        outward = tie.links[0] == centre
        other = names.get(tie.links[1] if outward else tie.links[0])
        if other is not None:
            found.append(Relation(tie, other, outward, dates(tie), state(tie, sight.day or sight.on)))
    return tuple(sorted(found, key=lambda r: r.outward))


def dates(tie: Datum) -> str:
    """From when to when, as far as the sources say."""
    start = said(tie.day, tie.day_precision, brief=True) if tie.day else ""
    end = said(tie.end, "day", brief=True) if tie.end else ""
    if start and end and start != end:
        return _("{start} to {end}").format(start=start, end=end)
    if end:
        return _("to {end}").format(end=end) if not start else end
    return start


def state(tie: Datum, day: str) -> str:
    """Whether a tie holds on a day."""
    if not day or not (tie.day or tie.end):
        return ""
    if tie.day and first_day(tie.day) > last_day(day):
        return "later"
    return "ended" if tie.end and last_day(tie.end) <= first_day(day) else "held"


class Family(NamedTuple):
    """A kind of tie: its stroke and its word."""

    stroke: str
    label: str


def families_of(shown: Shown, options: Options, glyphs: str) -> dict[str, Family]:
    """The stroke and the word of each kind of tie: as declared, else by its order."""
    declared = options.get("ties")
    found: dict[str, Family] = {}
    for entry in declared if isinstance(declared, list | tuple) else ():
        if isinstance(entry, Mapping):
            name = str(entry.get("id"))
            stroke = _STROKES.get(str(entry.get("stroke")), _STROKES["light"])
            found[name] = Family(stroke, str(entry.get("label") or name))
    for kind in dict.fromkeys(d.group for d in shown.rows if not is_name(d)):
        if kind not in found:
            used = {family.stroke for family in found.values()}
            spare = [stroke for stroke in _STROKES.values() if stroke not in used]
            found[kind] = Family(spare[0] if spare else _STROKES["light"], kind)
    if glyphs == "ascii":
        return {kind: Family(_ASCII[family.stroke], family.label) for kind, family in found.items()}
    return found


def state_words(relation: Relation) -> str:
    """What a tie is on the day in hand, beside its dates."""
    return {"ended": _("ended"), "later": _("not yet")}.get(relation.state, "")


def detail(relation: Relation, families: Mapping[str, Family]) -> str:
    """What a tie is, and its dates; the word of the only kind of tie goes without saying."""
    said = relation.tie.label
    only = len(families) == 1 and said in {family.label for family in families.values()}
    words = "" if only or said == relation.other.label else said
    return ", ".join(p for p in (words, relation.dates, state_words(relation)) if p)
