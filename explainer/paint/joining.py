"""Arabic letters in the form that their neighbours give them, since most terminals show each by itself.

The forms are those that Unicode keeps for old systems (its presentation forms), from the tables that Python carries.
Lam before alef is one sign, and one cell. Joints are looked for in reading order, before a line is turned round.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from explainer.paint.bidi import Cluster

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
