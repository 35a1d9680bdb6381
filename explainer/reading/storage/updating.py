"""A kept run on the story as it is now: renamed scenes are followed, lines found again, and what moved is said."""

from __future__ import annotations

import msgspec

from explainer.messages import _, ngettext
from explainer.reading.anchors import Anchor, anchor, find, scene_now, spoken
from explainer.reading.run import Fork, Mine, Run, Visit, begin, mine, with_mine
from explainer.reading.storage.files import RunUnreadable
from explainer.story.model.dates import parts
from explainer.story.model.graph import trail_now
from explainer.story.model.outline import Lens, Place
from explainer.story.model.structs import Change, Scene, Story

_replace = msgspec.structs.replace
_SHOWN = 60
"""Characters of a note or a line that a sentence about it repeats."""


class Kept(msgspec.Struct, frozen=True):
    """What was found: a run or none, and what must be said about it."""

    run: Run | None
    message: str = ""
    news: tuple[str, ...] = ()
    """Scenes this reader had read that have changed since, to be told of once."""
    moved: tuple[str, ...] = ()
    """A sentence for each thing that moved or was lost."""


def stamped(story: Story, run: Run) -> Run:
    """A run to be kept: with the words of the line one is at, by which it is found again after an edit."""
    return _replace(run, here=anchor(story, run.visit.place))


def fit(run: Run, story: Story) -> Kept:
    """A run on the story as it is now: renamed scenes and moved lines are followed, lost ones are said.

    A run of this very edition is fitted too: a file may be older than its stamp says, or written by hand, and
    a place that does not exist, or one behind a warning never consented to, must not be entered.

    Raises:
        RunUnreadable: the run is of another story.
    """
    if run.story != story.id:
        raise RunUnreadable(_("This run belongs to another story, {id}.").format(id=run.story))
    fitting = _Fitting(story, run)
    here = fitting.now_at()
    start = begin(story)
    seen = fitting.scenes(run.seen)
    fitted = _replace(
        run,
        edition=story.edition,
        visit=here or start.visit,
        past=fitting.visits(run.past),
        ahead=fitting.visits(run.ahead),
        forks=tuple(
            Fork(v, scene_now(story, fork.taken)) for fork in run.forks if (v := fitting.visit(fork.visit))
        ),
        left_at=fitting.scene(run.left_at) if run.left_at else "",
        lens=_real(run.lens),
        seen=seen if here else union(start.seen, seen),
        consented=fitting.scenes(run.consented),
        guesses={fitting.address(address): guess for address, guess in run.guesses.items()},
        marks={key: excerpt for key, excerpt in run.marks.items() if key in story.documents},
        unfolded=tuple(fitting.address(address) for address in run.unfolded),
        changed=fitting.scenes(run.changed),
    )
    fitted = with_mine(_replace(fitted, here=None), fitting.mine(mine(run)))
    # loaded with a kept run, not with the first page

    fitted, news = brought_up(fitted, story, run.edition.version)
    return Kept(fitted, fitting.message(here is None), news, fitting.moved())


def placed(kept: Mine, story: Story) -> Mine:
    """What is a reader's own, at the lines it stands beside now; the kept words stay, so that an edit shows."""
    return Mine(
        tuple(_replace(note, anchor=_placed(note.anchor, story)) for note in kept.notes),
        tuple(_placed(one, story) for one in kept.bookmarks),
        tuple(_placed(one, story) for one in kept.doubts),
    )


def _placed(kept: Anchor, story: Story) -> Anchor:
    place = find(story, kept).place
    return kept if place is None else Anchor(place.scene, place.step, kept.words)


class _Fitting:
    """Follows what a run names into a story as it is now, and notes what is lost."""

    def __init__(self, story: Story, run: Run) -> None:
        self.story = story
        self.run = run
        self.consented = {scene_now(story, name) for name in run.consented}
        self.lost: list[str] = []
        self.renamed: dict[str, str] = {}
        self.told: list[str] = []
        """Sentences about lines, in the order in which they are found."""
        self.elsewhere = ""
        """The sentence that the reader is not at the line, or in the scene, they left."""
        self.astray = {"moved": 0, "lost": 0}
        """Notes, bookmarks and doubts whose line is elsewhere, or nowhere."""

    # scenes

    def scene(self, name: str) -> str:
        now = scene_now(self.story, name)
        if now in self.story.scenes:
            if now != name:
                self.renamed[name] = now
            return now
        if now not in self.lost:
            self.lost.append(now)
        return ""

    def scenes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found for name in names if (found := self.scene(name))))

    def address(self, old: str) -> str:
        scene, colon, step = old.partition(":")
        return scene_now(self.story, scene) + colon + step

    # visits

    def visit(self, old: Visit) -> Visit | None:
        name = self.scene(old.scene)
        if not name:
            return None
        scene = self.story.scenes[name]
        kept = old.step in {step.id for step in scene.steps}
        return self._entered(old, scene, old.step if kept else "", old.offset if kept else 0)

    def visits(self, old: tuple[Visit, ...]) -> tuple[Visit, ...]:
        """Those that are still somewhere; two that an edit brought to one place are one step back, not two."""
        found: list[Visit] = []
        for visit in old:
            now = self.visit(visit)
            if now is not None and now not in found[-1:]:
                found.append(now)
        return tuple(found)

    def now_at(self) -> Visit | None:
        """Where the reader is: at the line they left, if it is still somewhere; None where the scene is gone."""
        old, here = self.run.visit, self.run.here
        if here is None or here.scene != old.scene or (old.step and here.step != old.step):
            return self.visit(old)  # kept before lines were, or written by hand
        found = find(self.story, here)
        if found.place is None:
            begun = self.visit(_replace(old, step="", offset=0))
            if begun is not None:
                self.elsewhere = _(
                    "The line you were at is no longer in the story; you are where its scene begins."
                )
                self._tell(self.elsewhere)
            return begun
        place = found.place
        in_scene = self.scene(old.scene)  # a renamed one is said, a lost one named
        if found.how == "moved":
            told = _("The line you were at moved to {place}.").format(place=self._where(place))
            self._tell(told)
            self.elsewhere = told if place.scene != in_scene else ""
        same = anchor(self.story, place).words == here.words
        first = not old.step and place == anchor(self.story, Place(place.scene)).place
        step = "" if first else place.step
        return self._entered(old, self.story.scenes[place.scene], step, old.offset if same else 0)

    def _entered(self, old: Visit, scene: Scene, step: str, offset: int) -> Visit:
        return_to = scene_now(self.story, old.return_to)
        trail = trail_now(self.story, old.trail)
        bridge = scene_now(self.story, old.bridge)
        bridged = bridge in self.story.scenes and self.story.scenes[bridge].warning is not None
        return _replace(
            old,
            scene=scene.id,
            step=step,
            offset=offset,
            threshold=scene.warning is not None and (old.threshold or scene.id not in self.consented),
            trail=trail if trail in self.story.trails else "",
            bridge=bridge if bridged else "",
            return_to=return_to if return_to in self.story.scenes else "",
        )

    # what is the reader's own

    def mine(self, kept: Mine) -> Mine:
        for note in kept.notes:
            name = _("Your note “{text}”").format(text=_short(note.text))
            self._follow(note.anchor, name)
        for one in kept.bookmarks:
            self._follow(one, _("A bookmark"))
        for one in kept.doubts:
            self._follow(one, _("A doubt"))
        return placed(kept, self.story)

    def _follow(self, kept: Anchor, name: str) -> None:
        found = find(self.story, kept)
        if found.how in self.astray and (found.place or self.edited):
            self.astray[found.how] += 1
        if found.how == "moved" and found.place:
            self._tell(
                _("{what} moved with its line to {place}.").format(what=name, place=self._where(found.place))
            )
        elif found.how == "lost" and self.edited:
            words = _short(spoken(kept.words, self.story))
            self._tell(_("{what} has lost its line, “{words}”; it is kept.").format(what=name, words=words))

    # what is said

    @property
    def edited(self) -> bool:
        """Whether the story is another than the one the run was kept with: what was lost then was said then."""
        return self.run.edition != self.story.edition

    def _tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def _where(self, place: Place) -> str:
        title = self.story.scenes[place.scene].title
        return _("“{title}”, step {step}").format(title=title, step=place.step or "1")

    def moved(self) -> tuple[str, ...]:
        """A sentence for each thing that moved or was lost, after one for the edition."""
        said: list[str] = []
        old, new = self.run.edition.version, self.story.edition.version
        if old != new:
            said.append(_("The story is now edition {new}; you read edition {old}.").format(new=new, old=old))
        elif self.edited:
            said.append(_("The story was changed since you read it, within edition {new}.").format(new=new))
        for name, now in self.renamed.items():
            title = self.story.scenes[now].title
            said.append(
                _("The scene {old} is now called {new}, “{title}”.").format(old=name, new=now, title=title)
            )
        said += [_("The scene {id} is no longer in the story.").format(id=name) for name in self.lost]
        return (*said, *self.told)

    def message(self, place_lost: bool) -> str:
        """The same in short, for the first screen; empty where nothing of the reader's is affected."""
        said: list[str] = []
        if place_lost:
            said.append(
                _(
                    "The story has changed and the scene you were in is gone; you are at its start."
                    " What you have seen is kept."
                )
            )
        elif self.lost:
            lost = ", ".join(self.lost)
            said.append(_("The story has changed since; no longer in it: {scenes}.").format(scenes=lost))
        if self.elsewhere:
            said.append(self.elsewhere)
        return " ".join(part for part in (*said, self._lines_astray()) if part)

    def _lines_astray(self) -> str:
        """`Of what you keep, 1 moved with its line, 1 lost its line.`: one row of a window."""
        moved = (_("{n} moved with its line"), _("{n} moved with their lines"))
        lost = (_("{n} lost its line"), _("{n} lost their lines"))
        counts = ((self.astray["moved"], *moved), (self.astray["lost"], *lost))
        parts = [ngettext(one, many, count).format(n=count) for count, one, many in counts if count]
        return _("Of what you keep, {parts}.").format(parts=", ".join(parts)) if parts else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"


def _real(lens: Lens | None) -> Lens | None:
    """The lens, when its day exists."""
    try:
        return lens if lens and parts(lens.on)[2] else None
    except ValueError:
        return None


def union(mine: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """What either has, the other's first."""
    return tuple(dict.fromkeys((*other, *mine)))


# What changed in a story since a reader was here: only in scenes they have read, told once. A run remembers the
# version up to which its reader was told (`told_edition`) and the scenes then named (`changed`), which the
# about screen lists first until the next telling.


def brought_up(run: Run, story: Story, known: str) -> tuple[Run, tuple[str, ...]]:
    """A run that knows what changed, and the scenes to tell of now, in the order of reading.

    Args:
        run: the run, fitted to the story as it is.
        story: the story as it is.
        known: the version that the reader read last.
    """
    told = run.told_edition or known
    if told == story.edition.version:
        return run, ()
    changed = {
        scene for change in story.changes if _newer(_version(change, story), told) for scene in change.scenes
    }
    news = tuple(scene for scene in story.order if scene in changed and scene in run.seen)
    run = msgspec.structs.replace(run, told_edition=story.edition.version)
    return (msgspec.structs.replace(run, changed=news, changed_since=told) if news else run), news


def told_in(run: Run, story: Story) -> tuple[Change, ...]:
    """The corrections to list first: those of scenes this reader had read before; the newest first."""
    return tuple(
        change
        for change in newest_first(story)
        if set(change.scenes) & set(run.changed) and _newer(_version(change, story), run.changed_since)
    )


def newest_first(story: Story) -> tuple[Change, ...]:
    return tuple(sorted(story.changes, key=lambda change: change.on, reverse=True))


def news_words(count: int) -> str:
    """`2 scenes you read have changed`."""
    one, many = "{n} scene you read has changed", "{n} scenes you read have changed"
    return ngettext(one, many, count).format(n=count)


def _version(change: Change, story: Story) -> str:
    return change.edition or story.edition.version


def _newer(version: str, than: str) -> bool:
    """Whether one version is later than another: by number, `0.10` after `0.9`; other texts when they differ."""
    ours, theirs = _numbers(version), _numbers(than)
    return ours > theirs if ours and theirs else version != than


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
