"""A run as bytes: whole or refused, whatever single byte of them changes."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explainer.reading import run as run_module
from explainer.reading.anchors import Anchor
from explainer.reading.run import Fork, Note, Run, Visit, begin
from explainer.reading.storage import files
from explainer.reading.storage.store import (
    NeedsPassphrase,
    RunUnreadable,
    WrongPassphrase,
    decode,
    encode,
    is_encrypted,
    read_file,
    stamped,
    write_file,
)
from explainer.story.model.outline import Edition, Lens, Place
from tests.unit.reading.graph import wide

STORY = wide()
RUN = stamped(STORY, run_module.write(STORY, begin(STORY), Place("start", "1"), "who says so? «Қ» \\ \n“7”"))
PLAIN = encode(RUN)
ARMOURED = (Path(__file__).parent / "run.age").read_bytes()
"""Encrypted with little work, so that it can be opened thousands of times: `encode` takes a second or more."""
PASSPHRASE = "four plain words"

TEXT = st.text(max_size=12)
PAIRS = st.dictionaries(TEXT, TEXT, max_size=3)
ANCHORS = st.builds(Anchor, TEXT, TEXT, TEXT)
VISITS = st.builds(Visit, TEXT, TEXT, st.integers(0, 9), st.booleans(), TEXT, st.booleans(), TEXT, TEXT)


def some(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3).map(tuple)


RUNS = st.builds(
    Run, TEXT, st.builds(Edition, TEXT, TEXT), VISITS,
    past=some(VISITS), ahead=some(VISITS), forks=some(st.builds(Fork, VISITS, TEXT)), left_at=TEXT,
    lens=st.none() | st.builds(Lens, TEXT), seen=some(TEXT), opened=some(TEXT), consented=some(TEXT),
    guesses=st.dictionaries(TEXT, some(TEXT), max_size=3), unfolded=some(TEXT), marks=PAIRS,
    notes=some(st.builds(Note, st.integers(1, 99), ANCHORS, TEXT, TEXT)), last_note=st.integers(0, 99),
    bookmarks=some(ANCHORS), doubts=some(ANCHORS), here=st.none() | ANCHORS,
)  # fmt: skip


@given(RUNS)
@example(RUN)
def test_what_is_written_is_read(run: Run) -> None:
    raw = encode(run)
    assert decode(raw) == run
    assert encode(run) == raw


@given(st.binary(max_size=60))
@example(b"null")
@example(b"[" * 100_000)
@example(b'{"explainer_run": 2}')
@example(b'{"explainer_run": 2, "check": "", "run": {}}')
@example(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
@example(b"age-encryption.org/v1\n-> scrypt AAAA 99999\n")
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    with pytest.raises(RunUnreadable):
        decode(raw, PASSPHRASE)


def faulty(raw: bytes, at: int, byte: int) -> tuple[bytes, bytes, bytes]:
    """Another byte, one less, one more."""
    other = bytes([raw[at] ^ byte or 1])
    return raw[:at] + other + raw[at + 1 :], raw[:at] + raw[at + 1 :], raw[:at] + bytes([byte]) + raw[at:]


def refused_or_the_same(raw: bytes, run: Run) -> bool:
    """Whether it was refused; that it is neither is the failure."""
    try:
        assert decode(raw, PASSPHRASE) == run
    except RunUnreadable as error:
        assert str(error).endswith(".")
        return True
    return False


def test_every_position_of_a_plain_file_is_watched_over() -> None:
    refused = 0
    for at in range(len(PLAIN)):
        for byte in (1, 0x10, 0x20, ord("0")):
            refused += sum(refused_or_the_same(raw, RUN) for raw in faulty(PLAIN, at, byte))
    assert refused > 9 * len(PLAIN), "only white space may differ"


@settings(max_examples=300)
@given(st.integers(0, len(PLAIN) - 1), st.integers(1, 255))
def test_any_fault_of_a_plain_file_is_refused_or_harmless(at: int, byte: int) -> None:
    for raw in faulty(PLAIN, at, byte):
        refused_or_the_same(raw, RUN)


def test_every_position_of_an_encrypted_file_is_watched_over() -> None:
    run = decode(ARMOURED, PASSPHRASE)
    assert [note.text for note in run.notes] == ["who says so?"]
    for at in range(len(ARMOURED)):
        for raw in faulty(ARMOURED, at, 1)[: 3 if at % 5 == 0 else 1]:
            refused_or_the_same(raw, run)


def test_a_file_cut_short_is_refused() -> None:
    for raw, step in ((PLAIN, 7), (ARMOURED, 31)):
        for end in range(0, len(raw) - 2, step):
            with pytest.raises(RunUnreadable):
                decode(raw[:end], PASSPHRASE)


def test_an_editor_may_fold_the_lines_and_a_later_version_add_a_field() -> None:
    folded = json.dumps(json.loads(PLAIN), ensure_ascii=False).encode()
    assert decode(folded) == RUN
    found = json.loads(PLAIN)
    found["run"]["of_later"] = {"a": [1]}
    found["check"] = files._check(json.dumps(found["run"], ensure_ascii=False).encode())
    assert decode(json.dumps(found, ensure_ascii=False).encode()) == RUN


def test_a_file_without_its_check_or_of_another_format_is_refused() -> None:
    found = json.loads(PLAIN)
    for change in ({"explainer_run": 1}, {"explainer_run": 3}, {"check": ""}, {"more": 1}):
        with pytest.raises(RunUnreadable):
            decode(json.dumps(found | change).encode())
    with pytest.raises(RunUnreadable, match="another version"):
        decode(json.dumps({"explainer_run": 3, "anything": 1}).encode())
    with pytest.raises(RunUnreadable, match="changed or damaged"):
        decode(PLAIN.replace(b"who says", b"who said"))


def test_files_of_the_first_format_are_still_read() -> None:
    plain = begin(STORY)
    body = json.loads(msgspec.json.encode(plain))
    for later in ("notes", "last_note", "bookmarks", "doubts", "here"):
        del body[later]
    assert decode(json.dumps({"explainer_run": 1, "run": body}).encode()) == plain


def test_a_passphrase_closes_a_file_and_opens_it(tmp_path: Path) -> None:
    raw = encode(RUN, "пароль é")
    assert is_encrypted(raw) and not is_encrypted(PLAIN)
    assert raw.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    assert b"who says" not in raw
    assert decode(raw, "пароль e\N{COMBINING ACUTE ACCENT}") == RUN, "however a keyboard composes its letters"
    path = tmp_path / "run.age"
    path.write_bytes(raw)
    with pytest.raises(NeedsPassphrase):
        read_file(path, STORY)
    with pytest.raises(WrongPassphrase):
        read_file(path, STORY, "another")
    found = read_file(path, STORY, "пароль é").run
    assert found is not None and found.notes == RUN.notes
    write_file(path, RUN)
    assert read_file(path, STORY, "not needed").run == found


def test_a_file_that_would_take_all_memory_is_refused_unopened() -> None:
    from base64 import b64encode

    for work in (b"23", b"63", b"999999999"):
        head = b"age-encryption.org/v1\n-> scrypt " + b"A" * 22 + b" " + work + b"\n" + b"A" * 43 + b"\n--- "
        raw = head + b"A" * 43 + b"\n" + b"\0" * 60
        armoured = (
            b"-----BEGIN AGE ENCRYPTED FILE-----\n" + b64encode(raw) + b"\n-----END AGE ENCRYPTED FILE-----\n"
        )
        for one in (raw, armoured):
            assert files._work(one) > files._MOST_WORK
            with pytest.raises(RunUnreadable, match="damaged"):
                decode(one, PASSPHRASE)
    assert files._work(ARMOURED) == 3
