"""A claim as text: what stands, then every version with its fate; under a date only what was said by then."""

from __future__ import annotations

from explainer.export.as_text.lines import Lines
from explainer.export.as_text.things import say_scenes
from explainer.messages import _
from explainer.reading.versions import fate_words, known
from explainer.story.model import dates, json_records
from explainer.story.model.lens import contested, standing
from explainer.story.model.prose import nothing_said
from explainer.story.model.structs import Claim, Story, Version


def say_claim(out: Lines, story: Story, claim: Claim, on: str) -> None:
    """The whole claim, as last checked or as known on a day."""
    out.wrapped(claim.question)
    stands = standing(claim, on)
    if contested(claim, on):
        out.line(_("Contested."))
    out.line()
    day = on or story.checked_on
    if on:
        out.line(_("As known on {day}.").format(day=dates.long(day)))
    elif day:
        out.line(_("As checked on {day}.").format(day=dates.long(day)))
    for version in stands:
        out.field(_("Stands"), f"{version.value}. {_who_and_when(version)}.")
    if not stands:
        sentence = nothing_said(on)
        out.wrapped(sentence[:1].upper() + sentence[1:] + ".")
    _say_reasons(out, claim, on)
    heard = known(claim, on)
    for number, version in enumerate(claim.versions, 1):
        if version in heard:
            _say_version(out, story, claim, number, version, on)
    later = len(claim.versions) - len(heard)
    if later:
        out.line()
        out.line(
            _("Said later, or without a date: {n} of {total} versions.").format(
                n=later, total=len(claim.versions)
            )
        )
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("claim", claim.id))


def _say_reasons(out: Lines, claim: Claim, on: str) -> None:
    """Where the rule of the date was corrected by hand, why."""
    numbers = {version.id: number for number, version in enumerate(claim.versions, 1)}
    for correction in claim.as_known:
        if on and correction.on == on:
            for key, reason in correction.reasons.items():
                out.field(_("Set by the editors, version {n}").format(n=numbers.get(key, key)), reason)


def _who_and_when(version: Version) -> str:
    who = version.issuer
    if version.carrier:
        who = _("{issuer}, by {carrier}").format(issuer=version.issuer, carrier=version.carrier)
    return f"{who}, {dates.said(version.said_on, version.precision)}"


def _say_version(out: Lines, story: Story, claim: Claim, number: int, version: Version, on: str) -> None:
    out.line()
    out.wrapped(version.value, f"{number}. ")
    out.wrapped(f"{_who_and_when(version)}. {fate_words(claim, version, on)}", "   ")
    if version.words and version.words != version.value:
        words = (
            f"“{version.words}”" if version.quoted else _("In our words: {words}").format(words=version.words)
        )
        out.wrapped(words, "   ")
    if version.outcome:
        out.wrapped(_("What became of it: {outcome}").format(outcome=version.outcome), "   ")
    if version.note:
        out.wrapped(_("Note: {note}").format(note=version.note), "   ")
    for key in version.source:
        source = story.sources[key]
        day = dates.said(source.date, source.date_precision)
        out.wrapped(f"{source.publisher}, {day} ({key})", "   ", "     ")
