"""Two windows on one story: what each saw and wrote is kept, and what one deleted does not come back.

A window never learns what the others wrote. So each save is a merge of three: what this window had when it last read
or wrote the file, what it has now, and what lies in the file. A note may have another number in the file than in the
window, where two windows gave out the same one.
"""

from __future__ import annotations

import msgspec

from explainer.reading.anchors import Anchor
from explainer.reading.fitting import placed, union
from explainer.reading.notes import Mine, Note, mine, with_mine
from explainer.reading.run import Run
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace


class Window:
    """What one window knows of the file it shares with others."""

    def __init__(self) -> None:
        self._based_on: bytes | None = None
        """The bytes this window last read or wrote; another window wrote when the file holds others."""
        self._taken_in: Run | None = None
        """What other windows had seen and opened when this one last found their bytes."""
        self._before = Mine()
        """What was the reader's own in this window at that time."""
        self._numbers: dict[int, int] = {}
        """The number in the file of each note this window ever kept there."""

    def loaded(self, raw: bytes, run: Run) -> None:
        """The window begins with this run, read from these bytes."""
        self._based_on, self._before = raw, mine(run)
        self._numbers = {note.number: note.number for note in run.notes}

    def saved(self, raw: bytes, run: Run) -> None:
        """The run of this window was written, as part of these bytes."""
        self._based_on, self._before = raw, mine(run)

    def merged(self, run: Run, raw: bytes, held: Run | None, story: Story) -> Run:
        """What is to be written.

        Args:
            run: this window's run.
            raw: the bytes in the file.
            held: the run in them; None where there is none.
            story: the story, to find the lines of another window's notes.
        """
        own = run
        if self._taken_in is not None:  # this window's run never learns what was taken in at its saves before
            run = _united(run, self._taken_in)
        if held is None:
            self._numbers = {note.number: note.number for note in run.notes}
            return run
        if raw != self._based_on:
            run = self._taken_in = _united(run, held)
        theirs = placed(mine(held), story)
        notes, last = self._notes(own, theirs.notes, held.last_note)
        now, was = mine(own), self._before
        return _replace(
            with_mine(
                run,
                Mine(
                    notes,
                    _marks(was.bookmarks, now.bookmarks, theirs.bookmarks),
                    _marks(was.doubts, now.doubts, theirs.doubts),
                ),
            ),
            last_note=last,
        )

    def _notes(self, run: Run, held: tuple[Note, ...], last: int) -> tuple[tuple[Note, ...], int]:
        """The notes to write, and the highest number given out."""
        before = {note.number: note.text for note in self._before.notes}
        ours = {note.number: note for note in run.notes}
        known = {file: window for window, file in self._numbers.items()}
        kept: dict[int, Note] = {}
        for note in held:
            number = known.get(note.number, note.number if ours.get(note.number) == note else 0)
            now = ours.get(number)
            how = _settled(before.get(number), now.text if now else None, note.text)
            if how != "gone":
                kept[note.number] = _replace(now, number=note.number) if now and how == "ours" else note
            if now and how != "both":
                self._numbers[number] = note.number
                del ours[number]
        last = max((last, *(note.number for note in held)))
        for number, note in sorted(ours.items()):
            if before.get(number) == note.text:
                continue  # deleted in another window
            wanted = self._number(number, kept, last)
            kept[wanted] = _replace(note, number=wanted)
            last = max(last, wanted)
        return tuple(kept[number] for number in sorted(kept)), max(last, run.last_note)

    def _number(self, number: int, taken: dict[int, Note], last: int) -> int:
        """The number in the file of a note that is not there: its own of before, or one that no note ever had."""
        before = self._numbers.get(number)
        if before is None or before in taken:
            before = number if before is None and number > last else max((last, *taken)) + 1
        self._numbers[number] = before
        return before


def _settled(was: str | None, now: str | None, held: str) -> str:
    """Whose text of a note in the file is kept: ours, theirs, both, or none: `gone`."""
    if now is None:
        return "gone" if was == held else "theirs"
    if held in (now, was):
        return "ours"
    return "theirs" if was == now else "both"


def _marks(
    before: tuple[Anchor, ...], now: tuple[Anchor, ...], held: tuple[Anchor, ...]
) -> tuple[Anchor, ...]:
    """Bookmarks or doubts of two windows: set in either, not taken back in either."""
    still = [one for one in held if one in now or one not in before]
    new = [one for one in now if one not in held and one not in before]
    found = (*still, *new)
    return now if set(found) == set(now) else found


def _united(run: Run, other: Run) -> Run:
    """A run with what another has seen and opened."""
    return _replace(
        run,
        seen=union(run.seen, other.seen),
        opened=union(run.opened, other.opened),
        consented=union(run.consented, other.consented),
        guesses={**other.guesses, **run.guesses},
        marks={**other.marks, **run.marks},
    )
