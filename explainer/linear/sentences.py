"""Sentences of a story as they are said: the kind first, then the thing, then what can be done.

Pure: everything returns paragraphs, or a `Told` whose second half waits behind `more`.
"""

from __future__ import annotations

import msgspec

from explainer.messages import _, ngettext
from explainer.reading.in_short import mark_word
from explainer.reading.moves import Choice, choices, ends_trail, minutes_left, onward
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Run, Visit
from explainer.reading.storage.updating import news_words
from explainer.story.figures.alt_text import twin
from explainer.story.model import dates
from explainer.story.model.ages import is_undated_later
from explainer.story.model.lens import fold_words, shown
from explainer.story.model.prose import Reference, plain, readable_steps, references_read, step_prose
from explainer.story.model.structs import Excerpt, Figure, Prose, Scene, Span, Step, Story
from explainer.telling.names import language_name, sentence, step_at, with_notes

HEADING_WORDS, CHOOSE_WORDS = 15, 30
"""Words heard at once of a scene's heading and of its ways."""


# the story and its scenes


def story_line(story: Story) -> str:
    checked = dates.long(story.checked_on)
    return _("Story: {title}, as checked on {day}.").format(title=story.title, day=checked)


def opening_lines(story: Story, run: Run, options: ReaderOptions, *, is_new: bool) -> list[str]:
    """What stands before the place: the story, its languages, the date, and what became of what was kept.

    Args:
        story: the story.
        run: the run that begins or goes on.
        options: what was asked for, and what is said of it.
        is_new: the reader is a guest with nothing kept, so that a message is about the room.
    """
    lines = [story_line(story), *languages(story)]
    if run.lens:
        lines.append(lens_line(run.lens.on))
    if options.message:
        form = _("Room: none. {message}") if is_new else _("Keep: {message}")
        lines.append(sentence(form.format(message=options.message)))
    if options.moved and not options.news:
        lines.append(_("Changed: about says what."))
    if options.news:
        lines.append(_("Story: {changed}. about says what.").format(changed=news_words(len(options.news))))
    return lines


def languages(story: Story) -> list[str]:
    """`Language: English. Also: ru, Русский. Type language and a code.`; nothing where the story has one."""
    if len(story.languages) < 2:
        return []
    from explainer.story.model.translation import own_name  # not for a story of one language

    others = "; ".join(f"{code}, {own_name(code)}" for code in story.languages if code != story.language)
    said = _("Language: {name}. Also: {others}. Type language and a code.")
    return [said.format(name=own_name(story.language), others=others)]


def lens_line(on: str) -> str:
    day = dates.long(on)
    return _("Date: {day}. You now read what was said by that day. lens off ends it.").format(day=day)


def scene_line(story: Story, scene: Scene) -> str:
    """The title, the days and as many places as make no long heading; the text names them all."""
    title = sentence(_("Scene: {title}").format(title=scene.title))
    for places in range(len(scene.when.places), -1, -1):
        line = " ".join(part for part in (title, when(story, scene, places)) if part)
        if len(line.split()) <= HEADING_WORDS:
            break
    return line


def when(story: Story, scene: Scene, most: int) -> str:
    """`5 May 1999, Rivertown.`, with at most so many places."""
    named = {"national": _("nationwide"), "none": ""}
    places = [
        named.get(p, story.places[p].name if p in story.places else "") for p in scene.when.places[:most]
    ]
    days = dates.when_words(scene.when)
    said = ", ".join(part for part in (days, *places) if part)
    return sentence(said) if said else ""


def step_of(story: Story, visit: Visit) -> Step | None:
    at = step_at(story, visit)
    return readable_steps(story.scenes[visit.scene])[at] if at >= 0 else None


def following(story: Story, visit: Visit) -> Visit | None:
    """The next step of the scene, as a visit; None at its last."""
    steps = readable_steps(story.scenes[visit.scene])
    after = step_at(story, visit) + 1
    if visit.threshold or after >= len(steps):
        return None
    return msgspec.structs.replace(visit, step=steps[after].id, offset=0, bridge="", recap=False)


# one step


def recap_lines(story: Story, visit: Visit, on: str) -> list[str]:
    """What came before, where one came another way; it is dated by nothing but the checking."""
    scene = story.scenes[visit.scene]
    told = visit.recap and scene.recap and not is_undated_later(story, on)
    return [sentence(scene.recap)] if told else []


def paragraphs(story: Story, prose: Prose, on: str) -> list[str]:
    """The paragraphs of a prose, with what stands on the day."""
    spoken = tuple(_spoken(story, span, on) for span in prose)
    return [text for part in plain(story, spoken, on).split("\n\n") if (text := " ".join(part.split()))]


def _spoken(story: Story, span: Span, on: str) -> Span:
    """A claim of which nothing was said by the day, as words."""
    day = span.on or on
    if span.kind != "claim" or span.ref not in story.claims or shown(story.claims[span.ref], day):
        return span
    return Span("text", nothing_said(day, inside=True))


def nothing_said(day: str, *, inside: bool = False) -> str:
    """What is said where the claim has no version on that day."""
    if not day:
        return _("(no source we hold says this)") if inside else _("No source we hold says this.")
    text = (
        _("(no source we hold says this by {day})") if inside else _("No source we hold says this by {day}.")
    )
    return text.format(day=dates.long(day))


def later_line(story: Story, step: Step, on: str) -> str:
    """What stands in place of a step that was said after the day; empty when it can be read."""
    later = fold_words(story, step, on)
    return (
        _("{later}. open reads it all the same.").format(later=later[:1].upper() + later[1:]) if later else ""
    )


def untranslated(story: Story, scene: str, step: Step) -> list[str]:
    """Said before a step that is not translated: at the first of a scene why, at others in which language it is."""
    if len(story.languages) < 2:
        return []
    from explainer.reading.language import missing_words
    from explainer.story.model.translation import first_lacking, is_lacking, original, own_name

    if not is_lacking(story, scene, step.id):
        return []
    if first_lacking(story, scene) == step.id:
        return [missing_words(story)]
    return [_("In {own}:").format(own=own_name(original(story).language))]


def step_lines(story: Story, step: Step, on: str) -> list[str]:
    """A step in full."""
    if step.kind == "quote":
        return quote_lines(story, story.excerpts[step.ref])
    if step.kind == "figure":
        return figure_lines(story, story.figures[step.ref], on, step.shows.get("day", ""))
    if step.kind in ("in-short", "not-known"):
        return _lines_of(story, step, on)
    return [text for prose in step_prose(step) for text in paragraphs(story, prose, on)]


def _lines_of(story: Story, step: Step, on: str) -> list[str]:
    """The story in short, each line after what kind of knowledge it is; or what no source says, with its scene."""
    said = [" ".join(paragraphs(story, item, on)) for item in step.items]
    if step.kind == "in-short":
        return [f"{mark_word(mark)}: {text}" for mark, text in zip(step.marks, said, strict=True)]
    links = step.links or ((),) * len(said)
    titled = (
        with_notes(text, *(_("scene: {title}").format(title=story.scenes[key].title) for key in scenes))
        for text, scenes in zip(said, links, strict=True)
    )
    return [_("Not known:"), *titled] if said else []


def figure_lines(story: Story, figure: Figure, on: str, until: str = "") -> list[str]:
    """`Chart: people detained.` with what it shows, and how to hear its rows."""
    words = twin(story, figure, on, until)
    head = f"{figure_label(figure.kind)}:"
    if not words.says.startswith(words.title.rstrip(".")):  # a title is not said twice
        head = sentence(f"{head} {words.title}")
    more = ngettext(
        "open and more say its {n} entry.", "open and more say each of its {n} entries.", len(words.rows)
    )
    parts = [head, sentence(words.says), words.later, more.format(n=len(words.rows)) if words.rows else ""]
    return [" ".join(part for part in parts if part)]


def figure_label(kind: str) -> str:
    return {"map": _("Map"), "timeline": _("Timeline")}.get(kind, _("Chart"))


def quote_lines(story: Story, excerpt: Excerpt) -> list[str]:
    """`Quote: Oda Berg, 2 February 1931.` and the words themselves."""
    said = dates.said(excerpt.date, excerpt.date_precision)
    head = sentence(_("Quote: {speaker}, {day}").format(speaker=excerpt.speaker, day=said))
    words = f"“{' '.join(excerpt.text.split())}”"
    return [f"{head} {words}{translated(excerpt)}"]


def translated(excerpt: Excerpt) -> str:
    """Whose translation the words are, and how to hear the original; empty where they are no translation."""
    if not excerpt.original:
        return ""
    language = language_name(excerpt.language)
    if excerpt.translation_by in ("", "ours"):
        return " " + _("Translated from {language} by us; original says it.").format(language=language)
    by = excerpt.translation_by
    return " " + _("Translated from {language} by {by}; original says it.").format(language=language, by=by)


def step_references(scene: Scene, step: Step, now: Step | None = None) -> tuple[Reference, ...]:
    """What can be opened from a step, each thing once; only what can be read of it, where it reads as it does `now`."""
    found: dict[tuple[str, str], Reference] = {}
    for reference in references_read(scene, step, now or step):
        found.setdefault((reference.kind, reference.id), reference)
    return tuple(found.values())


def step_scenes(story: Story, step: Step) -> tuple[str, ...]:
    """The scenes that a step's lines lead to, each once."""
    return tuple(dict.fromkeys(key for scenes in step.links for key in scenes if key in story.scenes))


# what ends a scene, and what stands before one


def warning_lines(scene: Scene) -> list[str]:
    assert scene.warning is not None
    warning = sentence(_("Warning: {text}").format(text=scene.warning.text))
    return [warning, two_ways()]


def two_ways() -> str:
    """At a warning."""
    return _("Enter goes round it. consent reads it.")


def detour_line(story: Story, visit: Visit) -> str:
    """The bridge sentence of the scene one went round; empty when one came another way."""
    warned = story.scenes.get(visit.bridge)
    if warned is None or warned.warning is None:
        return ""
    return sentence(_("Detour: {bridge}").format(bridge=warned.warning.bridge))


def choice_label(choice: Choice, *, long: bool = False) -> str:
    """One way as it is said in a list; `long` adds what only the action `choices` says."""
    whole = choice.scenes and choice.kind == "branch"
    return with_notes(
        choice.label,
        choice.detail if long else "",
        minutes_said(choice.minutes) if choice.minutes and (long or whole) else "",
        _("a warning first") if choice.warned else "",
        _("taken") if choice.taken else (_("seen") if long and choice.seen else ""),
    )


def minutes_said(count: int) -> str:
    """`1 minute`, `12 minutes`."""
    return ngettext(_("1 minute"), _("{n} minutes"), count).format(n=count)


def choose_lines(story: Story, run: Run, *, middle: bool = False) -> list[str]:
    """The ways from here; in the middle of a scene Enter reads on instead of leaving it."""
    ways = [f"{number} {choice_label(choice)}" for number, choice in enumerate(choices(story, run), 1)]
    enter = _("Enter reads on.") if middle else enter_line(story, run)
    if not ways:
        return [enter] if enter else []
    ends = not middle and onward(story, run).kind == "end"
    line = _choose_line(ways, "" if ends else enter)
    return [line, enter] if ends else [line]


def _choose_line(ways: list[str], enter: str) -> str:
    """The first ways, as many as are heard at once; `choices` says all."""
    for said in range(len(ways), 0, -1):
        left = len(ways) - said
        more = (
            ngettext("choices says {n} more.", "choices says {n} more.", left).format(n=left) if left else ""
        )
        line = _("Choose: {ways}").format(ways=" ".join(part for part in (*ways[:said], more, enter) if part))
        if len(line.split()) <= CHOOSE_WORDS:
            break
    return line


def enter_line(story: Story, run: Run) -> str:
    """What Enter leads to at the end of a scene."""
    step = onward(story, run)
    if step.kind == "end":
        return _("The story ends here. Enter says what you read and what is left; quit leaves.")
    enter = sentence(_("Enter: {label}").format(label=step.label))
    return " ".join((end_line(story, run), enter)) if ends_trail(story, run.visit) else enter


def end_line(story: Story, run: Run) -> str:
    """That the trail, or the story, ends here, where Enter does something else."""
    if ends_trail(story, run.visit):
        return _("The trail ends here; ending says what is left.")
    return _("The story ends here; ending says what you read and what is left.")


def where_line(story: Story, run: Run) -> str:
    """The place, minutes left and date, in one line."""
    visit = run.visit
    scene = story.scenes[visit.scene]
    steps = readable_steps(scene)
    if visit.threshold:
        place = _("before the warned scene {title}").format(title=scene.title)
    else:
        at = step_at(story, visit) + 1
        place = _("{title}, step {at} of {of}").format(title=scene.title, at=at, of=len(steps))
    parts = [sentence(_("Where: {place}").format(place=place))]
    if run.trail:
        parts.append(sentence(_("Trail: {title}").format(title=story.trails[run.trail].title)))
    left = minutes_said(minutes_left(story, run))
    parts.append(_("{minutes} left.").format(minutes=left))
    parts.append(
        _("As known on {day}.").format(day=dates.long(run.lens.on)) if run.lens else _("As last checked.")
    )
    return " ".join(parts)
