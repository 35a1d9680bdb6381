"""Prints a story's balance: a summary in every check, the whole with `--balance`, an object with `--balance --json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from explainer.cli.output import say, say_table, say_wrapped, some
from explainer.messages import _, ngettext
from explainer.story.check.balance import Balance, Stretch
from explainer.story.load.format_story import SIDES
from explainer.story.model.prose import WORDS_A_MINUTE
from explainer.story.model.structs import Story
from explainer.story.model.walks import Way

_SOME = 8
"""Ids that a summary names; the rest is counted."""

_WEAK = _(
    "A source is weak when it is a repost, a copy, a relay or a machine translation, when it merely repeats another, or"
    " when its date is not known."
)
_HEARD = _("Of a claim count the versions that are neither replaced nor withdrawn.")
_FIRST_HAND = _(
    "At first hand is an excerpt whose speaker was there (side: present), out of a source that holds its own words"
    " (carriage: original)."
)
_STRETCH = _(
    "A way without an opposing source: scenes in a row, on the main way or a trail, in which one side alone speaks, by"
    " excerpts cited and versions that stand, while something contested is told. Scenes in which nobody speaks count"
    " between others."
)


def say_summary(balance: Balance) -> None:
    """A few lines for every check."""
    by_kind = {way.kind: way for way in reversed(balance.ways)}
    parts = [_("main way {minutes}").format(minutes=_minutes(by_kind["main"].minutes))]
    if "shortest" in by_kind:
        parts.append(_("shortest {minutes}").format(minutes=_minutes(by_kind["shortest"].minutes)))
        parts.append(_("longest {minutes}").format(minutes=_minutes(by_kind["longest"].minutes)))
    parts.append(_("everything {minutes}").format(minutes=_minutes(by_kind["all"].minutes)))
    say_wrapped(_("Balance: {ways}.").format(ways=", ".join(parts)), rest="  ")
    claims, voices = balance.claims, balance.voices
    if claims.heard:
        text = _("Claims on one source, {n}: {ids}. On weak sources alone, {m}: {more}.").format(
            n=len(claims.one_source),
            ids=some(claims.one_source, _SOME) or _("none"),
            m=len(claims.weak),
            more=some(claims.weak, _SOME) or _("none"),
        )
        say_wrapped(text, "  ", "    ")
    if voices.excerpts:
        text = _("At first hand, {share} of the excerpts cited.").format(
            share=_share(voices.first_hand, voices.excerpts)
        )
        say_wrapped(text, "  ", "    ")
    say_wrapped(_said_stretch(balance.stretch), "  ", "    ")
    say_wrapped(_("explainer check --balance says all of it, and what each figure means."), "  ", "    ")


def say_balance(story: Story, balance: Balance) -> None:
    """The whole report, each figure with its rule."""
    say()
    _say_ways(story, balance.ways)
    say()
    _say_claims(balance)
    say()
    _say_sources(balance)
    say()
    _say_voices(balance)
    say()
    say_wrapped(_said_stretch(balance.stretch))
    if balance.stretch:
        say_wrapped(", ".join(balance.stretch.scenes), "  ", "  ")
    say_wrapped(_STRETCH, "  ", "  ")
    say()


def _say_ways(story: Story, ways: Sequence[Way]) -> None:
    say(_("Ways, at {pace} words a minute:").format(pace=WORDS_A_MINUTE))
    cells = [(_("scenes"), _("words"), _("minutes"), "")]
    cells += [(str(len(way.scenes)), str(way.words), str(way.minutes), _named(story, way)) for way in ways]
    sizes = [max(len(row[column]) for row in cells) for column in range(3)]
    rows = []
    for *numbers, name in cells:
        shown = [number.rjust(size) for number, size in zip(numbers, sizes, strict=True)]
        rows.append(("", *shown, name))
    say_table(rows)
    text = _(
        "The main way is `next` alone. The shortest and the longest come to an ending by `next`, branches and detours,"
        " without going back; a fork's side scenes return past it, so that one of them is read."
    )
    say_wrapped(text, "  ", "  ")


def _named(story: Story, way: Way) -> str:
    if way.kind == "trail":
        return _("trail {id}: {title}").format(id=way.id, title=story.trails[way.id].title)
    names = {
        "main": _("main way"),
        "shortest": _("shortest way"),
        "longest": _("longest way"),
        "all": _("all scenes"),
    }
    return names[way.kind]


def _say_claims(balance: Balance) -> None:
    claims = balance.claims
    said = ngettext(_("1 claim is told."), _("{n} claims are told."), len(claims.heard))
    say(said.format(n=len(claims.heard)))
    for text, keys in (
        (_("On one source, {n}: {ids}."), claims.one_source),
        (_("On weak sources alone, {n}: {ids}."), claims.weak),
        (_("With versions on weak sources alone, {n}: {ids}."), claims.weak_versions),
    ):
        say_wrapped(text.format(n=len(keys), ids=", ".join(keys) or _("none")), "  ", "    ")
    for rule in (_HEARD, _("A source that merely repeats another counts as the other."), _WEAK):
        say_wrapped(rule, "  ", "  ")


def _say_sources(balance: Balance) -> None:
    say(_("Sources that each chapter rests on or cites, by kind:"))
    for chapter in balance.chapters:
        kinds = ", ".join(f"{count} {_(kind)}" for kind, count in chapter.sources.items()) or _("none")
        text = _("{title}: {kinds}; weak {weak} of {all}.").format(
            title=chapter.title, kinds=kinds, weak=chapter.weak, all=sum(chapter.sources.values())
        )
        say_wrapped(text, "  ", "    ")


def _say_voices(balance: Balance) -> None:
    say(_("Excerpts cited at first hand, and the sides that speak:"))
    parts = [(chapter.title, chapter.voices) for chapter in balance.chapters]
    for title, voices in (*parts, (_("The whole"), balance.voices)):
        if voices.excerpts:
            sides = ", ".join(f"{voices.sides[side]} {_(side)}" for side in SIDES)
            text = _("{title}: {share}; {sides}.").format(
                title=title, share=_share(voices.first_hand, voices.excerpts), sides=sides
            )
        else:
            text = _("{title}: no excerpt.").format(title=title)
        say_wrapped(text, "  ", "    ")
    say_wrapped(_FIRST_HAND, "  ", "  ")


def _said_stretch(stretch: Stretch | None) -> str:
    if stretch is None:
        return _("Longest way without an opposing source: none.")
    way = (
        _("on the main way")
        if stretch.way.kind == "main"
        else _("on the trail {id}").format(id=stretch.way.id)
    )
    scenes = ngettext(_("1 scene"), _("{n} scenes"), len(stretch.scenes)).format(n=len(stretch.scenes))
    said = _(
        "Longest way without an opposing source: {scenes}, {minutes}, {way}, from {first}; only {side} speaks."
    )
    return said.format(
        scenes=scenes,
        minutes=_minutes(stretch.minutes),
        way=way,
        first=stretch.scenes[0],
        side=_(stretch.side),
    )


def _minutes(count: int) -> str:
    return ngettext(_("1 minute"), _("{n} minutes"), count).format(n=count)


def _share(part: int, whole: int) -> str:
    return _("{part} of {whole} ({percent}%)").format(
        part=part, whole=whole, percent=round(100 * part / whole)
    )


def balance_record(balance: Balance) -> dict[str, Any]:
    """The report for other programs; every name is a contract."""
    claims, stretch = balance.claims, balance.stretch
    return {
        "words_a_minute": WORDS_A_MINUTE,
        "ways": [_way(way) for way in balance.ways],
        "claims": {
            "told": claims.heard,
            "one_source": claims.one_source,
            "weak": claims.weak,
            "weak_versions": claims.weak_versions,
        },
        "weak_sources": {key: list(why) for key, why in balance.weak_sources.items()},
        "chapters": [
            {"id": one.id, "sources": dict(one.sources), "weak": one.weak, "voices": asdict(one.voices)}
            for one in balance.chapters
        ],
        "voices": asdict(balance.voices),
        "unopposed": stretch
        and {
            "way": stretch.way.id or stretch.way.kind,
            **{name: getattr(stretch, name) for name in ("side", "scenes", "words", "minutes")},
        },
    }


def _way(way: Way) -> dict[str, Any]:
    told = {name: getattr(way, name) for name in ("scenes", "words", "minutes")}
    return {"kind": way.kind, "trail": way.id or None, **told}
