"""How do we know? Every text names what it rests on, and what stands in it stands in what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.check import facts
from explainer.story.load.entries import Parts, Where, read_places
from explainer.story.load.yaml_text import Node
from explainer.story.model import lens
from explainer.story.model.dates import counts_from
from explainer.story.model.structs import (
    Claim,
    Document,
    Excerpt,
    Guess,
    Prose,
    Sentence,
    Source,
    Step,
    Story,
)
from explainer.story.text import IDEOGRAPH

QUOTE_WORDS = 30
"""The longest quote from a source whose text we do not store."""
QUOTE_SIGNS = 60
"""The same in ideographs, two of which say about as much as a word."""

_FAR = 3
"""A quote whose first words alone stand (`The`) is looked for as a whole, with its likest words."""
_SOUGHT, _LOOKED_THROUGH, _ALIKE = 200, 200_000, 60
"""Signs of a quote and of a stored text that are compared, and how alike of 100 they must be to be named."""

_MARKS = re.compile(r"\[\[[^\[\]|]*\||\[\^[^\[\]]*\]|\{[^{}\n]*\}")
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)\s*")


def check_evidence(story: Story, parts: Parts) -> list[Problem]:
    """Every problem with what the story's texts rest on."""
    problems: list[Problem] = []
    shorts: set[tuple[str, str]] = set()
    for scene in story.scenes.values():
        where = parts.where("scene", scene.id)
        if where is None:
            continue
        for index, step in zip(parts.step_indexes(scene.id), scene.steps, strict=False):
            checker = StepChecker(story, (scene.when.start, scene.when.end), step, where.at("body", index))
            problems += [*checker.rests(), *checker.excerpts(), *checker.numbers(), *checker.shorts(shorts)]
    for excerpt in story.excerpts.values():
        at, source = parts.where("excerpt", excerpt.id), story.sources.get(excerpt.source)
        if at is not None and excerpt.form == "quote":
            problems += _quote(excerpt, source, at)
    return problems


class StepChecker:
    """The rules of one step; `days` are those its scene is about."""

    def __init__(self, story: Story, days: tuple[str, str], step: Step, where: Where) -> None:
        self._story, self._days, self._step, self._where = story, days, step, where
        self._node = where.node

    def rests(self) -> Iterator[Problem]:
        given = self._node.get("rests_on")
        told = given is not None and given.kind != "list" and not given.is_null
        told = told or not (self._step.prose or self._node.gives(self._step.kind))  # a step of no kind
        if _needs_rest(self._step) and not self._step.rests_on and not told:
            message = _("the step rests on nothing")
            hint = _("Cite an excerpt with [^excerpt]; or add `rests_on:` with the ids of its sources.")
            yield self._where.problem(message, hint, "rests-on")

    def excerpts(self) -> Iterator[Problem]:
        for key, mark in self._cited():
            excerpt = self._story.excerpts.get(key)
            if excerpt is None:
                continue
            at, place = self._where.at(self._step.kind), self._place(mark)
            if self._step.kind == "quote" and excerpt.form != "quote":
                message = _("`{id}` is a report, no quote").format(id=key)
                hint = _("Cite it in a text with [^{id}], or name a quote.").format(id=key)
                yield at.problem(message, hint, "not-a-quote", place=place)

    def numbers(self) -> Iterator[Problem]:
        """Numbers and dates that nothing cited holds; waivers that waive nothing."""
        waived = [{fact.value for fact in facts.facts(waiver.text)} for waiver in self._step.waived]
        translated = self._translated()
        used = {number for number, values in enumerate(waived) if values & translated}
        evidence = self._evidence()
        for at in self._texts():
            for fact, place in self._facts(at.node):
                if evidence is None or evidence.holds(fact):
                    continue
                by = [number for number, values in enumerate(waived) if fact.value in values]
                used.update(by)
                if not by:
                    yield self._unsupported(fact, place, at)
        for number, waiver in enumerate(self._step.waived):
            if number not in used and evidence is not None:
                message = _("the waiver of `{text}` waives nothing").format(text=waiver.text)
                at = self._where.at("waive", number)
                yield at.problem(message, _("Delete it."), "unused-waiver", "warning")

    def _translated(self) -> set[object]:
        """Numbers and dates of the step in other languages, which are held against its own."""
        proses = (prose for texts in self._step.translations.values() for prose in texts.values())
        return {fact.value for prose in proses for span in prose for fact in facts.facts(span.text)}

    def shorts(self, seen: set[tuple[str, str]]) -> Iterator[Problem]:
        """Claims that are printed inside a sentence and have no words for it."""
        for prose in _proses(self._step):
            for span in prose:
                claim = self._story.claims.get(span.ref) if span.kind == "claim" else None
                if claim is None or (claim.id, span.on) in seen:
                    continue
                seen.add((claim.id, span.on))
                fault = _short_fault(claim, span.on)
                if fault:
                    mark = f"{{{claim.id}@{span.on}}}" if span.on else f"{{{claim.id}}}"
                    at = self._where.at(self._step.kind)
                    yield at.problem(*fault, "no-short", place=self._place(mark))

    def _unsupported(self, fact: facts.Fact, place: tuple[int, int], at: Where) -> Problem:
        kind = _("the date") if fact.kind == "date" else _("the number")
        message = _("{kind} `{words}` stands in no excerpt or claim that this step cites").format(
            kind=kind, words=fact.surface
        )
        hint = _(
            "Cite the excerpt that holds it; or waive it with a reason: waive: [{text: ..., reason: ...}]."
        )
        return at.problem(message, hint, "number", place=place)

    def _cited(self) -> Iterator[tuple[str, str]]:
        """The excerpts a step cites, once each, with the mark that cites them."""
        if self._step.kind == "quote":
            yield self._step.ref, self._step.ref
        seen: set[str] = set()
        for prose in _proses(self._step):
            for span in prose:
                if span.kind == "excerpt" and span.ref not in seen:
                    seen.add(span.ref)
                    yield span.ref, f"[^{span.ref}]"

    def _texts(self) -> Iterator[Where]:
        """The places of a step's running text, in the story's own language."""
        at = self._where.at(self._step.kind)
        if self._step.kind == "text":
            yield _own_language(at)
        elif self._step.kind in ("items", "not_known"):
            yield from (_own_language(at.at(number)) for number in range(len(at.node.items)))
        elif self._step.kind == "in_short":
            yield from (_own_language(at.at(number, "text")) for number in range(len(at.node.items)))
        elif self._step.guess:
            yield from self._guess_texts(at, self._step.guess)

    def _guess_texts(self, at: Where, guess: Guess) -> Iterator[Where]:
        """The note, and the answer: what the sources give must stand in what the guess cites."""
        if guess.note:
            yield _own_language(at.at("note"))
        answer = at.node.get("answer")
        if answer is not None and guess.kind != "order" and guess.of not in self._story.figures:
            for one in answer.items or [answer]:
                yield _own_language(replace(at.at("answer"), node=one))

    def _place(self, mark: str) -> tuple[int, int]:
        """Where a mark stands in the step."""
        document = self._where.document
        nodes = [at.node for at in self._texts()] or [self._node.at(self._step.kind)]
        holder = next((node for node in nodes if mark in document.text[node.start : node.end]), nodes[0])
        return document.locate(holder, mark)

    def _facts(self, node: Node) -> Iterator[tuple[facts.Fact, tuple[int, int]]]:
        """The facts of a text as it stands in the file, so that each has its exact place."""
        raw = self._where.document.text[node.start : node.end]
        if raw[:1] in ("|", ">"):
            header = raw.partition("\n")[0]
            raw = " " * len(header) + raw[len(header) :]
        raw = _MARKS.sub(lambda match: re.sub(r"\S", "\x00", match[0]), raw)
        for fact in facts.facts(raw):
            yield fact, self._where.document.place(node.start + fact.start)

    def _evidence(self) -> facts.Evidence | None:
        """What the step cites; None when a part of it does not exist, which has been told."""
        evidence = facts.Evidence(*self._days)
        for key, _mark in self._cited():
            excerpt = self._story.excerpts.get(key)
            if excerpt is None:
                return None
            evidence.add_text(excerpt.text)
            evidence.add_text(excerpt.original)
            evidence.add_date(excerpt.date)
        for prose in _proses(self._step):
            for key in lens.claims_in(prose):
                if key not in self._story.claims:
                    return None
                add_claim(evidence, self._story.claims[key])
        if self._step.guess and self._step.guess.of in self._story.claims:
            add_claim(evidence, self._story.claims[self._step.guess.of])
        return evidence


def add_claim(evidence: facts.Evidence, claim: Claim) -> None:
    for version in claim.versions:
        for words in (version.value, version.short, version.words, version.outcome, version.note):
            evidence.add_text(words)
        evidence.add_date(version.said_on)


def _needs_rest(step: Step) -> bool:
    return step.kind in ("text", "quote", "items") or bool(step.guess and step.guess.note)


def _proses(step: Step) -> tuple[Prose, ...]:
    if step.guess:
        return (step.guess.note,) if step.guess.note else ()
    return (step.prose, *step.items) if step.kind in ("text", "items", "not_known", "in_short") else ()


def _own_language(at: Where) -> Where:
    node = at.node
    return replace(at, node=node.entries[0][1]) if node.kind == "map" and node.entries else at


def _short_fault(claim: Claim, on: str) -> tuple[str, str] | None:
    """What is missing to print a claim inside a sentence: message and hint."""
    if on and not lens.standing(claim, on):
        message = _("nothing stands of the claim `{id}` on {on}").format(id=claim.id, on=on)
        return message, _("Pin a day on which something was said, or write {{^{id}}}.").format(id=claim.id)
    days = [on] if on else ["", *sorted(counts_from(v.said_on, v.precision) for v in claim.versions)]
    for day in days:
        for version in lens.standing(claim, day) if day or not on else ():
            if not version.short:
                message = _(
                    "the version `{version}` of the claim `{id}` has no `short` to print here"
                ).format(version=version.id, id=claim.id)
                return message, _("Add `short:` to the version, or write {{^{id}}}.").format(id=claim.id)
    return None


def _quote(excerpt: Excerpt, source: Source | None, where: Where) -> Iterator[Problem]:
    """A quote stands in the stored text of its source, or has thirty words at most."""
    field = "original" if excerpt.original else "text"
    words = excerpt.original or excerpt.text
    at = where.at(field)
    if source and source.stored and source.stored.text:
        stands = _standing_part(words, source.stored.text)
        if stands is not None:
            message = _("the quote does not stand in the stored text of `{source}`").format(source=source.id)
            hint = _("It does as far as: {words}").format(words=stands[-60:])
            if len(stands.split()) < _FAR:
                hint = _nearest_words(words, source.stored.text)
            yield at.problem(message, hint, "quote-not-found")
        return
    count = sum(1 for word in words.split() if any(character.isalnum() for character in word))
    signs = len(IDEOGRAPH.findall(words))
    if count > QUOTE_WORDS or signs > QUOTE_SIGNS:
        message = _(
            "a quote of {n} words; {most} are the most from a source whose text is not stored"
        ).format(n=max(count, signs), most=QUOTE_SIGNS if signs > QUOTE_SIGNS else QUOTE_WORDS)
        yield at.problem(message, _("Cut it, or report it in our words."), "quote-too-long")


def _standing_part(words: str, stored: str) -> str | None:
    """None when the words stand in a text in their order, cuts (...) apart; else as much as does stand."""
    text, at = " ".join(stored.split()), 0
    for part in _ELLIPSIS.split(" ".join(words.split())):
        found = text.find(part, at)
        if found < 0:
            return _longest_start(part, text)
        at = found + len(part)
    return None


def _nearest_words(words: str, stored: str) -> str:
    """A hint with the words of a stored text that are most like a quote."""
    from rapidfuzz import fuzz

    text = " ".join(stored.split())
    found = fuzz.partial_ratio_alignment(words[:_SOUGHT], text[:_LOOKED_THROUGH], score_cutoff=_ALIKE)
    if found is None:
        return _("Copy the words as they stand there; or report them in our words, with `form: report`.")
    start = text.rfind(" ", 0, found.dest_start + 1) + 1
    end = text.find(" ", found.dest_end - 1)
    return _("The nearest words there: {words}").format(words=text[start : end if end >= 0 else len(text)])


def _longest_start(part: str, text: str) -> str:
    tokens = part.split()
    stands = 0
    while stands < len(tokens) and " ".join(tokens[: stands + 1]) in text:
        stands += 1
    return " ".join(tokens[:stands])


# texts under study


def check_documents(story: Story, parts: Parts) -> Iterator[Problem]:
    """Every problem with the texts under study."""
    for document in story.documents.values():
        values, where = parts.things["document"][document.id]
        for number, sentence in zip(read_places(values["sentences"]), document.sentences, strict=True):
            yield from _sentence(story, document, sentence, where.at("sentences", number))


def _sentence(story: Story, document: Document, sentence: Sentence, where: Where) -> Iterator[Problem]:
    excerpt = story.excerpts.get(sentence.excerpt)
    if excerpt and (excerpt.form != "quote" or excerpt.source != document.source):
        message = _("`{id}` is no quote from `{source}`").format(id=excerpt.id, source=document.source)
        hint = _("A sentence is a quote excerpt of the document's own source.")
        yield where.at("excerpt").problem(message, hint, "document-sentence")
    if sentence.verdict != "none" and not sentence.record and not where.given("record"):
        message = _("the verdict `{verdict}` has no record").format(verdict=sentence.verdict)
        hint = _("Add `record:`: what the later record says, with its sources.")
        yield where.at("verdict").problem(message, hint, "verdict")
    checker = _SentenceChecker(story, document, sentence, where)
    yield from (*checker.rests(), *checker.excerpts(), *checker.numbers(), *checker.early())


class _SentenceChecker(StepChecker):
    """A sentence's record and early record are checked like the text of a step."""

    def __init__(self, story: Story, document: Document, sentence: Sentence, where: Where) -> None:
        step = Step(sentence.excerpt, "text", (*sentence.record, *sentence.early), rests_on=sentence.rests_on)
        super().__init__(story, (document.last_day, document.last_day), step, where)
        self._sentence, self._last_day = sentence, document.last_day

    def rests(self) -> Iterator[Problem]:
        if self._sentence.record or self._sentence.early:
            yield from super().rests()

    def early(self) -> Iterator[Problem]:
        """What stood on record by the last day was said by then."""
        at = self._where.at("early")
        for span in self._sentence.early:
            excerpt = self._story.excerpts.get(span.ref) if span.kind == "excerpt" else None
            day = counts_from(excerpt.date, excerpt.date_precision) if excerpt else ""
            if excerpt and day and self._last_day and day > self._last_day:
                message = _("`{id}` was said after {day}").format(id=excerpt.id, day=self._last_day)
                place = self._where.document.locate(at.node, f"[^{excerpt.id}]")
                hint = _("Move it to `record`, or cite what was said by then.")
                yield at.problem(message, hint, "document-early", place=place)

    def _texts(self) -> Iterator[Where]:
        for field in ("record", "early"):
            if self._where.given(field):
                yield _own_language(self._where.at(field))

    def _evidence(self) -> facts.Evidence | None:
        evidence = super()._evidence()
        own = self._story.excerpts.get(self._sentence.excerpt)
        if evidence and own:
            evidence.add_text(own.text)
        for key in self._sentence.claims if evidence else ():
            if evidence and key in self._story.claims:
                add_claim(evidence, self._story.claims[key])
        return evidence
