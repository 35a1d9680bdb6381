"""What is said of a claim: what stands first, then its versions in order, why they differ, their words and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import room_news, words
from explainer.linear.answers import LONG, Item, Listed, Told
from explainer.linear.sentences import nothing_said, step_references
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.citing.citation import standing_label
from explainer.reading.evidence import fate_words, known, later_days, said_after, tally_words
from explainer.story.model import dates
from explainer.story.model.ages import note_of
from explainer.story.model.lens import said_by, standing
from explainer.story.model.prose import references
from explainer.story.model.structs import Claim, Story, Version
from explainer.telling.names import announced, capital, differ_words, sentence, source_name

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def reply(talk: Conversation, typed: Typed) -> list[str]:
    """`claim` says the claim in hand again, or the one of this step; with a number or letter another one."""
    step = talk.step
    room_news.need_read(talk, _("Cannot open: {why}"))
    if step is None:
        raise Cannot(_("Cannot open: there is nothing here."))
    scene = talk.story.scenes[talk.run.visit.scene]
    wanted = (typed.other or typed.argument).strip().casefold()
    number = words.number(wanted)
    if not wanted and talk.in_hand and talk.in_hand[0] == "claim":
        return talk.open(Item("claim", talk.in_hand[1], ""))
    if talk.folded:
        raise Cannot(_("Cannot open: this was said later. open reads it all the same."))
    here = [r for r in step_references(scene, step, talk.now) if r.kind == "claim"]
    if wanted and not number:
        here = [
            r for r in references(scene) if r.kind == "claim" and r.label in (wanted, words.latin(wanted))
        ]
        if not here:
            raise Cannot(_("Cannot open that: this scene has no such claim."))
        return talk.open(Item("claim", here[0].id, ""))
    if not here:
        raise Cannot(_("Cannot open: this step has no claim. open says what it cites."))
    if number > len(here):
        one, many = (
            _("Cannot open {n}: this step has 1 claim."),
            _("Cannot open {n}: this step has {count} claims."),
        )
        raise Cannot(ngettext(one, many, len(here)).format(n=number, count=len(here)))
    if number or len(here) == 1:
        return talk.open(Item("claim", here[max(0, number - 1)].id, ""))
    items = tuple(Item("claim", r.id, sentence(talk.story.claims[r.id].question)) for r in here)
    return talk.call(Listed(_("Claims:"), items, LONG))


def later(talk: Conversation) -> list[str]:
    """With a claim in hand: what was said of it after the lens day; empty where there is nothing of the kind."""
    kind, key = talk.in_hand or ("", "")
    if kind != "claim" or not talk.on or not said_after(talk.story.claims[key], talk.on):
        return []
    claim = talk.story.claims[key]
    talk.rest = claim_told(talk.story, claim, talk.on, later=True)
    days = later_days(said_after(claim, talk.on))
    return [sentence(days[:1].upper() + days[1:]), *talk.more(talk.rest.size)]


def open_source(talk: Conversation, number: int) -> list[str]:
    """The source of a version of the claim in hand, by the version's number; without one all its sources."""
    claim = talk.story.claims[(talk.in_hand or ("", ""))[1]]
    if number > len(claim.versions):
        many = _("Cannot open {n}: this claim has {count} versions.")
        raise Cannot(many.format(n=number, count=len(claim.versions)))
    if number:
        return talk.open(Item("source", claim.versions[number - 1].source[0], ""))
    keys = dict.fromkeys(key for version in known(claim, talk.on) for key in version.source)
    items = tuple(Item("source", key, sentence(source_name(talk.story.sources[key]))) for key in keys)
    head = ngettext(_("Sources: 1."), _("Sources: {n}."), len(items)).format(n=len(items))
    return talk.call(Listed(head, items))


def claim_told(story: Story, claim: Claim, on: str, *, later: bool = False) -> Told:
    """A claim as it is opened; under a lens only what was said by then.

    Args:
        story: the story.
        claim: the claim.
        on: the lens day, or empty.
        later: say what was said after that day, in place of the claim.
    """
    after = said_after(claim, on) if on else ()
    if later:
        return Told([], _history(story, claim, after, ""))
    heard = known(claim, on)
    stands = stands_lines(claim, on)
    rest = [*stands[3:], *_history(story, claim, heard, on, folded=bool(after))]
    if after:
        rest.append(_("Said later or undated: {n}. open says them.").format(n=len(after)))
    return Told([_claim_line(claim, heard, on), *stands[:3]], rest)


def _history(
    story: Story, claim: Claim, versions: tuple[Version, ...], on: str, *, folded: bool = False
) -> list[str]:
    """Versions in the order of saying, why they differ, then the words and the source of each."""
    numbers = {version.id: number for number, version in enumerate(claim.versions, 1)}
    total = len(claim.versions)
    lines = [
        f"{_('{n} of {total}.').format(n=numbers[v.id], total=total)} {_version(claim, v, on)}"
        for v in versions
    ]
    if len(versions) > 1 and (why := differ_words(claim, folded=folded)):
        lines.append(why if folded or not claim.differ else sentence(_("They differ: {why}").format(why=why)))
    return [*lines, *(_words(story, numbers[v.id], v, on) for v in versions)]


def _claim_line(claim: Claim, heard: tuple[Version, ...], on: str) -> str:
    question = sentence(_("Claim: {question}").format(question=claim.question))
    if not heard:
        return question
    count = ngettext(_("1 version"), _("{n} versions"), len(heard)).format(n=len(heard))
    count = _("{versions} by that day").format(versions=count) if on else count
    days = _days([v.said_on for v in heard if v.said_on])
    said = f"{count}, {_('said {days}').format(days=days)}" if days else count
    return f"{question} {sentence(f'{said}: {tally_words(claim, on)}')}"


def _days(said: list[str]) -> str:
    """From the first to the last day; a month counts only where it lies outside of the days."""
    exact = sorted(day for day in said if dates.parts(day)[2]) or sorted(said)
    if not exact:
        return ""
    start, end = exact[0], exact[-1]
    for day in said:
        start = day if dates.last_day(day) < dates.first_day(start) else start
        end = day if dates.first_day(day) > dates.last_day(end) else end
    return dates.span(start, end)


def stands_lines(claim: Claim, on: str) -> list[str]:
    """What stands, is disputed or an opinion: one line for each version, under a lens said as of that day."""
    form = _("{status} on that day: {version}") if on else _("{status}: {version}")
    lines = [
        form.format(status=standing_label(version), version=_version(claim, version, on, status=False))
        for version in standing(claim, on)
    ]
    return lines or [nothing_said(on)]


def _version(claim: Claim, version: Version, on: str, *, status: bool = True) -> str:
    """`12 boats. Harbour office, 8 February 1931. Replaced by 3.`, with its outcome in the same line."""
    day = dates.said(version.said_on, version.precision)
    relayed = status and version.carrier not in ("", version.issuer)
    carrier = _("carried by {name}").format(name=version.carrier) if relayed else ""
    value = capital(version.value) if status else version.value
    parts = [sentence(value), sentence(", ".join(p for p in (capital(version.issuer), day, carrier) if p))]
    if status:
        parts.append(fate_words(claim, version, on, dated=False))
    if version.outcome:
        parts.append(sentence(_("Outcome: {text}").format(text=version.outcome)))
    return " ".join(part for part in parts if part)


def _words(story: Story, number: int, version: Version, on: str) -> str:
    """The words of a version and the note on it, where they say more than its line; its source in any case."""
    source = story.sources.get(version.source[0]) if version.source else None
    parts = []
    if version.words and version.words != version.value:
        label = _("Words of {n}") if version.quoted else _("Version {n}, in our words")
        text = f"“{version.words}”" if version.quoted else version.words
        parts.append(announced(label.format(n=number), text, source.language if source else ""))
    if note := note_of(story, version, on):
        parts.append(sentence(_("Note on {n}: {text}").format(n=number, text=note)))
    if source:
        label = _("Source: {name}") if parts else _("Source of {n}: {name}")
        parts.append(sentence(label.format(n=number, name=source_name(source))))
    return " ".join(parts)


def original_words(story: Story, claim: Claim, on: str) -> list[str]:
    """The versions' own words that are in another language than the story's, of what was said by a day."""
    lines = []
    for number, version in enumerate(claim.versions, 1):
        if not said_by(version, on):
            continue
        source = story.sources.get(version.source[0]) if version.source else None
        if version.quoted and source and source.language != story.language:
            lines.append(announced(_("Words of {n}").format(n=number), f"“{version.words}”", source.language))
    return lines
