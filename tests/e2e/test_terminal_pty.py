"""The terminal under the reader: whole after every way out; its answers, layouts, mouse and colours."""

from __future__ import annotations

import itertools
import os
import re
import signal
from pathlib import Path

import pytest

from explainer.reading.actions import keys_under_layouts
from explainer.reading.storage.store import decode
from explainer.story.model.prose import references
from explainer.story.model.structs import Story
from tests.e2e.reader import ROOT, Start, fork, left, opened, peek, reaches, words

# no colour


def test_no_colour_sends_not_one_colour_sequence(start: Start, story: Story) -> None:
    terminal = opened(start(NO_COLOR="1"), story)
    terminal.press(
        "n", "tab", "enter", "escape", "t", "/", "a", "down", "escape", "m", "escape", "?", "escape"
    )
    terminal.press("ctrl+p", "a", "escape", "y", "H", "h", "q", "n")
    assert terminal.ended() == 0
    assert terminal.colour_sequences() == []
    assert re.search(rb"\x1b\[1m", terminal.raw), "bold is no colour and stays"


def test_colour_is_sent_where_it_may_be(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    assert len(terminal.colour_sequences()) > 20


def test_idle_sends_no_byte_and_a_move_of_the_cursor_few(start: Start, story: Story) -> None:
    terminal = opened(start("--at", fork(story)[0].visit.scene), story)
    terminal.settle()
    terminal.pump(0.5)
    first = len(terminal.raw)
    terminal.pump(1.5)
    assert len(terminal.raw) == first
    terminal.press("tab", "tab")
    before = len(terminal.raw)
    terminal.press("tab")
    assert 0 < len(terminal.raw) - before < 2_000
    terminal.press("/", "a")
    terminal.settle(quiet=0.3)
    before = len(terminal.raw)
    terminal.pump(1.5)
    assert len(terminal.raw) == before, "no blinking caret of our own"


# whole again


def _raise_on(key_action: str) -> str:
    return (
        "import explainer.reading.view_actions as desk\n"
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
        ("ctrl+c", 0),
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
    ],
)
def test_the_terminal_is_whole_after(start: Start, story: Story, how: str | int, code: int) -> None:
    terminal = opened(start(), story)
    assert terminal.modes.get(1003) and terminal.modes.get(1049)
    terminal.press("tab")
    terminal.wait_until(lambda: terminal.cursor_shown, "the cursor")
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
    run, _side = fork(story)
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


BY_SIGN = (
    "import os; read = os.read; os.read = lambda handle, most: read(handle, 1 if most == 4096 else most)\n"
)
"""Its keys are read one byte at a time: sent so, this process might rest between two of them longer than a key may."""


@pytest.mark.parametrize(
    ("code", "pieces"), [("", 1), ("", 2), (BY_SIGN, 1)], ids=["whole", "late", "by sign"]
)
def test_the_terminals_answer_becomes_no_key(start: Start, story: Story, code: str, pieces: int) -> None:
    terminal = opened(start(code=code), story)
    terminal.wait_until(lambda: b"\x1b]11;?" in terminal.raw, "the question for the background")
    answer = "\x1b]11;rgb:fafa/f8f8/f3f3\x1b\\"
    size = -(-len(answer) // pieces)
    for at in range(0, len(answer), size):
        terminal.send(answer[at : at + size])
        terminal.pump(0.15)
    terminal.wait_until(lambda: b"48;2;250;248;243" in terminal.raw, "a light page for a light background")
    assert story.title in terminal.flat and "is not possible" not in terminal.flat
    assert terminal.process.poll() is None
    terminal.press("n")
    reaches(terminal, story.scenes[story.start].title, most=1)


def test_keys_in_one_packet_with_the_palettes_are_typed_there(start: Start, story: Story) -> None:
    """A slow line and a paste bring them so; the `q` of a word did quit."""
    terminal = opened(start(), story)
    terminal.press("n")
    terminal.send("\x10quit")
    terminal.wait_for("Find quit")
    assert terminal.process.poll() is None
    terminal.press("escape", "q", "n")
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


def test_escape_is_a_key_also_while_an_answer_is_due(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    terminal.press("m")
    terminal.wait_for("Story map")
    terminal.press("escape")
    terminal.wait_until(lambda: "Story map" not in terminal.text, "the page behind the map")


@pytest.mark.parametrize("action", ["n", "m", "g", "s"])
def test_keys_work_under_the_russian_layout(start: Start, story: Story, action: str) -> None:
    latin, russian = opened(start(), story), opened(start(), story)
    latin.press(action)
    (key,) = keys_under_layouts(action)[:1]
    assert key != action
    russian.press(key)
    russian.wait_until(lambda: russian.text == latin.text, f"the same page:\n{latin.text}\nbut")
    assert russian.text.strip()


def test_digits_work_under_the_kazakh_layout(start: Start, story: Story) -> None:
    latin, kazakh = opened(start(), story), opened(start(), story)
    latin.press("2")
    kazakh.press(keys_under_layouts("2")[0])
    kazakh.wait_until(lambda: kazakh.text == latin.text, f"the same page:\n{latin.text}\nbut")


def test_typing_in_another_script_searches(start: Start, story: Story) -> None:
    term = next(term for term in story.terms.values() if any(form.language == "ru" for form in term.forms))
    form = next(form.text for form in term.forms if form.language == "ru")
    terminal = opened(start(), story)
    terminal.send("/" + form)  # in one go, as a paste or a fast hand: the line to type on is not there yet
    terminal.wait_for(form)
    terminal.wait_for(words(term.name)[:12])
    terminal.wait_until(lambda: terminal.cursor_shown and terminal.cursor[1] == 0, "the caret on the line")


def test_a_click_opens_a_reference_and_hovering_shows_it(start: Start, story: Story) -> None:
    run, _side = fork(story)
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
    terminal.wait_until(lambda: publisher in peek(terminal) or peek(terminal), "what is under the mouse")
    before = terminal.text
    terminal.click(column + 1, row)
    terminal.wait_for(f"Source {reference.label}")
    assert terminal.text != before
    terminal.press("escape")
    terminal.wait_until(lambda: mark in terminal.lines[row], "the same line")


def test_hide_blanks_the_screen_and_any_key_shows_it_again(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    terminal.press("n")
    before = terminal.text
    terminal.press("H")
    terminal.wait_until(lambda: terminal.text.strip() == "" and not terminal.cursor_shown, "a blank screen")
    assert b"\x1b[3J" in terminal.raw
    titles = re.findall(rb"\x1b\]2;([^\x07]*)\x07", terminal.raw)
    assert titles[-1] == b"" and story.title.encode() in titles[0]
    terminal.press("x")
    terminal.wait_until(lambda: terminal.text == before, f"the page again:\n{before}\nbut")


def test_copy_sends_the_line_with_its_citation(start: Start, story: Story) -> None:
    import base64

    terminal = opened(start("--at", fork(story)[0].visit.scene), story)
    terminal.press("y")
    terminal.wait_for("copied with its citation")
    found = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.raw)
    assert found
    text = base64.b64decode(found[1]).decode()
    assert story.title in text and str(story.edition) in text and "https://" in text
    terminal.press("y")
    terminal.wait_for("shown for selection")
    terminal.wait_until(lambda: terminal.modes.get(1003) is False, "the mouse for the terminal")
    terminal.press("x")
    terminal.wait_until(lambda: terminal.modes.get(1003), "the mouse back")


def test_line_by_line_goes_on_at_the_same_step(start: Start, story: Story) -> None:
    run, _side = fork(story)
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


def test_the_mouse_is_freed_and_taken_back(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    terminal.press("u")
    terminal.wait_until(
        lambda: terminal.modes.get(1003) is False and terminal.modes.get(1000) is False, "a free mouse"
    )
    terminal.press("u")
    terminal.wait_until(lambda: terminal.modes.get(1003) is True, "the mouse taken back")
    left(terminal)


def test_hiding_works_while_one_types(start: Start, story: Story) -> None:
    terminal = opened(start(), story)
    terminal.press("/", "a", "f9")
    terminal.wait_until(lambda: terminal.text.strip() == "", "a blank screen")
    terminal.press("x")
    terminal.wait_until(lambda: "a" in terminal.lines[0], "the line again")
