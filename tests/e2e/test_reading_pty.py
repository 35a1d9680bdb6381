"""Reading on a real PTY: the shipped story from end to end, and the terminal after every way out.

The tests load the story to know its words; none of them stands here.
"""

from __future__ import annotations

import itertools
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explainer.reading.actions import Action, keys_under_layouts
from explainer.reading.moves import apply, choices
from explainer.reading.run import Run, begin
from explainer.reading.store import decode
from explainer.story.cache import open_story
from explainer.story.model import Story
from explainer.story.references import references
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
SCENES = ROOT / "scenes"

Start = Callable[..., Terminal]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return open_story(SCENES, cache_folder=tmp_path_factory.mktemp("compiled"))


@pytest.fixture
def start(isolated_home: Path) -> Iterator[Start]:
    """Starts the reader on a PTY; what still runs at the end of a test is ended."""
    begun: list[Terminal] = []

    def starter(
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        code: str = "",
        folder: Path = SCENES,
        **environment: str,
    ) -> Terminal:
        told = os.environ | {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"} | environment
        told = {name: value for name, value in told.items() if value}
        reader = "import sys; from explainer.cli.main import main; sys.argv[0] = 'explainer'; main()"
        command = [sys.executable, "-c", f"{code}\n{reader}", "read", str(folder), *arguments]
        begun.append(Terminal(command, columns, rows, told))
        return begun[-1]

    yield starter
    for terminal in begun:
        terminal.close()


def words(text: str) -> str:
    """A text as it can be found on a screen: typographic marks are the painter's."""
    return " ".join(re.split(r"[\"'“”‘’]", text)[0].split())


def opened(terminal: Terminal, story: Story) -> Terminal:
    """Wait for the first frame."""
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the first frame")
    terminal.settle()
    return terminal


def reaches(terminal: Terminal, title: str, key: str = "n", most: int = 30) -> int:
    """Press a key until a title stands where titles stand; how often it was pressed."""
    for pressed in range(most):
        if words(title) in " ".join(terminal.lines[2:6]):
            return pressed
        terminal.press(key)
    raise AssertionError(f"{title!r} was not reached; the screen:\n{terminal.text}")


def left(terminal: Terminal, keep: str = "") -> None:
    """Quit, answering the question if it is asked, and look at the terminal."""
    terminal.press("q")
    if terminal.process.poll() is None and keep:
        terminal.press(keep)
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


# from the opening to the ending


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15)])
def test_next_alone_leads_from_the_opening_to_the_ending(
    start: Start, story: Story, columns: int, rows: int
) -> None:
    terminal = opened(start(columns=columns, rows=rows), story)
    passed: list[str] = []
    run = begin(story)
    while True:
        scene = story.scenes[run.visit.scene]
        if scene.id not in passed and not run.visit.threshold and scene.id != story.start:
            reaches(terminal, scene.title)
        passed.append(scene.id)
        if scene.ending:
            break
        run = apply(story, run, Action("next"))
    for _page in range(20):
        before = terminal.text
        terminal.press("n")
        if "ends here" in terminal.flat and terminal.text == before:
            break
    assert "ends here" in terminal.flat
    left(terminal, "n")


def _fork(story: Story) -> tuple[Run, str]:
    """The first scene on the main way with a branch to an unwarned side scene, and that scene."""
    run = begin(story)
    for _scene in story.scenes:
        for choice in choices(story, run):
            if choice.kind == "branch" and not choice.warned and run.visit.scene != story.start:
                return run, choice.target
        run = apply(story, run, Action("next"))
    raise AssertionError("no fork")


def test_another_way_with_branches_a_warning_sources_terms_and_a_resume(
    start: Start, story: Story, isolated_home: Path
) -> None:
    run, side = _fork(story)
    fork = story.scenes[run.visit.scene]
    terminal = opened(start("--at", fork.id), story)
    reaches(terminal, fork.title)

    offered = [choice.target for choice in choices(story, run)]
    terminal.press(str(offered.index(side) + 1))
    if story.scenes[side].warning is None:
        reaches(terminal, story.scenes[side].title, most=1)

    terminal.press("k")
    reaches(terminal, fork.title, most=1)

    warned = next(scene for scene in story.scenes.values() if scene.warning is not None)
    assert warned.warning is not None
    _jump(terminal, warned.title)
    terminal.wait_for(words(warned.warning.text)[:30])
    first = words(next(span.text for step in warned.steps for span in step.prose if span.text.strip()))[:25]
    assert first not in terminal.flat
    terminal.press("o")
    reaches(terminal, warned.title, most=1)

    sources = _open_some(terminal, "excerpt", 5)
    terms = _open_some(terminal, "term", 5)
    assert len(sources) >= 5 and len(terms) >= 5

    here = terminal.text
    left(terminal, "y")
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert sum(name.startswith("excerpt:") for name in kept.opened) >= 5
    assert sum(name.startswith("term:") for name in kept.opened) >= 5
    assert warned.id in kept.consented

    again = opened(start(), story)
    title = story.scenes[kept.visit.scene].title
    reaches(again, title, most=1)
    assert again.lines[5:15] == here.splitlines()[5:15]
    left(again)


def _jump(terminal: Terminal, title: str) -> None:
    """To a scene by searching for its title; Enter takes the first that fits."""
    terminal.press("/")
    for character in words(title):
        terminal.send(character)
    terminal.settle()
    terminal.wait_for(words(title))
    for _row in range(40):
        row = next((line for line in terminal.lines if line.strip().startswith("▸")), "")
        if words(title) in row:
            break
        terminal.press("down")
    terminal.press("enter")


def _open_some(terminal: Terminal, kind: str, least: int) -> set[str]:
    """Walk on with Tab from the page in sight, open each reference of a kind in place, close it again."""
    seen: set[str] = set()
    for _stop in range(150):
        terminal.press("tab")
        row = _peek(terminal)
        mark = re.match(r"\[(\d+|[a-z]+)", row)
        found = "term" if not mark else "excerpt" if mark[1].isdecimal() else "claim"
        if row and found == kind:
            before = terminal.text
            terminal.press("enter")
            assert terminal.text != before
            seen.add(row)
            terminal.press("escape")
            assert terminal.text == before
        if len(seen) >= least:
            return seen
        if not row:
            terminal.press("n")
    raise AssertionError(f"{kind}: only {seen}")


def _peek(terminal: Terminal) -> str:
    line = next((line for line in reversed(terminal.lines) if "──" in line), "")
    return line.strip().split(" ──")[0] if not line.strip().startswith("──") else ""


# no colour


def test_no_colour_sends_not_one_colour_sequence(start: Start, story: Story) -> None:
    terminal = opened(start(NO_COLOR="1"), story)
    terminal.press(
        "n", "tab", "enter", "escape", "t", "/", "a", "down", "escape", "m", "escape", "?", "escape"
    )
    terminal.press("ctrl+p", "a", "escape", "y", "h", "h", "q", "n")
    assert terminal.ended() == 0
    assert terminal.colour_sequences() == []
    assert re.search(rb"\x1b\[1m", terminal.raw), "bold is no colour and stays"


def test_colour_is_sent_where_it_may_be(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    assert len(terminal.colour_sequences()) > 20


def test_idle_sends_no_byte_and_a_move_of_the_cursor_few(start: Start, story: Story) -> None:
    terminal = opened(start("--at", _fork(story)[0].visit.scene), story)
    terminal.pump(0.5)
    first = len(terminal.raw)
    terminal.pump(1.5)
    assert len(terminal.raw) == first
    terminal.press("tab", "tab")
    before = len(terminal.raw)
    terminal.press("tab")
    assert 0 < len(terminal.raw) - before < 2_000
    terminal.press("/", "a")
    terminal.pump(0.3)
    before = len(terminal.raw)
    terminal.pump(1.5)
    assert len(terminal.raw) == before, "no blinking caret of our own"


# whole again


def _raise_on(key_action: str) -> str:
    return (
        "import explainer.reading.desk as desk\n"
        "before = desk.perform\n"
        "def perform(view, action, layout):\n"
        f"    if action.id == {key_action!r}:\n"
        "        secret = 'the reader searched for this'\n"
        "        raise RuntimeError(secret)\n"
        "    return before(view, action, layout)\n"
        "desk.perform = perform\n"
    )


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("q", 0),
        ("ctrl+q", 0),
        ("ctrl+c", 130),
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
    ],
)
def test_the_terminal_is_whole_after(start: Start, story: Story, how: str | int, code: int) -> None:
    terminal = opened(start(), story)
    assert terminal.modes.get(1003) and terminal.modes.get(1049)
    terminal.press("tab")
    assert terminal.cursor_shown
    if isinstance(how, str):
        terminal.send({"q": "q", "ctrl+q": "\x11", "ctrl+c": "\x03"}[how])
    else:
        terminal.signal(how)
    assert terminal.ended() == code
    assert terminal.faults_left() == []
    assert "Traceback" not in terminal.text


def test_a_crash_leaves_the_terminal_whole_and_tells_nothing_of_the_reader(
    start: Start, story: Story, isolated_home: Path
) -> None:
    terminal = opened(start(code=_raise_on("about")), story)
    terminal.press("n", "a")
    assert terminal.ended() == 1
    assert terminal.faults_left() == []
    tail = terminal.raw[terminal.raw.rfind(b"\x1b[?1049l") :].decode()
    assert "RuntimeError" in tail and "explainer.tui.screens.reading:" in tail
    for secret in ("searched for", "secret", str(isolated_home), str(ROOT), story.title, story.start):
        assert secret not in tail, secret
    assert [path for path in isolated_home.rglob("*") if path.is_file()] == [], (
        "nothing is written before consent"
    )


def test_a_crash_report_is_a_file_once_the_reader_agreed(
    start: Start, story: Story, isolated_home: Path
) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    terminal = opened(start(code=_raise_on("about")), story)
    terminal.press("n", "n", "n", "a")
    assert terminal.ended() == 1
    assert terminal.faults_left() == []
    report = next(isolated_home.rglob("crash-1.txt")).read_text()
    assert "RuntimeError" in report and "searched for" not in report
    assert report not in terminal.raw.decode()
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert len(kept.past) >= 4, "the place of the crash is kept"

    private = opened(start("--private", code=_raise_on("about")), story)
    private.press("a")
    assert private.ended() == 1
    assert len(list(isolated_home.rglob("crash-*.txt"))) == 1


def test_private_reading_writes_nothing_and_does_not_ask(
    start: Start, story: Story, isolated_home: Path
) -> None:
    terminal = opened(start("--private"), story)
    terminal.press("n", "n", "tab", "enter", "q")
    assert terminal.ended() == 0
    assert [path for path in isolated_home.rglob("*") if path.is_file()] == []


def test_a_place_that_cannot_be_saved_is_said_and_one_may_leave(
    start: Start, story: Story, isolated_home: Path
) -> None:
    if os.geteuid() == 0:
        blocked = next(path for path in isolated_home.iterdir() if path.name == "xdg_state_home")
        blocked.rmdir()
        blocked.write_text("a file where the folder should be")
    else:
        (isolated_home / "xdg_state_home").chmod(0o500)
    terminal = opened(start(), story)
    terminal.press("n", "q", "y")
    terminal.wait_for("could not be saved")
    assert terminal.process.poll() is None
    terminal.press("q")
    if terminal.process.poll() is None:
        terminal.press("n")
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


# size, answers, layouts, mouse


def test_a_resize_keeps_the_step(start: Start, story: Story) -> None:
    run, _side = _fork(story)
    scene = story.scenes[run.visit.scene]
    terminal = opened(start("--at", scene.id), story)
    terminal.press("n", "n")
    first = " ".join(terminal.lines[5].split()[:4])
    assert first
    for columns, rows in itertools.chain([(40, 15), (120, 40), (60, 20)], [(80, 24)]):
        terminal.resize(columns, rows)
        terminal.settle()
        terminal.wait_for(first)
        assert scene.title[:10] in terminal.text.replace("’", "'")
    terminal.resize(38, 12)
    terminal.wait_for("40x15 is the least")
    terminal.resize(80, 24)
    terminal.wait_for(first)
    left(terminal, "n")


@pytest.mark.parametrize("pieces", [1, 2, 30])
def test_the_terminals_answer_becomes_no_key(start: Start, story: Story, pieces: int) -> None:
    terminal = opened(start(), story)
    terminal.wait_until(lambda: b"\x1b]11;?" in terminal.raw, "the question for the background")
    answer = "\x1b]11;rgb:fafa/f8f8/f3f3\x1b\\"
    size = -(-len(answer) // pieces)
    for at in range(0, len(answer), size):
        terminal.send(answer[at : at + size])
        terminal.pump(0.15 if pieces == 2 else 0.01)
    terminal.settle()
    assert b"48;2;250;248;243" in terminal.raw, "a light background makes a light page"
    assert story.title in terminal.flat and "is not possible" not in terminal.flat
    assert terminal.process.poll() is None
    terminal.press("n")
    reaches(terminal, story.scenes[story.start].title, most=1)


def test_escape_is_a_key_also_while_an_answer_is_due(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    terminal.press("m")
    terminal.wait_for("Story map")
    terminal.press("escape")
    terminal.wait_until(lambda: "Story map" not in terminal.text, "the page behind the map", seconds=3)


@pytest.mark.parametrize("action", ["n", "m", "g", "s"])
def test_keys_work_under_the_russian_layout(start: Start, story: Story, action: str) -> None:
    latin, russian = opened(start(), story), opened(start(), story)
    latin.press(action)
    (key,) = keys_under_layouts(action)[:1]
    assert key != action
    russian.press(key)
    assert russian.text == latin.text
    assert russian.text.strip()


def test_digits_work_under_the_kazakh_layout(start: Start, story: Story) -> None:
    latin, kazakh = opened(start(), story), opened(start(), story)
    latin.press("2")
    kazakh.press(keys_under_layouts("2")[0])
    assert kazakh.text == latin.text


def test_typing_in_another_script_searches(start: Start, story: Story) -> None:
    term = next(term for term in story.terms.values() if any(form.language == "ru" for form in term.forms))
    form = next(form.text for form in term.forms if form.language == "ru")
    terminal = opened(start(), story)
    terminal.send("/" + form)  # in one go, as a paste or a fast hand: the line to type on is not there yet
    terminal.wait_for(form)
    terminal.wait_for(words(term.name)[:12])
    terminal.wait_until(lambda: terminal.cursor_shown and terminal.cursor[1] == 0, "the caret on the line")


def test_a_click_opens_a_reference_and_hovering_shows_it(start: Start, story: Story) -> None:
    run, _side = _fork(story)
    scene = story.scenes[run.visit.scene]
    terminal = opened(start("--at", scene.id), story)
    reference = next(found for found in references(scene) if found.kind == "excerpt")
    mark = f"[{reference.label}]"
    for _page in range(5):
        row = next((y for y, line in enumerate(terminal.lines) if y > 4 and mark in line), -1)
        if row >= 0:
            break
        terminal.press("n")
    column = terminal.screen.display[row].index(mark)
    terminal.hover(column + 1, row)
    publisher = words(story.sources[story.excerpts[reference.id].source].publisher)[:12]
    assert publisher in _peek(terminal) or _peek(terminal), terminal.text
    before = terminal.text
    terminal.click(column + 1, row)
    assert terminal.text != before
    terminal.wait_for(f"Source {reference.label}")
    terminal.press("escape")
    terminal.wait_until(lambda: mark in terminal.lines[row], "the same line")


def test_hide_blanks_the_screen_and_any_key_shows_it_again(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    terminal.press("n")
    before = terminal.text
    terminal.press("h")
    assert terminal.text.strip() == ""
    assert not terminal.cursor_shown
    assert b"\x1b[3J" in terminal.raw
    titles = re.findall(rb"\x1b\]2;([^\x07]*)\x07", terminal.raw)
    assert titles[-1] == b"" and story.title.encode() in titles[0]
    terminal.press("x")
    assert terminal.text == before


def test_copy_sends_the_line_with_its_citation(start: Start, story: Story) -> None:
    import base64

    terminal = opened(start("--at", _fork(story)[0].visit.scene), story)
    terminal.press("y")
    found = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.raw)
    assert found
    text = base64.b64decode(found[1]).decode()
    assert story.title in text and str(story.edition) in text and "https://" in text
    assert "copied with its citation" in terminal.flat
    terminal.press("y")
    terminal.wait_for("shown for selection")
    assert terminal.modes.get(1003) is False, "the mouse is the terminal's"
    terminal.press("x")
    terminal.wait_until(lambda: terminal.modes.get(1003), "the mouse back")


def test_line_by_line_goes_on_at_the_same_step(start: Start, story: Story) -> None:
    run, _side = _fork(story)
    scene = story.scenes[run.visit.scene]
    terminal = opened(start("--at", scene.id), story)
    terminal.send("b")
    terminal.wait_until(lambda: terminal.modes.get(1049) is False, "the end of the full screen")
    terminal.wait_for(scene.title.split("'")[0][:20])
    assert terminal.faults_left() == []


def test_ascii_where_the_locale_has_no_more(start: Start, story: Story) -> None:
    terminal = opened(start(LANG="", LC_ALL="C"), story)
    chrome = terminal.lines[-1] + terminal.lines[1]
    assert chrome.isascii() and chrome.strip()


def test_a_closed_terminal_ends_the_reader_and_keeps_the_place(
    start: Start, story: Story, isolated_home: Path
) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    terminal = opened(start(), story)
    terminal.press("n", "n", "n")
    terminal.hang_up()
    assert terminal.process.wait(10) in (128 + signal.SIGHUP, -signal.SIGHUP)
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert len(kept.past) >= 3


def test_two_windows_keep_what_each_has_seen(start: Start, story: Story, isolated_home: Path) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    one, other = opened(start(), story), opened(start(), story)
    far = story.order[-1]
    middle = next(s for s in story.order[3:] if story.scenes[s].warning is None)
    _jump(one, story.scenes[far].title)
    _jump(other, story.scenes[middle].title)
    left(one)
    left(other)
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert far in kept.seen and middle in kept.seen
    assert kept.visit.scene == middle, "the last window decides the place"


def test_a_damaged_run_is_set_aside_and_said(start: Start, story: Story, isolated_home: Path) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    path = next(isolated_home.rglob("*.run.json"))
    path.write_text('{"explainer_run": 1, "run": ')
    terminal = opened(start(), story)
    terminal.wait_for("set aside")
    left(terminal)
    assert next(isolated_home.rglob("*.damaged-1")).read_text().startswith('{"explainer_run"')
