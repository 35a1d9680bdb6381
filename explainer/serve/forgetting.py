"""What caches of texts hold of guests who left: typed words, notes, phrases. None of it stays.

They are keyed by text, 1,024 to 32,768 texts each, so that a guest's own line would lie in memory for days; and each
guest adds a few, which 1,000 guests make 3 MiB.
"""

from __future__ import annotations

import ctypes
import gc
import sys

from rich.cells import cached_cell_len
from rich.segment import Segment

from explainer.paint.cells import encoder, glyphs, text_width
from explainer.paint.page import blocks
from explainer.story.search import stems
from explainer.tui import inks

_TEXTS = (
    inks.strip, encoder._cells_of_run, glyphs.curled, text_width.clean, text_width.width, cached_cell_len,
    Segment._split_cells,
    stems.fold, stems.stem, stems._stemmer,
)  # fmt: skip


def forget_the_gone() -> None:
    """Empty the caches of texts, and give back the memory of apps that are over: they are full of cycles.

    Whoever is here pays for it once more with a page measured anew, 2 ms, with the next search, 1 ms, and with the
    pause of the collection.
    """
    for cached in _TEXTS:
        cached.cache_clear()
    if bidi := sys.modules.get("explainer.paint.cells.bidi"):
        bidi.visual.cache_clear()
    if latin := sys.modules.get("explainer.story.search.stems"):
        latin.spelt.cache_clear()
    blocks.forget()
    gc.collect()
    _give_back()


def _give_back() -> None:
    """Hand the C library's free pages back to the system, where it is glibc: 0.3 to 1.8 ms.

    Without it a worker grew by a twentieth from the 200th guest to the 1,000th although not one object more was alive:
    cryptography's and the slow hash's buffers, freed in pieces that glibc keeps.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
