"""When a run is kept: after the reader agreed, at each new scene and at the end; never in private."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.options import Parked
from explainer.reading.run import Run, mine
from explainer.reading.storage.store import Store
from explainer.reading.view import View
from explainer.story.model.structs import Story


class Keeper:
    """Stands between the app and the store; may be called from any thread, the newest run wins."""

    def __init__(self, store: Store | None, private: bool, story: Story) -> None:
        self._story = story
        self._store = None if private else store
        self._turn = threading.Lock()
        self._newest: Run | None = None

    @property
    def keeps(self) -> bool:
        """Whether runs are written."""
        return self._store is not None and self._store.agreed

    @property
    def may_ask(self) -> bool:
        """Whether the reader has yet to be asked."""
        return self._store is not None and not self._store.agreed

    def agree(self) -> None:
        """The reader agreed.

        Raises:
            Cannot: that cannot be written down.
        """
        assert self._store is not None
        try:
            self._store.agree()
        except OSError as error:
            reason = error.strerror
            raise Cannot(
                _("Your place could not be saved: {reason}. Nothing else is lost.").format(reason=reason)
            ) from error

    def keep(self, run: Run) -> None:
        """Write a run, if runs are written.

        Raises:
            Cannot: it could not be written; the message is for the reader.
        """
        if not self.keeps or self._store is None:
            return
        self._newest = run
        with self._turn:
            if run is self._newest:  # an older one that waited for its turn is no longer wanted
                self._store.save(run, self._story)


def to_be_kept(before: Run, now: Run) -> bool:
    """Whether a change is worth a write: a new scene, or what cannot be read again elsewhere."""
    return before.visit.scene != now.visit.scene or mine(before) != mine(now)


def worth_keeping(run: Run) -> bool:
    """Whether something was read or written: without that there is nothing to ask about."""
    own = run.notes or run.bookmarks or run.doubts
    return bool(run.past or run.ahead or run.opened or len(run.seen) > 1 or own)


def what_is_lost(keeper: Keeper, run: Run, drafts: Mapping[str, str], parked: Parked | None) -> str:
    """What the reader wrote and would lose by leaving, to be said once before; empty: nothing, or they are asked."""
    if drafts:
        return _("A note is begun and not written: N goes on with it, q again takes it.")
    if parked is not None or keeper.keeps or keeper.may_ask or not run.notes:
        return ""
    from explainer.tui.screens.keep import things_of

    return _("Nothing is kept here: q again loses {things}.").format(things=things_of(run))


def with_drafts(view: View, drafts: Mapping[str, str]) -> View:
    """The view in which notes that were begun and left are written as they stand."""
    if not drafts:
        return view
    from explainer.reading.note_actions import with_begun

    return with_begun(view, drafts)
