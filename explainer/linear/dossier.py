"""A source's dossier, said: what it is, how sure we are; then, numbered, what leans on it and what speaks beside it."""

from __future__ import annotations

from explainer.linear.lists import Item, Listed
from explainer.linear.records import place_name, source_name
from explainer.linear.say import announced, sentence
from explainer.messages import _
from explainer.reading.dossier import (
    GROUPS,
    Bearing,
    Dossier,
    carried,
    dossier,
    how_sure,
    later_claims,
    status_words,
    value_line,
)
from explainer.story.model.lens import later_words
from explainer.story.model.structs import Excerpt, Story


def record_lines(story: Story, key: str, on: str = "") -> list[str]:
    """The record, field by field; the address comes last, since it is spelt letter by letter."""
    source = story.sources[key]
    folded = later_words(story, "source", key, on)
    found = (
        sentence(folded[:1].upper() + folded[1:]),
        announced(_("Title"), source.title, source.language) if source.title else "",
        _field(_("Author: {text}"), source.author or _("none named")),
        _field(_("Carriage: {text}"), carried(source)),
        _field(_("How sure: {text}"), how_sure(source)),
        _field(_("Rights: {text}"), source.rights),
        _field(_("Found: {text}"), source.found),
        _field(_("Archive: {text}"), source.archive or _("none recorded")),
        _("Address: {text}").format(text=source.address) if source.address else "",
    )
    return [line for line in found if line]


def _field(form: str, text: str) -> str:
    return sentence(form.format(text=text)) if text else ""


def dossier_items(story: Story, key: str, on: str = "") -> tuple[Item, ...]:
    """What leans on a source and what speaks beside it, each as something that can be opened."""
    found = dossier(story, key, on)
    items: list[Item] = []
    for group in GROUPS:
        rows = _rows(story, found, group, on)
        items += [
            Item(kind, ident, label, _heading(group) if not index else "")
            for index, (kind, ident, label) in enumerate(rows)
        ]
    return tuple(items)


def dossier_listed(story: Story, key: str, on: str = "") -> Listed:
    """The same as a list whose numbers can be typed."""
    return Listed(
        _("Source: {name}").format(name=source_name(story.sources[key])), dossier_items(story, key, on)
    )


def said_items(items: tuple[Item, ...], *, numbered: bool) -> list[str]:
    """A line for each item, its heading before the first of a group."""
    return [
        " ".join(part for part in (item.before, str(number) if numbered else "", item.label) if part)
        for number, item in enumerate(items, 1)
    ]


def later_line(story: Story, key: str, on: str = "") -> str:
    """How many claims it supports with what was said after the lens day; empty for none."""
    later = dossier(story, key, on).later
    return sentence(_("Supports also: {text}").format(text=later_claims(later))) if later else ""


def _heading(group: str) -> str:
    return {
        "taken": _("Taken from it:"), "supports": _("Claims it supports:"),
        "against": _("What others say to the same questions:"), "repeats": _("It repeats:"),
        "repeated-by": _("Merely repeated by:"), "used": _("Used in:"),
    }[group]  # fmt: skip


def _rows(story: Story, found: Dossier, group: str, on: str) -> list[tuple[str, str, str]]:
    match group:
        case "taken":
            return [("excerpt", excerpt.id, _excerpt(story, excerpt, on)) for excerpt in found.excerpts]
        case "supports":
            return [("claim", b.claim.id, _bearing(b, on)) for b in found.supports]
        case "against":
            return [("claim", b.claim.id, _bearing(b, on)) for b in found.against]
        case "used":
            return [("scene", line, sentence(place_name(story, line))) for line in found.lines]
    others = found.repeats if group == "repeats" else found.repeated_by
    return [("source", other.id, sentence(source_name(other))) for other in others]


def _excerpt(story: Story, excerpt: Excerpt, on: str) -> str:
    folded = later_words(story, "excerpt", excerpt.id, on)
    if folded:
        return sentence(f"{excerpt.speaker}, {folded}")
    form = _("Quote: “{text}”") if excerpt.form == "quote" else _("Report, in our words: {text}")
    return sentence(form.format(text=" ".join(excerpt.text.split())))


def _bearing(bearing: Bearing, on: str) -> str:
    said = [sentence(bearing.claim.question)]
    for version in bearing.versions:
        status = status_words(bearing.claim, version, on)
        said.append(f"{sentence(value_line(version))} {sentence(status[:1].upper() + status[1:])}")
    return " ".join(said)
