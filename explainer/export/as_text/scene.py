"""A scene as text: its lines with marks, then what the marks stand for and rest on, then the ways on."""

from __future__ import annotations

from explainer.export.as_text.lines import Lines
from explainer.export.as_text.things import source_line
from explainer.messages import _
from explainer.reading.in_short import mark_word
from explainer.story.model import dates
from explainer.story.model.ages import as_of, is_whole, sentence_as_of, source_day
from explainer.story.model.lens import fold_words
from explainer.story.model.prose import Reference, plain, readable_steps, references, references_read
from explainer.story.model.structs import Scene, Step, Story

_Marks = dict[tuple[str, str], str]


def say_scene(out: Lines, story: Story, scene: Scene, step: str, on: str, consent: bool) -> None:
    """A scene, or one step of it; a warned scene only with consent, else its warning and the way round."""
    _say_head(out, story, scene, on)
    if scene.warning and not consent:
        _say_warning(out, story, scene)
        return
    found = references(scene)
    marks: _Marks = {(r.kind, r.id): f"[{r.label}]" for r in found if r.kind in ("excerpt", "claim")}
    shown = [s for s in readable_steps(scene) if not step or s.id == step]
    for one in shown:
        out.line()
        now = as_of(story, one, on)
        if is_whole(now):
            later = fold_words(story, one, on)
            out.line(f"{later[:1].upper()}{later[1:]}.")
        else:
            _say_step(out, story, scene.id, now, on, marks)
    known = [(one, as_of(story, one, on)) for one in shown]
    _say_references(out, story, [r for one, now in known for r in references_read(scene, one, now)])
    _say_rests_on(out, story, [now for _one, now in known], on)
    if not step:
        _say_ways(out, story, scene)


def _say_head(out: Lines, story: Story, scene: Scene, on: str) -> None:
    out.wrapped(scene.title)
    places = [story.places[p].name if p in story.places else p for p in scene.when.places if p != "none"]
    day = dates.when_words(scene.when)
    out.wrapped(", ".join(part for part in (day, *places) if part))
    if scene.asks:
        out.wrapped(scene.asks)
    if on:
        out.line(_("As known on {day}.").format(day=dates.long(on)))


def _say_warning(out: Lines, story: Story, scene: Scene) -> None:
    warning = scene.warning
    if warning is None:
        return
    out.line()
    out.field(_("Warning"), warning.text)
    detour = story.scenes.get(warning.detour)
    if detour:
        out.field(_("The way round"), f"{detour.title} ({detour.id})")
    out.wrapped(_("{command} reads it.").format(command=out.command(f"show scene {scene.id} --consent")))


def _say_step(out: Lines, story: Story, scene: str, step: Step, on: str, marks: _Marks) -> None:
    if step.kind == "quote":
        excerpt = story.excerpts[step.ref]
        out.wrapped(f"“{excerpt.text}” {marks[('excerpt', excerpt.id)]}", "  ")
        said = dates.said(excerpt.date, excerpt.date_precision)
        out.wrapped(", ".join(part for part in (excerpt.speaker, said) if part), "  ")
    elif step.kind == "items":
        for item in step.items:
            out.wrapped(plain(story, item, on, marks), "- ")
    elif step.kind in ("in-short", "not-known"):
        _say_lines(out, story, step, on, marks)
    elif step.kind == "figure":
        figure = story.figures[step.ref]
        from explainer.story.figures.alt_text import caption

        out.wrapped(_("{title}. {twin}").format(title=figure.title, twin=caption(story, figure, on)))
    elif step.guess:
        out.field(_("Guess"), step.guess.question)
        from explainer.reading.guesses import offered  # an order is not given away here either

        for number, option in enumerate(offered(scene, step.guess), 1):
            out.wrapped(option, f"  {number} ")
    elif step.kind == "document":
        _say_document(out, story, step, on)
    else:
        out.paragraphs(plain(story, step.prose, on, marks))


def _say_lines(out: Lines, story: Story, step: Step, on: str, marks: _Marks) -> None:
    """The story in short, or what no source says: each line with the scenes that it leads to."""
    if step.kind == "not-known" and step.items:
        out.line(_("Not known:"))
    for number, item in enumerate(step.items):
        word = f"{mark_word(step.marks[number])}: " if step.marks else ""
        scenes = [key for key in (step.links[number] if step.links else ()) if key in story.scenes]
        links = f" ({', '.join(scenes)})" if scenes else ""
        out.wrapped(f"{word}{plain(story, item, on, marks)}{links}", "- ")


def _say_document(out: Lines, story: Story, step: Step, on: str) -> None:
    """A text under study, sentence by sentence, with what became of each where the step says so."""
    from explainer.reading.documents import verdict_words

    document = story.documents[step.ref]
    out.field(_("Document"), ", ".join(part for part in (document.title, document.note) if part))
    for number, sentence in enumerate(document.sentences, 1):
        known = sentence_as_of(story, document, sentence, on).verdict
        verdict = f" ({verdict_words(known)})" if step.verdicts else ""
        out.wrapped(f"“{story.excerpts[sentence.excerpt].text}”{verdict}", f"  {number} ")


def _say_references(out: Lines, story: Story, found: list[Reference]) -> None:
    lines: dict[str, str] = {}
    for reference in found:
        if reference.kind == "excerpt":
            excerpt = story.excerpts[reference.id]
            form = _("a quote") if excerpt.form == "quote" else _("a report")
            day = dates.said(excerpt.date, excerpt.date_precision)
            lines.setdefault(reference.label, f"{excerpt.speaker}, {day}, {form} ({excerpt.id})")
        elif reference.kind == "claim":
            lines.setdefault(reference.label, f"{story.claims[reference.id].question} ({reference.id})")
    if lines:
        out.line()
        out.line(_("References:"))
    for label, line in lines.items():
        out.wrapped(line, f"  [{label}] ", "      ")
    terms = dict.fromkeys(reference.id for reference in found if reference.kind == "term")
    out.field(_("Terms"), ", ".join(f"{story.terms[term].name} ({term})" for term in terms))


def _say_rests_on(out: Lines, story: Story, steps: list[Step], on: str) -> None:
    found = dict.fromkeys(key for step in steps for key in step.rests_on)
    keys = [key for key in found if not on or source_day(story, key) <= on]
    if keys:
        out.line()
        out.line(_("Rests on:"))
    for key in keys:
        out.wrapped(source_line(story.sources[key]), "  ", "    ")


def _say_ways(out: Lines, story: Story, scene: Scene) -> None:
    out.line()
    for branch in scene.branches:
        target = branch.trail and _("trail {id}").format(id=branch.trail)
        out.field(_("Choose"), f"{branch.label} ({target or branch.to})")
    if scene.next == "return":
        out.field(_("Next"), _("back to where one came from, else {home}").format(home=scene.home))
    elif scene.next:
        title = scene.next_label or story.scenes[scene.next].title
        out.field(_("Next"), f"{title} ({scene.next})")
    else:
        out.line(_("The story ends here."))
