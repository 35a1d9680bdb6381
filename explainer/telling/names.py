"""What things are called in a sentence, a source, a place, a language; and where it ends.

Linear mode, `show`, the exports and the painter take them from here.
"""

from __future__ import annotations

from typing import Protocol

from explainer.messages import _
from explainer.reading.run import Visit
from explainer.story.model import dates
from explainer.story.model.prose import Reference, readable_steps
from explainer.story.model.structs import Claim, Excerpt, Source, Story


def languages() -> dict[str, str]:
    """Names of languages by code."""
    return {
        "en": _("English"), "ru": _("Russian"), "kk": _("Kazakh"), "fr": _("French"), "de": _("German"),
        "es": _("Spanish"), "it": _("Italian"), "pl": _("Polish"), "uk": _("Ukrainian"), "be": _("Belarusian"),
        "ky": _("Kyrgyz"), "uz": _("Uzbek"), "tg": _("Tajik"), "tk": _("Turkmen"), "tr": _("Turkish"),
        "az": _("Azerbaijani"), "ka": _("Georgian"), "hy": _("Armenian"), "bg": _("Bulgarian"),
        "ro": _("Romanian"), "sr": _("Serbian"), "cs": _("Czech"), "sk": _("Slovak"), "hu": _("Hungarian"),
        "nl": _("Dutch"), "sv": _("Swedish"), "no": _("Norwegian"), "da": _("Danish"), "fi": _("Finnish"),
        "et": _("Estonian"), "lv": _("Latvian"), "lt": _("Lithuanian"), "el": _("Greek"),
        "pt": _("Portuguese"), "zh": _("Chinese"), "ja": _("Japanese"), "ko": _("Korean"), "ar": _("Arabic"),
        "fa": _("Persian"), "he": _("Hebrew"), "hi": _("Hindi"), "id": _("Indonesian"), "mn": _("Mongolian"),
    }  # fmt: skip


def language_name(code: str) -> str:
    """`ru` is Russian; a code we do not know stays as it is."""
    return languages().get(code, code)


# sentences

ENDS = ".?!…。？！．؟۔।"
"""What ends a sentence, in the scripts that have a sign of their own for it."""


def sentence(text: str) -> str:
    """A text with an end: a full stop, unless it has one of its own."""
    text = " ".join(text.split())
    bare = text.rstrip("\"'”’)»“」』）》")
    return text if not bare or bare[-1] in ENDS + ":：" else text + "."


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def with_notes(label: str, *notes: str) -> str:
    """A label and what is to be said about it: `The lamp, seen.`, `Who knew? Taken.`"""
    said = [note for note in notes if note]
    label = " ".join(label.split())
    if said and label[-1:] in ENDS:
        return f"{label} {sentence(', '.join(said)[:1].upper() + ', '.join(said)[1:])}"
    return sentence(", ".join((label, *said)))


def in_language(code: str) -> str:
    return _("in {language}").format(language=language_name(code))


def foreign(text: str) -> bool:
    """Whether a voice of the Latin script would spell the text letter by letter."""
    letters = [c for c in text if c.isalpha()]
    return sum(ord(c) > 0x24F for c in letters) > len(letters) / 4


def announced(label: str, text: str, code: str) -> str:
    """`Title: text`, or `Title, in Russian: text` where the text is in another script."""
    return sentence(f"{label}, {in_language(code)}: {text}" if foreign(text) and code else f"{label}: {text}")


# names


def thing_name(story: Story, reference: Reference) -> str:
    """A reference as an item of a list: `lightkeeper, a term`, `Port Gazette, 3 February 1931, a report`."""
    if reference.kind == "term":
        return f"{reference.label or story.terms[reference.id].name}, {_('a term')}"
    if reference.kind == "claim":
        return f"{story.claims[reference.id].question.rstrip('?')}, {_('a claim')}"
    if reference.kind == "figure":
        figure = story.figures[reference.id]
        article = {"map": _("a map"), "timeline": _("a timeline")}.get(figure.kind, _("a chart"))
        return f"{figure.title}, {article}"
    if reference.kind == "source":
        return source_name(story.sources[reference.id])
    excerpt = story.excerpts[reference.id]
    form = _("a quote") if excerpt.form == "quote" else _("a report")
    return f"{source_name(story.sources[excerpt.source])}, {form}"


def source_name(source: Source) -> str:
    """`Port Gazette, 3 February 1931`; a name in another script is announced by its language."""
    return f"{publisher_name(source)}, {dates.said(source.date, source.date_precision)}"


def publisher_name(source: Source) -> str:
    """A publisher; a name in another script is announced by its language."""
    name = source.publisher
    return (
        f"{in_language(source.language)}: {name}"
        if any(ord(c) > 0x24F for c in name if c.isalpha())
        else name
    )


def place_name(story: Story, address: str) -> str:
    """`The bridge at noon, step 2`; steps are counted as a reader meets them."""
    scene, _colon, step = address.partition(":")
    title = story.scenes[scene].title
    if not step:
        return title
    return _("{title}, step {n}").format(title=title, n=step_at(story, Visit(scene, step)) + 1)


def step_at(story: Story, visit: Visit) -> int:
    """The index of a visit's step among those that a reader sees; -1 when the scene has none."""
    scene = story.scenes[visit.scene]
    ids = [step.id for step in readable_steps(scene)]
    if not visit.step or not ids:
        return 0 if ids else -1
    if visit.step in ids:
        return ids.index(visit.step)
    every = [
        step.id for step in scene.steps
    ]  # an address may name a note for who leads: the next step is meant
    after = [s for s in every[every.index(visit.step) :] if s in ids] if visit.step in every else []
    return ids.index(after[0]) if after else 0


# words of sources and claims


def source_kind(source: Source) -> str:
    """What kind of source it is, in words."""
    return {
        "news": _("news"), "analysis": _("analysis"), "official": _("official"),
        "ngo": _("a rights group or the like"), "academic": _("academic"),
        "encyclopedia": _("an encyclopedia"), "repost": _("a repost"),
    }.get(source.kind, "")  # fmt: skip


class Pen(Protocol):
    """How text of a story is written: with typographic marks, or as it stands."""

    @property
    def story(self) -> Story: ...

    def text(self, text: str) -> str:
        """Words of the story's own."""

    def verbatim(self, text: str) -> str:
        """Words of a source."""


def translated(excerpt: Excerpt, pen: Pen) -> str:
    """Whose translation a quotation is, and from what."""
    language = language_name(excerpt.language)
    if excerpt.translation_by == "ours":
        return _("our translation from {language}").format(language=language)
    return _("from {language}, translated by {name}").format(
        language=language, name=pen.text(excerpt.translation_by)
    )


def without_marks(text: str) -> str:
    """A quotation's words without marks of its own around the whole; those inside stay."""
    if len(text) > 1 and text[0] in '"“' and text[-1] in '"”' and not set(text[1:-1]) & set('"“”'):
        return text[1:-1]
    return text


def differ_words(claim: Claim, *, folded: bool = False) -> str:
    """The reason why the versions differ, in one sentence.

    Args:
        claim: the claim.
        folded: some versions are folded by the lens. The author's sentence knows them, so that only the kind of
            gap is said.
    """
    if claim.differ and not folded:
        return claim.differ
    reasons = {
        "fact": _("in what is known"), "definition": _("in what is counted or meant"),
        "interest": _("in who gains from the answer"),
    }  # fmt: skip
    words = [reasons[gap] for gap in claim.gap if gap in reasons]
    return _("They differ {how}.").format(how=_(" and ").join(words)) if words else ""
