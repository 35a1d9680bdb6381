"""Draws every screen at three sizes and four colour depths, from the very bytes that a terminal would get.

`python -m tools.pictures` writes all of them into pictures-out/, with an index, and checks their cells; with
`--check` it draws nothing, with `--committed` it draws those of docs/: the few that pages show, and every figure.
Exit code 1 tells of a wrong cell: overflow, a cut word, text under 7:1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from explainer.export.svg import svg
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import PALETTES, Profile
from explainer.paint.compose import compose
from explainer.reading.view import View
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from tests.miniatures import FOLDER, TOLD
from tools.cells import faults, vocabulary
from tools.cockpits import COCKPIT_SIZES, PROJECTOR_SIZES, cockpits, projectors
from tools.room_screens import guests
from tools.screens import DEPTHS, SIZES, Reader, every_page, screens

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = (
    ("opening", 80, 24),
    ("scene", 80, 24),
    ("claim-open", 120, 40),
    ("story-map", 80, 24),
    ("scene", 40, 15),
)

FIGURE_WAYS = ("truecolor", "256", "16", "none", "ascii")
FIGURE_SIZES = ((80, 24), (120, 40))
SCRIPT_SIZES = ((40, 15), (80, 24))


def profiles() -> Iterator[tuple[str, Profile]]:
    """The four depths, and the other themes in truecolour."""
    for depth in DEPTHS:
        yield depth, Profile(depth=depth)
    for theme in PALETTES:
        if theme != "dark":
            yield theme, Profile(theme=theme)
    yield "blocks", Profile(glyphs="blocks")
    yield "ascii", Profile(depth="none", glyphs="ascii")


class Shot(NamedTuple):
    """One frame to look at."""

    name: str
    width: int
    height: int
    profile: Profile
    frame: Frame


def frames(story: Story, names: tuple[str, ...] = ("",)) -> Iterator[Shot]:
    """Every screen whose name begins so, at every size in every way."""
    for width, height in SIZES:
        made: dict[str, View] = {}
        for way, profile in profiles():
            reader = Reader(story, width, height, profile)
            for name, make in screens(story).items():
                if not name.startswith(names):
                    continue
                view = made.get(name) or made.setdefault(name, make(reader))
                frame = compose(view, width, height, profile)
                yield Shot(f"{name}-{width}x{height}-{way}", width, height, profile, frame)


def rooms(story: Story, names: tuple[str, ...] = ("",)) -> Iterator[Shot]:
    """A guest's pages in a room, the cockpit, the projector: each at its sizes in every way."""
    for way, profile in profiles():
        for width, height in SIZES:
            reader = Reader(story, width, height, profile)
            for name, make in guests(story).items():
                if name.startswith(names):
                    frame = compose(make(reader), width, height, profile)
                    yield Shot(f"{name}-{width}x{height}-{way}", width, height, profile, frame)
        for sizes, screens_of in ((COCKPIT_SIZES, cockpits), (PROJECTOR_SIZES, projectors)):
            for width, height in sizes:
                for name, draw in screens_of(story).items():
                    if name.startswith(names):
                        frame = draw(width, height, profile)
                        yield Shot(f"{name}-{width}x{height}-{way}", width, height, profile, frame)


def scripts() -> Iterator[Shot]:
    """Every page of the miniature stories, in Russian, Kazakh, Arabic and Chinese, at two sizes."""
    profile = Profile()
    for name in TOLD:
        story = open_story(FOLDER / name, cache_folder=None)
        for width, height in SCRIPT_SIZES:
            reader = Reader(story, width, height, profile)
            for scene in story.scenes:
                for number, view in enumerate(every_page(reader, scene), 1):
                    frame = compose(view, width, height, profile)
                    yield Shot(f"{name}-{scene}-{number}-{width}x{height}", width, height, profile, frame)


def write_scripts() -> None:
    """The first pages of the miniatures, for the page about scripts."""
    folder = ROOT / "docs" / "pictures" / "scripts"
    folder.mkdir(parents=True, exist_ok=True)
    firsts = {name: open_story(FOLDER / name, cache_folder=None).start for name in TOLD}
    for shot in scripts():
        name, scene = next((n, s) for n, s in firsts.items() if shot.name.startswith(f"{n}-"))
        if shot.name.startswith(f"{name}-{scene}-1-"):
            path = folder / f"{name}-{shot.width}x{shot.height}.svg"
            path.write_text(drawn(shot), encoding="utf-8")


def pages(story: Story) -> Iterator[Shot]:
    """Every page of every scene: looked at, not drawn."""
    profile = Profile()
    for width, height in SIZES:
        reader = Reader(story, width, height, profile)
        for scene in story.scenes:
            for number, view in enumerate(every_page(reader, scene), 1):
                frame = compose(view, width, height, profile)
                yield Shot(f"{scene}, page {number}, {width}x{height}", width, height, profile, frame)


def drawn(shot: Shot) -> str:
    """A frame as SVG."""
    return svg(shot.frame.rows, shot.width, shot.profile, shot.frame.title)


def index(names: list[str]) -> str:
    """A page with all pictures."""
    rows = "\n".join(
        f'<figure><figcaption>{n}</figcaption><img src="{n}.svg" alt="{n}" width="100%"></figure>'
        for n in names
    )
    return f"<!doctype html><meta charset=utf-8><title>Screens</title>\n{rows}\n"


def write_committed(story: Story) -> None:
    """The few that README and docs show."""
    profile = Profile()
    for name, width, height in COMMITTED:
        frame = compose(screens(story)[name](Reader(story, width, height, profile)), width, height, profile)
        path = ROOT / "docs" / "pictures" / f"{name}-{width}x{height}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg(frame.rows, width, profile, frame.title), encoding="utf-8")


def write_figures(story: Story) -> None:
    """Every figure at two sizes in five ways, and the page of docs that shows them."""
    folder = ROOT / "docs" / "pictures" / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    names: list[str] = []
    for shot in frames(story, ("figure-",)):
        way = shot.name.rsplit("-", 1)[1]
        if way in FIGURE_WAYS and (shot.width, shot.height) in FIGURE_SIZES:
            (folder / f"{shot.name}.svg").write_text(drawn(shot), encoding="utf-8")
            names.append(shot.name)
    rows = "".join(f"\n## {name}\n\n![{name}](pictures/figures/{name}.svg)\n" for name in sorted(names))
    head = "# Every figure\n\nAt two sizes, in truecolour, 256 colours, 16, none, and ASCII; made by `make pictures`.\n"
    (ROOT / "docs" / "figures.md").write_text(head + rows, encoding="utf-8")


def told(shot: Shot, words: frozenset[str] | None) -> int:
    """Prints what is wrong with a frame; how much. Without words none is looked for: joined letters are other signs."""
    found = list(faults(shot.frame, shot.width, shot.height, shot.profile, words))
    for fault in found:
        print(f"{shot.name}: {fault}")
    return len(found)


def write_all(shots: list[Shot]) -> None:
    """Writes the pictures and a page that shows them all."""
    out = ROOT / "pictures-out"
    out.mkdir(exist_ok=True)
    for shot in shots:
        (out / f"{shot.name}.svg").write_text(drawn(shot), encoding="utf-8")
    (out / "index.html").write_text(index([shot.name for shot in shots]), encoding="utf-8")
    print(f"{len(shots)} pictures in pictures-out/; pictures-out/index.html shows them all", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Draws and checks."""
    story = open_story(ROOT / "scenes", cache_folder=None)
    if "--committed" in arguments:
        write_committed(story)
        write_figures(story)
        write_scripts()
        return 0
    shots, other = [*frames(story), *rooms(story)], list(scripts())
    if "--check" not in arguments:
        write_all([*shots, *other])
    shots += pages(story)
    words = vocabulary(story)
    wrong = sum(told(shot, words) for shot in shots) + sum(told(shot, None) for shot in other)
    print(f"{len(shots) + len(other)} screens looked at cell by cell, {wrong} faults", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
