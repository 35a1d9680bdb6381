"""What is said of a text under study and of a guess, and what one types there: `document`, `mark 17`, `guess 3`.

Loaded with the first of them. Nothing is scored: the guess and the record are said one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import records, room_news, sentences, words
from explainer.linear.answers import LONG, Item, Listed, Told
from explainer.linear.words import Typed
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import documents, guesses
from explainer.reading.view import Entry
from explainer.story.model import dates
from explainer.story.model.prose import Reference
from explainer.story.model.structs import Document, Step
from explainer.telling.names import sentence, thing_name, with_notes

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation

KINDS = ("guess", "document")
"""Steps that are said here."""


def step_lines(talk: Conversation, step: Step) -> list[str]:
    """A guess or a document as one comes to it."""
    return [_asked(talk, step)] if step.guess else [_shown(talk, talk.story.documents[step.ref])]


# documents


def _shown(talk: Conversation, document: Document) -> str:
    """`Document: That article, a copy, 25 sentences.`"""
    count = len(document.sentences)
    said = ngettext(_("1 sentence"), _("{n} sentences"), count).format(n=count)
    name = ", ".join(part for part in (document.title, document.note, said) if part)
    head = sentence(_("Document: {name}").format(name=name))
    mine = documents.marked_number(talk.story, talk.run, document.id)
    marked = _("Your mark: {n}.").format(n=mine) if mine else ""
    how = _("document says them, mark and a number marks the one you trust least.")
    return " ".join(part for part in (head, marked, how) if part)


def document(talk: Conversation, typed: Typed) -> list[str]:
    """The sentences of the text that this scene shows, or the record of one."""
    found = _document(talk)
    number = words.number(typed.argument)
    if typed.argument:
        return open_sentence(talk, _key(found, number))
    count = len(found.sentences)
    said = ngettext(_("1 sentence"), _("{n} sentences"), count).format(n=count)
    name = ", ".join(part for part in (found.title, found.note) if part)
    head = sentence(_("Document: {name}").format(name=name))
    rows = documents.document_entries(talk.story, talk.run, found.id)
    items = tuple(Item("sentence", row.id, _item(row)) for row in rows)
    asks = sentence(found.asks) if found.asks else ""
    return talk.call(Listed(" ".join(part for part in (head, sentence(said), asks) if part), items, LONG))


def _item(row: Entry) -> str:
    words_said = f"“{' '.join(row.label.split())}”"
    notes = [row.detail, _("your mark") if row.here else ""]
    added = ", ".join(note for note in notes if note)
    return f"{words_said} {sentence(added[:1].upper() + added[1:])}" if added else sentence(words_said)


def _document(talk: Conversation) -> Document:
    room_news.need_read(talk, _("Cannot say it: {why}"))
    step = documents.document_step(talk.story, talk.run.visit.scene)
    if step is None:
        raise Cannot(_("Cannot say it: this scene shows no text to study."))
    return talk.story.documents[step.ref]


def _key(document: Document, number: int) -> str:
    if not 1 <= number <= len(document.sentences):
        count = len(document.sentences)
        raise Cannot(_("Cannot find that: type a number from 1 to {count}.").format(count=count))
    return documents.key_of(document, document.sentences[number - 1])


def mark(talk: Conversation, typed: Typed) -> list[str]:
    """Mark a sentence by its number, or the one in hand; the same one again takes the mark back."""
    found = _document(talk)
    kind, key = talk.in_hand or ("", "")
    if typed.argument:
        key = _key(found, words.number(typed.argument))
    elif kind != "sentence":
        mine = documents.marked_number(talk.story, talk.run, found.id)
        if mine:
            return [_("Mark: sentence {n}. mark {n} takes it back.").format(n=mine)]
        return [_("Mark: none yet. mark and a number marks the sentence you trust least.")]
    _document_of, one, number = documents.sentence_of(talk.story, key)
    talk.run = documents.with_mark(talk.run, found.id, one.excerpt)
    if found.id not in talk.run.marks:
        return [_("Mark: taken back.")]
    return [_("Mark: sentence {n}, the one you trust least. mark {n} again takes it back.").format(n=number)]


def open_sentence(talk: Conversation, key: str) -> list[str]:
    """A sentence, and what is on record about it."""
    found, one, number = documents.sentence_of(talk.story, key, talk.on)
    verdicts = documents.verdicts_on(talk.story, talk.run, found.id)
    text = " ".join(talk.story.excerpts[one.excerpt].text.split())
    lines = [sentence(_("Sentence {n}: “{text}”").format(n=number, text=text))]
    if verdicts:
        lines.append(sentence(_("Verdict: {words}").format(words=documents.verdict_words(one.verdict))))
    lines += _record(talk, found, key)
    if talk.run.marks.get(found.id) == one.excerpt:
        lines.append(_("Mark: yours, the sentence you trust least."))
    talk.in_hand = ("sentence", key)
    count = len(documents.sentence_entries(talk.story, talk.run, key))
    lines += [_("References: {n}. open says them.").format(n=count)] if count else []
    return talk.tell(Told(lines))


def _record(talk: Conversation, document: Document, key: str) -> list[str]:
    verdicts = documents.verdicts_on(talk.story, talk.run, document.id)
    on = talk.on if verdicts else document.last_day
    one = documents.sentence_of(talk.story, key, on)[1]
    day = dates.long(document.last_day) if document.last_day else ""
    label = _("Record:") if verdicts or not day else _("Record by {day}:").format(day=day)
    said = sentences.paragraphs(talk.story, documents.record_of(one, verdicts), on)
    if not said:
        return [] if verdicts else [_("{label} none is set beside it.").format(label=label)]
    return [f"{label} {said[0]}", *said[1:]]


# guesses


def _asked(talk: Conversation, step: Step) -> str:
    """The question, its options by number, how to answer, and what was answered before."""
    assert step.guess is not None
    key = f"{talk.run.visit.scene}:{step.id}"
    guess = step.guess
    options = guesses.offered(talk.run.visit.scene, guess)
    listed = " ".join(f"{n} {sentence(option)}" for n, option in enumerate(options, 1))
    how = {
        "order": _("Type guess and the numbers in your order; Enter reads on."),
        "date": _("Type guess and a day; Enter reads on."),
    }.get(guess.kind, _("Type guess and a number; Enter reads on."))
    unit = sentence(_("Unit: {unit}").format(unit=guess.unit)) if guess.unit and not listed else ""
    answer = guesses.answer_of(talk.story, talk.run, key)
    mine = sentence(_("Yours: {answer}").format(answer=guesses.answer_words(guess, answer))) if answer else ""
    asked = sentence(_("Guess: {question}").format(question=guesses.question_of(talk.story, guess)))
    return " ".join(part for part in (asked, unit, listed, mine, how) if part)


def guess(talk: Conversation, typed: Typed) -> list[str]:
    """Answer the question of this step, and hear the record; without an answer: what was guessed, or the question."""
    room_news.need_read(talk, _("Cannot guess: {why}"))
    step = talk.step
    if step is None or step.guess is None or talk.folded:
        raise Cannot(_("Cannot guess: nothing is asked at this step."))
    key = f"{talk.run.visit.scene}:{step.id}"
    if typed.argument:
        answer = guesses.read(talk.story, key, typed.argument)
        talk.run = guesses.kept(talk.run, key, answer)
    else:
        answer = guesses.answer_of(talk.story, talk.run, key)
        if not answer:
            return [_asked(talk, step)]
    return talk.tell(_beside(talk, step, key, answer))


def _beside(talk: Conversation, step: Step, key: str, answer: tuple[str, ...]) -> Told:
    """The guess and the record, the order of the record, the versions, the note; then how to open the sources."""
    assert step.guess is not None
    asked, story, on = step.guess, talk.story, talk.on
    lines = [sentence(_("Guess: {text}").format(text=guesses.beside(story, asked, answer, on)))]
    if asked.kind == "order":
        rows = guesses.places(asked, answer)
        said = " ".join(
            f"{record} {sentence(option.rstrip('.') + ', ' + _('yours {n}').format(n=mine))}"
            for mine, record, option in rows
        )
        lines.append(_("Record: {rows}").format(rows=said))
    rest: list[str] = []
    if asked.of in story.claims:
        told = records.told(story, "claim", asked.of, on)
        lines += told.now[1:]
        rest = told.rest
    elif asked.of in story.figures:
        lines += records.told(story, "figure", asked.of, on).now
    lines += sentences.paragraphs(story, asked.note, on)
    talk.in_hand, talk.listed = ("guess", key), None
    count = len(guesses.guess_entries(story, key))
    lines += [_("References: {n}. open says them.").format(n=count)] if count else []
    return Told(lines, rest)


# what both cite


def cited(talk: Conversation) -> Listed | None:
    """What can be opened from the sentence or the guess in hand; None when neither is."""
    kind, key = talk.in_hand or ("", "")
    if kind == "sentence":
        rows = documents.sentence_entries(talk.story, talk.run, key)
    elif kind == "guess":
        rows = guesses.guess_entries(talk.story, key)
    else:
        return None
    if not rows:
        raise Cannot(_("Cannot open: nothing is cited here."))
    items = tuple(Item(row.kind, row.address or row.id, _named(talk, row)) for row in rows)
    return Listed(_("References:"), items, on=_day_of(talk, kind, key))


def _day_of(talk: Conversation, kind: str, key: str) -> str:
    """Without verdicts nothing later than the text's last day is said, also of what its record cites."""
    if kind != "sentence":
        return ""
    found = documents.sentence_of(talk.story, key)[0]
    return "" if documents.verdicts_on(talk.story, talk.run, found.id) else found.last_day


def _named(talk: Conversation, row: Entry) -> str:
    if row.kind == "scene":
        return with_notes(row.label, _("a scene"), _("a warning first") if row.warned else "")
    return sentence(thing_name(talk.story, Reference(row.kind, row.id, "", "")))
