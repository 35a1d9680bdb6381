"""The first page of the story, drawn once for all guests who come in with windows alike.

A hall of 200 has 30 to 80 sizes, and few depths and themes: 200 who come at once cost the drawing of those.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from explainer.paint.page import compose
from explainer.paint.rows import Frame
from explainer.paint.style import Profile
from explainer.reading.run import begin
from explainer.reading.view import View

if TYPE_CHECKING:
    from explainer.serve.host import Host

MOST = 128
"""Frames kept: 20 KiB each."""
_Key = tuple[int, int, Profile]
_frames: WeakKeyDictionary[Host, OrderedDict[_Key, Frame]] = WeakKeyDictionary()


def frame(host: Host, view: View, columns: int, rows: int, profile: Profile) -> Frame:
    """The frame of a guest who has done nothing yet. Nothing of a guest's own is kept."""
    own = view.message or view.moved or view.story is not host.story or view.run != begin(host.story)
    if own:
        return compose(view, columns, rows, profile)
    kept = _frames.setdefault(host, OrderedDict())
    key = (columns, rows, profile)
    found = kept.get(key)
    if found is None:
        found = kept[key] = compose(view, columns, rows, profile)
        if len(kept) > MOST:
            kept.popitem(last=False)
    else:
        kept.move_to_end(key)
    return found
