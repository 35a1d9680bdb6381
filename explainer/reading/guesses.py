"""Questions asked before telling: how they are answered, and what is set beside the answer.

Pure. Nothing is counted or scored; a guess stays in the run and can be changed.
"""

from __future__ import annotations

import re
from zlib import crc32

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.run import Run
from explainer.reading.view import PICKED, Entry, cited_entries, references_of
from explainer.story.model.dates import long, parts
from explainer.story.model.lens import contested, shown
from explainer.story.model.prose import Reference, readable_steps
from explainer.story.model.structs import Guess, Step, Story

NUMBERS = ("price", "count", "hours")
_TYPED = (*NUMBERS, "date")
_NUMBER = re.compile(r"\d[\d.,\s\u00a0\u202f]*")
_LONGEST = 12
"""Digits of a number that are read."""


def guess_step(story: Story, key: str) -> Step:
    """The step of a guess named as `scene:step`.

    Raises:
        Cannot: the story asks nothing there.
    """
    scene, _colon, step = key.partition(":")
    steps = readable_steps(story.scenes[scene]) if scene in story.scenes else ()
    found = next((one for one in steps if one.id == step and one.guess), None)
    if found is None:
        raise Cannot(_("Nothing is asked here."))
    return found


def guess_of(story: Story, key: str) -> Guess:
    """The guess named as `scene:step`."""
    guess = guess_step(story, key).guess
    assert guess is not None
    return guess


def question_of(story: Story, guess: Guess) -> str:
    """What is asked: its own question, else that of the claim it is about."""
    if guess.question or guess.of not in story.claims:
        return guess.question
    return story.claims[guess.of].question


def offered(scene: str, guess: Guess) -> tuple[str, ...]:
    """The options as they are shown: an order is shuffled by a rule made from the scene's id, never already right."""
    if guess.kind != "order":
        return guess.options
    right = in_order(guess)
    mixed = tuple(sorted(right, key=lambda option: crc32(f"{scene}/{option}".encode())))
    return mixed if mixed != right else (*right[1:], right[0])


def in_order(guess: Guess) -> tuple[str, ...]:
    """The options of an order as the sources give them."""
    return guess.answer or guess.options


def typed(guess: Guess) -> bool:
    """Whether the answer is typed: a number or a day."""
    return guess.kind in _TYPED


def fits(guess: Guess, answer: tuple[str, ...]) -> bool:
    """Whether a kept answer is one that this guess could have been given."""
    if guess.kind == "order":
        return sorted(answer) == sorted(guess.options)
    if len(answer) != 1:
        return False
    if guess.kind in PICKED:
        return answer[0] in guess.options
    if guess.kind == "date":
        return _is_day(answer[0])
    return bool(_NUMBER.fullmatch(answer[0]))


def _is_day(text: str) -> bool:
    try:
        return bool(parts(text)[2])
    except ValueError:
        return False


def read(story: Story, key: str, text: str) -> tuple[str, ...]:
    """An answer as typed: the number of an option or its words, a number, a day, the numbers of an order.

    Raises:
        Cannot: it is none; the message says what would be.
    """
    guess = guess_of(story, key)
    text = " ".join(text.split())
    if guess.kind in PICKED:
        return (_picked(guess, text),)
    if guess.kind == "order":
        return _ordered(offered(key.partition(":")[0], guess), text)
    if guess.kind == "date":
        from explainer.reading.days import day

        return (day(text, story),)
    return (_number(guess, text),)


def _picked(guess: Guess, text: str) -> str:
    digits = text.rstrip(".)")
    if digits.isascii() and digits.isdecimal() and 1 <= int(digits[:3]) <= len(guess.options):
        return guess.options[int(digits[:3]) - 1]
    words = text.casefold().rstrip(".")
    same = [option for option in guess.options if option.casefold().rstrip(".") == words]
    begun = [option for option in guess.options if words and option.casefold().startswith(words)]
    if same or len(begun) == 1:
        return (same or begun)[0]
    raise Cannot(_("Type a number from 1 to {n}.").format(n=len(guess.options)))


def _ordered(shown_options: tuple[str, ...], text: str) -> tuple[str, ...]:
    count = len(shown_options)
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 1 and len(numbers[0]) == count < 10:
        numbers = list(numbers[0])
    if sorted(numbers) != sorted(str(n) for n in range(1, count + 1)):
        example = " ".join(str(n) for n in (2, 1, *range(3, count + 1)))
        raise Cannot(_("Type each number once, such as {example}.").format(example=example))
    return tuple(shown_options[int(n) - 1] for n in numbers)


def _number(guess: Guess, text: str) -> str:
    """The number alone, as the reader wrote it; words after it, such as the unit, are let go."""
    found = _NUMBER.match(text)
    if not found or sum(c.isdigit() for c in found[0]) > _LONGEST:
        raise Cannot(_("Type a number, such as 10."))
    rest = text[found.end() :].strip().casefold()
    if rest and not guess.unit.casefold().startswith(rest.rstrip(".")):
        raise Cannot(_("Type a number, such as 10."))
    return found[0].strip().rstrip(".,")


def kept(run: Run, key: str, answer: tuple[str, ...]) -> Run:
    """The run with an answer."""
    return msgspec.structs.replace(run, guesses={**run.guesses, key: answer})


def answer_of(story: Story, run: Run, key: str) -> tuple[str, ...]:
    """What the reader guessed; empty where they did not, or where the question has changed since."""
    answer = run.guesses.get(key, ())
    if not answer or fits(guess_of(story, key), answer):
        return answer
    return _in_other_words(story, key, answer) if len(story.languages) > 1 else ()


def _in_other_words(story: Story, key: str, answer: tuple[str, ...]) -> tuple[str, ...]:
    """An answer that was given in another language of the story."""
    from explainer.story.model.translation import forms  # a story of one language never needs it

    now = guess_of(story, key)
    for form in forms(story):
        then = guess_of(form, key)
        if fits(then, answer) and len(then.options) == len(now.options):
            return translated(then, now, answer)
    return ()


def translated(then: Guess, now: Guess, answer: tuple[str, ...]) -> tuple[str, ...]:
    """An answer in the options of the same guess in another language; numbers and days stay."""
    said = dict(zip(then.options, now.options, strict=True))
    return tuple(said.get(one, one) for one in answer)


def answer_words(guess: Guess, answer: tuple[str, ...]) -> str:
    """An answer as it is said: with its unit, a day in words; the record may give several."""
    if guess.kind == "order":
        return ", ".join(answer)
    said = [long(one) for one in answer] if guess.kind == "date" else list(answer)
    words = _(" or ").join(said)
    return f"{words} {guess.unit}" if guess.kind in NUMBERS and guess.unit else words


# what is set beside a guess


def places(guess: Guess, answer: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    """Of each option of an order, in the order of the record: the reader's place, the record's, the option."""
    return tuple(
        (answer.index(option) + 1, number, option) for number, option in enumerate(in_order(guess), 1)
    )


def beside(story: Story, guess: Guess, answer: tuple[str, ...], on: str) -> str:
    """The guess and the record in one sentence, without a mark for either."""
    if guess.kind == "order":
        return _standing_places(
            sum(mine == record for mine, record, _option in places(guess, answer)), answer
        )
    record = _record(story, guess, on)
    mine = answer_words(guess, answer)
    if not record:
        return _("You put {mine}.").format(mine=mine)
    if set(answer) <= set(guess.answer):
        return _("You put {mine}, and so does the record.").format(mine=mine)
    if not guess.answer:
        form = _("You put {mine}. What stands: {record}.")
        if contested(story.claims[guess.of], on):
            form = _("You put {mine}. What is said: {record}.")
        return form.format(mine=mine, record=record.rstrip("."))
    return _("You put {mine}. The record gives {record}.").format(mine=mine, record=record.rstrip("."))


def _record(story: Story, guess: Guess, on: str) -> str:
    if guess.answer:
        return answer_words(guess, guess.answer)
    return shown(story.claims[guess.of], on) if guess.of in story.claims else ""


def _standing_places(same: int, answer: tuple[str, ...]) -> str:
    total = count_word(len(answer))
    if not same:
        return _("None of the {total} stands where you put it.").format(total=total)
    if same == 1:
        return _("One of the {total} stands where you put it.").format(total=total)
    if same == len(answer):
        return _("All {total} stand where you put them.").format(total=total)
    count = count_word(same)
    return _("{count} of the {total} stand where you put them.").format(
        count=count[:1].upper() + count[1:], total=total
    )


def count_word(count: int) -> str:
    """A small number as a word."""
    words = (
        _("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"),
        _("nine"), _("ten"),
    )  # fmt: skip
    return words[count] if 0 <= count < len(words) else str(count)


def option_entries(story: Story, key: str, order: tuple[str, ...]) -> tuple[Entry, ...]:
    """The options as they are shown; none where the answer is typed."""
    guess = guess_of(story, key)
    options = order if guess.kind == "order" else guess.options
    shown_options = () if typed(guess) else options
    return tuple(Entry("option", str(number), option) for number, option in enumerate(shown_options, 1))


def note_references(guess: Guess) -> tuple[Reference, ...]:
    """What the note cites, one entry an occurrence."""
    return references_of((guess.note,))


def guess_entries(story: Story, key: str) -> tuple[Entry, ...]:
    """What can be opened once the guess is set beside the record: what the note cites, the claim, else the sources."""
    step = guess_step(story, key)
    assert step.guess is not None
    rows = list(cited_entries(story, note_references(step.guess)))
    claim = step.guess.of
    if claim in story.claims and ("claim", claim) not in {(row.kind, row.id) for row in rows}:
        rows.append(Entry("claim", claim, story.claims[claim].question, _("all versions")))
    if not any(row.kind == "excerpt" for row in rows):
        sources = [story.sources[name] for name in step.rests_on if name in story.sources]
        rows += [Entry("source", source.id, source.publisher, source.title) for source in sources]
    return tuple(rows)


def following_guess(story: Story, key: str) -> str:
    """The guess right after one, as several that close a chapter follow each other; empty without one."""
    scene, _colon, step = key.partition(":")
    steps = readable_steps(story.scenes[scene])
    ids = [one.id for one in steps]
    after = steps[ids.index(step) + 1 :][:1] if step in ids else ()
    return f"{scene}:{after[0].id}" if after and after[0].guess else ""
